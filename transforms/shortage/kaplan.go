package shortage

// kaplanMeier is the median of durations in days when some are still open
// (right-censored): the first day at which the survival curve is at or below
// one half. Where it never comes that low, the longest duration stands as a
// lower bound. It is NaN-free: an empty input gives 0.
func kaplanMeier(days []int16, open []bool) float64 {
	var all, closed [maxDays]int32
	for i, d := range days {
		all[d]++
		if !open[i] {
			closed[d]++
		}
	}
	atRisk, survival, last := float64(len(days)), 1.0, 0.0
	for d, left := range all {
		if left == 0 {
			continue
		}
		survival *= 1 - float64(closed[d])/atRisk
		atRisk -= float64(left)
		last = float64(d)
		if survival <= 0.5 {
			break
		}
	}
	return last
}

// smoothMedians is like kaplanMeier for many weightings of the same ads at
// once, with the curve drawn as straight lines between its steps, so that a
// small change of the weights moves the median a little and not by a whole
// day. days are the distinct durations in rising order; row gives for the d-th
// of them the weights, by weighting, of ads that close on that day and of ads
// that are still open. atRisk are the sums of all weights; they are used up. A
// duration of d days is taken as d+1, so that its log exists.
func smoothMedians(days []int16, atRisk []float32, row func(d int) (closed, open []float32), out []float64) {
	n := len(out)
	survival, last, pending := make([]float32, n), make([]int32, n), make([]int32, n)
	for b := range pending {
		survival[b], pending[b] = 1, int32(b)
	}
	for d := 0; d < len(days) && len(pending) > 0; d++ {
		day := int32(days[d]) + 1
		closed, open := row(d)
		still := 0
		for _, b := range pending {
			// Where nothing closes the curve stays, and where nothing is left
			// (0/0) it is not looked at again: no branch is needed for either.
			c := closed[b]
			before, next := survival[b], survival[b]*(1-c/atRisk[b])
			step := last[b]
			if next <= 0.5 {
				from := float32(step)
				out[b] = float64(from + (float32(day)-from)*(before-0.5)/(before-next))
				continue
			}
			if c > 0 {
				step = day
			}
			survival[b], last[b] = next, step
			atRisk[b] -= c + open[b]
			pending[still] = b
			still++
		}
		pending = pending[:still]
	}
	for _, b := range pending {
		out[b] = float64(days[len(days)-1]) + 1
	}
}

// maxDays bounds durations, as read.go packs them.
const maxDays = 4001

// durations are the weights of a cell's ads by the day at which they close or
// are still open, in all replicates.
type durations struct {
	n                          int
	slot                       []int16 // of a number of days
	days                       []int16 // by slot, rising; none in a cell whose duration does not count
	closed, open               []counter
	closedRow, openRow, atRisk []float32
}

func newDurations(n int) durations {
	whole := 8 * words(n, 8)
	return durations{n: n, slot: make([]int16, maxDays), closedRow: make([]float32, whole), openRow: make([]float32, whole), atRisk: make([]float32, whole)}
}

// startSpells makes room for the durations of a cell's ads and of those that a
// draw may bring.
func (p *replicator) startSpells(list []int32, i int) {
	m, s := p.m, &p.spells
	s.days = s.days[:0]
	if c := &m.cells[i]; !p.want(c) || !c.have[duration] {
		return
	}
	clear(s.slot)
	top := int16(-1)
	see := func(ad int32) {
		if d := p.drawn.ads[ad].days; d >= 0 {
			s.slot[d] = 1
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
	for d := range s.slot[:top+1] {
		if s.slot[d] == 0 {
			continue
		}
		k := len(s.days)
		s.slot[d] = int16(k)
		s.days = append(s.days, int16(d))
		if k == len(s.closed) {
			s.closed, s.open = append(s.closed, newCounter(s.n)), append(s.open, newCounter(s.n))
		}
		s.closed[k].reset(len(p.w))
		s.open[k].reset(len(p.w))
	}
}

func (p *replicator) addSpell(ad *adTerms, w []uint64) {
	s := &p.spells
	if len(s.days) == 0 || ad.days < 0 {
		return
	}
	k := s.slot[ad.days]
	if ad.open {
		s.open[k].add(w, 1)
	} else {
		s.closed[k].add(w, 1)
	}
}

// medians writes the smooth median of every replicate; all counts the ads with
// durations.
func (s *durations) medians(all *counter, out []float64) {
	if len(s.days) == 0 {
		return
	}
	all.sums(s.atRisk)
	smoothMedians(s.days, s.atRisk, func(d int) (closed, open []float32) {
		s.closed[d].sums(s.closedRow)
		s.open[d].sums(s.openRow)
		return s.closedRow, s.openRow
	}, out)
}
