package shortage

import (
	"math"
	"slices"
	"sort"

	"github.com/zeebo/xxh3"
)

// poisson maps 16 random bits to a Poisson(1) number.
var poisson = func() (table [1 << 16]uint8) {
	p, cumulative, k := math.Exp(-1), math.Exp(-1), 0
	for i := range table {
		for (float64(i)+0.5)/float64(len(table)) > cumulative && k < 8 {
			k++
			p /= float64(k)
			cumulative += p
		}
		table[i] = uint8(k)
	}
	return table
}()

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// employerWeights fills w with the employer's weight in every replicate. They
// depend on the employer's key and the replicate alone, so they are the same
// in every cell, quarter, run and release.
func employerWeights(hash uint64, w []uint8) {
	for b := 0; b < len(w); b += 4 {
		x := mix(hash + uint64(b/4)*0x9e3779b97f4a7c15)
		for k := b; k < min(b+4, len(w)); k++ {
			w[k] = poisson[uint16(x)]
			x >>= 16
		}
	}
}

// candidate is one occupation that a title may mean, with its probability.
type candidate struct {
	class int
	p     float64
}

// titlePicks draws in n replicates which candidate the title means. Bit b of the
// k-th row of picks, each of n bits in whole words, is set where it is the k-th;
// where no row has it set the title means what was accepted (the rest of the
// probability). All ads of a title move together, since the coder errs by title.
func titlePicks(title uint64, candidates []candidate, n int, picks []uint64) {
	row := words(n, 64)
	seed := mix(title ^ 0x7469746c65)
	var u [64]uint64
	for i := range row {
		for b := range u {
			u[b] = mix(seed+uint64(64*i+b)*0x9e3779b97f4a7c15) >> 40
		}
		sum, before := 0.0, uint64(0)
		for k, c := range candidates {
			sum += c.p
			bound := uint64(min(1, sum) * (1 << 24))
			below := uint64(0)
			for b, x := range u {
				below |= (x - bound) >> 63 << b // x < bound
			}
			picks[k*row+i] = below &^ before
			before |= below
		}
	}
}

// normals fills z with standard normal numbers from a fixed hash of the key.
func normals(key string, z []float64) {
	seed := xxh3.HashString(key)
	for b := 0; b < len(z); b += 2 {
		u1 := (float64(mix(seed+uint64(b))>>11) + 0.5) / (1 << 53)
		u2 := (float64(mix(seed+uint64(b)+0x5bd1e995)>>11) + 0.5) / (1 << 53)
		r := math.Sqrt(-2 * math.Log(u1))
		sin, cos := math.Sincos(2 * math.Pi * u2)
		z[b] = r * cos
		if b+1 < len(z) {
			z[b+1] = r * sin
		}
	}
}

// dirichlet returns n draws of weights, Dirichlet(concentration·w), from a
// fixed stream: a Gamma number per dimension, as a sum of exponentials for
// the whole part of the shape and by Marsaglia and Tsang for the rest.
func dirichlet(w [nDimensions]float64, concentration float64, n int) [][nDimensions]float64 {
	draws := make([][nDimensions]float64, n)
	state := uint64(0x6469726963686c65)
	uniform := func() float64 {
		state = mix(state)
		return (float64(state>>11) + 0.5) / (1 << 53)
	}
	for i := range draws {
		total := 0.0
		for d := range w {
			shape := concentration * w[d]
			whole := math.Floor(shape)
			g := 0.0
			for range int(whole) {
				g -= math.Log(uniform())
			}
			if rest := shape - whole; rest > 0 { // Gamma(rest) = Gamma(rest+1)·U^(1/rest), Marsaglia–Tsang
				g += gammaAboveOne(rest+1, uniform) * math.Pow(uniform(), 1/rest)
			}
			draws[i][d] = g
			total += g
		}
		for d := range w {
			draws[i][d] /= total
		}
	}
	return draws
}

// gammaAboveOne draws from Gamma(shape, 1), shape ≥ 1 (Marsaglia and Tsang 2000).
func gammaAboveOne(shape float64, uniform func() float64) float64 {
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := math.Sqrt(-2*math.Log(uniform())) * math.Cos(2*math.Pi*uniform())
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(uniform()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// quantiles returns the values at probabilities p, in rising order, of x, which
// it reorders (linear between order statistics).
func quantiles(x []float64, p ...float64) []float64 {
	out := make([]float64, len(p))
	from, n := 0, float64(len(x)-1)
	for i, q := range p {
		h := q * n
		k := int(h)
		out[i] = partition(x[from:], k-from)
		from = k
		if k+1 < len(x) && h > float64(k) {
			out[i] += (h - float64(k)) * (slices.Min(x[k+1:]) - out[i])
		}
	}
	return out
}

// partition puts the k-th smallest of x at its place, smaller ones before it,
// and returns it (Hoare's FIND with the middle of three).
func partition(x []float64, k int) float64 {
	from, to := 0, len(x)-1
	for from < to {
		a, b, c := x[from], x[(from+to)/2], x[to]
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := from, to
		for i <= j {
			for x[i] < pivot {
				i++
			}
			for x[j] > pivot {
				j--
			}
			if i <= j {
				x[i], x[j] = x[j], x[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			to = j
		case k >= i:
			from = i
		default:
			return x[k]
		}
	}
	return x[k]
}

// reference is the frozen distribution that values are ranked in.
type reference struct {
	sorted  []float64
	low     float64
	perUnit float64
	bucket  []int32   // first index of each of len−1 equal parts of the range
	grid    []float32 // mid-rank at the edges of these parts
}

func newReference(values []float64) *reference {
	slices.Sort(values)
	r := &reference{sorted: values}
	n := len(values)
	const parts = 1024
	r.low = values[0]
	width := values[n-1] - r.low
	if width <= 0 {
		return r
	}
	r.perUnit = parts / width
	r.bucket = make([]int32, parts+1)
	k := 0
	for i := range r.bucket {
		for k < n && (values[k]-r.low)*r.perUnit < float64(i) {
			k++
		}
		r.bucket[i] = int32(k)
	}
	r.grid = make([]float32, parts+1)
	for i := range r.grid {
		r.grid[i] = float32(r.midRank(r.low + float64(i)/r.perUnit))
	}
	return r
}

// smoothRank is midRank with straight lines between the edges of a thousand
// parts of the range. Replicates use it: it is many times faster, and they do
// not stand on one value.
func (r *reference) smoothRank(x float64) float64 {
	if r.grid == nil {
		return r.midRank(x)
	}
	at := (x - r.low) * r.perUnit
	switch {
	case at <= 0:
		return float64(r.grid[0])
	case at >= float64(len(r.grid)-1):
		return float64(r.grid[len(r.grid)-1])
	}
	i := int(at)
	a, b := float64(r.grid[i]), float64(r.grid[i+1])
	return a + (at-float64(i))*(b-a)
}

// midRank is the share of reference values below x plus half of those equal.
func (r *reference) midRank(x float64) float64 {
	n := len(r.sorted)
	from, to := 0, n
	if r.perUnit > 0 {
		switch at := (x - r.low) * r.perUnit; {
		case at < 0:
			return 0
		case at < float64(len(r.bucket)-1):
			from = int(r.bucket[int(at)])
			if next := int(at) + 1; next < len(r.bucket) {
				to = int(r.bucket[next])
			}
		case at > float64(len(r.bucket)-1):
			return 1
		default:
			from = int(r.bucket[len(r.bucket)-1])
		}
	}
	for from > 0 && r.sorted[from-1] >= x {
		from--
	}
	for to < n && r.sorted[to] <= x {
		to++
	}
	below := from + sort.SearchFloat64s(r.sorted[from:to], x)
	equal := below
	for equal < n && r.sorted[equal] == x {
		equal++
	}
	return (float64(below) + 0.5*float64(equal-below)) / float64(n)
}
