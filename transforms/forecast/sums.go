package forecast

import (
	"math"
	"slices"
	"strings"
)

// SumScores compare three ways to make forecasts add up, over the origins of
// the other scores: WAPE of the classes of a level by a forecast of their own,
// by the sum of their series (bottom-up), and by the forecast of the whole
// divided as the series' own forecasts are (top-down). Level -1 are the series
// themselves, 0 is the whole; series named by codes such as 6-18-02-04 are also
// summed to the classes above, level 1 to 3.
type SumScores struct {
	Horizon  int    `json:"h"`
	Level    int    `json:"level"`
	Classes  int    `json:"classes"`
	Own      Figure `json:"wape_own"`
	BottomUp Figure `json:"wape_bottom_up"`
	TopDown  Figure `json:"wape_top_down"`
}

// sums compares them at every origin from first on.
func (p Panel) sums(first int, s Settings) []SumScores {
	type class struct {
		level, node int // node: place in the panel of sums
		members     []int
	}
	var classes []class
	all := Panel{First: p.First, Y: slices.Clone(p.Y)}
	place := map[string]int{}
	for i, name := range p.Names {
		codes := []string{""}
		for at, r := range name {
			if r == '-' {
				codes = append(codes, name[:at])
			}
		}
		for level, code := range codes {
			k, ok := place[code]
			if !ok {
				k = len(classes)
				place[code] = k
				classes = append(classes, class{level: level, node: len(all.Y)})
				all.Y = append(all.Y, make([]float64, p.Months()))
			}
			classes[k].members = append(classes[k].members, i)
			for t, v := range p.Y[i] {
				all.Y[classes[k].node][t] += v
			}
		}
	}
	for i := range p.Y {
		classes = append(classes, class{level: -1, node: i, members: []int{i}})
	}
	depth := 0
	for _, name := range p.Names {
		depth = max(depth, strings.Count(name, "-"))
	}
	type sum struct{ own, up, down, actual float64 }
	total := map[[2]int]*sum{}
	for n := first; n < p.Months(); n++ {
		// The calendar is learned from the series alone, as in the forecast.
		e := calendarOf(p.before(n), p.First, s.Calendar, s.WorkdaysMost)
		factors := e.factors(p.First, n+s.Horizon, s.Calendar)
		f := make([][]float64, len(all.Y))
		for i, y := range all.before(n) {
			f[i] = ahead(without(y, factors), factors, s)
		}
		for h := 1; h <= s.Horizon && n+h <= p.Months(); h++ {
			of := func(members []int) (x float64) {
				for _, i := range members {
					x += f[i][h-1]
				}
				return x
			}
			whole := classes[place[""]]
			ratio := 1.0
			if up := of(whole.members); up > 0 {
				ratio = f[whole.node][h-1] / up
			}
			for _, c := range classes {
				key := [2]int{h, c.level}
				if total[key] == nil {
					total[key] = &sum{}
				}
				x, actual, up := total[key], all.Y[c.node][n+h-1], of(c.members)
				x.actual += actual
				x.own += math.Abs(actual - f[c.node][h-1])
				x.up += math.Abs(actual - up)
				x.down += math.Abs(actual - up*ratio)
			}
		}
	}
	count := map[int]int{}
	for _, c := range classes {
		count[c.level]++
	}
	var list []SumScores
	for h := 1; h <= s.Horizon; h++ {
		for level := -1; level <= depth; level++ {
			if x := total[[2]int{h, level}]; x != nil {
				list = append(list, SumScores{h, level, count[level], Figure(x.own / x.actual), Figure(x.up / x.actual), Figure(x.down / x.actual)})
			}
		}
	}
	return list
}
