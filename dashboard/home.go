package dashboard

// home answers which occupations are short this quarter, how badly, and
// whether the evidence suffices.
func (r *request) home() (*page, error) {
	p := &page{Name: "home", Title: r.t("nav.home"), Main: "rank"}
	p.Filters = r.newFilters("region", "t")
	p.Filters.addRegion(r)
	p.Filters.addPeriod(r)
	counts, parent, err := r.classCounts()
	if err != nil {
		return nil, err
	}
	total := counts.total() + parent.total()
	place := r.regionName(r.reg)
	if total == 0 {
		p.H1 = r.t("home.h1.nodata", "region", place, "t", r.f.quarter(r.period))
		p.Lead = []string{r.t("home.lead.nodata")}
		return p, nil
	}
	assessed := counts.total() - counts["unknown"]
	h1 := "home.h1"
	switch {
	case counts.short() == 0:
		h1 = "home.h1.noneshort"
	case counts["severe"] == 0:
		h1 = "home.h1.nosevere"
	}
	p.H1 = r.t(h1, "region", place, "n", r.f.count(counts.short()), "k", r.f.count(counts["severe"]), "x", r.f.count(counts["unknown"]))
	if assessed == 0 {
		p.H1 = r.t("home.h1.unassessed", "region", place, "x", r.f.count(counts["unknown"]))
	}
	p.Keys = r.classKeys(counts, parent, func(class string) string { return r.link("/occ", "class", class) })

	listSQL := ask(`SELECT `+shortageColumns+` FROM out_shortage s WHERE s.scope = ? AND s.region_code = ? AND s.quarter = ?
ORDER BY s.class = 'unknown', NOT (`+own+`), `+classOrder+`, s.rank NULLS LAST, s.score DESC NULLS LAST, s.n_ads DESC NULLS LAST, s.occupation_code LIMIT 10`, r.sc.Scope, r.reg.RegionCode, r.period)
	list, err := get[shortage](r, listSQL)
	if err != nil {
		return nil, err
	}
	if err := r.homeLead(p, total, assessed, overlapping(list)); err != nil {
		return nil, err
	}
	r.noteParent(p, counts, parent)
	if err := r.betterQuarter(p, total); err != nil {
		return nil, err
	}
	if assessed < 20 {
		ads, employers := r.gates()
		p.warn(r.t("home.few", "n", r.f.count(assessed), "total", r.f.count(total), "ads", ads, "emp", employers))
	}
	claim := r.t("home.list.claim", "n", len(list))
	if k := overlapping(list); k > 1 {
		claim = r.t("home.list.claim.overlap", "k", k)
	}
	switch {
	case assessed == 0 && parent.total() == 0:
		claim = r.t("home.list.claim.unassessed")
	case counts.short() == 0:
		claim = r.t("home.list.claim.none")
	}
	p.figure(8, &figure{
		ID: "rank", Claim: claim, Sub: r.sub(r.t("sub.score"), place, r.f.quarter(r.period), r.t("sub.score80rank90")),
		Legend: r.classLegend(), Table: r.scoreTable(claim, list, false), SQL: listSQL.String(),
		More:  &link{r.t("home.list.more", "n", r.f.count(total)), r.link("/occ")},
		Notes: append(r.marksUsed(list), r.t("note.overlap"), r.t("coverage.limits")),
	})
	if err := r.homeMap(p); err != nil {
		return nil, err
	}
	if err := r.homeChanges(p); err != nil {
		return nil, err
	}
	if err := r.homeChains(p); err != nil {
		return nil, err
	}
	return p, r.homePay(p)
}

// betterQuarter points to an earlier quarter when the one shown has only a
// fraction of its occupations, as at the thin end of a sample.
func (r *request) betterQuarter(p *page, total float64) error {
	rows, err := get[struct {
		Quarter string
		N       Num
	}](r, ask(`SELECT quarter, count(*) AS n FROM out_shortage WHERE scope = ? AND region_code = ? GROUP BY quarter ORDER BY n DESC, quarter DESC LIMIT 1`, r.sc.Scope, r.reg.RegionCode))
	if err != nil || len(rows) == 0 || rows[0].N.V < 4*total {
		return err
	}
	p.Messages = append(p.Messages, message{Level: "info", Text: r.t("home.thin", "n", r.f.count(total)), Link: &link{r.t("home.thin.link", "t", r.f.quarter(rows[0].Quarter), "n", r.f.count(rows[0].N.V)), r.here("t", rows[0].Quarter)}})
	return nil
}

// homeLead says where shortage concentrates and what changed.
func (r *request) homeLead(p *page, total, assessed float64, overlap int) error {
	groups, err := get[struct {
		Code string
		N    Num
	}](r, ask(`SELECT array_to_string(string_split(occupation_code, '-')[1:2], '-') AS code, count(*) AS n FROM out_shortage s
WHERE scope = ? AND region_code = ? AND quarter = ? AND class IN ('severe', 'short') AND `+own+` GROUP BY 1 ORDER BY n DESC, code LIMIT 1`, r.sc.Scope, r.reg.RegionCode, r.period))
	if err != nil {
		return err
	}
	changes, err := get[struct {
		Change string
		N      Num
	}](r, ask(`SELECT change, count(*) AS n FROM out_shortage s WHERE scope = ? AND region_code = ? AND quarter = ? AND `+own+` GROUP BY change`, r.sc.Scope, r.reg.RegionCode, r.period))
	if err != nil {
		return err
	}
	by := map[string]float64{}
	for _, c := range changes {
		by[c.Change] = c.N.V
	}
	var lead string
	if len(groups) > 0 && groups[0].N.V >= 2 {
		lead = r.t("home.lead.group", "group", r.e.occupationName(groups[0].Code), "n", r.f.count(groups[0].N.V))
	}
	switch {
	case by["new"]+by["left"]+by["up"]+by["down"] == 0 && by["same"] > 0:
		lead += r.t("home.lead.nochange")
	case by["new"]+by["left"]+by["up"]+by["down"] > 0:
		lead += r.t("home.lead.change", "a", r.f.count(by["new"]), "b", r.f.count(by["left"]), "c", r.f.count(by["up"]), "d", r.f.count(by["down"]))
	}
	if overlap > 1 {
		lead += r.t("home.lead.overlap", "k", overlap)
	}
	p.Lead = []string{lead, r.t("home.lead.assessed", "n", r.f.count(assessed), "total", r.f.count(total))}
	if lead == "" {
		p.Lead = p.Lead[1:]
	}
	return nil
}

func (r *request) classLegend() []legendItem {
	var list []legendItem
	for _, c := range classes {
		list = append(list, legendItem{Status: r.status(c)})
	}
	return list
}

// homeMap counts short occupations by place.
func (r *request) homeMap(p *page) error {
	children := r.e.children(r.sc.Scope, r.sc.RegionCode)
	if len(children) < 2 {
		return nil
	}
	q := r.placeCounts()
	rows, err := get[placeCount](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{Caption: r.t("home.map.claim0"), RowHead: 2, List: true, Cols: append([]col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "region_code", Head: r.t("col.region")}}, r.placeColumns()...)}
	values := map[string]mapValue{}
	best := -1.0
	for _, x := range rows {
		g, _ := r.e.region(r.sc.Scope, x.RegionCode)
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: x.RegionCode, Text: r.regionName(g), Href: r.link("/regions", "region", x.RegionCode)},
			cell{V: x.Short, Text: r.f.count(x.Short.V)}, cell{V: x.Severe, Text: r.f.count(x.Severe.V)}, cell{V: x.Own, Text: r.f.count(x.Own.V)}, cell{V: x.Borrowed, Text: r.f.count(x.Borrowed.V)}, cell{V: x.Unknown, Text: r.f.count(x.Unknown.V)})
		values[x.RegionCode] = mapValue{value: x.Short, none: x.Own.V == 0}
		if x.Own.V > 0 {
			best = max(best, x.Short.V)
		}
	}
	var top []string
	for _, x := range rows {
		if best > 0 && x.Short.V == best && x.Own.V > 0 {
			g, _ := r.e.region(r.sc.Scope, x.RegionCode)
			top = append(top, r.regionShort(g))
		}
	}
	claim := r.t("home.map.claim0")
	switch {
	case best < 0:
		claim = r.t("home.map.unassessed")
	case len(top) > 3:
		claim = r.t("home.map.claimmany", "k", len(top), "n", r.f.count(best))
	case len(top) > 0:
		claim = r.t("home.map.claim", "names", join(r, top), "n", r.f.count(best))
	}
	f := &figure{ID: "map", Claim: claim, Sub: r.sub(r.t("home.map.sub"), r.f.quarter(r.period), r.t("sub.schematic")), Table: t, SQL: q.String(), Notes: []string{r.t("regions.own")}}
	r.addTiles(f, values, func(code string) string { return r.link("/regions", "region", code) })
	p.figure(4, f)
	return nil
}

func join(r *request, names []string) string {
	s := ""
	for i, n := range names {
		if i > 0 {
			s += r.t("and")
		}
		s += n
	}
	return s
}

// homeChanges draws how the score of what changed moved over the last
// quarters.
func (r *request) homeChanges(p *page) error {
	q := ask(`SELECT `+shortageColumns+` FROM out_shortage s WHERE s.scope = ? AND s.region_code = ? AND s.quarter = ? AND s.change IN ('new', 'left', 'up', 'down') AND `+own+`
ORDER BY CASE s.change WHEN 'new' THEN 0 WHEN 'left' THEN 1 ELSE 2 END, s.score DESC NULLS LAST, s.occupation_code`, r.sc.Scope, r.reg.RegionCode, r.period)
	list, err := get[shortage](r, q)
	if err != nil || len(list) == 0 {
		return err
	}
	by := map[string]int{}
	var named []shortage
	for _, s := range list {
		by[s.Change]++
		if len(named) < 8 && (s.Change == "new" || s.Change == "left") {
			named = append(named, s)
		}
	}
	for _, s := range list {
		if len(named) < 8 && s.Change != "new" && s.Change != "left" {
			named = append(named, s)
		}
	}
	split, err := r.changesOf()
	if err != nil {
		return err
	}
	claim := r.t("home.change.claim", "a", by["new"], "b", by["left"], "c", by["up"], "d", by["down"])
	f := &figure{ID: "changes", Claim: claim, Sub: r.sub(r.t("home.change.sub"), r.regionName(r.reg), r.f.quarter(r.period)), SQL: q.String()}
	t := &table{Caption: claim, List: true, RowHead: 2, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "occupation_code", Head: r.t("col.occupation")},
		{Name: "prev_class", Head: r.t("col.prevclass")}, {Name: "class", Head: r.t("col.class")}, {Name: "score", Head: "S", Kind: digits},
		{Name: "score_lo"}, {Name: "score_hi"}, {Head: r.t("col.score80"), Kind: digits}, {Name: "change", Head: r.t("col.change")}}}
	if len(split) > 0 {
		t.Cols = append(t.Cols, col{Name: "score_change"}, col{Name: "change_real"}, col{Name: "change_revision"}, col{Name: "change_method"}, col{Name: "change_unseparated"})
		t.Under = map[int]string{}
		f.Notes = append(f.Notes, r.changeSummary(split))
	}
	for _, s := range list {
		prev := cell{V: s.PrevClass, Text: "—"}
		if s.PrevClass != "" {
			prev = cell{V: s.PrevClass, Status: r.status(s.PrevClass)}
		}
		score, span := "—", "—"
		if s.assessed() {
			score = r.f.dec(s.Score.V, 2)
			span = r.f.span(r.f.dec(s.ScoreLo.V, 2), r.f.dec(s.ScoreHi.V, 2))
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, r.occupationCell(s.OccupationCode), prev, cell{V: s.Class, Status: r.status(s.Class)},
			cell{V: s.Score, Text: score}, cell{V: s.ScoreLo}, cell{V: s.ScoreHi}, cell{Text: span}, cell{V: s.Change, Text: r.changed(s)})
		if c, ok := split[s.OccupationCode]; ok {
			t.Rows[len(t.Rows)-1] = append(t.Rows[len(t.Rows)-1], cell{V: c.ScoreChange}, cell{V: c.ChangeReal}, cell{V: c.ChangeRevision}, cell{V: c.ChangeMethod}, cell{V: c.ChangeUnseparated})
			t.Under[len(t.Rows)-1] = r.changeText(c)
		} else if len(split) > 0 {
			t.Rows[len(t.Rows)-1] = append(t.Rows[len(t.Rows)-1], cell{}, cell{}, cell{}, cell{}, cell{})
		}
	}
	if len(t.Rows) > 20 {
		t.Rows = t.Rows[:20]
		f.Notes = append(f.Notes, r.t("note.first", "n", 20, "total", len(list)))
	}
	f.Table = t
	quarters := r.quartersUpTo(6)
	if len(quarters) >= 2 && len(named) > 0 {
		codes := make([]string, len(named))
		for i, s := range named {
			codes[i] = s.OccupationCode
		}
		history, err := r.history(codes, quarters)
		if err != nil {
			return err
		}
		f.Chart = r.slopeChart("changes", claim, quarters, named, history)
	}
	p.figure(5, f)
	return nil
}
