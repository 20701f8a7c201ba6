package synth

import (
	"math"
	"sort"
	"strconv"
)

// payShape is the distribution of true pay around a cell's median centre:
// pay = median · z, and the distribution function of z on a fine log grid.
type payShape struct{ cdf []float64 }

// The grid covers z from e^−gridHalf to e^gridHalf.
const (
	gridHalf  = 1.6
	gridSteps = 3200
)

// newPayShape integrates over centres (lognormal with standard deviation s),
// range widths and positions in the range. Rounding of posted figures is left
// out: it is symmetric and small against the width of the ranges. mix gives
// the share of ads that name one figure (width 1).
func newPayShape(s float64, position Position, fixed float64) *payShape {
	const nC, nU = 400, 50
	ks, ws := append([]float64{1}, widths...), []float64{fixed}
	last := 0.0
	for _, up := range widthUpTo {
		ws = append(ws, (1-fixed)*(up-last))
		last = up
	}
	h := &payShape{cdf: make([]float64, gridSteps+1)}
	for i := range nC {
		centre := math.Exp(s * normalQuantile((float64(i)+.5)/nC))
		for j, k := range ks {
			lo := 2 * centre / (1 + k)
			for u := range nU {
				x := lo + (k-1)*lo*inRange(position, (float64(u)+.5)/nU, k)
				at := int(math.Ceil((math.Log(x) + gridHalf) / (2 * gridHalf) * gridSteps))
				h.cdf[max(0, min(gridSteps, at))] += ws[j] / (nC * nU)
			}
		}
	}
	for i := 1; i <= gridSteps; i++ {
		h.cdf[i] += h.cdf[i-1]
	}
	return h
}

// below is the share of pay below x·median given by its logarithm.
func (h *payShape) below(logX float64) float64 {
	t := (logX + gridHalf) / (2 * gridHalf) * gridSteps
	if t <= 0 {
		return 0
	}
	if t >= gridSteps {
		return 1
	}
	i := int(t)
	return h.cdf[i] + (t-float64(i))*(h.cdf[i+1]-h.cdf[i])
}

func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// component is one lognormal-like part of a mixture of pay distributions.
type component struct {
	logMedian, weight float64
	shape             *payShape
}

var percentiles = [...]float64{.10, .25, .50, .75, .90}

// quantiles are P10 to P90 of a mixture, found on the log scale by
// regula falsi in the Illinois variant until the share below is right to
// 2e−6, each starting from the one before.
func quantiles(parts []component) (out [len(percentiles)]float64) {
	sum, low, high := 0.0, math.Inf(1), math.Inf(-1)
	for _, c := range parts {
		sum += c.weight
		low, high = min(low, c.logMedian-gridHalf), max(high, c.logMedian+gridHalf)
	}
	share := func(x float64) float64 {
		below := 0.0
		for _, c := range parts {
			below += c.weight * c.shape.below(x-c.logMedian)
		}
		return below / sum
	}
	for i, p := range percentiles {
		lo, hi := low, high
		fLo, fHi := share(lo)-p, share(hi)-p
		x, side := lo, 0
		for hi-lo > 1e-5 {
			x = (lo*fHi - hi*fLo) / (fHi - fLo)
			f := share(x) - p
			if math.Abs(f) < 2e-6 {
				break
			}
			if f < 0 {
				lo, fLo = x, f
				if side < 0 {
					fHi /= 2
				}
				side = -1
			} else {
				hi, fHi = x, f
				if side > 0 {
					fLo /= 2
				}
				side = 1
			}
		}
		low = lo
		out[i] = math.Exp(x)
	}
	return out
}

// shapes are the pay shapes by spread index.
func (m *market) shapes() []*payShape {
	var out []*payShape
	for _, s := range spreads {
		out = append(out, newPayShape(s, m.plan.Nuisance.Position, m.plan.Pay.Fixed))
	}
	return out
}

// payParts lists the components of the true pay of occupation o in quarter q:
// over the places of the list and over the levels of the list, weighted by
// expected ads. Level 0 stands for an occupation without levels.
func (m *market) payParts(shapes []*payShape, o, q int, places, levels []int) []component {
	occ := &m.occupations[o]
	var parts []component
	for _, g := range places {
		w := 0.0
		for t, mon := range m.cal.months {
			if mon.quarter == q {
				w += m.expected[t][o*len(m.places)+g]
			}
		}
		centre := math.Log(m.cellPay(o, g, q))
		for _, level := range levels {
			c := component{centre, w, shapes[occ.sigma]}
			if level > 0 {
				c.logMedian += math.Log(occ.levelPay[level-1])
				c.weight *= occ.levels[level-1]
			}
			parts = append(parts, c)
		}
	}
	return parts
}

// levelsOf lists an occupation's levels: 1…6, or 0 where levels are not used.
func (o *occupation) levelsOf() []int {
	if o.levels == nil {
		return []int{0}
	}
	return []int{1, 2, 3, 4, 5, 6}
}

// each calls fn for the root (all places) and for every place.
func (m *market) each(fn func(code string, places []int) error) error {
	all := make([]int, len(m.places))
	for g := range all {
		all[g] = g
	}
	if err := fn(m.root.Code, all); err != nil {
		return err
	}
	for g := range all {
		if err := fn(m.places[g].code, all[g:g+1]); err != nil {
			return err
		}
	}
	return nil
}

// writeTruePay writes the percentiles of the distribution that pay was drawn
// from, by region, occupation, level (−1 all) and quarter, in yuan a month.
func (m *market) writeTruePay(out *folder) error {
	f, err := out.create(m.truthFile("薪酬"), "region_code,occupation_code,skill_level,quarter,p10,p25,p50,p75,p90\n")
	if err != nil {
		return err
	}
	shapes := m.shapes()
	var line []byte
	return m.each(func(code string, places []int) error {
		for o := range m.occupations {
			occ := &m.occupations[o]
			levels := occ.levelsOf()
			for q, quarter := range m.cal.quarters {
				for level := -1; level <= 6; level++ {
					some := levels
					if level >= 0 {
						if (level == 0) != (occ.levels == nil) {
							continue
						}
						some = []int{level}
					}
					line = append(append(line[:0], code...), ',')
					line = append(append(line, occ.code...), ',')
					line = append(strconv.AppendInt(line, int64(level), 10), ',')
					line = append(line, quarter...)
					for _, x := range quantiles(m.payParts(shapes, o, q, places, some)) {
						line = strconv.AppendFloat(append(line, ','), x, 'f', 1, 64)
					}
					if err := f.lines(append(line, '\n')); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// midRanks gives the mid-rank share of every value among all, NaN staying NaN.
func midRanks(x []float64) []float64 {
	var sorted []float64
	for _, v := range x {
		if !math.IsNaN(v) {
			sorted = append(sorted, v)
		}
	}
	sort.Float64s(sorted)
	out := make([]float64, len(x))
	for i, v := range x {
		if math.IsNaN(v) {
			out[i] = v
			continue
		}
		lo := sort.SearchFloat64s(sorted, v)
		hi := sort.Search(len(sorted), func(j int) bool { return sorted[j] > v })
		out[i] = float64(lo+hi) / 2 / float64(len(sorted))
	}
	return out
}
