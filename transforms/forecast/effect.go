package forecast

import (
	"math"
	"slices"
)

// Effect estimates the Spring-Festival effect β in ln y = level + β·x + noise,
// pooled over series, where x is the share of festival days in the month. Each
// series is differenced month by month, so its level and slow trend drop out:
//
//	β = Σ Δx·Δln y / Σ Δx²   over the months in which x changes.
//
// A series joins only with its positive months; series of very unequal size
// count alike, and an outlying difference is held at three times the median
// absolute residual (one step of reweighting), so that one month of a small
// series does not set β. ok is false where no pair of months shows the festival.
func Effect(series [][]float64, first Month, calendar Calendar) (beta float64, ok bool) {
	var dx, dy []float64
	for _, y := range series {
		for t := 1; t < len(y); t++ {
			if y[t] <= 0 || y[t-1] <= 0 {
				continue
			}
			d := calendar.Share(first+Month(t)) - calendar.Share(first+Month(t-1))
			if d == 0 {
				continue
			}
			dx, dy = append(dx, d), append(dy, math.Log(y[t]/y[t-1]))
		}
	}
	if len(dx) == 0 {
		return 0, false
	}
	fit := func(w func(i int) float64) float64 {
		var num, den float64
		for i := range dx {
			num += w(i) * dx[i] * dy[i]
			den += w(i) * dx[i] * dx[i]
		}
		return num / den
	}
	beta = fit(func(int) float64 { return 1 })
	residuals := make([]float64, len(dx))
	for i := range dx {
		residuals[i] = math.Abs(dy[i] - beta*dx[i])
	}
	sorted := slices.Clone(residuals)
	slices.Sort(sorted)
	if limit := 3 * sorted[len(sorted)/2]; limit > 0 {
		beta = fit(func(i int) float64 { return math.Min(1, limit/math.Max(residuals[i], 1e-300)) })
	}
	return beta, true
}

// Adjust divides the festival out of a series that starts at first. It returns
// a new slice.
func Adjust(y []float64, first Month, beta float64, calendar Calendar) []float64 {
	out := make([]float64, len(y))
	for t := range y {
		out[t] = y[t] * math.Exp(-beta*calendar.Share(first+Month(t)))
	}
	return out
}
