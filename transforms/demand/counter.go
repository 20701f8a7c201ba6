package demand

import "math"

// cell is a count of employers; time is a month or a quarter.
type cell struct {
	time, chain, area, unit int16
	employers               int32
}

// figure is what the shortage score knows of the ads of a cell. An ad of an
// unknown employer is its own cluster and counts as no employer.
type figure struct {
	term, area, class   int16
	ads, employers      int64
	headcount, adjusted float64
	variance            float64 // of ln headcount when employers are resampled
	topShare            float64 // of the largest employer, weighted
	p, skilled          float64 // means over ads
}

// extent is how many chains, areas and classes there are, number 0 included.
type extent struct{ chains, areas, classes int }

// counter counts one quarter after the other, from ads that stand employer by
// employer. It has a place for every cell of a quarter and of its months, which
// holds the last employer met there.
type counter struct {
	size   extent
	capped int32
	stamp  int32      // of the quarter at hand: a place with another is empty
	seen   [4][]place // by month of the quarter, and for the quarter
	sums   []sums     // for int_shortage_figure
}

type place struct {
	stamp    int32
	employer int32
	at       int32 // of the cell in the list of them
}

// quarter is the index of the quarter in counter.seen.
const quarter = 3

func newCounter(size extent, capped int32) *counter {
	return &counter{size: size, capped: capped, sums: make([]sums, size.areas*size.classes)}
}

func (c *counter) count(ads []ad, chains map[int32][]member) counts {
	c.stamp++
	first := ads[0].period
	for i := range ads {
		first = min(first, ads[i].period)
	}
	var all counts
	var scored []int32 // places in c.sums
	for i := range ads {
		a := &ads[i]
		if a.isScored && a.minor > 0 {
			scored = c.score(a, scored)
		}
		if a.employer < 0 {
			continue
		}
		month := int(a.period - first)
		all.months = c.put(month, a.period, 0, a, all.months)
		for _, m := range chains[a.key] {
			if m.isOwn {
				all.months = c.put(month, a.period, m.chain, a, all.months)
			}
			all.quarters = c.put(quarter, a.term, m.chain, a, all.quarters)
		}
	}
	for _, at := range scored {
		f := c.sums[at].figure()
		f.term, f.area, f.class = ads[0].term, int16(int(at)/c.size.classes), int16(int(at)%c.size.classes)
		all.figures = append(all.figures, f)
	}
	return all
}

// put counts an ad's employer in the cells of a chain at a time: region and
// occupation, each also over all.
func (c *counter) put(k int, time, chain int16, a *ad, list []cell) []cell {
	if c.seen[k] == nil {
		c.seen[k] = make([]place, c.size.chains*c.size.areas*c.size.classes)
	}
	base := int(chain) * c.size.areas * c.size.classes
	one := func(area, unit int16) {
		p := &c.seen[k][base+int(area)*c.size.classes+int(unit)]
		switch {
		case p.stamp != c.stamp:
			*p = place{c.stamp, a.employer, int32(len(list))}
			list = append(list, cell{time, chain, area, unit, 1})
		case p.employer != a.employer:
			p.employer = a.employer
			list[p.at].employers++
		}
	}
	one(0, 0)
	if a.area > 0 {
		one(a.area, 0)
	}
	if a.unit > 0 {
		one(0, a.unit)
		if a.area > 0 {
			one(a.area, a.unit)
		}
	}
	return list
}

// sums are those of a cell, and of the employer at hand in it.
type sums struct {
	stamp     int32
	employer  int32
	own       part
	all       part
	employers int64
	squares   float64 // of employers' headcounts
	weights   float64 // of employers
	largest   float64
	p         float64
	skilled   int64
}

type part struct {
	ads, headcount, capped int64
	adjusted               float64
}

// score adds an ad to the cells of its unit and minor group, in its region and
// in the root, and returns list with the cells that had been empty.
func (c *counter) score(a *ad, list []int32) []int32 {
	one := func(area, class int16) {
		at := int32(int(area)*c.size.classes + int(class))
		s := &c.sums[at]
		if s.stamp != c.stamp {
			*s = sums{stamp: c.stamp, employer: a.employer}
			list = append(list, at)
		}
		if s.employer != a.employer {
			s.next()
			s.employer = a.employer
		}
		s.own.ads++
		s.own.headcount += int64(a.headcount)
		s.own.capped += int64(min(a.headcount, c.capped))
		s.own.adjusted += a.adjusted
		if a.hasP {
			s.p += a.p
		}
		if a.isSkilled {
			s.skilled++
		}
	}
	one(0, a.minor)
	if a.unit > 0 {
		one(0, a.unit)
	}
	if a.area > 0 {
		one(a.area, a.minor)
		if a.unit > 0 {
			one(a.area, a.unit)
		}
	}
	return list
}

// next adds the employer at hand. An employer weighs as his people · (his
// ads)^-½, to a multiple of 2^-20, so that sums are exact in whatever order.
func (s *sums) next() {
	weight := math.Round(float64(s.own.capped)/math.Sqrt(float64(s.own.ads))*(1<<20)) / (1 << 20)
	s.weights, s.largest = s.weights+weight, max(s.largest, weight)
	s.squares += float64(s.own.headcount) * float64(s.own.headcount)
	s.all.ads, s.all.headcount, s.all.adjusted = s.all.ads+s.own.ads, s.all.headcount+s.own.headcount, s.all.adjusted+s.own.adjusted
	if s.employer > 0 {
		s.employers++
	}
	s.own = part{}
}

func (s *sums) figure() figure {
	s.next()
	headcount, ads := float64(s.all.headcount), float64(s.all.ads)
	return figure{
		ads: s.all.ads, employers: s.employers, headcount: headcount, adjusted: s.all.adjusted,
		variance: s.squares / (headcount * headcount), topShare: s.largest / s.weights, p: s.p / ads, skilled: float64(s.skilled) / ads,
	}
}
