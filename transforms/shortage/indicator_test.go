package shortage

import (
	"math"
	"testing"
)

// Two unit groups over five quarters. The first has V = 29.5 and J = 9.5 now
// (I1 = ln 30/10), a share of 20/60 of all demand in each of four quarters and
// 40/80 now, 12 spells with a median of 12 days at sources whose medians are 8,
// 5 of 20 watched ads come back, 39.5 newly qualified for 199.5 openings in a
// year, and V = 39.5 and J = 9.5 at senior worker and above.
func TestIndicatorsByHand(t *testing.T) {
	m := tiny(2, 5)
	for q := range 5 {
		a, b := &m.cells[m.at(0, 0, q)], &m.cells[m.at(1, 0, q)]
		a.headcount, b.headcount = 19.5, 39.5
		if q == 4 {
			a.headcount = 39.5
		}
		a.adjusted, b.adjusted = a.headcount, b.headcount
		a.hasVacancies, a.hasSupply = true, true
		a.vacancies = []float64{999, 50, 60, 60, 29.5}[q]
		a.supply = []float64{999, 10, 10, 10, 9.5}[q]
	}
	c := &m.cells[m.at(0, 0, 4)]
	c.adsOK, c.registerOK, c.hasSeekers, c.seekers = true, true, true, 9.5
	c.spells, c.medianDays, c.lnSource, c.closed, c.reposted = 12, 12, math.Log(8), 20, 5
	c.hasHigh, c.vacanciesHigh, c.seekersHigh = true, 39.5, 9.5
	m.sumRegions()
	m.rawIndicators(0, 0, 4)
	for k, want := range map[int]float64{
		ratio: math.Log(3), gap: 20.0 / 39, duration: math.Log(1.5), repost: 0.25,
		density: math.Log(1.5), growth: math.Log(2) - math.Log(79.5/59.5), pipeline: math.Log(5), highSkill: math.Log(4.0 / 3),
	} {
		if !c.have[k] {
			t.Errorf("I%d is missing: %s", k+1, c.missing[k])
		}
		near(t, "I"+string(rune('1'+k)), c.raw[k], want, 1e-12)
	}
	near(t, "newly qualified", c.supplyYear, 39.5, 1e-12)
	if c.have[survey] || c.missing[survey] != missSurvey {
		t.Error("I5 needs a survey")
	}
}

// What is missing says why: in the first quarter there is nothing to compare
// with; ads below the gates carry no indicator of ads.
func TestMissingIndicatorsSayWhy(t *testing.T) {
	m := tiny(2, 5)
	for _, c := range []struct {
		name string
		cell cell
		q    int
		want map[int]string
	}{
		{"no history", cell{adsOK: true, registerOK: true, hasSeekers: true, hasVacancies: true, vacancies: 20, seekers: 20}, 0,
			map[int]string{density: missHistory, growth: missHistory, duration: missSpells, pipeline: missTraining, highSkill: missLevels, ratio: ""}},
		{"few ads", cell{hasSeekers: true, seekers: 4, spells: 3}, 4,
			map[int]string{ratio: missFewAds, gap: missFewAds, duration: missFewAds, repost: missFewAds, density: missFewAds, growth: missFewAds}},
		{"no seekers, few spells watched", cell{adsOK: true, spells: 12, closed: 9, medianDays: 3}, 4,
			map[int]string{ratio: missSeekers, gap: missSeekers, highSkill: missSeekers, repost: missWatched, duration: ""}},
	} {
		x := &m.cells[m.at(0, 0, c.q)]
		*x = c.cell
		m.sumRegions()
		m.rawIndicators(0, 0, c.q)
		for k, want := range c.want {
			if x.missing[k] != want || x.have[k] != (want == "") {
				t.Errorf("%s: I%d has %v %q, want %q", c.name, k+1, x.have[k], x.missing[k], want)
			}
		}
		*x = cell{}
	}
}

// δ of four unit groups: 8.8, 8.5, 8.5, 8.2 (mean 8.5) a year ago; now 9.0, 8.6,
// 8.4 and, with twice the weight, 8.0 (mean 42/5 = 8.4). I8 of the first:
// 0.2 − (8.4 − 8.5). The first three ask the same education (mean 26/3); the
// fourth has no two like it and is held against all (8.5).
func TestPayIndicatorsByHand(t *testing.T) {
	m := tiny(4, 5)
	m.education = []int{2, 2, 2, 4, 0}
	for class := range 4 {
		past, now := &m.cells[m.at(class, 0, 0)], &m.cells[m.at(class, 0, 4)]
		past.adsOK, past.payAds, past.payWeight, past.payMean = true, 10, 1, []float64{8.8, 8.5, 8.5, 8.2}[class]
		now.adsOK, now.payAds, now.payWeight, now.payMean = true, 10, []float64{1, 1, 1, 2}[class], []float64{9, 8.6, 8.4, 8}[class]
	}
	m.relatePay()
	first, last := &m.cells[m.at(0, 0, 4)], &m.cells[m.at(3, 0, 4)]
	near(t, "I8", first.raw[payGrowth], 0.3, 1e-12)
	near(t, "I9", first.raw[payPremium], 9-26.0/3, 1e-12)
	near(t, "I9 against all", last.raw[payPremium], -0.5, 1e-12)
	if past := &m.cells[m.at(0, 0, 0)]; past.have[payGrowth] || past.missing[payGrowth] != missHistory {
		t.Error("growth of pay in the first quarter")
	}
}

// ten unit groups whose log ratios are 0.1 … 1.0: in the quarter itself the
// k-th has the mid-rank (k − ½)/10.
func ten() *market {
	m := tiny(10, 1)
	for class := range 10 {
		c := &m.cells[m.at(class, 0, 0)]
		v := float64(class+1) / 10
		c.hasSeekers, c.hasVacancies, c.registerOK, c.vacancies, c.seekers = true, true, true, 100, 50
		for _, k := range []int{ratio, duration, payGrowth} {
			c.have[k], c.value[k], c.typical[k] = true, v, v
		}
		c.value[payGrowth], c.typical[payGrowth] = 7, 7 // all alike: ½
	}
	return m
}

// The last of ten: T 0.95, F 0.95, W ½, each a third: S = 3·(0.95+0.95+0.5)/3.
func TestScoreByHand(t *testing.T) {
	m := ten()
	w := m.dimensionWeights()
	for class := range 10 {
		m.scoreCell(m.at(class, 0, 0), 0, 0, w)
	}
	c := &m.cells[m.at(9, 0, 0)]
	near(t, "S", c.score, 2.4, 1e-12)
	near(t, "first of ten", m.cells[m.at(0, 0, 0)].score, 0.05+0.05+0.5, 1e-12)
	if !c.scored || c.dims != 3 {
		t.Errorf("scored %v with %d dimensions, reasons %v", c.scored, c.dims, c.reasons)
	}
	each, _ := weights(c.have, w)
	sum := 0.0
	for k, x := range each {
		if c.have[k] {
			sum += x * (3*c.f[k] - 1.5)
		}
	}
	near(t, "contributions", sum, c.score-1.5, 1e-12)
}

// The tenth ratio has the rank 0.95. Falling, it has 0.85 at the value of the
// ninth's (0.9, a tie), then 0.8, and so on; at the seventh's (0.7) 0.65. With T
// a third, S = 2.4 − (0.95 − rank): it falls below 2.12 when the rank falls below
// 0.67, at the value 0.7. The ratio is then (100.5/50.5)·e^−0.3.
func TestCounterfactualByHand(t *testing.T) {
	m := ten()
	for class := range 10 {
		m.scoreCell(m.at(class, 0, 0), 0, 0, m.dimensionWeights())
	}
	x, ok := m.solveRatio(m.at(9, 0, 0), 2.12, false)
	if !ok {
		t.Fatal("the score does not cross")
	}
	near(t, "ratio", x, 100.5/50.5*math.Exp(-0.3), 1e-6)
	if _, ok := m.solveRatio(m.at(9, 0, 0), 2.9, true); ok {
		t.Error("no ratio brings three tenths of a point from the top place")
	}
}

func TestGradesByHand(t *testing.T) {
	m := tiny(1, 1)
	a := cell{hasVacancies: true, adsOK: true, ads: 100, employers: 30, dims: 5, pShort: 0.9}
	for _, c := range []struct {
		name   string
		change func(*cell)
		want   string
	}{
		{"all of it", func(*cell) {}, "A"},
		{"surely not short", func(c *cell) { c.pShort = 0.1 }, "A"},
		{"unsure", func(c *cell) { c.pShort = 0.5 }, "B"},
		{"99 ads", func(c *cell) { c.ads = 99 }, "B"},
		{"four dimensions, 50 ads, 20 employers", func(c *cell) { c.dims, c.ads, c.employers = 4, 50, 20 }, "B"},
		{"19 employers", func(c *cell) { c.employers = 19 }, "C"},
		{"three dimensions", func(c *cell) { c.dims = 3 }, "C"},
		{"no registered openings", func(c *cell) { c.hasVacancies = false }, "C"},
		{"registrations alone", func(c *cell) { c.adsOK = false }, "C"},
	} {
		x := a
		c.change(&x)
		if got := m.grade(&x); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// The first rule that fires, in the order of the method page.
func TestDriversByHand(t *testing.T) {
	m := tiny(2, 1)
	m.trainingLevel, m.typicalLevel = []float64{0, 0, 0}, []int{3, 4, 0}
	of := func(f map[int]float64) cell {
		c := cell{score: 2.2, scoreRaw: 2.2, skilled: 0.5}
		for k, x := range f {
			c.have[k], c.f[k] = true, x
		}
		return c
	}
	seasonal := of(map[int]float64{repost: 0.9, payPremium: 0.1})
	seasonal.score = 1.9
	for _, c := range []struct {
		name  string
		class int
		cell  cell
		want  string
	}{
		{"gone with the season", 0, seasonal, "seasonal"},
		{"people leave badly paid work", 0, of(map[int]float64{repost: 0.7, payPremium: 0.25, ratio: 0.9, pipeline: 0.9}), "retention"},
		{"short, few trained, lower grades", 0, of(map[int]float64{ratio: 0.7, pipeline: 0.7, payPremium: 0.5}), "short_training"},
		{"short, few trained, senior grades", 1, of(map[int]float64{ratio: 0.7, pipeline: 0.7}), "long_training"},
		{"enough people, hard to fill", 0, of(map[int]float64{ratio: 0.59, duration: 0.7}), "suitability"},
		{"the same, asking less than others", 0, func() cell { c := of(map[int]float64{ratio: 0.59, duration: 0.7}); c.skilled = 0.3; return c }(), ""},
		{"nothing stands out", 0, of(map[int]float64{ratio: 0.65, pipeline: 0.9}), ""},
	} {
		m.cells[m.at(c.class, 0, 0)] = c.cell
		v := verdict{class: c.class, used: m.at(c.class, 0, 0)}
		if got := m.driver(&v, []float64{0, 0}, []float64{1}, []float64{0.4}); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	balanced := of(map[int]float64{ratio: 0.65})
	balanced.value[ratio] = 0.1
	m.cells[m.at(0, 0, 0)] = balanced
	v := verdict{class: 0, used: m.at(0, 0, 0)}
	if got := m.driver(&v, []float64{1.2, 0}, []float64{1}, []float64{0.4}); got != "mismatch" {
		t.Errorf("large spread, balanced whole: %q, want mismatch", got)
	}
}

// Four child regions with own data: three short of four is widespread, one is
// regional, none local; a fifth on other data does not count.
func TestBreadthByHand(t *testing.T) {
	for _, c := range []struct {
		short int
		want  string
	}{{3, "widespread"}, {2, "regional"}, {1, "regional"}, {0, "local"}} {
		m := tiny(1, 1)
		m.regions = []string{"360000", "1", "2", "3", "4", "5"}
		m.cells = make([]cell, 2*6)
		var list []verdict
		for r := range 6 {
			v := verdict{region: r, used: m.at(0, r, 0), fallback: "unit_child", label: none}
			if r == 0 || r == 5 {
				v.fallback, v.label = "unit_root", severe
			} else if r <= c.short {
				v.label = short
			}
			list = append(list, v)
		}
		m.spreadOver(list)
		if list[0].breadth != c.want {
			t.Errorf("%d of 4: %q, want %q", c.short, list[0].breadth, c.want)
		}
	}
}
