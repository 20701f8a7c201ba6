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
	"/compare?a=6-18-02-04@360700&b=6-18-02-04@360100", "/catalogue", "/quality", "/method", "/downloads", "/search?q=焊工", "/nowhere", "/?scope=cn-51job-2023"}

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

func visit(t *testing.T, chromium, origin string, list []string, axe string) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("lang", "zh-CN"))
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	defer cancel()
	ctx, cancel := chromedp.NewContext(alloc)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, 8*time.Minute)
	defer cancel()

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
					if axe != "" && (lang == "" && (theme == "light" || width == 1440) || lang == "/en" && theme == "light" && width == 375) {
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
