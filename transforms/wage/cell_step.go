package wage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"gongqiu/internal/duck"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
)

const figureDDL = `CREATE OR REPLACE TABLE int_wage_figure (cell INTEGER, n_ads BIGINT, n_clusters BIGINT, n_employers BIGINT, top_share DOUBLE, share_wide DOUBLE,
	p10 DOUBLE, p25 DOUBLE, p50 DOUBLE, p75 DOUBLE, p90 DOUBLE,
	p10_min DOUBLE, p10_max DOUBLE, p25_min DOUBLE, p25_max DOUBLE, p50_min DOUBLE, p50_max DOUBLE, p75_min DOUBLE, p75_max DOUBLE, p90_min DOUBLE, p90_max DOUBLE,
	p50_mid DOUBLE, cv DOUBLE)`

// CellStep makes int_wage_figure, one row per cell of the wage table, from the
// priced ads and their cells. An ad counts in half a dozen cells, in each with
// another weight: SQL would write millions of rows to sum them up at once.
func CellStep(m *method.Method) models.Step {
	return models.Step{
		Name: "wage_cells", Needs: []string{"int_wage_ad", "int_wage_target"}, Makes: []string{"int_wage_figure"}, DDL: []string{figureDDL}, Weight: 2,
		Run: func(ctx context.Context, db *sql.DB) error {
			a, err := readAds(ctx, db)
			if err != nil {
				return err
			}
			places, err := readTargets(ctx, db, len(a.from)-1)
			if err != nil {
				return err
			}
			list := cells(a, places, rulesOf(m))
			if _, err := db.ExecContext(ctx, figureDDL); err != nil {
				return err
			}
			return duck.Append(ctx, db, "int_wage_figure", func(row func(...driver.Value) error) error {
				for i := range list {
					if list[i].ads == 0 {
						continue
					}
					if err := row(list[i].row(int32(i))...); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

// cells works out every cell, given the places whose ads count in it.
func cells(a *ads, places [][]int32, r rules) []figures {
	list := make([]figures, len(places))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			c := newAccountant(a, r)
			for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
				if len(places[i]) > 0 {
					list[i] = c.figures(places[i])
				}
			}
		})
	}
	workers.Wait()
	return list
}

func (f *figures) row(cell int32) []driver.Value {
	list := []driver.Value{cell, f.ads, f.clusters, f.employers, f.topShare, f.shareWide}
	if !f.passes {
		return append(list, make([]driver.Value, 17)...)
	}
	for _, p := range f.p {
		list = append(list, p)
	}
	for _, b := range f.bounds {
		list = append(list, b[0], b[1])
	}
	return append(list, f.mid, f.cv)
}

// readAds reads int_wage_ad, whose places are numbered from 1.
func readAds(ctx context.Context, db *sql.DB) (*ads, error) {
	type row struct {
		pay                     uint64
		place, employer, people int32
		isWide                  bool
	}
	var n int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM int_wage_ad").Scan(&n); err != nil {
		return nil, err
	}
	rows := make([]row, 0, n)
	a := &ads{}
	err := duck.Scan(ctx, db, `SELECT place::BIGINT << 32 | (employer + 1)::BIGINT, lo::BIGINT << 32 | hi::BIGINT, people::BIGINT << 1 | is_wide::BIGINT FROM int_wage_ad`, func(v []driver.Value) error {
		who, pay, rest := v[0].(int64), v[1].(int64), v[2].(int64)
		rows = append(rows, row{uint64(pay), int32(who >> 32), int32(who), int32(rest >> 1), rest&1 == 1})
		return nil
	})
	if err != nil {
		return nil, err
	}
	pays := make([]uint64, len(rows))
	last := int32(0)
	for i, r := range rows {
		pays[i] = r.pay
		last, a.employers = max(last, r.place), max(a.employers, int(r.employer)+1)
	}
	slices.Sort(pays)
	pays = slices.Compact(pays)
	number := make(map[uint64]int32, len(pays))
	for i, pay := range pays {
		number[pay] = int32(i)
		a.ranges = append(a.ranges, payRange{int32(pay >> 32), int32(pay)})
	}
	a.from = make([]int32, last+2)
	for _, r := range rows {
		a.from[r.place+1]++
	}
	for p := range last + 1 {
		a.from[p+1] += a.from[p]
	}
	a.list = make([]ad, len(rows))
	next := slices.Clone(a.from)
	for _, r := range rows {
		a.list[next[r.place]] = ad{r.employer, number[r.pay], r.people, r.isWide}
		next[r.place]++
	}
	return a, nil
}

// readTargets lists the places of every cell that have ads.
func readTargets(ctx context.Context, db *sql.DB, places int) (of [][]int32, err error) {
	err = duck.Scan(ctx, db, `SELECT place::BIGINT << 32 | cell::BIGINT FROM int_wage_target ORDER BY 1`, func(v []driver.Value) error {
		place, cell := int32(v[0].(int64)>>32), int32(v[0].(int64))
		for int(cell) >= len(of) {
			of = append(of, nil)
		}
		if int(place) < places {
			of[cell] = append(of[cell], place)
		}
		return nil
	})
	return of, err
}
