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
	e := pooled(series, first, calendar, func(Month) float64 { return 0 })
	return e.festival, e.ok
}

// calendarEffect is what the calendar does to a month's demand, in logs:
// festival·(share of festival days) + workdays·ln(working days/21).
type calendarEffect struct {
	festival, workdays float64
	ok                 bool
}

// at is the effect in a month.
func (e calendarEffect) at(m Month, calendar Calendar) float64 {
	return e.festival*calendar.Share(m) + e.workdays*logWorkdays(m)
}

// factors are exp(effect) of n months from first on.
func (e calendarEffect) factors(first Month, n int, calendar Calendar) []float64 {
	list := make([]float64, n)
	for t := range list {
		list[t] = math.Exp(e.at(first+Month(t), calendar))
	}
	return list
}

// calendarOf estimates both effects together, as Effect does one. The
// coefficient of working days is 1 where ads come in proportion to them; it is
// held between 0 and most, so that a few odd months do not pass for a calendar.
func calendarOf(series [][]float64, first Month, calendar Calendar, most float64) calendarEffect {
	e := pooled(series, first, calendar, logWorkdays)
	if e.workdays >= 0 && e.workdays <= most {
		return e
	}
	held := calendarEffect{workdays: min(max(e.workdays, 0), most)}
	rest := make([][]float64, len(series))
	for i, y := range series {
		rest[i] = without(y, held.factors(first, len(y), calendar))
	}
	held.festival, held.ok = Effect(rest, first, calendar)
	return held
}

// pooled is the regression of Δln y on Δx and Δz over all series, without a
// constant, in two rounds (see Effect). A regressor that does not vary has
// coefficient 0.
func pooled(series [][]float64, first Month, calendar Calendar, z func(Month) float64) calendarEffect {
	var dx, dz, dy, a, b []float64 // a and b: Δx and Δz by month
	for _, y := range series {
		for t := 1; t < len(y); t++ {
			if t > len(a) {
				m := first + Month(t)
				a, b = append(a, calendar.Share(m)-calendar.Share(m-1)), append(b, z(m)-z(m-1))
			}
			if y[t] <= 0 || y[t-1] <= 0 || a[t-1] == 0 && b[t-1] == 0 {
				continue
			}
			dx, dz, dy = append(dx, a[t-1]), append(dz, b[t-1]), append(dy, math.Log(y[t]/y[t-1]))
		}
	}
	fit := func(w func(i int) float64) (e calendarEffect) {
		var xx, xz, zz, xy, zy float64
		for i := range dx {
			k := w(i)
			xx, xz, zz = xx+k*dx[i]*dx[i], xz+k*dx[i]*dz[i], zz+k*dz[i]*dz[i]
			xy, zy = xy+k*dx[i]*dy[i], zy+k*dz[i]*dy[i]
		}
		e.ok = xx > 0
		switch det := xx*zz - xz*xz; {
		case det > 1e-9*xx*zz:
			e.festival, e.workdays = (xy*zz-zy*xz)/det, (zy*xx-xy*xz)/det
		case xx > 0:
			e.festival = xy / xx
		case zz > 0:
			e.workdays = zy / zz
		}
		return e
	}
	if len(dx) == 0 {
		return calendarEffect{}
	}
	e := fit(func(int) float64 { return 1 })
	residuals := make([]float64, len(dx))
	for i := range dx {
		residuals[i] = math.Abs(dy[i] - e.festival*dx[i] - e.workdays*dz[i])
	}
	sorted := slices.Clone(residuals)
	slices.Sort(sorted)
	if limit := 3 * sorted[len(sorted)/2]; limit > 0 {
		e = fit(func(i int) float64 { return math.Min(1, limit/math.Max(residuals[i], 1e-300)) })
	}
	return e
}

// without divides the calendar out of a series by its factors. It returns a new
// slice.
func without(y, factors []float64) []float64 {
	out := make([]float64, len(y))
	for t := range y {
		out[t] = y[t] / factors[t]
	}
	return out
}
