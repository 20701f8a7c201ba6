package dashboard

import "strings"

// homeChains shows the composition of each chain by class.
func (r *request) homeChains(p *page) error {
	f, err := r.chainMix()
	if err != nil || f == nil {
		return err
	}
	p.figure(7, f)
	return nil
}

// chainMix is one row per chain: the classes of the occupations in its
// catalogue, with those that could not be assessed.
func (r *request) chainMix() (*figure, error) {
	q := ask(`SELECT c.chain_id, CASE WHEN s.class <> 'unknown' AND NOT (`+own+`) THEN 'parent' ELSE s.class END AS class, count(*) AS n FROM out_chain_occupation c
JOIN out_shortage s ON s.scope = c.scope AND s.region_code = c.region_code AND s.occupation_code = c.occupation_code AND s.quarter = c.quarter
WHERE c.scope = ? AND c.region_code = ? AND c.quarter = ? AND c.chain_version = ? AND c.in_catalogue AND c.chain_id <> 'OTHER' GROUP BY ALL`,
		r.sc.Scope, r.reg.RegionCode, r.period, r.sc.ChainVersion)
	rows, err := get[struct {
		ChainID, Class string
		N              Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	by := map[string]counted{}
	for _, x := range rows {
		if by[x.ChainID] == nil {
			by[x.ChainID] = counted{}
		}
		by[x.ChainID][x.Class] = x.N.V
	}
	t := &table{RowHead: 3, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "chain_id"}, {Name: "chain_name", Head: r.t("col.chain")}, {Head: r.t("col.mix"), Kind: drawing}}}
	for _, c := range classes {
		t.Cols = append(t.Cols, col{Name: c, Head: glyphs[c] + " " + r.t("class."+c+".brief"), Kind: digits})
	}
	t.Cols = append(t.Cols, col{Name: "assessed_by_parent", Head: r.t("col.borrowed"), Kind: digits}, col{Name: "total", Head: r.t("col.total"), Kind: digits})
	most, name, half := 0.0, "", 0
	for _, ch := range r.e.chains[r.sc.Scope] {
		c := by[ch.ChainID]
		total := c.total() + c["parent"]
		if total == 0 {
			continue
		}
		if c.short() > most {
			most, name = c.short(), ch.ChainName
		}
		if c["unknown"]+c["parent"] > total/2 {
			half++
		}
		var words []string
		row := []cell{{V: r.sc.IsSimulated}, {V: r.sc.Scope}, {V: ch.ChainID}, {V: ch.ChainName, Text: ch.ChainName, Href: r.link("/chain/" + ch.ChainID), Chinese: r.lang == "en"}, {}}
		for _, class := range classes {
			row = append(row, cell{V: c[class], Text: r.f.count(c[class])})
			words = append(words, r.t("class."+class)+" "+r.f.count(c[class]))
		}
		row[4] = cell{Part: "mix.html", Draw: newMix(c, strings.Join(words, r.t("and")), r.sc.IsSimulated)}
		t.add(append(row, cell{V: c["parent"], Text: r.f.count(c["parent"])}, cell{V: total, Text: r.f.count(total)})...)
	}
	claim := r.t("mix.claim.none")
	if most > 0 {
		claim = r.t("mix.claim", "chain", name, "n", r.f.count(most))
	}
	t.Caption = claim
	f := &figure{ID: "chains", Claim: claim, Sub: r.sub(r.t("mix.sub"), r.regionName(r.reg), r.f.quarter(r.period)), Table: t, SQL: q.String(),
		Legend: r.mixLegend(), Notes: []string{r.t("mix.note")}, More: &link{r.t("mix.more"), r.link("/chains")}}
	if half > 0 {
		f.Notes = append([]string{r.t("mix.half", "n", half)}, f.Notes...)
	}
	return f, nil
}

func (r *request) mixLegend() []legendItem {
	var list []legendItem
	for _, c := range classes {
		list = append(list, legendItem{Mark: "x-" + c, Text: glyphs[c] + " " + r.t("class."+c)})
	}
	return list
}

// payPoint is an occupation with its class and its median posted pay.
type payPoint struct {
	OccupationCode, Class, Quality, Driver string
	P50, Cv, NAds, NEmployers              Num
}

// homePay sets shortage against pay: who is short and badly paid.
func (r *request) homePay(p *page) error {
	q := ask(`SELECT s.occupation_code, s.class, w.quality, s.driver, w.p50, w.cv, w.n_ads, w.n_employers FROM out_shortage s
JOIN out_wage_posted w ON w.scope = s.scope AND w.region_code = s.region_code AND w.occupation_code = s.occupation_code AND w.quarter = s.quarter AND w.skill_level = -1
WHERE s.scope = ? AND s.region_code = ? AND s.quarter = ? AND s.class <> 'unknown' AND `+own+` AND w.p50 IS NOT NULL ORDER BY `+classOrder+`, w.p50`, r.sc.Scope, r.reg.RegionCode, r.period)
	list, err := get[payPoint](r, q)
	if err != nil || len(list) < 5 { // too few to see a pattern
		return err
	}
	all, err := get[struct{ P50 Num }](r, ask(`SELECT p50 FROM out_wage_posted WHERE scope = ? AND region_code = ? AND quarter = ? AND coalesce(occupation_code, '') = '' AND skill_level = -1`, r.sc.Scope, r.reg.RegionCode, r.period))
	if err != nil {
		return err
	}
	var median Num
	if len(all) > 0 {
		median = all[0].P50
	}
	low := 0
	t := &table{RowHead: 2, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "occupation_code", Head: r.t("col.occupation")}, {Name: "class", Head: r.t("col.class")},
		{Name: "p50", Head: r.t("col.posted.within"), Unit: r.t("unit.pay"), Kind: digits}, {Name: "p50_lo80"}, {Name: "p50_hi80"}, {Name: "quality", Head: r.t("col.quality")}, {Name: "driver", Head: r.t("col.driver")},
		{Name: "n_ads", Head: r.t("col.sample"), Kind: digits}, {Name: "n_employers"}}}
	for _, x := range list {
		short := x.Class == "severe" || x.Class == "short"
		lo, hi := payInterval(x.P50, x.Cv)
		if short && median.OK && hi.OK && hi.V < hundreds(median.V) {
			low++
		}
		if !short {
			continue
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, r.occupationCell(x.OccupationCode), cell{V: x.Class, Status: r.status(x.Class)}, cell{V: x.P50, Text: r.payWithin(x.P50, x.Cv)}, cell{V: lo}, cell{V: hi},
			cell{V: x.Quality, Text: r.qualityWord(x.Quality)}, cell{V: x.Driver, Text: r.driver(x.Driver)}, cell{V: x.NAds, Text: r.orDash(x.NAds) + "/" + r.orDash(x.NEmployers)}, cell{V: x.NEmployers})
	}
	claim := r.t("pay.claim.nomedian")
	if median.OK {
		claim = r.t("pay.claim", "n", low, "w", r.f.pay(median.V))
		if low == 0 {
			claim = r.t("pay.claim.none", "w", r.f.pay(median.V))
		}
	}
	t.Caption = claim
	t.Empty = r.t("pay.empty")
	f := &figure{ID: "pay", Claim: claim, Sub: r.sub(r.t("pay.sub"), r.regionName(r.reg), r.f.quarter(r.period), r.t("posted.interval")), Table: t, SQL: q.String(), Legend: r.pointLegend(),
		Notes: []string{r.t("pay.note"), r.t("say.posted")}, Chart: r.payStrip("pay", claim, list, median)}
	p.figure(12, f)
	return nil
}

// pointLegend names the marks of charts with classes.
func (r *request) pointLegend() []legendItem {
	var list []legendItem
	for _, c := range classes[:4] {
		list = append(list, legendItem{Mark: "m-" + c, Text: glyphs[c] + " " + r.t("class."+c)})
	}
	return list
}

// qualityWord names how precise a median is.
func (r *request) qualityWord(q string) string {
	if q == "" {
		return "—"
	}
	return r.t("quality." + q)
}
