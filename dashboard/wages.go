package dashboard

import (
	"math"
	"net/http"
	"slices"
	"strconv"
)

// wage is a row of posted pay or of surveyed wages.
type wage struct {
	OccupationCode, Quarter, Quality, ObsStatus, ConfStatus, ReasonCodes, SourceDocument string
	StatYear, SkillLevel, P10, P25, P50, P75, P90, P50Min, P50Max, P50Smooth, Cv         Num
	NAds, NEmployers, NPeople, NFirms, ShareMissing, ShareWide                           Num
	IsRangeSensitive, IsNonmonotone                                                      bool
}

func (w wage) p() [5]Num { return [5]Num{w.P10, w.P25, w.P50, w.P75, w.P90} }

const postedColumns = `occupation_code, quarter, quality, obs_status, conf_status, reason_codes, skill_level, p10, p25, p50, p75, p90, p50_min, p50_max, p50_smooth, cv, n_ads, n_employers, share_missing, share_wide, is_range_sensitive, is_nonmonotone`

// payText writes yuan a month, or 10,000 yuan a year where the reader asks.
func (r *request) payText(n Num) string {
	if !n.OK {
		return "—"
	}
	if r.yearly() {
		return r.f.payYear(n.V)
	}
	return r.f.pay(n.V)
}

func (r *request) yearly() bool { return r.q.Get("unit") == "year" }

func (r *request) payUnit() string {
	if r.yearly() {
		return r.t("unit.payyear")
	}
	return r.t("unit.pay")
}

// payCell is one percentile, with the reason when it is not published.
func (r *request) payCell(w wage, n Num) cell {
	reasons := w.ReasonCodes
	obs := w.ObsStatus
	if !n.OK && w.P50.OK { // only the tails are withheld
		obs, reasons = "Q", "N_ADS"
		if gate, err := strconv.ParseFloat(r.e.constant("wage_tail_ads", "50"), 64); err == nil && w.NAds.OK && w.NAds.V >= gate {
			reasons = "N_EMP"
		}
	}
	if n.OK && obs == "U" {
		obs = "A" // the word stands once in the row, under quality
	}
	text, mark := r.shown(r.payText(n), n.OK, obs, w.ConfStatus, reasons)
	return cell{V: n, Text: text, Mark: mark}
}

// bandCells are the band and its percentiles.
func (r *request) bandCells(w wage, top float64, ticks int, name string) []cell {
	if !w.P50.OK {
		text, mark := r.shown("", false, or(w.ObsStatus, "Q"), w.ConfStatus, w.ReasonCodes)
		none := cell{Part: "strip.html", Draw: &strip{Text: text + mark}}
		list := []cell{none}
		for _, n := range w.p() {
			list = append(list, r.payCell(w, n))
		}
		return list
	}
	label := r.t("band.label", "name", name, "p50", r.payText(w.P50), "p25", r.payText(w.P25), "p75", r.payText(w.P75), "unit", r.payUnit())
	list := []cell{{Part: "band.html", Draw: newBand(top, w.p(), label, r.sc.IsSimulated, ticks)}}
	for _, n := range w.p() {
		list = append(list, r.payCell(w, n))
	}
	return list
}

// scale is the axis that all bands of a table share.
func (r *request) scale(rows []wage) (top float64, ticks int, axis []string) {
	hi := 0.0
	for _, w := range rows {
		for _, n := range w.p() {
			hi = math.Max(hi, n.V)
		}
	}
	top, ticks = nice(hi)
	for i := 0; i <= ticks; i++ {
		axis = append(axis, r.payText(some(top*float64(i)/float64(ticks))))
	}
	return top, ticks, axis
}

// bandColumns are the columns of every wage table after its row head.
func (r *request) bandColumns(axis []string, posted bool) []col {
	list := []col{{Head: r.t("col.band"), Kind: drawing, Axis: axis, Unit: r.payUnit()},
		{Name: "p10", Head: "P10", Kind: digits}, {Name: "p25", Head: "P25", Kind: digits}, {Name: "p50", Head: r.t("col.median"), Kind: digits}, {Name: "p75", Head: "P75", Kind: digits}, {Name: "p90", Head: "P90", Kind: digits}}
	if posted {
		return slices.Insert(list, 4, r.intervalColumns()...)
	}
	return list
}

// postedCells are the band, its percentiles and the interval of the median.
func (r *request) postedCells(w wage, top float64, ticks int, name string) []cell {
	return slices.Insert(r.bandCells(w, top, ticks, name), 4, r.intervalCells(w.P50, w.Cv)...)
}

func (r *request) bandLegend() []legendItem {
	return []legendItem{{Mark: "thin", Text: "P10～P90"}, {Mark: "thick", Text: "P25～P75"}, {Mark: "tick", Text: r.t("col.median")}}
}

// postedLevels is posted pay of one occupation by level, in the fixed order of
// the grades, with 未注明 last and the whole on top.
func (r *request) postedLevels(code string) (*figure, error) {
	q := ask(`SELECT `+postedColumns+` FROM out_wage_posted WHERE scope = ? AND region_code = ? AND occupation_code = ? AND quarter = ?
ORDER BY CASE skill_level WHEN -1 THEN -1 WHEN 0 THEN 99 ELSE skill_level END`, r.sc.Scope, r.reg.RegionCode, code, r.period)
	rows, err := get[wage](r, q)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	top, ticks, axis := r.scale(rows)
	t := &table{RowHead: 5, List: true}
	t.Cols = append([]col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "region_code"}, {Name: "occupation_code"}, {Name: "quarter"}, {Name: "skill_level", Head: r.t("col.level")}}, r.bandColumns(axis, true)...)
	t.Cols = append(t.Cols, col{Name: "quality", Head: r.t("col.quality")}, col{Name: "n_ads", Head: r.t("col.sample"), Kind: digits}, col{Name: "n_employers"}, col{Name: "cv"}, col{Name: "share_missing"}, col{Name: "p50_min"}, col{Name: "p50_max"}, col{Name: "p50_smooth"}, col{Name: "obs_status"}, col{Name: "conf_status"}, col{Name: "reason_codes"})
	var whole wage
	unstated, all := 0.0, 0.0
	nonmonotone := false
	for _, w := range rows {
		name := r.level(w.SkillLevel)
		if w.SkillLevel.V == -1 {
			whole = w
			all = w.NAds.V
		}
		if w.SkillLevel.V == 0 && w.SkillLevel.OK {
			unstated = w.NAds.V
		}
		head := cell{V: w.SkillLevel, Text: name}
		if w.IsNonmonotone {
			head.Mark, nonmonotone = "※", true
		}
		row := append([]cell{{V: r.sc.IsSimulated}, {V: r.sc.Scope}, {V: r.reg.RegionCode}, {V: code}, {V: w.Quarter}, head}, r.postedCells(w, top, ticks, name)...)
		t.add(append(row, cell{V: w.Quality, Text: r.qualityWord(w.Quality)}, cell{V: w.NAds, Text: r.orDash(w.NAds) + "/" + r.orDash(w.NEmployers)}, cell{V: w.NEmployers}, cell{V: w.Cv}, cell{V: w.ShareMissing}, cell{V: w.P50Min}, cell{V: w.P50Max}, cell{V: w.P50Smooth}, cell{V: w.ObsStatus}, cell{V: w.ConfStatus}, cell{V: w.ReasonCodes})...)
	}
	claim := r.postedClaim(whole)
	t.Caption = claim
	f := &figure{ID: "posted", Claim: claim, Sub: r.sub(r.t("posted.sub"), r.payUnit(), r.regionName(r.reg), r.f.quarter(r.period), r.t("posted.levels"), r.t("posted.interval")), Table: t, Legend: r.bandLegend(), SQL: q.String()}
	if whole.ShareMissing.OK {
		f.Notes = append(f.Notes, r.t("posted.missing", "p", r.f.percent(whole.ShareMissing.V, all)))
	}
	if whole.P50Min.OK && whole.P50Max.OK {
		f.Notes = append(f.Notes, r.t("posted.bounds", "span", r.f.span(r.payText(whole.P50Min), r.payText(whole.P50Max)), "unit", r.payUnit()))
	}
	if all > 0 && unstated > 0 {
		f.Notes = append(f.Notes, r.t("posted.unstated", "p", r.f.percent(unstated/all, all)))
	}
	if whole.IsRangeSensitive {
		f.Notes = append(f.Notes, r.t("posted.sensitive"))
	}
	if nonmonotone {
		f.Notes = append(f.Notes, r.t("posted.nonmonotone"))
	}
	f.Notes = append(f.Notes, r.t("say.posted"), r.t("posted.terms"))
	return f, nil
}

func (r *request) postedClaim(w wage) string {
	if !w.P50.OK {
		return r.t("posted.claim.none", "why", r.whyAll(shortage{ReasonCodes: w.ReasonCodes}))
	}
	key := "posted.claim"
	if r.yearly() {
		key = "posted.claim.year"
	}
	return r.t(key, "w", r.payText(w.P50), "p25", r.payText(w.P25), "p75", r.payText(w.P75), "span", r.intervalText(w.P50, w.Cv))
}

// surveyFigure is the surveyed wage of an occupation by level, for all years
// or the latest; nil
// when no survey has it.
func (r *request) surveyFigure(code string, latest bool) (*figure, error) {
	q := ask(`SELECT occupation_code, stat_year, skill_level, p10, p25, p50, p75, p90, n_people, n_firms, source_document, obs_status, conf_status, reason_codes FROM out_wage_survey
WHERE scope = ? AND region_code = ? AND occupation_code = ? ORDER BY stat_year DESC, CASE skill_level WHEN -1 THEN -1 WHEN 0 THEN 99 ELSE skill_level END`, r.sc.Scope, r.reg.RegionCode, code)
	rows, err := get[wage](r, q)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	if latest {
		if i := slices.IndexFunc(rows, func(w wage) bool { return w.StatYear != rows[0].StatYear }); i > 0 {
			rows = rows[:i]
		}
	}
	return r.surveyTable(rows, q, false), nil
}

// surveyTable shows surveyed wages, one row per level, or per occupation.
func (r *request) surveyTable(rows []wage, q query, byOccupation bool) *figure {
	top, ticks, axis := r.scale(rows)
	first := col{Name: "skill_level", Head: r.t("col.level")}
	if byOccupation {
		first = col{Name: "skill_level"}
	}
	head := 5
	t := &table{List: true}
	t.Cols = append([]col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "region_code"}, {Name: "stat_year", Head: r.t("col.year")}, {Name: "occupation_code"}, first}, r.bandColumns(axis, false)...)
	if byOccupation {
		t.Cols[4].Head, head = r.t("col.occupation"), 4
	}
	t.RowHead = head
	t.Cols = append(t.Cols, col{Name: "n_people", Head: r.t("col.people.firms"), Kind: digits}, col{Name: "n_firms"}, col{Name: "source_document"}, col{Name: "obs_status"}, col{Name: "conf_status"}, col{Name: "reason_codes"})
	for _, w := range rows {
		name := r.level(w.SkillLevel)
		occ := cell{V: w.OccupationCode}
		if byOccupation {
			occ = r.occupationCell(w.OccupationCode)
			name = occ.Text
			if w.SkillLevel.OK && w.SkillLevel.V > 0 {
				occ.Mark = r.level(w.SkillLevel)
			}
		}
		row := append([]cell{{V: r.sc.IsSimulated}, {V: r.sc.Scope}, {V: r.reg.RegionCode}, {V: w.StatYear, Text: yearText(w.StatYear)}, occ, {V: w.SkillLevel, Text: r.level(w.SkillLevel)}}, r.surveyCells(w, top, ticks, name)...)
		t.add(append(row, cell{V: w.NPeople, Text: r.orDash(w.NPeople) + "/" + r.orDash(w.NFirms)}, cell{V: w.NFirms}, cell{V: w.SourceDocument}, cell{V: w.ObsStatus}, cell{V: w.ConfStatus}, cell{V: w.ReasonCodes})...)
	}
	w := rows[0]
	claim := r.t("survey.claim", "w", r.payText(w.P50), "unit", r.payUnit(), "y", yearText(w.StatYear))
	if byOccupation {
		claim = r.t("survey.claim.list", "n", len(rows), "y", yearText(w.StatYear))
	}
	t.Caption = claim
	f := &figure{ID: "survey", Claim: claim, Sub: r.sub(r.t("survey.sub"), r.payUnit(), r.regionName(r.reg), r.t("survey.nointerval")), Table: t, Legend: r.bandLegend(), SQL: q.String(), Notes: []string{r.t("survey.note")}}
	if w.SourceDocument != "" {
		f.Source = r.t("survey.source", "doc", w.SourceDocument)
	}
	return f
}

// surveyCells are percentiles as surveyed; a survey that gives only three of
// them has no thin line.
func (r *request) surveyCells(w wage, top float64, ticks int, name string) []cell {
	list := r.bandCells(w, top, ticks, name)
	for i, n := range w.p() {
		if !n.OK && w.P50.OK {
			list[i+1] = cell{V: n, Text: "—"}
		}
	}
	return list
}

func yearText(n Num) string {
	if !n.OK {
		return "—"
	}
	return format{"en"}.plainYear(n.V)
}

// wages answers what ads offer and what surveys found, each on its own page
// state and never in one column.
func (r *request) wages() (*page, error) {
	basis := r.choice("basis", "posted", "survey")
	r.choice("unit", "month", "year")
	p := &page{Name: "wages", Title: r.t("nav.wages"), Main: basis}
	code := r.q.Get("occ")
	if code != "" {
		if o, ok := r.e.occupations[code]; !ok {
			r.reject("occ", code, r.t("occ.all"))
			code = ""
		} else {
			p.Crumbs = []link{{r.t("nav.wages"), r.here("occ", "")}, {Text: o.OccupationCode + " " + o.OccupationName}}
		}
	}
	p.Filters = r.newFilters("region", "major", "t", "unit")
	p.Filters.addRegion(r)
	major := ""
	if code == "" {
		major = p.Filters.addMajor(r)
	}
	p.Filters.addPeriod(r)
	p.Filters.add(r, "unit", r.t("filter.unit"), r.q.Get("unit"), []option{{Value: "", Text: r.t("unit.pay")}, {Value: "year", Text: r.t("unit.payyear")}})
	p.Blocks = append(p.Blocks, block{Wide: 12, Part: "tabs.html", Data: []choice{{r.t("basis.posted"), r.here("basis", "", "page", ""), basis == "posted"}, {r.t("basis.survey"), r.here("basis", "survey", "page", ""), basis == "survey"}}})
	if code != "" {
		return p, r.wagesOf(p, code, basis)
	}
	if basis == "survey" {
		return p, r.surveyList(p, major)
	}
	return p, r.postedList(p, major)
}

// perPage is how many rows a long list shows at once.
const perPage = 40

func (r *request) postedList(p *page, major string) error {
	page := r.pageNumber()
	order := r.choice("sort", "-p50", "p50", "code", "-n")
	q := ask(`SELECT `+postedColumns+` FROM out_wage_posted WHERE scope = ? AND region_code = ? AND quarter = ? AND skill_level = -1 AND occupation_level = 4 AND starts_with(occupation_code, ?)
ORDER BY `+map[string]string{"-p50": "p50 DESC NULLS LAST, occupation_code", "p50": "p50 NULLS LAST, occupation_code", "code": "occupation_code", "-n": "n_ads DESC NULLS LAST, occupation_code"}[order], r.sc.Scope, r.reg.RegionCode, r.period, major)
	rows, err := get[wage](r, q)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		p.H1 = r.t("wages.h1.nodata", "region", r.regionName(r.reg), "t", r.f.quarter(r.period))
		return nil
	}
	published := 0
	var best, least wage
	for _, w := range rows {
		if w.P50.OK {
			published++
			if !best.P50.OK || w.P50.V > best.P50.V {
				best = w
			}
			if !least.P50.OK || w.P50.V < least.P50.V {
				least = w
			}
		}
	}
	if published == 0 {
		p.H1 = r.t("wages.h1.withheld", "region", r.regionName(r.reg), "n", len(rows))
	} else {
		p.H1 = r.t("wages.h1", "region", r.regionName(r.reg), "hi", r.e.occupationName(best.OccupationCode), "w", r.payText(best.P50), "span", r.intervalText(best.P50, best.Cv), "unit", r.payUnit(), "n", published)
		p.Lead = append(p.Lead, r.t("wages.lead", "lo", r.e.occupationName(least.OccupationCode), "w", r.payText(least.P50), "span", r.intervalText(least.P50, least.Cv), "unit", r.payUnit(), "x", len(rows)-published))
	}
	p.warn(r.t("say.posted"))
	shown := paged(rows, page)
	top, ticks, axis := r.scale(rows)
	t := &table{RowHead: 4, List: true}
	t.Cols = append([]col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "region_code"}, {Name: "quarter"}, {Name: "occupation_code", Head: r.t("col.occupation"), SortURL: r.here("sort", "code", "page", "")}}, r.bandColumns(axis, true)...)
	t.Cols[8].SortURL = r.here("sort", flip(order, "p50"), "page", "")
	t.Cols[8].Sorted = sorted(order, "p50")
	t.Cols = append(t.Cols, col{Name: "quality", Head: r.t("col.quality")}, col{Name: "n_ads", Head: r.t("col.sample"), Kind: digits, SortURL: r.here("sort", "-n", "page", ""), Sorted: sorted(order, "n")}, col{Name: "n_employers"}, col{Name: "share_missing", Head: r.t("col.missing"), Kind: digits}, col{Name: "obs_status"}, col{Name: "conf_status"}, col{Name: "reason_codes"})
	for _, w := range shown {
		missing := "—"
		if w.ShareMissing.OK {
			missing = r.f.percent(w.ShareMissing.V, 0)
		}
		occ := r.occupationCell(w.OccupationCode)
		occ.Href = r.here("occ", w.OccupationCode, "page", "", "sort", "")
		row := append([]cell{{V: r.sc.IsSimulated}, {V: r.sc.Scope}, {V: r.reg.RegionCode}, {V: w.Quarter}, occ}, r.postedCells(w, top, ticks, occ.Text)...)
		t.add(append(row, cell{V: w.Quality, Text: r.qualityWord(w.Quality)}, cell{V: w.NAds, Text: r.orDash(w.NAds) + "/" + r.orDash(w.NEmployers)}, cell{V: w.NEmployers}, cell{V: w.ShareMissing, Text: missing}, cell{V: w.ObsStatus}, cell{V: w.ConfStatus}, cell{V: w.ReasonCodes})...)
	}
	claim := r.t("wages.list.claim", "n", published, "total", len(rows))
	t.Caption = claim
	f := &figure{ID: "posted", Claim: claim, Sub: r.sub(r.t("posted.sub"), r.payUnit(), r.regionName(r.reg), r.f.quarter(r.period), r.t("posted.interval")), Legend: r.bandLegend(), Table: t, SQL: q.String(), Notes: []string{r.t("posted.terms"), r.t("withheld.legend")}}
	p.figure(12, f)
	r.addPager(p, page, len(rows))
	return nil
}

func (r *request) surveyList(p *page, major string) error {
	page := r.pageNumber()
	q := ask(`SELECT occupation_code, stat_year, skill_level, p10, p25, p50, p75, p90, n_people, n_firms, source_document, obs_status, conf_status, reason_codes FROM out_wage_survey
WHERE scope = ? AND region_code = ? AND starts_with(occupation_code, ?) AND stat_year = (SELECT max(stat_year) FROM out_wage_survey WHERE scope = ? AND region_code = ?) ORDER BY p50 DESC NULLS LAST, occupation_code`,
		r.sc.Scope, r.reg.RegionCode, major, r.sc.Scope, r.reg.RegionCode)
	rows, err := get[wage](r, q)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		p.H1 = r.t("survey.h1.none", "region", r.regionName(r.reg))
		p.Lead = []string{r.t("survey.lead.none")}
		return r.surveyPlaces(p)
	}
	p.H1 = r.t("survey.h1", "region", r.regionName(r.reg), "occ", r.e.occupationName(rows[0].OccupationCode), "w", r.payText(rows[0].P50), "unit", r.payUnit(), "n", len(rows), "y", yearText(rows[0].StatYear))
	p.note(r.t("survey.note"))
	f := r.surveyTable(paged(rows, page), q, true)
	f.Claim = r.t("survey.claim.list", "n", len(rows), "y", yearText(rows[0].StatYear))
	p.figure(12, f)
	r.addPager(p, page, len(rows))
	return r.calibration(p)
}

// surveyPlaces lists the places of the scope that have surveyed wages, when the
// one shown has none.
func (r *request) surveyPlaces(p *page) error {
	q := ask(`SELECT region_code, max(stat_year) AS stat_year, count(*) AS n, count(DISTINCT occupation_code) AS occupations, any_value(source_document) AS source_document FROM out_wage_survey WHERE scope = ? GROUP BY region_code ORDER BY region_code`, r.sc.Scope)
	rows, err := get[struct {
		RegionCode, SourceDocument string
		StatYear, N, Occupations   Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{RowHead: 2, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "region_code", Head: r.t("col.region")}, {Name: "stat_year", Head: r.t("col.year"), Kind: digits}, {Name: "occupations", Head: r.t("nav.occ"), Kind: digits}, {Name: "rows", Head: r.t("col.rows"), Kind: digits}, {Name: "source_document", Head: r.t("col.source")}}}
	for _, x := range rows {
		place := cell{V: x.RegionCode, Text: x.RegionCode}
		if g, ok := r.e.region(r.sc.Scope, x.RegionCode); ok {
			place = cell{V: x.RegionCode, Text: r.regionName(g), Href: r.here("region", x.RegionCode)}
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, place, cell{V: x.StatYear, Text: yearText(x.StatYear)}, cell{V: x.Occupations, Text: r.f.count(x.Occupations.V)}, cell{V: x.N, Text: r.f.count(x.N.V)}, cell{V: x.SourceDocument, Text: or(x.SourceDocument, "—"), Chinese: r.lang == "en"})
	}
	claim := r.t("survey.places", "n", len(rows))
	t.Caption = claim
	p.figure(12, &figure{ID: "places", Claim: claim, Sub: r.sub(r.t("survey.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String()})
	return nil
}

// wagesOf is the pay of one occupation: levels and time, or the survey.
func (r *request) wagesOf(p *page, code, basis string) error {
	name := r.e.occupationName(code)
	if basis == "survey" {
		f, err := r.surveyFigure(code, false)
		if err != nil {
			return err
		}
		if f == nil {
			p.H1 = r.t("survey.h1.noocc", "occ", name)
			p.Lead = []string{r.t("survey.lead.none")}
			return r.calibration(p)
		}
		p.H1 = r.t("survey.h1.occ", "occ", name, "claim", f.Claim)
		p.figure(12, f)
		return r.calibration(p)
	}
	f, err := r.postedLevels(code)
	if err != nil {
		return err
	}
	if f == nil {
		p.H1 = r.t("wages.h1.noocc", "occ", name, "region", r.regionName(r.reg), "t", r.f.quarter(r.period))
		p.Code = http.StatusOK
		return nil
	}
	p.H1 = r.t("wages.h1.occ", "occ", name, "claim", f.Claim)
	f.Claim = r.t("posted.levels.claim")
	p.warn(r.t("say.posted"))
	p.figure(12, f)
	return r.payOverTime(p, code)
}

// payOverTime draws the band of an occupation by quarter.
func (r *request) payOverTime(p *page, code string) error {
	q := ask(`SELECT `+postedColumns+` FROM out_wage_posted WHERE scope = ? AND region_code = ? AND occupation_code = ? AND skill_level = -1 ORDER BY quarter`, r.sc.Scope, r.reg.RegionCode, code)
	rows, err := get[wage](r, q)
	if err != nil || len(rows) < 2 {
		return err
	}
	t := &table{RowHead: 4, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "region_code"}, {Name: "occupation_code"}, {Name: "quarter", Head: r.t("col.quarter")}, {Name: "p10", Head: "P10", Kind: digits}, {Name: "p25", Head: "P25", Kind: digits}, {Name: "p50", Head: r.t("col.median"), Unit: r.payUnit(), Kind: digits}, {Name: "p75", Head: "P75", Kind: digits}, {Name: "p90", Head: "P90", Kind: digits}, {Head: r.t("col.median80"), Kind: digits}, {Name: "p50_lo80"}, {Name: "p50_hi80"}, {Name: "quality", Head: r.t("col.quality")}, {Name: "n_ads", Head: r.t("col.sample"), Kind: digits}, {Name: "n_employers"}}}
	var points []wagePoint
	var first, last wage
	for _, w := range rows {
		for len(points) > 0 && shiftQuarter(points[len(points)-1].label, 1) < w.Quarter {
			gap := shiftQuarter(points[len(points)-1].label, 1)
			points = append(points, wagePoint{label: gap, why: gap + "\n" + r.t("missing.nodata")})
		}
		text, mark := r.shown("", false, or(w.ObsStatus, "Q"), w.ConfStatus, w.ReasonCodes)
		points = append(points, wagePoint{label: w.Quarter, p: w.p(), why: w.Quarter + "\n" + text + mark})
		if w.P50.OK {
			if !first.P50.OK {
				first = w
			}
			last = w
		}
		row := []cell{{V: r.sc.IsSimulated}, {V: r.sc.Scope}, {V: r.reg.RegionCode}, {V: code}, {V: w.Quarter, Text: r.f.quarter(w.Quarter)}}
		for _, n := range w.p() {
			row = append(row, r.payCell(w, n))
		}
		row = append(row, r.intervalCells(w.P50, w.Cv)...)
		t.add(append(row, cell{V: w.Quality, Text: r.qualityWord(w.Quality)}, cell{V: w.NAds, Text: r.orDash(w.NAds) + "/" + r.orDash(w.NEmployers)}, cell{V: w.NEmployers})...)
	}
	claim := r.t("paytime.claim.none")
	if first.P50.OK && first.Quarter != last.Quarter {
		claim = r.t("paytime.claim", "a", r.f.quarter(first.Quarter), "b", r.f.quarter(last.Quarter), "p", r.f.signed((last.P50.V/first.P50.V-1)*100, 0)+"%")
		lo, hi := payInterval(first.P50, first.Cv)
		lo2, hi2 := payInterval(last.P50, last.Cv)
		if lo.OK && lo2.OK && lo.V <= hi2.V && lo2.V <= hi.V {
			claim += r.t("paytime.overlap")
		}
	}
	t.Caption = claim
	p.figure(12, &figure{ID: "time", Claim: claim, Sub: r.sub(r.t("posted.sub"), r.t("unit.pay"), r.regionName(r.reg), r.t("paytime.sub"), r.t("posted.interval")), Legend: r.bandChartLegend(), Table: t, SQL: q.String(),
		Chart: r.bandChart("time", claim, points), Notes: []string{r.t("paytime.note")}})
	return nil
}

func (r *request) bandChartLegend() []legendItem {
	return []legendItem{{Mark: "band1", Text: "P10～P90"}, {Mark: "band2", Text: "P25～P75"}, {Mark: "est", Text: r.t("col.median")}}
}
