// Package wage protects the wage table: it finds the cells that must be
// withheld because what is published beside them would give them away.
package wage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sort"

	"gongqiu/internal/duck"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
)

// Cell is one cell of the wage table: a root region's class of any depth, a
// child region's unit group, or a root region's unit group at a skill level
// (Level ≥ 0; −1 is all levels). Hidden says that a primary rule withholds it.
type Cell struct {
	Scope, Quarter, Region, Occupation string
	Level                              int
	Ads                                int64
	IsRoot, Hidden                     bool
}

// relation says that a total is made of parts, and of rest ads that stand in
// no part.
type relation struct {
	total int
	parts []int
	rest  int64
}

// Secondary returns the indices of cells to withhold besides the hidden ones.
// After it, no total and its parts have exactly one hidden member: what is
// hidden cannot be had by subtraction. Of the parts it takes the smallest. A
// rest of at least minRest ads that stand in no cell hides like one.
func Secondary(cells []Cell, minRest int64) []int {
	relations := relate(cells)
	hidden := make([]bool, len(cells))
	for i, c := range cells {
		hidden[i] = c.Hidden
	}
	var added []int
	for changed := true; changed; {
		changed = false
		for _, r := range relations {
			count := 0
			if hidden[r.total] {
				count++
			}
			smallest := -1
			for _, p := range r.parts {
				if hidden[p] {
					count++
				} else if smallest < 0 || cells[p].Ads < cells[smallest].Ads {
					smallest = p
				}
			}
			if count != 1 || r.rest >= minRest || smallest < 0 && hidden[r.total] {
				continue
			}
			if smallest < 0 { // one part, hidden, and a total that shows it
				smallest = r.total
			}
			hidden[smallest] = true
			added = append(added, smallest)
			changed = true
		}
	}
	sort.Ints(added)
	return added
}

// relate lists the sums that a reader can take: root = children, all levels =
// levels, class = classes below it.
func relate(cells []Cell) []relation {
	type key struct {
		scope, quarter, occupation string
		kind                       int // 0 regions, 1 levels, 2 classes
	}
	totals := map[key]int{}
	for i, c := range cells {
		if c.IsRoot && c.Level < 0 {
			for kind := range 3 {
				totals[key{c.Scope, c.Quarter, c.Occupation, kind}] = i
			}
		}
	}
	found := map[key]*relation{}
	var order []key
	for i, c := range cells {
		k := key{c.Scope, c.Quarter, c.Occupation, 0}
		switch {
		case !c.IsRoot:
		case c.Level >= 0:
			k.kind = 1
		case c.Occupation != "":
			k.kind, k.occupation = 2, parent(c.Occupation)
		default:
			continue
		}
		total, ok := totals[k]
		if !ok {
			continue
		}
		r := found[k]
		if r == nil {
			r = &relation{total: total, rest: cells[total].Ads}
			found[k], order = r, append(order, k)
		}
		r.parts = append(r.parts, i)
		r.rest -= c.Ads
	}
	list := make([]relation, len(order))
	for i, k := range order {
		list[i] = *found[k]
	}
	return list
}

func parent(code string) string {
	for i := len(code) - 1; i >= 0; i-- {
		if code[i] == '-' {
			return code[:i]
		}
	}
	return ""
}

const secondaryDDL = "CREATE TABLE int_wage_secondary (scope VARCHAR, quarter VARCHAR, region_code VARCHAR, occupation_code VARCHAR, skill_level INTEGER)"

// SecondaryStep makes int_wage_secondary from int_wage_cell.
func SecondaryStep(m *method.Method) models.Step {
	return models.Step{
		Name: "wage_secondary", Needs: []string{"int_wage_cell", "int_scope"}, Makes: []string{"int_wage_secondary"}, DDL: []string{secondaryDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			if _, err := db.ExecContext(ctx, "CREATE OR REPLACE"+secondaryDDL[len("CREATE"):]); err != nil {
				return err
			}
			cells, err := readCells(ctx, db)
			if err != nil {
				return err
			}
			return duck.Append(ctx, db, "int_wage_secondary", func(row func(...driver.Value) error) error {
				for _, i := range Secondary(cells, int64(m.Int("secondary_min_rest"))) {
					c := cells[i]
					if err := row(c.Scope, c.Quarter, c.Region, c.Occupation, int32(c.Level)); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

func readCells(ctx context.Context, db *sql.DB) ([]Cell, error) {
	rows, err := db.QueryContext(ctx, `
		SELECT c.scope, c.quarter, c.region_code, c.occupation_code, c.skill_level, c.n_ads, c.region_code = s.region_code, c.reasons <> ''
		FROM int_wage_cell c JOIN int_scope s ON c.scope = s.scope
		ORDER BY c.scope, c.quarter, c.occupation_code, c.region_code, c.skill_level`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var cells []Cell
	for rows.Next() {
		var c Cell
		if err := rows.Scan(&c.Scope, &c.Quarter, &c.Region, &c.Occupation, &c.Level, &c.Ads, &c.IsRoot, &c.Hidden); err != nil {
			return nil, err
		}
		cells = append(cells, c)
	}
	return cells, rows.Err()
}
