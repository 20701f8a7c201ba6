// Package demand counts ads and employers by month or quarter, region, chain and
// occupation. Employers are counted, never added: one may stand in many cells,
// so that every level of every grouping counts them anew. As SQL that is a list
// of all pairs of employer and cell for each level, millions of rows that are
// hashed to be counted; here each ad is looked at once, employer by employer.
package demand

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"gongqiu/internal/duck"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
)

const (
	monthDDL   = `CREATE OR REPLACE TABLE int_employer_month (period SMALLINT, chain SMALLINT, area SMALLINT, unit SMALLINT, n_employers BIGINT)`
	quarterDDL = `CREATE OR REPLACE TABLE int_employer_quarter (term SMALLINT, chain SMALLINT, area SMALLINT, unit SMALLINT, n_employers BIGINT)`
	figureDDL  = `CREATE OR REPLACE TABLE int_shortage_figure (term SMALLINT, area SMALLINT, class SMALLINT, n_ads BIGINT, n_employers BIGINT,
	headcount DOUBLE, headcount_adjusted DOUBLE, variance DOUBLE, top_share DOUBLE, coder_p DOUBLE, share_skilled DOUBLE)`
)

// Step makes int_employer_month, for the whole economy (chain 0) and the chains of
// each scope's own list; int_employer_quarter, for the chains of all lists; and
// int_shortage_figure, what the shortage score knows of ads, for unit and minor
// groups. Numbers are those of int_number_ad; area 0 is the root and unit 0 all
// occupations. Employers who are not known are not counted; cells without any
// other have no row among the employers.
func Step(m *method.Method) models.Step {
	return models.Step{
		Name: "counts", Needs: []string{"int_number_ad", "int_number_period", "int_chain_member", "int_festival"},
		Makes: []string{"int_employer_month", "int_employer_quarter", "int_shortage_figure"}, DDL: []string{monthDDL, quarterDDL, figureDDL}, Weight: 2,
		Run: func(ctx context.Context, db *sql.DB) error {
			chains, err := readMembers(ctx, db)
			if err != nil {
				return err
			}
			ads, err := readAds(ctx, db)
			if err != nil {
				return err
			}
			c, err := count(ctx, ads, chains, int32(m.Int("wage_headcount_cap")))
			if err != nil {
				return err
			}
			for _, t := range []struct {
				name, ddl string
				fill      func(row func(...driver.Value) error) error
			}{
				{"int_employer_month", monthDDL, fillCells(c.months)},
				{"int_employer_quarter", quarterDDL, fillCells(c.quarters)},
				{"int_shortage_figure", figureDDL, fillFigures(c.figures)},
			} {
				if _, err := db.ExecContext(ctx, t.ddl); err != nil {
					return err
				}
				if err := duck.Append(ctx, db, t.name, t.fill); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func fillCells(list []cell) func(row func(...driver.Value) error) error {
	return func(row func(...driver.Value) error) error {
		for _, c := range list {
			if err := row(c.time, c.chain, c.area, c.unit, int64(c.employers)); err != nil {
				return err
			}
		}
		return nil
	}
}

func fillFigures(list []figure) func(row func(...driver.Value) error) error {
	return func(row func(...driver.Value) error) error {
		for i := range list {
			f := &list[i]
			if err := row(f.term, f.area, f.class, f.ads, f.employers, f.headcount, f.adjusted, f.variance, f.topShare, f.p, f.skilled); err != nil {
				return err
			}
		}
		return nil
	}
}

// ad is one ad: where it counts, of whom it is, and what it adds.
type ad struct {
	key                       int32 // of its chains
	employer                  int32 // below 0 if not known, of each ad another
	term, period              int16
	area, unit, minor         int16
	headcount                 int32
	adjusted                  float64 // headcount without the festival
	p                         float64 // that the occupation is right
	isScored, isSkilled, hasP bool
}

// member is a chain that ads of a key are in.
type member struct {
	chain int16
	isOwn bool // of the list by which the scope counts
}

func readMembers(ctx context.Context, db *sql.DB) (map[int32][]member, error) {
	of := map[int32][]member{}
	err := duck.Scan(ctx, db, `SELECT chain_key, chain, is_own FROM int_chain_member ORDER BY chain_key, chain`, func(v []driver.Value) error {
		of[v[0].(int32)] = append(of[v[0].(int32)], member{v[1].(int16), v[2].(bool)})
		return nil
	})
	return of, err
}

// readAds reads the ads in the order of their quarters and employers.
func readAds(ctx context.Context, db *sql.DB) (list []ad, err error) {
	var n int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM int_number_ad").Scan(&n); err != nil {
		return nil, err
	}
	list = make([]ad, 0, n)
	err = duck.Scan(ctx, db, `
		SELECT (a.term::BIGINT << 40) + a.employer AS who, (a.period::BIGINT << 48) | (a.area::BIGINT << 32) | (a.unit::BIGINT << 16) | a.minor,
			a.chain_key::BIGINT * 4294967296 + a.headcount, a.in_score::INTEGER + 2 * coalesce(a.is_skilled, false)::INTEGER, a.headcount * f.factor, a.occupation_p
		FROM int_number_ad a JOIN (
			SELECT n.period, f.factor FROM int_number_period n JOIN int_festival f ON n.scope = f.scope AND n.month = f.month
		) f ON a.period = f.period
		ORDER BY who`, func(v []driver.Value) error {
		who, where, what, flags := v[0].(int64), v[1].(int64), v[2].(int64), v[3].(int32)
		a := ad{
			term: int16((who + 1<<39) >> 40), period: int16(where >> 48), area: int16(where >> 32), unit: int16(where >> 16), minor: int16(where),
			key: int32(what >> 32), headcount: int32(what), isScored: flags&1 != 0, isSkilled: flags&2 != 0, adjusted: v[4].(float64),
		}
		a.employer = int32(who - int64(a.term)<<40)
		a.p, a.hasP = v[5].(float64)
		list = append(list, a)
		return nil
	})
	return list, err
}

// counts is what is counted, in the order of quarters.
type counts struct {
	months, quarters []cell
	figures          []figure
}

// count goes through the ads quarter by quarter, several quarters at a time.
// capped is the most people that one ad weighs.
func count(ctx context.Context, ads []ad, chains map[int32][]member, capped int32) (counts, error) {
	var size extent
	for i := range ads {
		size.areas, size.classes = max(size.areas, int(ads[i].area)+1), max(size.classes, int(ads[i].unit)+1, int(ads[i].minor)+1)
	}
	for _, list := range chains {
		for _, m := range list {
			size.chains = max(size.chains, int(m.chain)+1)
		}
	}
	var quarters [][]ad
	for from := 0; from < len(ads); {
		to := from
		for to < len(ads) && ads[to].term == ads[from].term {
			to++
		}
		quarters = append(quarters, ads[from:to])
		from = to
	}
	parts := make([]counts, len(quarters))
	spare := make(chan *counter, runtime.GOMAXPROCS(0))
	for range cap(spare) {
		spare <- newCounter(size, capped)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(cap(spare))
	for k, part := range quarters {
		g.Go(func() error {
			c := <-spare
			defer func() { spare <- c }()
			parts[k] = c.count(part, chains)
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return counts{}, err
	}
	var all counts
	for _, p := range parts {
		all.months, all.quarters, all.figures = slices.Concat(all.months, p.months), slices.Concat(all.quarters, p.quarters), slices.Concat(all.figures, p.figures)
	}
	return all, nil
}
