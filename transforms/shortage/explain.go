package shortage

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

var (
	classZH = map[string]string{severe: "非常紧缺", short: "紧缺", watch: "一般紧缺", none: "不紧缺", unknown: "证据不足"}
	classEN = map[string]string{severe: "severe shortage", short: "shortage", watch: "watch", none: "no shortage", unknown: "insufficient evidence"}
	// What to do about each kind of shortage.
	instrumentZH = map[string]string{"long_training": "学徒制、技师班、扩招", "short_training": "短期补贴培训", "suitability": "定向提升、技能评价",
		"retention": "先看待遇、工时，不宜先扩培训", "mismatch": "劳务协作", "seasonal": "用工调剂"}
	instrumentEN = map[string]string{"long_training": "apprenticeships, technician classes, more places", "short_training": "short subsidised courses", "suitability": "targeted upskilling, skill evaluation",
		"retention": "pay and hours first; not training first", "mismatch": "labour cooperation between regions", "seasonal": "sharing workers over the season"}
	ordinalZH = []string{"一", "二", "三", "四"}
)

// explain writes the sentence that gives a verdict's reasons, in Chinese and
// in English. All numbers are rounded as they are shown.
func (m *market) explain(v *verdict) (zh, en string) {
	code := m.classes[v.class]
	name := m.names[code]
	place := m.regionNames[v.region]
	period := m.quarters[v.quarter]
	startZH := fmt.Sprintf("%s 年%s季度，%s%s（%s）", period[:4], ordinalZH[period[5]-'1'], place, name, code)
	startEN := fmt.Sprintf("%s (%s), %s, %s: ", name, code, place, period)
	if v.used < 0 {
		return m.explainUnknown(v, startZH, startEN)
	}
	c := &m.cells[v.used]
	var z, e strings.Builder
	z.WriteString(startZH)
	e.WriteString(startEN)
	labelZH, labelEN := classZH[v.label], classEN[v.label]
	if v.relative {
		labelZH, labelEN = "相对紧缺", "relative shortage"
	}
	verb := "评为"
	if v.label == severe || v.label == short {
		verb = "列入"
	}
	fmt.Fprintf(&z, "%s“%s”（S=%.2f", verb, labelZH, c.score)
	fmt.Fprintf(&e, "%s (S=%.2f", labelEN, c.score)
	if c.rank > 0 && v.used == m.at(v.class, v.region, v.quarter) {
		ranked := m.ranked(v.region, v.quarter)
		fmt.Fprintf(&z, "，在 %d 个职业中排第 %d，区间 %s", ranked, c.rank, span(c.rankLow, c.rankHigh, "～"))
		fmt.Fprintf(&e, ", rank %d of %d, interval %s", c.rank, ranked, span(c.rankLow, c.rankHigh, "–"))
	}
	fmt.Fprintf(&z, "，可信度 %s）。", v.grade)
	fmt.Fprintf(&e, ", confidence %s). ", v.grade)
	if v.used != m.at(v.class, v.region, v.quarter) {
		class, r, _ := m.position(v.used)
		switch {
		case class == v.class:
			fmt.Fprintf(&z, "本地样本不足，采用%s的数据。", m.regionNames[r])
			fmt.Fprintf(&e, "Too few cases here; data of %s used. ", m.regionNames[r])
		case r == v.region:
			fmt.Fprintf(&z, "本职业样本不足，采用小类“%s”的数据。", m.names[m.classes[class]])
			fmt.Fprintf(&e, "Too few cases; data of the minor group %s used. ", m.classes[class])
		default:
			fmt.Fprintf(&z, "样本不足，采用%s小类“%s”的数据。", m.regionNames[r], m.names[m.classes[class]])
			fmt.Fprintf(&e, "Too few cases; data of the minor group %s in %s used. ", m.classes[class], m.regionNames[r])
		}
	}
	zr, er := m.rule(v)
	z.WriteString(zr)
	e.WriteString(er)
	m.argue(v, &z, &e)
	zc, ec := m.counterfactual(v)
	z.WriteString(zc)
	e.WriteString(ec)
	return z.String(), strings.TrimSpace(e.String())
}

// rule says which rule beside the score decided the class, if one did.
func (m *market) rule(v *verdict) (zh, en string) {
	line, leave := m.method.Float("threshold_short"), m.method.Float("threshold_leave")
	above := m.cells[v.used].score >= line
	switch {
	case v.lapsed:
		return fmt.Sprintf("上季紧缺；本季得分未站稳紧缺线 %.1f，招聘也未明显超过求职，退出紧缺。", line),
			fmt.Sprintf("A shortage in the quarter before; now the score does not hold the line, %.1f, and openings do not clearly exceed seekers. ", line)
	case v.relative:
		return "得分达到紧缺线，但招聘未明显超过求职。", "The score reaches a shortage, but openings do not clearly exceed seekers. "
	case v.held && above:
		return fmt.Sprintf("得分在紧缺线 %.1f 上，但把握不足一半；连续两季低于 %.1f 才退出，故仍在列。", line, leave),
			fmt.Sprintf("The score is at the line of a shortage, %.1f, but less likely than not above it; it takes two quarters below %.1f to leave the list. ", line, leave)
	case v.held:
		return fmt.Sprintf("得分已低于紧缺线 %.1f，连续两季低于 %.1f 才退出，故仍在列。", line, leave),
			fmt.Sprintf("The score is below the line of a shortage, %.1f; it takes two quarters below %.1f to leave the list. ", line, leave)
	}
	return "", ""
}

// explainUnknown says which gate failed and by how much.
func (m *market) explainUnknown(v *verdict, startZH, startEN string) (zh, en string) {
	c := &m.cells[m.at(v.class, v.region, v.quarter)]
	mt := m.method
	var zs, es []string
	for _, reason := range c.reasons {
		switch reason {
		case "N_ADS", "N_EMP":
			if reason == "N_EMP" && len(c.reasons) > 0 && c.reasons[0] == "N_ADS" {
				continue // one sentence says both
			}
			if c.ads == 0 {
				zs, es = append(zs, "本季没有广告，登记人数也不足"), append(es, "no ads this quarter, and too few registrations")
				continue
			}
			zs = append(zs, fmt.Sprintf("本季只有 %s 条广告、%s 家企业，门槛为 %d 条、%d 家", comma(float64(c.ads)), comma(float64(c.employers)), mt.Int("min_ads"), mt.Int("min_employers")))
			es = append(es, fmt.Sprintf("%s from %s this quarter; %d and %d are needed", plural(c.ads, "ad"), plural(c.employers, "employer"), mt.Int("min_ads"), mt.Int("min_employers")))
		case "DOMINANT":
			if len(zs) > 0 {
				continue // few ads are always in few hands
			}
			zs, es = append(zs, "一家企业占了半数以上"), append(es, "one employer has more than half")
		case "CODING":
			zs, es = append(zs, "职业编码把握不足"), append(es, "the occupation codes are too uncertain")
		case "N_DIM":
			zs, es = append(zs, fmt.Sprintf("五个维度中只有 %d 个有数据，至少要 %d 个", c.dims, mt.Int("min_dims"))), append(es, fmt.Sprintf("data in %d of five dimensions; %d are needed", c.dims, mt.Int("min_dims")))
		case "NO_TF":
			zs, es = append(zs, "供求和招聘难度都没有数据"), append(es, "no data on tightness or friction")
		}
	}
	return startZH + "证据不足，未作判断：" + strings.Join(zs, "；") + "。", startEN + "could not be assessed: " + strings.Join(es, "; ") + "."
}

// counterfactual says to which ratio the cell would have to move for its class
// to change, all else equal. The gap moves with the ratio; the reference stays.
func (m *market) counterfactual(v *verdict) (zh, en string) {
	c := &m.cells[v.used]
	if !c.have[ratio] || c.v() <= 0 {
		return "", ""
	}
	mt := m.method
	now := (c.v() + 0.5) / (c.seekers + 0.5)
	switch v.label {
	case severe:
		if x, ok := m.solveRatio(v.used, mt.Float("threshold_severe"), false); ok && differs(x, now) {
			return fmt.Sprintf("若求人倍率降至 %s，将转为“紧缺”。", decimal(x)), fmt.Sprintf("At a ratio of %s it would be a shortage, not severe.", decimal(x))
		}
	case short:
		// Where the lower end of the ratio's interval meets 1, the absolute
		// gate closes at once; the score has to stay low for two quarters.
		gate := now
		if k := c.keep[ratio]; k > 0 && c.ratioLow > 1 {
			gate = now * math.Exp(-math.Log(c.ratioLow)/k)
		}
		x, ok := m.solveRatio(v.used, mt.Float("threshold_leave"), false)
		if c.ratioLow > 1 && c.keep[ratio] > 0 && (!ok || gate >= x) {
			switch {
			case !differs(gate, now):
				return "", ""
			case m.scoreAt(v.used)(math.Log(gate/now)) >= mt.Float("threshold_short"):
				return fmt.Sprintf("若求人倍率降至 %s，将转为“相对紧缺”。", decimal(gate)), fmt.Sprintf("At a ratio of %s it would be a relative shortage.", decimal(gate))
			}
			return fmt.Sprintf("若求人倍率降至 %s，将退出紧缺。", decimal(gate)), fmt.Sprintf("At a ratio of %s it would leave the list.", decimal(gate))
		}
		if ok && differs(x, now) {
			return fmt.Sprintf("若求人倍率连续两季在 %s 以下，将退出紧缺。", decimal(x)), fmt.Sprintf("With a ratio below %s for two quarters it would leave the list.", decimal(x))
		}
	case watch:
		if v.relative {
			return "", ""
		}
		if x, ok := m.solveRatio(v.used, mt.Float("threshold_short"), true); ok && differs(x, now) {
			return fmt.Sprintf("若求人倍率升至 %s，得分将达到紧缺线。", decimal(x)), fmt.Sprintf("At a ratio of %s the score would reach a shortage.", decimal(x))
		}
	case none:
		if x, ok := m.solveRatio(v.used, mt.Float("threshold_watch"), true); ok && differs(x, now) {
			return fmt.Sprintf("若求人倍率升至 %s，将转为“一般紧缺”。", decimal(x)), fmt.Sprintf("At a ratio of %s it would be on watch.", decimal(x))
		}
	}
	return "", ""
}

// differs asks whether two ratios read differently.
func differs(a, b float64) bool { return decimal(a) != decimal(b) }

// scoreAt gives the score of a cell if the log of its ratio moved by shift, and
// the gap with it.
func (m *market) scoreAt(i int) func(shift float64) float64 {
	c := &m.cells[i]
	_, r, q := m.position(i)
	each, _ := weights(c.have, m.dimensionWeights())
	ratios, gaps := m.referenceFor(ratio, tierOf(r), q), m.referenceFor(gap, tierOf(r), q)
	return func(shift float64) float64 {
		s := c.score
		s += 3 * each[ratio] * (ratios.midRank(c.value[ratio]+c.keep[ratio]*shift) - c.f[ratio])
		if c.have[gap] {
			s += 3 * each[gap] * (gaps.midRank(math.Tanh((c.value[ratio]+c.keep[ratio]*shift)/2)) - c.f[gap])
		}
		return s
	}
}

// solveRatio finds the ratio (V+½)/(J+½) at which the score crosses a line,
// by bisection between a tenth and ten times today's; ok is false if it does
// not cross there.
func (m *market) solveRatio(i int, line float64, up bool) (float64, bool) {
	c := &m.cells[i]
	score := m.scoreAt(i)
	far := math.Log(10)
	if !up {
		far = -far
	}
	if up && (score(far) < line || c.score >= line) || !up && (score(far) >= line || c.score < line) {
		return 0, false
	}
	near := 0.0
	for range 50 {
		mid := (near + far) / 2
		if (score(mid) >= line) == up {
			far = mid
		} else {
			near = mid
		}
	}
	return (c.v() + 0.5) / (c.seekers + 0.5) * math.Exp(far), true
}

// decimal shows a ratio: one decimal, two below 1.
func decimal(x float64) string {
	if x < 0.95 {
		return strconv.FormatFloat(x, 'f', 2, 64)
	}
	return strconv.FormatFloat(x, 'f', 1, 64)
}

func whole(percent float64) string { return strconv.FormatFloat(percent, 'f', 0, 64) + "%" }

func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return comma(float64(n)) + " " + noun + "s"
}

// comma writes a whole number with thousands separators.
func comma(x float64) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if x < 0 {
		return "−" + s
	}
	return s
}

func span(a, b int, dash string) string { return strconv.Itoa(a) + dash + strconv.Itoa(b) }
