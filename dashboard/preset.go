package dashboard

import "strings"

// presets are the weights beside the published equal ones, in their order.
var presets = []string{"mohrss", "training"}

// underPreset is a score by the weights of a preset.
type underPreset struct {
	shortage
	Preset, PresetClass                 string
	PresetScore, PresetRank, RankChange Num
}

const presetColumns = `w.preset, w.preset_class, w.preset_score, w.preset_rank, w.rank_change`

// moved writes a change of rank.
func (r *request) moved(n Num) string {
	switch {
	case !n.OK:
		return "—"
	case n.V > 0:
		return r.t("rank.up", "n", r.f.count(n.V))
	case n.V < 0:
		return r.t("rank.down", "n", r.f.count(-n.V))
	}
	return r.t("rank.same")
}

// presetFigure shows what other weights would make of this occupation.
func (r *request) presetFigure(p *page, _ occupation, s shortage) error {
	if !r.e.tables["out_preset"] || !s.assessed() || s.borrowed() {
		return nil
	}
	q := ask(`SELECT `+presetColumns+` FROM out_preset w WHERE w.scope = ? AND w.region_code = ? AND w.occupation_code = ? AND w.quarter = ? ORDER BY w.preset`, r.sc.Scope, s.RegionCode, s.OccupationCode, s.Quarter)
	rows, err := get[underPreset](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{RowHead: 4, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "occupation_code"}, {Name: "quarter"}, {Name: "preset", Head: r.t("col.preset")}, {Name: "class", Head: r.t("col.class")},
		{Head: r.t("col.strip.scale"), Kind: drawing, Axis: []string{"0", "1", "2", "3"}}, {Name: "score", Head: "S", Kind: digits}, {Name: "rank", Head: r.t("col.rank.short"), Kind: digits}, {Name: "rank_change", Head: r.t("col.rank.change"), Kind: digits}}}
	row := func(preset, class string, score, rank, change Num, moved string) {
		name := r.t("preset." + preset)
		draw := newStrip(0, 3, score.V, score.V, score.V, false, r.thresholds(), class, name+" "+r.f.dec(score.V, 2), r.sc.IsSimulated)
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: s.OccupationCode}, cell{V: s.Quarter}, cell{V: preset, Text: name}, cell{V: class, Status: r.status(class)},
			cell{Part: "strip.html", Draw: draw}, cell{V: score, Text: r.f.dec(score.V, 2)}, cell{V: rank, Text: r.orDash(rank)}, cell{V: change, Text: moved})
	}
	row("equal", s.Class, s.Score, s.Rank, Num{}, "—")
	var differs []string
	for _, x := range rows {
		row(x.Preset, x.PresetClass, x.PresetScore, x.PresetRank, x.RankChange, r.moved(x.RankChange))
		if x.PresetClass != s.Class {
			differs = append(differs, r.t("preset."+x.Preset))
		}
	}
	claim := r.t("preset.claim.same")
	if len(differs) > 0 {
		claim = r.t("preset.claim.differs", "names", strings.Join(differs, r.t("and")))
	}
	t.Caption = claim
	p.figure(6, &figure{ID: "weights", Claim: claim, Sub: r.sub(r.t("preset.sub"), r.regionName(r.reg), r.f.quarter(s.Quarter)), Table: t, SQL: q.String(), Notes: []string{r.presetNote()},
		More: &link{r.t("preset.more"), r.link("/occ", "w", rows[0].Preset)}})
	return nil
}

func (r *request) presetNote() string {
	w := func(letter string) string { return r.e.constant("preset_training_"+letter, "—") }
	return r.t("preset.note", "t", w("t"), "f", w("f"), "m", w("m"), "w", w("w"), "s", w("s"))
}

// addPreset asks for the weights and returns the preset chosen, or empty.
func (f *filters) addPreset(r *request) string {
	if !r.e.tables["out_preset"] {
		return ""
	}
	list := []option{{Value: "", Text: r.t("preset.equal")}}
	for _, name := range presets {
		list = append(list, option{Value: name, Text: r.t("preset." + name)})
	}
	current := r.choice("w", append([]string{""}, presets...)...)
	f.add(r, "w", r.t("filter.preset"), current, list)
	return current
}

// presetList is the list of occupations in the order of a preset.
func (r *request) presetList(p *page, preset, class, major, chain string, page int) error {
	q := ask(`SELECT `+shortageColumns+`, `+presetColumns+` FROM out_preset w
JOIN out_shortage s ON s.scope = w.scope AND s.region_code = w.region_code AND s.occupation_code = w.occupation_code AND s.quarter = w.quarter
WHERE w.scope = ? AND w.region_code = ? AND w.quarter = ? AND w.preset = ? AND (? = '' OR s.class = ?) AND starts_with(s.occupation_code, ?)
 AND (? = '' OR s.occupation_code IN (SELECT c.occupation_code FROM out_chain_occupation c WHERE c.scope = s.scope AND c.region_code = s.region_code AND c.quarter = s.quarter AND c.chain_version = ? AND c.chain_id = ? AND c.in_catalogue))
ORDER BY w.preset_rank`, r.sc.Scope, r.reg.RegionCode, r.period, preset, class, class, major, chain, r.sc.ChainVersion, chain)
	list, err := get[underPreset](r, q)
	if err != nil {
		return err
	}
	name := r.t("preset." + preset)
	p.Messages = append(p.Messages, message{Level: "info", Text: r.t("preset.trial", "preset", name), Link: &link{r.t("preset.back"), r.here("w", "", "page", "")}})
	t := &table{List: true, RowHead: 3, Empty: r.t("preset.none"), Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "quarter"}, {Name: "occupation_code", Head: r.t("col.occupation")}, {Name: "name"},
		{Name: "class", Head: r.t("col.class.published")}, {Name: "score", Head: "S", Kind: digits}, {Name: "preset"}, {Name: "preset_class", Head: r.t("col.preset.class")}, {Head: r.t("col.strip.point"), Kind: drawing, Axis: []string{"0", "1", "2", "3"}}, {Name: "preset_score", Head: r.t("col.preset.score"), Kind: digits},
		{Name: "preset_rank", Head: r.t("col.preset.rank"), Kind: digits}, {Name: "rank_change", Head: r.t("col.rank.change"), Kind: digits}, {Name: "n_ads", Head: r.t("col.sample"), Kind: digits}, {Name: "n_employers"}}}
	changed := 0
	for _, x := range list {
		if x.PresetClass != x.Class {
			changed++
		}
	}
	for _, x := range paged(list, page) {
		draw := newStrip(0, 3, x.PresetScore.V, x.PresetScore.V, x.PresetScore.V, false, r.thresholds(), x.PresetClass, name+" "+r.f.dec(x.PresetScore.V, 2), r.sc.IsSimulated)
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: x.Quarter}, r.occupationCell(x.OccupationCode), cell{V: r.e.occupationName(x.OccupationCode)}, r.classCell(x.shortage), cell{V: x.Score, Text: r.f.dec(x.Score.V, 2)},
			cell{V: x.Preset}, cell{V: x.PresetClass, Status: r.status(x.PresetClass)}, cell{Part: "strip.html", Draw: draw}, cell{V: x.PresetScore, Text: r.f.dec(x.PresetScore.V, 2)},
			cell{V: x.PresetRank, Text: r.orDash(x.PresetRank)}, cell{V: x.RankChange, Text: r.moved(x.RankChange)}, cell{V: x.NAds, Text: r.sample(x.shortage)}, cell{V: x.NEmployers})
	}
	claim := r.t("preset.list.claim", "preset", name, "n", changed)
	t.Caption = claim
	p.figure(12, &figure{ID: "list", Claim: claim, Sub: r.sub(r.t("preset.sub"), r.regionName(r.reg), r.f.quarter(r.period)), Legend: r.classLegend(), Table: t, SQL: q.String(), Notes: []string{r.presetNote()}})
	r.addPager(p, page, len(list))
	return nil
}
