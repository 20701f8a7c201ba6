package forecast

import (
	"math"
	"time"
)

// dragonBoat and midAutumn are the days of 端午 (5th of the 5th lunar month) and
// 中秋 (15th of the 8th), 2015 to 2030, from the published lunar calendar.
var (
	dragonBoat = []string{
		"2015-06-20", "2016-06-09", "2017-05-30", "2018-06-18", "2019-06-07", "2020-06-25", "2021-06-14", "2022-06-03",
		"2023-06-22", "2024-06-10", "2025-05-31", "2026-06-19", "2027-06-09", "2028-05-28", "2029-06-16", "2030-06-05",
	}
	midAutumn = []string{
		"2015-09-27", "2016-09-15", "2017-10-04", "2018-09-24", "2019-09-13", "2020-10-01", "2021-09-21", "2022-09-10",
		"2023-09-29", "2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15", "2028-10-03", "2029-09-22", "2030-09-12",
	}
)

// lunarLeave are the working days that 端午 and 中秋 take from a month: a
// holiday on a weekend is made up on the next weekday.
var lunarLeave = func() map[Month]int {
	days := map[Month]int{}
	for _, list := range [][]string{dragonBoat, midAutumn} {
		for _, text := range list {
			d, _ := time.Parse(time.DateOnly, text)
			for isWeekend(d) {
				d = d.AddDate(0, 0, 1)
			}
			days[Month(d.Year()*12+int(d.Month())-1)]++
		}
	}
	return days
}()

func isWeekend(d time.Time) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// Workdays are the weekdays of a month less the statutory holidays that do not
// belong to the Spring Festival, which Share counts: 元旦, 清明, 劳动节 (two days
// from 2025 on), 端午, 中秋, 国庆 (three). Weekends that are worked to make a
// holiday longer are decided a year at a time and cannot be known for a
// forecast; they move days within a month or to the next and are left out.
func Workdays(m Month) int {
	n := 20 - lunarLeave[m] // four weeks, and the weekdays of what is over them
	for d := m.Start().AddDate(0, 0, 28); d.Before((m + 1).Start()); d = d.AddDate(0, 0, 1) {
		if !isWeekend(d) {
			n++
		}
	}
	switch time.Month(int(m)%12 + 1) {
	case time.January, time.April:
		n--
	case time.May:
		n--
		if int(m)/12 >= 2025 {
			n--
		}
	case time.October:
		n -= 3
	}
	return n
}

// logWorkdays is ln(working days/21), about 0 in an ordinary month.
func logWorkdays(m Month) float64 { return math.Log(float64(Workdays(m)) / 21) }
