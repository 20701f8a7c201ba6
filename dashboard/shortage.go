package dashboard

import (
	"fmt"
	"strconv"
	"strings"
)

// shortage is a row of out_shortage as the pages use it.
type shortage struct {
	RegionCode, OccupationCode, Quarter, Class, Grade, Breadth, Change, PrevClass, Driver      string
	InstrumentZh, InstrumentEn, ExplainZh, ExplainEn, ReasonCodes, ObsStatus, ConfStatus       string
	Fallback, FallbackRegionCode, FallbackOccupationCode, RefFlag, VintageStatus               string
	IsRelative                                                                                 bool
	Stars, Score, ScoreLo, ScoreHi, Rank, RankLo, RankHi, PShort, WeightLo, WeightHi, PrevRank Num
	Vacancies, Seekers, Ratio, RatioLo, RatioHi, Gap, GapLo, GapHi, GapRank, TightIndex        Num
	Headcount, NAds, NEmployers, TopShare, NDims, CoderP, Streak, NChains                      Num
}

const shortageColumns = `s.region_code, s.occupation_code, s.quarter, s.class, s.grade, s.breadth, s.change, s.prev_class, s.driver,
  s.instrument_zh, s.instrument_en, s.explain_zh, s.explain_en, s.reason_codes, s.obs_status, s.conf_status,
  s.fallback, s.fallback_region_code, s.fallback_occupation_code, s.ref_flag, s.vintage_status, s.is_relative,
  s.stars, s.score, s.score_lo, s.score_hi, s.rank, s.rank_lo, s.rank_hi, s.p_short, s.weight_lo, s.weight_hi, s.prev_rank,
  s.vacancies, s.seekers, s.ratio, s.ratio_lo, s.ratio_hi, s.gap, s.gap_lo, s.gap_hi, s.gap_rank, s.tight_index,
  s.headcount, s.n_ads, s.n_employers, s.top_share, s.n_dims, s.coder_p, s.streak, s.n_chains`

// classOrder sorts the classes from severe to unknown in SQL.
const classOrder = `CASE s.class WHEN 'severe' THEN 0 WHEN 'short' THEN 1 WHEN 'watch' THEN 2 WHEN 'none' THEN 3 ELSE 4 END`

// isShort reports 紧缺 or 非常紧缺.
func (s shortage) isShort() bool { return s.Class == "severe" || s.Class == "short" }

// borrowed reports whether the figures are those of the parent place or of the
// minor group, because there were too few cases here.
func (s shortage) borrowed() bool {
	return s.assessed() && (s.FallbackRegionCode != "" && s.FallbackRegionCode != s.RegionCode || s.FallbackOccupationCode != "" && s.FallbackOccupationCode != s.OccupationCode)
}

// own is the same test in SQL, for rows named s.
const own = `coalesce(s.fallback_region_code, s.region_code) = s.region_code AND coalesce(s.fallback_occupation_code, s.occupation_code) = s.occupation_code`

// assessed reports whether the gates were met.
func (s shortage) assessed() bool { return s.Class != "unknown" && s.Score.OK }

// thresholds of the score between the classes.
func (r *request) thresholds() []float64 {
	list := []float64{1.5, 2, 2.5}
	for i, key := range []string{"threshold_watch", "threshold_short", "threshold_severe"} {
		if v, err := strconv.ParseFloat(r.e.constant(key, ""), 64); err == nil {
			list[i] = v
		}
	}
	return list
}

// scoreStrip draws S with its 80 % interval between 0 and 3.
func (r *request) scoreStrip(s shortage) *strip {
	if !s.assessed() {
		return &strip{Text: r.gateShort(s)}
	}
	label := r.t("strip.score", "s", r.f.dec(s.Score.V, 2), "lo", r.f.dec(s.ScoreLo.V, 2), "hi", r.f.dec(s.ScoreHi.V, 2))
	return newStrip(0, 3, s.ScoreLo.V, s.Score.V, s.ScoreHi.V, s.ScoreLo.OK && s.ScoreHi.OK, r.thresholds(), s.Class, label, r.sc.IsSimulated)
}

// gates of the method: ads and employers in a quarter.
func (r *request) gates() (ads, employers string) {
	return r.e.constant("min_ads", "30"), r.e.constant("min_employers", "10")
}

// gateShort says in a few words which gate was missed.
func (r *request) gateShort(s shortage) string {
	codes := strings.Split(s.ReasonCodes, "|")
	if hasCode(s.ReasonCodes, "N_ADS") || hasCode(s.ReasonCodes, "N_EMP") {
		if s.NAds.OK && s.NEmployers.OK {
			return r.t("gate.counts", "n", r.f.count(s.NAds.V), "m", r.f.count(s.NEmployers.V))
		}
	}
	if s.ReasonCodes == "" || !r.has("reason."+codes[0]) {
		return r.t("class.unknown")
	}
	return r.t("reason." + codes[0])
}

// reasons says in sentences why a cell was not assessed.
func (r *request) reasons(s shortage) []string {
	ads, employers := r.gates()
	var list []string
	for _, code := range strings.Split(s.ReasonCodes, "|") {
		if key := "reason." + code + ".long"; r.has(key) {
			list = append(list, r.t(key, "n", r.orDash(s.NAds), "m", r.orDash(s.NEmployers), "ads", ads, "emp", employers, "dims", r.orDash(s.NDims)))
		}
	}
	return list
}

func (r *request) orDash(n Num) string {
	if !n.OK {
		return "—"
	}
	return r.f.count(n.V)
}

// ranked writes 2（1～8）, or a dash for what is not ranked.
func (r *request) ranked(s shortage) string {
	if !s.Rank.OK {
		return "—"
	}
	if !s.RankLo.OK || !s.RankHi.OK {
		return r.f.count(s.Rank.V)
	}
	return r.t("rank.interval", "r", r.f.count(s.Rank.V), "span", r.f.span(r.f.count(s.RankLo.V), r.f.count(s.RankHi.V)))
}

// changed writes the change of class since the edition before.
func (r *request) changed(s shortage) string {
	switch s.Change {
	case "new", "left", "same":
		return r.t("change." + s.Change)
	case "up", "down":
		return r.t("change." + s.Change)
	}
	return "—"
}

func (r *request) sample(s shortage) string {
	if !s.NAds.OK && !s.NEmployers.OK {
		return "—"
	}
	return r.orDash(s.NAds) + "/" + r.orDash(s.NEmployers)
}

// occupationCell names an occupation with its code and a link.
func (r *request) occupationCell(code string, pairs ...string) cell {
	return cell{V: code, Text: r.e.occupationName(code), Href: r.link("/occ/"+code, pairs...), Note: code, Chinese: r.lang == "en"}
}

// scoreTable is the list with intervals: one row per occupation, or per place
// where byRegion.
func (r *request) scoreTable(caption string, list []shortage, byRegion bool) *table {
	first := col{Name: "occupation_code", Head: r.t("col.occupation")}
	if byRegion {
		first = col{Name: "region_code", Head: r.t("col.region")}
	}
	t := &table{Caption: caption, List: true, Under: map[int]string{}, Cols: []col{
		{Name: "is_simulated"}, {Name: "scope"}, {Name: "quarter"}, first, {Name: "name"},
		{Name: "class", Head: r.t("col.class")},
		{Head: r.t("col.strip"), Kind: drawing, Axis: []string{"0", "1", "2", "3"}},
		{Name: "score", Head: "S", Kind: digits}, {Name: "score_lo"}, {Name: "score_hi"}, {Name: "p_short"},
		{Name: "rank", Head: r.t("col.rank"), Kind: digits}, {Name: "rank_lo"}, {Name: "rank_hi"},
		{Name: "n_ads", Head: r.t("col.sample"), Kind: digits}, {Name: "n_employers"},
		{Name: "grade", Head: r.t("col.grade")}, {Name: "change", Head: r.t("col.change")},
		{Name: "driver"}, {Name: "instrument_zh"}, {Name: "instrument_en"}, {Name: "obs_status"}, {Name: "conf_status"}, {Name: "reason_codes"}, {Name: "fallback"}, {Name: "fallback_region_code"}, {Name: "fallback_occupation_code"},
	}, RowHead: 3}
	if byRegion { // places are ranked against no list of their own
		t.Cols[11].Head = r.t("col.rank.here")
	}
	for _, s := range list {
		name, head := r.e.occupationName(s.OccupationCode), r.occupationCell(s.OccupationCode)
		if byRegion {
			g, _ := r.e.region(r.sc.Scope, s.RegionCode)
			name = g.RegionName
			head = cell{V: s.RegionCode, Text: r.regionName(g), Href: r.link("/occ/"+s.OccupationCode, "region", regionParam(r, g))}
		}
		score := cell{V: s.Score, Text: r.t("cell.unassessed")}
		if s.assessed() {
			score.Text = r.f.dec(s.Score.V, 2)
		}
		grade := s.Grade
		if grade == "" {
			grade = "—"
		}
		if action := r.remedy(s); s.isShort() && !byRegion && action != "" {
			t.Under[len(t.Rows)] = action
		}
		class := r.classCell(s)
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: s.Quarter}, head, cell{V: name}, class,
			cell{Part: "strip.html", Draw: r.scoreStrip(s)}, score, cell{V: s.ScoreLo}, cell{V: s.ScoreHi}, cell{V: s.PShort},
			cell{V: s.Rank, Text: r.ranked(s)}, cell{V: s.RankLo}, cell{V: s.RankHi}, cell{V: s.NAds, Text: r.sample(s)}, cell{V: s.NEmployers},
			cell{V: s.Grade, Text: grade}, cell{V: s.Change, Text: r.changed(s)}, cell{V: s.Driver}, cell{V: s.InstrumentZh}, cell{V: s.InstrumentEn}, cell{V: s.ObsStatus}, cell{V: s.ConfStatus}, cell{V: s.ReasonCodes}, cell{V: s.Fallback}, cell{V: s.FallbackRegionCode}, cell{V: s.FallbackOccupationCode})
	}
	return t
}

func regionParam(r *request, g region) string {
	if g.RegionCode == r.sc.RegionCode {
		return ""
	}
	return g.RegionCode
}

// classCell is the class with what qualifies it: relative, or kept in its class
// by the rule that entering and leaving take two quarters.
func (r *request) classCell(s shortage) cell {
	var marks []string
	for _, k := range r.qualifiers(s) {
		marks = append(marks, r.t("class."+k))
	}
	return cell{V: s.Class, Status: r.status(s.Class), Mark: strings.Join(marks, " ")}
}

func (r *request) qualifiers(s shortage) []string {
	var list []string
	line := r.thresholds()[1]
	switch {
	case s.IsRelative:
		list = append(list, "relative")
	case s.isShort() && s.Score.OK && s.Score.V < line:
		list = append(list, "leaving")
	case (s.Class == "watch" || s.Class == "none") && s.Score.OK && s.Score.V >= line:
		list = append(list, "entering")
	}
	if s.borrowed() {
		list = append(list, "borrowed")
	}
	return list
}

// marksUsed explains the marks that stand in a list.
func (r *request) marksUsed(list []shortage) []string {
	seen := map[string]bool{}
	for _, s := range list {
		for _, k := range r.qualifiers(s) {
			seen[k] = true
		}
	}
	var notes []string
	for _, k := range []string{"relative", "leaving", "entering", "borrowed"} {
		if seen[k] {
			notes = append(notes, r.t("class."+k+".note"))
		}
	}
	return notes
}

// counted is the number of occupations in each class of one place.
type counted map[string]float64

func (c counted) total() float64 {
	n := 0.0
	for _, class := range classes {
		n += c[class]
	}
	return n
}

func (c counted) short() float64 { return c["severe"] + c["short"] }

// classCounts counts the occupations of the place shown by class: those
// assessed on its own figures (and those not assessed), and those whose class
// is that of the parent.
func (r *request) classCounts() (here, parent counted, err error) {
	rows, err := get[struct {
		Class    string
		Borrowed bool
		N        Num
	}](r, ask(`SELECT s.class, s.class <> 'unknown' AND NOT (`+own+`) AS borrowed, count(*) AS n FROM out_shortage s WHERE s.scope = ? AND s.region_code = ? AND s.quarter = ? GROUP BY ALL`, r.sc.Scope, r.reg.RegionCode, r.period))
	here, parent = counted{}, counted{}
	for _, x := range rows {
		if x.Borrowed {
			parent[x.Class] += x.N.V
		} else {
			here[x.Class] += x.N.V
		}
	}
	return here, parent, err
}

// tally counts a list in the same two parts.
func tally(list []shortage) (here, parent counted) {
	here, parent = counted{}, counted{}
	for _, s := range list {
		if s.borrowed() {
			parent[s.Class]++
		} else {
			here[s.Class]++
		}
	}
	return here, parent
}

// noteParent says how many of the classes rest on the figures of the parent.
func (r *request) noteParent(p *page, here, parent counted) {
	n := parent.total()
	if n == 0 {
		return
	}
	text := r.t("home.borrowed", "n", r.f.count(n), "k", r.f.count(parent.short()))
	if n > here.total() {
		p.warn(text)
	} else {
		p.note(text)
	}
}

// classKeys are the key figures of the five classes.
func (r *request) classKeys(here, parent counted, href func(class string) string) []keyFigure {
	var list []keyFigure
	for _, class := range classes {
		k := keyFigure{Status: r.status(class), Value: r.f.count(here[class]), Href: href(class)}
		if parent.total() > 0 && class != "unknown" {
			k.Note = r.t("key.parent", "n", r.f.count(parent[class]))
		}
		list = append(list, k)
	}
	return list
}

// overlapping counts how many of the list, in order of rank, share the
// interval of the first: their order says nothing.
func overlapping(list []shortage) int {
	if len(list) == 0 || !list[0].RankHi.OK {
		return 0
	}
	n := 0
	for _, s := range list {
		if s.RankLo.OK && s.RankLo.V <= list[0].RankHi.V {
			n++
		}
	}
	return n
}

// explain is the sentence of the release in the reader's language.
func (r *request) explain(s shortage) string {
	if r.lang == "en" {
		return s.ExplainEn
	}
	return s.ExplainZh
}

func (r *request) instrument(s shortage) string {
	if r.lang == "en" {
		return s.InstrumentEn
	}
	return s.InstrumentZh
}

// remedy is the type of a shortage with what to do about it: 办法：数量型·长培养：学徒制….
func (r *request) remedy(s shortage) string {
	driver, what := r.driver(s.Driver), r.instrument(s)
	switch {
	case s.Driver == "" && what == "":
		return ""
	case what == "":
		what = driver
	case driver != "—":
		what = driver + r.t("colon") + what
	}
	return r.t("col.action") + r.t("colon") + what
}

// driver names the type of shortage.
func (r *request) driver(code string) string {
	if code == "" || !r.has("driver."+code) {
		return "—"
	}
	return r.t("driver." + code)
}

// gap writes the interval of a gap in people.
func (r *request) gapSpan(lo, hi Num) string {
	if !lo.OK || !hi.OK {
		return "—"
	}
	return r.f.span(r.f.count(lo.V), r.f.count(hi.V))
}

// perHundred is the sentence on openings per 100 seekers.
func (r *request) perHundred(ratio Num) string {
	if !ratio.OK {
		return ""
	}
	return r.t("say.per100", "n", r.f.dec(ratio.V*100, 0), "v", fmt.Sprint(r.f.dec(ratio.V, 2)))
}
