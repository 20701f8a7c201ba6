package dashboard

import (
	"strconv"
	"strings"
)

// review answers which titles wait for a decision and what hangs on them. It
// is for reading: decisions come in by `gongqiu review apply`.
func (r *request) review() (*page, error) {
	p := &page{Name: "quality", Title: r.t("review.title"), Main: "queue"}
	p.Crumbs = []link{{r.t("nav.quality"), r.link("/quality")}, {Text: r.t("review.title")}}
	have, err := get[struct{ TableName string }](r, ask(`SELECT table_name FROM information_schema.tables WHERE table_name IN ('meta_title_queue', 'meta_title_cluster', 'meta_decision') ORDER BY table_name`))
	if err != nil {
		return nil, err
	}
	if len(have) < 3 {
		p.H1 = r.t("review.h1.missing")
		p.Lead = []string{r.t("review.lead.missing")}
	} else if err := r.reviewTables(p); err != nil {
		return nil, err
	}
	if err := r.coding(p); err != nil {
		return nil, err
	}
	for i := range p.Blocks {
		if f := p.Blocks[i].Figure; f != nil && f.ID == "coding" {
			p.Blocks[i].Wide, f.More = 12, nil
		}
	}
	if err := r.codedBySource(p); err != nil {
		return nil, err
	}
	p.Blocks = append(p.Blocks, block{Wide: 12, Part: "howto.html", Title: r.t("review.how"), ID: "how", Data: []instruction{
		{r.t("review.how.1"), "gongqiu review titles queue"}, {r.t("review.how.2"), ""}, {r.t("review.how.3"), "gongqiu review apply queue.xlsx --author " + r.t("review.how.author")}, {r.t("review.how.4"), "gongqiu run"}}})
	return p, nil
}

// instruction is one step with the command to copy.
type instruction struct{ Text, Code string }

func (r *request) reviewTables(p *page) error {
	if err := r.reviewQueue(p); err != nil {
		return err
	}
	if err := r.reviewClusters(p); err != nil {
		return err
	}
	return r.reviewDecisions(p)
}

// waiting is a row of meta_title_queue.
type waiting struct {
	Title, SuggestedCode, SuggestedName, Candidates, Evidence, Reason string
	Seq, Ads, Headcount, OccupationP                                  Num
}

// reviewQueue is the head of the queue, by doubt times headcount.
func (r *request) reviewQueue(p *page) error {
	page := r.pageNumber()
	q := ask(`SELECT seq, title, ads, headcount, suggested_code, suggested_name, occupation_p, candidates, evidence, reason FROM meta_title_queue WHERE scope = ? ORDER BY seq`, r.sc.Scope)
	rows, err := get[waiting](r, q)
	if err != nil {
		return err
	}
	done, err := get[struct{ N, Titles Num }](r, ask(`SELECT count(*) AS n, count(DISTINCT title) AS titles FROM meta_decision`))
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		p.H1 = r.t("review.h1.none", "scope", r.scopeName(r.sc), "d", r.orDash(done[0].Titles))
		p.Lead = []string{r.t("review.lead.none")}
		return nil
	}
	people, shallow := 0.0, 0
	for _, w := range rows {
		people += w.Headcount.V
		if strings.Count(w.SuggestedCode, "-") < 3 { // not a unit group
			shallow++
		}
	}
	all, err := get[struct{ Headcount Num }](r, ask(`SELECT sum(ad_headcount)::DOUBLE AS headcount FROM core_ad WHERE scope = ?`, r.sc.Scope))
	if err != nil {
		return err
	}
	share := ""
	if all[0].Headcount.V > 0 {
		share = r.t("review.share", "p", r.f.percent(people/all[0].Headcount.V, all[0].Headcount.V))
	}
	p.H1 = r.t("review.h1", "n", r.f.count(float64(len(rows))), "h", r.f.people(people, r.t("unit.people")), "share", share)
	p.Lead = []string{r.t("review.lead", "k", r.f.count(float64(shallow)), "d", r.orDash(done[0].Titles))}
	p.Keys = []keyFigure{{Label: r.t("review.key.queue"), Value: r.f.count(float64(len(rows)))}, {Label: r.t("review.key.people"), Value: r.f.count(people), Unit: r.t("unit.people")},
		{Label: r.t("review.key.doubt"), Value: r.f.count(float64(shallow))}, {Label: r.t("review.key.done"), Value: r.orDash(done[0].Titles)}}
	t := &table{RowHead: 3, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "seq", Head: r.t("col.seq"), Kind: digits}, {Name: "title", Head: r.t("col.title")}, {Name: "suggested_code", Head: r.t("col.suggested")}, {Name: "suggested_name"},
		{Name: "occupation_p", Head: r.t("col.p"), Kind: digits}, {Name: "candidates", Head: r.t("col.candidates"), Long: true}, {Name: "evidence", Head: r.t("col.evidence"), Long: true}, {Name: "reason", Head: r.t("col.why"), Long: true}, {Name: "headcount", Head: r.t("col.demand"), Unit: r.t("unit.people"), Kind: digits}, {Name: "ads", Head: r.t("col.ads"), Kind: digits}}}
	en := r.lang == "en"
	for _, w := range paged(rows, page) {
		prob := "—"
		if w.OccupationP.OK {
			prob = r.f.prob(w.OccupationP.V)
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: w.Seq, Text: r.orDash(w.Seq)}, cell{V: w.Title, Text: w.Title, Chinese: en}, r.suggestion(w.SuggestedCode, w.SuggestedName), cell{V: w.SuggestedName},
			cell{V: w.OccupationP, Text: prob}, cell{V: w.Candidates, Text: or(likely(w.Candidates), "—"), Chinese: en}, cell{V: grounds(w.Evidence), Text: or(grounds(w.Evidence), "—"), Chinese: en}, cell{V: w.Reason, Text: or(w.Reason, "—"), Chinese: en}, cell{V: w.Headcount, Text: r.orDash(w.Headcount)}, cell{V: w.Ads, Text: r.orDash(w.Ads)})
	}
	claim := r.t("review.queue.claim", "n", r.f.count(float64(len(rows))))
	t.Caption = claim
	p.figure(12, &figure{ID: "queue", Claim: claim, Sub: r.sub(r.t("review.queue.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String(), Notes: []string{r.t("review.queue.head"), r.t("review.queue.p"), r.t("review.queue.clean")}})
	r.addPager(p, page, len(rows))
	return nil
}

// likely are the candidates that have a chance at two decimals, as text.
func likely(candidates string) string {
	list := strings.Split(candidates, "|")
	for len(list) > 1 && strings.HasSuffix(list[len(list)-1], " 0.00") {
		list = list[:len(list)-1]
	}
	return strings.Join(list, "；")
}

// grounds is the evidence without the titles quoted from public collections,
// in which an employer may be named.
func grounds(evidence string) string {
	var list []string
	for _, e := range strings.Split(evidence, "；") {
		if !strings.HasPrefix(e, "公开标注标题") {
			list = append(list, e)
		}
	}
	return strings.Join(list, "；")
}

// suggestion is an occupation by name and code, linked where the release has
// it.
func (r *request) suggestion(code, name string) cell {
	if code == "" {
		return cell{Text: "—"}
	}
	c := cell{V: code, Text: or(name, code), Note: code, Chinese: r.lang == "en"}
	if _, ok := r.e.occupations[code]; ok {
		c.Href = r.link("/occ/" + code)
	}
	return c
}

// reviewClusters are the terms that uncoded titles share, beside what has been
// announced since the classification.
func (r *request) reviewClusters(p *page) error {
	q := ask(`SELECT seq, term, n_titles, headcount, titles, suggested_code, suggested_name, lift, announced FROM meta_title_cluster WHERE scope = ? ORDER BY seq`, r.sc.Scope)
	rows, err := get[struct {
		Term, Titles, SuggestedCode, SuggestedName, Announced string
		Seq, NTitles, Headcount, Lift                         Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{RowHead: 3, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "seq", Head: r.t("col.seq"), Kind: digits}, {Name: "term", Head: r.t("col.term")}, {Name: "n_titles", Head: r.t("col.ntitles"), Kind: digits}, {Name: "headcount", Head: r.t("col.demand"), Unit: r.t("unit.people"), Kind: digits},
		{Name: "lift", Head: r.t("col.lift"), Kind: digits}, {Name: "announced", Head: r.t("col.announced")}, {Name: "suggested_code", Head: r.t("col.nearest")}, {Name: "suggested_name"}, {Name: "titles", Head: r.t("col.titles"), Long: true}}}
	known := 0
	en := r.lang == "en"
	for _, c := range rows {
		lift, announced := "—", cell{V: c.Announced, Text: r.t("review.notannounced")}
		if c.Lift.OK {
			lift = r.f.dec(c.Lift.V, 1)
		}
		if c.Announced != "" {
			known++
			announced = cell{V: c.Announced, Text: c.Announced, Chinese: en}
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: c.Seq, Text: r.orDash(c.Seq)}, cell{V: c.Term, Text: c.Term, Chinese: en}, cell{V: c.NTitles, Text: r.orDash(c.NTitles)}, cell{V: c.Headcount, Text: r.orDash(c.Headcount)}, cell{V: c.Lift, Text: lift}, announced,
			r.suggestion(c.SuggestedCode, c.SuggestedName), cell{V: c.SuggestedName}, cell{V: c.Titles, Text: strings.ReplaceAll(c.Titles, "|", "、"), Chinese: en})
	}
	claim := r.t("review.cluster.claim", "n", r.f.count(float64(len(rows))), "k", r.f.count(float64(known)))
	t.Caption = claim
	p.figure(12, &figure{ID: "clusters", Claim: claim, Sub: r.sub(r.t("review.cluster.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String(), Notes: []string{r.t("review.cluster.note")}})
	return nil
}

// decisionsShown bounds the list of decisions; the release holds them all.
const decisionsShown = 100

// reviewDecisions lists what reviewers decided, the newest first. Decisions
// hold for all scopes.
func (r *request) reviewDecisions(p *page) error {
	q := ask(`SELECT title, occupation_code, author, decided_on, reason FROM meta_decision ORDER BY decided_on DESC, title`)
	rows, err := get[struct{ Title, OccupationCode, Author, DecidedOn, Reason string }](r, q)
	if err != nil {
		return err
	}
	t := &table{RowHead: 0, List: true, Empty: r.t("review.decisions.empty"), Cols: []col{{Name: "title", Head: r.t("col.title")}, {Name: "occupation_code", Head: r.t("col.decided")}, {Name: "author", Head: r.t("col.author")}, {Name: "decided_on", Head: r.t("col.decidedon")}, {Name: "reason", Head: r.t("col.grounds"), Long: true}}}
	en := r.lang == "en"
	for _, d := range rows[:min(len(rows), decisionsShown)] {
		decided := cell{V: d.OccupationCode, Text: r.t("review.uncodable")}
		if o, ok := r.e.occupations[d.OccupationCode]; ok {
			decided = r.suggestion(d.OccupationCode, o.OccupationName)
		} else if d.OccupationCode != "" && d.OccupationCode != "X" {
			decided = cell{V: d.OccupationCode, Text: d.OccupationCode}
		}
		t.add(cell{V: d.Title, Text: d.Title, Chinese: en}, decided, cell{V: d.Author, Text: or(d.Author, "—"), Chinese: en}, cell{V: d.DecidedOn, Text: or(d.DecidedOn, "—")}, cell{V: d.Reason, Text: or(d.Reason, "—"), Chinese: en})
	}
	claim := r.t("review.decisions.claim", "n", len(rows))
	t.Caption = claim
	f := &figure{ID: "decisions", Claim: claim, Sub: r.t("review.decisions.sub"), Table: t, SQL: q.String()}
	if len(rows) > decisionsShown {
		f.Notes = append(f.Notes, r.t("note.first", "n", decisionsShown, "total", len(rows)))
	}
	p.figure(12, f)
	return nil
}

// codedBySource is how deep the ads of each source could be coded.
func (r *request) codedBySource(p *page) error {
	q := ask(`SELECT source_id, occupation_level, count(*) AS ads, sum(ad_headcount)::DOUBLE AS headcount FROM core_ad WHERE scope = ? GROUP BY ALL ORDER BY source_id, occupation_level`, r.sc.Scope)
	rows, err := get[struct {
		SourceID                        string
		OccupationLevel, Ads, Headcount Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	type sum struct{ by, people [5]float64 }
	var names []string
	by := map[string]*sum{}
	for _, x := range rows {
		s := by[x.SourceID]
		if s == nil {
			s = &sum{}
			by[x.SourceID] = s
			names = append(names, x.SourceID)
		}
		if l := int(x.OccupationLevel.V); l >= 0 && l <= 4 {
			s.by[l] += x.Ads.V
			s.people[l] += x.Headcount.V
		}
	}
	t := &table{RowHead: 2, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "source_id", Head: r.t("col.source")}, {Head: r.t("depth.4"), Kind: drawing}}}
	for l := 4; l >= 0; l-- {
		n := strconv.Itoa(l)
		t.Cols = append(t.Cols, col{Name: "share_level_" + n, Head: r.t("depth." + n), Unit: "%", Kind: digits})
	}
	t.Cols = append(t.Cols, col{Name: "ads", Head: r.t("col.ads"), Kind: digits}, col{Name: "headcount", Head: r.t("col.demand"), Unit: r.t("unit.people"), Kind: digits})
	least, name := 2.0, ""
	for _, source := range names {
		s := by[source]
		ads, people := 0.0, 0.0
		for l := range s.by {
			ads, people = ads+s.by[l], people+s.people[l]
		}
		unit := s.by[4] / ads
		if unit < least {
			least, name = unit, source
		}
		row := []cell{{V: r.sc.IsSimulated}, {V: r.sc.Scope}, {V: source, Text: source}, {Part: "bar.html", Draw: newBar(0, 1, unit, source+" "+r.f.percent(unit, ads), false, r.sc.IsSimulated)}}
		for l := 4; l >= 0; l-- {
			row = append(row, cell{V: s.by[l] / ads, Text: strings.TrimSuffix(r.f.percent(s.by[l]/ads, ads), "%")})
		}
		t.add(append(row, cell{V: ads, Text: r.f.count(ads)}, cell{V: people, Text: r.f.count(people)})...)
	}
	claim := r.t("review.sources.claim", "source", name, "p", r.f.percent(least, 1000))
	if len(names) == 1 {
		claim = r.t("review.sources.one", "source", name, "p", r.f.percent(least, 1000))
	}
	t.Caption = claim
	p.figure(12, &figure{ID: "sources", Claim: claim, Sub: r.sub(r.t("review.sources.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String(), Notes: []string{r.t("review.sources.note")}})
	return nil
}
