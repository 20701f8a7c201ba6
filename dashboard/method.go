package dashboard

import "strings"

// sections of the method page, in order; the text is in the locale files under
// method.<name>.1, .2, …
var methodSections = []string{"sim", "units", "shortage", "gates", "grade", "driver", "wages", "dedup", "coding", "chain", "forecast", "disclosure", "revision", "a11y"}

// method says how the figures are made, with the constants of this release and
// one example worked with its figures.
func (r *request) method() (*page, error) {
	p := &page{Name: "method", Title: r.t("nav.method"), Main: "constants"}
	p.H1 = r.t("method.h1")
	p.Lead = []string{r.t("method.lead", "method", r.e.Manifest.MethodVersion, "id", r.e.ID)}
	var contents []choice
	for _, name := range methodSections {
		if name == "sim" && !r.sc.IsSimulated {
			continue
		}
		contents = append(contents, choice{r.t("method." + name), "#" + name, false})
	}
	contents = append(contents, choice{r.t("method.example"), "#example", false}, choice{r.t("method.constants"), "#constants", false}, choice{r.t("method.terms"), "#terms", false})
	p.Blocks = append(p.Blocks, block{Wide: 12, Part: "contents.html", Data: contents})
	for _, name := range methodSections {
		if name == "sim" && !r.sc.IsSimulated {
			continue
		}
		p.Blocks = append(p.Blocks, block{Wide: 12, Part: "prose.html", Data: r.paragraphs("method." + name), Title: r.t("method." + name), ID: name})
		if name == "shortage" {
			p.figure(12, r.indicators())
		}
	}
	if err := r.example(p); err != nil {
		return nil, err
	}
	r.constants(p)
	r.terms(p)
	return p, nil
}

// paragraphs are the texts key.1, key.2, … with the constants of the release
// in their slots.
func (r *request) paragraphs(key string) []string {
	var list []string
	for i := 1; ; i++ {
		k := key + "." + string(rune('0'+i))
		if i > 9 || !r.has(k) {
			return list
		}
		ads, employers := r.gates()
		list = append(list, r.t(k, "ads", ads, "emp", employers,
			"wads", r.e.constant("wage_min_ads", "30"), "wemp", r.e.constant("wage_min_employers", "10"),
			"tads", r.e.constant("wage_tail_ads", "50"), "temp", r.e.constant("wage_tail_employers", "20"),
			"url", r.link("/quality")))
	}
}

// indicators are the eleven indicators with what they measure.
func (r *request) indicators() *figure {
	t := &table{RowHead: 0, List: true, Cols: []col{{Name: "indicator", Head: r.t("col.indicator")}, {Name: "dimension", Head: r.t("col.dimension")}, {Name: "definition", Head: r.t("col.definition")}}}
	for _, x := range []struct{ id, dim string }{{"I1", "T"}, {"I2", "T"}, {"I3", "F"}, {"I4", "F"}, {"I5", "F"}, {"I6", "M"}, {"I7", "M"}, {"I8", "W"}, {"I9", "W"}, {"I10", "S"}, {"I11", "S"}} {
		t.add(cell{V: x.id, Text: r.t("ind." + x.id), Note: x.id}, cell{V: x.dim, Text: r.t("dim." + x.dim)}, cell{V: r.t("inddef." + x.id), Text: r.t("inddef." + x.id)})
	}
	t.Caption = r.t("method.indicators")
	return &figure{ID: "indicators", Claim: r.t("method.indicators"), Sub: r.t("method.indicators.sub"), Table: t}
}

// example computes the score of the top occupation again from its evidence.
func (r *request) example(p *page) error {
	q := ask(`SELECT `+shortageColumns+` FROM out_shortage s WHERE s.scope = ? AND s.region_code = ? AND s.quarter = ? AND s.score IS NOT NULL AND s.class <> 'unknown' ORDER BY s.n_dims DESC NULLS LAST, s.rank NULLS LAST LIMIT 1`, r.sc.Scope, r.reg.RegionCode, r.period)
	list, err := get[shortage](r, q)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		p.Blocks = append(p.Blocks, block{Wide: 12, Part: "prose.html", Data: []string{r.t("method.example.none")}, Title: r.t("method.example"), ID: "example"})
		return nil
	}
	s := list[0]
	rows, err := get[evidenceRow](r, ask(`SELECT indicator, dimension, missing_reason, unit, value_raw, value, n, n_employers, percentile, points, weight, contribution
FROM out_shortage_evidence WHERE scope = ? AND region_code = ? AND occupation_code = ? AND quarter = ? ORDER BY contribution IS NULL, dimension, indicator`, r.sc.Scope, s.RegionCode, s.OccupationCode, s.Quarter))
	if err != nil {
		return err
	}
	var terms []string
	sum := 0.0
	for _, e := range rows {
		if e.Contribution.OK && e.Points.OK && e.Weight.OK {
			sum += e.Contribution.V
			terms = append(terms, r.t("example.term", "ind", e.Indicator, "w", r.f.dec(e.Weight.V, 3), "q", r.f.dec(e.Points.V, 2), "c", r.f.signed(e.Contribution.V, 3)))
		}
	}
	name := r.e.occupationName(s.OccupationCode)
	text := []string{
		r.t("example.1", "occ", name, "code", s.OccupationCode, "region", r.regionName(r.reg), "t", r.f.quarter(s.Quarter), "n", r.orDash(s.NAds), "m", r.orDash(s.NEmployers)),
		r.t("example.2") + strings.Join(terms, r.t("semicolon")),
		r.t("example.3", "sum", r.f.signed(sum, 2), "s", r.f.dec(s.Score.V, 2), "span", r.f.span(r.f.dec(s.ScoreLo.V, 2), r.f.dec(s.ScoreHi.V, 2)), "class", r.t("class."+s.Class)),
	}
	p.Blocks = append(p.Blocks, block{Wide: 12, Part: "prose.html", Data: text, Title: r.t("method.example"), ID: "example"})
	return r.evidence(p, s)
}

// constants lists the method file as the release carries it.
func (r *request) constants(p *page) {
	t := &table{RowHead: 0, List: true, Cols: []col{{Name: "key", Head: r.t("col.key")}, {Name: "text", Head: r.t("col.value"), Kind: digits}, {Name: "unit", Head: r.t("col.unit")}, {Name: "meaning", Head: r.t("col.meaning")}}}
	for _, c := range r.e.constants {
		text := c.Zh
		if r.lang == "en" {
			text = c.En
		}
		t.add(cell{V: c.Key, Text: c.Key}, cell{V: c.Text, Text: c.Text}, cell{V: c.Unit, Text: or(c.Unit, "—")}, cell{V: text, Text: or(text, "—")})
	}
	t.Caption, t.Empty = r.t("method.constants"), r.t("method.constants.none")
	p.figure(12, &figure{ID: "constants", Claim: r.t("method.constants.claim", "n", len(t.Rows), "method", r.e.Manifest.MethodVersion), Sub: r.t("method.constants.sub"), Table: t, Closed: len(t.Rows) > 20, SQL: "SELECT key, text, unit, zh, en FROM meta_method ORDER BY key;"})
}

// glossary terms in both languages, from the same texts that the pages use.
var glossary = []string{"class.severe", "class.short", "class.watch", "class.none", "class.unknown", "key.ratio", "col.gap", "col.demand", "side.seekers", "basis.posted", "basis.survey", "col.median", "col.grade", "nav.catalogue", "col.nchains", "vintage.P", "vintage.R", "vintage.F"}

func (r *request) terms(p *page) {
	zh, en := r.srv.locales["zh"], r.srv.locales["en"]
	t := &table{RowHead: 0, Cols: []col{{Name: "zh", Head: "中文"}, {Name: "en", Head: "English"}}, Caption: r.t("method.terms")}
	for _, k := range glossary {
		t.add(cell{V: zh.t(k), Text: zh.t(k), Chinese: r.lang == "en"}, cell{V: en.t(k), Text: en.t(k)})
	}
	p.figure(12, &figure{ID: "terms", Claim: r.t("method.terms"), Sub: r.t("method.terms.sub"), Table: t})
}
