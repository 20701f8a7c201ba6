package forecast

import (
	"math"
	"math/rand/v2"
	"testing"

	"gongqiu/transforms/method"
)

// Log changes of +0.2, −0.2, +0.2 … have the median size 0.2; of a series that
// never moves 1 % is taken. Half a person is added to each month.
func TestSpreadByHand(t *testing.T) {
	y := make([]float64, 20)
	for i := range y {
		y[i] = 100*math.Exp(0.1*float64(1-2*(i%2))) - 0.5
	}
	near(t, "spread", spreadOf(y), 0.2, 1e-12)
	near(t, "spread of a constant", spreadOf([]float64{5, 5, 5}), 0.01, 0)
	near(t, "spread of nothing", spreadOf([]float64{5}), 0.01, 0)
	// Only the last twelve changes count.
	near(t, "old changes", spreadOf(append([]float64{1, 1000, 1, 1000}, y...)), 0.2, 1e-12)
}

// Two errors an origin: the last six origins hold twelve, so it goes back ten
// for twenty. With forty of its own class, other classes do not count.
func TestErrorsBeforeByHand(t *testing.T) {
	of := func(origin, class int, size float64) trial {
		return trial{origin: origin, h: 3, class: class, forecast: 99.5, actual: 100*math.Exp(size*0.5) - 0.5, spread: 0.5}
	}
	var trials []trial
	for o := range 20 {
		trials = append(trials, of(o, 0, float64(o)), of(o, 1, float64(o)))
	}
	trials = append(trials, trial{origin: 5, h: 2, spread: 1})
	e := errorsBefore(trials, 18, 3, 0, 6) // outcomes known at 18: origins up to 15
	if len(e) != 20 {
		t.Fatalf("%d errors, want 20 of the ten origins 6 to 15", len(e))
	}
	near(t, "smallest", e[0], 6, 1e-9)
	near(t, "largest", e[19], 15, 1e-9)
	if n := len(errorsBefore(trials, 4, 3, 0, 6)); n != 4 {
		t.Errorf("%d errors known at 4, want those of origins 0 and 1", n)
	}
	for range 7 {
		for o := 10; o < 16; o++ {
			trials = append(trials, of(o, 1, 50))
		}
	}
	if e = errorsBefore(trials, 18, 3, 1, 6); len(e) != 48 || e[5] > 16 || e[6] < 49 {
		t.Errorf("%d errors of class 1, want 48 with 42 of 50", len(e))
	}
	if e = errorsBefore(trials, 18, 3, 0, 6); len(e) != 54 {
		t.Errorf("%d errors for class 0, want those of all classes, 54", len(e))
	}
}

// Markets whose volatility stays, falls to a half or doubles after 22 of 36
// months, with shocks common to all series: intervals hold about what they say.
func TestIntervalsHoldWhatTheySay(t *testing.T) {
	s := SettingsOf(method.Default())
	first := month(t, "2021-01")
	for _, c := range []struct {
		name          string
		before, after float64
		low, high     float64
	}{{"steady", 1, 1, 0.75, 0.88}, {"calmer", 1.4, 0.7, 0.75, 0.90}, {"wilder", 0.7, 1.4, 0.68, 0.85}} {
		var n, in80, in95 float64
		for seed := range uint64(5) {
			r := rand.New(rand.NewPCG(seed, 77))
			p := Panel{First: first, Y: make([][]float64, 16)}
			scale := make([]float64, len(p.Y))
			level := make([]float64, len(p.Y))
			for i := range p.Y {
				scale[i] = 0.05 * math.Exp(0.6*r.NormFloat64())
				level[i] = 6 + r.NormFloat64()
			}
			common := 0.0
			for m := range 36 {
				v := c.before
				if m >= 22 {
					v = c.after
				}
				common += 0.04 * v * r.NormFloat64()
				odd := 0.04 * v * r.NormFloat64()
				for i := range p.Y {
					level[i] += scale[i] * v * r.NormFloat64()
					e := calendarEffect{festival: -0.8, workdays: 1}.at(first+Month(m), s.Calendar)
					p.Y[i] = append(p.Y[i], math.Round(math.Exp(level[i]+common+odd+e+0.6*scale[i]*v*r.NormFloat64())))
				}
			}
			trials := p.backTest(s)
			for _, h := range []int{1, 3, 6} {
				for _, b := range bandsOf(trials, h, s) {
					if b.origin < 23 {
						continue
					}
					n++
					if b.in80 {
						in80++
					}
					if b.in95 {
						in95++
					}
				}
			}
		}
		t.Logf("%s: 80 %% intervals hold %.3f, 95 %% intervals %.3f of %.0f", c.name, in80/n, in95/n, n)
		if in80/n < c.low || in80/n > c.high || in95/n < 0.87 {
			t.Errorf("%s: 80 %% intervals hold %.3f (%.2f to %.2f), 95 %% intervals %.3f", c.name, in80/n, c.low, c.high, in95/n)
		}
	}
}
