package shortage

import (
	"math"
	"strings"
	"testing"

	"gongqiu/transforms/method"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance || math.IsNaN(got) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// Seven ads: closed on days 2, 4, 4, 9; open on days 3, 9, 12.
// S(2) = 6/7; at 4 five are at risk: S = 6/7 · 3/5 = 18/35 > ½; at 9 three:
// S = 18/35 · 2/3 = 12/35 ≤ ½. The median is 9.
func TestKaplanMeierByHand(t *testing.T) {
	days := []int16{9, 2, 3, 4, 12, 4, 9}
	open := []bool{false, false, true, false, true, false, true}
	near(t, "median", kaplanMeier(days, open), 9, 0)
	near(t, "never at one half", kaplanMeier([]int16{3, 5, 8}, []bool{false, true, true}), 8, 0)
	near(t, "nothing", kaplanMeier(nil, nil), 0, 0)

	// The smooth median lies between day 4 and day 9 (plus one each), where
	// the straight line from 18/35 to 12/35 meets one half.
	closed, stillOpen, m := []float32{1, 0, 2, 1, 0}, []float32{0, 1, 0, 1, 1}, make([]float64, 1)
	smoothMedians([]int16{2, 3, 4, 9, 12}, []float32{7}, func(d int) ([]float32, []float32) { return closed[d:], stillOpen[d:] }, m)
	near(t, "smooth median", m[0], 5+5*(18.0/35-0.5)/(6.0/35), 1e-5)
}

func TestMidRankByHand(t *testing.T) {
	r := newReference([]float64{3, 1, 2, 2, 5})
	for x, want := range map[float64]float64{0: 0, 1: 0.1, 1.5: 0.2, 2: 0.4, 4: 0.8, 5: 0.9, 6: 1} {
		near(t, "midRank", r.midRank(x), want, 1e-12)
	}
	same := newReference([]float64{7, 7, 7})
	near(t, "all equal", same.midRank(7), 0.5, 1e-12)
	near(t, "above all equal", same.midRank(8), 1, 1e-12)
	near(t, "below all equal", same.midRank(6), 0, 1e-12)
}

func TestMidRankAgreesWithCounting(t *testing.T) {
	values := make([]float64, 500)
	z := make([]float64, 500)
	normals("reference", z)
	for i := range values {
		values[i] = math.Round(z[i]*20) / 20
	}
	r := newReference(append([]float64(nil), values...))
	for x := -4.0; x <= 4; x += 0.025 {
		below, equal := 0.0, 0.0
		for _, v := range values {
			if v < x {
				below++
			} else if v == x {
				equal++
			}
		}
		near(t, "midRank", r.midRank(x), (below+equal/2)/500, 1e-12)
	}
}

func TestSmoothRankIsNearMidRank(t *testing.T) {
	z := make([]float64, 5000)
	normals("smooth", z)
	r := newReference(z)
	for x := -4.5; x <= 4.5; x += 0.013 {
		near(t, "smoothRank", r.smoothRank(x), r.midRank(x), 0.004)
	}
}

func TestWeightsAreEqualOverDimensionsAndInside(t *testing.T) {
	var have [nIndicators]bool
	have[ratio], have[gap], have[duration], have[growth] = true, true, true, true
	w := [nDimensions]float64{0.2, 0.2, 0.2, 0.2, 0.2}
	each, dims := weights(have, w)
	if dims != 3 {
		t.Errorf("%d dimensions, want 3", dims)
	}
	near(t, "ratio", each[ratio], 1.0/6, 1e-12)
	near(t, "duration", each[duration], 1.0/3, 1e-12)
	near(t, "growth", each[growth], 1.0/3, 1e-12)
	near(t, "missing", each[payGrowth], 0, 0)
}

func TestPoissonWeightsHaveMeanAndVarianceOne(t *testing.T) {
	var sum, sum2, n float64
	w := make([]uint8, 500)
	for e := range uint64(2000) {
		employerWeights(mix(e), w)
		for _, x := range w {
			sum += float64(x)
			sum2 += float64(x) * float64(x)
			n++
		}
	}
	near(t, "mean", sum/n, 1, 0.005)
	near(t, "variance", sum2/n-sum*sum/n/n, 1, 0.01)
	again := make([]uint8, 500)
	employerWeights(mix(7), w)
	employerWeights(mix(7), again)
	for b := range w {
		if w[b] != again[b] {
			t.Fatal("the same employer has other weights")
		}
	}
}

func TestTitleDrawsFollowTheProbabilities(t *testing.T) {
	var count [3]float64
	picks := make([]uint64, 2*words(500, 64))
	for title := range uint64(1000) {
		titlePicks(title, []candidate{{0, 0.6}, {1, 0.3}}, 500, picks)
		for b := range 500 {
			first, second := picks[b/64]>>(b%64)&1, picks[8+b/64]>>(b%64)&1
			if first&second == 1 {
				t.Fatalf("title %d means both in replicate %d", title, b)
			}
			count[first+2*second]++
		}
	}
	near(t, "first", count[1]/500000, 0.6, 0.005)
	near(t, "second", count[2]/500000, 0.3, 0.005)
	near(t, "none of these", count[0]/500000, 0.1, 0.005)
}

func TestDirichletKeepsTheWeights(t *testing.T) {
	w := [nDimensions]float64{0.3, 0.2, 0.1, 0.1, 0.3}
	var mean, square [nDimensions]float64
	const n = 20000
	for _, draw := range dirichlet(w, 25, n) {
		total := 0.0
		for d, x := range draw {
			mean[d] += x / n
			square[d] += x * x / n
			total += x
		}
		near(t, "sum", total, 1, 1e-12)
	}
	for d := range w {
		near(t, "mean", mean[d], w[d], 0.005)
		near(t, "variance", square[d]-mean[d]*mean[d], w[d]*(1-w[d])/26, 0.0005)
	}
}

func TestQuantilesByHand(t *testing.T) {
	q := quantiles([]float64{4, 1, 3, 2, 5}, 0, 0.1, 0.5, 1)
	for i, want := range []float64{1, 1.4, 3, 5} {
		near(t, "quantile", q[i], want, 1e-12)
	}
}

// V = 300, J = 100: g = 200/400 = ½; index = ½·½ + ½·(1 − ⅓) = 7/12.
func TestGapAndTightIndexByHand(t *testing.T) {
	near(t, "gap share", gapShare(300, 100), 0.5, 1e-12)
	near(t, "index", tightIndex(300, 100), 7.0/12, 1e-12)
	near(t, "more seekers", tightIndex(100, 300), 0, 0)
	near(t, "no openings", tightIndex(0, 300), 0, 0)
	near(t, "nobody", gapShare(0, 0), 0, 0)
}

// tiny is a market of bare cells: n unit groups of one minor group in the root.
func tiny(n, quarters int) *market {
	m := &market{method: method.Default(), regions: []string{"360000"}, regionNames: []string{"江西"}, names: map[string]string{}, references: map[refKey]*reference{}, replicates: 100}
	for i := range n {
		m.classes = append(m.classes, "6-18-02-"+string(rune('A'+i)))
	}
	m.units = n
	m.classes = append(m.classes, "6-18-02")
	m.minorOf = make([]int, n)
	for i := range m.minorOf {
		m.minorOf[i] = n
	}
	for q := range quarters {
		m.quarters = append(m.quarters, quarterName(2024*4+q))
	}
	m.cells = make([]cell, (n+1)*quarters)
	for i := range m.cells {
		for k := range nIndicators {
			m.cells[i].keep[k] = 1
		}
	}
	return m
}

// Four cells of one group with known s²: θ = 0, 0, 2, 2 with s² = 1/10 + 1/10 =
// 0.2 each (V = J = 9.5) and φ = 0. Weights 5: μ = 1, Q = 5·4 = 20,
// c = 20 − 100/20 = 15, τ² = (20 − 3)/15 = 17/15; keep = τ²/(τ²+0.2) = 17/20.
// The one group is the common mean; its variance is (τ²+0.2)/4 = 1/3.
func TestShrinkageByHand(t *testing.T) {
	m := tiny(4, 1)
	for i, theta := range []float64{0, 0, 2, 2} {
		c := &m.cells[m.at(i, 0, 0)]
		c.hasSeekers, c.hasVacancies, c.vacancies, c.seekers = true, true, 9.5, 9.5
		c.have[ratio], c.raw[ratio] = true, theta
	}
	m.shrinkGroup(ratio, 0, 0, [2]int{0, 4})
	low, high := &m.cells[m.at(0, 0, 0)], &m.cells[m.at(3, 0, 0)]
	near(t, "keep", low.keep[ratio], 17.0/20, 1e-12)
	near(t, "low", low.value[ratio], 1-17.0/20, 1e-12)
	near(t, "high", high.value[ratio], 1+17.0/20, 1e-12)
	near(t, "reference", high.typical[ratio], 1+math.Sqrt(17.0/20), 1e-12)
	near(t, "spread", high.widen[ratio], math.Sqrt(17.0/20+0.15*0.15*(1.0/3)/0.2), 1e-12)
}

// Group means 0 and 2 with variance ½ each: Q = 4, c = 4 − 8/4 = 2,
// γ² = (4−1)/2 = 1.5, keep = ¾: 0.25 and 1.75; left: ¾·½ + ¼·¼.
func TestGroupMeansByHand(t *testing.T) {
	g := (&market{}).groupLevel([]string{"a", "b"}, map[string]float64{"a": 0, "b": 2}, func(string) float64 { return 0.5 })
	near(t, "a", g["a"].mean, 0.25, 1e-12)
	near(t, "b", g["b"].mean, 1.75, 1e-12)
	near(t, "reference", g["b"].typical, 1+math.Sqrt(0.75), 1e-12)
	near(t, "left", g["a"].variance, 0.4375, 1e-12)
}

func TestReferenceWindow(t *testing.T) {
	m := tiny(1, 12) // 2024Q1 to 2026Q4
	for _, c := range []struct {
		q, from, to int
		flag        string
	}{{0, 0, 0, "xsec"}, {3, 3, 3, "xsec"}, {4, 0, 3, "short"}, {7, 0, 3, "short"}, {8, 0, 7, "full"}, {11, 0, 7, "full"}} {
		from, to, flag := m.window(c.q)
		if from != c.from || to != c.to || flag != c.flag {
			t.Errorf("%s: %d to %d %s, want %d to %d %s", m.quarters[c.q], from, to, flag, c.from, c.to, c.flag)
		}
	}
}

// The pay regression must give back effects that were put in, and leave δ.
func TestPayRegressionRecoversItsEffects(t *testing.T) {
	m := tiny(2, 2)
	m.regions = []string{"360000", "360100", "360200"}
	m.cells = make([]cell, 3*3*2)
	a := &m.ads
	delta := [2][2]float64{{8, 8.1}, {9, 9.3}}
	region := []float64{0, 0.2, -0.1}
	experience := []float64{0, 0.05, 0.1, 0.2, 0.3, 0.4}
	z := make([]float64, 4000)
	normals("pay", z)
	for i := range z {
		unit, q, r, e := i%2, i/2%2, i/4%3, i/12%6
		a.unit, a.minor = append(a.unit, int32(unit)), append(a.minor, 2)
		a.region = append(a.region, int16(r))
		if r == 0 {
			a.region[i] = -1
		}
		a.quarter, a.source, a.employer, a.title = append(a.quarter, uint8(q)), append(a.source, 0), append(a.employer, int32(i)), append(a.title, 0)
		a.headcount, a.days, a.open, a.reposted = append(a.headcount, 1), append(a.days, -1), append(a.open, false), append(a.reposted, false)
		a.watched = append(a.watched, false)
		a.education, a.experience, a.level = append(a.education, 2), append(a.experience, int8(e)), append(a.level, 0)
		a.lnPay = append(a.lnPay, float32(delta[unit][q]+region[r]+experience[e]+0.05*z[i]))
	}
	m.placeAds()
	m.regressPay()
	m.measureAds()
	// δ is known up to the base categories: differences must come back.
	at := func(unit, q int) float64 { return m.cells[m.at(unit, 0, q)].payMean }
	near(t, "growth of the first", at(0, 1)-at(0, 0), 0.1, 0.01)
	near(t, "growth of the second", at(1, 1)-at(1, 0), 0.3, 0.01)
	near(t, "premium", at(1, 0)-at(0, 0), 1, 0.01)
	// Inside a unit group regions no longer differ.
	near(t, "regions", m.cells[m.at(0, 1, 0)].payMean-m.cells[m.at(0, 2, 0)].payMean, 0, 0.02)
}

func TestClassesGatesAndHysteresis(t *testing.T) {
	type step struct {
		score, p, ratioLow float64
		class              string
		relative           bool
		stars, streak      int
		change             string
	}
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"enters at once without a past, leaves after two quarters below 1.8", []step{
			{2.1, 0.7, 1.2, short, false, 3, 1, ""},
			{1.9, 0.3, 1.2, short, false, 3, 2, "same"},
			{1.7, 0.1, 1.2, short, false, 3, 3, "same"},
			{1.7, 0.1, 1.2, watch, false, 1, 0, "left"},
			{2.1, 0.7, 1.2, watch, false, 2, 0, "same"}, // mean of 1.7 and 2.1 is below 2
			{2.3, 0.8, 1.2, short, false, 4, 1, "new"},
		}},
		{"severe needs its probability", []step{
			{2.6, 0.95, 1.2, severe, false, 5, 1, ""},
			{2.6, 0.85, 1.2, short, false, 4, 2, "down"},
		}},
		{"score without an excess of openings is relative", []step{
			{2.6, 0.99, 0.9, watch, true, 2, 0, ""},
			{1.4, 0.0, 0.9, none, false, 0, 0, "down"},
		}},
		{"two quarters keep no shortage without an excess of openings", []step{
			{2.1, 0.7, 1.2, short, false, 3, 1, ""},
			{1.9, 0.3, 0.9, watch, false, 2, 0, "left"},
			{1.4, 0.0, 0.9, none, false, 0, 0, "down"},
		}},
		{"P below one half does not enter", []step{{2.05, 0.4, 1.2, watch, false, 2, 0, ""}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := tiny(1, len(c.steps))
			var before *verdict
			for q, s := range c.steps {
				cell := &m.cells[m.at(0, 0, q)]
				cell.scored, cell.score, cell.pShort, cell.ratioLow = true, s.score, s.p, s.ratioLow
				cell.hasSeekers, cell.have[ratio] = true, true
				v := verdict{class: 0, region: 0, quarter: q}
				v.used, v.fallback = m.resolve(0, 0, q)
				m.classify(&v, before)
				if v.label != s.class || v.relative != s.relative || v.stars != s.stars || v.streak != s.streak || v.change != s.change {
					t.Errorf("quarter %d: %s relative %v stars %d streak %d %q, want %s %v %d %d %q", q, v.label, v.relative, v.stars, v.streak, v.change, s.class, s.relative, s.stars, s.streak, s.change)
				}
				before = &v
			}
		})
	}
}

func TestFallBackOrder(t *testing.T) {
	m := tiny(2, 1)
	m.regions = []string{"360000", "360100"}
	m.cells = make([]cell, 3*2)
	for _, c := range []struct {
		name          string
		class, region int
		want          string
	}{
		{"minor group of the root", 2, 0, "minor_root"},
		{"minor group of the region", 2, 1, "minor_child"},
		{"unit group of the root", 0, 0, "unit_root"},
		{"own cell", 0, 1, "unit_child"},
	} {
		m.cells[m.at(c.class, c.region, 0)].scored = true // each is better than those before
		if used, name := m.resolve(0, 1, 0); name != c.want || used != m.at(c.class, c.region, 0) {
			t.Errorf("found %s, want %s", name, c.want)
		}
	}
	if used, name := (tiny(1, 1)).resolve(0, 0, 0); used != -1 || name != "" {
		t.Errorf("found %d %s where nothing is scored", used, name)
	}
}

func TestGateReasons(t *testing.T) {
	m := tiny(1, 1)
	for _, c := range []struct {
		name string
		cell cell
		want string
	}{
		{"few", cell{ads: 29, employers: 9, coderP: 0.9, dims: 0}, "N_ADS|N_EMP"},
		{"one employer", cell{ads: 40, employers: 12, topShare: 0.6, coderP: 0.9, dims: 3, have: [nIndicators]bool{ratio: true}}, "DOMINANT"},
		{"uncertain codes", cell{ads: 40, employers: 12, topShare: 0.2, coderP: 0.6, dims: 3, have: [nIndicators]bool{ratio: true}}, "CODING"},
		{"two dimensions", cell{ads: 40, employers: 12, coderP: 0.9, adsOK: true, dims: 2, have: [nIndicators]bool{growth: true}}, "N_DIM|NO_TF"},
		{"registrations carry it", cell{registerOK: true, dims: 3, have: [nIndicators]bool{ratio: true}}, ""},
	} {
		if got := strings.Join(m.reasons(&c.cell), "|"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
