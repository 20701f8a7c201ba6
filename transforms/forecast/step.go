package forecast

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"math"

	"gongqiu/internal/duck"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
)

// FestivalStep makes int_festival: one row per scope and month with the share
// of festival days, the pooled effect β of the scope and the factor exp(−β·x)
// that takes it out of demand. β is estimated from the monthly headcount of
// the scope's unit groups that reach forecast_min_volume a month; where fewer
// than festival_min_months months, or no festival, are in the data, β is 0 and
// nothing is adjusted.
func FestivalStep(m *method.Method) models.Step {
	return models.Step{
		Name:  "festival",
		Needs: []string{"int_number_ad", "int_number_period", "int_number_class", "int_scope"},
		Makes: []string{"int_festival"},
		DDL:   []string{festivalDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			if _, err := db.ExecContext(ctx, "CREATE OR REPLACE"+festivalDDL[len("CREATE"):]); err != nil {
				return err
			}
			calendar := NewCalendar(m.Int("festival_before"), m.Int("festival_after"))
			series, err := readMonthly(ctx, db, `
				SELECT n.scope, c.code, '', n.month, a.headcount
				FROM (SELECT period, unit, sum(headcount)::DOUBLE AS headcount FROM int_number_ad WHERE unit > 0 GROUP BY ALL) a
				JOIN int_number_period n ON a.period = n.period JOIN int_number_class c ON a.unit = c.class
				JOIN int_scope s ON n.scope = s.scope AND n.month <= s.last_month ORDER BY ALL`)
			if err != nil {
				return err
			}
			months, err := readMonths(ctx, db)
			if err != nil {
				return err
			}
			return duck.Append(ctx, db, "int_festival", func(row func(...driver.Value) error) error {
				for _, scope := range months {
					var pool [][]float64
					first := scope.last
					for _, s := range series {
						if s.scope == scope.name && s.first < first {
							first = s.first
						}
					}
					for _, s := range series {
						if s.scope == scope.name && mean(s.y) >= m.Float("forecast_min_volume") {
							pool = append(pool, padFront(s.y, int(s.first-first)))
						}
					}
					beta := 0.0
					if int(scope.last-first)+1 >= m.Int("festival_min_months") {
						beta, _ = Effect(pool, first, calendar)
					}
					for t := scope.first; t <= scope.last; t++ {
						x := calendar.Share(t)
						if err := row(scope.name, t.String(), x, beta, exact(math.Exp(-beta*x))); err != nil {
							return err
						}
					}
				}
				return nil
			})
		},
	}
}

// exact rounds a factor to a multiple of 2^-26: sums of people times factors are
// then exact, in whatever order they are taken.
func exact(x float64) float64 { return math.Round(x*(1<<26)) / (1 << 26) }

const festivalDDL = "CREATE TABLE int_festival (scope VARCHAR, month VARCHAR, share DOUBLE, beta DOUBLE, factor DOUBLE)"

// monthly is one series without gaps from its first to its last month seen.
type monthly struct {
	scope, a, b string
	first       Month
	y           []float64
}

// readMonthly reads (scope, a, b, month, value) ordered by all; months without
// a row are 0.
func readMonthly(ctx context.Context, db *sql.DB, query string) ([]monthly, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []monthly
	for rows.Next() {
		var scope, a, b, text string
		var value float64
		if err := rows.Scan(&scope, &a, &b, &text, &value); err != nil {
			return nil, err
		}
		month, err := ParseMonth(text)
		if err != nil {
			return nil, err
		}
		if n := len(list); n == 0 || list[n-1].scope != scope || list[n-1].a != a || list[n-1].b != b {
			list = append(list, monthly{scope: scope, a: a, b: b, first: month})
		}
		s := &list[len(list)-1]
		for Month(len(s.y)) < month-s.first {
			s.y = append(s.y, 0)
		}
		s.y = append(s.y, value)
	}
	return list, rows.Err()
}

type scopeMonths struct {
	name        string
	first, last Month
}

func readMonths(ctx context.Context, db *sql.DB) ([]scopeMonths, error) {
	rows, err := db.QueryContext(ctx, `
		SELECT s.scope, coalesce(min(a.month), any_value(s.last_month)), any_value(s.last_month)
		FROM int_scope s LEFT JOIN int_number_period a ON a.scope = s.scope AND a.month <= s.last_month
		WHERE s.last_month IS NOT NULL GROUP BY s.scope ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []scopeMonths
	for rows.Next() {
		var name, first, last string
		if err := rows.Scan(&name, &first, &last); err != nil {
			return nil, err
		}
		a, err := ParseMonth(first)
		if err != nil {
			return nil, err
		}
		b, err := ParseMonth(last)
		if err != nil {
			return nil, err
		}
		list = append(list, scopeMonths{name, a, b})
	}
	return list, rows.Err()
}

func padFront(y []float64, n int) []float64 { return append(make([]float64, n), y...) }

func mean(y []float64) float64 {
	sum := 0.0
	for _, v := range y {
		sum += v
	}
	return sum / float64(max(len(y), 1))
}
