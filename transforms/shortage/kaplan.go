package shortage

import "slices"

// kaplanMeier is the median of durations in days when some are still open
// (right-censored): the first day at which the survival curve is at or below
// one half. Where it never comes that low, the longest duration stands as a
// lower bound. It is NaN-free: an empty input gives 0.
func kaplanMeier(days []int16, open []bool) float64 {
	order := make([]int, len(days))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return int(days[a]) - int(days[b]) })
	atRisk, survival := float64(len(days)), 1.0
	for i := 0; i < len(order); {
		day, left, closed := days[order[i]], 0.0, 0.0
		for ; i < len(order) && days[order[i]] == day; i++ {
			left++
			if !open[order[i]] {
				closed++
			}
		}
		survival *= 1 - closed/atRisk
		atRisk -= left
		if survival <= 0.5 {
			return float64(day)
		}
	}
	if len(order) == 0 {
		return 0
	}
	return float64(days[order[len(order)-1]])
}

// smoothMedian is like kaplanMeier, with the curve drawn as straight lines
// between its steps, so that a small change of the weights moves the median a
// little and not by a whole day. Score and replicates use it.
//
// add is called once per distinct day in rising order with the weights of
// closed ads and of all ads that leave on that day.
type smoothMedian struct {
	atRisk, survival, lastDay, result []float64
	done                              []bool
	open                              int
}

func newSmoothMedian(atRisk []float64) *smoothMedian {
	n := len(atRisk)
	s := &smoothMedian{atRisk: atRisk, survival: make([]float64, n), lastDay: make([]float64, n), result: make([]float64, n), done: make([]bool, n), open: n}
	for b := range s.survival {
		s.survival[b] = 1
	}
	return s
}

func (s *smoothMedian) add(day float64, closed, left []float64) {
	for b := range closed {
		if s.done[b] {
			continue
		}
		if closed[b] > 0 {
			next := s.survival[b] * (1 - closed[b]/s.atRisk[b])
			if next <= 0.5 {
				s.result[b] = s.lastDay[b] + (day-s.lastDay[b])*(s.survival[b]-0.5)/(s.survival[b]-next)
				s.done[b] = true
				s.open--
				continue
			}
			s.survival[b], s.lastDay[b] = next, day
		}
		s.result[b] = day
		s.atRisk[b] -= left[b]
	}
}
