package dashboard

import (
	"strconv"
	"strings"
	"time"
)

// quality answers whether the figures can be relied on and what is missing.
func (r *request) quality() (*page, error) {
	p := &page{Name: "quality", Title: r.t("nav.quality"), Main: "steps", Live: r.srv.opts.Schedule != nil}
	counts, parent, err := r.classCounts()
	if err != nil {
		return nil, err
	}
	assessed := counts.total() - counts["unknown"]
	p.H1 = r.t("quality.h1", "n", r.f.count(assessed), "total", r.f.count(counts.total()+parent.total()), "x", r.f.count(counts["unknown"]), "y", r.f.count(parent.total()))
	for _, part := range []func(*page) error{r.checks, r.steps, r.coding, r.coverage, r.sources, r.files, r.quarantine, r.suppression, r.revisions} {
		if err := part(p); err != nil {
			return nil, err
		}
	}
	r.schedule(p)
	return p, nil
}

// checks come first when one failed.
func (r *request) checks(p *page) error {
	q := ask(`SELECT name, status, rows, zh, en, detail FROM meta_check ORDER BY CASE status WHEN 'failed' THEN 0 WHEN 'fail' THEN 0 WHEN 'warn' THEN 1 WHEN 'warning' THEN 1 ELSE 2 END, name`)
	rows, err := get[struct {
		Name, Status, Zh, En, Detail string
		Rows                         Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{RowHead: 0, List: true, Cols: []col{{Name: "name", Head: r.t("col.check")}, {Name: "status", Head: r.t("col.result")}, {Name: "rows", Head: r.t("col.rows"), Kind: digits}, {Name: "text", Head: r.t("col.meaning")}}}
	warned, failed := 0, 0
	for _, c := range rows {
		text := c.Zh
		if r.lang == "en" {
			text = c.En
		}
		word := c.Status
		if r.has("check." + c.Status) {
			word = r.t("check." + c.Status)
		}
		if c.Status != "passed" && c.Status != "pass" && c.Status != "ok" {
			level, key := "warn", "quality.warned"
			if strings.HasPrefix(c.Status, "warn") {
				warned++
			} else {
				failed++
				level, key = "error", "quality.failed"
			}
			p.Messages = append(p.Messages, message{Level: level, Text: r.t(key, "check", text, "n", r.orDash(c.Rows))})
		}
		t.add(cell{V: c.Name, Text: c.Name}, cell{V: c.Status, Text: word}, cell{V: c.Rows, Text: r.orDash(c.Rows)}, cell{V: text, Text: text})
	}
	claim := r.t("checks.claim", "n", len(rows)-warned-failed, "w", warned, "f", failed)
	t.Caption = claim
	f := &figure{ID: "checks", Claim: claim, Sub: r.t("checks.sub"), Table: t, Closed: warned+failed == 0, SQL: q.String()}
	p.figure(6, f)
	return nil
}

// steps shows what each step of the pipeline leaves.
func (r *request) steps(p *page) error {
	q := ask(`SELECT seq, step, rows, zh, en FROM meta_step WHERE scope = ? ORDER BY seq`, r.sc.Scope)
	rows, err := get[struct {
		Seq, Rows    Num
		Step, Zh, En string
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	first := rows[0].Rows.V
	t := &table{RowHead: 3, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "step"}, {Name: "text", Head: r.t("col.step")}, {Head: r.t("col.left"), Kind: drawing}, {Name: "rows", Head: r.t("col.rows"), Kind: digits}, {Name: "per_hundred", Head: r.t("col.per100"), Kind: digits}}}
	top := 0.0
	for _, s := range rows {
		top = max(top, s.Rows.V)
	}
	for _, s := range rows {
		text := s.Zh
		if r.lang == "en" {
			text = s.En
		}
		per := Num{}
		if first > 0 {
			per = some(100 * s.Rows.V / first)
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: s.Step}, cell{V: text, Text: text}, cell{Part: "bar.html", Draw: newBar(0, top, s.Rows.V, text+" "+r.f.count(s.Rows.V), false, r.sc.IsSimulated)}, cell{V: s.Rows, Text: r.f.count(s.Rows.V)}, cell{V: per, Text: r.round(per)})
	}
	claim := r.t("steps.claim.none")
	if first > 0 {
		claim = r.t("steps.claim", "n", r.f.dec(100*rows[len(rows)-1].Rows.V/first, 0))
	}
	t.Caption = claim
	p.figure(6, &figure{ID: "steps", Claim: claim, Sub: r.sub(r.t("steps.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String()})
	return nil
}

// coding shows how deep titles could be coded.
func (r *request) coding(p *page) error {
	q := ask(`SELECT occupation_level, ads, share, occupation_p FROM meta_coding WHERE scope = ? ORDER BY occupation_level DESC`, r.sc.Scope)
	rows, err := get[struct{ OccupationLevel, Ads, Share, OccupationP Num }](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{RowHead: 2, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "occupation_level", Head: r.t("col.depth")}, {Head: r.t("col.share"), Kind: drawing}, {Name: "share", Head: r.t("col.share"), Kind: digits}, {Name: "ads", Head: r.t("col.ads"), Kind: digits}, {Name: "occupation_p", Head: r.t("col.coderp"), Kind: digits}}}
	unit := Num{}
	for _, c := range rows {
		level := r.t("depth." + strconv.Itoa(int(c.OccupationLevel.V)))
		if c.OccupationLevel.V == 4 {
			unit = c.Share
		}
		pText := "—"
		if c.OccupationP.OK && c.OccupationLevel.V > 0 {
			pText = r.f.prob(c.OccupationP.V)
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: c.OccupationLevel, Text: level}, cell{Part: "bar.html", Draw: newBar(0, 1, c.Share.V, level+" "+r.f.percent(c.Share.V, 1000), false, r.sc.IsSimulated)}, cell{V: c.Share, Text: r.f.percent(c.Share.V, 1000)}, cell{V: c.Ads, Text: r.orDash(c.Ads)}, cell{V: c.OccupationP, Text: pText})
	}
	claim := r.t("coding.claim.none")
	if unit.OK {
		claim = r.t("coding.claim", "p", r.f.percent(unit.V, 1000))
	}
	t.Caption = claim
	p.figure(6, &figure{ID: "coding", Claim: claim, Sub: r.sub(r.t("coding.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String(), Notes: []string{r.t("coding.note")}, More: &link{r.t("review.more"), r.link("/review/titles")}})
	return nil
}

// coverage is sources by month: full, partial, none.
func (r *request) coverage(p *page) error {
	q := ask(`SELECT source_id, month, events, ads FROM meta_coverage WHERE scope = ? ORDER BY source_id, month`, r.sc.Scope)
	rows, err := get[struct {
		SourceID, Month string
		Events, Ads     Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	var sources []string
	months := map[string]bool{}
	by := map[string]map[string]Num{}
	total := map[string]float64{}
	latest := ""
	for _, x := range rows {
		if by[x.SourceID] == nil {
			by[x.SourceID] = map[string]Num{}
			sources = append(sources, x.SourceID)
		}
		by[x.SourceID][x.Month] = x.Events
		total[x.SourceID] += x.Events.V
		months[x.Month] = true
		latest = max(latest, x.Month)
	}
	window := monthsBack(latest, 24)
	t := &table{RowHead: 0, Cols: []col{{Name: "source_id", Head: r.t("col.source")}}}
	for _, m := range window {
		t.Cols = append(t.Cols, col{Name: m, Head: m[2:4] + "-" + m[5:], Kind: digits})
	}
	gaps := 0
	for _, s := range sources {
		mean := total[s] / float64(len(by[s]))
		row := []cell{{V: s, Text: s}}
		for _, m := range window {
			n, ok := by[s][m]
			mark := "■"
			switch {
			case !ok || n.V == 0:
				mark = "□"
				gaps++
			case n.V < mean/2:
				mark = "◎"
			}
			row = append(row, cell{V: n, Text: mark})
		}
		t.add(row...)
	}
	claim := r.t("coverage.claim", "n", len(sources))
	if gaps > 0 {
		claim = r.t("coverage.claim.gaps", "n", len(sources), "g", gaps)
	}
	t.Caption = claim
	p.figure(12, &figure{ID: "coverage", Claim: claim, Sub: r.sub(r.t("coverage.sub"), r.scopeName(r.sc), r.f.span(window[0], window[len(window)-1])), Table: t, SQL: q.String(), Notes: []string{r.t("coverage.note"), r.t("coverage.limits")}})
	return nil
}

// sources lists where the data come from, under which licence.
func (r *request) sources(p *page) error {
	q := ask(`SELECT source_id, name, kind, licence, attribution, schedule, rows_read, rows_accepted, rows_quarantined, is_simulated FROM meta_source WHERE scope = ? ORDER BY source_id`, r.sc.Scope)
	rows, err := get[struct {
		SourceID, Name, Kind, Licence, Attribution, Schedule string
		RowsRead, RowsAccepted, RowsQuarantined              Num
		IsSimulated                                          bool
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{RowHead: 1, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "source_id", Head: r.t("col.source")}, {Name: "name", Head: r.t("col.name")}, {Name: "kind", Head: r.t("col.kind")}, {Name: "licence", Head: r.t("col.licence")}, {Name: "attribution"}, {Name: "schedule", Head: r.t("col.cron")}, {Name: "rows_read", Head: r.t("col.read"), Kind: digits}, {Name: "rows_accepted", Head: r.t("col.accepted"), Kind: digits}, {Name: "rows_quarantined", Head: r.t("col.quarantined"), Kind: digits}}}
	var read, accepted float64
	for _, s := range rows {
		kind := s.Kind
		if r.has("kind." + s.Kind) {
			kind = r.t("kind." + s.Kind)
		}
		name := cell{V: s.Name, Text: or(s.Name, "—"), Chinese: r.lang == "en"}
		if s.Attribution != "" {
			name.Note = s.Attribution
		}
		read, accepted = read+s.RowsRead.V, accepted+s.RowsAccepted.V
		t.add(cell{V: s.IsSimulated}, cell{V: s.SourceID, Text: s.SourceID}, name, cell{V: s.Kind, Text: kind}, cell{V: s.Licence, Text: or(s.Licence, "—")}, cell{V: s.Attribution}, cell{V: s.Schedule, Text: or(s.Schedule, "—")}, cell{V: s.RowsRead, Text: r.orDash(s.RowsRead)}, cell{V: s.RowsAccepted, Text: r.orDash(s.RowsAccepted)}, cell{V: s.RowsQuarantined, Text: r.orDash(s.RowsQuarantined)})
	}
	claim := r.t("sources.claim.none", "n", len(rows))
	if read > 0 {
		claim = r.t("sources.claim", "n", len(rows), "read", r.f.people(read, r.t("unit.rows")), "p", r.f.percent(accepted/read, read))
	}
	t.Caption = claim
	p.figure(12, &figure{ID: "sources", Claim: claim, Sub: r.sub(r.t("sources.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String(), Notes: []string{r.t("sources.note")}})
	return nil
}

// files lists what was delivered.
func (r *request) files(p *page) error {
	q := ask(`SELECT source_id, file, sha256, format, encoding, mapping, rows_read, rows_accepted, rows_quarantined, status, detail FROM meta_file WHERE scope = ? ORDER BY source_id, file`, r.sc.Scope)
	rows, err := get[struct {
		SourceID, File, Sha256, Format, Encoding, Mapping, Status, Detail string
		RowsRead, RowsAccepted, RowsQuarantined                           Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{RowHead: 1, Cols: []col{{Name: "source_id"}, {Name: "file", Head: r.t("col.file")}, {Name: "format", Head: r.t("col.format")}, {Name: "encoding", Head: r.t("col.encoding")}, {Name: "mapping"}, {Name: "rows_read", Head: r.t("col.read"), Kind: digits}, {Name: "rows_accepted", Head: r.t("col.accepted"), Kind: digits}, {Name: "rows_quarantined", Head: r.t("col.quarantined"), Kind: digits}, {Name: "status", Head: r.t("col.result")}, {Name: "detail"}, {Name: "sha256", Head: "SHA-256"}}}
	for i, f := range rows {
		if i == 100 {
			break
		}
		status := f.Status
		if r.has("file." + f.Status) {
			status = r.t("file." + f.Status)
		}
		t.add(cell{V: f.SourceID}, cell{V: f.File, Text: f.File, Chinese: r.lang == "en"}, cell{V: f.Format, Text: or(f.Format, "—")}, cell{V: f.Encoding, Text: or(f.Encoding, "—")}, cell{V: f.Mapping}, cell{V: f.RowsRead, Text: r.orDash(f.RowsRead)}, cell{V: f.RowsAccepted, Text: r.orDash(f.RowsAccepted)}, cell{V: f.RowsQuarantined, Text: r.orDash(f.RowsQuarantined)}, cell{V: f.Status, Text: or(status, "—"), Note: f.Detail}, cell{V: f.Detail}, cell{V: f.Sha256, Text: short(f.Sha256)})
	}
	claim := r.t("files.claim", "n", len(rows))
	t.Caption = claim
	f := &figure{ID: "files", Claim: claim, Sub: r.sub(r.t("files.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String(), Closed: len(rows) > 12}
	if len(rows) > 100 {
		f.Notes = append(f.Notes, r.t("note.first", "n", 100, "total", len(rows)))
	}
	p.figure(12, f)
	return nil
}

func short(hash string) string {
	if len(hash) < 12 {
		return or(hash, "—")
	}
	return hash[:8] + "…" + hash[len(hash)-4:]
}

// quarantine lists the rows refused, by reason.
func (r *request) quarantine(p *page) error {
	q := ask(`SELECT reason, sum(rows)::DOUBLE AS rows, any_value(zh) AS zh, any_value(en) AS en FROM meta_quarantine WHERE scope = ? GROUP BY reason ORDER BY 2 DESC, reason`, r.sc.Scope)
	rows, err := get[struct {
		Reason, Zh, En string
		Rows           Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{RowHead: 1, List: true, Cols: []col{{Name: "reason"}, {Name: "text", Head: r.t("col.why")}, {Name: "rows", Head: r.t("col.rows"), Kind: digits}}}
	total := 0.0
	for _, x := range rows {
		text := x.Zh
		if r.lang == "en" {
			text = x.En
		}
		total += x.Rows.V
		t.add(cell{V: x.Reason}, cell{V: text, Text: or(text, x.Reason), Note: x.Reason}, cell{V: x.Rows, Text: r.f.count(x.Rows.V)})
	}
	claim := r.t("quarantine.claim", "n", r.f.count(total))
	t.Caption = claim
	p.figure(6, &figure{ID: "quarantine", Claim: claim, Sub: r.sub(r.t("quarantine.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String()})
	return nil
}

// suppression lists what is not published, by rule.
func (r *request) suppression(p *page) error {
	q := ask(`SELECT table_name, rule, action, sum(rows)::DOUBLE AS rows FROM meta_suppression WHERE scope = ? GROUP BY ALL ORDER BY rows DESC, rule`, r.sc.Scope)
	rows, err := get[struct {
		TableName, Rule, Action string
		Rows                    Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{RowHead: 0, List: true, Cols: []col{{Name: "rule", Head: r.t("col.rule")}, {Name: "table_name", Head: r.t("col.tablename")}, {Name: "action", Head: r.t("col.actiontaken")}, {Name: "rows", Head: r.t("col.cells"), Kind: digits}}}
	total := 0.0
	for _, x := range rows {
		total += x.Rows.V
		rule, action := x.Rule, x.Action
		if r.has("reason." + x.Rule) {
			rule = r.t("reason." + x.Rule)
		}
		if r.has("action." + x.Action) {
			action = r.t("action." + x.Action)
		}
		t.add(cell{V: x.Rule, Text: rule, Note: x.Rule}, cell{V: x.TableName, Text: x.TableName}, cell{V: x.Action, Text: action}, cell{V: x.Rows, Text: r.f.count(x.Rows.V)})
	}
	claim := r.t("suppression.claim", "n", r.f.count(total))
	t.Caption = claim
	p.figure(6, &figure{ID: "suppression", Claim: claim, Sub: r.sub(r.t("suppression.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String(), Notes: []string{r.t("withheld.legend")}})
	return nil
}

// schedule shows the last and next runs, or says that none are planned here.
func (r *request) schedule(p *page) {
	m := r.e.Manifest
	b := &facts{Items: []fact{{Term: r.t("run.id"), Text: or(m.RunID, "—")}, {Term: r.t("run.published"), Text: m.PublishedAt.In(shanghai).Format("2006-01-02 15:04")}, {Term: r.t("run.next"), Text: or(m.NextRelease, r.t("rel.nonext"))}, {Term: r.t("run.program"), Text: m.ProgramVersion + " · DuckDB " + m.DuckDBVersion}}}
	p.Blocks = append(p.Blocks, block{Wide: 6, Part: "facts.html", Data: b, Title: r.t("run.title"), ID: "runs"})
	if r.srv.opts.Schedule == nil {
		p.Blocks = append(p.Blocks, block{Wide: 6, Part: "message.html", Data: message{Level: "info", Text: r.t("schedule.none")}, Title: r.t("schedule.title"), ID: "schedule"})
		return
	}
	t := &table{RowHead: 0, List: true, Cols: []col{{Name: "source", Head: r.t("col.source")}, {Name: "cron", Head: r.t("col.cron")}, {Name: "last", Head: r.t("col.lastrun")}, {Name: "result", Head: r.t("col.result")}, {Name: "next", Head: r.t("col.nextrun")}}}
	when := func(at time.Time) string {
		if at.IsZero() {
			return "—"
		}
		return at.In(shanghai).Format("2006-01-02 15:04")
	}
	for _, e := range r.srv.opts.Schedule() {
		t.add(text(e.Source), text(e.Cron), text(when(e.Last)), text(or(e.Result, "—")), text(when(e.Next)))
	}
	t.Caption, t.Empty = r.t("schedule.title"), r.t("schedule.none")
	p.figure(6, &figure{ID: "schedule", Claim: r.t("schedule.title"), Sub: r.t("schedule.sub"), Table: t})
}
