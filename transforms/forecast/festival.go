// Package forecast adjusts monthly demand for the Spring Festival and looks
// one to six months ahead, with intervals taken from its own back-test, and
// with a forecast published only where the back-test beats "same as last
// month". docs/methodology.md, section on demand.
package forecast

import (
	"fmt"
	"time"
)

// festivals are the first days of the lunar year, 2015 to 2030, from the
// published lunar calendar.
var festivals = []string{
	"2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01",
	"2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03",
}

// Month counts months: year·12 + month − 1.
type Month int

// ParseMonth reads "2026-09".
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return 0, fmt.Errorf("month %q is not of the form 2026-09", s)
	}
	return Month(t.Year()*12 + int(t.Month()) - 1), nil
}

func (m Month) String() string { return fmt.Sprintf("%04d-%02d", int(m)/12, int(m)%12+1) }

// Start is the first day of the month.
func (m Month) Start() time.Time {
	return time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, time.UTC)
}

// Calendar says how much of a month is Spring Festival: from before days
// before the first day of the lunar year to after days after it.
type Calendar struct{ share map[Month]float64 }

// NewCalendar takes the days before and after that count.
func NewCalendar(before, after int) Calendar {
	c := Calendar{map[Month]float64{}}
	for _, f := range festivals {
		first, _ := time.Parse(time.DateOnly, f)
		for d := first.AddDate(0, 0, -before); !d.After(first.AddDate(0, 0, after)); d = d.AddDate(0, 0, 1) {
			m := Month(d.Year()*12 + int(d.Month()) - 1)
			c.share[m] += 1 / float64((m+1).Start().Sub(m.Start())/(24*time.Hour))
		}
	}
	return c
}

// Share is the share of the month's days that count, 0 to 1. Years outside
// 2015 to 2030 have none.
func (c Calendar) Share(m Month) float64 { return c.share[m] }
