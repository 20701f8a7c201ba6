package forecast

import (
	"math"
	"testing"
)

// Constant series are forecast without error, so every way of adding up is
// exact; one series that jumps at the end is missed by every way by as much.
func TestSumsByHand(t *testing.T) {
	s := Settings{Calendar: NewCalendar(10, 9), MedianMonths: 6, Horizon: 1, WorkdaysMost: 0}
	flat := func(v float64, last float64) []float64 {
		y := make([]float64, 14)
		for i := range y {
			y[i] = v
		}
		y[13] = last
		return y
	}
	p := Panel{First: 2023*12 + 3, Names: []string{"1-01", "1-02", "2-01"}, Y: [][]float64{flat(100, 100), flat(200, 260), flat(300, 240)}}
	list := p.sums(13, s)
	// By class: 1 has 360 for 300, 2 has 240 for 300; the whole has 600 for 600.
	want := map[int][2]float64{-1: {120.0 / 600, 3}, 0: {0, 1}, 1: {120.0 / 600, 2}}
	if len(list) != 3 {
		t.Fatalf("%d levels, want series, whole and classes: %+v", len(list), list)
	}
	for _, x := range list {
		w := want[x.Level]
		if x.Horizon != 1 || float64(x.Classes) != w[1] {
			t.Errorf("level %d: %+v", x.Level, x)
		}
		for _, v := range []Figure{x.Own, x.BottomUp, x.TopDown} {
			if math.Abs(float64(v)-w[0]) > 1e-9 {
				t.Errorf("level %d: WAPE %v, want %v", x.Level, v, w[0])
			}
		}
	}
}
