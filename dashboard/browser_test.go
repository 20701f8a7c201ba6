package dashboard

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browserPaths are the pages a reader sees; the other states are covered
// without a browser.
var browserPaths = []string{"/", "/occ", "/occ/6-18-02-04", "/occ/6-23-03-01", "/chains", "/chain/equip", "/wages", "/wages?occ=6-18-02-04", "/wages?basis=survey", "/regions", "/regions?occ=6-18-02-04",
	"/compare?a=6-18-02-04@360700&b=6-18-02-04@360100", "/catalogue", "/quality", "/method", "/downloads", "/search", "/search?q=焊工", "/compare", "/review/titles", "/nowhere", "/?scope=cn-51job-2023"}

// browser finds an installed Chromium; without one the test is skipped unless
// REQUIRE_BROWSER is set.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	if os.Getenv("REQUIRE_BROWSER") != "" {
		t.Fatal("no Chromium installed")
	}
	t.Skip("no Chromium installed")
	return ""
}

// TestBrowser opens every page in both languages at two widths in light and
// dark: no console message, no request to another origin, no sideways
// scrolling on a phone, no serious accessibility fault. SCREENSHOTS=folder
// keeps a picture of each. BROWSER_ORIGIN and BROWSER_PATHS visit a running
// server instead of the fixture.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a browser")
	}
	path := browser(t)
	axe, axeErr := os.ReadFile(filepath.Join("..", "web", "node_modules", "axe-core", "axe.min.js"))
	if axeErr != nil && os.Getenv("REQUIRE_BROWSER") != "" {
		t.Fatalf("axe-core is not installed: npm ci --prefix web: %v", axeErr)
	}
	if origin := os.Getenv("BROWSER_ORIGIN"); origin != "" {
		visit(t, path, origin, strings.Fields(os.Getenv("BROWSER_PATHS")), string(axe))
		return
	}
	s := fixtureServer(t)
	srv := httptest.NewServer(s.Handler())
	defer srv.Close()
	visit(t, path, srv.URL, browserPaths, string(axe))
}

func startBrowser(t *testing.T, chromium string) context.Context {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("lang", "zh-CN"))
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 9*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// TestReader does what a reader does: follows every entry of the navigation,
// filters, searches, changes the theme, walks through a chart by keyboard, and
// then reads with script switched off.
func TestReader(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a browser")
	}
	s := fixtureServer(t)
	ctx := startBrowser(t, browser(t))
	srv := httptest.NewServer(s.Handler())
	defer srv.Close()
	open := func(path string) {
		t.Helper()
		if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+path)); err != nil {
			t.Fatal(err)
		}
	}
	// wait polls until the expression is not empty.
	wait := func(what, expression string) string {
		t.Helper()
		for range 100 {
			if v, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression)); err == nil && v != "" {
				return v
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("%s: nothing after 5 s", what)
		return ""
	}
	act := func(expression string) { t.Helper(); evaluate(ctx, t, "(() => {"+expression+"; return ''})()") }

	for _, lang := range []string{"/", "/en"} {
		open(lang)
		for i := range len(navigation) {
			i = (i + 1) % len(navigation) // home last, since it is open
			href := wait("the navigation", fmt.Sprintf("document.querySelectorAll('nav.main a')[%d]?.href || ''", i))
			act(fmt.Sprintf("document.querySelectorAll('nav.main a')[%d].click()", i))
			wait("navigation to "+href, fmt.Sprintf("location.href === %q && document.readyState === 'complete' && document.querySelector('nav.main a[aria-current=page]') ? document.querySelector('h1').textContent : ''", href))
		}
	}

	open("/occ")
	act("const f = document.getElementById('filters'); f.elements.class.value = 'severe'; f.requestSubmit()")
	wait("the filter in the address", "location.search.includes('class=severe') && document.querySelectorAll('#list tbody tr:not(.under)').length === 1 ? 'x' : ''")
	if evaluate(ctx, t, "document.activeElement.tagName") != "H1" || evaluate(ctx, t, "document.getElementById('say').textContent") == "" {
		t.Error("after filtering the focus is not on h1, or nothing is said")
	}

	act("const q = document.getElementById('q'); q.focus(); q.value = '电焊'; q.dispatchEvent(new Event('input'))")
	wait("a suggestion", "document.querySelector('.hits li')?.textContent || ''")
	act("for (const key of ['ArrowDown', 'Enter']) document.getElementById('q').dispatchEvent(new KeyboardEvent('keydown', {key, cancelable: true}))")
	wait("the page of the suggestion", "location.pathname === '/occ/6-18-02-04' && document.readyState === 'complete' ? 'x' : ''")

	act("document.querySelector('.theme').click(); document.querySelector('.theme').click()")
	if got := evaluate(ctx, t, "document.documentElement.dataset.theme"); got != "dark" {
		t.Errorf("theme %q after two presses, want dark", got)
	}
	if s.assets.charts != "" {
		act("document.querySelector('[data-chart]').scrollIntoView()")
		wait("the chart", "document.querySelector('[data-chart] canvas') ? 'x' : ''")
		act("document.getElementById('say').textContent = ''; document.querySelector('[data-chart]').dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', cancelable: true}))")
		wait("what the chart says", "document.getElementById('say').textContent")
	}

	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	open("/wages?occ=6-18-02-04")
	if n := evaluate(ctx, t, "String([...document.querySelectorAll('details.data')].filter(d => !d.open).length) + document.querySelectorAll('canvas').length"); n != "00" {
		t.Errorf("without script: closed tables and canvases %s, want none", n)
	}
}

func visit(t *testing.T, chromium, origin string, list []string, axe string) {
	ctx := startBrowser(t, chromium)

	var mu sync.Mutex
	var here string
	var faults []string
	fault := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		faults = append(faults, here+": "+fmt.Sprintf(format, args...))
	}
	err := chromedp.Listen(ctx, func(ev any) {
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			if e.Entry.Source != log.EntrySourceNetwork || !strings.Contains(e.Entry.Text, "404") {
				fault("console: %s %s", e.Entry.Text, e.Entry.URL)
			}
		case *runtime.EventConsoleAPICalled:
			fault("console.%s", e.Type)
		case *runtime.EventExceptionThrown:
			fault("exception: %s", e.ExceptionDetails.Text)
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; !strings.HasPrefix(u, origin) && !strings.HasPrefix(u, "data:") {
				fault("request to %s", u)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, enable := range []func() error{
		func() error { _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); return err },
		func() error { _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); return err },
		func() error { _, err := chromedp.Call(ctx, runtime.Enable, cdp.Empty{}); return err },
	} {
		if err := enable(); err != nil {
			t.Fatal(err)
		}
	}
	shots := os.Getenv("SCREENSHOTS")
	for _, width := range []int64{1440, 375} {
		for _, theme := range []string{"light", "dark"} {
			for _, lang := range []string{"", "/en"} {
				if lang == "/en" && (width == 1440) == (theme == "light") {
					continue // English: wide in the dark, narrow in the light
				}
				viewport := chromedp.EmulateViewport(width, 900)
				if width < 600 {
					viewport = chromedp.EmulateViewport(width, 900, chromedp.EmulateMobile)
				}
				if err := chromedp.Do(ctx, viewport); err != nil {
					t.Fatal(err)
				}
				if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}); err != nil {
					t.Fatal(err)
				}
				for _, p := range list {
					mu.Lock()
					here = fmt.Sprintf("%s%s at %d %s", lang, p, width, theme)
					mu.Unlock()
					if err := chromedp.Do(ctx, chromedp.Navigate(origin+lang+p)); err != nil {
						t.Fatalf("%s: %v", here, err)
					}
					overflow := evaluate(ctx, t, sideways)
					evaluate(ctx, t, scrollThrough)
					blank := evaluate(ctx, t, undrawn)
					if overflow != "" {
						fault("scrolls sideways: %s", overflow)
					}
					if blank != "" {
						fault("charts not drawn: %s", blank)
					}
					if axe != "" && (theme == "light" || width == 1440) {
						for _, v := range violations(ctx, t, axe) {
							fault("axe: %s", v)
						}
					}
					if shots != "" {
						shoot(ctx, t, filepath.Join(shots, fmt.Sprintf("%s_%d_%s.png", strings.NewReplacer("/", "_", "?", "_", "=", "-", "&", "_", "@", "_").Replace(strings.TrimPrefix(lang+p, "/")+"_"), width, theme)))
					}
				}
			}
		}
	}
	for _, f := range faults {
		t.Error(f)
	}
}

// sideways names the widest thing that makes the page scroll.
const sideways = `(() => {
  const root = document.scrollingElement, w = root.clientWidth;
  if (root.scrollWidth <= w) return "";
  for (const e of document.querySelectorAll("main *, header *, footer *")) {
    const r = e.getBoundingClientRect();
    if (r.right > w + 1 && !e.closest(".scroll, nav.main, pre, .hidden")) return e.tagName + "." + e.className + " " + Math.round(r.right) + " > " + w;
  }
  return "page " + root.scrollWidth + " > " + w;
})()`

// scrollThrough brings every chart near the view, so that it is drawn.
const scrollThrough = `(async () => {
  for (const n of document.querySelectorAll("[data-chart]")) { n.scrollIntoView(); await new Promise(r => setTimeout(r, 120)); }
  scrollTo(0, 0);
  return "";
})()`

const undrawn = `window.echarts ? [...document.querySelectorAll("[data-chart]")].filter(n => !n.querySelector("canvas")).map(n => n.dataset.chart).join(" ") : ""`

// violations are the serious and critical findings of axe-core.
func violations(ctx context.Context, t *testing.T, axe string) []string {
	evaluate(ctx, t, axe+";''")
	text := evaluate(ctx, t, `axe.run(document, {resultTypes:["violations"]}).then(r => JSON.stringify(r.violations.filter(v => v.impact === "serious" || v.impact === "critical").map(v => v.id + ": " + v.nodes.slice(0,2).map(n => n.html.slice(0,160) + " " + (n.any[0]||n.all[0]||n.none[0]||{}).message).join(" | "))))`)
	var list []string
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// evaluate runs an expression, waits for its promise and returns its string.
func evaluate(ctx context.Context, t *testing.T, expression string) string {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func shoot(ctx context.Context, t *testing.T, file string) {
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		t.Fatal(err)
	}
}
