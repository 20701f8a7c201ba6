package shortage

import (
	"math"
	"slices"
)

// measure computes the raw indicators of every cell.
func (m *market) measure() {
	m.regressPay()
	m.profile()
	m.measureAds()
	m.sumRegions()
	for i := range m.cells {
		m.gateNumbers(&m.cells[i])
	}
	for class := range m.classes {
		for r := range m.regions {
			for q := range m.quarters {
				m.rawIndicators(class, r, q)
			}
		}
	}
	m.relatePay()
}

// gateNumbers asks whether ads and registrations are many enough.
func (m *market) gateNumbers(c *cell) {
	mt := m.method
	c.adsOK = c.ads >= int64(mt.Int("min_ads")) && c.employers >= int64(mt.Int("min_employers")) &&
		c.topShare <= mt.Float("max_top_share") && c.coderP >= mt.Float("min_coder_p")
	c.registerOK = c.hasSeekers && c.hasVacancies && c.vacancies+c.seekers >= mt.Float("min_people")
}

// measureAds takes spells and pay from the accepted ads of every cell.
func (m *market) measureAds() {
	a := &m.ads
	lnMedian := m.sourceMedians()
	for s, days := range lnMedian {
		lnMedian[s] = math.Log(days)
	}
	var closed, open [maxDays]float32
	for i := range m.cells {
		c := &m.cells[i]
		list := m.cellAds[i]
		for _, k := range list {
			if a.days[k] < 0 {
				continue
			}
			c.spells++
			c.lnSource += lnMedian[a.source[k]]
			if a.watched[k] {
				c.closed++
				if a.reposted[k] {
					c.reposted++
				}
			}
		}
		if c.spells > 0 {
			c.lnSource /= c.spells
			c.medianDays = m.medianDays(list, &closed, &open)
		}
		var sum float64
		for _, k := range list {
			if w := float64(a.payWeight[k]); w > 0 {
				c.payAds++
				c.payWeight += w
				sum += w * float64(a.residual[k])
			}
		}
		if c.payWeight > 0 {
			c.payMean = sum / c.payWeight
		}
	}
}

// medianDays is the smooth Kaplan–Meier median of ads with observed spells,
// plus one day. closed and open are work space by day, all 0 before and after.
func (m *market) medianDays(list []int32, closed, open *[maxDays]float32) float64 {
	var days []int16
	n := float32(0)
	for _, k := range list {
		d := m.ads.days[k]
		if d < 0 {
			continue
		}
		if closed[d] == 0 && open[d] == 0 {
			days = append(days, d)
		}
		if m.ads.open[k] {
			open[d]++
		} else {
			closed[d]++
		}
		n++
	}
	if n == 0 {
		return 0
	}
	slices.Sort(days)
	var median [1]float64
	smoothMedians(days, []float32{n}, func(d int) ([]float32, []float32) { return closed[days[d]:][:1], open[days[d]:][:1] }, median[:])
	for _, d := range days {
		closed[d], open[d] = 0, 0
	}
	return median[0]
}

// sourceMedians is the Kaplan–Meier median of each source, plus one day so
// that its log exists.
func (m *market) sourceMedians() [256]float64 {
	a := &m.ads
	var days [256][]int16
	var open [256][]bool
	for i := range a.unit {
		if a.days[i] >= 0 {
			s := a.source[i]
			days[s] = append(days[s], a.days[i])
			open[s] = append(open[s], a.open[i])
		}
	}
	var medians [256]float64
	for s := range days {
		medians[s] = kaplanMeier(days[s], open[s]) + 1
	}
	return medians
}

// sumRegions adds the adjusted headcount of all unit groups by region and
// quarter: what shares and growth are compared with.
func (m *market) sumRegions() {
	m.total = make([][]float64, len(m.regions))
	m.totalRaw = make([][]float64, len(m.regions))
	for r := range m.regions {
		m.total[r], m.totalRaw[r] = make([]float64, len(m.quarters)), make([]float64, len(m.quarters))
		for class := range m.units {
			for q := range m.quarters {
				c := &m.cells[m.at(class, r, q)]
				m.total[r][q] += c.adjusted
				m.totalRaw[r][q] += c.headcount
			}
		}
	}
}

// rawIndicators computes I1 to I7, I10 and I11 of one cell.
func (m *market) rawIndicators(class, r, q int) {
	mt := m.method
	i := m.at(class, r, q)
	c := &m.cells[i]
	for k := range c.keep {
		c.keep[k], c.widen[k] = 1, 1
	}
	set := func(k int, value float64) { c.raw[k], c.value[k], c.typical[k], c.have[k] = value, value, value, true }
	miss := func(k int, why string) { c.missing[k] = why }

	switch {
	case !c.hasSeekers:
		miss(ratio, missSeekers)
		miss(gap, missSeekers)
	case !c.registerOK && !c.adsOK:
		miss(ratio, missFewAds)
		miss(gap, missFewAds)
	default:
		v, j := c.v(), c.seekers
		set(ratio, math.Log((v+0.5)/(j+0.5)))
		set(gap, gapShare(v, j))
	}
	minSpells := float64(mt.Int("spell_min_ads"))
	switch {
	case c.spells == 0:
		miss(duration, missSpells)
		miss(repost, missSpells)
	case !c.adsOK:
		miss(duration, missFewAds)
		miss(repost, missFewAds)
	default:
		if c.spells >= minSpells {
			set(duration, math.Log(c.medianDays)-c.lnSource)
		} else {
			miss(duration, missFewAds)
		}
		if c.closed >= minSpells {
			set(repost, c.reposted/c.closed)
		} else {
			miss(repost, missWatched)
		}
	}
	miss(survey, missSurvey)

	if !c.adsOK {
		miss(density, missFewAds)
		miss(growth, missFewAds)
	} else {
		if base, ok := m.pastShare(class, r, q, m.total, func(c *cell) float64 { return c.adjusted }); ok {
			set(density, math.Log(share(c.adjusted, m.total[r][q])/base))
		} else {
			miss(density, missHistory)
		}
		if lag := q - mt.Int("growth_quarters"); lag >= 0 && m.cells[m.at(class, r, lag)].headcount >= mt.Float("density_min_headcount") {
			past := &m.cells[m.at(class, r, lag)]
			set(growth, math.Log((c.adjusted+0.5)/(past.adjusted+0.5))-math.Log((m.total[r][q]+0.5)/(m.total[r][lag]+0.5)))
		} else {
			miss(growth, missHistory)
		}
	}

	if people, needed, ok := m.yearOfSupply(class, r, q); !ok {
		miss(pipeline, missTraining)
	} else {
		c.supplyYear = people
		set(pipeline, -math.Log((people+0.5)/(needed+0.5)))
	}
	if !c.hasSeekers {
		miss(highSkill, missSeekers)
	} else if !c.hasHigh || c.vacanciesHigh+c.seekersHigh < mt.Float("min_people") || !c.hasVacancies {
		miss(highSkill, missLevels)
	} else {
		set(highSkill, math.Log((c.vacanciesHigh+0.5)/(c.seekersHigh+0.5))-math.Log((c.vacancies+0.5)/(c.seekers+0.5)))
	}
}

// gapShare is (V − J)/(V + J), −1 to 1; 0 where both are 0.
func gapShare(v, j float64) float64 {
	if v+j <= 0 {
		return 0
	}
	return (v - j) / (v + j)
}

func share(x, total float64) float64 { return (x + 0.5) / (total + 1) }

// pastShare is the mean share of a class in its region over the earlier
// density_quarters quarters.
func (m *market) pastShare(class, r, q int, total [][]float64, of func(*cell) float64) (float64, bool) {
	var sum, n, people float64
	for p := max(0, q-m.method.Int("density_quarters")); p < q; p++ {
		if total[r][p] <= 0 {
			continue
		}
		x := of(&m.cells[m.at(class, r, p)])
		sum += share(x, total[r][p])
		people += x
		n++
	}
	if n < m.method.Float("density_min_quarters") || people/n < m.method.Float("density_min_headcount") {
		return 0, false
	}
	return sum / n, true
}

// yearOfSupply adds the newly qualified and the demand of training_quarters
// quarters. Demand is registered openings where all quarters have them, else
// the headcount of ads. ok is false without records of the class in any of
// the quarters, or with fewer quarters than needed.
func (m *market) yearOfSupply(class, r, q int) (people, needed float64, ok bool) {
	n := m.method.Int("training_quarters")
	if q+1 < n {
		return 0, 0, false
	}
	seen, registered, ads := false, true, true
	var v, h float64
	for p := q + 1 - n; p <= q; p++ {
		c := &m.cells[m.at(class, r, p)]
		seen = seen || c.hasSupply
		people += c.supply
		registered = registered && c.hasVacancies
		ads = ads && c.ads > 0
		v += c.vacancies
		h += c.headcount
	}
	c := &m.cells[m.at(class, r, q)]
	switch {
	case !seen:
		return 0, 0, false
	case registered && c.registerOK:
		return people, v, true
	case ads && c.adsOK:
		return people, h, true
	}
	return 0, 0, false
}

// relatePay computes I8 and I9, which compare classes with each other.
func (m *market) relatePay() {
	minAds := m.method.Int("pay_min_ads")
	lag := m.method.Int("growth_quarters")
	for r := range m.regions {
		for q := range m.quarters {
			var all, allPast, weight, weightPast float64
			var byEducation [8][3]float64 // Σδ, count of unit groups
			for class := range m.units {
				c := &m.cells[m.at(class, r, q)]
				all += c.payWeight * c.payMean
				weight += c.payWeight
				if q >= lag {
					p := &m.cells[m.at(class, r, q-lag)]
					allPast += p.payWeight * p.payMean
					weightPast += p.payWeight
				}
				if c.adsOK && c.payAds >= minAds {
					for _, e := range [2]int{m.education[class], 7} {
						byEducation[e][0] += c.payMean
						byEducation[e][1]++
					}
				}
			}
			for class := range m.classes {
				c := &m.cells[m.at(class, r, q)]
				switch {
				case !c.adsOK:
					c.missing[payGrowth], c.missing[payPremium] = missFewAds, missFewAds
					continue
				case c.payAds < minAds:
					c.missing[payGrowth], c.missing[payPremium] = missPay, missPay
					continue
				}
				if q < lag || weightPast == 0 {
					c.missing[payGrowth] = missHistory
				} else if p := &m.cells[m.at(class, r, q-lag)]; p.payAds < minAds {
					c.missing[payGrowth] = missHistory
				} else {
					c.raw[payGrowth] = c.payMean - p.payMean - (all/weight - allPast/weightPast)
					c.value[payGrowth], c.typical[payGrowth], c.have[payGrowth] = c.raw[payGrowth], c.raw[payGrowth], true
				}
				group := byEducation[m.education[class]]
				if group[1] < m.method.Float("shrink_min_group") {
					group = byEducation[7]
				}
				if group[1] < 2 {
					c.missing[payPremium] = missReference
					continue
				}
				c.raw[payPremium] = c.payMean - group[0]/group[1]
				c.value[payPremium], c.typical[payPremium], c.have[payPremium] = c.raw[payPremium], c.raw[payPremium], true
			}
		}
	}
}
