package shortage

import "math"

// regressPay fits ln w = δ(unit group, quarter) + region + experience +
// education + level + source by weighted least squares and stores for every
// priced ad the residual that keeps δ: ln w minus the effects of region,
// experience, education, level and source. w is the middle of the range;
// weights are (priced ads of the employer in the cell)^−½.
//
// δ is swept out by demeaning inside unit group × quarter; what remains is a
// small system of normal equations over the other categories. The first
// category of each is the base; a category without spread gets 0.
func (m *market) regressPay() {
	a := &m.ads
	n := len(a.unit)
	a.residual, a.payWeight = make([]float32, n), make([]float32, n)
	sources := 1
	for _, s := range a.source {
		sources = max(sources, int(s)+1)
	}
	offsets := [5]int{0, len(m.regions) + 1, 0, 0, 0}
	offsets[2] = offsets[1] + 7
	offsets[3] = offsets[2] + 8
	offsets[4] = offsets[3] + 9
	k := offsets[4] + sources
	dummies := func(i int32) [5]int {
		return [5]int{int(a.region[i]) + 1, offsets[1] + min(int(a.experience[i]), 6), offsets[2] + min(int(a.education[i]), 7), offsets[3] + min(int(a.level[i]), 8), offsets[4] + int(a.source[i])}
	}
	normal := make([][]float64, k)
	for i := range normal {
		normal[i] = make([]float64, k)
	}
	right := make([]float64, k)
	mean := make([]float64, k)
	var touched []int
	for class := range m.units {
		for q := range m.quarters {
			list := m.cellAds[m.at(class, 0, q)]
			m.weighPay(list)
			var sumW, sumY float64
			touched = touched[:0]
			for _, i := range list {
				w := float64(a.payWeight[i])
				if w == 0 {
					continue
				}
				y := float64(a.lnPay[i])
				sumW += w
				sumY += w * y
				x := dummies(i)
				for _, c := range x {
					if mean[c] == 0 {
						touched = append(touched, c)
					}
					mean[c] += w
					right[c] += w * y
					for _, d := range x {
						normal[c][d] += w
					}
				}
			}
			if sumW == 0 {
				continue
			}
			for _, c := range touched {
				right[c] -= mean[c] * sumY / sumW
				for _, d := range touched {
					normal[c][d] -= mean[c] * mean[d] / sumW
				}
			}
			for _, c := range touched {
				mean[c] = 0
			}
		}
	}
	base := [5]int{0, offsets[1], offsets[2], offsets[3], offsets[4]}
	beta := solve(normal, right, base[:])
	for i := range a.unit {
		if a.payWeight[i] == 0 {
			continue
		}
		r := float64(a.lnPay[i])
		for _, c := range dummies(int32(i)) {
			r -= beta[c]
		}
		a.residual[i] = float32(r)
	}
}

// weighPay sets the pay weights of a cell's ads, which stand by employer.
func (m *market) weighPay(list []int32) {
	a := &m.ads
	for from := 0; from < len(list); {
		to, priced := from, 0
		for ; to < len(list) && a.employer[list[to]] == a.employer[list[from]]; to++ {
			if !math.IsNaN(float64(a.lnPay[list[to]])) {
				priced++
			}
		}
		for ; from < to; from++ {
			if !math.IsNaN(float64(a.lnPay[list[from]])) {
				a.payWeight[list[from]] = float32(1 / math.Sqrt(float64(priced)))
			}
		}
	}
}

// solve solves the normal equations by elimination with the base categories
// at 0; a pivot that is nothing (a category that never varies) also stays 0.
func solve(a [][]float64, b []float64, base []int) []float64 {
	n := len(b)
	isBase := make([]bool, n)
	for _, i := range base {
		isBase[i] = true
	}
	x := make([]float64, n)
	var rows []int
	for i := range n {
		if !isBase[i] && a[i][i] > 1e-6 {
			rows = append(rows, i)
		}
	}
	k := len(rows)
	t := make([][]float64, k)
	for r, i := range rows {
		t[r] = make([]float64, k+1)
		for c, j := range rows {
			t[r][c] = a[i][j]
		}
		t[r][k] = b[i]
	}
	dead := make([]bool, k)
	for p := range k {
		// The matrix is symmetric and not negative: the diagonal serves as pivot.
		if t[p][p] <= 1e-8*a[rows[p]][rows[p]] {
			dead[p] = true
			continue
		}
		for r := range k {
			if r == p || t[r][p] == 0 {
				continue
			}
			f := t[r][p] / t[p][p]
			for c := p; c <= k; c++ {
				t[r][c] -= f * t[p][c]
			}
		}
	}
	for p := range k {
		if !dead[p] {
			x[rows[p]] = t[p][k] / t[p][p]
		}
	}
	return x
}

// profile finds the most asked education and the most stated skill level of
// every class, over all quarters at the root.
func (m *market) profile() {
	a := &m.ads
	m.education, m.typicalLevel = make([]int, len(m.classes)), make([]int, len(m.classes))
	for class := range m.classes {
		var education [8]int
		var level [9]int
		for q := range m.quarters {
			for _, i := range m.cellAds[m.at(class, 0, q)] {
				education[min(int(a.education[i]), 7)]++
				level[min(int(a.level[i]), 8)]++
			}
		}
		m.education[class] = top(education[:7])
		if best := top(level[1:]) + 1; level[best] >= m.method.Int("pay_min_ads") {
			m.typicalLevel[class] = best
		}
	}
}

func top(counts []int) int {
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return best
}
