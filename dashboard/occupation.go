package dashboard

import (
	"math"
	"net/http"
	"regexp"
	"strings"
)

var codePattern = regexp.MustCompile(`^[1-8](-\d\d){0,2}(-\d\d)?$`)

// occupation answers whether one occupation is short here, why, and what would
// help.
func (r *request) occupation() (*page, error) {
	o, ok := r.e.occupations[r.arg]
	if !ok || !codePattern.MatchString(r.arg) {
		p := r.notFound(r.t("occ.unknowncode", "code", r.arg))
		return p, nil
	}
	if o.OccupationLevel < 4 {
		return r.occupationGroup(o)
	}
	p := &page{Name: "occ", Title: o.OccupationName, Main: "evidence"}
	p.Crumbs = r.occupationCrumbs(o)
	p.Filters = r.newFilters("region", "t")
	p.Filters.addRegion(r)
	p.Filters.addPeriod(r)
	q := ask(`SELECT `+shortageColumns+` FROM out_shortage s WHERE s.scope = ? AND s.region_code = ? AND s.occupation_code = ? AND s.quarter = ?`, r.sc.Scope, r.reg.RegionCode, o.OccupationCode, r.period)
	rows, err := get[shortage](r, q)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		p.H1 = r.t("occ.h1.nodata", "occ", o.OccupationName, "region", r.regionName(r.reg), "t", r.f.quarter(r.period))
		p.Lead = []string{r.t("occ.lead.nodata")}
		if err := r.occupationRest(p, o, shortage{OccupationCode: o.OccupationCode}); err != nil {
			return nil, err
		}
		return p, nil
	}
	s := rows[0]
	p.Badge = r.status(s.Class)
	r.verdict(p, o, s)
	if err := r.evidence(p, s); err != nil {
		return nil, err
	}
	r.action(p, s)
	return p, r.occupationRest(p, o, s)
}

func (r *request) occupationRest(p *page, o occupation, s shortage) error {
	for _, part := range []func(*page, occupation, shortage) error{
		r.changeFigure, r.presetFigure, r.balance, r.occupationChains, r.occupationPay, r.occupationDemand, r.occupationRegions, r.occupationHistory, r.occupationText,
	} {
		if err := part(p, o, s); err != nil {
			return err
		}
	}
	return nil
}

func (r *request) occupationCrumbs(o occupation) []link {
	list := []link{{r.t("nav.home"), r.link("/")}, {r.t("nav.occ"), r.link("/occ")}}
	for _, a := range r.e.ancestors(o.OccupationCode) {
		name := a.OccupationName
		if a.OccupationLevel == 1 {
			name = r.t("major." + a.OccupationCode)
		}
		list = append(list, link{a.OccupationCode + " " + name, r.link("/occ/" + a.OccupationCode)})
	}
	return append(list, link{Text: o.OccupationCode + " " + o.OccupationName})
}

// verdict writes h1, lead and key figures.
func (r *request) verdict(p *page, o occupation, s shortage) {
	name := o.OccupationName
	ads, employers := r.gates()
	switch {
	case !s.assessed():
		switch {
		case !hasCode(s.ReasonCodes, "N_ADS") && !hasCode(s.ReasonCodes, "N_EMP") && s.ReasonCodes != "":
			p.H1 = r.t("occ.h1.unknown.other", "occ", name, "why", r.whyAll(s), "n", r.orDash(s.NAds), "m", r.orDash(s.NEmployers))
		case s.NAds.OK && s.NEmployers.OK:
			p.H1 = r.t("occ.h1.unknown", "occ", name, "n", r.f.count(s.NAds.V), "m", r.f.count(s.NEmployers.V), "ads", ads, "emp", employers)
		default:
			p.H1 = r.t("occ.h1.unknown.nocount", "occ", name, "ads", ads, "emp", employers)
		}
		for _, why := range r.reasons(s) {
			p.note(why)
		}
	case s.isShort() && s.Rank.OK:
		key := "occ.h1.short"
		if s.Class == "severe" {
			key = "occ.h1.severe"
		}
		span := r.f.span(r.orDash(s.RankLo), r.orDash(s.RankHi))
		p.H1 = r.t(key, "occ", name, "r", r.f.count(s.Rank.V), "span", span, "g", s.Grade)
	default:
		p.H1 = r.t("occ.h1."+s.Class, "occ", name, "s", r.f.dec(s.Score.V, 2), "span", r.f.span(r.f.dec(s.ScoreLo.V, 2), r.f.dec(s.ScoreHi.V, 2)), "g", s.Grade)
	}
	var facts []string
	facts = append(facts, r.regionName(r.reg)+" "+r.f.quarter(s.Quarter))
	if s.assessed() {
		facts = append(facts, r.t("occ.s", "s", r.f.dec(s.Score.V, 2), "span", r.f.span(r.f.dec(s.ScoreLo.V, 2), r.f.dec(s.ScoreHi.V, 2))))
		if s.PShort.OK {
			facts = append(facts, r.t("occ.p", "p", r.f.prob(s.PShort.V)))
		}
	}
	if s.Streak.OK && s.Streak.V > 1 {
		facts = append(facts, r.t("occ.streak", "n", r.f.count(s.Streak.V)))
	}
	facts = append(facts, r.t("n.adsfirms", "n", r.orDash(s.NAds), "m", r.orDash(s.NEmployers)))
	p.Lead = append(p.Lead, r.sub(facts...))
	if text := r.explain(s); text != "" {
		p.Lead = append(p.Lead, text)
	}
	if s.assessed() {
		p.Keys = append(p.Keys,
			keyFigure{Label: r.t("key.score"), Value: r.f.dec(s.Score.V, 2), Note: r.t("key.i80", "span", r.f.span(r.f.dec(s.ScoreLo.V, 2), r.f.dec(s.ScoreHi.V, 2)))},
			keyFigure{Label: r.t("key.rank"), Value: r.orDash(s.Rank), Note: r.t("key.i90", "span", r.f.span(r.orDash(s.RankLo), r.orDash(s.RankHi)))})
	}
	if s.Ratio.OK {
		p.Keys = append(p.Keys, keyFigure{Label: r.t("key.ratio"), Value: r.f.dec(s.Ratio.V, 2), Note: r.interval80(s.RatioLo, s.RatioHi, 2)})
	}
	if s.GapLo.OK && s.GapHi.OK {
		p.Keys = append(p.Keys, keyFigure{Label: r.t("key.gap"), Value: r.gapSpan(s.GapLo, s.GapHi), Unit: r.t("unit.people"), Note: r.t("key.gap80")})
	}
	if s.assessed() && s.Grade != "" {
		p.Keys = append(p.Keys, keyFigure{Label: r.t("key.grade"), Value: s.Grade, Note: r.t("grade." + s.Grade), Href: r.link("/method") + "#grade"})
	}
	for _, text := range r.marksUsed([]shortage{s}) {
		p.note(text)
	}
	if s.assessed() && s.NAds.OK && s.NEmployers.OK && s.NAds.V < 60 {
		p.note(r.t("msg.small", "n", r.f.count(s.NAds.V), "m", r.f.count(s.NEmployers.V)))
	}
	if s.borrowed() {
		g, _ := r.e.region(r.sc.Scope, s.FallbackRegionCode)
		p.note(r.t("msg.fallback", "from", r.regionName(r.reg)+" "+name, "to", r.regionName(g)+" "+r.e.occupationName(s.FallbackOccupationCode)))
	}
	if s.RefFlag == "short" || s.RefFlag == "xsec" {
		p.note(r.t("ref." + s.RefFlag))
	}
}

func (r *request) interval80(lo, hi Num, d int) string {
	if !lo.OK || !hi.OK {
		return ""
	}
	return r.t("key.i80", "span", r.f.span(r.f.dec(lo.V, d), r.f.dec(hi.V, d)))
}

// evidenceRow is one indicator of the score.
type evidenceRow struct {
	Indicator, Dimension, MissingReason, Unit                                string
	ValueRaw, Value, N, NEmployers, Percentile, Points, Weight, Contribution Num
}

// evidence draws what speaks for and against, down to the sum.
func (r *request) evidence(p *page, s shortage) error {
	q := ask(`SELECT indicator, dimension, missing_reason, unit, value_raw, value, n, n_employers, percentile, points, weight, contribution
FROM out_shortage_evidence WHERE scope = ? AND region_code = ? AND occupation_code = ? AND quarter = ? ORDER BY contribution DESC NULLS LAST, indicator`, r.sc.Scope, s.RegionCode, s.OccupationCode, s.Quarter)
	rows, err := get[evidenceRow](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{RowHead: 5, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "region_code"}, {Name: "occupation_code"}, {Name: "quarter"},
		{Name: "indicator", Head: r.t("col.indicator")}, {Name: "dimension"}, {Head: r.t("col.contribution.bar"), Kind: drawing}, {Name: "contribution", Head: r.t("col.contribution"), Kind: digits},
		{Name: "value_raw", Head: r.t("col.value"), Kind: digits}, {Name: "value"}, {Name: "percentile", Head: r.t("col.percentile"), Kind: digits, Unit: "%"}, {Name: "points"}, {Name: "weight"}, {Name: "n", Head: r.t("col.n"), Kind: digits}, {Name: "n_employers"}, {Name: "missing_reason"}}}
	sum, lo, hi, pro, con, missing := 0.0, -0.05, 0.05, 0, 0, 0
	for _, e := range rows {
		if e.Contribution.OK {
			sum += e.Contribution.V
			lo, hi = math.Min(lo, e.Contribution.V), math.Max(hi, e.Contribution.V)
		}
	}
	lo, hi = math.Min(lo, sum), math.Max(hi, sum)
	for _, e := range rows {
		name := cell{V: e.Indicator, Text: r.t("ind." + e.Indicator), Note: e.Indicator}
		draw, contribution := cell{Part: "strip.html", Draw: &strip{Text: glyphs["unknown"] + " " + r.missing(e.MissingReason)}}, cell{V: e.Contribution, Text: "—"}
		if e.Contribution.OK {
			text := r.f.signed(e.Contribution.V, 2)
			draw = cell{Part: "bar.html", Draw: newBar(lo, hi, e.Contribution.V, r.t("ind."+e.Indicator)+" "+text, false, r.sc.IsSimulated)}
			contribution.Text = text
			switch {
			case e.Contribution.V > 0:
				pro++
			case e.Contribution.V < 0:
				con++
			}
		} else {
			missing++
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: s.RegionCode}, cell{V: s.OccupationCode}, cell{V: s.Quarter}, name, cell{V: e.Dimension}, draw, contribution,
			cell{V: e.ValueRaw, Text: r.indicatorValue(e)}, cell{V: e.Value}, cell{V: e.Percentile, Text: r.round(e.Percentile)}, cell{V: e.Points}, cell{V: e.Weight}, cell{V: e.N, Text: r.orDash(e.N)}, cell{V: e.NEmployers}, cell{V: e.MissingReason})
	}
	claim := r.t("evidence.claim", "a", pro, "b", con, "c", missing, "sum", r.f.signed(sum, 2))
	f := &figure{ID: "evidence", Claim: claim, Sub: r.sub(r.t("evidence.sub"), r.regionName(r.reg), r.f.quarter(s.Quarter)), Table: t, SQL: q.String(),
		Legend: []legendItem{{Mark: "pos", Text: r.t("evidence.pos")}, {Mark: "neg", Text: r.t("evidence.neg")}}}
	if s.assessed() {
		t.Total = true
		blank := cell{Text: "—"}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: s.RegionCode}, cell{V: s.OccupationCode}, cell{V: s.Quarter}, cell{V: "S-1.5", Text: r.t("evidence.total")}, cell{},
			cell{Part: "bar.html", Draw: newBar(lo, hi, sum, r.t("evidence.total")+" "+r.f.signed(sum, 2), true, r.sc.IsSimulated)}, cell{V: sum, Text: r.f.signed(sum, 2)}, blank, cell{}, blank, cell{}, cell{}, blank, cell{}, cell{})
		f.Notes = append(f.Notes, r.t("evidence.sum", "sum", r.f.signed(sum, 2), "s", r.f.dec(s.Score.V, 2)), r.t("note.digits"))
		if s.WeightLo.OK && s.WeightHi.OK {
			f.Notes = append(f.Notes, r.t("evidence.weights", "span", r.f.span(r.f.dec(s.WeightLo.V, 2), r.f.dec(s.WeightHi.V, 2))))
		}
	}
	t.Caption = claim
	p.figure(8, f)
	return nil
}

func (r *request) round(n Num) string {
	if !n.OK {
		return "—"
	}
	return r.f.dec(n.V, 0)
}

// missing says why an indicator has no value.
func (r *request) missing(code string) string {
	if key := "missing." + code; code != "" && r.has(key) {
		return r.t(key)
	}
	if code == "" {
		return r.t("missing.nodata")
	}
	return code
}

// indicatorValue writes the raw value of an indicator as its unit asks.
func (r *request) indicatorValue(e evidenceRow) string {
	if !e.ValueRaw.OK {
		return "—"
	}
	d := 2
	if math.Abs(e.ValueRaw.V) >= 100 {
		d = 0
	}
	return r.f.dec(e.ValueRaw.V, d)
}

// facts is a list of terms with what they are.
type facts struct {
	Items []fact
	Note  string
}

type fact struct {
	Term, Text string
	Link       *link
	Chinese    bool
}

// action sets the type of the shortage beside its instrument, or says what
// data would settle an open case.
func (r *request) action(p *page, s shortage) {
	b := &facts{}
	title := r.t("action.title")
	switch {
	case !s.assessed():
		title = r.t("action.title.unknown")
		ads, employers := r.gates()
		for _, code := range strings.Split(s.ReasonCodes, "|") {
			if key := "settle." + code; r.has(key) {
				b.Items = append(b.Items, fact{Term: r.t("reason." + code), Text: r.t(key, "ads", ads, "emp", employers)})
			}
		}
		if len(b.Items) == 0 {
			b.Items = append(b.Items, fact{Term: r.t("class.unknown"), Text: r.t("settle.any")})
		}
	case s.Driver != "" || r.instrument(s) != "":
		b.Items = append(b.Items, fact{Term: r.t("col.driver"), Text: r.driver(s.Driver)}, fact{Term: r.t("col.instrument"), Text: or(r.instrument(s), "—")})
		if s.Driver == "retention" {
			b.Note = r.t("say.retention", "occ", r.e.occupationName(s.OccupationCode))
		}
	case s.Class != "none":
		b.Items = append(b.Items, fact{Term: r.t("col.driver"), Text: r.t("action.nosingle")}, fact{Term: r.t("col.instrument"), Text: r.t("action.nosingle.what")})
	default:
		b.Items = append(b.Items, fact{Term: r.t("col.driver"), Text: "—"}, fact{Term: r.t("col.instrument"), Text: r.t("action.none")})
	}
	if s.Breadth != "" && r.has("breadth."+s.Breadth) {
		b.Items = append(b.Items, fact{Term: r.t("col.breadth"), Text: r.t("breadth." + s.Breadth)})
	}
	if s.GapRank.OK {
		b.Items = append(b.Items, fact{Term: r.t("col.gaprank"), Text: r.f.count(s.GapRank.V)})
	}
	if s.TightIndex.OK {
		b.Items = append(b.Items, fact{Term: r.t("col.tight"), Text: r.f.dec(s.TightIndex.V, 2)})
	}
	if s.TopShare.OK {
		b.Items = append(b.Items, fact{Term: r.t("col.topshare"), Text: r.f.percent(s.TopShare.V, s.NAds.V)})
	}
	if s.CoderP.OK {
		b.Items = append(b.Items, fact{Term: r.t("col.coderp"), Text: r.f.prob(s.CoderP.V)})
	}
	p.Blocks = append(p.Blocks, block{Wide: 4, Part: "facts.html", Data: b, Title: title, ID: "action"})
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// occupationGroup lists the occupations of a major, sub-major or minor group.
func (r *request) occupationGroup(o occupation) (*page, error) {
	q := ask(`SELECT `+shortageColumns+` FROM out_shortage s WHERE s.scope = ? AND s.region_code = ? AND s.quarter = ? AND starts_with(s.occupation_code, ?)
ORDER BY `+classOrder+`, s.rank NULLS LAST, s.score DESC NULLS LAST, s.occupation_code LIMIT 300`, r.sc.Scope, r.reg.RegionCode, r.period, o.OccupationCode+"-")
	list, err := get[shortage](r, q)
	if err != nil {
		return nil, err
	}
	name := o.OccupationName
	if o.OccupationLevel == 1 {
		name = r.t("major." + o.OccupationCode)
	}
	p := &page{Name: "occ", Title: name, Crumbs: r.occupationCrumbs(o)}
	p.Filters = r.newFilters("region", "t")
	p.Filters.addRegion(r)
	p.Filters.addPeriod(r)
	c, parent := tally(list)
	r.noteParent(p, c, parent)
	p.H1 = r.t("group.h1", "group", name, "region", r.regionName(r.reg), "total", len(list), "n", r.f.count(c.short()), "x", r.f.count(c["unknown"]))
	p.Keys = r.classKeys(c, parent, func(string) string { return "" })
	t := r.scoreTable(p.H1, list, false)
	t.Empty = r.t("group.empty")
	p.figure(12, &figure{ID: "group", Claim: r.t("group.claim"), Sub: r.sub(r.t("sub.score"), r.regionName(r.reg), r.f.quarter(r.period), r.t("sub.score80rank90")), Legend: r.classLegend(), Table: t, SQL: q.String()})
	if len(list) == 0 {
		p.Code = http.StatusOK
	}
	return p, nil
}
