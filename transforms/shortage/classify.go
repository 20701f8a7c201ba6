package shortage

import (
	"math"
	"runtime"
	"slices"
	"sort"

	"golang.org/x/sync/errgroup"
)

// Classes.
const (
	severe  = "severe"
	short   = "short"
	watch   = "watch"
	none    = "none"
	unknown = "unknown"
)

// verdict is one published row: a unit group in a region and quarter, with
// the cell whose data it rests on.
type verdict struct {
	class, region, quarter int
	used                   int // cell index of the data used; −1 unknown
	fallback               string
	label                  string
	relative               bool
	stars                  int
	held                   bool // short by hysteresis only
	lapsed                 bool // hysteresis would keep it, but openings do not exceed seekers
	grade                  string
	prevClass              string
	prevRank               int
	change                 string
	streak                 int
	breadth                string
	driver                 string
}

// judge makes the verdicts of every unit group with ads or registrations,
// quarter after quarter: each class depends on the one before.
func (m *market) judge() []verdict {
	var list []verdict
	for class := range m.units {
		for r := range m.regions {
			previous := -1
			for q := range m.quarters {
				c := &m.cells[m.at(class, r, q)]
				if !c.assessed() {
					previous = -1
					continue
				}
				v := verdict{class: class, region: r, quarter: q}
				v.used, v.fallback = m.resolve(class, r, q)
				var before *verdict
				if previous >= 0 {
					before = &list[previous]
				}
				m.classify(&v, before)
				previous = len(list)
				list = append(list, v)
			}
		}
	}
	m.spreadOver(list)
	return list
}

// resolve finds the cell that answers for a unit group: its own, the root's,
// its minor group's in the region, its minor group's in the root.
func (m *market) resolve(class, r, q int) (int, string) {
	own := m.at(class, r, q)
	minor := m.minorOf[class]
	for _, try := range []struct {
		cell int
		name string
	}{{own, "unit_child"}, {m.at(class, 0, q), "unit_root"}, {m.at(minor, r, q), "minor_child"}, {m.at(minor, 0, q), "minor_root"}} {
		name := try.name
		if r == 0 && name == "unit_child" {
			name = "unit_root"
		} else if r == 0 && name == "minor_child" {
			name = "minor_root"
		}
		if m.cells[try.cell].scored {
			return try.cell, name
		}
	}
	return -1, ""
}

// classify sets class, stars, grade and what changed. before is the verdict
// of the quarter before, nil if there is none.
func (m *market) classify(v *verdict, before *verdict) {
	mt := m.method
	wasShort, hadScore, scoreBefore := false, false, 0.0
	if before != nil {
		v.prevClass = before.label
		wasShort = before.label == severe || before.label == short
		if before.used >= 0 {
			hadScore, scoreBefore = true, m.cells[before.used].score
			if before.used == m.at(v.class, v.region, v.quarter-1) {
				v.prevRank = m.cells[before.used].rank
			}
		}
	}
	v.label = unknown
	v.grade = "D"
	if v.used >= 0 {
		c := &m.cells[v.used]
		s, line := c.score, mt.Float("threshold_short")
		enters := s >= line && c.pShort >= mt.Float("p_short") && (wasShort || !hadScore || (s+scoreBefore)/2 >= line)
		lasts := wasShort && (s >= mt.Float("threshold_leave") || hadScore && scoreBefore >= mt.Float("threshold_leave"))
		// Openings do not clearly exceed seekers: what reaches the score is short
		// in relation to others only, and the rule of two quarters keeps nothing.
		balanced := c.hasSeekers && c.have[ratio] && c.ratioLow <= 1
		reached := enters || lasts && !balanced
		v.held, v.lapsed = lasts && !enters && !balanced, lasts && !enters && balanced
		switch {
		case reached && balanced:
			v.label, v.relative, v.stars = watch, true, 2
		case reached && s >= mt.Float("threshold_severe") && c.pShort >= mt.Float("p_severe"):
			v.label, v.stars = severe, 5
		case reached && s >= 2.25:
			v.label, v.stars = short, 4
		case reached:
			v.label, v.stars = short, 3
		case s >= 1.75:
			v.label, v.stars = watch, 2
		case s >= mt.Float("threshold_watch"):
			v.label, v.stars = watch, 1
		default:
			v.label = none
		}
		v.grade = m.grade(c)
		if v.used != m.at(v.class, v.region, v.quarter) {
			v.grade = "C" // another cell's data says less of this one
		}
	}
	isShort := v.label == severe || v.label == short
	if isShort {
		v.streak = 1
		if wasShort {
			v.streak = before.streak + 1
		}
	}
	v.change = changeOf(v.prevClass, v.label)
}

var order = map[string]int{none: 0, watch: 1, short: 2, severe: 3}

// changeOf says how a class moved: new and left are about the list of
// shortages, up and down about the class. Without two known classes there is
// no change to speak of.
func changeOf(before, now string) string {
	a, ok1 := order[before]
	b, ok2 := order[now]
	switch {
	case !ok1 || !ok2:
		return ""
	case b >= 2 && a < 2:
		return "new"
	case b < 2 && a >= 2:
		return "left"
	case b > a:
		return "up"
	case b < a:
		return "down"
	}
	return "same"
}

// grade is the confidence grade. Without registered openings, which cover the
// manual trades that online ads miss, it is C at best.
func (m *market) grade(c *cell) string {
	mt := m.method
	p := mt.Float("grade_a_p")
	switch {
	case !c.hasVacancies || !c.adsOK:
		return "C"
	case c.ads >= int64(mt.Int("grade_a_ads")) && c.employers >= int64(mt.Int("grade_a_employers")) && c.dims >= mt.Int("grade_a_dims") && (c.pShort >= p || 1-c.pShort >= p):
		return "A"
	case c.ads >= int64(mt.Int("grade_b_ads")) && c.employers >= int64(mt.Int("grade_b_employers")) && c.dims >= mt.Int("grade_b_dims"):
		return "B"
	}
	return "C"
}

// rankAll ranks the scored unit groups of each region and quarter by their own
// data, with the 5th and 95th percentile of the rank over the replicates, and
// by the gap V − J. Equal scores rank by code.
func (m *market) rankAll() {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for r := range m.regions {
		g.Go(func() error {
			m.rankRegion(r)
			return nil
		})
	}
	_ = g.Wait() // no part can fail
}

func (m *market) rankRegion(r int) {
	for q := range m.quarters {
		var list, withGap []int
		for class := range m.units {
			if i := m.at(class, r, q); m.cells[i].scored {
				list = append(list, i)
				if m.cells[i].hasSeekers {
					withGap = append(withGap, i)
				}
			}
		}
		m.rankGroup(list)
		sort.SliceStable(withGap, func(a, b int) bool {
			x, y := &m.cells[withGap[a]], &m.cells[withGap[b]]
			return x.v()-x.seekers > y.v()-y.seekers
		})
		for k, i := range withGap {
			m.cells[i].gapRank = k + 1
		}
	}
}

func (m *market) rankGroup(list []int) {
	if len(list) == 0 {
		return
	}
	sorted := slices.Clone(list)
	sort.SliceStable(sorted, func(a, b int) bool { return m.cells[sorted[a]].score > m.cells[sorted[b]].score })
	for k, i := range sorted {
		m.cells[i].rank = k + 1
	}
	n := len(m.cells[list[0]].draws)
	ranks := make([][]uint16, len(list))
	for k := range ranks {
		ranks[k] = make([]uint16, n)
	}
	index := make([]int32, len(list))
	keys := make([]float32, len(list))
	for b := range n {
		for k, i := range list {
			index[k], keys[k] = int32(k), -m.cells[i].draws[b]
		}
		slices.SortFunc(index, func(x, y int32) int {
			switch {
			case keys[x] < keys[y]:
				return -1
			case keys[x] > keys[y]:
				return 1
			}
			return int(x - y)
		})
		for k, x := range index {
			ranks[x][b] = uint16(k + 1)
		}
	}
	for k, i := range list {
		slices.Sort(ranks[k])
		c := &m.cells[i]
		c.rankLow = min(c.rank, int(ranks[k][int(0.05*float64(n-1))]))
		c.rankHigh = max(c.rank, int(ranks[k][int(math.Ceil(0.95*float64(n-1)))]))
	}
}

// weightSensitivity gives every scored cell the 10th and 90th percentile of
// its score when the weights of the dimensions vary around the chosen ones.
// It is apart from the interval of the score: weights are a choice, not an error.
func (m *market) weightSensitivity() {
	draws := dirichlet(m.dimensionWeights(), m.method.Float("dirichlet"), m.replicates)
	scores := make([]float64, len(draws))
	for i := range m.cells {
		c := &m.cells[i]
		if !c.scored {
			continue
		}
		var sum, count [nDimensions]float64
		for k, have := range c.have {
			if have {
				sum[dimensionOf[k]] += 3 * c.f[k]
				count[dimensionOf[k]]++
			}
		}
		for b := range draws {
			var total, w float64
			for d, n := range count {
				if n > 0 {
					total += draws[b][d] * sum[d] / n
					w += draws[b][d]
				}
			}
			scores[b] = total / w
		}
		x := quantiles(scores, 0.1, 0.9)
		c.weightLow, c.weightHigh = math.Min(x[0], c.score), math.Max(x[1], c.score)
	}
}

// spreadOver labels how many child regions share a shortage, of those with
// their own data, and then says what kind of shortage it is.
func (m *market) spreadOver(list []verdict) {
	type key struct{ class, quarter int }
	assessed, shortIn := map[key]float64{}, map[key]float64{}
	for _, v := range list {
		if v.region > 0 && v.fallback == "unit_child" {
			k := key{v.class, v.quarter}
			assessed[k]++
			if v.label == short || v.label == severe {
				shortIn[k]++
			}
		}
	}
	spreads, limit := m.mismatch()
	median := m.medianSkilled()
	for i := range list {
		v := &list[i]
		k := key{v.class, v.quarter}
		if n := assessed[k]; n > 0 && v.used >= 0 {
			switch s := shortIn[k] / n; {
			case s >= m.method.Float("widespread"):
				v.breadth = "widespread"
			case s >= m.method.Float("local"):
				v.breadth = "regional"
			default:
				v.breadth = "local"
			}
		}
		if v.label == severe || v.label == short || v.label == watch {
			v.driver = m.driver(v, spreads, limit, median)
		}
	}
}

// mismatch is the spread of the log ratio over the child regions of each unit
// group and quarter, and the limit of a large one in each quarter.
func (m *market) mismatch() (spreads []float64, limits []float64) {
	spreads = make([]float64, m.units*len(m.quarters))
	limits = make([]float64, len(m.quarters))
	for q := range m.quarters {
		var all []float64
		for class := range m.units {
			var n, sum, sum2 float64
			for r := 1; r < len(m.regions); r++ {
				if c := &m.cells[m.at(class, r, q)]; c.have[ratio] {
					n++
					sum += c.value[ratio]
					sum2 += c.value[ratio] * c.value[ratio]
				}
			}
			if n >= 3 {
				sd := math.Sqrt(max(0, (sum2-sum*sum/n)/(n-1)))
				spreads[class*len(m.quarters)+q] = sd
				all = append(all, sd)
			}
		}
		limits[q] = math.Inf(1)
		if len(all) > 0 {
			limits[q] = quantiles(all, m.method.Float("driver_spread")/100)[0]
		}
	}
	return spreads, limits
}

// medianSkilled is, by quarter, the median over unit groups of the share of
// ads that ask for experience or a skill level.
func (m *market) medianSkilled() []float64 {
	out := make([]float64, len(m.quarters))
	for q := range m.quarters {
		var all []float64
		for class := range m.units {
			if c := &m.cells[m.at(class, 0, q)]; c.adsOK {
				all = append(all, c.skilled)
			}
		}
		if len(all) > 0 {
			out[q] = quantiles(all, 0.5)[0]
		}
	}
	return out
}

// driver is the first rule that fires, empty if none does.
func (m *market) driver(v *verdict, spreads, limits, skilled []float64) string {
	mt := m.method
	c := &m.cells[v.used]
	line := mt.Float("threshold_short")
	at := func(k int) float64 { return 100 * c.f[k] }
	high, mid, low := mt.Float("driver_high"), mt.Float("driver_mid"), mt.Float("driver_low")
	root := &m.cells[m.at(v.class, 0, v.quarter)]
	switch {
	case c.score < line && c.scoreRaw >= line:
		return "seasonal"
	case c.have[repost] && at(repost) >= high && c.have[payPremium] && at(payPremium) <= low:
		return "retention"
	case c.have[ratio] && at(ratio) >= high && c.have[pipeline] && at(pipeline) >= high:
		if m.longTraining(v.class) {
			return "long_training"
		}
		return "short_training"
	case c.have[ratio] && at(ratio) < mid && (c.have[duration] && at(duration) >= high || c.have[repost] && at(repost) >= high) && c.skilled >= skilled[v.quarter]:
		return "suitability"
	case spreads[v.class*len(m.quarters)+v.quarter] >= limits[v.quarter] && root.have[ratio] && math.Abs(root.value[ratio]) <= mt.Float("driver_balance"):
		return "mismatch"
	}
	return ""
}

// longTraining: the level that ads ask for most, or that training leads to, is
// senior worker or higher.
func (m *market) longTraining(class int) bool {
	line := m.method.Int("high_skill_level")
	if m.typicalLevel[class] > 0 {
		return m.typicalLevel[class] >= line
	}
	return m.trainingLevel[class] >= float64(line)-0.5
}
