package wage

import (
	"math"
	"math/rand/v2"
	"testing"
)

// nation draws a wage table: classes of three levels, places in three regions
// and two skill levels, some ads without a region or a level. hidden are cells
// under 30 ads, and a few by other rules.
func nation(r *rand.Rand) []Cell {
	cells := []Cell{cell("r", "", -1, 0, false)}
	for _, major := range []string{"6", "4"} {
		at := len(cells)
		cells = append(cells, cell("r", major, -1, 0, false))
		for unit := range 2 + r.IntN(3) {
			code := major + "-0" + string(rune('1'+unit))
			root := len(cells)
			cells = append(cells, cell("r", code, -1, 0, false))
			for _, region := range []string{"a", "b", "c"} {
				if r.IntN(4) > 0 {
					n := int64(1 + r.IntN(90))
					cells = append(cells, cell(region, code, -1, n, false))
					cells[root].Ads += n
				}
			}
			if r.IntN(3) == 0 {
				cells[root].Ads += int64(r.IntN(9)) // of no region
			}
			skilled := int64(0)
			if cells[root].Ads > 0 {
				skilled = r.Int64N(cells[root].Ads + 1)
			}
			for level, n := range map[int]int64{0: cells[root].Ads - skilled, 4: skilled} {
				if n > 0 {
					cells = append(cells, cell("r", code, level, n, false))
				}
			}
			cells[at].Ads += cells[root].Ads
		}
		cells[0].Ads += cells[at].Ads
	}
	for i := range cells {
		cells[i].Hidden = cells[i].Ads < 30 || r.IntN(25) == 0
	}
	return cells
}

// later is the next edition: a few ads more or fewer in some regions, by which
// cells cross the gates, and the sums that follow.
func later(r *rand.Rand, before []Cell) []Cell {
	cells := append([]Cell{}, before...)
	for i := range cells {
		if !cells[i].IsRoot && r.IntN(3) == 0 {
			d := max(int64(r.IntN(9)-4), 1-cells[i].Ads)
			for j := range cells {
				isAbove := cells[j].IsRoot && cells[j].Level < 0 && (cells[j].Occupation == cells[i].Occupation || cells[j].Occupation == parent(cells[i].Occupation) || cells[j].Occupation == "")
				isLevel := cells[j].IsRoot && cells[j].Level == 0 && cells[j].Occupation == cells[i].Occupation && cells[j].Ads+d > 0
				if j == i || isAbove || isLevel {
					cells[j].Ads += d
				}
			}
		}
	}
	for i := range cells {
		cells[i].Before = Fresh
		cells[i].Hidden = cells[i].Ads < 30 || before[i].Hidden && before[i].Ads >= 30
	}
	return cells
}

// withheld runs the rule.
func withheld(cells []Cell) []bool {
	hidden := make([]bool, len(cells))
	for i, c := range cells {
		hidden[i] = c.Hidden
	}
	for _, i := range Secondary(cells, 5) {
		hidden[i] = true
	}
	return hidden
}

// recovered is the attack: every sum is an equation in the cells that the
// attacker does not know; it returns those that the equations determine. Sums
// with a rest of five ads or more hold one more unknown each.
func recovered(cells []Cell, unknown []bool) []int {
	column := map[int]int{}
	for i, u := range unknown {
		if u {
			column[i] = len(column)
		}
	}
	var rows [][]float64
	for _, r := range relate(cells) {
		if r.rest >= 5 {
			continue // its rest is in no other sum: the equation says nothing
		}
		row := make([]float64, len(column))
		any := false
		for _, p := range r.parts {
			if k, ok := column[p]; ok {
				row[k], any = 1, true
			}
		}
		if k, ok := column[r.total]; ok {
			row[k], any = -1, true
		}
		if any {
			rows = append(rows, row)
		}
	}
	// Reduced row echelon form: a cell is determined where a row has it alone.
	at := 0
	for c := 0; c < len(column) && at < len(rows); c++ {
		p := at
		for p < len(rows) && math.Abs(rows[p][c]) < 1e-9 {
			p++
		}
		if p == len(rows) {
			continue
		}
		rows[at], rows[p] = rows[p], rows[at]
		for k, scale := 0, rows[at][c]; k < len(column); k++ {
			rows[at][k] /= scale
		}
		for q := range rows {
			if f := rows[q][c]; q != at && f != 0 {
				for k := range column {
					rows[q][column[k]] -= f * rows[at][column[k]]
				}
			}
		}
		at++
	}
	var found []int
	for _, row := range rows {
		only, n := -1, 0
		for i, k := range column {
			if math.Abs(row[k]) > 1e-9 {
				only, n = i, n+1
			}
		}
		if n == 1 {
			found = append(found, only)
		}
	}
	return found
}

// TestTheAttackFindsWhatIsOpenToIt: without the secondary rule it succeeds, and
// by two sums together where each has two unknowns.
func TestTheAttackFindsWhatIsOpenToIt(t *testing.T) {
	const o = "6-18-02-04"
	cells := []Cell{cell("r", o, -1, 150, false), cell("a", o, -1, 20, true), cell("b", o, -1, 60, false), cell("c", o, -1, 70, false)}
	if found := recovered(cells, []bool{false, true, false, false}); len(found) != 1 || found[0] != 1 {
		t.Errorf("recovered %v, want the hidden child", found)
	}
	if found := recovered(cells, []bool{false, true, true, false}); found != nil {
		t.Errorf("recovered %v of two", found)
	}
	// The whole of "6" is hidden with one class; its other class and regions are not.
	cells = []Cell{cell("r", "", -1, 200, false), cell("r", "6", -1, 100, true), cell("r", "4", -1, 100, false), cell("r", "6-01", -1, 20, true), cell("r", "6-02", -1, 80, false)}
	if found := recovered(cells, []bool{false, true, false, true, false}); len(found) != 2 {
		t.Errorf("recovered %v, want both by two sums", found)
	}
}

// TestNothingIsRecovered attacks a thousand tables and, with both editions in
// hand, the one that follows each.
func TestNothingIsRecovered(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var hiddenCells, addedFor, withoutMemory int
	for range 1000 {
		first := nation(r)
		hidden := withheld(first)
		for i, h := range hidden {
			if h {
				hiddenCells++
			}
			if h && !first[i].Hidden {
				addedFor++
			}
		}
		if found := recovered(first, hidden); found != nil {
			t.Fatalf("one edition gives %d cells away, such as %+v", len(found), first[found[0]])
		}
		second := later(r, first)
		// The attacker does not know what is hidden now and was hidden then, or
		// was shown of other ads; what was never shown is what he is after.
		attack := func() (found []int) {
			now := withheld(second)
			unknown := make([]bool, len(second))
			for i, c := range second {
				unknown[i] = now[i] && (hidden[i] || max(first[i].Ads-c.Ads, c.Ads-first[i].Ads) >= 5)
			}
			for _, i := range recovered(second, unknown) {
				if hidden[i] {
					found = append(found, i)
				}
			}
			return found
		}
		if attack() != nil {
			withoutMemory++
		}
		for i, c := range second {
			switch d := max(first[i].Ads-c.Ads, c.Ads-first[i].Ads); {
			case hidden[i]:
			case d < 5:
				second[i].Before = Known
			default:
				second[i].Before = Stale
			}
		}
		if found := attack(); found != nil {
			t.Fatalf("two editions give %d cells away, such as %+v", len(found), second[found[0]])
		}
	}
	t.Logf("%d cells hidden in a thousand tables, %d of them to cover others; without regard to the edition before, %d of the following tables would give a cell away", hiddenCells, addedFor, withoutMemory)
	if withoutMemory == 0 {
		t.Error("the editions hardly differ: the test proves little")
	}
}
