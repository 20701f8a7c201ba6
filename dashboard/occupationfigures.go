package dashboard

import (
	"math"
	"strconv"
	"strings"
)

// balance sets openings against registered seekers.
func (r *request) balance(p *page, _ occupation, s shortage) error {
	if !s.Vacancies.OK || !s.Seekers.OK {
		return nil
	}
	top := math.Max(s.Vacancies.V, s.Seekers.V)
	t := &table{RowHead: 4, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "occupation_code"}, {Name: "quarter"}, {Name: "side", Head: r.t("col.side")}, {Head: r.t("col.people.bar"), Kind: drawing}, {Name: "people", Head: r.t("col.people"), Unit: r.t("unit.people"), Kind: digits}}}
	for _, x := range []struct {
		key string
		v   Num
	}{{"vacancies", s.Vacancies}, {"seekers", s.Seekers}} {
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: s.OccupationCode}, cell{V: s.Quarter}, cell{V: x.key, Text: r.t("side." + x.key)},
			cell{Part: "bar.html", Draw: newBar(0, top, x.v.V, r.t("side."+x.key)+" "+r.f.count(x.v.V), x.key == "seekers", r.sc.IsSimulated)}, cell{V: x.v, Text: r.f.count(x.v.V)})
	}
	claim := r.perHundred(s.Ratio)
	if claim == "" {
		claim = r.t("balance.claim")
	}
	t.Caption = claim
	f := &figure{ID: "balance", Claim: claim, Sub: r.sub(r.t("balance.sub"), r.regionName(r.reg), r.f.quarter(s.Quarter)), Table: t,
		SQL: ask(`SELECT vacancies, seekers, ratio, ratio_lo, ratio_hi, gap, gap_lo, gap_hi FROM out_shortage WHERE scope = ? AND region_code = ? AND occupation_code = ? AND quarter = ?`, r.sc.Scope, s.RegionCode, s.OccupationCode, s.Quarter).String()}
	if s.RatioLo.OK && s.RatioHi.OK {
		f.Notes = append(f.Notes, r.t("balance.ratio", "span", r.f.span(r.f.dec(s.RatioLo.V, 2), r.f.dec(s.RatioHi.V, 2))))
	}
	if s.GapLo.OK && s.GapHi.OK {
		f.Notes = append(f.Notes, r.t("balance.gap", "span", r.gapSpan(s.GapLo, s.GapHi)))
	}
	p.figure(6, f)
	return nil
}

// occupationPay shows posted pay by level, and surveyed wages apart.
func (r *request) occupationPay(p *page, o occupation, _ shortage) error {
	posted, err := r.postedLevels(o.OccupationCode)
	if err != nil {
		return err
	}
	if posted != nil {
		posted.More = &link{r.t("pay.more"), r.link("/wages", "occ", o.OccupationCode)}
		p.figure(12, posted)
	}
	survey, err := r.surveyFigure(o.OccupationCode, true)
	if err != nil {
		return err
	}
	if survey != nil {
		survey.More = &link{r.t("survey.more"), r.link("/wages", "occ", o.OccupationCode, "basis", "survey")}
		p.figure(12, survey)
	} else {
		p.Blocks = append(p.Blocks, block{Wide: 12, Part: "message.html", Data: message{Level: "info", Text: r.t("survey.none", "occ", o.OccupationName)}, Title: r.t("survey.none.title")})
	}
	return nil
}

// occupationDemand draws monthly demand and the forecast where it is
// published.
func (r *request) occupationDemand(p *page, o occupation, _ shortage) error {
	f, err := r.demandFigure(o.OccupationCode, "", o.OccupationName)
	if err != nil || f == nil {
		return err
	}
	p.figure(12, f)
	return nil
}

// occupationRegions compares the places of the scope.
func (r *request) occupationRegions(p *page, o occupation, _ shortage) error {
	f, _, err := r.regionScores(o.OccupationCode)
	if err != nil || f == nil {
		return err
	}
	f.ID = "regions"
	f.More = &link{r.t("occ.regions.more"), r.link("/regions", "occ", o.OccupationCode, "region", "")}
	p.figure(12, f)
	return nil
}

// history returns the scores of occupations in these quarters; missing where a
// quarter was not assessed.
func (r *request) history(codes, quarters []string) (map[string][]Num, error) {
	rows, err := get[struct {
		OccupationCode, Quarter, Class string
		Score                          Num
	}](r, ask(`SELECT occupation_code, quarter, class, score FROM out_shortage WHERE scope = ? AND region_code = ? AND list_contains(string_split(?, '|'), occupation_code)`, r.sc.Scope, r.reg.RegionCode, strings.Join(codes, "|")))
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, q := range quarters {
		at[q] = i
	}
	out := map[string][]Num{}
	for _, c := range codes {
		out[c] = make([]Num, len(quarters))
	}
	for _, x := range rows {
		if i, ok := at[x.Quarter]; ok && x.Class != "unknown" {
			out[x.OccupationCode][i] = x.Score
		}
	}
	return out, nil
}

// occupationHistory lists the editions.
func (r *request) occupationHistory(p *page, o occupation, _ shortage) error {
	q := ask(`SELECT `+shortageColumns+` FROM out_shortage s WHERE s.scope = ? AND s.region_code = ? AND s.occupation_code = ? ORDER BY s.quarter DESC LIMIT 12`, r.sc.Scope, r.reg.RegionCode, o.OccupationCode)
	list, err := get[shortage](r, q)
	if err != nil || len(list) < 2 {
		return err
	}
	t := &table{RowHead: 2, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "quarter", Head: r.t("col.quarter")}, {Name: "class", Head: r.t("col.class")}, {Head: r.t("col.strip"), Kind: drawing, Axis: []string{"0", "1", "2", "3"}},
		{Name: "score", Head: "S", Kind: digits}, {Name: "score_lo"}, {Name: "score_hi"}, {Name: "rank", Head: r.t("col.rank"), Kind: digits}, {Name: "n_ads", Head: r.t("col.sample"), Kind: digits}, {Name: "n_employers"}, {Name: "grade", Head: r.t("col.grade")}, {Name: "vintage_status", Head: r.t("col.vintage")}}}
	var lowest, highest Num
	for _, s := range list {
		score := r.t("cell.unassessed")
		if s.assessed() {
			score = r.f.dec(s.Score.V, 2)
			if !lowest.OK || s.Score.V < lowest.V {
				lowest = s.Score
			}
			if !highest.OK || s.Score.V > highest.V {
				highest = s.Score
			}
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: s.Quarter, Text: r.f.quarter(s.Quarter), Href: r.here("t", s.Quarter)}, cell{V: s.Class, Status: r.status(s.Class)}, cell{Part: "strip.html", Draw: r.scoreStrip(s)},
			cell{V: s.Score, Text: score}, cell{V: s.ScoreLo}, cell{V: s.ScoreHi}, cell{V: s.Rank, Text: r.ranked(s)}, cell{V: s.NAds, Text: r.sample(s)}, cell{V: s.NEmployers}, cell{V: s.Grade, Text: or(s.Grade, "—")}, cell{V: s.VintageStatus, Text: or(s.VintageStatus, "—")})
	}
	claim := r.t("history.claim.none", "n", len(list))
	if lowest.OK {
		claim = r.t("history.claim", "n", len(list), "lo", r.f.dec(lowest.V, 2), "hi", r.f.dec(highest.V, 2))
	}
	t.Caption = claim
	p.figure(12, &figure{ID: "history", Claim: claim, Sub: r.sub(r.t("sub.score"), r.regionName(r.reg), r.t("sub.score80rank90")), Table: t, SQL: q.String()})
	return nil
}

// occupationChains lists the chains that want this occupation.
func (r *request) occupationChains(p *page, o occupation, _ shortage) error {
	q := ask(`SELECT chain_id, headcount, headcount_additive, share_of_occupation, location_quotient, in_catalogue, n_ads, n_employers FROM out_chain_occupation
WHERE scope = ? AND chain_version = ? AND region_code = ? AND occupation_code = ? AND quarter = ? ORDER BY chain_id = 'OTHER', headcount DESC NULLS LAST`, r.sc.Scope, r.sc.ChainVersion, r.reg.RegionCode, o.OccupationCode, r.period)
	rows, err := get[struct {
		ChainID                                                                             string
		InCatalogue                                                                         bool
		Headcount, HeadcountAdditive, ShareOfOccupation, LocationQuotient, NAds, NEmployers Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{RowHead: 3, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "chain_id"}, {Name: "chain_name", Head: r.t("col.chain")}, {Name: "headcount", Head: r.t("col.demand"), Unit: r.t("unit.people"), Kind: digits}, {Name: "headcount_additive"},
		{Name: "share_of_occupation", Head: r.t("col.share"), Kind: digits}, {Name: "location_quotient", Head: r.t("col.lq"), Kind: digits}, {Name: "in_catalogue", Head: r.t("col.incatalogue")}, {Name: "n_ads", Head: r.t("col.sample"), Kind: digits}, {Name: "n_employers"}}}
	listed := 0
	for _, x := range rows {
		in := r.t("no")
		if x.InCatalogue && x.ChainID != "OTHER" {
			in = r.t("yes")
			listed++
		}
		href := ""
		if x.ChainID != "OTHER" {
			href = r.link("/chain/" + x.ChainID)
		}
		share, lq := "—", "—"
		if x.ShareOfOccupation.OK {
			share = r.f.percent(x.ShareOfOccupation.V, x.NAds.V)
		}
		if x.LocationQuotient.OK {
			lq = r.f.dec(x.LocationQuotient.V, 2)
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: x.ChainID}, cell{V: r.chainName(x.ChainID), Text: r.chainName(x.ChainID), Href: href, Chinese: r.lang == "en" && x.ChainID != "OTHER"}, cell{V: x.Headcount, Text: r.orDash(x.Headcount)}, cell{V: x.HeadcountAdditive},
			cell{V: x.ShareOfOccupation, Text: share}, cell{V: x.LocationQuotient, Text: lq}, cell{V: x.InCatalogue, Text: in}, cell{V: x.NAds, Text: r.orDash(x.NAds) + "/" + r.orDash(x.NEmployers)}, cell{V: x.NEmployers})
	}
	claim := r.t("occ.chains.claim", "n", listed)
	t.Caption = claim
	p.figure(6, &figure{ID: "chains", Claim: claim, Sub: r.sub(r.t("occ.chains.sub"), r.regionName(r.reg), r.f.quarter(r.period)), Table: t, SQL: q.String(), Notes: []string{r.t("chain.serves")}})
	return nil
}

// occupationText shows the definition, the trades and the skills of the
// national standard.
func (r *request) occupationText(p *page, o occupation, _ shortage) error {
	texts, err := get[struct{ Definition, Tasks, Trades string }](r, ask(`SELECT definition, tasks, trades FROM ref_occupation WHERE occupation_code = ?`, o.OccupationCode))
	if err != nil {
		return err
	}
	b := &facts{}
	if len(texts) > 0 {
		for _, x := range []struct{ key, text string }{{"text.definition", texts[0].Definition}, {"text.tasks", texts[0].Tasks}, {"text.trades", strings.ReplaceAll(texts[0].Trades, "|", "、")}} {
			if x.text != "" {
				b.Items = append(b.Items, fact{Term: r.t(x.key), Text: x.text, Chinese: r.lang == "en"})
			}
		}
	}
	q := ask(`SELECT skill_level, skill, weight_pct, source FROM ref_skill WHERE occupation_code = ? ORDER BY skill_level, weight_pct DESC NULLS LAST, skill LIMIT 120`, o.OccupationCode)
	skills, err := get[struct {
		SkillLevel, WeightPct Num
		Skill, Source         string
	}](r, q)
	if err != nil {
		return err
	}
	if len(b.Items) > 0 {
		p.Blocks = append(p.Blocks, block{Wide: 6, Part: "facts.html", Data: b, Title: r.t("text.title"), ID: "text"})
	}
	if len(skills) == 0 {
		return nil
	}
	t := &table{RowHead: 2, Cols: []col{{Name: "occupation_code"}, {Name: "skill_level", Head: r.t("col.level")}, {Name: "skill", Head: r.t("col.skill")}, {Name: "weight_pct", Head: r.t("col.weight"), Unit: "%", Kind: digits}, {Name: "source"}}}
	for _, s := range skills {
		w := "—"
		if s.WeightPct.OK && s.WeightPct.V > 0 {
			w = r.f.dec(s.WeightPct.V, 0)
		}
		t.add(cell{V: o.OccupationCode}, cell{V: s.SkillLevel, Text: r.level(s.SkillLevel)}, cell{V: s.Skill, Text: s.Skill, Chinese: r.lang == "en"}, cell{V: s.WeightPct, Text: w}, cell{V: s.Source})
	}
	claim := r.t("skills.claim", "n", len(skills))
	t.Caption = claim
	p.figure(6, &figure{ID: "skills", Claim: claim, Sub: r.t("skills.sub"), Table: t, Closed: len(skills) > 12, SQL: q.String(), Source: r.t("skills.source", "edition", skills[0].Source)})
	return nil
}

// level names a level of the eight-grade scheme; a missing one is all levels.
func (r *request) level(n Num) string {
	if !n.OK {
		return r.t("level.-1")
	}
	return r.t("level." + strconv.Itoa(int(n.V)))
}
