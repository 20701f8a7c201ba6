package shortage

import (
	"math"
	"slices"
	"testing"
)

func TestStandingIsNeverNothingOrAll(t *testing.T) {
	for _, c := range []struct {
		f      float64
		first  bool
		zh, en string
	}{
		{0.93, true, "高于参照期 93% 的职业季度", "above 93% of the occupation-quarters of the reference"},
		{0.93, false, "高于 93%", "above 93%"},
		{0.05, false, "低于 95%", "below 95%"},
		{0.999, true, "高于参照期 99% 以上的职业季度", "above over 99% of the occupation-quarters of the reference"},
		{0.001, false, "低于 99% 以上", "below over 99%"},
	} {
		zh, en := standing(c.f, "高于", "低于", "above", "below", c.first)
		if zh != c.zh || en != c.en {
			t.Errorf("%v: %q %q, want %q %q", c.f, zh, en, c.zh, c.en)
		}
	}
}

// argued is one cell in a reference of ten values from 0.0 to 0.9 for every
// indicator.
func argued(set func(c *cell)) (*market, *cell) {
	m := tiny(12, 1)
	for class := range 10 {
		c := &m.cells[m.at(class, 0, 0)]
		for k := range nIndicators {
			c.have[k], c.typical[k] = true, float64(class)/10
		}
	}
	c := &m.cells[m.at(11, 0, 0)]
	set(c)
	return m, c
}

func TestPhrasesReadAsTheyStand(t *testing.T) {
	for _, x := range []struct {
		name string
		k    int
		raw  float64
		f    float64
		want string
	}{
		{"level", duration, 0.002, 0.29, "招聘时长与全部职业的中位数相当（短于 71%）"},
		{"nearly level", duration, -0.03, 0.29, "招聘时长为全部职业中位数的 0.97 倍（短于 71%）"},
		{"long", duration, math.Log(2.3), 0.98, "招聘时长为全部职业中位数的 2.3 倍（长于 98%）"},
		{"few come back", repost, 0.03, 0.05, "广告下架后 60 天内的重发率为 3%（低于 95%）"},
		{"many come back", repost, 0.3, 0.9, "广告下架后 60 天内的重发率为 30%（高于 90%）"},
		{"growth", growth, math.Log(1.37), 0.94, "需求同比相对全部职业增长 37%（快于 94%）"},
		{"shrinking", growth, math.Log(0.68), 0.2, "需求同比相对全部职业减少 32%（慢于 80%）"},
		{"pay", payGrowth, math.Log(0.97), 0.2, "开价同比相对全部职业下降 3%（慢于 80%）"},
		{"premium", payPremium, math.Log(0.8), 0.08, "开价比学历要求相同的职业低 20%（低于 92%）"},
	} {
		m, _ := argued(func(c *cell) { c.raw[x.k], c.value[x.k], c.f[x.k] = x.raw, x.raw, x.f })
		if got, _ := m.phrase(m.at(11, 0, 0), x.k, false); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
	m, _ := argued(func(c *cell) {
		c.hasSeekers, c.hasVacancies, c.vacancies, c.seekers, c.f[ratio] = true, true, 12000, 5000, 0.9
	})
	if got, _ := m.phrase(m.at(11, 0, 0), ratio, true); got != "求人倍率 2.4（需求 1.2 万人、求职 5,000 人，高于参照期 90% 的职业季度）" {
		t.Error(got)
	}
}

// Growth that is faster than that of all occupations and slower than most of the
// reference, or that ranks where it does only by shrinkage, is not cited, unless
// nothing else is left.
func TestContradictoryEvidenceIsNotCited(t *testing.T) {
	m, _ := argued(func(c *cell) {
		c.raw[growth], c.f[growth] = 0.1, 0.03         // faster, yet slower than 97 %
		c.raw[repost], c.f[repost] = 0.85, 0.2         // raw rank 0.9, shrunk to 0.2
		c.raw[payPremium], c.f[payPremium] = -0.2, 0.0 // lower, and lower than all
		c.raw[duration], c.f[duration] = 0.001, 0.1    // level: may stand
	})
	i := m.at(11, 0, 0)
	if got := m.plain(i, []int{growth, repost, payPremium, duration}, false); !slices.Equal(got, []int{payPremium, duration}) {
		t.Errorf("kept %v, want %v", got, []int{payPremium, duration})
	}
	if got := m.plain(i, []int{growth, repost}, false); len(got) != 0 {
		t.Errorf("kept %v against, want none", got)
	}
	if got := m.plain(i, []int{growth, repost}, true); !slices.Equal(got, []int{growth}) {
		t.Errorf("kept %v as main evidence, want the strongest, %v", got, []int{growth})
	}
}

// The sentence names the rule that decided, and never says of a score above a
// line that it lies below.
func TestTheRuleThatDecidedIsNamed(t *testing.T) {
	for _, c := range []struct {
		score                  float64
		held, relative, lapsed bool
		want                   string
	}{
		{2.3, false, false, false, ""},
		{1.9, true, false, false, "得分已低于紧缺线 2.0，连续两季低于 1.8 才退出，故仍在列。"},
		{2.04, true, false, false, "得分在紧缺线 2.0 上，但把握不足一半；连续两季低于 1.8 才退出，故仍在列。"},
		{2.3, false, true, false, "得分达到紧缺线，但招聘未明显超过求职。"},
		{1.6, false, false, true, "上季紧缺；本季得分未站稳紧缺线 2.0，招聘也未明显超过求职，退出紧缺。"},
	} {
		m := tiny(1, 1)
		m.cells[0].score = c.score
		if got, _ := m.rule(&verdict{held: c.held, relative: c.relative, lapsed: c.lapsed}); got != c.want {
			t.Errorf("%v: %s, want %s", c, got, c.want)
		}
	}
}
