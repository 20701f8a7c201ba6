package release

import (
	"context"
	"database/sql"

	"gongqiu/internal/duck"
)

// ScopeSplit sums up how the scores of one scope moved, over the own cells of
// its whole region in the latest quarter. Figures are means of absolute values
// in points of the score; nil where nothing could be divided.
type ScopeSplit struct {
	Simulated    bool     `json:"is_simulated"`
	Scope        string   `json:"scope"`
	Name         string   `json:"name"`
	NameEN       string   `json:"name_en"`
	Quarter      string   `json:"quarter"`
	BaseQuarter  string   `json:"base_quarter"`
	IsNewQuarter bool     `json:"is_new_quarter"` // the earlier release did not have the quarter
	Cells        int64    `json:"cells"`
	Change       *float64 `json:"mean_abs_change"`
	Real         *float64 `json:"mean_abs_real"`
	Revision     *float64 `json:"mean_abs_revision"`
	Method       *float64 `json:"mean_abs_method"`
	Unseparated  *float64 `json:"mean_abs_unseparated"`
}

// Revision is how far the scores of one quarter were revised.
type Revision struct {
	Simulated bool    `json:"is_simulated"`
	Scope     string  `json:"scope"`
	Name      string  `json:"name"`
	Quarter   string  `json:"quarter"`
	Status    string  `json:"vintage_before"`
	Cells     int64   `json:"n_cells"`
	MeanAbs   float64 `json:"mean_abs_revision"`
	Mean      float64 `json:"mean_revision"`
	MaxAbs    float64 `json:"max_abs_revision"`
}

// ConstantChange is a constant of the method, or the version of a part of the
// program, that differs; an empty text means that a release has none.
type ConstantChange struct {
	Key  string `json:"key"`
	From string `json:"from"`
	To   string `json:"to"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// follow reads what the later release (b) says of its change from the earlier,
// if it was made to follow that one, into d and the view split.
func (d *Diff) follow(ctx context.Context, c comparison) error {
	var tables int
	if err := c.row(ctx, "SELECT count(*) FROM duckdb_tables() WHERE database_name = '{b}' AND table_name IN ('out_change', 'out_revision')", &tables); err != nil {
		return err
	}
	view := `SELECT NULL::VARCHAR AS scope, NULL::VARCHAR AS region_code, NULL::VARCHAR AS occupation_code, NULL::VARCHAR AS quarter, NULL::VARCHAR AS base_quarter,
		NULL::DOUBLE AS change_real, NULL::DOUBLE AS change_revision, NULL::DOUBLE AS change_method, NULL::DOUBLE AS change_unseparated, NULL::VARCHAR AS cause WHERE false`
	if tables == 2 {
		view = "SELECT * FROM {b}.out_change WHERE previous_release = getvariable('from_release')"
	}
	if err := c.exec(ctx, "SET VARIABLE from_release = "+duck.Quote(d.From)); err != nil {
		return err
	}
	if err := c.exec(ctx, "CREATE OR REPLACE TEMP VIEW split AS "+view); err != nil {
		return err
	}
	if err := c.row(ctx, "SELECT count(*) > 0 FROM split", &d.Follows); err != nil || !d.Follows {
		return err
	}
	var err error
	if d.Split, err = each(ctx, c, scopeSplitSQL, func(rows *sql.Rows, s *ScopeSplit) error {
		return rows.Scan(&s.Simulated, &s.Scope, &s.Name, &s.NameEN, &s.Quarter, &s.BaseQuarter, &s.IsNewQuarter, &s.Cells, &s.Change, &s.Real, &s.Revision, &s.Method, &s.Unseparated)
	}); err != nil {
		return err
	}
	if d.Revisions, err = each(ctx, c, revisionSQL, func(rows *sql.Rows, r *Revision) error {
		return rows.Scan(&r.Simulated, &r.Scope, &r.Name, &r.Quarter, &r.Status, &r.Cells, &r.MeanAbs, &r.Mean, &r.MaxAbs)
	}); err != nil {
		return err
	}
	d.Method, err = each(ctx, c, constantSQL, func(rows *sql.Rows, c *ConstantChange) error {
		return rows.Scan(&c.Key, &c.From, &c.To, &c.ZH, &c.EN)
	})
	return err
}

// Of a quarter that the earlier release had, the change is that of the figure
// itself, in which the market has no part.
const scopeSplitSQL = `
WITH latest AS (
	SELECT c.*, m.name, m.name_en, c.quarter > (SELECT max(quarter) FROM {a}.out_shortage p WHERE p.scope = c.scope) AS is_new
	FROM split c JOIN {b}.meta_scope m ON c.scope = m.scope AND c.region_code = m.region_code
	WHERE c.quarter = (SELECT max(quarter) FROM {b}.out_shortage s WHERE s.scope = c.scope)
),
judged AS (
	SELECT *, change_real IS NOT NULL AND (is_new OR last_score IS NOT NULL) AS counts FROM latest
)
SELECT any_value(is_simulated), scope, any_value(name), coalesce(any_value(name_en), ''), any_value(quarter), max(base_quarter), any_value(is_new), count(*) FILTER (counts),
	avg(abs(CASE WHEN is_new THEN score_change ELSE score - last_score END)) FILTER (counts), avg(CASE WHEN is_new THEN abs(change_real) ELSE 0 END) FILTER (counts),
	avg(abs(change_revision)) FILTER (counts), avg(abs(change_method)) FILTER (counts), avg(abs(change_unseparated)) FILTER (counts)
FROM judged GROUP BY scope ORDER BY scope`

const revisionSQL = `
SELECT r.is_simulated, r.scope, m.name, r.quarter, coalesce(r.vintage_before, ''), r.n_cells, r.mean_abs_revision, r.mean_revision, r.max_abs_revision
FROM {b}.out_revision r JOIN {b}.meta_scope m ON r.scope = m.scope
WHERE r.revised_item = 'S' AND r.previous_release = getvariable('from_release') AND r.revised_release = r.release_id
ORDER BY r.scope, r.quarter DESC`

const constantSQL = `
SELECT coalesce(y.key, x.key), coalesce(x.text, ''), coalesce(y.text, ''), coalesce(y.zh, x.zh, ''), coalesce(y.en, x.en, '')
FROM {a}.meta_method x FULL JOIN {b}.meta_method y ON x.key = y.key
WHERE x.text IS DISTINCT FROM y.text ORDER BY 1`
