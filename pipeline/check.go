package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"gongqiu/transforms/models"
)

// Check is the outcome of one check before publishing.
type Check struct {
	Name     string   `json:"name"`
	ZH       string   `json:"zh"`
	EN       string   `json:"en"`
	OK       bool     `json:"ok"`
	Rows     int64    `json:"rows"` // offending rows
	Examples []string `json:"examples,omitempty"`
}

const checksDDL = `CREATE OR REPLACE TABLE meta_check (name VARCHAR, status VARCHAR, rows BIGINT, zh VARCHAR, en VARCHAR, detail VARCHAR)`

// judge writes the outcome of the checks into meta_check, and refuses to go on if
// one failed.
func (b *build) judge(ctx context.Context, db *sql.DB, results []models.Result) error {
	slices.SortFunc(results, func(x, y models.Result) int { return strings.Compare(x.Name, y.Name) })
	if _, err := db.ExecContext(ctx, checksDDL); err != nil {
		return err
	}
	var failed []string
	for _, r := range results {
		c := Check{Name: r.Name, ZH: r.ZH, EN: r.Title, OK: r.Rows == 0, Rows: r.Rows, Examples: r.Examples}
		b.record.Checks = append(b.record.Checks, c)
		status := "pass"
		if !c.OK {
			status = "fail"
			failed = append(failed, fmt.Sprintf("%s (%s): %d rows, such as %s", c.EN, c.Name, c.Rows, strings.Join(c.Examples, "; ")))
		}
		if _, err := db.ExecContext(ctx, `INSERT INTO meta_check VALUES (?, ?, ?, ?, ?, ?)`, c.Name, status, c.Rows, c.ZH, c.EN, strings.Join(c.Examples, "; ")); err != nil {
			return err
		}
	}
	b.report.Say("checks: %d passed, %d failed", len(results)-len(failed), len(failed))
	if len(failed) > 0 {
		return fmt.Errorf("%w\n  %s", ErrRefused, strings.Join(failed, "\n  "))
	}
	return nil
}
