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

// smoothMedians is like kaplanMeier for many weightings of the same ads at
// once, with the curve drawn as straight lines between its steps, so that a
// small change of the weights moves the median a little and not by a whole
// day. days are the distinct durations in rising order; closed[d][b] and
// left[d][b] are the weights of ads that close and that leave (close or are
// still open) at day d in weighting b. A duration of d days is taken as d+1,
// so that its log exists.
func smoothMedians(days []int16, closed, left [][]float32) []float64 {
	if len(days) == 0 {
		return nil
	}
	n := len(left[0])
	atRisk, survival, last, result := make([]float32, n), make([]float32, n), make([]float32, n), make([]float64, n)
	done := make([]bool, n)
	for d := range days {
		for b, w := range left[d] {
			atRisk[b] += w
		}
	}
	for b := range survival {
		survival[b] = 1
	}
	pending := n
	for d := range days {
		if pending == 0 {
			break
		}
		day := float32(days[d]) + 1
		for b, c := range closed[d] {
			if done[b] {
				continue
			}
			if c > 0 {
				next := survival[b] * (1 - c/atRisk[b])
				if next <= 0.5 {
					result[b] = float64(last[b] + (day-last[b])*(survival[b]-0.5)/(survival[b]-next))
					done[b] = true
					pending--
					continue
				}
				survival[b], last[b] = next, day
			}
			result[b] = float64(day)
			atRisk[b] -= left[d][b]
		}
	}
	return result
}

// maxDays bounds durations, as read.go packs them.
const maxDays = 4001

// startDays makes room for the durations of a cell's ads and of those that a
// draw may bring; nothing for cells whose duration does not count.
func (p *replicator) startDays(list []int32, i int) {
	m := p.m
	for _, d := range p.days {
		p.slot[d] = -1
	}
	p.days = p.days[:0]
	if c := &m.cells[i]; !p.want(c) || !c.have[duration] {
		return
	}
	if p.slot == nil {
		p.slot = make([]int16, maxDays)
		for d := range p.slot {
			p.slot[d] = -1
		}
	}
	top := int16(-1)
	see := func(ad int32) {
		if d := m.ads.days[ad]; d >= 0 {
			p.slot[d] = 0
			top = max(top, d)
		}
	}
	for _, ad := range list {
		see(ad)
	}
	if class, _, _ := m.position(i); class < m.units {
		for _, in := range m.candidates[i] {
			see(in.ad)
		}
	}
	for d := int16(0); d <= top; d++ {
		if p.slot[d] == 0 {
			k := len(p.days)
			p.slot[d] = int16(k)
			p.days = append(p.days, d)
			if k == len(p.left) {
				p.left, p.closed = append(p.left, make([]float32, p.n)), append(p.closed, make([]float32, p.n))
			}
			p.left[k], p.closed[k] = p.left[k][:p.b], p.closed[k][:p.b]
			clear(p.left[k])
			clear(p.closed[k])
		}
	}
}

func (p *replicator) addDay(ad int32, w []float32) {
	d := p.m.ads.days[ad]
	if len(p.days) == 0 || d < 0 {
		return
	}
	k := p.slot[d]
	left := p.left[k][:len(w)]
	for b, x := range w {
		left[b] += x
	}
	if !p.m.ads.open[ad] {
		closed := p.closed[k][:len(w)]
		for b, x := range w {
			closed[b] += x
		}
	}
}

func (p *replicator) endDays() []float64 {
	return smoothMedians(p.days, p.closed[:len(p.days)], p.left[:len(p.days)])
}
