package dashboard

import "strings"

// occupations lists every occupation of a place and quarter, filtered and
// sorted as the reader asks.
func (r *request) occupations() (*page, error) {
	p := &page{Name: "occ", Title: r.t("nav.occ"), Main: "list"}
	p.Crumbs = []link{{r.t("nav.home"), r.link("/")}, {Text: r.t("nav.occ")}}
	p.Filters = r.newFilters("region", "class", "major", "chain", "w", "t")
	p.Filters.addRegion(r)
	class := p.Filters.addClass(r)
	major := p.Filters.addMajor(r)
	chain := p.Filters.addChain(r)
	preset := p.Filters.addPreset(r)
	p.Filters.addPeriod(r)
	page := r.pageNumber()
	orders := map[string]string{
		"rank": classOrder + `, s.rank NULLS LAST, s.score DESC NULLS LAST, s.occupation_code`,
		"-s":   `s.score DESC NULLS LAST, s.occupation_code`, "s": `s.score NULLS LAST, s.occupation_code`,
		"-n": `s.n_ads DESC NULLS LAST, s.occupation_code`, "n": `s.n_ads NULLS LAST, s.occupation_code`, "code": `s.occupation_code`,
	}
	order := r.choice("sort", "rank", "-s", "s", "-n", "n", "code")
	q := ask(`SELECT `+shortageColumns+` FROM out_shortage s WHERE s.scope = ? AND s.region_code = ? AND s.quarter = ? AND (? = '' OR s.class = ?) AND starts_with(s.occupation_code, ?)
 AND (? = '' OR s.occupation_code IN (SELECT c.occupation_code FROM out_chain_occupation c WHERE c.scope = s.scope AND c.region_code = s.region_code AND c.quarter = s.quarter AND c.chain_version = ? AND c.chain_id = ? AND c.in_catalogue))
ORDER BY `+orders[order], r.sc.Scope, r.reg.RegionCode, r.period, class, class, major, chain, r.sc.ChainVersion, chain)
	list, err := get[shortage](r, q)
	if err != nil {
		return nil, err
	}
	c, parent := tally(list)
	r.noteParent(p, c, parent)
	p.Filters.Summary = r.t("occ.summary", "n", len(list))
	p.H1 = r.t("occ.list.h1", "region", r.regionName(r.reg), "total", len(list), "n", r.f.count(c.short()), "x", r.f.count(c["unknown"]))
	if len(list) == 0 {
		p.H1 = r.t("occ.list.h1.none", "region", r.regionName(r.reg))
		p.Messages = append(p.Messages, message{Level: "info", Text: r.t("occ.list.none"), Link: &link{r.t("filter.clear"), p.Filters.Clear}})
		return p, nil
	}
	if preset != "" {
		return p, r.presetList(p, preset, class, major, chain, page)
	}
	claim := r.t("occ.list.claim." + strings.TrimPrefix(order, "-"))
	t := r.scoreTable(claim, paged(list, page), false)
	for i := range t.Cols {
		switch t.Cols[i].Name {
		case "occupation_code":
			t.Cols[i].SortURL, t.Cols[i].Sorted = r.here("sort", "code", "page", ""), sorted(order, "code")
		case "score":
			t.Cols[i].SortURL, t.Cols[i].Sorted = r.here("sort", flip(order, "s"), "page", ""), sorted(order, "s")
		case "n_ads":
			t.Cols[i].SortURL, t.Cols[i].Sorted = r.here("sort", flip(order, "n"), "page", ""), sorted(order, "n")
		case "rank":
			t.Cols[i].SortURL, t.Cols[i].Sorted = r.here("sort", "", "page", ""), sorted(order, "rank")
		}
	}
	f := &figure{ID: "list", Claim: claim, Sub: r.sub(r.t("sub.score"), r.regionName(r.reg), r.f.quarter(r.period), r.t("sub.score80rank90")), Legend: r.classLegend(), Table: t, SQL: q.String(), Notes: append(r.marksUsed(paged(list, page)), r.t("note.overlap"))}
	if chain != "" {
		f.Notes = append(f.Notes, r.t("chain.version.note", "v", r.sc.ChainVersion))
	}
	p.figure(12, f)
	r.addPager(p, page, len(list))
	return p, nil
}

// chains lists the industry chains of the scope.
func (r *request) chains() (*page, error) {
	p := &page{Name: "chains", Title: r.t("nav.chains"), Main: "chains"}
	p.Filters = r.newFilters("region", "t")
	p.Filters.addRegion(r)
	p.Filters.addPeriod(r)
	list := r.e.chains[r.sc.Scope]
	mixed, err := r.chainMix()
	if err != nil {
		return nil, err
	}
	if mixed == nil {
		p.H1 = r.t("chains.h1.none", "region", r.regionName(r.reg), "n", len(list))
		p.Lead = []string{r.t("chains.lead.none")}
	} else {
		p.H1 = r.t("chains.h1", "region", r.regionName(r.reg), "n", len(list), "claim", mixed.Claim)
		mixed.Claim = r.t("mix.claim.list")
		mixed.More = nil
		p.figure(12, mixed)
	}
	if !r.sc.IsVerified {
		p.warn(r.t("chains.unverified"))
	}
	p.note(r.t("chain.version.note", "v", r.sc.ChainVersion))
	return p, r.chainDemand(p)
}

// chainDemand sets the demand of the chains side by side, with its course.
func (r *request) chainDemand(p *page) error {
	q := ask(`SELECT chain_id, month, headcount, headcount_additive, n_ads, n_employers FROM out_demand WHERE scope = ? AND region_code = ? AND chain_version = ? AND coalesce(chain_id, '') <> '' AND coalesce(occupation_code, '') = '' ORDER BY month`,
		r.sc.Scope, r.reg.RegionCode, r.sc.ChainVersion)
	rows, err := get[struct {
		ChainID, Month                                 string
		Headcount, HeadcountAdditive, NAds, NEmployers Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	var months []string
	at := map[string]int{}
	for _, x := range rows {
		if _, ok := at[x.Month]; !ok {
			at[x.Month] = len(months)
			months = append(months, x.Month)
		}
	}
	window := months[max(0, len(months)-12):]
	type sum struct {
		serve, additive, ads float64
		series               []Num
		top                  float64
	}
	by := map[string]*sum{}
	all := 0.0
	for _, x := range rows {
		c := by[x.ChainID]
		if c == nil {
			c = &sum{series: make([]Num, len(months))}
			by[x.ChainID] = c
		}
		c.series[at[x.Month]] = x.Headcount
		c.top = max(c.top, x.Headcount.V)
		if x.Month >= window[0] {
			c.serve += x.Headcount.V
			c.additive += x.HeadcountAdditive.V
			c.ads += x.NAds.V
			all += x.HeadcountAdditive.V
		}
	}
	t := &table{RowHead: 3, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "chain_id"}, {Name: "chain_name", Head: r.t("col.chain")}, {Name: "headcount", Head: r.t("col.demand.serve"), Unit: r.t("unit.people"), Kind: digits},
		{Name: "headcount_additive", Head: r.t("col.demand.additive"), Unit: r.t("unit.people"), Kind: digits}, {Name: "share_additive", Head: r.t("col.share.all"), Kind: digits}, {Head: r.t("col.course"), Kind: drawing}, {Name: "n_ads", Head: r.t("col.ads"), Kind: digits}}}
	row := func(id string, c *sum) {
		share := "—"
		var v any
		if all > 0 {
			share = r.f.percent(c.additive/all, 0)
			v = c.additive / all
		}
		href := r.link("/chain/" + id)
		if id == "OTHER" {
			href = ""
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: id}, cell{V: r.chainName(id), Text: r.chainName(id), Href: href, Chinese: r.lang == "en" && id != "OTHER"}, cell{V: c.serve, Text: r.f.count(c.serve)}, cell{V: c.additive, Text: r.f.count(c.additive)}, cell{V: v, Text: share},
			cell{Part: "spark.html", Draw: newSpark(c.series, c.top, r.t("spark.label", "name", r.chainName(id), "a", months[0], "b", months[len(months)-1]), r.sc.IsSimulated)}, cell{V: c.ads, Text: r.f.count(c.ads)})
	}
	best, name := 0.0, ""
	for _, ch := range r.e.chains[r.sc.Scope] {
		if c := by[ch.ChainID]; c != nil {
			row(ch.ChainID, c)
			if c.serve > best {
				best, name = c.serve, ch.ChainName
			}
		}
	}
	if c := by["OTHER"]; c != nil {
		row("OTHER", c)
	}
	claim := r.t("chains.demand.claim", "chain", name, "n", r.f.people(best, r.t("unit.people")), "k", len(window))
	t.Caption = claim
	p.figure(12, &figure{ID: "demand", Claim: claim, Sub: r.sub(r.t("chains.demand.sub"), r.regionName(r.reg), r.f.span(window[0], window[len(window)-1])), Table: t, SQL: q.String(), Notes: []string{r.t("chain.serves"), r.t("chain.additive"), r.t("chains.spark.note")}})
	return nil
}

// chain answers which trades one chain lacks.
func (r *request) chain() (*page, error) {
	ch, ok := r.e.chain(r.sc.Scope, r.arg)
	if !ok {
		return r.notFound(r.t("chain.unknown", "id", r.arg, "scope", r.scopeName(r.sc))), nil
	}
	p := &page{Name: "chains", Title: ch.ChainName, Main: "list", Crumbs: []link{{r.t("nav.home"), r.link("/")}, {r.t("nav.chains"), r.link("/chains")}, {Text: ch.ChainName}}}
	p.Filters = r.newFilters("region", "class", "t")
	p.Filters.addRegion(r)
	class := p.Filters.addClass(r)
	p.Filters.addPeriod(r)
	q := ask(`SELECT `+shortageColumns+`, c.headcount AS chain_headcount, c.share_of_occupation, c.location_quotient, w.p25, w.p50, w.p75, w.cv
FROM out_chain_occupation c
JOIN out_shortage s ON s.scope = c.scope AND s.region_code = c.region_code AND s.occupation_code = c.occupation_code AND s.quarter = c.quarter
LEFT JOIN out_wage_posted w ON w.scope = s.scope AND w.region_code = s.region_code AND w.occupation_code = s.occupation_code AND w.quarter = s.quarter AND w.skill_level = -1
WHERE c.scope = ? AND c.chain_version = ? AND c.chain_id = ? AND c.region_code = ? AND c.quarter = ? AND c.in_catalogue
ORDER BY `+classOrder+`, s.gap_hi DESC NULLS LAST, s.rank NULLS LAST, s.occupation_code`, r.sc.Scope, r.sc.ChainVersion, ch.ChainID, r.reg.RegionCode, r.period)
	type member struct {
		shortage
		ChainHeadcount, ShareOfOccupation, LocationQuotient, P25, P50, P75, Cv Num
	}
	list, err := get[member](r, q)
	if err != nil {
		return nil, err
	}
	all := make([]shortage, len(list))
	for i, m := range list {
		all[i] = m.shortage
	}
	counts, parent := tally(all)
	r.noteParent(p, counts, parent)
	p.H1 = r.t("chain.h1", "chain", ch.ChainName, "region", r.regionName(r.reg), "total", len(list), "n", r.f.count(counts.short()), "x", r.f.count(counts["unknown"]))
	switch {
	case len(list) == 0:
		p.H1 = r.t("chain.h1.none", "chain", ch.ChainName, "region", r.regionName(r.reg), "t", r.f.quarter(r.period))
	case counts["unknown"] > counts.total()/2:
		p.warn(r.t("chain.half", "chain", ch.ChainName, "p", r.f.percent(counts["unknown"]/counts.total(), 0)))
	}
	version := r.t("chain.list", "programme", or(ch.Programme, ch.ChainVersion), "v", ch.ChainVersion, "from", r.f.span(or(ch.ValidFrom, "—"), or(ch.ValidTo, "—")))
	if ch.Source != "" {
		version += r.t("chain.list.source", "source", ch.Source)
	}
	p.Lead = append(p.Lead, version)
	if !ch.IsVerified {
		p.warn(r.t("chains.unverified"))
	}
	p.Keys = r.classKeys(counts, parent, func(class string) string { return r.here("class", class) })
	t := &table{List: true, RowHead: 5, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "chain_id"}, {Name: "region_code"}, {Name: "quarter"}, {Name: "occupation_code", Head: r.t("col.occupation")}, {Name: "class", Head: r.t("col.class")},
		{Head: r.t("col.strip"), Kind: drawing, Axis: []string{"0", "1", "2", "3"}}, {Name: "score", Head: "S", Kind: digits}, {Name: "score_lo"}, {Name: "score_hi"}, {Name: "gap_lo", Head: r.t("col.gap"), Unit: r.t("unit.people"), Kind: digits}, {Name: "gap_hi"},
		{Name: "p50", Head: r.t("col.posted.within"), Unit: r.t("unit.pay"), Kind: digits}, {Name: "p50_lo80"}, {Name: "p50_hi80"}, {Name: "p25"}, {Name: "p75"}, {Name: "share_of_occupation", Head: r.t("col.share"), Kind: digits}, {Name: "n_chains", Head: r.t("col.nchains"), Kind: digits}, {Name: "driver", Head: r.t("col.driver")}, {Name: "n_ads", Head: r.t("col.sample"), Kind: digits}, {Name: "n_employers"}, {Name: "grade", Head: r.t("col.grade")}}}
	var shown []shortage
	for _, m := range list {
		if class != "" && m.Class != class {
			continue
		}
		s := m.shortage
		shown = append(shown, s)
		score := r.t("cell.unassessed")
		if s.assessed() {
			score = r.f.dec(s.Score.V, 2)
		}
		share := "—"
		lo, hi := payInterval(m.P50, m.Cv)
		if m.ShareOfOccupation.OK {
			share = r.f.percent(m.ShareOfOccupation.V, 0)
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: ch.ChainID}, cell{V: s.RegionCode}, cell{V: s.Quarter}, r.occupationCell(s.OccupationCode), r.classCell(s), cell{Part: "strip.html", Draw: r.scoreStrip(s)},
			cell{V: s.Score, Text: score}, cell{V: s.ScoreLo}, cell{V: s.ScoreHi}, cell{V: s.GapLo, Text: r.gapSpan(s.GapLo, s.GapHi)}, cell{V: s.GapHi}, cell{V: m.P50, Text: r.payWithin(m.P50, m.Cv)}, cell{V: lo}, cell{V: hi}, cell{V: m.P25}, cell{V: m.P75},
			cell{V: m.ShareOfOccupation, Text: share}, cell{V: s.NChains, Text: r.orDash(s.NChains)}, cell{V: s.Driver, Text: r.driver(s.Driver)}, cell{V: s.NAds, Text: r.sample(s)}, cell{V: s.NEmployers}, cell{V: s.Grade, Text: or(s.Grade, "—")})
	}
	claim := r.t("chain.claim", "n", r.f.count(counts.short()))
	t.Caption, t.Empty = claim, r.t("occ.list.none")
	p.figure(12, &figure{ID: "list", Claim: claim, Sub: r.sub(r.t("chain.sub"), r.t("posted.interval"), r.regionName(r.reg), r.f.quarter(r.period)), Legend: r.classLegend(), Table: t, SQL: q.String(), Notes: append(r.marksUsed(shown), r.t("chain.order"), r.t("chain.serves"), r.t("say.posted"))})
	demand, err := r.demandFigure("", ch.ChainID, ch.ChainName)
	if err != nil {
		return nil, err
	}
	if demand != nil {
		demand.Notes = append(demand.Notes, r.t("chain.break", "v", ch.ChainVersion))
		p.figure(12, demand)
	}
	return p, r.chainHistory(p, ch)
}
