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
	start    []uint32  // by feature: its weights are [start[i], start[i+1])
	scale    []float32 // by feature: weight = q·scale
	node     []uint16
	q        []int8
	bias     []float32 // by node
}

// scores fills z (by node) with raw sums.
func (m *linear) scores(f []feature, z []float32) {
	copy(z, m.bias)
	for _, x := range f {
		i := m.find(x.key)
		if i < 0 {
			continue
		}
		w := x.weight * m.scale[i]
		a, b := m.start[i], m.start[i+1]
		nodes := m.node[a:b]
		qs := m.q[a:b][:len(nodes)]
		for j, n := range nodes {
			z[n] += w * float32(qs[j])
		}
	}
}

// leafScores adds to every leaf what its ancestors bring and returns the
// largest. The empty leaf has itself alone.
func leafScores(h *hierarchy, z []float32) float32 {
	for n := h.firstSub - 1; n >= h.leaves; n-- { // 小类 take in 中类 and 大类
		sub := h.parent[n]
		z[n] += z[sub] + z[h.parent[sub]]
	}
	best := z[h.none]
	for leaf, up := range h.parent[:h.none] {
		v := z[leaf] + z[up]
		z[leaf] = v
		if v > best {
			best = v
		}
	}
	return best
}

// leafLogP turns raw sums into log-probabilities of the leaves, in place, and
// fills sums with the probabilities of the inner nodes.
func leafLogP(h *hierarchy, z []float32, sums []float32) {
	best := leafScores(h, z)
	clear(sums)
	var total float32
	for leaf, up := range h.parent[:h.none] {
		if d := z[leaf] - best; d > -12 {
			e := exp32(d)
			total += e
			sums[up] += e
		}
	}
	if d := z[h.none] - best; d > -12 {
		total += exp32(d)
	}
	for n := h.leaves; n < h.firstMajor; n++ {
		sums[h.parent[n]] += sums[n]
	}
	shift := best + float32(math.Log(float64(total)))
	for leaf := range h.leaves {
		z[leaf] -= shift
	}
	for n := h.leaves; n < len(sums); n++ {
		sums[n] /= total
	}
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

// topLeaves appends the k best leaves by z.
func topLeaves(dst []int32, z []float32, leaves, k int) []int32 {
	var best [32]int32
	n := 0
	low := float32(math.Inf(-1))
	for i := range leaves {
		v := z[i]
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
		best[j] = int32(i)
		low = z[best[n-1]]
	}
	return append(dst, best[:n]...)
}

// exp32 is e^x for -20 ≤ x ≤ 0, within 2e-7: 2^k times a polynomial for the
// fraction. math.Exp took half of a title's time.
func exp32(x float32) float32 {
	t := x * 1.44269504
	k := float32(int32(t - 0.5))
	f := (t - k) * 0.69314718
	p := 1 + f*(1+f*(0.5+f*(0.16666667+f*(0.041666667+f*(0.0083333333+f*0.0013888889)))))
	return p * math.Float32frombits(uint32(int32(k)+127)<<23)
}

// compress keeps the weights that matter.
func compress(keys []uint32, w []row, bias []float32, threshold float32) *linear {
	order := make([]int, len(keys))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
	m := &linear{bias: bias, start: []uint32{0}}
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
		for j, v := range w[i].val {
			if v > -threshold && v < threshold {
				continue
			}
			if q := int8(math.Round(float64(v / scale))); q != 0 {
				m.node = append(m.node, w[i].node[j])
				m.q = append(m.q, q)
			}
		}
		known = append(known, keys[i])
		m.scale = append(m.scale, scale)
		m.start = append(m.start, uint32(len(m.node)))
	}
	m.keyTable = newKeyTable(known)
	return m
}
