package dashboard

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Time axes are calendars: a month or quarter without figures keeps its place
// and cuts the line.

// springFestivals are the months of the first day of the Chinese new year.
var springFestivals = map[string]bool{
	"2018-02": true, "2019-02": true, "2020-01": true, "2021-02": true, "2022-02": true, "2023-01": true, "2024-02": true,
	"2025-01": true, "2026-02": true, "2027-02": true, "2028-01": true, "2029-02": true, "2030-02": true,
}

func festivals(points []demandPoint) []string {
	var list []string
	for _, p := range points {
		if springFestivals[p.month] {
			list = append(list, p.month)
		}
	}
	return list
}

// nextMonth is the month after YYYY-MM; a month that cannot be read is its own
// end.
func nextMonth(month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return t.AddDate(0, 1, 0).Format("2006-01")
}

// monthsBack lists n months that end with last, oldest first.
func monthsBack(last string, n int) []string {
	end, err := time.Parse("2006-01", last)
	if err != nil {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = end.AddDate(0, i-n+1, 0).Format("2006-01")
	}
	return list
}

// shiftQuarter moves YYYYQn by a number of quarters.
func shiftQuarter(quarter string, by int) string {
	if len(quarter) != 6 {
		return quarter
	}
	year, err := strconv.Atoi(quarter[:4])
	if err != nil {
		return quarter
	}
	n := year*4 + int(quarter[5]-'1') + by
	return fmt.Sprintf("%04dQ%d", n/4, n%4+1)
}

// quartersUpTo returns up to n quarters that end with the one shown, oldest
// first and none left out, from the first one of the scope on.
func (r *request) quartersUpTo(n int) []string {
	all := r.e.quarters[r.sc.Scope]
	if len(all) == 0 {
		return nil
	}
	var list []string
	for q := r.period; len(list) < n && q >= all[len(all)-1]; q = shiftQuarter(q, -1) {
		list = append(list, q)
	}
	slices.Reverse(list)
	return list
}
