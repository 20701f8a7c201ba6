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
	ErrorOrigins         int // origins whose errors make the intervals
	MinVolume, PublishAt float64
	WorkdaysMost         float64 // limit of the coefficient of working days
}

// SettingsOf reads them.
func SettingsOf(m *method.Method) Settings {
	return Settings{
		Calendar:     NewCalendar(m.Int("festival_before"), m.Int("festival_after")),
		MedianMonths: m.Int("forecast_median_months"), Horizon: m.Int("forecast_horizon"),
		Origins: m.Int("forecast_origins"), MinTrain: m.Int("forecast_min_train"), ErrorOrigins: m.Int("forecast_error_origins"),
		MinVolume: m.Float("forecast_min_volume"), PublishAt: m.Float("forecast_publish"), WorkdaysMost: m.Float("forecast_workdays_most"),
	}
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
// alone; the effects of the calendar are estimated on the same months. The
// results are by series, forecasts also by h−1; spread is defined at spreadOf.
func (p Panel) forecastAt(n int, s Settings) (forecasts [][]float64, spread []float64) {
	known := p.before(n)
	e := calendarOf(known, p.First, s.Calendar, s.WorkdaysMost)
	factors := e.factors(p.First, n+s.Horizon, s.Calendar)
	forecasts, spread = make([][]float64, len(p.Y)), make([]float64, len(p.Y))
	for i, y := range known {
		plain := without(y, factors)
		forecasts[i], spread[i] = ahead(plain, factors, s), spreadOf(plain)
	}
	return forecasts, spread
}

// before are the first n months of every series.
func (p Panel) before(n int) [][]float64 {
	known := make([][]float64, len(p.Y))
	for i, y := range p.Y {
		known[i] = y[:n]
	}
	return known
}

// ahead forecasts one series from which the calendar was taken out, and puts
// that of the months ahead back; factors begin with the series.
func ahead(plain, factors []float64, s Settings) []float64 {
	f := point(plain, s.Horizon, s.MedianMonths)
	for h := range f {
		f[h] *= factors[len(plain)+h]
	}
	return f
}

// spreadOf is how much a series without calendar moves: the median size of its
// log changes from month to month over the last twelve months, at least 1 %.
// Errors are compared over series and times in its units.
func spreadOf(y []float64) float64 {
	var sizes []float64
	for t := max(1, len(y)-12); t < len(y); t++ {
		sizes = append(sizes, math.Abs(math.Log((y[t]+0.5)/(y[t-1]+0.5))))
	}
	if len(sizes) == 0 {
		return minSpread
	}
	return max(median(sizes), minSpread)
}

const minSpread = 0.01

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
	scale1, scale12   float64 // mean |y_t − y_{t−1}| and |y_t − y_{t−12}| of the training months; NaN if none
	last              float64
	spread            float64 // of the training months
}

// size is |ln(actual/forecast)|, with half a person added so that it exists, in
// units of the series' spread.
func (t trial) size() float64 {
	return math.Abs(math.Log((t.actual+0.5)/(t.forecast+0.5))) / t.spread
}

// backTest forecasts from every origin that leaves at least one outcome: the
// model sees only the months before it, and everything is estimated anew.
func (p Panel) backTest(s Settings) []trial {
	var trials []trial
	for n := s.MinTrain; n < p.Months(); n++ {
		f, spread := p.forecastAt(n, s)
		for i, y := range p.Y {
			scale1, scale12 := meanJump(y[:n], 1), meanJump(y[:n], 12)
			for h := 1; h <= s.Horizon && n+h <= len(y); h++ {
				seasonal := math.NaN()
				if n+h-1-12 >= 0 {
					seasonal = y[n+h-1-12]
				}
				trials = append(trials, trial{i, n, h, volumeClass(mean(y[:n])), y[n+h-1], f[i][h-1], y[n-1], seasonal, scale1, scale12, y[n-1], spread[i]})
			}
		}
	}
	return trials
}

// meanJump is the mean of |y_t − y_{t−lag}|; NaN where no month has one.
func meanJump(y []float64, lag int) float64 {
	sum := 0.0
	for t := lag; t < len(y); t++ {
		sum += math.Abs(y[t] - y[t-lag])
	}
	if len(y) <= lag {
		return math.NaN()
	}
	return sum / float64(len(y)-lag)
}

// How many errors a class and horizon need for intervals of their own, and how
// many there must be at all: the 95 % level needs nineteen.
const (
	minErrors   = 40
	leastErrors = 20
)

// errorsBefore collects the sizes of the errors, rising, that were known at an
// origin, of one horizon and volume class; of all classes where one has fewer
// than minErrors. It takes the errors of the last origins of that horizon, for
// volatility changes and old errors say little of the next one, and goes
// further back while there are fewer than leastErrors.
func errorsBefore(trials []trial, origin, h, class, origins int) []float64 {
	for ; ; origins++ {
		var own, all []float64
		for _, t := range trials {
			if t.h == h && t.origin+h <= origin && t.origin+h > origin-origins {
				all = append(all, t.size())
				if t.class == class {
					own = append(own, t.size())
				}
			}
		}
		if len(own) >= minErrors {
			all = own
		}
		if len(all) >= leastErrors || origins >= origin {
			slices.Sort(all)
			return all
		}
	}
}

// band is the interval that held with probability p: the quantile of the sizes
// of the errors, at the level (n+1)p as in split conformal prediction, times
// the spread of the series (Lei et al. 2018), on both sides of the forecast. ok
// is false for too few errors.
func band(sizes []float64, p, forecast, spread float64) (low, high float64, ok bool) {
	k := int(math.Ceil(p*float64(len(sizes)+1))) - 1
	if k < 0 || k >= len(sizes) {
		return 0, 0, false
	}
	w := math.Exp(sizes[k] * spread)
	return max(0, (forecast+0.5)/w-0.5), (forecast+0.5)*w - 0.5, true
}
