package shortage

import (
	"math"
	"slices"
)

// shrinkAll pulls the indicators of every cell towards the mean of their
// group, the more the less sure they are: value = μ + (raw − μ)·τ²/(τ² + s²).
// Shrunk values lie closer together than the true ones, raw values further
// apart. So the reference is made of values shrunk by the square root, whose
// spread is that of the true ones (constrained empirical Bayes: Louis 1984,
// Ghosh 1992).
// I2 is the same ratio in another form, (V−J)/(V+J) = tanh(θ/2), and follows I1.
func (m *market) shrinkAll() {
	m.phi = m.registerNugget()
	for _, k := range []int{ratio, duration, repost, density, growth, payGrowth, payPremium, pipeline, highSkill} {
		for q := range m.quarters {
			for tier := range 2 { // root, children
				for _, span := range [2][2]int{{0, m.units}, {m.units, len(m.classes)}} {
					m.shrinkGroup(k, q, tier, span)
				}
			}
		}
	}
	for i := range m.cells {
		if c := &m.cells[i]; c.have[gap] {
			c.value[gap] = math.Tanh(c.value[ratio] / 2)
			c.typical[gap] = math.Tanh(c.typical[ratio] / 2)
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
	case pipeline:
		v := c.variance / 4 // four quarters of demand
		if c.hasVacancies {
			v = 1/(4*c.vacancies+0.5) + m.phi/4
		}
		return v + 1/(c.supplyYear+0.5)
	}
	return max(c.s2[k], 1e-6)
}

// shrinkGroup does one indicator, quarter and tier. Groups are minor groups
// where they have shrink_min_group members, else sub-major groups, else all.
// τ² is fitted by moments (DerSimonian and Laird 1986) over all groups at
// once, since a group alone has too few members.
func (m *market) shrinkGroup(k, q, tier int, span [2]int) {
	type member struct {
		c     *cell
		class int
		s2    float64
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
			members = append(members, member{c: c, class: class, s2: m.sampling(k, c)})
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
	level := m.groupLevel(groups, mu, func(g string) float64 {
		sum := 0.0
		for i, x := range members {
			if groupOf[i] == g {
				sum += 1 / (tau2 + x.s2)
			}
		}
		return 1 / sum
	})
	for i, x := range members {
		g := level[groupOf[i]]
		keep := tau2 / (tau2 + x.s2)
		x.c.keep[k] = keep
		x.c.value[k] = g.mean + (x.c.raw[k]-g.mean)*keep
		x.c.typical[k] = g.typical + (x.c.raw[k]-mu[groupOf[i]])*math.Sqrt(keep)
		x.c.widen[k] = math.Sqrt(keep + (1-keep)*(1-keep)*g.variance/x.s2)
	}
}

// groupMean is the mean of a group after it is itself pulled towards the mean
// of all groups, with the variance that is left in it.
type groupMean struct{ mean, typical, variance float64 }

// groupLevel shrinks group means to their common mean by the same rule, so
// that the chance of a small group does not pass for its level.
func (m *market) groupLevel(groups []string, mu map[string]float64, variance func(g string) float64) map[string]groupMean {
	v := make([]float64, len(groups))
	common := func(gamma2 float64) float64 {
		var num, den float64
		for i, g := range groups {
			num += mu[g] / (gamma2 + v[i])
			den += 1 / (gamma2 + v[i])
		}
		return num / den
	}
	var w1, w2 float64
	for i, g := range groups {
		v[i] = variance(g)
		w1 += 1 / v[i]
		w2 += 1 / (v[i] * v[i])
	}
	q, centre := 0.0, common(0)
	for i, g := range groups {
		q += (mu[g] - centre) * (mu[g] - centre) / v[i]
	}
	gamma2 := 0.0
	if scale := w1 - w2/w1; scale > 0 {
		gamma2 = max(0, (q-float64(len(groups)-1))/scale)
	}
	centre = common(gamma2)
	out := map[string]groupMean{}
	for i, g := range groups {
		keep := gamma2 / (gamma2 + v[i])
		rest := keep*v[i] + (1-keep)/w1 // its own error, and that of the common mean
		out[g] = groupMean{centre + keep*(mu[g]-centre), centre + math.Sqrt(keep)*(mu[g]-centre), rest}
	}
	return out
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
