package wage

import (
	"slices"
	"testing"
)

func cell(region, occupation string, level int, ads int64, hidden bool) Cell {
	return Cell{Scope: "s", Quarter: "2026Q3", Region: region, Occupation: occupation, Level: level, Ads: ads, IsRoot: region == "r", Hidden: hidden}
}

func known(c Cell) Cell {
	c.Before = Known
	return c
}

func stale(c Cell) Cell {
	c.Before = Stale
	return c
}

func TestSecondaryByHand(t *testing.T) {
	const o = "6-18-02-04"
	for _, c := range []struct {
		name  string
		cells []Cell
		want  []int
	}{
		{"one hidden child takes the smallest other with it", []Cell{cell("r", o, -1, 150, false), cell("a", o, -1, 20, true), cell("b", o, -1, 60, false), cell("c", o, -1, 70, false)}, []int{2}},
		{"two hidden children cover each other", []Cell{cell("r", o, -1, 150, false), cell("a", o, -1, 20, true), cell("b", o, -1, 60, true), cell("c", o, -1, 70, false)}, nil},
		{"ads of no region cover a hidden child", []Cell{cell("r", o, -1, 155, false), cell("a", o, -1, 20, true), cell("b", o, -1, 60, false), cell("c", o, -1, 70, false)}, nil},
		{"four ads of no region do not", []Cell{cell("r", o, -1, 154, false), cell("a", o, -1, 20, true), cell("b", o, -1, 60, false), cell("c", o, -1, 70, false)}, []int{2}},
		{"an only child that is hidden hides its total", []Cell{cell("r", o, -1, 40, false), cell("a", o, -1, 40, true)}, []int{0}},
		{"levels", []Cell{cell("r", o, -1, 100, false), cell("r", o, 0, 60, false), cell("r", o, 4, 40, true)}, []int{1}},
		{"classes, and what follows below", []Cell{
			cell("r", "6-18-02", -1, 100, false), cell("r", "6-18-02-01", -1, 20, true), cell("r", o, -1, 80, false),
			cell("a", o, -1, 80, false)}, []int{2, 3}},
		{"a hidden total and open parts", []Cell{cell("r", o, -1, 100, true), cell("a", o, -1, 60, false), cell("b", o, -1, 40, false)}, []int{2}},
		{"what the last edition published covers nothing", []Cell{cell("r", o, -1, 150, false), cell("a", o, -1, 20, true), known(cell("b", o, -1, 60, false)), cell("c", o, -1, 70, false)}, []int{3}},
		{"a hidden cell that is known needs a second one", []Cell{cell("r", o, -1, 150, false), cell("a", o, -1, 20, true), known(cell("b", o, -1, 29, true)), cell("c", o, -1, 101, false)}, []int{3}},
		{"a total covers where no part can", []Cell{cell("r", o, -1, 150, false), cell("a", o, -1, 20, true), known(cell("b", o, -1, 60, false)), known(cell("c", o, -1, 70, false))}, []int{0}},
		{"what had other ads covers where nothing fresh can", []Cell{known(cell("r", o, -1, 150, false)), cell("a", o, -1, 20, true), known(cell("b", o, -1, 60, false)), stale(cell("c", o, -1, 70, false))}, []int{3}},
		{"what is hidden and had other ads is taken as a cover without more", []Cell{known(cell("r", o, -1, 150, false)), cell("a", o, -1, 20, true), stale(cell("b", o, -1, 29, true)), known(cell("c", o, -1, 101, false))}, nil},
		{"what is known already is not covered", []Cell{cell("r", o, -1, 150, false), known(cell("a", o, -1, 20, true)), cell("b", o, -1, 130, false)}, nil},
		{"nothing hidden", []Cell{cell("r", o, -1, 100, false), cell("a", o, -1, 100, false)}, nil},
	} {
		if got := Secondary(c.cells, 5); !slices.Equal(got, c.want) {
			t.Errorf("%s: withheld %v, want %v", c.name, got, c.want)
		}
	}
}
