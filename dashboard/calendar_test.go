package dashboard

import (
	"slices"
	"testing"
)

func TestCalendar(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{nextMonth("2023-12"), "2024-01"}, {nextMonth("2024-09"), "2024-10"}, {nextMonth("?"), "?"},
		{shiftQuarter("2026Q4", 1), "2027Q1"}, {shiftQuarter("2026Q1", -1), "2025Q4"}, {shiftQuarter("2026Q2", -6), "2024Q4"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
	if got := monthsBack("2024-02", 3); !slices.Equal(got, []string{"2023-12", "2024-01", "2024-02"}) {
		t.Errorf("got %v", got)
	}
}

// A sample with a hole keeps the hole on its axis.
func TestQuartersKeepTheirPlace(t *testing.T) {
	r := &request{e: &edition{catalog: &catalog{quarters: map[string][]string{"s": {"2024Q3", "2023Q4", "2023Q3"}}}}, sc: scope{Scope: "s"}, period: "2024Q3"}
	if got, want := r.quartersUpTo(6), []string{"2023Q3", "2023Q4", "2024Q1", "2024Q2", "2024Q3"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := r.quartersUpTo(2); !slices.Equal(got, []string{"2024Q2", "2024Q3"}) {
		t.Errorf("got %v", got)
	}
}

// Demand is compared with the same month of the year before, not with the
// twelfth row before.
func TestDemandClaim(t *testing.T) {
	zh, _ := loadBoth(t)
	r := &request{locale: zh, f: format{"zh"}}
	var points []demandPoint
	for _, m := range monthsBack("2026-09", 13) {
		points = append(points, demandPoint{month: m, raw: some(100)})
	}
	points[12].raw = some(125)
	if got, want := r.demandClaim("焊工", points, 13), "焊工：2026-09 需求 125 人，比去年同月多 25%"; got != want {
		t.Errorf("got %s", got)
	}
	points[5].raw = Num{}
	if got, want := r.demandClaim("焊工", points, 12), "焊工：只有 12 个月数据，2026-09 需求 125 人"; got != want {
		t.Errorf("got %s", got)
	}
}
