package synth

import (
	"fmt"
	"math"
	"time"
)

// springFestival is the first day of the lunar year, 2012 to 2036.
var springFestival = []string{
	"2012-01-23", "2013-02-10", "2014-01-31", "2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05",
	"2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06",
	"2028-01-26", "2029-02-13", "2030-02-03", "2031-01-23", "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08",
	"2036-01-28",
}

// dayNumber counts days from 1970-01-01.
func dayNumber(t time.Time) int { return int(t.Unix() / 86400) }

func dayTime(day int) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }

// month is one month of the window.
type month struct {
	name     string // YYYY-MM
	first    int    // day number
	days     int
	quarter  int       // index into calendar.quarters
	festival float64   // share of days within −10…+9 of the Spring Festival
	weight   float64   // expected ads relative to a plain month
	upTo     []float64 // cumulated probability of the days
}

// calendar is the window of a plan.
type calendar struct {
	months   []month
	quarters []string // YYYYQn; the first and last may hold fewer than three months
	first    int      // first day number
	last     int      // last day number
	dates    []string // YYYY-MM-DD by day − first
}

// spring is the usual liveliness of the months, January first: the market
// peaks after the festival and again in autumn.
var spring = [12]float64{.97, 1, 1.14, 1.07, 1.02, .98, .96, .97, 1.05, 1.03, .97, .90}

// newCalendar lays out the window. beta is Nuisance.Festival: a month's
// expected ads are multiplied by exp(beta·share), and within the month the
// days around the festival have exp(beta) times the weight of others.
func newCalendar(last string, n int, beta float64) (*calendar, error) {
	end, err := time.Parse("2006-01", last)
	if err != nil {
		return nil, err
	}
	festival := map[int]bool{}
	for _, s := range springFestival {
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			return nil, err
		}
		for d := -10; d <= 9; d++ {
			festival[dayNumber(t)+d] = true
		}
	}
	c := &calendar{}
	start := end.AddDate(0, 1-n, 0)
	if start.Year() < 2012 || end.Year() > 2036 {
		return nil, fmt.Errorf("synth: window %s to %s: Spring Festival dates are known for 2012 to 2036", start.Format("2006-01"), last)
	}
	for i := range n {
		t := start.AddDate(0, i, 0)
		m := month{name: t.Format("2006-01"), first: dayNumber(t), days: dayNumber(t.AddDate(0, 1, 0)) - dayNumber(t)}
		quarter := fmt.Sprintf("%dQ%d", t.Year(), (int(t.Month())+2)/3)
		if len(c.quarters) == 0 || c.quarters[len(c.quarters)-1] != quarter {
			c.quarters = append(c.quarters, quarter)
		}
		m.quarter = len(c.quarters) - 1
		sum := 0.0
		for d := range m.days {
			w := 1.0
			if festival[m.first+d] {
				m.festival += 1 / float64(m.days)
				w = math.Exp(beta)
			}
			if wd := dayTime(m.first + d).Weekday(); wd == time.Saturday || wd == time.Sunday {
				w *= .45
			}
			sum += w
			m.upTo = append(m.upTo, sum)
		}
		for d := range m.upTo {
			m.upTo[d] /= sum
		}
		m.weight = spring[t.Month()-1] * math.Exp(beta*m.festival)
		c.months = append(c.months, m)
	}
	c.first = c.months[0].first
	c.last = c.months[n-1].first + c.months[n-1].days - 1
	for d := c.first; d <= c.last; d++ {
		c.dates = append(c.dates, dayTime(d).Format(time.DateOnly))
	}
	return c, nil
}

func (c *calendar) date(day int) string { return c.dates[day-c.first] }
