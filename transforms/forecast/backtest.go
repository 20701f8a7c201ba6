package forecast

import (
	"math"
	"slices"

	"gongqiu/transforms/method"
)

// Settings of the forecast, from method.toml.
type Settings struct {
	Calendar             Calendar
	MedianMonths         int
	Horizon              int
	Origins, MinTrain    int
	MinVolume, PublishAt float64
}

// SettingsOf reads them.
func SettingsOf(m *method.Method) Settings {
	return Settings{NewCalendar(m.Int("festival_before"), m.Int("festival_after")), m.Int("forecast_median_months"), m.Int("forecast_horizon"),
		m.Int("forecast_origins"), m.Int("forecast_min_train"), m.Float("forecast_min_volume"), m.Float("forecast_publish")}
}

// Panel is a set of monthly series of the same months.
type Panel struct {
	Names []string
	First Month
	Y     [][]float64
}

// Months is the common length of the series.
func (p Panel) Months() int {
	if len(p.Y) == 0 {
		return 0
	}
	return len(p.Y[0])
}

// forecastAt forecasts every series of the panel from the first n months
// alone; the festival effect is estimated on the same months. The result is
// by series and h−1.
func (p Panel) forecastAt(n int, s Settings) [][]float64 {
	known := make([][]float64, len(p.Y))
	for i, y := range p.Y {
		known[i] = y[:n]
	}
	beta, _ := Effect(known, p.First, s.Calendar)
	out := make([][]float64, len(p.Y))
	for i, y := range known {
		f := point(Adjust(y, p.First, beta, s.Calendar), s.Horizon, s.MedianMonths)
		for h := range f {
			f[h] *= math.Exp(beta * s.Calendar.Share(p.First+Month(n+h)))
		}
		out[i] = f
	}
	return out
}

// volumeClass groups series by their mean per month: below 1, 5, 20, 100, and above.
func volumeClass(mean float64) int {
	k, _ := slices.BinarySearch([]float64{1, 5, 20, 100}, mean+1e-12)
	return k
}

// volumeNames are the classes of volumeClass.
var volumeNames = []string{"<1", "1-5", "5-20", "20-100", ">=100"}

// trial is one forecast of the back-test that has met its outcome.
type trial struct {
	series, origin, h int
	class             int // by the mean of the training months
	actual, forecast  float64
	naive, seasonal   float64 // same as last month, same as a year before; NaN if none
	scale             float64 // mean |y_t − y_{t−12}| of the training months; NaN if none
	last              float64
}

// logError is ln(actual/forecast), with half a person added so that it exists.
func (t trial) logError() float64 { return math.Log((t.actual + 0.5) / (t.forecast + 0.5)) }

// backTest forecasts from every origin that leaves at least one outcome: the
// model sees only the months before it, and everything is estimated anew.
func (p Panel) backTest(s Settings) []trial {
	var trials []trial
	for n := s.MinTrain; n < p.Months(); n++ {
		f := p.forecastAt(n, s)
		for i, y := range p.Y {
			scale := math.NaN()
			if n > 12 {
				scale = 0
				for t := 12; t < n; t++ {
					scale += math.Abs(y[t] - y[t-12])
				}
				scale /= float64(n - 12)
			}
			for h := 1; h <= s.Horizon && n+h <= len(y); h++ {
				seasonal := math.NaN()
				if n+h-1-12 >= 0 {
					seasonal = y[n+h-1-12]
				}
				trials = append(trials, trial{i, n, h, volumeClass(mean(y[:n])), y[n+h-1], f[i][h-1], y[n-1], seasonal, scale, y[n-1]})
			}
		}
	}
	return trials
}

// minErrors is how many errors a class and horizon need for intervals of their own.
const minErrors = 40

// recentOrigins bounds how far back errors count: while a model still learns
// the festival from one year its errors are larger than they will be.
const recentOrigins = 10

// errorsBefore collects the sizes of the log errors, rising, that were known
// at an origin, of the last recentOrigins, of one horizon and volume class; of
// all classes where one has too few.
func errorsBefore(trials []trial, origin, h, class int) []float64 {
	var own, all []float64
	for _, t := range trials {
		if t.h == h && t.origin+h <= origin && t.origin+h > origin-recentOrigins {
			all = append(all, t.logError())
			if t.class == class {
				own = append(own, t.logError())
			}
		}
	}
	if len(own) < minErrors {
		own = all
	}
	sizes := make([]float64, len(own))
	for i, e := range own {
		sizes[i] = math.Abs(e)
	}
	slices.Sort(sizes)
	return sizes
}

// band is the interval that held with probability p: the quantile of the sizes
// of the log errors, at the level (n+1)p as in split conformal prediction, on
// both sides of the forecast. ok is false for too few errors.
func band(sizes []float64, p, forecast float64) (low, high float64, ok bool) {
	k := int(math.Ceil(p*float64(len(sizes)+1))) - 1
	if k < 0 || k >= len(sizes) {
		return 0, 0, false
	}
	w := math.Exp(sizes[k])
	return max(0, (forecast+0.5)/w-0.5), (forecast+0.5)*w - 0.5, true
}
