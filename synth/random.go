package synth

import (
	"math"
	"math/rand/v2"
)

// mix is the finaliser of SplitMix64: a bijection that scatters its input.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// key makes one number of several, order mattering.
func key(parts ...uint64) uint64 {
	k := uint64(len(parts))
	for _, p := range parts {
		k = mix(k ^ p)
	}
	return k
}

// textKey makes a number of a text.
func textKey(s string) uint64 {
	k := uint64(14695981039346656037)
	for i := range len(s) {
		k = (k ^ uint64(s[i])) * 1099511628211
	}
	return mix(k)
}

// stream is a random stream of its own for a purpose, so that changing how
// much one part draws leaves the others as they were.
func stream(parts ...uint64) *rand.Rand {
	return rand.New(rand.NewPCG(key(parts...), key(append(parts, 1)...)))
}

// dice is a small random stream for composing texts: its state is one word,
// so that the same text can be made again from the word that began it.
type dice uint64

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	x := uint64(*d)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// n is uniform on 0…n−1.
func (d *dice) n(n int) int { return int(d.next() >> 33 * uint64(n) >> 31) }

// yes is true with probability p.
func (d *dice) yes(p float64) bool { return float64(d.next()>>11)*(1.0/(1<<53)) < p }

// keyNormal is a standard normal number that belongs to a key: the sum of
// twelve uniform 16-bit numbers, less six.
func keyNormal(k uint64) float64 {
	sum := 0.0
	for range 3 {
		k = mix(k)
		sum += float64(k&0xffff) + float64(k>>16&0xffff) + float64(k>>32&0xffff) + float64(k>>48)
	}
	return sum/65536 - 6
}

// pick draws an index from cumulated weights that end near 1.
func pick(upTo []float64, u float64) int {
	lo, hi := 0, len(upTo)-1
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if u < upTo[mid] {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// cumulate turns weights into cumulated shares.
func cumulate(w []float64) []float64 {
	out := make([]float64, len(w))
	sum := 0.0
	for i, x := range w {
		sum += x
		out[i] = sum
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// zipfRank draws a rank 0…n−1 with probability about proportional to
// (rank+1)^−s, by inverting the continuous power law.
func zipfRank(n int, s, u float64) int {
	if n <= 1 {
		return 0
	}
	var x float64
	if math.Abs(s-1) < 1e-9 {
		x = math.Pow(float64(n)+1, u)
	} else {
		a := 1 - s
		x = math.Pow(1+u*(math.Pow(float64(n)+1, a)-1), 1/a)
	}
	return max(0, min(n-1, int(x)-1))
}

// poisson draws a Poisson number; above 50 by the rounded normal.
func poisson(r *rand.Rand, mean float64) int {
	if mean <= 0 {
		return 0
	}
	if mean > 50 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*r.NormFloat64())))
	}
	limit, p, k := math.Exp(-mean), 1.0, 0
	for {
		if p *= r.Float64(); p <= limit {
			return k
		}
		k++
	}
}

// overdispersed draws a count with this mean and variance mean + phi·mean²,
// a Poisson number whose mean is lognormal.
func overdispersed(r *rand.Rand, mean, phi float64) int {
	s2 := math.Log1p(phi)
	return poisson(r, mean*math.Exp(math.Sqrt(s2)*r.NormFloat64()-s2/2))
}
