package forecast

import (
	"math"
	"testing"
)

// One pair of months: January 2023 has 20 of 31 festival days and 50 ads,
// February none and 100: β = ln 2/(0 − 20/31).
func TestEffectByHand(t *testing.T) {
	beta, ok := Effect([][]float64{{50, 100}}, month(t, "2023-01"), NewCalendar(10, 9))
	if !ok {
		t.Fatal("no festival found")
	}
	near(t, "β", beta, -math.Ln2*31/20, 1e-12)
}

// Two forecasts. 90 for 100 after 80 (a year before 120, mean changes 5 and 20):
// error 10, naive 20, seasonal 20. 130 for 120 after 150 (nothing known of a year
// before, mean change 10): error 10, naive 30. The first moves the right way, up; the second too, down.
func TestScoresByHand(t *testing.T) {
	trials := []trial{
		{origin: 24, h: 3, actual: 100, forecast: 90, naive: 80, last: 80, seasonal: 120, scale1: 5, scale12: 20},
		{origin: 25, h: 3, actual: 120, forecast: 130, naive: 150, last: 150, seasonal: math.NaN(), scale1: 10, scale12: math.NaN()},
		{origin: 26, h: 2, actual: 1, forecast: 999, naive: 1, last: 2},
	}
	var s Scores
	s.score(trials, func(t trial) bool { return t.h == 3 })
	if s.Forecasts != 2 || s.Origins != 2 {
		t.Errorf("%d forecasts at %d origins, want 2 and 2", s.Forecasts, s.Origins)
	}
	near(t, "WAPE", float64(s.WAPE), 20.0/220, 1e-12)
	near(t, "MASE₁", float64(s.MASE1), (10.0/5+10.0/10)/2, 1e-12)
	near(t, "mean change", meanJump([]float64{1, 4, 2}, 1), 2.5, 1e-12)
	near(t, "MASE₁₂", float64(s.MASE12), 0.5, 1e-12)
	near(t, "relative MAE", float64(s.RelMAE), 20.0/50, 1e-12)
	near(t, "relative MAE, seasonal", float64(s.RelMAESeasonal), 10.0/20, 1e-12)
	near(t, "bias", float64(s.Bias), 0, 1e-12)
	near(t, "direction", float64(s.Direction), 1, 1e-12)

	list := []banded{{trials[0], true, true}, {trials[1], false, true}, {trial{origin: 20, h: 3}, false, false}, {trial{origin: 24, h: 1}, true, true}}
	s.cover(list, func(t trial) bool { return t.h == 3 }, 24)
	near(t, "80 %", float64(s.Coverage80), 1.0/3, 1e-12)
	near(t, "95 %", float64(s.Coverage95), 2.0/3, 1e-12)
	near(t, "80 % late", float64(s.Late80), 0.5, 1e-12)
	near(t, "95 % late", float64(s.Late95), 1, 1e-12)
}

// Simple exponential smoothing of 10, 10, 10, 20: from the mean of the first
// three, 10, the error of the last is 10 whatever α is, so that the first of
// the grid stays: 10 + 0.05·10. Theta adds half the slope of the straight line,
// (1.5·10 − 0.5·0)/5 = 3.
func TestSmoothingByHand(t *testing.T) {
	y := []float64{10, 10, 10, 20}
	near(t, "smoothing", exponential(y), 10.5, 1e-12)
	near(t, "theta", thetaMethod(y, 2)[1], 10.5+1.5*2, 1e-12)
	near(t, "median of an even number", median([]float64{4, 1, 3, 2}), 2.5, 0)
	// Holt's method with a damped trend on 10, 20: one step, whose error is 10 for
	// every choice, so that the first stays: φ = 0.8, β = 0.05, α = 0.1. Level
	// 10 + 1, trend 0.05·0.1·10 = 0.05, two months ahead 11 + (0.8 + 0.64)·0.05.
	near(t, "damped trend", dampedTrend([]float64{10, 20}, 2)[1], 11+1.44*0.05, 1e-12)
}
