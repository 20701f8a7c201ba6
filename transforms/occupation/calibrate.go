package occupation

import "sort"

// curve maps a score in [0, 1] to a probability: isotonic regression (pool
// adjacent violators) on held-out folds, linear between the blocks' centres.
type curve struct {
	X, Y []float32
}

// fitCurve learns from scores and outcomes (0…1) with weights. Blocks hold at
// least minBlock cases, so that no probability rests on a handful.
func fitCurve(score, outcome, weight []float32, minBlock int) curve {
	n := len(score)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return score[order[a]] < score[order[b]] })
	type block struct {
		x, y, w float64
		n       int
	}
	var blocks []block
	for i := 0; i < n; {
		var b block
		for i < n && (b.n < minBlock || score[order[i]] == score[order[i-1]]) {
			j := order[i]
			w := float64(weight[j])
			b.x += w * float64(score[j])
			b.y += w * float64(outcome[j])
			b.w += w
			b.n++
			i++
		}
		if b.w == 0 {
			continue
		}
		blocks = append(blocks, b)
		for len(blocks) > 1 {
			a, c := blocks[len(blocks)-2], blocks[len(blocks)-1]
			if a.y/a.w < c.y/c.w {
				break
			}
			blocks = blocks[:len(blocks)-1]
			blocks[len(blocks)-1] = block{a.x + c.x, a.y + c.y, a.w + c.w, a.n + c.n}
		}
	}
	var c curve
	for _, b := range blocks {
		c.X = append(c.X, float32(b.x/b.w))
		// Half a case each way: a block that was never wrong is not certain.
		c.Y = append(c.Y, float32((b.y+0.5)/(b.w+1)))
	}
	for i := 1; i < len(c.Y); i++ {
		c.Y[i] = max(c.Y[i], c.Y[i-1])
	}
	return c
}

func (c curve) at(x float32) float32 {
	n := len(c.X)
	if n == 0 {
		return x
	}
	i, end := 0, n // the first block at or above x
	for i < end {
		if mid := (i + end) / 2; c.X[mid] < x {
			i = mid + 1
		} else {
			end = mid
		}
	}
	switch {
	case i == 0:
		if c.X[0] <= 0 {
			return c.Y[0]
		}
		return c.Y[0] * x / c.X[0]
	case i == n:
		return c.Y[n-1]
	}
	f := (x - c.X[i-1]) / (c.X[i] - c.X[i-1])
	return c.Y[i-1] + f*(c.Y[i]-c.Y[i-1])
}

// calibration turns the ranker's shares into probabilities. Unit is for every
// candidate: the probability that it is the one right 细类. Levels (1…4) are
// for the best class of a level: the probability that it is right or a stated
// alternative, which is what acceptance asks.
type calibration struct {
	Unit   curve
	Levels [5]curve // index 1…4
}
