package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Counted on the calendar. October 2023: 22 weekdays less three; 国庆 1 October.
// September 2023: 21, 中秋 on Friday 29. May 2025: 22 less two of 劳动节; 端午 on
// Saturday 31 is made up on Monday 2 June. Spring Festival days are not taken out.
func TestWorkdaysByHand(t *testing.T) {
	for m, want := range map[string]int{"2023-01": 21, "2023-02": 20, "2023-03": 23, "2023-04": 19, "2023-05": 22, "2023-06": 21, "2023-09": 20, "2023-10": 19, "2024-05": 22, "2025-05": 20, "2025-06": 20, "2026-02": 20, "2031-07": 23} {
		if got := Workdays(month(t, m)); got != want {
			t.Errorf("%s has %d working days, want %d", m, got, want)
		}
	}
}

func calendarMarket(r *rand.Rand, first Month, c Calendar, e calendarEffect, series, months int, noise float64) [][]float64 {
	panel := make([][]float64, series)
	for i := range panel {
		level := math.Exp(6 + r.NormFloat64())
		panel[i] = make([]float64, months)
		for m := range panel[i] {
			panel[i][m] = level * math.Exp(e.at(first+Month(m), c)+noise*r.NormFloat64())
		}
	}
	return panel
}

func TestCalendarEffectsComeBack(t *testing.T) {
	c, first := NewCalendar(10, 9), month(t, "2022-03")
	r := rand.New(rand.NewPCG(5, 6))
	e := calendarOf(calendarMarket(r, first, c, calendarEffect{festival: -0.8, workdays: 1}, 40, 30, 0.08), first, c, 1.5)
	near(t, "festival", e.festival, -0.8, 0.04)
	near(t, "working days", e.workdays, 1, 0.08)
	// Ads that fall with working days are no calendar: the festival is then
	// what is left when working days have no effect.
	panel := calendarMarket(r, first, c, calendarEffect{festival: -0.8, workdays: -1}, 40, 30, 0.01)
	e = calendarOf(panel, first, c, 1.5)
	alone, _ := Effect(panel, first, c)
	near(t, "held at nothing", e.workdays, 0, 0)
	near(t, "festival alone", e.festival, alone, 1e-12)
	if e = calendarOf(calendarMarket(r, first, c, calendarEffect{workdays: 3}, 40, 30, 0.01), first, c, 1.5); e.workdays != 1.5 {
		t.Errorf("working days' coefficient %v, want it held at 1.5", e.workdays)
	}
	// Two months and no festival: only working days vary, 23 in July and August
	// 2024; 21 in June less 端午.
	e = calendarOf([][]float64{{19, 23}}, month(t, "2024-06"), c, 1.5)
	near(t, "proportional", e.workdays, 1, 1e-12)
	if e.ok || e.festival != 0 {
		t.Errorf("a festival without one: %+v", e)
	}
}

// A market in proportion to working days is forecast through them: without
// noise the error is that of the smoothing alone, which a constant level has not.
func TestForecastFollowsTheCalendar(t *testing.T) {
	c, first := NewCalendar(10, 9), month(t, "2021-01")
	s := Settings{Calendar: c, MedianMonths: 6, Horizon: 6, WorkdaysMost: 1.5}
	truth := calendarEffect{festival: -0.7, workdays: 1}
	p := Panel{First: first, Y: calendarMarket(rand.New(rand.NewPCG(7, 8)), first, c, truth, 5, 36, 0)}
	f, _ := p.forecastAt(30, s)
	for i, y := range p.Y {
		for h, v := range f[i] {
			near(t, "forecast", v/y[30+h], 1, 1e-6)
		}
	}
}
