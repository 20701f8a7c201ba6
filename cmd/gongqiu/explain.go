package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"gongqiu/release"
)

type explainCmd struct {
	Code    string `arg:"" help:"Occupation code, such as 6-18-02-04."`
	Region  string `help:"Region code; default: the root of the scope."`
	Scope   string `help:"Scope; default: the first that assesses the occupation there."`
	Quarter string `help:"Quarter YYYYQn; default: the latest."`
	Release string `help:"Release; default: the current one."`
	Lang    string `default:"zh" enum:"zh,en" help:"Language of the sentences: zh or en."`
}

// explanation is the whole chain of reasoning for one cell.
type explanation struct {
	Release   string      `json:"release"`
	Simulated bool        `json:"is_simulated"`
	Scope     string      `json:"scope"`
	Region    string      `json:"region"`
	Code      string      `json:"occupation_code"`
	Name      string      `json:"occupation_name"`
	Quarter   string      `json:"quarter"`
	Verdict   [][2]string `json:"verdict"` // what out_shortage holds, by column
	Sentence  string      `json:"sentence"`
	Evidence  []evidence  `json:"evidence"`
	Change    [][2]string `json:"change"`  // since the previous release, in its parts
	Weights   [][2]string `json:"weights"` // what presets of weights would say
	Counts    [][2]string `json:"counts"`  // ads, employers and headcount recounted from core_ad
	Queries   [][2]string `json:"queries"`
}

type evidence struct {
	Indicator    string   `json:"indicator"`
	Dimension    string   `json:"dimension"`
	Raw          *float64 `json:"value_raw"`
	Value        *float64 `json:"value"`
	N            *int64   `json:"n"`
	Percentile   *float64 `json:"percentile"`
	Points       *float64 `json:"points"`
	Weight       *float64 `json:"weight"`
	Contribution *float64 `json:"contribution"`
	Missing      *string  `json:"missing_reason"`
}

func (x explainCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	id, err := idOrCurrent(cfg.Data, x.Release)
	if err != nil {
		return err
	}
	r, err := release.Open(release.Dir(cfg.Data, id))
	if err != nil {
		return err
	}
	defer r.Close()
	e, err := x.explain(a.ctx, r)
	if err != nil {
		return err
	}
	return a.print(e, func(w io.Writer) error { return e.write(w) })
}

func (x explainCmd) explain(ctx context.Context, r *release.Release) (*explanation, error) {
	e := &explanation{Release: r.ID}
	err := r.DB.QueryRowContext(ctx, `
		SELECT s.is_simulated, s.scope, s.region_code, s.occupation_code, coalesce(o.occupation_name, ''), s.quarter, coalesce(CASE WHEN $lang = 'en' THEN s.explain_en ELSE s.explain_zh END, '')
		FROM out_shortage s LEFT JOIN ref_occupation o USING (occupation_code) JOIN meta_scope m USING (scope)
		WHERE s.occupation_code = $code AND ($region = '' AND s.region_code = m.region_code OR s.region_code = $region) AND ($scope = '' OR s.scope = $scope) AND ($quarter = '' OR s.quarter = $quarter)
		ORDER BY s.quarter DESC, s.scope LIMIT 1`,
		sql.Named("lang", x.Lang), sql.Named("code", x.Code), sql.Named("region", x.Region), sql.Named("scope", x.Scope), sql.Named("quarter", x.Quarter)).
		Scan(&e.Simulated, &e.Scope, &e.Region, &e.Code, &e.Name, &e.Quarter, &e.Sentence)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("release %s has no assessment of occupation %s in region %s (scope %s, quarter %s)", r.ID, x.Code, orAny(x.Region), orAny(x.Scope), orAny(x.Quarter))
	}
	if err != nil {
		return nil, err
	}
	where := fmt.Sprintf("scope = '%s' AND region_code = '%s' AND occupation_code = '%s' AND quarter = '%s'", e.Scope, e.Region, e.Code, e.Quarter)
	if e.Verdict, err = record(ctx, r.DB, "SELECT * EXCLUDE (explain_zh, explain_en, is_simulated, scope, region_code, occupation_code, quarter) FROM out_shortage WHERE "+where); err != nil {
		return nil, err
	}
	rows, err := r.DB.QueryContext(ctx, `SELECT indicator, dimension, value_raw, value, n, percentile, points, weight, contribution, missing_reason FROM out_shortage_evidence WHERE `+where+` ORDER BY substr(indicator, 2)::INTEGER`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var v evidence
		if err := rows.Scan(&v.Indicator, &v.Dimension, &v.Raw, &v.Value, &v.N, &v.Percentile, &v.Points, &v.Weight, &v.Contribution, &v.Missing); err != nil {
			return nil, err
		}
		e.Evidence = append(e.Evidence, v)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if e.Change, err = change(ctx, r.DB, where); err != nil {
		return nil, err
	}
	if e.Weights, err = presets(ctx, r.DB, where); err != nil {
		return nil, err
	}
	recount := fmt.Sprintf(`SELECT count(*) AS ads, count(DISTINCT employer_key) AS employers, sum(ad_headcount) AS headcount
FROM core_ad a JOIN meta_scope m USING (scope)
WHERE a.scope = '%s' AND (m.region_code = '%[2]s' OR a.region_code = '%[2]s') AND a.occupation_code = '%[3]s' AND a.quarter = '%[4]s' AND a.in_score`, e.Scope, e.Region, e.Code, e.Quarter)
	if e.Counts, err = record(ctx, r.DB, recount); err != nil {
		return nil, err
	}
	e.Queries = append(e.Queries, [2]string{"counts", recount}, [2]string{"evidence", "SELECT * FROM out_shortage_evidence WHERE " + where})
	published, err := r.DB.QueryContext(ctx, `SELECT name, sql FROM meta_query WHERE table_name IN ('out_shortage', 'out_shortage_evidence') ORDER BY name`)
	if err != nil {
		return nil, err
	}
	defer published.Close()
	for published.Next() {
		var q [2]string
		if err := published.Scan(&q[0], &q[1]); err != nil {
			return nil, err
		}
		e.Queries = append(e.Queries, q)
	}
	return e, published.Err()
}

// hasTable says whether a release has a table; older ones lack some.
func hasTable(ctx context.Context, db *sql.DB, name string) (bool, error) {
	var n int
	err := db.QueryRowContext(ctx, "SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", name).Scan(&n)
	return n > 0, err
}

// presets say a cell's score, class and rank under other weights.
func presets(ctx context.Context, db *sql.DB, where string) ([][2]string, error) {
	if ok, err := hasTable(ctx, db, "out_preset"); err != nil || !ok {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, `SELECT preset, preset_score, preset_class, preset_rank, rank_change FROM out_preset WHERE `+where+` ORDER BY preset`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list [][2]string
	for rows.Next() {
		var name, class string
		var score float64
		var rank, moved int
		if err := rows.Scan(&name, &score, &class, &rank, &moved); err != nil {
			return nil, err
		}
		list = append(list, [2]string{name, fmt.Sprintf("S %.2f, %s, rank %d (%+d)", score, class, rank, moved)})
	}
	return list, rows.Err()
}

// change is the row of out_change for a cell, of a release that has the table
// and follows another.
func change(ctx context.Context, db *sql.DB, where string) ([][2]string, error) {
	if ok, err := hasTable(ctx, db, "out_change"); err != nil || !ok {
		return nil, err
	}
	return record(ctx, db, `SELECT previous_release, base_quarter, base_class, base_score, score_change, change_real, change_revision, change_method, change_unseparated, cause, nullif(split_codes, '') AS split_codes FROM out_change WHERE `+where)
}

func orAny(s string) string {
	if s == "" {
		return "any"
	}
	return s
}

// record returns the one row of a query as names and printed values; columns
// that are null are left out.
func record(ctx context.Context, db *sql.DB, query string) ([][2]string, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	values := make([]any, len(names))
	for i := range values {
		values[i] = new(any)
	}
	if !rows.Next() {
		return nil, rows.Err()
	}
	if err := rows.Scan(values...); err != nil {
		return nil, err
	}
	var list [][2]string
	for i, name := range names {
		switch v := (*values[i].(*any)).(type) {
		case nil:
		case float64:
			list = append(list, [2]string{name, fmt.Sprintf("%.4g", v)})
		default:
			list = append(list, [2]string{name, fmt.Sprint(v)})
		}
	}
	return list, rows.Err()
}

func (e *explanation) write(w io.Writer) error {
	var b strings.Builder
	if e.Simulated {
		b.WriteString("〔模拟〕以下全部数字由程序生成，仅供演示，不得引用。\n")
	}
	fmt.Fprintf(&b, "%s %s · %s %s · %s · %s\n\n%s\n\n", e.Code, e.Name, e.Scope, e.Region, e.Quarter, e.Release, e.Sentence)
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	e.writeEvidence(t)
	for _, section := range []struct {
		name string
		rows [][2]string
	}{{"VERDICT", e.Verdict}, {"CHANGE SINCE THE PREVIOUS RELEASE", e.Change}, {"UNDER OTHER WEIGHTS", e.Weights}, {"RECOUNTED FROM core_ad", e.Counts}} {
		if len(section.rows) == 0 {
			continue
		}
		fmt.Fprintf(t, "\n%s\n", section.name)
		for _, kv := range section.rows {
			fmt.Fprintf(t, "%s\t%s\n", kv[0], kv[1])
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, q := range e.Queries {
		fmt.Fprintf(&b, "\n-- %s\n%s;\n", q[0], strings.TrimSuffix(strings.TrimSpace(q[1]), ";"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func figure(v *float64) string {
	if v == nil {
		return ""
	}
	return fmt.Sprintf("%.4g", *v)
}

// writeEvidence writes the indicators and what they add up to; a cell without
// an assessment has none.
func (e *explanation) writeEvidence(t io.Writer) {
	if len(e.Evidence) == 0 {
		return
	}
	fmt.Fprintln(t, "INDICATOR\tDIM\tRAW\tUSED\tN\tPERCENTILE\tPOINTS\tWEIGHT\tCONTRIBUTION\t")
	var sum float64
	for _, v := range e.Evidence {
		if v.Missing != nil && *v.Missing != "" {
			fmt.Fprintf(t, "%s\t%s\t×\t×\t\t\t\t\t\t%s\n", v.Indicator, v.Dimension, *v.Missing)
			continue
		}
		n := ""
		if v.N != nil {
			n = fmt.Sprint(*v.N)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", v.Indicator, v.Dimension, figure(v.Raw), figure(v.Value), n, figure(v.Percentile), figure(v.Points), figure(v.Weight), figure(v.Contribution))
		if v.Contribution != nil {
			sum += *v.Contribution
		}
	}
	fmt.Fprintf(t, "sum\t\t\t\t\t\t\t\t%+.4f\tS = %.4f\n", sum, sum+1.5)
}
