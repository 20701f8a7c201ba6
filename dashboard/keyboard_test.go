package dashboard

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// record notes every element that takes the focus, where it stands in the
// document and whether the reader can see that it has the focus.
const record = `(() => {
  window.stops = [];
  document.addEventListener("focusin", (e) => {
    const n = e.target, s = getComputedStyle(n);
    window.stops.push({n, ring: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2});
  });
  return "";
})()`

// unreached compares the stops with everything that can be operated: what was
// not reached, what was reached out of order, and what had no visible ring.
const unreached = `(() => {
  const name = (n) => n.tagName.toLowerCase() + (n.id ? "#" + n.id : "") + (n.className && n.className.baseVal === undefined ? "." + n.className : "") + " " + (n.textContent || n.name || "").trim().slice(0, 30);
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']")]
    .filter(n => n.getClientRects().length && (n.tagName === "SUMMARY" || !n.closest("details:not([open])")) && getComputedStyle(n).visibility !== "hidden" && n.tabIndex >= 0);
  const got = window.stops.map(s => s.n), faults = [];
  for (const n of all) if (!got.includes(n)) faults.push("not reached: " + name(n));
  for (let i = 1; i < got.length; i++) {
    if (got[i] === got[0]) break;
    if (!(got[i-1].compareDocumentPosition(got[i]) & Node.DOCUMENT_POSITION_FOLLOWING)) faults.push("before its place: " + name(got[i]));
  }
  for (const s of window.stops) if (!s.ring) faults.push("no ring: " + name(s.n));
  return [...new Set(faults)].slice(0, 12).join("\n");
})()`

// TestKeyboard walks each kind of page by Tab: everything that can be operated
// is reached in the order of the document and shows that it has the focus; and
// then does with keys alone what a reader does.
func TestKeyboard(t *testing.T) {
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
	press := func(keys string, opts ...chromedp.KeyOption) {
		t.Helper()
		if err := chromedp.Do(ctx, chromedp.KeyEvent(keys, opts...)); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(expression string) string { t.Helper(); return evaluate(ctx, t, "String("+expression+")") }
	until := func(what, expression string) {
		t.Helper()
		for range 200 {
			if v, err := chromedp.Run(ctx, chromedp.Evaluate[string]("String("+expression+")")); err == nil && v == "true" {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Errorf("%s: not after 10 s at %s; the focus is on %s", what, ask("location.href"), ask("document.activeElement.outerHTML.slice(0, 60)"))
	}
	tabTo := func(selector string) {
		t.Helper()
		for range 200 {
			press(kb.Tab)
			if ask(fmt.Sprintf("document.activeElement.matches(%q)", selector)) == "true" {
				return
			}
		}
		t.Errorf("%s is not reached by Tab", selector)
	}

	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900)); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"/", "/occ", "/occ/6-18-02-04", "/chains", "/chain/equip", "/wages", "/wages?occ=6-18-02-04", "/regions?occ=6-18-02-04", "/compare", "/compare?a=6-18-02-04@360700&b=6-18-02-04@360100", "/catalogue", "/quality", "/method", "/downloads", "/search?q=焊工", "/review/titles"} {
		open(p)
		evaluate(ctx, t, scrollThrough)
		evaluate(ctx, t, record)
		for range 12 {
			press(strings.Repeat(kb.Tab, 60))
			if ask("window.stops.length > 1 && window.stops.slice(1).some(s => s.n === window.stops[0].n)") == "true" {
				break
			}
		}
		if faults := evaluate(ctx, t, unreached); faults != "" {
			t.Errorf("%s:\n%s", p, faults)
		}
	}

	open("/occ") // skip to the filters, choose, apply
	press(kb.Tab)
	until("the first stop is the link past the header", `document.activeElement.matches("a.skip") && document.activeElement.getBoundingClientRect().left >= 0`)
	press(kb.Enter)
	until("the link past the header leads to main", `document.activeElement.id === "main"`)
	open("/occ")
	press(kb.Tab + kb.Tab + kb.Enter + kb.Tab)
	until("the second link leads to the first filter", `document.activeElement.matches("#filters select")`)
	tabTo("#filters select[name=class]")
	press(kb.ArrowDown)
	until("the arrow key chooses", `document.activeElement.value === "severe"`)
	tabTo("#filters button")
	press(kb.Enter)
	until("Enter applies, and the focus goes to the answer", `location.search.includes("class=severe") && document.activeElement.tagName === "H1"`)
	tabTo("a.chip")
	press(kb.Enter)
	until("Enter takes a filter off", `!location.search.includes("class=") && document.readyState === "complete"`)

	tabTo("#list tbody a") // a row, a tile
	press(kb.Enter)
	until("Enter opens a row", `location.pathname.startsWith("/occ/") && document.readyState === "complete"`)
	open("/")
	tabTo("#map a.tile")
	press(kb.Enter)
	until("Enter opens a tile", `location.pathname === "/regions" && document.readyState === "complete"`)

	open("/occ/6-18-02-04") // a chart, its table, a download
	if s.assets.charts != "" {
		evaluate(ctx, t, scrollThrough)
		tabTo("[data-chart]")
		evaluate(ctx, t, `(window.chart = document.activeElement, "")`)
		press(kb.ArrowRight)
		until("the chart says its values", `document.getElementById("say").textContent !== ""`)
		press(kb.Escape)
		until("Esc leaves the chart", `document.activeElement !== window.chart`)
		press(kb.Tab)
		until("Tab goes on after the chart", `!!(window.chart.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)`)
		press(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
		until("Shift and Tab go back to the chart", `document.activeElement === window.chart`)
		tabTo("details.data summary")
		press(kb.Enter)
		until("Enter opens the table of the chart", `document.activeElement.parentElement.open`)
	}
	tabTo(".dl a[href*='.csv']")
	if ask(`fetch(document.activeElement.href).then(a => a.ok && a.headers.get("Content-Type"))`) == "false" {
		t.Error("the download that Tab reaches is not there")
	}

	open("/") // search with keys alone
	tabTo("#q")
	press("hangong")
	until("suggestions open", `document.querySelectorAll(".hits li").length > 0 && !document.querySelector(".hits").hidden`)
	press(kb.Escape)
	until("Esc closes the suggestions", `document.querySelector(".hits").hidden && document.activeElement.id === "q"`)
	press(" ")
	until("suggestions open again", `!document.querySelector(".hits").hidden`)
	press(kb.ArrowDown)
	until("the arrow key marks a suggestion", `!!document.querySelector(".hits li[aria-selected=true]")`)
	press(kb.Enter)
	until("Enter opens a suggestion", `location.pathname === "/occ/6-18-02-04"`)
}
