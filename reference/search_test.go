package reference

import (
	"slices"
	"strings"
	"testing"
)

// A converter that reads characters one by one gets most of these wrong.
func TestSpell(t *testing.T) {
	p := NewPinyin(load(t))
	for _, c := range []struct{ name, first, other, initials string }{
		{"统计调查员", "tongjidiaochayuan", "", "tjdcy"},
		{"金属轧制工", "jinshuzhazhigong", "jinshuyazhigong", "jszzg"},
		{"铣工", "xigong", "xiangong", "xg"},
		{"轧花工", "yahuagong", "zhahuagong", "yhg"},
		{"车工", "chegong", "", "cg"},
		{"空调器制造工", "kongtiaoqizhizaogong", "", "ktqzzg"},
		{"汽车装调工", "qichezhuangtiaogong", "", "qcztg"},
		{"接警调度员", "jiejingdiaoduyuan", "", "jjddy"},
		{"列车长", "liechezhang", "liechechang", "lcz"},
		{"长度计量员", "changdujiliangyuan", "", "cdjly"},
		{"起重工", "qizhonggong", "", "qzg"},
		{"银行综合柜员", "yinhangzongheguiyuan", "", "yhzhgy"},
		{"行政办事员", "xingzhengbanshiyuan", "hangzhengbanshiyuan", "xzbsy"},
		{"会计专业人员", "kuaijizhuanyerenyuan", "", "kjzyry"},
		{"校对员", "jiaoduiyuan", "", "jdy"},
		{"音乐指挥", "yinyuezhihui", "", "yyzh"},
		{"中药炮制工", "zhongyaopaozhigong", "", "zypzg"},
		{"模具工", "mujugong", "mojugong", "mjg"},
		{"电切削工", "dianqiexuegong", "dianqiexiaogong", "dqxg"},
		{"种子繁育员", "zhongzifanyuyuan", "", "zzfyy"},
		{"铅山县", "yanshanxian", "qianshanxian", "ysx"},
		{"会昌县", "huichangxian", "", "hcx"},
		{"CNC操作工", "cnccaozuogong", "", "cncczg"},
		{"3D打印操作员", "3ddayincaozuoyuan", "", "3ddyczy"},
		{"甲基叔丁基醚/丁烯-1装置操作工", "jiajishudingjimidingxi1zhuangzhicaozuogong", "", ""},
	} {
		readings, initials := p.Spell(c.name)
		if len(readings) == 0 || readings[0] != c.first {
			t.Errorf("%s: %v, want %s first", c.name, readings, c.first)
			continue
		}
		if c.other != "" && !slices.Contains(readings, c.other) {
			t.Errorf("%s: %v lacks %s", c.name, readings, c.other)
		}
		if c.initials != "" && initials[0] != c.initials {
			t.Errorf("%s: initials %v, want %s", c.name, initials, c.initials)
		}
		if len(readings) > maxReadings {
			t.Errorf("%s: %d readings", c.name, len(readings))
		}
	}
	if r, i := p.Spell("——"); r != nil || i != nil {
		t.Errorf("marks alone: %v %v", r, i)
	}
}

func TestSearchTerms(t *testing.T) {
	terms := load(t).SearchTerms([]string{"jx-14-2022"}, []string{"360000"})
	find := func(kind, alias string) []SearchTerm {
		return where(terms, func(x SearchTerm) bool { return x.Kind == kind && x.Alias == alias })
	}
	for _, c := range []struct{ kind, alias, code, aliasKind string }{
		{SearchOccupation, "焊工", "6-18-02-04", AliasName},
		{SearchOccupation, "电焊工", "6-18-02-04", ""},
		{SearchOccupation, "6-18-02-04", "6-18-02-04", AliasCode},
		{SearchOccupation, "6180204", "6-18-02-04", AliasCode},
		{SearchOccupation, "外卖员", "4-10-08-01", ""},
		{SearchOccupation, "月嫂", "4-10-01-06", AliasAlias},
		{SearchOccupation, "叉车司机", "6-30-05-01", ""},
		{SearchChain, "有色金属", "jx-nonferrous", AliasName},
		{SearchRegion, "赣州", "360700", AliasAlias},
		{SearchRegion, "江西省", "360000", AliasName},
	} {
		got := find(c.kind, c.alias)
		if len(got) != 1 || got[0].Code != c.code || c.aliasKind != "" && got[0].AliasKind != c.aliasKind {
			t.Errorf("%s %s: %+v", c.kind, c.alias, got)
		}
	}
	if got := find(SearchRegion, "青岛市"); got != nil {
		t.Errorf("a region outside the root: %+v", got)
	}
	if got := find(SearchOccupation, "网络安全等级保护测评师"); got != nil {
		t.Errorf("a draft's name leads to another class: %+v", got)
	}
	names, seen := 0, map[[3]string]bool{}
	for _, x := range terms {
		if x.AliasKind == AliasName && x.Kind == SearchOccupation {
			names++
		}
		if k := [3]string{x.Kind, x.Code, x.Alias}; seen[k] {
			t.Errorf("%v stands twice", k)
		} else {
			seen[k] = true
		}
		if (x.Pinyin == "") != (x.AliasKind == AliasCode) || strings.Contains(x.Pinyin, " ") {
			t.Errorf("pinyin of %+v", x)
		}
	}
	if names != 1639 {
		t.Errorf("%d names", names)
	}
}

func TestMatch(t *testing.T) {
	m := NewMatcher(load(t))
	for text, want := range map[string]string{
		"焊工":              "6-18-02-04",
		" 焊 工 ":           "6-18-02-04",
		"6-18-02-04":      "6-18-02-04",
		"６－１８－０２－０４":      "6-18-02-04",
		"6180204":         "6-18-02-04",
		"6-18-02":         "6-18-02",
		"61802":           "6-18-02",
		"焊工（6-18-02-04）":  "6-18-02-04",
		"6-18-02-04 焊工":   "6-18-02-04",
		"★焊工":             "6-18-02-04",
		"焊工L":             "6-18-02-04",
		"人工智能训练师（S）":      "4-04-05-05",
		"人工智能训练师 L/S":     "4-04-05-05",
		"电焊工":             "6-18-02-04",
		"外卖骑手":            "4-10-08-01",
		"会计专业人员":          "2-06-03-00",
		"机械冷加工人员":         "6-18-01",
		"4-05-02-01":      "4-05-02-00",
		"研学旅游指导师":         "4-13-04-04",
		"生物工程技术人员":        "2-02-32",
		"2-02-32-02":      "2-02-32",
		"车工 6-18-02-04":   "", // name and code disagree
		"6-99-99-99":      "",
		"急招焊工5-8K":        "",
		"电焊工两名":           "",
		"":                "",
		"61":              "",
		"6-18-02-04-6-18": "",
	} {
		got, basis, ok := m.Match(text)
		if got != want || ok != (want != "") || ok != (basis != "") {
			t.Errorf("Match(%q) = %q by %q, want %q", text, got, basis, want)
		}
	}
}

// Every official name and code of a 细类 leads to itself.
func TestMatchFindsEveryClass(t *testing.T) {
	s := load(t)
	m := NewMatcher(s)
	for _, o := range s.Occupations {
		if got, _, _ := m.Match(o.Code); got != o.Code {
			t.Errorf("code %s → %q", o.Code, got)
		}
		if got, _, _ := m.Match(o.Name); o.Level == 4 && got != o.Code {
			t.Errorf("%s %s → %q", o.Code, o.Name, got)
		}
		for _, trade := range o.Trades {
			got, basis, _ := m.Match(trade)
			if got != o.Code && basis != ByName {
				t.Errorf("trade %s of %s → %q by %s", trade, o.Code, got, basis)
			}
		}
	}
	for _, a := range s.Aliases {
		if got, _, _ := m.Match(a.Name); got != a.Code {
			t.Errorf("alias %s of %s → %q", a.Name, a.Code, got)
		}
	}
}

func FuzzMatch(f *testing.F) {
	s := load(f)
	m, p := NewMatcher(s), NewPinyin(s)
	for _, seed := range []string{"焊工", "6-18-02-04", "★焊工L", "(S)", "[", "1-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if code, _, ok := m.Match(text); ok {
			if _, known := s.Occupation(code); !known {
				t.Errorf("Match(%q) = %q, which is no class", text, code)
			}
		}
		p.Spell(text)
	})
}
