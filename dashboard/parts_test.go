package dashboard

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files; read the difference before committing")

// TestParts renders each part in the states it can be in: normal, not
// assessed, suppressed, simulated, the longest name, no cases.
func TestParts(t *testing.T) {
	zh, en := loadBoth(t)
	long := "地球物理地球化学与遥感勘查工程技术人员"
	for _, l := range []*locale{zh, en} {
		v, err := loadViews(l)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		part := func(title, name string, data any) {
			out, err := v.part(name, data)
			if err != nil {
				t.Fatalf("%s: %v", title, err)
			}
			b.WriteString("<!-- " + title + " -->\n" + strings.TrimSpace(string(out)) + "\n")
		}
		for _, c := range append(append([]string{}, classes...), "nonsense") {
			part("status "+c, "status.html", l.status(c))
		}
		part("strip", "strip.html", newStrip(0, 3, 2.05, 2.31, 2.55, true, []float64{1.5, 2, 2.5}, "short", "2.31", false))
		part("strip, simulated, beyond the scale", "strip.html", newStrip(0, 3, 2.8, 3.2, 3.4, true, nil, "severe", "3.20", true))
		part("strip, not assessed", "strip.html", &strip{Text: l.t("gate.counts", "n", 0, "m", 0)})
		part("band", "band.html", newBand(12000, [5]Num{some(5200), some(6200), some(7400), some(8900), some(11200)}, "band", false, 4))
		part("band without tails, simulated", "band.html", newBand(12000, [5]Num{{}, some(6200), some(7400), some(8900), {}}, "band", true, 4))
		part("spark with a gap", "spark.html", newSpark([]Num{some(1), {}, some(2), some(4)}, 4, "spark", false))
		part("spark of nothing", "spark.html", newSpark(nil, 0, "spark", false))
		part("bar for", "bar.html", newBar(-1, 1, 0.24, "+0.24", false, false))
		part("bar against", "bar.html", newBar(-1, 1, -0.05, "-0.05", false, true))
		part("mix", "mix.html", newMix(map[string]float64{"severe": 1, "unknown": 3}, "mix", false))
		part("mix of nothing", "mix.html", newMix(nil, "mix", false))
		part("tiles", "tiles.html", &tiles{Label: "map", Cols: 4, Rows: 5, Items: []tile{{Row: 2, Col: 3, Name: "南昌", Href: "/?region=360100", Class: "short", Glyph: "◆", Value: "2.31", Word: l.t("class.short"), Current: true, Label: "南昌"}, {Row: 3, Col: 1, Name: "萍乡", Href: "/", Class: "unknown", Glyph: "×", Word: l.t("class.unknown"), Label: "萍乡"}}})
		part("message", "message.html", message{Level: "warn", Text: l.t("say.posted"), Link: &link{"→", "/x"}})
		part("key figures", "keys.html", []keyFigure{{Status: l.status("unknown"), Value: "0"}, {Label: "S", Value: "2.31", Note: "n"}})
		for _, c := range []struct{ title, obs, conf, why, text string }{
			{"normal", "A", "F", "", "7,400"}, {"caution", "U", "F", "", "7,400"}, {"suppressed, ads", "Q", "C", "N_ADS|CV", ""}, {"suppressed, employers", "Q", "C", "N_EMP", ""}, {"suppressed, one employer", "Q", "C", "DOMINANT", ""},
			{"suppressed, precision", "Q", "S", "CV", ""}, {"suppressed, secondary", "Q", "D", "", ""}, {"not assessed", "O", "F", "N_ADS", ""}, {"not applicable", "M", "F", "", ""}, {"missing", "A", "F", "", ""}, {"estimated", "E", "F", "", "3"},
		} {
			text, mark := l.shown(c.text, c.text != "", c.obs, c.conf, c.why)
			part("cell, "+c.title, "cell.html", cell{Text: text, Mark: mark})
		}
		tab := &table{Caption: "c", RowHead: 1, List: true, Groups: map[int]string{0: "g"}, Under: map[int]string{0: "u"}, Cols: []col{{Name: "hidden"}, {Name: "name", Head: "N", SortURL: "/s", Sorted: "ascending"}, {Name: "v", Head: "V", Unit: "u", Kind: digits}}}
		tab.add(cell{V: "x"}, cell{Text: long, Note: "2-02-01-02", Href: "/occ/2-02-01-02", Chinese: l.lang == "en"}, cell{V: 1.0, Text: "<1>"})
		part("figure, simulated", "figure.html", &figure{ID: "f", Claim: "<claim>", Sub: "s", Table: tab, Notes: []string{"n"}, Source: "src", Rows: "1", SQL: "SELECT 1 < 2", Sim: l.t("sim.watermark"), Links: []link{{"CSV", "/a.csv"}}, Legend: []legendItem{{Mark: "pos", Text: "p"}}})
		part("figure, empty", "figure.html", &figure{ID: "f", Claim: "c", Table: &table{Empty: l.t("occ.list.none")}})
		part("chart", "chart.html", &chart{ID: "c", Alt: "a", Option: dict{"title": "</script><b>"}})

		golden := filepath.Join("testdata", "golden", "parts_"+l.lang+".html")
		if *update {
			if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != string(want) {
			g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
			for i := range min(len(g), len(w)) {
				if g[i] != w[i] {
					t.Fatalf("%s line %d\n got %s\nwant %s", golden, i+1, g[i], w[i])
				}
			}
			t.Fatalf("%s has %d lines, got %d", golden, len(w), len(g))
		}
	}
}

func TestStripPlacesMarks(t *testing.T) {
	// x = 4 + S/3 · 200: 2.31 → 158, 1.5 → 104, 3 → 204.
	s := newStrip(0, 3, 1.5, 2.31, 3, true, []float64{1.5}, "short", "", false)
	if s.X != 158 || s.Interval != "M104.0 12H204.0" || s.Lines != "M104.0 2V22" {
		t.Errorf("got %+v", s)
	}
}

func TestBarsBeginAtZero(t *testing.T) {
	b := newBar(-1, 1, -0.5, "", false, false) // zero at 100, −0.5 at 50
	if b.Zero != 100 || b.X != 50 || b.W != 50 || !b.Negative {
		t.Errorf("got %+v", b)
	}
	m := newMix(map[string]float64{"severe": 1, "none": 3}, "", false)
	if len(m.Parts) != 2 || m.Parts[0].W != 50 || m.Parts[1].X != 50 || m.Parts[1].W != 150 {
		t.Errorf("got %+v", m.Parts)
	}
}

func TestNice(t *testing.T) {
	for _, c := range []struct {
		v, top float64
		n      int
	}{{0, 1, 1}, {11200, 12000, 4}, {9000, 10000, 5}, {30, 30, 3}, {0.7, 0.8, 4}} {
		if top, n := nice(c.v); top != c.top || n != c.n {
			t.Errorf("nice(%v) = %v in %d steps, want %v in %d", c.v, top, n, c.top, c.n)
		}
	}
}
