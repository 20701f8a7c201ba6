package shortage

import (
	"math"
	"strings"
)

// refKey names one reference: an indicator in the root or in the children,
// for a calendar year (window) or for one quarter (cross-section).
type refKey struct {
	indicator, tier int
	period          string
}

// window is the reference window of a quarter: the reference_quarters quarters
// before its calendar year, as far as there are any. flag is full, short or
// xsec; from and to are quarter indices.
func (m *market) window(q int) (from, to int, flag string) {
	need, least := m.method.Int("reference_quarters"), m.method.Int("reference_min_quarters")
	year := m.quarters[q][:4]
	to = q
	for to >= 0 && m.quarters[to][:4] == year {
		to--
	}
	from = max(0, to-need+1)
	switch n := to - from + 1; {
	case n >= need:
		return from, to, "full"
	case n >= least:
		return from, to, "short"
	}
	return q, q, "xsec"
}

// referenceFor returns the frozen reference of an indicator for a quarter. An
// indicator that has values in fewer than reference_min_quarters quarters of
// the window (growth needs a year before it begins) is ranked in the quarter
// itself, as everything is where the window is too short. nil if that, too, is
// too little.
func (m *market) referenceFor(k, tier, q int) *reference {
	from, to, flag := m.window(q)
	if flag != "xsec" {
		if ref := m.referenceOf(refKey{k, tier, m.quarters[q][:4]}, from, to); ref != nil {
			return ref
		}
	}
	return m.referenceOf(refKey{k, tier, m.quarters[q]}, q, q)
}

func (m *market) referenceOf(key refKey, from, to int) *reference {
	ref, known := m.references[key]
	if known {
		return ref
	}
	var values []float64
	quarters := make([]bool, to+1)
	for class := range m.units {
		for r := range m.regions {
			if (r == 0) != (key.tier == 0) {
				continue
			}
			for q := from; q <= to; q++ {
				if c := &m.cells[m.at(class, r, q)]; c.have[key.indicator] {
					values = append(values, c.typical[key.indicator])
					quarters[q] = true
				}
			}
		}
	}
	covered := 0
	for _, there := range quarters {
		if there {
			covered++
		}
	}
	if len(values) >= minReference && (from == to || covered >= m.method.Int("reference_min_quarters")) {
		ref = newReference(values)
	}
	m.references[key] = ref
	return ref
}

func tierOf(region int) int { return min(region, 1) }

// weights are the effective weights of the indicators that are there: equal
// inside a dimension, the dimensions as in method.toml over those available.
// They sum to 1.
func weights(have [nIndicators]bool, w [nDimensions]float64) (out [nIndicators]float64, dims int) {
	var count [nDimensions]float64
	for k, h := range have {
		if h {
			count[dimensionOf[k]]++
		}
	}
	total := 0.0
	for d, n := range count {
		if n > 0 {
			total += w[d]
			dims++
		}
	}
	for k, h := range have {
		if h {
			out[k] = w[dimensionOf[k]] / total / count[dimensionOf[k]]
		}
	}
	return out, dims
}

// weightKeys are the constants of the dimensions' weights.
var weightKeys = func() (keys [nDimensions]string) {
	for d, name := range dimensionName {
		keys[d] = "weight_" + strings.ToLower(name)
	}
	return keys
}()

func (m *market) dimensionWeights() (w [nDimensions]float64) {
	for d, key := range weightKeys {
		w[d] = m.method.Float(key)
	}
	return w
}

// scoreAll ranks every indicator in its reference and adds the points up. The
// gates decide what is scored; reasons say why not.
func (m *market) scoreAll() {
	w := m.dimensionWeights()
	for class := range m.classes {
		for r := range m.regions {
			for q := range m.quarters {
				m.scoreCell(m.at(class, r, q), tierOf(r), q, w)
			}
		}
	}
}

func (m *market) scoreCell(i, tier, q int, w [nDimensions]float64) {
	c := &m.cells[i]
	for k := range nIndicators {
		if !c.have[k] {
			continue
		}
		ref := m.referenceFor(k, tier, q)
		if ref == nil {
			c.have[k], c.missing[k] = false, missReference
			continue
		}
		c.f[k] = ref.midRank(c.value[k])
	}
	each, dims := weights(c.have, w)
	c.dims = dims
	c.reasons = m.reasons(c)
	c.scored = len(c.reasons) == 0
	for k, x := range each {
		c.score += 3 * c.f[k] * x
	}
	c.scoreRaw = c.score
	m.scoreUnadjusted(i, tier, q, each)
}

// scoreUnadjusted is the score with growth and density taken from demand as
// it was advertised: what vanishes with the adjustment was the season.
func (m *market) scoreUnadjusted(i, tier, q int, each [nIndicators]float64) {
	c := &m.cells[i]
	class, r, _ := m.position(i)
	if c.have[growth] {
		lag := q - m.method.Int("growth_quarters")
		past := &m.cells[m.at(class, r, lag)]
		x := logRatio(c.headcount+0.5, past.headcount+0.5) - logRatio(m.totalRaw[r][q]+0.5, m.totalRaw[r][lag]+0.5)
		c.scoreRaw += 3 * each[growth] * (m.referenceFor(growth, tier, q).midRank(c.value[growth]+c.keep[growth]*(x-c.raw[growth])) - c.f[growth])
	}
	if c.have[density] {
		if base, ok := m.pastShare(class, r, q, m.totalRaw, func(c *cell) float64 { return c.headcount }); ok {
			x := logRatio(share(c.headcount, m.totalRaw[r][q]), base)
			c.scoreRaw += 3 * each[density] * (m.referenceFor(density, tier, q).midRank(c.value[density]+c.keep[density]*(x-c.raw[density])) - c.f[density])
		}
	}
}

// reasons lists the gates that a cell fails, in a fixed order.
func (m *market) reasons(c *cell) []string {
	mt := m.method
	var list []string
	if !c.registerOK && !c.adsOK {
		if c.ads < int64(mt.Int("min_ads")) {
			list = append(list, "N_ADS")
		}
		if c.employers < int64(mt.Int("min_employers")) {
			list = append(list, "N_EMP")
		}
		if c.topShare > mt.Float("max_top_share") {
			list = append(list, "DOMINANT")
		}
		if c.coderP < mt.Float("min_coder_p") && c.ads > 0 {
			list = append(list, "CODING")
		}
		if len(list) > 0 {
			return list // without numbers there are no dimensions either
		}
	}
	if c.dims < mt.Int("min_dims") {
		list = append(list, "N_DIM")
	}
	var hasTF bool
	for k := range nIndicators {
		hasTF = hasTF || c.have[k] && (dimensionOf[k] == tightness || dimensionOf[k] == friction)
	}
	if !hasTF {
		list = append(list, "NO_TF")
	}
	return list
}

func logRatio(x, base float64) float64 { return math.Log(x / base) }
