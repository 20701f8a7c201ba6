package shortage

import (
	"math"
	"slices"
)

// shrinkAll pulls I1, I8 and I11 of every cell towards the mean of its group,
// the more the less sure they are: value = μ + (raw − μ)·τ²/(τ² + s²).
func (m *market) shrinkAll() {
	m.phi = m.registerNugget()
	for _, k := range []int{ratio, payGrowth, highSkill} {
		for q := range m.quarters {
			for tier := range 2 { // root, children
				for _, span := range [2][2]int{{0, m.units}, {m.units, len(m.classes)}} {
					m.shrinkGroup(k, q, tier, span)
				}
			}
		}
	}
}

// sampling is s², the sampling variance of a raw indicator.
func (m *market) sampling(k int, c *cell) float64 {
	switch k {
	case ratio:
		v := c.variance // of ads, employers resampled
		if c.hasVacancies {
			v = 1/(c.vacancies+0.5) + m.phi
		}
		return v + 1/(c.seekers+0.5)
	case highSkill:
		return 1/(c.vacanciesHigh+0.5) + 1/(c.seekersHigh+0.5) + m.phi
	}
	return c.payVar
}

// shrinkGroup does one indicator, quarter and tier. Groups are minor groups
// where they have shrink_min_group members, else sub-major groups, else all.
// τ² is fitted by moments (DerSimonian and Laird 1986) over all groups at
// once, since a group alone has too few members.
func (m *market) shrinkGroup(k, q, tier int, span [2]int) {
	type member struct {
		c      *cell
		class  int
		s2     float64
		lagged *cell
	}
	var members []member
	for class := span[0]; class < span[1]; class++ {
		for r := range m.regions {
			if (r == 0) != (tier == 0) {
				continue
			}
			c := &m.cells[m.at(class, r, q)]
			if !c.have[k] {
				continue
			}
			s2 := m.sampling(k, c)
			if k == payGrowth {
				s2 += m.cells[m.at(class, r, q-m.method.Int("growth_quarters"))].payVar
			}
			members = append(members, member{c: c, class: class, s2: s2})
		}
	}
	if len(members) < 2 {
		return
	}
	need := m.method.Int("shrink_min_group")
	groupOf := make([]string, len(members))
	for _, length := range []int{7, 4, 0} { // minor, sub-major, all
		size := map[string]int{}
		for _, x := range members {
			size[m.classes[x.class][:length]]++
		}
		for i, x := range members {
			if code := m.classes[x.class][:length]; groupOf[i] == "" && (size[code] >= need || length == 0) {
				groupOf[i] = code + "/"
			}
		}
	}
	fit := func(tau2 float64) map[string]float64 {
		num, den := map[string]float64{}, map[string]float64{}
		for i, x := range members {
			w := 1 / (tau2 + x.s2)
			num[groupOf[i]] += w * x.c.raw[k]
			den[groupOf[i]] += w
		}
		for g := range num {
			num[g] /= den[g]
		}
		return num
	}
	mu := fit(0)
	var q2, sumW float64
	sumW2, inGroup := map[string]float64{}, map[string]float64{}
	for i, x := range members {
		w := 1 / x.s2
		q2 += w * (x.c.raw[k] - mu[groupOf[i]]) * (x.c.raw[k] - mu[groupOf[i]])
		sumW += w
		sumW2[groupOf[i]] += w * w
		inGroup[groupOf[i]] += w
	}
	scale := sumW
	groups := make([]string, 0, len(inGroup)) // a fixed order, so that sums are the same every time
	for g := range inGroup {
		groups = append(groups, g)
	}
	slices.Sort(groups)
	for _, g := range groups {
		scale -= sumW2[g] / inGroup[g]
	}
	tau2 := 0.0
	if scale > 0 {
		tau2 = max(0, (q2-float64(len(members)-len(inGroup)))/scale)
	}
	mu = fit(tau2)
	for i, x := range members {
		keep := tau2 / (tau2 + x.s2)
		x.c.keep[k] = keep
		x.c.value[k] = mu[groupOf[i]] + (x.c.raw[k]-mu[groupOf[i]])*keep
	}
}

// registerNugget estimates φ, the variance of ln V/J beyond Poisson, from how
// much the ratio jumps between quarters that has nothing to do with how much
// it drifts: the variogram of lags 1 and 2, drawn back to lag 0,
// φ = (2·Var Δ₁ − Var Δ₂)/2 − mean(1/V + 1/J). Medians stand for variances, so
// that true jumps do not count. Fewer than three quarters: the constant admin_phi.
func (m *market) registerNugget() float64 {
	var d1, d2, poisson []float64
	theta := func(c *cell) (float64, bool) {
		return math.Log((c.vacancies + 0.5) / (c.seekers + 0.5)), c.hasSeekers && c.hasVacancies && c.vacancies+c.seekers >= m.method.Float("min_people")
	}
	for class := range m.units {
		for r := range m.regions {
			for q := 0; q+2 < len(m.quarters); q++ {
				a, b, c := &m.cells[m.at(class, r, q)], &m.cells[m.at(class, r, q+1)], &m.cells[m.at(class, r, q+2)]
				x, ok1 := theta(a)
				y, ok2 := theta(b)
				z, ok3 := theta(c)
				if ok1 && ok2 && ok3 {
					d1 = append(d1, math.Abs(y-x))
					d2 = append(d2, math.Abs(z-x))
					poisson = append(poisson, 1/(b.vacancies+0.5)+1/(b.seekers+0.5))
				}
			}
		}
	}
	if len(d1) < 10 {
		return m.method.Float("admin_phi")
	}
	variance := func(d []float64) float64 {
		s := 1.4826 * quantiles(d, 0.5)[0]
		return s * s
	}
	return max(0, (2*variance(d1)-variance(d2))/2-quantiles(poisson, 0.5)[0])
}
