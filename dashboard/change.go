package dashboard

import (
	"math"
	"strings"
)

// scoreChange is what moved one score since the previous release.
type scoreChange struct {
	OccupationCode, Quarter, Class, BaseQuarter, FromClass, Cause, SplitCodes, VintageStatus, PreviousRelease string
	Score, BaseScore, ScoreChange, ChangeReal, ChangeRevision, ChangeMethod, ChangeUnseparated, LastScore     Num
}

const changeColumns = `c.occupation_code, c.quarter, c.class, c.base_quarter, c.from_class, c.cause, c.split_codes, c.vintage_status, c.previous_release,
  c.score, c.base_score, c.score_change, c.change_real, c.change_revision, c.change_method, c.change_unseparated, c.last_score`

// changePart is one part of a change with the key of its name.
type changePart struct {
	name string
	v    Num
}

// parts of the change in their order; without an old method to run again
// revision and method are one.
func (c scoreChange) parts() []changePart {
	list := []changePart{{"real", c.ChangeReal}}
	if c.ChangeUnseparated.OK {
		return append(list, changePart{"unseparated", c.ChangeUnseparated})
	}
	return append(list, changePart{"revision", c.ChangeRevision}, changePart{"method", c.ChangeMethod})
}

// partText names a part with its size, for the middle of a sentence.
func (r *request) partText(x changePart) string {
	name := r.t("change.part." + x.name)
	if r.lang == "en" {
		name = strings.ToLower(name[:1]) + name[1:]
	}
	return r.t("change.split.part", "name", name, "v", r.signed0(x.v.V))
}

// signed0 writes a part with its sign; what rounds to nothing is 0.
func (r *request) signed0(v float64) string {
	if math.Abs(v) < 0.005 {
		return "0"
	}
	return r.f.signed(v, 2)
}

// changeFigure divides the change of a score since the previous release. There
// is none without a previous release, or where the two cannot be compared.
func (r *request) changeFigure(p *page, _ occupation, s shortage) error {
	if !r.e.tables["out_change"] {
		return nil
	}
	q := ask(`SELECT `+changeColumns+` FROM out_change c WHERE c.scope = ? AND c.region_code = ? AND c.occupation_code = ? AND c.quarter = ? AND c.change_real IS NOT NULL`, r.sc.Scope, r.reg.RegionCode, s.OccupationCode, r.period)
	rows, err := get[scoreChange](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	c := rows[0]
	t := &table{RowHead: 4, List: true, Total: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "occupation_code"}, {Name: "quarter"}, {Name: "part", Head: r.t("col.part")}, {Head: r.t("col.points.bar"), Kind: drawing}, {Name: "points", Head: r.t("col.points"), Kind: digits}}}
	lo, hi := math.Min(-0.05, c.ScoreChange.V), math.Max(0.05, c.ScoreChange.V)
	for _, x := range c.parts() {
		lo, hi = math.Min(lo, x.v.V), math.Max(hi, x.v.V)
	}
	var said []string
	row := func(key string, v Num, sum bool) {
		name := r.t("change.part." + key)
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: c.OccupationCode}, cell{V: c.Quarter}, cell{V: key, Text: name},
			cell{Part: "bar.html", Draw: newBar(lo, hi, v.V, name+" "+r.signed0(v.V), sum, r.sc.IsSimulated)}, cell{V: v, Text: r.signed0(v.V)})
	}
	for _, x := range c.parts() {
		row(x.name, x.v, false)
		said = append(said, r.partText(x))
	}
	row("total", c.ScoreChange, true)
	key := "change.split.up"
	switch {
	case math.Abs(c.ScoreChange.V) < 0.005:
		key = "change.split.same"
	case c.ScoreChange.V < 0:
		key = "change.split.down"
	}
	claim := r.t(key, "d", r.f.dec(math.Abs(c.ScoreChange.V), 2), "parts", strings.Join(said, r.t("listcomma")))
	t.Caption = claim
	f := &figure{ID: "change", Claim: claim, Sub: r.sub(r.regionName(r.reg), r.t("change.split.sub", "a", r.f.quarter(c.BaseQuarter), "x", r.f.dec(c.BaseScore.V, 2), "rel", c.PreviousRelease, "b", r.f.quarter(c.Quarter), "y", r.f.dec(c.Score.V, 2))),
		Table: t, SQL: q.String(), Notes: r.changeNotes(c, s.PrevClass)}
	shown := 0.0
	for _, x := range c.parts() {
		shown += math.Round(100 * x.v.V)
	}
	if shown != math.Round(100*c.ScoreChange.V) {
		f.Notes = append(f.Notes, r.t("change.digits"))
	}
	if c.VintageStatus == "P" {
		if x, err := r.meanRevision("P"); err != nil {
			return err
		} else if x.OK {
			f.Notes = append(f.Notes, r.t("change.split.provisional", "x", r.f.dec(x.V, 2)))
		}
	}
	f.Notes = append(f.Notes, r.t("change.split.note"))
	p.figure(6, f)
	return nil
}

// changeNotes say why the class moved, and what limits the division. before is
// the class of the quarter before in this release.
func (r *request) changeNotes(c scoreChange, before string) []string {
	var notes []string
	if c.Cause == "rule" && !c.LastScore.OK && c.BaseQuarter == shiftQuarter(c.Quarter, -1) && before != "" && before != c.FromClass {
		notes = append(notes, r.t("change.cause.revised", "prev", r.t("class."+before), "to", r.t("class."+c.Class)))
	} else if key := "change.cause." + c.Cause; c.Cause != "" && r.has(key) {
		notes = append(notes, r.t("change.cause", "from", r.t("class."+c.FromClass), "to", r.t("class."+c.Class), "why", r.t(key)))
	}
	for _, code := range strings.Split(c.SplitCodes, "|") {
		if key := "change.code." + code; r.has(key) {
			notes = append(notes, r.t(key))
		}
	}
	return notes
}

// changeText writes a change with its parts and, where the class moved, the
// cause: S +0.31＝实际变化 +0.33，数据修订 −0.02，方法变化 0；主要因为市场变化.
func (r *request) changeText(c scoreChange) string {
	var list []string
	for _, x := range c.parts() {
		list = append(list, r.partText(x))
	}
	text := r.t("home.change.parts", "d", r.signed0(c.ScoreChange.V), "eq", r.t("equals"), "parts", strings.Join(list, r.t("listcomma")))
	if key := "change.cause." + c.Cause; c.Cause != "" && r.has(key) {
		text += r.t("semicolon") + r.t(key)
	}
	return text
}

// changesOf returns the divided changes of the place and quarter shown, by
// occupation.
func (r *request) changesOf() (map[string]scoreChange, error) {
	if !r.e.tables["out_change"] {
		return nil, nil
	}
	rows, err := get[scoreChange](r, ask(`SELECT `+changeColumns+` FROM out_change c WHERE c.scope = ? AND c.region_code = ? AND c.quarter = ? AND c.change_real IS NOT NULL`, r.sc.Scope, r.reg.RegionCode, r.period))
	by := map[string]scoreChange{}
	for _, c := range rows {
		by[c.OccupationCode] = c
	}
	return by, err
}

// changeSummary says how far scores moved since the previous release, and
// through what.
func (r *request) changeSummary(by map[string]scoreChange) string {
	n, total, both := 0.0, map[string]float64{}, false
	previous := ""
	for _, c := range by {
		n++
		previous = c.PreviousRelease
		total["change"] += math.Abs(c.ScoreChange.V)
		for _, x := range c.parts() {
			total[x.name] += math.Abs(x.v.V)
		}
		both = both || c.ChangeUnseparated.OK
	}
	if n == 0 {
		return ""
	}
	mean := func(key string) string { return r.f.dec(total[key]/n, 2) }
	if both {
		return r.t("home.change.summary.both", "rel", previous, "n", r.f.count(n), "d", mean("change"), "r", mean("real"), "v", mean("unseparated"))
	}
	return r.t("home.change.summary", "rel", previous, "n", r.f.count(n), "d", mean("change"), "r", mean("real"), "v", mean("revision"), "m", mean("method"))
}
