package synth

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
)

// skillLevelNames are the levels as a bureau writes them; 0 is not stated.
var skillLevelNames = [...]string{"未注明", "学徒工", "初级工", "中级工", "高级工", "技师", "高级技师"}

// Over-dispersion of registered numbers around their truth: variance = mean +
// countNoise·mean².
const countNoise = .004

// writeAdministrative writes the deliveries of the bureau itself: seekers and
// openings, training, and the wage survey.
func (m *market) writeAdministrative(out *folder) error {
	if err := m.writeSeekers(out); err != nil {
		return err
	}
	if err := m.writeTraining(out); err != nil {
		return err
	}
	return m.writeWages(out)
}

func (m *market) delivery(out *folder, what, kind, head string) (*file, error) {
	return out.create(File{Path: fmt.Sprintf("模拟_%s_%s.csv", m.short(), what), Root: m.root.Code, Kind: kind, Encoding: "utf-8"}, head)
}

// quarterText is a quarter as a bureau writes it: 2025年第3季度.
func quarterText(q string) string { return q[:4] + "年第" + q[5:] + "季度" }

// levelSplit divides an occupation's true openings and seekers of one cell by
// level. Seekers are scarcer at the higher levels (4 and up): there openings
// per seeker are exp(highSkill) times those of the whole.
func (m *market) levelSplit(o int, v, j float64) (levels []int, vs, js []float64) {
	occ := &m.occupations[o]
	levels = occ.levelsOf()
	if occ.levels == nil {
		return levels, []float64{v}, []float64{j}
	}
	high := 0.0
	for i, s := range occ.levels {
		if levels[i] >= 4 {
			high += s
		}
	}
	jHigh := min(.95*j, high*j*math.Exp(-m.lat.highSkill[o]))
	for i, s := range occ.levels {
		vs = append(vs, v*s)
		if levels[i] >= 4 {
			js = append(js, jHigh*s/high)
		} else {
			js = append(js, (j-jHigh)*s/(1-high))
		}
	}
	return levels, vs, js
}

func (m *market) writeSeekers(out *folder) error {
	f, err := m.delivery(out, "求职登记", "seeker", "地区编码,地区,职业编码,职业名称,技能等级,季度,需求人数,求职人数,数据性质\n")
	if err != nil {
		return err
	}
	r := stream(m.seed, 101)
	var line []byte
	for q, quarter := range m.cal.quarters {
		for g, p := range m.places {
			for o := range m.occupations {
				v := m.openings(o, g, q)
				levels, vs, js := m.levelSplit(o, v, v/math.Exp(m.lat.ratio[m.lat.at(o, g, warmUp+q)]))
				for i, level := range levels {
					nv, nj := overdispersed(r, vs[i], countNoise), overdispersed(r, js[i], countNoise)
					if nv+nj == 0 {
						continue
					}
					line = append(append(line[:0], p.code...), ',')
					line = append(append(line, p.name...), ',')
					line = m.appendOccupation(line, o)
					line = append(append(line, skillLevelNames[level]...), ',')
					line = append(append(line, quarterText(quarter)...), ',')
					line = append(strconv.AppendInt(line, int64(nv), 10), ',')
					line = append(strconv.AppendInt(line, int64(nj), 10), ",模拟\n"...)
					if err := f.lines(line); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

func (m *market) appendOccupation(b []byte, o int) []byte {
	b = append(append(b, m.occupations[o].code...), ',')
	return append(append(b, m.occupations[o].name...), ',')
}

// routes are the ways to become qualified, with their shares of the pipeline
// and of the levels reached (1…6; nil: not stated).
var routes = []struct {
	name   string
	share  float64
	levels []float64
}{
	{"技能等级证书", .35, []float64{0, .45, .33, .16, .05, .01}},
	{"毕业生", .25, nil},
	{"补贴性培训", .33, nil},
	{"学徒", .07, []float64{1}},
}

func (m *market) writeTraining(out *folder) error {
	f, err := m.delivery(out, "培训取证", "training", "地区编码,地区,职业编码,职业名称,技能等级,季度,类别,人数,数据性质\n")
	if err != nil {
		return err
	}
	r := stream(m.seed, 102)
	var line []byte
	put := func(q, g, o, level int, route string, mean float64) error {
		n := overdispersed(r, mean, countNoise)
		if n == 0 {
			return nil
		}
		line = append(append(line[:0], m.places[g].code...), ',')
		line = append(append(line, m.places[g].name...), ',')
		line = m.appendOccupation(line, o)
		line = append(append(line, skillLevelNames[level]...), ',')
		line = append(append(line, quarterText(m.cal.quarters[q])...), ',')
		line = append(append(line, route...), ',')
		return f.lines(append(strconv.AppendInt(line, int64(n), 10), ",模拟\n"...))
	}
	for q := range m.cal.quarters {
		for g := range m.places {
			for o := range m.occupations {
				people := m.openings(o, g, q) * m.lat.pipeline[m.lat.at(o, g, warmUp+q)]
				for _, way := range routes {
					if way.levels == nil || m.occupations[o].levels == nil {
						if err := put(q, g, o, 0, way.name, people*way.share); err != nil {
							return err
						}
						continue
					}
					for i, s := range way.levels {
						if err := put(q, g, o, i+1, way.name, people*way.share*s); err != nil {
							return err
						}
					}
				}
			}
		}
	}
	return nil
}

// paidFactor is the true ratio of paid to offered pay in a 中类 (code of five
// characters, e.g. 6-18).
func (m *market) paidFactor(group string) float64 {
	return math.Exp(-.05 + .05*keyNormal(key(m.seed, 103, textKey(group))))
}

// writeWages writes an official-like wage survey of the root region by
// occupation, level and calendar year, and the true paid-to-offered factors.
// The figures are the true distribution in the middle of the part of the year
// that lies in the window, times the factor, with sampling error.
func (m *market) writeWages(out *folder) error {
	f, err := m.delivery(out, "工资价位", "wage", "地区编码,地区,职业编码,职业名称,技能等级,年份,P10,P25,P50,P75,P90,单位,样本人数,样本企业数,数据来源,数据性质\n")
	if err != nil {
		return err
	}
	t, err := out.create(m.truthFile("校准"), "occupation_code,paid_to_offered\n")
	if err != nil {
		return err
	}
	groups := map[string]bool{}
	for _, o := range m.occupations {
		if g := o.code[:4]; !groups[g] {
			groups[g] = true
			if err := t.lines(append(strconv.AppendFloat([]byte(g+","), m.paidFactor(g), 'f', 4, 64), '\n')); err != nil {
				return err
			}
		}
	}
	shapes := m.shapes()
	all := make([]int, len(m.places))
	for g := range all {
		all[g] = g
	}
	r := stream(m.seed, 104)
	for _, year := range m.surveyYears() {
		for o := range m.occupations {
			for _, level := range append([]int{-1}, m.occupations[o].levelsOf()...) {
				if level == 0 {
					continue // the row of all levels says the same
				}
				if err := m.writeWageRow(f, r, year, o, level, m.payParts(shapes, o, year.quarter, all, m.wageLevels(o, level))); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (m *market) wageLevels(o, level int) []int {
	if level < 0 {
		return m.occupations[o].levelsOf()
	}
	return []int{level}
}

type surveyYear struct {
	name    string
	quarter int // the middle one of those in the window
}

func (m *market) surveyYears() []surveyYear {
	var out []surveyYear
	first := 0
	for q, name := range m.cal.quarters {
		if q+1 == len(m.cal.quarters) || m.cal.quarters[q+1][:4] != name[:4] {
			out = append(out, surveyYear{name[:4], (first + q) / 2})
			first = q + 1
		}
	}
	return out
}

func (m *market) writeWageRow(f *file, r *rand.Rand, year surveyYear, o, level int, parts []component) error {
	weight := 0.0
	for _, c := range parts {
		weight += c.weight
	}
	people := poisson(r, weight*.8)
	if people < 30 {
		return nil
	}
	occ, label := &m.occupations[o], "全部"
	if level > 0 {
		label = skillLevelNames[level]
	}
	// One factor for the row keeps the percentiles in order.
	factor := m.paidFactor(occ.code[:4]) * math.Exp(.9*spreads[occ.sigma]/math.Sqrt(float64(people))*r.NormFloat64())
	line := append([]byte(m.root.Code+","+m.root.Name+","), m.appendOccupation(nil, o)...)
	line = append(append(line, label...), ',')
	line = append(append(line, year.name...), ',')
	for _, x := range quantiles(parts) {
		line = append(strconv.AppendInt(line, int64(math.Round(x*factor/10)*10), 10), ',')
	}
	line = append(line, "元/月,"...)
	line = append(strconv.AppendInt(line, int64(people), 10), ',')
	line = append(strconv.AppendInt(line, int64(max(5, people/9)), 10), ',')
	line = append(line, "模拟企业薪酬调查"...)
	line = append(append(line, year.name...), ",模拟\n"...)
	return f.lines(line)
}
