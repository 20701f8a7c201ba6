package occupation

import (
	"cmp"
	"math"
	"slices"
)

// linear is a softmax over the leaves whose score for a leaf is the sum of the
// weights of the leaf and of its three ancestors: what is known of 焊工 in
// general also helps an occupation with few examples beside it. Weights are
// sparse and kept in eight bits.
type linear struct {
	keyTable           // sorted hashes of the known features
	row      []keyRow  // by feature, and one more: where its weights begin, and end with the next
	weight   []weight  // by feature, then as they came
	bias     []float32 // by node
}

// What a title looks up lies side by side, since memory is what it waits for.
type keyRow struct {
	start uint32
	scale float32 // a weight is q·scale
}

type weight struct {
	node uint16
	q    int16 // -127…127
}

// scores fills z (by node) with raw sums.
func (m *linear) scores(f []feature, z []float32) {
	copy(z, m.bias)
	for _, x := range f {
		i := m.find(x.key)
		if i < 0 {
			continue
		}
		w := x.weight * m.row[i].scale
		for _, v := range m.weight[m.row[i].start:m.row[i+1].start] {
			z[v.node] += w * float32(v.q)
		}
	}
}

// leafScores adds to every leaf what its ancestors bring and returns the
// largest score; a 小类 gets the largest within it. The empty leaf has itself
// alone.
func leafScores(h *hierarchy, z []float32) float32 {
	best := z[h.none]
	for n := h.firstSub - 1; n >= h.leaves; n-- { // 小类 take in 中类 and 大类
		sub := h.parent[n]
		up := z[n] + z[sub] + z[h.parent[sub]]
		leaves := h.below(z, n)
		most := leaves[0] + up
		for i, v := range leaves {
			v += up
			leaves[i] = v
			if v > most {
				most = v
			}
		}
		z[n] = most
		if most > best {
			best = most
		}
	}
	return best
}

// lost is how far below the best a leaf's score counts as nothing. Nine in ten
// 小类 hold none that counts.
const lost = 12

// leafSoftmax turns raw sums into scores of the leaves, in place, and fills
// sums with the probabilities of the inner nodes. The log-probability of a
// leaf is its score less shift.
func leafSoftmax(h *hierarchy, z []float32, sums []float32) (shift float32) {
	best := leafScores(h, z)
	clear(sums[h.firstSub:])
	var total float32
	if d := z[h.none] - best; d > -lost {
		total += exp32(d)
	}
	for n := h.leaves; n < h.firstSub; n++ {
		var sum float32
		if z[n]-best > -lost {
			for _, v := range h.below(z, n) {
				if d := v - best; d > -lost {
					sum += exp32(d)
				}
			}
			total += sum
		}
		sums[n] = sum
	}
	for n := h.leaves; n < h.firstMajor; n++ {
		sums[h.parent[n]] += sums[n]
	}
	scale := 1 / total
	for n := h.leaves; n < len(sums); n++ {
		sums[n] *= scale
	}
	return best + float32(math.Log(float64(total)))
}

// boundedLog is the logarithm of a probability, at least minLogP.
func boundedLog(p float32) float32 {
	if p < 1e-6 {
		return minLogP
	}
	return max(float32(math.Log(float64(p))), minLogP)
}

// minLogP is as improbable as anything gets.
const minLogP = -10

// topLeaves appends the k best leaves by score. No leaf is more probable than
// its 小类, so that most 小类 need no look inside.
func topLeaves(dst []int32, h *hierarchy, z, sums []float32, shift float32, k int) []int32 {
	var best [32]int32
	best[0] = int32(h.none)
	n, low, lowP := 1, float32(0), float32(-1)
	for minor := h.leaves; minor < h.firstSub; minor++ {
		if sums[minor] < lowP {
			continue
		}
		for i, v := range h.below(z, minor) {
			if n == k && v <= low {
				continue
			}
			j := n
			if n < k {
				n++
			} else {
				j = k - 1
			}
			for j > 0 && z[best[j-1]] < v {
				best[j] = best[j-1]
				j--
			}
			best[j] = int32(h.under[minor][0] + i)
			if n == k {
				low = z[best[k-1]]
				lowP = 0.999 * exp32(max(low-shift, -80))
			}
		}
	}
	return append(dst, best[:n]...)
}

// exp32 is e^x for -80 ≤ x ≤ 0, within 1e-5 of itself: a power of two, a tabled
// one of its 256th roots and a straight line between these. math.Exp took half
// of a title's time.
func exp32(x float32) float32 {
	t := x * (256 * math.Log2E)
	n := int32(t)
	rest := t - float32(n)
	return math.Float32frombits(roots[n&255]+uint32(n>>8)<<23) * (1 + rest*(math.Ln2/256))
}

// roots are the bits of 2^(i/256).
var roots = func() (r [256]uint32) {
	for i := range r {
		r[i] = math.Float32bits(float32(math.Exp2(float64(i) / 256)))
	}
	return r
}()

// compress keeps the weights that matter.
func compress(keys []uint32, w []row, bias []float32, threshold float32) *linear {
	order := make([]int, len(keys))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
	m := &linear{bias: bias}
	var known []uint32
	for _, i := range order {
		var top float32
		for _, v := range w[i].val {
			top = max(top, max(v, -v))
		}
		if top < threshold {
			continue
		}
		scale := top / 127
		m.row = append(m.row, keyRow{uint32(len(m.weight)), scale})
		for j, v := range w[i].val {
			if v > -threshold && v < threshold {
				continue
			}
			if q := int16(math.Round(float64(v / scale))); q != 0 {
				m.weight = append(m.weight, weight{w[i].node[j], q})
			}
		}
		known = append(known, keys[i])
	}
	m.row = append(m.row, keyRow{start: uint32(len(m.weight))})
	m.keyTable = newKeyTable(known)
	return m
}
