package shortage

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"gongqiu/internal/duck"
	"gongqiu/transforms/method"
)

const rescoredDDL = `CREATE TABLE int_rescored (scope VARCHAR, region_code VARCHAR, occupation_code VARCHAR, quarter VARCHAR, score DOUBLE, fallback VARCHAR, is_own BOOLEAN)`

// rescore fills int_rescored with what the scorer gives by other constants on
// the data of this run: scores without their spread, for the spread takes no
// part in them.
func rescore(ctx context.Context, db *sql.DB, scopes []string, mt *method.Method) error {
	for _, scope := range scopes {
		m, err := read(ctx, db, scope, mt)
		if err != nil {
			return err
		}
		if len(m.quarters) == 0 {
			continue
		}
		if err := m.scoreCells(ctx); err != nil {
			return err
		}
		if err := duck.Append(ctx, db, "int_rescored", func(row func(...driver.Value) error) error {
			return m.eachAssessed(func(class, r, q int) error {
				used, fallback := m.resolve(class, r, q)
				own := used == m.at(class, r, q)
				var score driver.Value
				if used >= 0 {
					score = m.cells[used].score
				}
				return row(m.scope, m.regions[r], m.classes[class], m.quarters[q], score, text(fallback), own)
			})
		}); err != nil {
			return err
		}
	}
	return nil
}

// eachAssessed calls fn for every unit group, region and quarter with ads or
// registrations: those that have a row in out_shortage.
func (m *market) eachAssessed(fn func(class, region, quarter int) error) error {
	for class := range m.units {
		for r := range m.regions {
			for q := range m.quarters {
				if c := &m.cells[m.at(class, r, q)]; !c.assessed() {
					continue
				}
				if err := fn(class, r, q); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
