package chain

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gongqiu/reference"
)

func tiny(t *testing.T) *Assigner {
	t.Helper()
	s, err := reference.Load("testdata/tiny")
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(s, "ty-3-2024")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Every expectation is worked out by hand from testdata/tiny/chain_rules.csv.
func TestWeightsByHand(t *testing.T) {
	a := tiny(t)
	cases := []struct {
		name, industry, occupation, text string
		want                             []Weight
	}{
		{"nothing known", "", "", "", []Weight{{Other, 1, 1}}},
		{"industry of no chain", "62", "4-03-02-05", "服务员", []Weight{{Other, 1, 1}}},
		{"code of no book", "9999", "9-99", "", []Weight{{Other, 1, 1}}},
		{"industry decides", "3611", "", "", []Weight{{"ty-auto", 1, 1}}},
		{"the longest rule decides", "3612", "", "", []Weight{{"ty-auto", .4, .4}, {Other, .6, .6}}},
		// 3975 serves two chains: s = .5 and 1, Σ = 1.5, α = 1/3 and 2/3
		{"two chains share an ad", "3975", "", "", []Weight{{"ty-chip", .5, 1. / 3}, {"ty-led", 1, 2. / 3}}},
		// keyword of strength 1 counts .6, of strength .5 counts .3
		{"keywords alone", "", "", "PCB 芯片", []Weight{{"ty-chip", .6, .6}, {Other, .4, .4}}},
		{"weak keyword alone", "", "", "pcb工程师", []Weight{{"ty-chip", .3, .3}, {Other, .7, .7}}},
		{"missing industry, occupation counts half", "", "6-22-02-01", "", []Weight{{"ty-auto", .5, .5}, {Other, .5, .5}}},
		// auto: max(m 0, .5·1) = .5; chip: m = 1; Σ = 1.5
		{"industry of one chain, occupation of another", "3911", "6-22-02-01", "", []Weight{{"ty-auto", .5, 1. / 3}, {"ty-chip", 1, 2. / 3}}},
		// auto .6 by 整车, chip .6 by 芯片, led max(.6·1, .5·.6) = .6; Σ = 1.8
		{"several chains", "", "6-25-02-05", "整车 芯片 LED", []Weight{{"ty-auto", .6, 1. / 3}, {"ty-chip", .6, 1. / 3}, {"ty-led", .6, 1. / 3}}},
		// 397 has seven 小类: six with chip 1, 3975 with chip .5 and led 1
		{"industry known at 中类 only", "397", "", "", []Weight{{"ty-chip", 6.5 / 7, 6.5 / 7 / (7.5 / 7)}, {"ty-led", 1. / 7, 1. / 7 / (7.5 / 7)}}},
		// of the 小类 of 6-22 all have π = 1
		{"occupation known at 中类 only", "", "6-22", "", []Weight{{"ty-auto", .5, .5}, {Other, .5, .5}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := a.Weights(c.industry, c.occupation, a.Keywords(c.text))
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			for i, w := range c.want {
				if got[i].ChainID != w.ChainID || math.Abs(got[i].Share-w.Share) > 1e-12 || math.Abs(got[i].Alpha-w.Alpha) > 1e-12 {
					t.Errorf("got %v, want %v", got[i], w)
				}
			}
		})
	}
}

func TestKeywords(t *testing.T) {
	a := tiny(t)
	for text, want := range map[string]KeywordSet{
		"":                  "",
		"焊工":                "",
		"LED封装技术员":          "ty-led",
		"led灯带":             "ty-led",
		"做LED3年以上":          "ty-led",
		"ＬＥＤ照明":             "ty-led",
		"controlled":        "",
		"LEDger":            "",
		"PCB":               "ty-chip=0.5",
		"PCB 芯片，整车":         "ty-auto ty-chip",
		"整车":                "ty-auto",
		"整 车":               "",
		"芯":                 "",
		"FPCB":              "",
		"芯片整车LED PCB 芯片 芯片": "ty-auto ty-chip ty-led",
	} {
		if got := a.Keywords(text); got != want {
			t.Errorf("Keywords(%q) = %q, want %q", text, got, want)
		}
	}
	if got := a.Matches("pcb与芯片、PCB"); len(got) != 2 || got[0] != (Match{"ty-chip", "芯片", 1}) || got[1] != (Match{"ty-chip", "PCB", .5}) {
		t.Errorf("Matches = %v", got)
	}
}

// The automaton finds what a plain search finds.
func TestKeywordsAgreeWithPlainSearch(t *testing.T) {
	a := shipped(t, "jx-14-2022")
	r := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"工", " ", "LED", "灯", "x", "5", "焊接", "，", "Ｌ"}
	for _, w := range a.keywords.list {
		pieces = append(pieces, w.text, w.text[:len(w.text)-1])
	}
	for range 3000 {
		var b strings.Builder
		for range 1 + r.IntN(8) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		text := b.String()
		if wideLetters(text) {
			continue
		}
		low := strings.ToLower(text)
		want := map[int]float64{}
		for id, w := range a.keywords.list {
			word := strings.ToLower(w.text)
			for at := 0; at+len(word) <= len(low); at++ {
				if low[at:at+len(word)] == word && a.keywords.whole(low, at+len(word), int32(id), a.keywords.letter[id]) {
					want[w.chain] = max(want[w.chain], w.m)
				}
			}
		}
		got := a.keywords.strengths(a.Keywords(text))
		for c := range a.chains {
			g := 0.
			if got != nil {
				g = got[c]
			}
			if g != want[c] {
				t.Fatalf("%q: %s has %v, want %v", text, a.chains[c].ID, g, want[c])
			}
		}
	}
}

func shipped(t testing.TB, version string) *Assigner {
	t.Helper()
	s, err := reference.Load("")
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(s, version)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// α sums to one whatever is known of the ad, for every version with rules.
func TestAlphaSumsToOne(t *testing.T) {
	s, err := reference.Load("")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []string{"jx-269n-2018", "jx-14-2022", "jx-1269-2023", "qd-13-2021"} {
		a, err := New(s, v)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(3, 4))
		for range 20000 {
			text := ""
			for range r.IntN(4) {
				text += " " + a.keywords.list[r.IntN(len(a.keywords.list))].text
			}
			w := a.Weights(s.Industries[r.IntN(len(s.Industries))].Code, s.Occupations[r.IntN(len(s.Occupations))].Code, a.Keywords(text))
			sum := 0.
			for _, x := range w {
				if x.Share <= 0 || x.Share > 1 || x.Alpha <= 0 || x.Alpha > x.Share+1e-15 {
					t.Fatalf("%s: weight %v", v, x)
				}
				sum += x.Alpha
			}
			if math.Abs(sum-1) > 1e-12 {
				t.Fatalf("%s: α sums to %v: %v", v, sum, w)
			}
		}
	}
}

func TestShippedJiangxiExamples(t *testing.T) {
	a := shipped(t, "jx-14-2022")
	top := func(w []Weight) string {
		best := Weight{}
		for _, x := range w {
			if x.Alpha > best.Alpha {
				best = x
			}
		}
		return best.ChainID
	}
	for _, c := range []struct{ industry, occupation, text, want string }{
		{"32", "6-17-05-05", "铜电解工", "jx-nonferrous"},
		{"36", "6-18-02-04", "焊工", "jx-auto"},
		{"", "6-05-01-03", "缝纫工 服装厂", "jx-textile"},
		{"62", "4-03-02-05", "餐厅服务员", Other},
		{"2740", "6-12-03-00", "制剂工", "jx-tcm"},
		{"374", "6-23-03-01", "飞机装配工", "jx-aviation"},
	} {
		if got := top(a.Weights(c.industry, c.occupation, a.Keywords(c.text))); got != c.want {
			t.Errorf("%s %s %s → %s, want %s", c.industry, c.occupation, c.text, got, c.want)
		}
	}
	// 3975 is an industry of 电子信息 (39) and of 半导体照明: both are served whole
	// and share the ad.
	for _, w := range a.Weights("3975", "", "") {
		if w.Share != 1 || w.Alpha != .5 || w.ChainID != "jx-electronics" && w.ChainID != "jx-led" {
			t.Errorf("3975: %v", w)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	s, err := reference.Load("")
	if err != nil {
		t.Fatal(err)
	}
	for v, want := range map[string]string{"jx-99": "is not in reference/chain_versions.csv", "qd-10-2012": "has no rules"} {
		if _, err := New(s, v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New(%s): %v", v, err)
		}
	}
}

func TestIndustry(t *testing.T) {
	s, err := reference.Load("")
	if err != nil {
		t.Fatal(err)
	}
	d := NewIndustries(s)
	for text, want := range map[string]string{
		"互联网/电子商务":   "64",
		"机械/设备/重工":   "34",
		"C36 汽车制造业":  "36",
		"C36":        "36",
		"c3611":      "3611",
		"[C36]汽车制造业": "36",
		"C-36":       "36",
		"3975":       "3975",
		"36汽车制造业":    "36",
		"汽车制造业":      "36",
		"汽车制造":       "36",
		"制造业":        "C",
		"C 制造业":      "C",
		"制造业-汽车制造业":  "36",
		"制造业>汽车制造业>汽车零部件及配件制造": "367",
		"电子技术／半导体／集成电路":        "39",
		"计算机软件，互联网移动互联网电子商务":   "65",
		"快速消费品（食品、饮料、化妆品）":     "C",
		"专业服务（咨询、人力资源、财会）":     "72",
		"房地产行业":       "70",
		"移动互联网|社交网络":  "64",
		"  纺织服装、服饰业 ": "18",
		// refused
		"":      "",
		"36":    "", // a board's own number, perhaps
		"J36":   "", // section and digits disagree
		"C99":   "",
		"36银行业": "",
		"天使轮":   "",
		"未融资":   "",
		"上市公司":  "",
	} {
		if got, _, ok := d.Code(text); got != want || ok != (want != "") {
			t.Errorf("Code(%q) = %q, %v, want %q", text, got, ok, want)
		}
	}
}

func TestIndustryBelowConfidenceIsMissing(t *testing.T) {
	a := tiny(t)
	for text, want := range map[string]string{"汽车制造业": "36", "互联网/电子商务": "64", "快消品": "", "冶炼": ""} {
		if got, ok := a.Industry(text); got != want || ok != (want != "") {
			t.Errorf("Industry(%q) = %q, %v, want %q", text, got, ok, want)
		}
	}
}

func TestHashChangesWithTheRules(t *testing.T) {
	if a, b := shipped(t, "jx-14-2022"), shipped(t, "jx-14-2022"); a.Hash() != b.Hash() {
		t.Error("the same rules, two hashes")
	}
	if a, b := shipped(t, "jx-269n-2018"), shipped(t, "jx-1269-2023"); a.Hash() == b.Hash() {
		t.Error("other rules, the same hash")
	}
}

func FuzzIndustryAndKeywords(f *testing.F) {
	s, err := reference.Load("")
	if err != nil {
		f.Fatal(err)
	}
	a, err := New(s, "qd-13-2021")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"C36 汽车制造业", "互联网/电子商务", "ＡＩ", "[]", "/-/", "\xef\xbc", "LED"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if code, ok := a.Industry(text); ok {
			if _, known := s.Industry(code); !known {
				t.Errorf("Industry(%q) = %q, which is no class", text, code)
			}
		}
		sum := 0.
		for _, w := range a.Weights("", "", a.Keywords(text)) {
			sum += w.Alpha
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("α of %q sums to %v", text, sum)
		}
	})
}

func BenchmarkKeywords(b *testing.B) {
	a := shipped(b, "jx-14-2022")
	texts := []string{
		"急招电焊工包吃住五险一金 机械/设备/重工 二保焊,氩弧焊,看图纸",
		"数控车床操作工 汽车零部件 数控车,五险一金,年终奖金,全勤奖",
		"销售代表 互联网/电子商务 沟通能力,五险一金,员工旅游,绩效奖金,专业培训,定期体检",
		"LED封装技术员 电子技术/半导体/集成电路 设备调试,LED封装,良率",
		"Java开发工程师 计算机软件 Java,Spring,MySQL,Redis,微服务,五险一金,弹性工作",
	}
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	b.SetBytes(int64(size / len(texts)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		a.Keywords(texts[i%len(texts)])
		i++
	}
}

func BenchmarkWeights(b *testing.B) {
	a := shipped(b, "jx-14-2022")
	kw := a.Keywords("LED封装技术员")
	b.ReportAllocs()
	for b.Loop() {
		a.Weights("3975", "6-25-02-06", kw)
	}
}

func BenchmarkIndustry(b *testing.B) {
	a := shipped(b, "jx-14-2022")
	b.ReportAllocs()
	for b.Loop() {
		a.Industry("计算机软件，互联网移动互联网电子商务")
	}
}
