package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"gongqiu/transforms/models"
	"gongqiu/transforms/pay"
)

const payDDL = `CREATE OR REPLACE TABLE map_pay (scope VARCHAR, pay VARCHAR, pay_min VARCHAR, pay_max VARCHAR, pay_unit VARCHAR, pay_months VARCHAR,
	pay_lo DOUBLE, pay_hi DOUBLE, pay_reason VARCHAR, is_wide BOOLEAN, pay_open VARCHAR, is_parttime BOOLEAN)`

// payStep reads every distinct statement of pay.
func (b *build) payStep() models.Step {
	minimum := map[string]float64{}
	for _, s := range b.cfg.Scopes {
		minimum[s.ID] = s.MinimumWage
	}
	return models.Step{
		Name: "pay", Needs: []string{"stg_posting", "int_source"}, Makes: []string{"map_pay"}, DDL: []string{payDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			const query = `SELECT DISTINCT scope, pay, pay_min, pay_max, pay_unit, pay_months FROM stg_posting JOIN int_source USING (source_no) ORDER BY ALL`
			return mapDistinct(ctx, db, query, payDDL, "map_pay", func(in []string) []driver.Value {
				p := pay.Parse(pay.Input{Text: in[1], Min: in[2], Max: in[3], Unit: in[4], Months: in[5], Minimum: minimum[in[0]]})
				var lo, hi driver.Value
				if p.Priced() {
					lo, hi = p.Lo, p.Hi
				}
				return []driver.Value{in[0], in[1], in[2], in[3], in[4], in[5], lo, hi, text(p.Reason), p.Wide, text(p.Open), p.Casual}
			})
		},
	}
}
