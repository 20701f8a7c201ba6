package occupation

import (
	"math"
	"math/rand/v2"
	"sync"
)

// linearOptions are the constants of the linear model's training, chosen by
// cross-validation on labels/ alone.
type linearOptions struct {
	epochs    int
	rate      float64 // AdaGrad step
	decay     float64 // L2, applied once an epoch to touched rows
	dropout   float32 // share of an example's features left out of each step
	altShare  float32 // probability mass of the alternatives of a label
	threshold float32 // smaller weights are dropped
	minCount  int     // examples a feature must occur in
	seed      uint64
}

var linearDefaults = linearOptions{epochs: 9, rate: 2, decay: 0.002, dropout: 0.3, altShare: 0.25, threshold: 0.1, minCount: 2, seed: 2022}

// trainLinear fits the softmax by AdaGrad on the marginal log-likelihood: a
// label that stops at a 小类 asks for the sum over its leaves. The order of
// examples comes from a fixed seed, and one model is trained by one goroutine,
// so that the result is the same on every machine with the same arithmetic.
func trainLinear(h *hierarchy, list []example, feats [][]feature, o linearOptions) *linear {
	count := map[uint32]int32{}
	for i := range list {
		for _, x := range feats[i] {
			count[x.key]++
		}
	}
	index := map[uint32]int32{}
	var keys []uint32
	rows := make([][]feature, len(list)) // key = position in keys
	for i := range list {
		for _, x := range feats[i] {
			if int(count[x.key]) < o.minCount {
				continue
			}
			at, ok := index[x.key]
			if !ok {
				at = int32(len(keys))
				index[x.key] = at
				keys = append(keys, x.key)
			}
			rows[i] = append(rows[i], feature{uint32(at), x.weight})
		}
	}
	nodes := len(h.code)
	w := make([]row, len(keys))
	grad2 := make([]float32, len(keys))
	bias := make([]float32, nodes)
	var bias2 float32

	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(o.seed, 1))
	z := make([]float32, nodes)
	g := make([]float32, nodes)
	mark := make([]uint32, nodes)
	var stamp uint32
	touched := make([]int32, 0, 256)
	var active []feature
	keep := 1 / (1 - o.dropout)
	for epoch := range o.epochs {
		rng.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		rate := float32(o.rate * (1 - float64(epoch)/float64(o.epochs+1)))
		for _, i := range order {
			e := &list[i]
			if (e.kind == kindDefinition || e.kind == kindVariant) && (i+epoch)%4 != 0 {
				continue // many and weak: each takes part in every fourth pass
			}
			active = active[:0]
			for _, x := range rows[i] {
				if rng.Float32() >= o.dropout {
					active = append(active, feature{x.key, x.weight * keep})
				}
			}
			copy(z, bias)
			for _, x := range active {
				w[x.key].add(x.weight, z)
			}
			gradient(h, e, z, g, o.altShare)
			touched = spread(h, g, touched[:0])
			var square float32
			for _, n := range touched {
				square += g[n] * g[n]
			}
			if square < 4e-4 {
				continue // fitted
			}
			for _, x := range active {
				grad2[x.key] += x.weight * x.weight * square * e.weight
				step := rate * e.weight * x.weight / float32(math.Sqrt(float64(grad2[x.key])+1e-3))
				stamp++
				w[x.key].update(step, g, touched, mark, stamp)
			}
			bias2 += square * e.weight
			step := rate * 0.3 * e.weight / float32(math.Sqrt(float64(bias2)+1e-3))
			for _, n := range touched {
				bias[n] += step * g[n]
			}
		}
		shrink := float32(1 - o.decay)
		for i := range w {
			for j := range w[i].val {
				w[i].val[j] *= shrink
			}
		}
	}
	return compress(keys, w, bias, o.threshold)
}

// row holds the weights of one feature, for the nodes it ever moved.
type row struct {
	node []uint16
	val  []float32
}

func (r *row) add(a float32, z []float32) {
	val := r.val[:len(r.node)]
	for j, n := range r.node {
		z[n] += a * val[j]
	}
}

func (r *row) update(step float32, g []float32, touched []int32, mark []uint32, stamp uint32) {
	val := r.val[:len(r.node)]
	for j, n := range r.node {
		val[j] += step * g[n]
		mark[n] = stamp
	}
	for _, n := range touched {
		if mark[n] != stamp {
			r.node = append(r.node, uint16(n))
			r.val = append(r.val, step*g[n])
		}
	}
}

// minGradient is what a node's gradient must reach to move a weight; it keeps
// the rows sparse.
const minGradient = 0.003

// spread carries the leaves' gradient to their ancestors, sets what is too
// small to matter to 0 and lists the nodes that remain.
func spread(h *hierarchy, g []float32, touched []int32) []int32 {
	clear(g[h.leaves:])
	for leaf := range h.leaves {
		v := g[leaf]
		if v > -minGradient && v < minGradient {
			g[leaf] = 0
			continue
		}
		touched = append(touched, int32(leaf))
		if u := h.up[leaf]; u[0] >= 0 {
			g[u[0]] += v
			g[u[1]] += v
			g[u[2]] += v
		}
	}
	for n := h.leaves; n < len(g); n++ {
		if g[n] > minGradient || g[n] < -minGradient {
			touched = append(touched, int32(n))
		} else {
			g[n] = 0
		}
	}
	return touched
}

// gradient fills g on the leaves with target minus probability.
func gradient(h *hierarchy, e *example, z, g []float32, altShare float32) {
	copy(g, z)
	best := leafScores(h, g)
	var total float32
	for leaf := range h.leaves {
		d := g[leaf] - best
		if d < -lost {
			g[leaf] = 0
			continue
		}
		g[leaf] = exp32(d)
		total += g[leaf]
	}
	var inside float32
	for _, t := range e.target {
		inside += g[t] + 1e-9
	}
	share := float32(1)
	if len(e.alt) > 0 && len(e.target) == 1 {
		share = 1 - altShare
	}
	var want [16]float32
	wants := want[:0]
	for _, t := range e.target {
		wants = append(wants, share*(g[t]+1e-9)/inside)
	}
	for leaf := range h.leaves {
		if g[leaf] != 0 {
			g[leaf] = -g[leaf] / total
		}
	}
	for i, t := range e.target {
		g[t] += wants[i]
	}
	if share < 1 {
		for _, t := range e.alt {
			g[t] += altShare / float32(len(e.alt))
		}
	}
}

// parallel runs n jobs on two goroutines; each job is deterministic by itself.
func parallel(n int, job func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(2, n) {
		wg.Go(func() {
			for i := range next {
				job(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
