package wage

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func cell(region, occupation string, level int, ads int64, hidden bool) Cell {
	return Cell{Scope: "s", Quarter: "2026Q3", Region: region, Occupation: occupation, Level: level, Ads: ads, IsRoot: region == "r", Hidden: hidden}
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
		{"nothing hidden", []Cell{cell("r", o, -1, 100, false), cell("a", o, -1, 100, false)}, nil},
	} {
		if got := Secondary(c.cells, 5); !slices.Equal(got, c.want) {
			t.Errorf("%s: withheld %v, want %v", c.name, got, c.want)
		}
	}
}

// Whatever is hidden at first, no sum is left with one unknown.
func TestSecondaryLeavesNoSumWithOneUnknown(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		cells := []Cell{cell("r", "", -1, 0, false)}
		for _, major := range []string{"6", "4"} {
			at := len(cells)
			cells = append(cells, cell("r", major, -1, 0, r.IntN(8) == 0))
			for unit := range 2 + r.IntN(3) {
				code := major + "-0" + string(rune('1'+unit))
				root := len(cells)
				cells = append(cells, cell("r", code, -1, 0, r.IntN(4) == 0))
				for _, region := range []string{"a", "b", "c"} {
					if r.IntN(4) > 0 {
						n := int64(1 + r.IntN(90))
						cells = append(cells, cell(region, code, -1, n, n < 30))
						cells[root].Ads += n
					}
				}
				cells[at].Ads += cells[root].Ads
			}
			cells[0].Ads += cells[at].Ads
		}
		for _, i := range Secondary(cells, 5) {
			if cells[i].Hidden {
				t.Fatal("withheld twice")
			}
			cells[i].Hidden = true
		}
		for _, rel := range relate(cells) {
			hidden, open := 0, 0
			for _, p := range rel.parts {
				if cells[p].Hidden {
					hidden++
				} else {
					open++
				}
			}
			if cells[rel.total].Hidden {
				hidden++
			}
			if hidden == 1 && rel.rest < 5 && !(cells[rel.total].Hidden && open == 0) {
				t.Fatalf("one unknown in %+v", rel)
			}
		}
	}
}
