package dashboard

import (
	"slices"
	"strings"
)

// object is one thing compared: an occupation in a place.
type object struct {
	code string
	reg  region
	s    shortage
	w    wage
}

// compare sets up to four occupations in places side by side and says per
// measure whether they differ by more than the error.
func (r *request) compare() (*page, error) {
	p := &page{Name: "compare", Title: r.t("nav.compare"), Main: "measures"}
	var objects []object
	for _, spec := range append(r.q["a"], r.q["b"]...) {
		if len(objects) == 4 {
			break
		}
		o, ok, err := r.object(spec)
		if err != nil {
			return nil, err
		}
		if !ok {
			r.wrong = append(r.wrong, r.t("compare.bad", "spec", spec))
			continue
		}
		objects = append(objects, o)
	}
	if len(objects) < 2 {
		n, err := get[struct{ Occupations, Places Num }](r, ask(`SELECT count(DISTINCT occupation_code) AS occupations, count(DISTINCT region_code) AS places FROM out_shortage WHERE scope = ? AND quarter = ? AND class <> 'unknown' AND score IS NOT NULL`, r.sc.Scope, r.period))
		if err != nil {
			return nil, err
		}
		p.H1 = r.t("compare.h1.pick", "n", r.orDash(n[0].Occupations), "k", r.orDash(n[0].Places))
		p.Lead = []string{r.t("compare.lead.pick")}
		return p, r.compareForm(p, objects)
	}
	names := make([]string, len(objects))
	for i, o := range objects {
		names[i] = r.objectName(o)
	}
	t := &table{RowHead: 2, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "object", Head: r.t("compare.object")}, {Name: "occupation_code"}, {Name: "region_code"}, {Name: "class", Head: r.t("col.class")}, {Head: r.t("col.strip"), Kind: drawing, Axis: []string{"0", "1", "2", "3"}},
		{Name: "score", Head: r.t("compare.score"), Kind: digits}, {Name: "score_lo"}, {Name: "score_hi"}, {Name: "ratio", Head: r.t("compare.ratio"), Kind: digits}, {Name: "ratio_lo"}, {Name: "ratio_hi"}, {Name: "gap_lo", Head: r.t("compare.gap"), Unit: r.t("unit.people"), Kind: digits}, {Name: "gap_hi"}, {Name: "p50", Head: r.t("col.posted.within"), Unit: r.t("unit.pay"), Kind: digits}, {Name: "p50_lo80"}, {Name: "p50_hi80"}, {Name: "n_ads", Head: r.t("col.sample"), Kind: digits}, {Name: "n_employers"}}}
	var rows []shortage
	for i, o := range objects {
		s := o.s
		rows = append(rows, s)
		score, ratio := r.t("cell.unassessed"), "—"
		if s.assessed() {
			score = r.t("rank.interval", "r", r.f.dec(s.Score.V, 2), "span", r.f.span(r.f.dec(s.ScoreLo.V, 2), r.f.dec(s.ScoreHi.V, 2)))
		}
		if s.Ratio.OK {
			ratio = r.f.dec(s.Ratio.V, 2)
			if s.RatioLo.OK && s.RatioHi.OK {
				ratio = r.t("rank.interval", "r", ratio, "span", r.f.span(r.f.dec(s.RatioLo.V, 2), r.f.dec(s.RatioHi.V, 2)))
			}
		}
		pay := r.payWithin(o.w.P50, o.w.Cv)
		lo, hi := payInterval(o.w.P50, o.w.Cv)
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: names[i], Text: names[i], Href: r.link("/occ/"+o.code, "region", regionParam(r, o.reg))}, cell{V: o.code}, cell{V: o.reg.RegionCode}, r.classCell(s), cell{Part: "strip.html", Draw: r.scoreStrip(s)},
			cell{V: s.Score, Text: score}, cell{V: s.ScoreLo}, cell{V: s.ScoreHi}, cell{V: s.Ratio, Text: ratio}, cell{V: s.RatioLo}, cell{V: s.RatioHi}, cell{V: s.GapLo, Text: r.gapSpan(s.GapLo, s.GapHi)}, cell{V: s.GapHi}, cell{V: o.w.P50, Text: pay}, cell{V: lo}, cell{V: hi}, cell{V: s.NAds, Text: r.sample(s)}, cell{V: s.NEmployers})
	}
	score := r.judge(objects, names, func(o object) (Num, Num) {
		if !o.s.assessed() {
			return Num{}, Num{}
		}
		return o.s.ScoreLo, o.s.ScoreHi
	})
	p.H1 = r.t("compare.h1", "n", len(objects), "verdict", score)
	b := &facts{Items: []fact{
		{Term: r.t("compare.score"), Text: score},
		{Term: r.t("compare.ratio"), Text: r.judge(objects, names, func(o object) (Num, Num) { return o.s.RatioLo, o.s.RatioHi })},
		{Term: r.t("compare.gap"), Text: r.judge(objects, names, func(o object) (Num, Num) { return o.s.GapLo, o.s.GapHi })},
		{Term: r.t("col.posted50"), Text: r.judge(objects, names, func(o object) (Num, Num) { return payInterval(o.w.P50, o.w.Cv) })},
	}}
	p.Blocks = append(p.Blocks, block{Wide: 12, Part: "facts.html", Data: b, Title: r.t("compare.verdicts")})
	var pairs []string
	args := []any{r.sc.Scope, r.period}
	for _, o := range objects {
		pairs = append(pairs, "s.occupation_code = ? AND s.region_code = ?")
		args = append(args, o.code, o.reg.RegionCode)
	}
	q := ask(`SELECT s.region_code, s.occupation_code, s.class, s.score, s.score_lo, s.score_hi, s.ratio, s.ratio_lo, s.ratio_hi, s.gap_lo, s.gap_hi, w.p50, w.cv, s.n_ads, s.n_employers FROM out_shortage s
LEFT JOIN out_wage_posted w ON w.scope = s.scope AND w.region_code = s.region_code AND w.occupation_code = s.occupation_code AND w.quarter = s.quarter AND w.skill_level = -1
WHERE s.scope = ? AND s.quarter = ? AND (`+strings.Join(pairs, " OR ")+`)`, args...)
	t.Caption = r.t("compare.claim")
	p.figure(12, &figure{ID: "measures", Claim: r.t("compare.claim"), Sub: r.sub(r.f.quarter(r.period), r.t("compare.sub"), r.t("posted.interval")), Legend: r.classLegend(), Table: t, SQL: q.String(), Notes: append(r.marksUsed(rows), r.t("compare.note"), r.t("say.posted"))})
	return p, r.compareForm(p, objects)
}

// object reads 6-18-02-04@360700 or 焊工@赣州; without a place it is the one shown.
func (r *request) object(spec string) (object, bool, error) {
	what, place, _ := strings.Cut(strings.TrimPrefix(spec, "occ:"), "@")
	code := r.codeOf(strings.TrimSpace(what))
	if code == "" {
		return object{}, false, nil
	}
	o := object{code: code, reg: r.reg}
	if place = strings.TrimSpace(place); place != "" {
		list := r.e.regions[r.sc.Scope]
		i := slices.IndexFunc(list, func(g region) bool {
			return place == g.RegionCode || place == g.RegionName || place == g.ShortName || strings.EqualFold(place, r.regionShort(g))
		})
		if i < 0 {
			return object{}, false, nil
		}
		o.reg = list[i]
	}
	rows, err := get[shortage](r, ask(`SELECT `+shortageColumns+` FROM out_shortage s WHERE s.scope = ? AND s.region_code = ? AND s.occupation_code = ? AND s.quarter = ?`, r.sc.Scope, o.reg.RegionCode, code, r.period))
	if err != nil {
		return o, false, err
	}
	o.s = shortage{OccupationCode: code, RegionCode: o.reg.RegionCode, Class: "unknown"}
	if len(rows) > 0 {
		o.s = rows[0]
	}
	pay, err := get[wage](r, ask(`SELECT `+postedColumns+` FROM out_wage_posted WHERE scope = ? AND region_code = ? AND occupation_code = ? AND quarter = ? AND skill_level = -1`, r.sc.Scope, o.reg.RegionCode, code, r.period))
	if err == nil && len(pay) > 0 {
		o.w = pay[0]
	}
	return o, true, err
}

// codeOf finds a unit group by its code or its exact name.
func (r *request) codeOf(what string) string {
	if o, ok := r.e.occupations[what]; ok && o.OccupationLevel == 4 {
		return what
	}
	for code, o := range r.e.occupations {
		if o.OccupationLevel == 4 && o.OccupationName == what {
			return code
		}
	}
	return ""
}

func (r *request) objectName(o object) string {
	return r.e.occupationName(o.code) + "·" + r.regionShort(o.reg)
}

// judge says which object is higher, where its interval lies above all others,
// or that they cannot be told apart.
func (r *request) judge(objects []object, names []string, interval func(object) (Num, Num)) string {
	for i, o := range objects {
		lo, hi := interval(o)
		if !lo.OK || !hi.OK {
			return r.t("compare.missing", "name", names[i])
		}
		above := true
		for j, x := range objects {
			if _, other := interval(x); i != j && !(other.OK && lo.V > other.V) {
				above = false
			}
		}
		if above {
			return r.t("compare.higher", "name", names[i])
		}
	}
	return r.t("compare.same")
}

// compareForm asks for the objects by name or code and place, with the
// commonest offered.
func (r *request) compareForm(p *page, objects []object) error {
	top, err := get[struct{ OccupationCode string }](r, ask(`SELECT occupation_code FROM out_shortage s WHERE s.scope = ? AND s.quarter = ? AND s.region_code = ? ORDER BY `+classOrder+`, s.rank NULLS LAST LIMIT 60`, r.sc.Scope, r.period, r.sc.RegionCode))
	if err != nil {
		return err
	}
	f := r.newFilters("a", "b")
	for i, o := range top {
		for k, g := range r.e.regions[r.sc.Scope] {
			if k == 0 || i < 8 {
				f.Offers = append(f.Offers, r.e.occupationName(o.OccupationCode)+"@"+r.regionShort(g))
			}
		}
	}
	for i := range 4 {
		in := field{Name: "b", Label: r.t("compare.more"), Text: true}
		if i == 0 {
			in.Name, in.Label = "a", r.t("compare.first")
		}
		if i < len(objects) {
			in.Value = r.e.occupationName(objects[i].code) + "@" + r.regionShort(objects[i].reg)
		}
		f.Fields = append(f.Fields, in)
	}
	p.Filters = f
	return nil
}
