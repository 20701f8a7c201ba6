package dashboard

import (
	"slices"
	"strings"
)

// entry is a row of the catalogue as it is printed.
type entry struct {
	ChainID, ChainName, OccupationCode, OccupationName, Trades, Class, Change, Driver, InstrumentZh, InstrumentEn string
	Grade, SuggestedPlaces, SubsidyShare, Note                                                                    string
	Seq, SkillLevel, Stars, Score, Rank, RankLo, RankHi, Ratio, GapLo, GapHi, P25, P50, P75, Cv, NChains          Num
	ScoreLo, ScoreHi, RatioLo, RatioHi                                                                            Num
	PrevRank, Streak, NAds, NEmployers                                                                            Num
	IsRelative                                                                                                    bool
}

// catalogue is the edition as a bureau would publish it: grouped by chain, in
// the official columns.
func (r *request) catalogue() (*page, error) {
	p := &page{Name: "catalogue", Title: r.t("nav.catalogue"), Main: "catalogue"}
	p.Filters = r.newFilters("region", "chain", "class", "t")
	p.Filters.addRegion(r)
	chain := p.Filters.addChain(r)
	class := r.choice("class", "", "severe", "short", "watch")
	p.Filters.add(r, "class", r.t("filter.class"), class, []option{{Value: "", Text: r.t("class.all")}, {Value: "severe", Text: "◆◆ " + r.t("class.severe")}, {Value: "short", Text: "◆ " + r.t("class.short")}, {Value: "watch", Text: "◇ " + r.t("class.watch")}})
	p.Filters.addPeriod(r)
	orders := map[string]string{"": "chain_name, seq", "-s": "score DESC NULLS LAST, occupation_code", "s": "score NULLS LAST, occupation_code", "-gap": "gap_hi DESC NULLS LAST, occupation_code", "-pay": "p50 DESC NULLS LAST, occupation_code", "-ratio": "ratio DESC NULLS LAST, occupation_code", "code": "occupation_code, chain_id"}
	order := r.choice("sort", "", "-s", "s", "-gap", "-pay", "-ratio", "code")
	q := ask(`SELECT chain_id, chain_name, occupation_code, occupation_name, trades, class, change, driver, instrument_zh, instrument_en, grade, suggested_places, subsidy_share, note,
  seq, skill_level, stars, score, rank, rank_lo, rank_hi, ratio, gap_lo, gap_hi, p25, p50, p75, n_chains, prev_rank, streak, n_ads, n_employers, is_relative,
  (SELECT w.cv FROM out_wage_posted w WHERE w.scope = c.scope AND w.region_code = c.region_code AND w.occupation_code = c.occupation_code AND w.quarter = c.quarter AND w.skill_level = -1) AS cv,
  s.score_lo, s.score_hi, s.ratio_lo, s.ratio_hi
FROM out_catalogue c LEFT JOIN (SELECT scope, region_code, occupation_code, quarter, score_lo, score_hi, ratio_lo, ratio_hi FROM out_shortage) s USING (scope, region_code, occupation_code, quarter)
WHERE scope = ? AND region_code = ? AND quarter = ? AND (? = '' OR chain_id = ?) AND (? = '' OR class = ?) ORDER BY `+orders[order],
		r.sc.Scope, r.reg.RegionCode, r.period, chain, chain, class, class)
	rows, err := get[entry](r, q)
	if err != nil {
		return nil, err
	}
	counts, seen := counted{}, map[string]bool{}
	changed := map[string]int{}
	for _, e := range rows {
		if seen[e.OccupationCode] {
			continue
		}
		seen[e.OccupationCode] = true
		counts[e.Class]++
		changed[e.Change]++
	}
	left, err := r.leftList()
	if err != nil {
		return nil, err
	}
	p.Crumbs = []link{{Text: r.t("catalogue.title", "scope", r.scopeName(r.sc), "edition", r.f.edition(r.period))}}
	p.H1 = r.t("catalogue.h1", "n", len(seen), "a", r.f.count(counts["severe"]), "b", r.f.count(counts["short"]), "c", r.f.count(counts["watch"]), "new", changed["new"], "left", len(left))
	p.Lead = []string{r.t("catalogue.lead")}
	if len(rows) == 0 {
		p.H1 = r.t("catalogue.h1.none", "region", r.regionName(r.reg), "t", r.f.quarter(r.period))
	}
	for _, f := range r.bureauFiles("目录", "catalogue") {
		p.Messages = append(p.Messages, message{Level: "file", Link: &f})
	}
	claim := r.t("catalogue.claim", "n", len(rows))
	t, marks := r.catalogueTable(claim, rows, order)
	p.figure(12, &figure{ID: "catalogue", Claim: claim, Sub: r.sub(r.regionName(r.reg), r.f.quarter(r.period), r.t("catalogue.sub"), r.t("posted.interval")), Table: t, SQL: q.String(),
		Notes: append(r.marksUsed(marks), r.t("catalogue.symbols"), r.t("catalogue.gates", "method", r.e.Manifest.MethodVersion), r.t("say.posted"))})
	r.leftTable(p, left)
	return p, r.unknownList(p)
}

func (r *request) catalogueTable(claim string, rows []entry, order string) (t *table, marks []shortage) {
	t = &table{Caption: claim, List: true, RowHead: 6, Groups: map[int]string{}, Under: map[int]string{}, Empty: r.t("occ.list.none"), Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "region_code"}, {Name: "quarter"}, {Name: "chain_id"}, {Name: "seq", Head: r.t("col.seq"), Kind: digits},
		{Name: "occupation_code", Head: r.t("col.occupation"), SortURL: r.here("sort", "code"), Sorted: sorted(order, "code")}, {Name: "occupation_name"}, {Name: "skill_level", Head: r.t("col.level")}, {Name: "class", Head: r.t("col.class")}, {Name: "stars", Head: r.t("col.stars")},
		{Name: "score", Head: "S", Kind: digits, SortURL: r.here("sort", flip(order, "s")), Sorted: sorted(order, "s")}, {Name: "score_lo"}, {Name: "score_hi"}, {Name: "rank", Head: r.t("col.rank"), Kind: digits}, {Name: "rank_lo"}, {Name: "rank_hi"},
		{Name: "ratio", Head: r.t("key.ratio"), Kind: digits, SortURL: r.here("sort", "-ratio"), Sorted: sorted(order, "ratio")}, {Name: "ratio_lo"}, {Name: "ratio_hi"}, {Name: "gap_lo", Head: r.t("col.gap"), Unit: r.t("unit.people"), Kind: digits, SortURL: r.here("sort", "-gap"), Sorted: sorted(order, "gap")}, {Name: "gap_hi"},
		{Name: "p50", Head: r.t("col.posted.half"), Unit: r.t("unit.pay"), Kind: digits, SortURL: r.here("sort", "-pay"), Sorted: sorted(order, "pay")}, {Name: "p25"}, {Name: "p75"}, {Name: "p50_lo80"}, {Name: "p50_hi80"}, {Name: "n_chains"}, {Name: "change", Head: r.t("col.change")}, {Name: "driver"}, {Name: "instrument_zh"}, {Name: "instrument_en"},
		{Name: "grade", Head: r.t("col.grade")}, {Name: "suggested_places"}, {Name: "subsidy_share"}, {Name: "note"}, {Name: "n_ads", Head: r.t("col.sample"), Kind: digits}, {Name: "n_employers"}}}
	last := "-"
	for i, e := range rows {
		if order == "" && e.ChainID != last {
			last = e.ChainID
			n := 0
			for _, x := range rows[i:] {
				if x.ChainID != last {
					break
				}
				n++
			}
			name := e.ChainName
			if name == "" {
				name = r.chainName(e.ChainID)
			}
			t.Groups[i] = r.t("catalogue.group", "chain", name, "n", n)
		}
		s := shortage{Rank: e.Rank, RankLo: e.RankLo, RankHi: e.RankHi, Change: e.Change, PrevRank: e.PrevRank}
		class := r.classCell(shortage{Class: e.Class, Score: e.Score, IsRelative: e.IsRelative})
		marks = append(marks, shortage{Class: e.Class, Score: e.Score, IsRelative: e.IsRelative})
		stars := "—"
		if e.Stars.OK && e.Stars.V > 0 {
			stars = strings.Repeat("★", int(e.Stars.V))
		}
		action := r.driver(e.Driver)
		if text := or(map[bool]string{true: e.InstrumentEn, false: e.InstrumentZh}[r.lang == "en"], ""); text != "" {
			if action == "—" {
				action = text
			} else {
				action += r.t("colon") + text
			}
		}
		lo, hi := payInterval(e.P50, e.Cv)
		interval := ""
		for _, x := range []struct{ name, span string }{{"S", r.decSpan(e.ScoreLo, e.ScoreHi)}, {r.t("key.ratio"), r.decSpan(e.RatioLo, e.RatioHi)}, {r.t("col.posted50"), r.intervalText(e.P50, e.Cv)}} {
			if x.span != "—" {
				if interval != "" {
					interval += r.t("listcomma")
				}
				interval += x.name + " " + x.span
			}
		}
		if interval != "" {
			interval = r.t("col.score80") + r.t("colon") + interval
		}
		t.Under[i] = r.sub(interval, r.t("catalogue.shared", "n", r.orDash(e.NChains)), r.t("col.action")+r.t("colon")+action,
			r.t("col.places")+r.t("colon")+or(e.SuggestedPlaces, "—"), r.t("col.subsidy")+r.t("colon")+or(e.SubsidyShare, "—"), e.Note)
		num := func(n Num, d int) string {
			if !n.OK {
				return "—"
			}
			return r.f.dec(n.V, d)
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: r.reg.RegionCode}, cell{V: r.period}, cell{V: e.ChainID}, cell{V: e.Seq, Text: num(e.Seq, 0)}, r.occupationCell(e.OccupationCode), cell{V: e.OccupationName}, cell{V: e.SkillLevel, Text: r.level(e.SkillLevel)}, class, cell{V: e.Stars, Text: stars},
			cell{V: e.Score, Text: num(e.Score, 2)}, cell{V: e.ScoreLo}, cell{V: e.ScoreHi}, cell{V: e.Rank, Text: r.ranked(s)}, cell{V: e.RankLo}, cell{V: e.RankHi}, cell{V: e.Ratio, Text: num(e.Ratio, 2)}, cell{V: e.RatioLo}, cell{V: e.RatioHi}, cell{V: e.GapLo, Text: r.gapSpan(e.GapLo, e.GapHi)}, cell{V: e.GapHi},
			cell{V: e.P50, Text: r.paySpan(e.P25, e.P50, e.P75)}, cell{V: e.P25}, cell{V: e.P75}, cell{V: lo}, cell{V: hi}, cell{V: e.NChains, Text: r.orDash(e.NChains)}, cell{V: e.Change, Text: r.changed(s)}, cell{V: e.Driver}, cell{V: e.InstrumentZh}, cell{V: e.InstrumentEn},
			cell{V: e.Grade, Text: or(e.Grade, "—")}, cell{V: e.SuggestedPlaces, Text: or(e.SuggestedPlaces, "—")}, cell{V: e.SubsidyShare, Text: or(e.SubsidyShare, "—")}, cell{V: e.Note}, cell{V: e.NAds, Text: r.orDash(e.NAds) + "/" + r.orDash(e.NEmployers)}, cell{V: e.NEmployers})
	}
	return t, marks
}

// decSpan writes an interval with two decimals.
func (r *request) decSpan(lo, hi Num) string {
	if !lo.OK || !hi.OK {
		return "—"
	}
	return r.f.span(r.f.dec(lo.V, 2), r.f.dec(hi.V, 2))
}

// bureauFiles are the printed forms in the release whose names say what they
// are, in either language.
func (r *request) bureauFiles(zh, en string) []link {
	var list []link
	for _, f := range r.e.Manifest.Files {
		if strings.HasPrefix(f.Path, "bureau/") && (strings.Contains(f.Path, zh) || strings.Contains(f.Path, en)) && r.ofScope(f.Path) {
			text := f.ZH
			if r.lang == "en" {
				text = f.EN
			}
			list = append(list, link{or(text, f.Path) + r.t("file.kind", "kind", strings.ToUpper(f.Path[strings.LastIndexByte(f.Path, '.')+1:]), "size", r.f.bytes(f.Bytes)), r.fileURL(f.Path)})
		}
	}
	return list
}

// ofScope reports whether a file belongs to the scope shown: it names this
// scope, or none.
func (r *request) ofScope(path string) bool {
	names := func(s scope) bool {
		return strings.Contains(path, s.Scope) || s.Name != "" && strings.Contains(path, s.Name)
	}
	return names(r.sc) || !slices.ContainsFunc(r.e.scopes, names)
}

// leftList are the occupations that left the list this quarter.
func (r *request) leftList() ([]shortage, error) {
	return get[shortage](r, ask(`SELECT `+shortageColumns+` FROM out_shortage s WHERE s.scope = ? AND s.region_code = ? AND s.quarter = ? AND s.change = 'left' ORDER BY s.score DESC NULLS LAST`, r.sc.Scope, r.reg.RegionCode, r.period))
}

func (r *request) leftTable(p *page, list []shortage) {
	if len(list) == 0 {
		return
	}
	claim := r.t("catalogue.left", "n", len(list))
	p.figure(12, &figure{ID: "left", Claim: claim, Sub: r.sub(r.regionName(r.reg), r.f.quarter(r.period), r.t("sub.score80rank90")), Table: r.scoreTable(claim, list, false)})
}

// unknownList are the occupations that could not be assessed, with the gate
// each of them missed.
func (r *request) unknownList(p *page) error {
	q := ask(`SELECT `+shortageColumns+` FROM out_shortage s WHERE s.scope = ? AND s.region_code = ? AND s.quarter = ? AND s.class = 'unknown' ORDER BY s.n_ads DESC NULLS LAST, s.occupation_code`, r.sc.Scope, r.reg.RegionCode, r.period)
	list, err := get[shortage](r, q)
	if err != nil || len(list) == 0 {
		return err
	}
	t := &table{List: true, RowHead: 3, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "quarter"}, {Name: "occupation_code", Head: r.t("col.occupation")}, {Name: "class", Head: r.t("col.class")}, {Name: "reason_codes", Head: r.t("col.why")}, {Name: "n_ads", Head: r.t("col.sample"), Kind: digits}, {Name: "n_employers"}}}
	for i, s := range list {
		if i == 60 {
			break
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: s.Quarter}, r.occupationCell(s.OccupationCode), cell{V: s.Class, Status: r.status(s.Class)}, cell{V: s.ReasonCodes, Text: r.whyAll(s)}, cell{V: s.NAds, Text: r.sample(s)}, cell{V: s.NEmployers})
	}
	claim := r.t("catalogue.unknown", "n", len(list))
	t.Caption = claim
	f := &figure{ID: "unknown", Claim: claim, Sub: r.sub(r.regionName(r.reg), r.f.quarter(r.period)), Table: t, SQL: q.String(), Closed: len(list) > 15}
	if len(list) > 60 {
		f.Notes = append(f.Notes, r.t("note.first", "n", 60, "total", len(list)))
		f.More = &link{r.t("catalogue.unknown.all"), r.link("/occ", "class", "unknown")}
	}
	p.figure(12, f)
	return nil
}

func (r *request) whyAll(s shortage) string {
	var list []string
	for _, code := range strings.Split(s.ReasonCodes, "|") {
		if key := "reason." + code; r.has(key) {
			list = append(list, r.t(key))
		}
	}
	return or(strings.Join(list, r.t("sep")), "—")
}
