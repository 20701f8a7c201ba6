package synth

import (
	"math"
	"sort"
	"strconv"
)

// indicator is one of METHOD 3.2 without sampling error.
type indicator int

const (
	iRatio     indicator = iota // I1 log openings per seeker
	iGap                        // I2 (V−J)/(V+J)
	iSpell                      // I3 log median days open
	iRepost                     // I4
	iDensity                    // I6 log share over its mean of the eight quarters before
	iGrowth                     // I7 growth over four quarters relative to all occupations
	iPayGrowth                  // I8 the same of pay
	iPremium                    // I9 log pay less that of occupations with the same education
	iPipeline                   // I10 −log certificates and graduates per opening
	iHighSkill                  // I11 log ratio of levels ≥ 4 less all
	nIndicators
)

// dimensionOf groups the indicators: T, F, M, W, S.
var dimensionOf = [nIndicators]int{0, 0, 1, 1, 2, 2, 3, 3, 4, 4}

// writeTrueShortage writes, for the root and every place, each occupation's
// true indicators and the score that METHOD 3.2 gives when they are known
// without error: points are mid-rank shares over all occupations and quarters
// of the window in that region, dimensions weigh the same, and the class
// follows from the score and from whether openings exceed seekers. Neither
// gates nor hysteresis nor shrinkage have a place in it.
func (m *market) writeTrueShortage(out *folder) error {
	f, err := out.create(m.truthFile("紧缺"), "region_code,occupation_code,quarter,tightness,vacancies,seekers,ratio,spell_days,repost_share,density,demand_growth,pay_growth,pay_premium,pipeline_ratio,high_skill,score,class,is_relative,rank\n")
	if err != nil {
		return err
	}
	return m.each(func(code string, places []int) error {
		s := m.trueScores(places)
		nQ := len(m.cal.quarters)
		var line []byte
		for o := range m.occupations {
			for q, quarter := range m.cal.quarters {
				i := o*nQ + q
				line = append(append(line[:0], code...), ',')
				line = append(append(line, m.occupations[o].code...), ',')
				line = append(line, quarter...)
				x := func(v float64, digits int) {
					line = append(line, ',')
					if !math.IsNaN(v) {
						line = strconv.AppendFloat(line, v, 'f', digits, 64)
					}
				}
				x(s.tight[i], 4)
				x(s.vacancies[i], 2)
				x(s.seekers[i], 2)
				x(s.vacancies[i]/s.seekers[i], 4)
				x(math.Exp(s.value[iSpell][i]), 2)
				x(s.value[iRepost][i], 4)
				x(s.value[iDensity][i], 4)
				x(s.value[iGrowth][i], 4)
				x(s.value[iPayGrowth][i], 4)
				x(s.value[iPremium][i], 4)
				x(math.Exp(-s.value[iPipeline][i]), 4)
				x(s.value[iHighSkill][i], 4)
				x(s.score[i], 4)
				class, relative := trueClass(s.score[i], s.vacancies[i] > s.seekers[i])
				line = append(append(line, ','), class...)
				if relative {
					line = append(line, ",1,"...)
				} else {
					line = append(line, ",0,"...)
				}
				line = append(strconv.AppendInt(line, int64(s.rank[i]), 10), '\n')
				if err := f.lines(line); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// trueClass applies the thresholds of METHOD 3.2. A score of 2 or more where
// openings do not exceed seekers is only relatively short.
func trueClass(score float64, exceeds bool) (class string, relative bool) {
	switch {
	case score >= 2.5:
		class = "severe"
	case score >= 2:
		class = "short"
	case score >= 1.5:
		return "watch", false
	default:
		return "none", false
	}
	return class, !exceeds
}

// trueScore holds the truth of one region, by occupation × quarter.
type trueScore struct {
	tight, vacancies, seekers, score []float64
	value                            [nIndicators][]float64
	rank                             []int // within the quarter, 1 the highest score
}

// servedShare is the part of advertised openings that is also registered with
// the public employment service.
const servedShare = .5

// openings is the true V of an occupation, place and quarter in people: the
// expected headcount of its ads, as far as registered.
func (m *market) openings(o, g, q int) float64 {
	v := 0.0
	for t, mon := range m.cal.months {
		if mon.quarter == q {
			v += m.expected[t][o*len(m.places)+g]
		}
	}
	return v * m.occupations[o].headcount * servedShare
}

func (m *market) trueScores(places []int) *trueScore {
	l, nQ := m.lat, len(m.cal.quarters)
	n := len(m.occupations) * nQ
	s := &trueScore{tight: make([]float64, n), vacancies: make([]float64, n), seekers: make([]float64, n), score: make([]float64, n), rank: make([]int, n)}
	for k := range s.value {
		s.value[k] = make([]float64, n)
	}
	share := m.demandShares(places)
	payBase := m.premiumBase()
	meanPay := make([]float64, l.nQ) // of all occupations, weighted by their share of ads
	for q := range l.nQ {
		for o := range m.occupations {
			meanPay[q] += m.occupations[o].share * l.payLog[o*l.nQ+q]
		}
	}
	for o := range m.occupations {
		occ := &m.occupations[o]
		for q := range nQ {
			i := o*nQ + q
			w, spellLog, repost, pipe := 0.0, 0.0, 0.0, 0.0
			for _, g := range places {
				v, c := m.openings(o, g, q), l.at(o, g, warmUp+q)
				s.vacancies[i] += v
				s.seekers[i] += v / math.Exp(l.ratio[c])
				s.tight[i] += v * l.tight[c]
				spellLog += v * math.Log(l.spell[c])
				repost += v * l.repost[c]
				pipe += v * l.pipeline[c]
				w += v
			}
			s.tight[i] /= w
			s.value[iRatio][i] = math.Log(s.vacancies[i] / s.seekers[i])
			s.value[iGap][i] = (s.vacancies[i] - s.seekers[i]) / (s.vacancies[i] + s.seekers[i])
			s.value[iSpell][i] = spellLog / w
			s.value[iRepost][i] = repost / w
			now, before := share[o*l.nQ+warmUp+q], 0.0
			for k := 1; k <= 8; k++ {
				before += share[o*l.nQ+warmUp+q-k] / 8
			}
			s.value[iDensity][i] = math.Log(now / before)
			s.value[iGrowth][i] = math.Log(now / share[o*l.nQ+warmUp+q-4])
			s.value[iPayGrowth][i] = l.payLog[o*l.nQ+warmUp+q] - l.payLog[o*l.nQ+warmUp+q-4] - (meanPay[warmUp+q] - meanPay[warmUp+q-4])
			s.value[iPremium][i] = math.Log(occ.pay) + l.payLog[o*l.nQ+warmUp+q] - payBase[occ.education] - meanPay[warmUp+q]
			s.value[iPipeline][i] = -math.Log(pipe / w)
			s.value[iHighSkill][i] = math.NaN()
			if occ.levels != nil {
				s.value[iHighSkill][i] = l.highSkill[o]
			}
		}
	}
	var points [nIndicators][]float64
	for k := range points {
		points[k] = midRanks(s.value[k])
	}
	for i := range n {
		var sum, count [5]float64
		for k := range points {
			if q := points[k][i]; !math.IsNaN(q) {
				sum[dimensionOf[k]] += 3 * q
				count[dimensionOf[k]]++
			}
		}
		dims := 0.0
		for d := range sum {
			if count[d] > 0 {
				s.score[i] += sum[d] / count[d]
				dims++
			}
		}
		s.score[i] /= dims
	}
	m.rankScores(s)
	return s
}

// demandShares is each occupation's share of demand in the places by quarter
// of the latent market, warm-up included.
func (m *market) demandShares(places []int) []float64 {
	l := m.lat
	out := make([]float64, len(m.occupations)*l.nQ)
	for q := range l.nQ {
		total := 0.0
		for o := range m.occupations {
			for _, g := range places {
				out[o*l.nQ+q] += m.occupations[o].share * m.placeShare[g] * math.Exp(.35*keyNormal(key(m.seed, 31, uint64(o*len(m.places)+g)))+l.demand[l.at(o, g, q)])
			}
			total += out[o*l.nQ+q]
		}
		for o := range m.occupations {
			out[o*l.nQ+q] /= total
		}
	}
	return out
}

// premiumBase is the mean log pay of occupations by typical education.
func (m *market) premiumBase() map[int]float64 {
	sum, n := map[int]float64{}, map[int]float64{}
	for _, o := range m.occupations {
		sum[o.education] += math.Log(o.pay)
		n[o.education]++
	}
	for e := range sum {
		sum[e] /= n[e]
	}
	return sum
}

func (m *market) rankScores(s *trueScore) {
	nQ := len(m.cal.quarters)
	order := make([]int, len(m.occupations))
	for q := range nQ {
		for o := range order {
			order[o] = o
		}
		sort.SliceStable(order, func(a, b int) bool { return s.score[order[a]*nQ+q] > s.score[order[b]*nQ+q] })
		for rank, o := range order {
			s.rank[o*nQ+q] = rank + 1
		}
	}
}
