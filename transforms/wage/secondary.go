// Package wage protects the wage table: it finds the cells that must be
// withheld because what is published beside them would give them away.
package wage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"sort"

	"gongqiu/internal/duck"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
)

// Cell is one cell of the wage table: a root region's class of any depth, a
// child region's unit group, or a root region's unit group at a skill level
// (Level ≥ 0; −1 is all levels). Hidden says that a primary rule withholds it.
// Before says what the edition before published of the same quarter.
type Cell struct {
	Scope, Quarter, Region, Occupation string
	Level                              int
	Ads                                int64
	IsRoot, Hidden                     bool
	Before                             Before
}

// Before is what a reader who kept the last edition knows of a cell.
type Before int

// What was never published comes first: it covers best.
const (
	Fresh Before = iota // withheld, or not there: nothing
	Stale               // published, of other ads by secondary_min_rest or more
	Known               // published, of nearly the same ads: withholding it now covers nothing
)

// relation says that a total is made of parts, and of rest ads that stand in
// no part.
type relation struct {
	total int
	parts []int
	rest  int64
}

// Secondary returns the indices of cells to withhold besides the hidden ones.
// After it, no total and its parts have exactly one member that a reader of this
// edition and the one before does not know: what was never published cannot be
// had by subtraction. Of the parts it takes the smallest that is fresh, else the
// total, else what is stale; a rest of at least minRest ads that stand in no
// cell hides like one. A hidden cell that was published before needs no cover
// and gives none, unless it is taken as one.
//
// The sums form a tree (a cell is a part of one sum), so that two unknowns in
// each leave none determined by several sums together either.
func Secondary(cells []Cell, minRest int64) []int {
	relations := relate(cells)
	covered := make([]bool, len(cells)) // unknown to the reader, and to stay so
	for i, c := range cells {
		covered[i] = c.Hidden && c.Before == Fresh
	}
	var added []int
	for changed := true; changed; {
		changed = false
		for _, r := range relations {
			unknown, cover := 0, -1
			for _, i := range append(r.parts[:len(r.parts):len(r.parts)], r.total) {
				switch c := cells[i]; {
				case covered[i]:
					unknown++
				case c.Before == Known:
				case cover < 0 || c.Before < cells[cover].Before:
					cover = i
				case i != r.total && c.Before == cells[cover].Before && c.Ads < cells[cover].Ads:
					cover = i
				}
			}
			if unknown != 1 || r.rest >= minRest || cover < 0 {
				continue
			}
			covered[cover] = true
			if !cells[cover].Hidden {
				added = append(added, cover)
			}
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

// SecondaryStep makes int_wage_secondary from int_wage_cell and from what the
// previous release, a DuckDB file, published. An empty name is no release.
func SecondaryStep(m *method.Method, previous string) models.Step {
	return models.Step{
		Name: "wage_secondary", Needs: []string{"int_wage_cell", "int_scope"}, Makes: []string{"int_wage_secondary"}, DDL: []string{secondaryDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			if _, err := db.ExecContext(ctx, "CREATE OR REPLACE"+secondaryDDL[len("CREATE"):]); err != nil {
				return err
			}
			minRest := int64(m.Int("secondary_min_rest"))
			cells, err := readCells(ctx, db)
			if err != nil {
				return err
			}
			if previous != "" {
				if err := remember(ctx, cells, previous, minRest); err != nil {
					return err
				}
			}
			return duck.Append(ctx, db, "int_wage_secondary", func(row func(...driver.Value) error) error {
				for _, i := range Secondary(cells, minRest) {
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

// remember marks the cells that the previous release published: known with
// fewer than near ads more or less, else stale. It opens a database of its own,
// since another step may have the file attached.
func remember(ctx context.Context, cells []Cell, file string, near int64) error {
	db, err := duck.OpenReadOnly(file, duck.Options{Threads: 1, MemoryMB: 300})
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SELECT scope, quarter, region_code, occupation_code, skill_level, n_ads FROM out_wage_posted WHERE conf_status = 'F'")
	if err != nil {
		return fmt.Errorf("previous release %s: %w", file, err)
	}
	defer rows.Close()
	type key struct {
		scope, quarter, region, occupation string
		level                              int
	}
	before := map[key]int64{}
	for rows.Next() {
		var k key
		var n int64
		if err := rows.Scan(&k.scope, &k.quarter, &k.region, &k.occupation, &k.level, &n); err != nil {
			return err
		}
		before[k] = n
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for i, c := range cells {
		n, ok := before[key{c.Scope, c.Quarter, c.Region, c.Occupation, c.Level}]
		switch {
		case !ok:
		case max(n-c.Ads, c.Ads-n) < near:
			cells[i].Before = Known
		default:
			cells[i].Before = Stale
		}
	}
	return nil
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
