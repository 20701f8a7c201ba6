package shortage

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
)

// argue writes what speaks for a verdict and what against it, at most three and
// two indicators.
func (m *market) argue(v *verdict, zh, en *strings.Builder) {
	c := &m.cells[v.used]
	support, against := m.sides(c)
	if v.label == none {
		support, against = against, support
	}
	first := true
	list := func(side []int, limit int, zhHead, enHead string) {
		var zs, es []string
		for _, k := range side[:min(len(side), limit)] {
			a, b := m.phrase(v.used, k, first)
			first = false
			zs, es = append(zs, a), append(es, b)
		}
		if len(zs) > 0 {
			zh.WriteString(zhHead + strings.Join(zs, "；") + "。")
			en.WriteString(enHead + strings.Join(es, "; ") + ". ")
		}
	}
	list(m.plain(v.used, support, true), 3, "主要依据：", "Main evidence: ")
	list(m.plain(v.used, against, false), 2, "相反证据：", "Against: ")
}

// sides lists the indicators that raise and that lower the score, strongest first.
func (m *market) sides(c *cell) (support, against []int) {
	each, _ := weights(c.have, m.dimensionWeights())
	contribution := func(k int) float64 { return each[k] * (3*c.f[k] - 1.5) }
	for k := range nIndicators {
		if !c.have[k] || k == gap { // the gap repeats the ratio
			continue
		}
		switch { // what is near the middle says nothing either way
		case c.f[k] >= 0.6:
			support = append(support, k)
		case c.f[k] <= 0.4:
			against = append(against, k)
		}
	}
	sort.SliceStable(support, func(a, b int) bool { return contribution(support[a]) > contribution(support[b]) })
	sort.SliceStable(against, func(a, b int) bool { return contribution(against[a]) < contribution(against[b]) })
	return support, against
}

// plain leaves out indicators whose figure, as it is printed, points the other
// way than its place in the reference: growth above that of all occupations that
// is yet slower than most, or a figure that stands where it does only because
// it was pulled to its group. They are true and in the table of evidence, but a
// sentence that cites them reads as a contradiction. Where nothing else is left
// and the list must say something, the strongest stays.
func (m *market) plain(i int, side []int, must bool) []int {
	c := &m.cells[i]
	_, r, q := m.position(i)
	var kept []int
	for _, k := range side {
		if d := direction(k, c); d > 0 && c.f[k] < 0.5 || d < 0 && c.f[k] > 0.5 {
			continue
		}
		if rank := m.referenceFor(k, tierOf(r), q).midRank(c.raw[k]); (rank-0.5)*(c.f[k]-0.5) < 0 {
			continue
		}
		kept = append(kept, k)
	}
	if len(kept) == 0 && must {
		return side[:min(1, len(side))]
	}
	return kept
}

// direction is the way in which the printed figure of an indicator points by
// itself: up, down, or neither (0) where it has no side or reads as level.
func direction(k int, c *cell) float64 {
	switch k {
	case duration, density, highSkill:
		return math.Round(100 * (math.Exp(c.raw[k]) - 1))
	case growth:
		return math.Round(100 * c.raw[k])
	case payGrowth:
		return math.Round(100 * c.value[k])
	case payPremium:
		return math.Round(100 * (math.Exp(c.raw[k]) - 1))
	}
	return 0
}

// multiple shows how many times one figure is another: like a ratio, but with
// two decimals near one, where the first says nothing.
func multiple(x float64) string {
	if x < 1.05 {
		return strconv.FormatFloat(x, 'f', 2, 64)
	}
	return decimal(x)
}

// level asks whether a multiple is printed as one.
func level(x float64) bool { return multiple(x) == "1.00" }

// phrase says one indicator of a cell: the figure, and where it stands among the
// occupation-quarters of the reference. The first phrase of a sentence says what
// it stands among.
func (m *market) phrase(i, k int, first bool) (zh, en string) {
	c := &m.cells[i]
	class, r, q := m.position(i)
	times, x := func() string { return multiple(math.Exp(c.raw[k])) }, math.Exp(c.raw[k])
	up, down, upEN, downEN := "高于", "低于", "above", "below"
	switch k {
	case ratio:
		standZH, standEN := standing(c.f[k], up, down, upEN, downEN, first)
		v := decimal(c.v() / math.Max(c.seekers, 1))
		return fmt.Sprintf("求人倍率 %s（需求 %s、求职 %s，%s）", v, people(c.v()), people(c.seekers), standZH),
			fmt.Sprintf("ratio %s (%s openings, %s seekers; %s)", v, comma(math.Round(c.v())), comma(math.Round(c.seekers)), standEN)
	case duration:
		up, down, upEN, downEN = "长于", "短于", "longer than", "shorter than"
		zh, en = "招聘时长为全部职业中位数的 "+times()+" 倍", "ads stay open "+times()+" times as long as the median"
		if level(x) {
			zh, en = "招聘时长与全部职业的中位数相当", "ads stay open as long as the median"
		}
	case repost:
		share := whole(100 * c.raw[k])
		zh, en = "广告下架后 60 天内的重发率为 "+share, share+" of ads come back within 60 days"
	case density:
		zh, en = "占全部招聘的比重为前期平均的 "+times()+" 倍", "share of all demand is "+times()+" times its earlier mean"
		if level(x) {
			zh, en = "占全部招聘的比重与前期平均相当", "share of all demand is at its earlier mean"
		}
	case growth:
		up, down, upEN, downEN = "快于", "慢于", "faster than", "slower than"
		zh, en = "需求同比"+relativeZH(c.raw[k], "增长", "减少"), "demand "+relativeEN(c.raw[k])
	case payGrowth:
		up, down, upEN, downEN = "快于", "慢于", "faster than", "slower than"
		zh, en = "开价同比"+relativeZH(c.value[k], "上涨", "下降"), "advertised pay "+relativeEN(c.value[k])
	case payPremium:
		zh, en = "开价"+differZH(c.raw[k]), "advertised pay is "+differEN(c.raw[k])+" in occupations asking the same education"
	case pipeline:
		up, down, upEN, downEN = "供给紧于", "供给宽于", "scarcer than", "ampler than"
		supplied, needed, _ := m.yearOfSupply(class, r, q)
		share := whole(100 * supplied / math.Max(needed, 1))
		zh = fmt.Sprintf("12 个月新增持证和结业 %s，为需求的 %s", people(supplied), share)
		en = fmt.Sprintf("%s newly qualified in 12 months, %s of demand", comma(math.Round(supplied)), share)
	case highSkill:
		zh, en = "高级工及以上的求人倍率为全部等级的 "+times()+" 倍", "the ratio for senior workers and above is "+times()+" times that of all levels"
		if level(x) {
			zh, en = "高级工及以上的求人倍率与全部等级相当", "the ratio for senior workers and above equals that of all levels"
		}
	}
	standZH, standEN := standing(c.f[k], up, down, upEN, downEN, first)
	return zh + "（" + standZH + "）", en + " (" + standEN + ")"
}

// standing says where a rank in the reference lies: above so many per cent of
// it, or below so many. Neither is ever 0 % or 100 %.
func standing(f float64, up, down, upEN, downEN string, first bool) (zh, en string) {
	if f < 0.5 {
		f, up, upEN = 1-f, down, downEN
	}
	p := whole(100 * f)
	pZH, pEN := " "+p, " "+p
	if p == "100%" {
		pZH, pEN = " 99% 以上", " over 99%"
	}
	if first {
		return up + "参照期" + spaceAfter(pZH) + "的职业季度", upEN + pEN + " of the occupation-quarters of the reference"
	}
	return up + pZH, upEN + pEN
}

// spaceAfter sets a space after a figure that Chinese text follows.
func spaceAfter(s string) string {
	if strings.HasSuffix(s, "%") {
		return s + " "
	}
	return s
}

// ranked counts the occupations that are ranked in a region and quarter.
func (m *market) ranked(region, quarter int) int {
	n := 0
	for class := range m.units {
		if m.cells[m.at(class, region, quarter)].scored {
			n++
		}
	}
	return n
}

// people writes a number of people in Chinese text: 1,210 人 or 1.2 万人.
func people(x float64) string {
	if x >= 9999.5 {
		return strconv.FormatFloat(x/1e4, 'f', 1, 64) + " 万人"
	}
	return comma(math.Round(x)) + " 人"
}

// relativeZH says a difference of logs of this year's and last year's figure
// from that of all occupations as the change relative to theirs: of log growth
// no percentage points can be told.
func relativeZH(d float64, up, down string) string {
	switch p := math.Round(100 * (math.Exp(d) - 1)); {
	case p > 0:
		return fmt.Sprintf("相对全部职业%s %.0f%%", up, p)
	case p < 0:
		return fmt.Sprintf("相对全部职业%s %.0f%%", down, -p)
	}
	return "的变化与全部职业相当"
}

func relativeEN(d float64) string {
	switch p := math.Round(100 * (math.Exp(d) - 1)); {
	case p > 0:
		return fmt.Sprintf("rose %.0f%% over a year relative to all occupations", p)
	case p < 0:
		return fmt.Sprintf("fell %.0f%% over a year relative to all occupations", -p)
	}
	return "moved over a year as all occupations did"
}

func differZH(d float64) string {
	switch p := math.Round(100 * (math.Exp(d) - 1)); {
	case p > 0:
		return fmt.Sprintf("比学历要求相同的职业高 %.0f%%", p)
	case p < 0:
		return fmt.Sprintf("比学历要求相同的职业低 %.0f%%", -p)
	}
	return "与学历要求相同的职业持平"
}

func differEN(d float64) string {
	switch p := math.Round(100 * (math.Exp(d) - 1)); {
	case p > 0:
		return fmt.Sprintf("%.0f%% higher than", p)
	case p < 0:
		return fmt.Sprintf("%.0f%% lower than", -p)
	}
	return "the same as"
}
