package shortage

import (
	"encoding/binary"
	"runtime"
	"sync"
	"sync/atomic"
)

// resample holds what the replicates draw, once for all cells: the weight of
// every employer and what every doubtful title means.
type resample struct {
	n int // replicates
	// weights has by employer a row of words of sixteen replicates, four bits
	// each: of replicates 8j to 8j+7 of an even j in the low half of each byte,
	// of an odd j in the high half.
	weights []uint64
	first   []int32  // by title: index of its first candidate in picks; −1 for titles without doubt
	picks   []uint64 // by candidate a row of bits: the title means it in replicate b
	ads     []adTerms
}

// adTerms is what one ad adds to the sums of a replicate, and of whom. It stands
// in one place, as the ads of a cell lie far apart in market.ads.
type adTerms struct {
	employer, title  int32
	pay, payWeight   float32
	headcount        uint16
	days             int16
	closed, reposted uint8 // 0 or 1
	open             bool
	doubt            bool // the draws of the title may take the ad out of the cell that it was accepted for
}

// words is how many words of size replicates each hold n replicates.
func words(n, size int) int { return (n + size - 1) / size }

func (m *market) resample(n int) *resample {
	s := &resample{n: n, first: make([]int32, len(m.titles)), ads: make([]adTerms, len(m.ads.unit))}
	s.weights = make([]uint64, len(m.employerHash)*words(n, 16))
	inParallel(len(m.employerHash), func(from, to int) {
		w := make([]uint8, 16*words(n, 16))
		for e := from; e < to; e++ {
			employerWeights(m.employerHash[e], w)
			row := s.weights[e*words(n, 16):][:words(n, 16)]
			for i := range row {
				row[i] = binary.LittleEndian.Uint64(w[16*i:]) | binary.LittleEndian.Uint64(w[16*i+8:])<<4
			}
		}
	})
	for t := range s.first {
		s.first[t] = -1
	}
	candidates := int32(0)
	a := &m.ads
	for i, unit := range a.unit {
		t := a.title[i]
		title := &m.titles[t]
		x := adTerms{employer: a.employer[i], title: t, pay: a.payWeight[i] * a.residual[i], payWeight: a.payWeight[i], headcount: uint16(a.headcount[i]),
			days: a.days[i], open: a.open[i], doubt: unit >= 0 && !title.certain(int(unit))}
		if a.watched[i] {
			x.closed = 1
			if a.reposted[i] {
				x.reposted = 1
			}
		}
		s.ads[i] = x
		if x.doubt && s.first[t] < 0 {
			s.first[t] = candidates
			candidates += int32(len(title.list))
		}
	}
	s.picks = make([]uint64, int(candidates)*words(n, 64))
	inParallel(len(m.titles), func(from, to int) {
		for t := from; t < to; t++ {
			if s.first[t] >= 0 {
				title := &m.titles[t]
				titlePicks(uint64(title.id), title.list, n, s.picks[int(s.first[t])*words(n, 64):])
			}
		}
	})
	return s
}

// pick is the row of bits of a title's candidate.
func (s *resample) pick(title int32, k int) []uint64 {
	n := words(s.n, 64)
	return s.picks[(int(s.first[title])+k)*n:][:n]
}

// inParallel calls do for parts of 0 … n−1 from as many goroutines as there are
// processors.
func inParallel(n int, do func(from, to int)) {
	const part = 1024
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 8) {
		group.Go(func() {
			for {
				from := int(next.Add(part)) - part
				if from >= n {
					return
				}
				do(from, min(from+part, n))
			}
		})
	}
	group.Wait()
}

// byteMasks gives for eight bits a word whose bytes are 255 where the bit is set.
var byteMasks = func() (table [256]uint64) {
	for bits := range table {
		for b := range 8 {
			if bits>>b&1 == 1 {
				table[bits] |= 0xff << (8 * b)
			}
		}
	}
	return table
}()

// masked puts into out the weights w of the replicates whose bit is set.
func masked(out, w, bits []uint64) {
	out = out[:len(w)]
	for i, x := range w {
		out[i] = x & byteMasks[uint8(bits[i/8]>>(i%8*8))]
	}
}

// counter adds whole numbers up in all replicates at once. Weights come as the
// bytes of words; sums are lanes of 16 bits, of the even bytes and of the odd
// ones, which go over to wide before they can overflow.
type counter struct {
	lanes [][2]uint64
	used  int // what a lane may hold at most, in units of the largest weight
	wide  []uint32
	spilt bool
}

const (
	evenBytes = 0x00ff00ff00ff00ff
	maxWeight = 8 // of poisson
	laneRoom  = (1<<16 - 1) / maxWeight
)

func newCounter(n int) counter {
	return counter{lanes: make([][2]uint64, words(n, 8)), wide: make([]uint32, 8*words(n, 8))}
}

func (c *counter) reset(words int) {
	c.lanes = c.lanes[:words]
	clear(c.lanes)
	if c.spilt {
		clear(c.wide)
	}
	c.used, c.spilt = 0, false
}

// add adds n times the weights.
func (c *counter) add(w []uint64, n int) {
	for n > 0 {
		part := min(n, laneRoom)
		n -= part
		if c.used += part; c.used > laneRoom {
			c.spill()
			c.used = part
		}
		lanes, k := c.lanes[:len(w)], uint64(part)
		if k == 1 {
			for i, x := range w {
				lanes[i][0] += x & evenBytes
				lanes[i][1] += x >> 8 & evenBytes
			}
			continue
		}
		for i, x := range w {
			lanes[i][0] += (x & evenBytes) * k
			lanes[i][1] += (x >> 8 & evenBytes) * k
		}
	}
}

func (c *counter) spill() {
	for i := range c.lanes {
		wide := c.wide[8*i:][:8]
		even, odd := c.lanes[i][0], c.lanes[i][1]
		for b := 0; b < 8; b += 2 {
			wide[b] += uint32(uint16(even))
			wide[b+1] += uint32(uint16(odd))
			even, odd = even>>16, odd>>16
		}
	}
	clear(c.lanes)
	c.spilt = true
}

// sums writes the sums to out, whose length is a multiple of eight.
func (c *counter) sums(out []float32) {
	for i := range c.lanes {
		o := out[8*i:][:8]
		even, odd := c.lanes[i][0], c.lanes[i][1]
		for b := 0; b < 8; b += 2 {
			o[b], o[b+1] = float32(uint16(even)), float32(uint16(odd))
			even, odd = even>>16, odd>>16
		}
	}
	if c.spilt {
		for b, x := range c.wide[:8*len(c.lanes)] {
			out[b] += float32(x)
		}
	}
}

// addTimes adds x times the weights to sum and y times the weights to other. A
// product is looked up, as a weight is one of nine numbers.
func addTimes(sum, other []float32, w []uint64, x, y float32) {
	var px, py [16]float32
	for k := range maxWeight + 1 {
		px[k], py[k] = float32(k)*x, float32(k)*y
	}
	for i, z := range w {
		if z == 0 {
			continue
		}
		s, o := (*[8]float32)(sum[8*i:]), (*[8]float32)(other[8*i:])
		s[0] += px[z&15]
		s[1] += px[z>>8&15]
		s[2] += px[z>>16&15]
		s[3] += px[z>>24&15]
		s[4] += px[z>>32&15]
		s[5] += px[z>>40&15]
		s[6] += px[z>>48&15]
		s[7] += px[z>>56&15]
		o[0] += py[z&15]
		o[1] += py[z>>8&15]
		o[2] += py[z>>16&15]
		o[3] += py[z>>24&15]
		o[4] += py[z>>32&15]
		o[5] += py[z>>40&15]
		o[6] += py[z>>48&15]
		o[7] += py[z>>56&15]
	}
}
