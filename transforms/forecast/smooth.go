package forecast

import (
	"math"
	"slices"
)

// point forecasts a series without festival h = 1…n months ahead: the mean of
// the median of the last months and of the average of simple exponential
// smoothing, damped trend and Theta. The median resists single odd months, the
// others follow a level that moves; the two err in different directions.
func point(y []float64, n, medianMonths int) []float64 {
	last := slices.Clone(y[max(0, len(y)-medianMonths):])
	med := median(last)
	ses := exponential(y)
	damped := dampedTrend(y, n)
	theta := thetaMethod(y, n)
	out := make([]float64, n)
	for h := range out {
		out[h] = max(0, (med+(ses+damped[h]+theta[h])/3)/2)
	}
	return out
}

func median(y []float64) float64 {
	slices.Sort(y)
	n := len(y)
	if n%2 == 1 {
		return y[n/2]
	}
	return (y[n/2-1] + y[n/2]) / 2
}

// exponential is simple exponential smoothing; α of least squared one-step
// error on a grid of 0.05 to 0.95, start at the mean of the first three.
func exponential(y []float64) float64 {
	best, level := math.Inf(1), 0.0
	for a := 0.05; a < 0.96; a += 0.05 {
		l, sse := mean(y[:min(3, len(y))]), 0.0
		for _, v := range y {
			sse += (v - l) * (v - l)
			l += a * (v - l)
		}
		if sse < best {
			best, level = sse, l
		}
	}
	return level
}

// dampedTrend is Holt's method with a damped trend (Gardner and McKenzie
// 1985); α, β, φ of least squared one-step error on a grid.
func dampedTrend(y []float64, n int) []float64 {
	best := math.Inf(1)
	out := make([]float64, n)
	for _, phi := range []float64{0.8, 0.9, 0.98} {
		for _, beta := range []float64{0.05, 0.1, 0.2, 0.3} {
			for a := 0.1; a < 0.95; a += 0.1 {
				l, b, sse := y[0], 0.0, 0.0
				for _, v := range y[1:] {
					f := l + phi*b
					sse += (v - f) * (v - f)
					next := f + a*(v-f)
					b = phi*b + beta*a*(v-f)
					l = next
				}
				if sse < best {
					best = sse
					sum := 0.0
					for h := range out {
						sum += math.Pow(phi, float64(h+1))
						out[h] = l + sum*b
					}
				}
			}
		}
	}
	return out
}

// thetaMethod is exponential smoothing with half the slope of the straight
// line through the series as drift (Hyndman and Billah 2003).
func thetaMethod(y []float64, n int) []float64 {
	var sx, sy, sxx, sxy float64
	for t, v := range y {
		x := float64(t)
		sx, sy, sxx, sxy = sx+x, sy+v, sxx+x*x, sxy+x*v
	}
	k := float64(len(y))
	slope := 0.0
	if d := k*sxx - sx*sx; d > 0 {
		slope = (k*sxy - sx*sy) / d
	}
	level := exponential(y)
	out := make([]float64, n)
	for h := range out {
		out[h] = level + slope/2*float64(h+1)
	}
	return out
}
