package dashboard

import "slices"

// chainQuarter is the demand of a chain in one quarter under one version of the
// chain list.
type chainQuarter struct {
	ChainVersion, ChainID, Quarter             string
	IsValid                                    bool
	Headcount, ShareAdditive, NAds, NEmployers Num
}

// chainLink says what share of a chain of an earlier list goes to a chain of a
// later one.
type chainLink struct {
	FromVersion, FromChain, ToVersion, ToChain string
	LinkWeight                                 Num
}

// relative is a chain of another list that has to do with the one shown.
type relative struct {
	version, id string
	weight      float64 // 0 for the chain itself
	isLater     bool
	isSame      bool // the two are one chain: all of the one is all of the other
}

// chainHistory shows a chain under every version of the list that was in force:
// the same ads, counted by each. Lines of different lists are never joined; where
// two chains are one, the page says so.
func (r *request) chainHistory(p *page, ch chainInfo) error {
	if !r.e.tables["out_chain_history"] {
		return nil
	}
	q := ask(`SELECT chain_version, chain_id, quarter, is_valid, headcount, share_additive, n_ads, n_employers FROM out_chain_history WHERE scope = ? AND region_code = ? ORDER BY quarter`, r.sc.Scope, r.reg.RegionCode)
	rows, err := get[chainQuarter](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	names, err := get[chainInfo](r, ask(`SELECT scope, chain_version, chain_id, chain_name, programme, valid_from, valid_to FROM ref_chain WHERE scope = ?`, r.sc.Scope))
	if err != nil {
		return err
	}
	links, err := get[chainLink](r, ask(`SELECT from_version, from_chain, to_version, to_chain, link_weight FROM ref_chain_link WHERE from_version = ? OR to_version = ?`, ch.ChainVersion, ch.ChainVersion))
	if err != nil {
		return err
	}
	info := map[[2]string]chainInfo{}
	for _, n := range names {
		info[[2]string{n.ChainVersion, n.ChainID}] = n
	}
	var quarters []string
	by := map[[2]string]map[string]chainQuarter{}
	for _, x := range rows {
		if !slices.Contains(quarters, x.Quarter) {
			quarters = append(quarters, x.Quarter)
		}
		key := [2]string{x.ChainVersion, x.ChainID}
		if by[key] == nil {
			by[key] = map[string]chainQuarter{}
		}
		by[key][x.Quarter] = x
	}
	now := by[[2]string{ch.ChainVersion, ch.ChainID}][r.period]
	if now.Quarter != "" && !now.IsValid {
		p.warn(r.t("chain.expired", "v", ch.ChainVersion, "to", or(ch.ValidTo, "—"), "t", r.f.quarter(r.period)))
	}
	relatives := relativesOf(ch, links)
	relatives = slices.DeleteFunc(relatives, func(x relative) bool { return by[[2]string{x.version, x.id}] == nil })
	if len(relatives) < 2 {
		return nil
	}
	top := 0.0
	for _, x := range relatives {
		for _, c := range by[[2]string{x.version, x.id}] {
			top = max(top, c.ShareAdditive.V)
		}
	}
	t := &table{RowHead: 4, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "chain_version"}, {Name: "chain_id"}, {Name: "chain_name", Head: r.t("col.chain")}, {Name: "programme", Head: r.t("col.chain.list")}, {Name: "valid", Head: r.t("col.valid")},
		{Name: "link_weight", Head: r.t("col.link")}, {Head: r.t("col.share.course"), Kind: drawing}, {Name: "share_additive", Head: r.t("col.share.all"), Kind: digits}, {Name: "headcount", Head: r.t("col.demand.serve"), Unit: r.t("unit.people"), Kind: digits}, {Name: "n_ads", Head: r.t("col.ads"), Kind: digits}}}
	var shares []string
	for _, x := range relatives {
		key := [2]string{x.version, x.id}
		n, c := info[key], by[key][r.period]
		series := make([]Num, len(quarters))
		for i, quarter := range quarters {
			series[i] = by[key][quarter].ShareAdditive
		}
		share := "—"
		if c.ShareAdditive.OK {
			share = r.f.percent(c.ShareAdditive.V, c.NAds.V)
		}
		name := or(n.ChainName, x.id)
		shares = append(shares, r.t("chain.history.share", "v", x.version, "chain", name, "p", share))
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: x.version}, cell{V: x.id}, cell{V: name, Text: name, Chinese: r.lang == "en"}, cell{V: n.Programme, Text: or(n.Programme, x.version), Note: x.version, Chinese: r.lang == "en"},
			cell{V: n.ValidFrom + "/" + n.ValidTo, Text: r.f.span(or(n.ValidFrom, "—"), or(n.ValidTo, r.t("chain.open")))}, cell{V: x.weight, Text: r.linkText(x)},
			cell{Part: "spark.html", Draw: newSpark(series, top, r.t("spark.label", "name", name+" "+x.version, "a", quarters[0], "b", quarters[len(quarters)-1]), r.sc.IsSimulated)},
			cell{V: c.ShareAdditive, Text: share}, cell{V: c.Headcount, Text: r.orDash(c.Headcount)}, cell{V: c.NAds, Text: r.orDash(c.NAds)})
	}
	// The claim sets the chain beside the one that most of it has to do with.
	nearest := 1
	for i := range relatives {
		if i > 0 && relatives[i].weight > relatives[nearest].weight {
			nearest = i
		}
	}
	claim := r.t("chain.history.claim", "shares", shares[0]+r.t("listcomma")+shares[nearest])
	t.Caption = claim
	notes := []string{r.t("chain.history.break"), r.t("chain.history.unverified")}
	if slices.ContainsFunc(relatives, func(x relative) bool { return x.isSame }) {
		notes = append([]string{r.t("chain.history.same")}, notes...)
	}
	p.figure(12, &figure{ID: "versions", Claim: claim, Sub: r.sub(r.t("chain.history.sub"), r.regionName(r.reg), r.f.quarter(r.period)), Table: t, SQL: q.String(), Notes: notes})
	return nil
}

// linkText says how much of a chain goes over from one list to the other.
func (r *request) linkText(x relative) string {
	switch {
	case x.weight == 0:
		return r.t("chain.link.self")
	case x.isSame:
		return r.t("chain.link.same")
	case x.isLater:
		return r.t("chain.link.to", "p", r.f.percent(x.weight, 0))
	}
	return r.t("chain.link.from", "p", r.f.percent(x.weight, 0))
}

// relativesOf lists the chain itself and those of other lists that share
// something with it, earlier lists first among the others.
func relativesOf(ch chainInfo, links []chainLink) []relative {
	list := []relative{{version: ch.ChainVersion, id: ch.ChainID}}
	into := map[[4]string]int{} // how many chains of a list flow into a chain of another
	for _, l := range links {
		if l.LinkWeight.V > 0 {
			into[[4]string{l.FromVersion, l.ToVersion, l.ToChain}]++
		}
	}
	for _, l := range links {
		same := l.LinkWeight.V == 1 && into[[4]string{l.FromVersion, l.ToVersion, l.ToChain}] == 1
		switch {
		case l.LinkWeight.V <= 0 || l.ToChain == "OTHER":
		case l.ToVersion == ch.ChainVersion && l.ToChain == ch.ChainID:
			list = append(list, relative{version: l.FromVersion, id: l.FromChain, weight: l.LinkWeight.V, isSame: same})
		case l.FromVersion == ch.ChainVersion && l.FromChain == ch.ChainID:
			list = append(list, relative{version: l.ToVersion, id: l.ToChain, weight: l.LinkWeight.V, isLater: true, isSame: same})
		}
	}
	return list
}
