package shortage

import (
	"math"
	"testing"
)

// pack puts weights, one a byte, into words.
func pack(weights []uint8) []uint64 {
	w := make([]uint64, words(len(weights), 8))
	for b, x := range weights {
		w[b/8] |= uint64(x) << (b % 8 * 8)
	}
	return w
}

// Sums beyond the 65,535 that a lane holds, in one step and in many, are those
// of plain adding, also after the counter was used for something else.
func TestCounterAddsLikePlainNumbers(t *testing.T) {
	const n = 21 // not a multiple of eight
	weights := make([]uint8, n)
	employerWeights(mix(5), weights)
	weights[3] = maxWeight
	for _, steps := range [][]int{{1, 0, 7}, {8191, 1}, {30000, 40000, 5}, {1, 1, 8191, 8190, 1, 3}} {
		c := newCounter(n)
		c.add(pack(weights), 60000)
		c.reset(words(n, 8))
		want := make([]float32, n)
		for _, k := range steps {
			c.add(pack(weights), k)
			for b, w := range weights {
				want[b] += float32(w) * float32(k)
			}
		}
		got := make([]float32, 8*words(n, 8))
		c.sums(got)
		for b := range want {
			if got[b] != want[b] {
				t.Errorf("steps %v: replicate %d has %v, want %v", steps, b, got[b], want[b])
			}
		}
	}
}

// Sums of pay are those of adding product by product, to the last bit.
func TestAddTimesIsExact(t *testing.T) {
	const n = 504
	sum, other, wantSum, wantOther := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
	weights := make([]uint8, n)
	for e := range uint64(40) {
		employerWeights(mix(e), weights)
		x, y := float32(math.Sin(float64(e))), float32(1/math.Sqrt(float64(e+1)))
		addTimes(sum, other, pack(weights), x, y)
		for b, w := range weights {
			wantSum[b] += float32(w) * x
			wantOther[b] += float32(w) * y
		}
	}
	for b := range n {
		if sum[b] != wantSum[b] || other[b] != wantOther[b] {
			t.Fatalf("replicate %d has %v and %v, want %v and %v", b, sum[b], other[b], wantSum[b], wantOther[b])
		}
	}
}

// Two employers with an ad each, one of a doubtful title: the replicator's
// headcount is, in every replicate, the weight of the sure ad plus that of the
// doubtful one where the draw leaves it; the class that the title may also mean
// has it in the other replicates.
func TestReplicatesHoldAnAdOnce(t *testing.T) {
	const n = 100
	m := tiny(2, 1)
	m.employerHash = []uint64{mix(1), mix(2)}
	m.titles = []titleCandidates{{id: 7}, {id: 8, list: []candidate{{1, 0.4}}}}
	a := &m.ads
	a.grow(2)
	for i := range int32(2) {
		a.unit, a.minor, a.region, a.quarter, a.source = append(a.unit, 0), append(a.minor, 2), append(a.region, -1), append(a.quarter, 0), append(a.source, 0)
		a.employer, a.title, a.headcount, a.days = append(a.employer, i), append(a.title, i), append(a.headcount, float32(3*i+2)), append(a.days, -1)
		a.open, a.reposted, a.watched = append(a.open, false), append(a.reposted, false), append(a.watched, false)
		a.payWeight, a.residual = append(a.payWeight, 0), append(a.residual, 0)
	}
	m.placeAds()
	m.candidates = map[int][]placement{m.at(1, 0, 0): {{1, 1}}}
	p := newReplicator(m, m.resample(n), func(*cell) bool { return true })
	headcounts := func(class int) []float32 {
		p.run(class, 0, func(*replicator, int, int, int) {})
		return append([]float32(nil), p.sums[0][sumHeadcount][:n]...)
	}
	first, second := headcounts(0), headcounts(1)
	w := [2][]uint8{make([]uint8, n), make([]uint8, n)}
	picks := make([]uint64, words(n, 64))
	for e := range w {
		employerWeights(m.employerHash[e], w[e])
	}
	titlePicks(8, m.titles[1].list, n, picks)
	moved := 0
	for b := range n {
		here, there := float32(2*int(w[0][b])), float32(0)
		if picks[b/64]>>(b%64)&1 == 1 {
			there = float32(5 * int(w[1][b]))
			moved++
		} else {
			here += float32(5 * int(w[1][b]))
		}
		if first[b] != here || second[b] != there {
			t.Errorf("replicate %d has %v and %v, want %v and %v", b, first[b], second[b], here, there)
		}
	}
	if moved < 20 || moved > 60 {
		t.Errorf("%d of %d draws move an ad that moves with 40 percent", moved, n)
	}
}
