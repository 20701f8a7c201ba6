package dashboard

// placeCount counts the occupations of a place: those assessed on its own
// figures, those that use the figures of the parent, and those not assessed.
// Only the first say something about the place.
type placeCount struct {
	RegionCode                            string
	Short, Severe, Own, Borrowed, Unknown Num
}

func (r *request) placeCounts() query {
	return ask(`SELECT s.region_code, count(*) FILTER (s.class IN ('severe', 'short') AND `+own+`) AS short, count(*) FILTER (s.class = 'severe' AND `+own+`) AS severe,
  count(*) FILTER (s.class <> 'unknown' AND `+own+`) AS own, count(*) FILTER (s.class <> 'unknown' AND NOT (`+own+`)) AS borrowed, count(*) FILTER (s.class = 'unknown') AS unknown
FROM out_shortage s WHERE s.scope = ? AND s.quarter = ? AND s.region_code <> ? GROUP BY s.region_code ORDER BY s.region_code`, r.sc.Scope, r.period, r.sc.RegionCode)
}

func (r *request) placeColumns() []col {
	return []col{{Name: "short_or_severe", Head: r.t("col.shortn"), Unit: r.t("unit.n"), Kind: digits}, {Name: "severe", Head: r.t("class.severe"), Kind: digits}, {Name: "assessed_here", Head: r.t("col.own"), Kind: digits}, {Name: "assessed_by_parent", Head: r.t("col.borrowed"), Kind: digits}, {Name: "unknown", Head: r.t("class.unknown"), Kind: digits}}
}

// regionScores compares the places of the scope for one occupation: the map
// and, from the same rows, the list with intervals.
func (r *request) regionScores(code string) (*figure, []shortage, error) {
	q := ask(`SELECT `+shortageColumns+` FROM out_shortage s WHERE s.scope = ? AND s.occupation_code = ? AND s.quarter = ? AND s.region_code <> ? ORDER BY `+classOrder+`, s.score DESC NULLS LAST, s.region_code`,
		r.sc.Scope, code, r.period, r.sc.RegionCode)
	list, err := get[shortage](r, q)
	if err != nil || len(list) == 0 {
		return nil, nil, err
	}
	values := map[string]mapValue{}
	var short, unknown []string
	borrowed := 0
	for _, s := range list {
		g, _ := r.e.region(r.sc.Scope, s.RegionCode)
		v := mapValue{class: s.Class, none: !s.assessed()}
		if s.assessed() {
			v.text = r.f.dec(s.Score.V, 2)
		} else {
			unknown = append(unknown, r.regionShort(g))
		}
		v.borrowed = s.borrowed()
		values[s.RegionCode] = v
		switch {
		case v.borrowed:
			borrowed++
		case s.isShort():
			short = append(short, r.regionShort(g))
		}
	}
	name := r.e.occupationName(code)
	claim := r.t("regions.claim.none", "occ", name, "x", len(unknown), "y", borrowed)
	if len(short) > 0 {
		claim = r.t("regions.claim", "occ", name, "n", len(short), "names", join(r, short[:min(3, len(short))]), "x", len(unknown), "y", borrowed)
	}
	f := &figure{ID: "scores", Claim: claim, Sub: r.sub(r.t("sub.score"), r.f.quarter(r.period), r.t("regions.sub80"), r.t("sub.schematic")), Legend: r.classLegend(), Table: r.scoreTable(claim, list, true), SQL: q.String(), Notes: r.marksUsed(list)}
	r.addTiles(f, values, func(region string) string { return r.link("/occ/"+code, "region", region) })
	f.Closed = false
	return f, list, nil
}

// apart says which places differ by more than the error: their 80 % intervals
// do not touch.
func (r *request) apart(list []shortage) string {
	type pair struct{ a, b shortage }
	n := 0
	var widest pair
	for i, a := range list {
		for _, b := range list[i+1:] {
			if a.assessed() && b.assessed() && !a.borrowed() && !b.borrowed() && a.ScoreLo.OK && b.ScoreHi.OK && a.ScoreLo.V > b.ScoreHi.V {
				n++
				if widest.a.RegionCode == "" || a.Score.V-b.Score.V > widest.a.Score.V-widest.b.Score.V {
					widest = pair{a, b}
				}
			}
		}
	}
	if n == 0 {
		return r.t("regions.apart.none")
	}
	a, _ := r.e.region(r.sc.Scope, widest.a.RegionCode)
	b, _ := r.e.region(r.sc.Scope, widest.b.RegionCode)
	return r.t("regions.apart", "n", n, "a", r.regionShort(a), "b", r.regionShort(b))
}

// regionsPage answers where shortage is, for one occupation or in total.
func (r *request) regionsPage() (*page, error) {
	p := &page{Name: "regions", Title: r.t("nav.regions"), Main: "scores"}
	code := r.q.Get("occ")
	if code != "" {
		if _, ok := r.e.occupations[code]; !ok {
			r.reject("occ", code, r.t("occ.all"))
			code = ""
		}
	}
	p.Filters = r.newFilters("occ", "t", "metric")
	top, err := get[struct{ OccupationCode string }](r, ask(`SELECT occupation_code FROM out_shortage s WHERE s.scope = ? AND s.quarter = ? AND s.region_code = ? AND (s.class <> 'unknown' OR s.occupation_code = ?) ORDER BY s.occupation_code = ? DESC, `+classOrder+`, s.rank NULLS LAST LIMIT 60`, r.sc.Scope, r.period, r.sc.RegionCode, code, code))
	if err != nil {
		return nil, err
	}
	options := []option{{Value: "", Text: r.t("occ.all")}}
	for _, o := range top {
		options = append(options, option{Value: o.OccupationCode, Text: r.e.occupationName(o.OccupationCode)})
	}
	p.Filters.add(r, "occ", r.t("col.occupation"), code, options)
	if code == "" {
		metric := r.choice("metric", "short", "headcount")
		p.Filters.add(r, "metric", r.t("filter.metric"), r.q.Get("metric"), []option{{Value: "", Text: r.t("metric.short")}, {Value: "headcount", Text: r.t("metric.headcount")}})
		p.Filters.addPeriod(r)
		return p, r.regionTotals(p, metric)
	}
	p.Filters.addPeriod(r)
	f, list, err := r.regionScores(code)
	if err != nil {
		return nil, err
	}
	if f == nil {
		p.H1 = r.t("regions.h1.nodata", "occ", r.e.occupationName(code), "t", r.f.quarter(r.period))
		return p, nil
	}
	p.H1 = f.Claim
	f.Claim = r.t("regions.scores.claim")
	p.Lead = []string{r.apart(list)}
	p.figure(12, f)
	r.surplus(p, list, code)
	return p, nil
}

// surplus names places where seekers outnumber openings: candidates for
// cooperation with places that lack people.
func (r *request) surplus(p *page, list []shortage, code string) {
	t := &table{RowHead: 2, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "region_code", Head: r.t("col.region")}, {Name: "vacancies", Head: r.t("side.vacancies"), Unit: r.t("unit.people"), Kind: digits}, {Name: "seekers", Head: r.t("side.seekers"), Unit: r.t("unit.people"), Kind: digits}, {Name: "gap_lo", Head: r.t("col.gap"), Unit: r.t("unit.people"), Kind: digits}, {Name: "gap_hi"}}}
	n := 0
	for _, s := range list {
		if !s.Vacancies.OK || !s.Seekers.OK || s.borrowed() {
			continue
		}
		g, _ := r.e.region(r.sc.Scope, s.RegionCode)
		if s.GapHi.OK && s.GapHi.V < 0 {
			n++
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: s.RegionCode, Text: r.regionName(g)}, cell{V: s.Vacancies, Text: r.f.count(s.Vacancies.V)}, cell{V: s.Seekers, Text: r.f.count(s.Seekers.V)}, cell{V: s.GapLo, Text: r.gapSpan(s.GapLo, s.GapHi)}, cell{V: s.GapHi})
	}
	if len(t.Rows) == 0 {
		return
	}
	claim := r.t("surplus.claim.none")
	if n > 0 {
		claim = r.t("surplus.claim", "n", n)
	}
	t.Caption = claim
	p.figure(12, &figure{ID: "surplus", Claim: claim, Sub: r.sub(r.t("surplus.sub"), r.e.occupationName(code), r.f.quarter(r.period)), Table: t,
		SQL: ask(`SELECT region_code, vacancies, seekers, gap_lo, gap_hi FROM out_shortage WHERE scope = ? AND occupation_code = ? AND quarter = ?`, r.sc.Scope, code, r.period).String()})
}

// regionTotals counts occupations or people by place.
func (r *request) regionTotals(p *page, metric string) error {
	q := r.placeCounts()
	rows, err := get[placeCount](r, q)
	if err != nil {
		return err
	}
	demandSQL := ask(`SELECT region_code, sum(headcount) AS headcount FROM out_demand WHERE scope = ? AND quarter = ? AND coalesce(chain_id, '') = '' AND coalesce(occupation_code, '') = '' AND region_code <> ? GROUP BY region_code ORDER BY region_code`, r.sc.Scope, r.period, r.sc.RegionCode)
	people, err := get[struct {
		RegionCode string
		Headcount  Num
	}](r, demandSQL)
	if err != nil {
		return err
	}
	demand := map[string]Num{}
	for _, x := range people {
		demand[x.RegionCode] = x.Headcount
	}
	if metric == "headcount" {
		q = demandSQL
	}
	if len(rows) == 0 {
		p.H1 = r.t("regions.h1.one", "region", r.scopeName(r.sc))
		p.Lead = []string{r.t("regions.lead.one")}
		return nil
	}
	t := &table{RowHead: 2, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "region_code", Head: r.t("col.region")}}}
	t.Cols = append(append(t.Cols, r.placeColumns()...), col{Name: "headcount", Head: r.t("col.demand"), Unit: r.t("unit.people"), Kind: digits})
	values := map[string]mapValue{}
	some0, name, best := 0, "", -1.0
	for _, x := range rows {
		g, _ := r.e.region(r.sc.Scope, x.RegionCode)
		v := x.Short
		none := x.Own.V == 0
		if metric == "headcount" {
			v, none = demand[x.RegionCode], !demand[x.RegionCode].OK
		}
		values[x.RegionCode] = mapValue{value: v, none: none}
		if !none && v.V > best {
			best, name = v.V, r.regionShort(g)
		}
		if x.Short.V > 0 {
			some0++
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: x.RegionCode, Text: r.regionName(g), Href: r.link("/", "region", x.RegionCode)}, cell{V: x.Short, Text: r.f.count(x.Short.V)}, cell{V: x.Severe, Text: r.f.count(x.Severe.V)}, cell{V: x.Own, Text: r.f.count(x.Own.V)}, cell{V: x.Borrowed, Text: r.f.count(x.Borrowed.V)}, cell{V: x.Unknown, Text: r.f.count(x.Unknown.V)}, cell{V: demand[x.RegionCode], Text: r.orDash(demand[x.RegionCode])})
	}
	switch {
	case best < 0:
		p.H1 = r.t("regions.total.h1.unassessed", "total", len(rows))
	case best == 0:
		p.H1 = r.t("regions.total.h1.none", "total", len(rows))
	case metric == "headcount":
		p.H1 = r.t("regions.total.h1.people", "name", name, "n", r.f.people(best, r.t("unit.people")), "total", len(rows))
	default:
		p.H1 = r.t("regions.total.h1", "k", some0, "total", len(rows), "name", name, "n", r.f.count(best))
	}
	p.Lead = []string{r.t("regions.lead")}
	claim := r.t("regions.total.claim." + metric)
	t.Caption = claim
	f := &figure{ID: "scores", Claim: claim, Sub: r.sub(r.t("metric."+metric), r.f.quarter(r.period), r.t("sub.schematic")), Table: t, SQL: q.String(), Notes: []string{r.t("regions.own"), r.t("regions.note")}}
	r.addTiles(f, values, func(code string) string { return r.link("/", "region", code) })
	f.Closed = false
	p.figure(12, f)
	return nil
}
