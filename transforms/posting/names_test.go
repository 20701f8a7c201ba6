package posting

import "testing"

func TestNormaliseTitle(t *testing.T) {
	for in, want := range map[string]string{
		"【急聘】高级焊工（双休+五险一金）8000-12000元": "高级焊工",
		"焊工":                    "焊工",
		"焊工(高级工)":               "焊工高级工",
		"Java开发工程师（J10063）":     "java开发工程师",
		"急招java开发学徒+双休":         "java开发学徒",
		"IT软件测试学徒3名/包住":         "it软件测试学徒",
		"C++开发工程师":              "c++开发工程师",
		"C#高级工程师":               "c#高级工程师",
		"招聘专员":                  "招聘专员",
		"招聘：焊工":                 "焊工",
		"java中级工程师-广州-00977":    "java中级工程师",
		"Java中级工程师 双休8K-12K 急聘": "java中级工程师",
		"销售（医疗器械）":              "销售医疗器械",
		"電焊工（包吃住）":              "电焊工",
		"普工 5000-8000元/月 招50人":  "普工",
		"软件测试工程师（北京）":           "软件测试工程师",
		"数控车床操作工-南昌":            "数控车床操作工",
		"前端开发工程师 (职位编号：003)":    "前端开发工程师",
		"4K起软件测试实习":             "软件测试实习",
		"PHP工程师(J12070)":        "php工程师",
		"数据分析 (MJ000113)":       "数据分析",
		"VC++/C++开发":            "vc++/c++开发",
		"2024届Java双休+五险一金":      "java",
		"北京":                    "北京",
		"公积金专员":                 "公积金专员",
		"":                      "",
	} {
		if got := NormaliseTitle(in); got != want {
			t.Errorf("NormaliseTitle(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFlags(t *testing.T) {
	for _, c := range []struct {
		title, kind      string
		intern, parttime bool
	}{
		{"会计实习生", "", true, false}, {"会计", "实习", true, false}, {"会计（可实习）", "", false, false}, {"普工日结", "", false, true},
		{"保洁", "兼职/临时", false, true}, {"焊工", "全职", false, false}, {"暑假工", "", false, true},
	} {
		f := Flags(c.title, c.kind)
		if f.Intern != c.intern || f.PartTime != c.parttime {
			t.Errorf("Flags(%q, %q) = %+v", c.title, c.kind, f)
		}
	}
}

func TestNormaliseEmployer(t *testing.T) {
	for in, want := range map[string]Employer{
		"京信通信技术（广州）有限公司湖北分公司":                         {"京信通信技术", false},
		"瞬联软件科技（北京）有限公司 CIeNET Technologies":          {"瞬联软件科技", false},
		"中国电信股份有限公司安徽分公司":                             {"中国电信", false},
		"深圳市南深人力资源股份有限公司":                             {"深圳南深人力资源", true},
		"上海微创软件股份有限公司深圳分公司":                           {"上海微创软件", false},
		"苏州英格玛制造外包有限公司":                               {"苏州英格玛制造外包", true},
		"西门子（中国）有限公司 金融服务集团 Financial Services (SFS)": {"西门子金融服务", false},
		"万宝盛华企业管理咨询（上海）有限公司成都分公司":                     {"万宝盛华企业管理咨询", true},
		"Alten China Limited": {"alten china limited", false},
		"网易":                  {"网易", false},
		"北京中智能源科技有限公司":        {"北京中智能源科技", false},
		"富士康科技集团":             {"富士康", false},
		"":                    {"", false},
		"某知名企业":               {"", false},
		"保密":                  {"", false},
		"12345":               {"", false},
		"5-7年经验":              {"", false},
		"中山市中智药业集团有限公司":        {"中山中智药业", false},
		"北京海淀区某大厦B座\n\n点击查看地图": {"", false},
		"N/A": {"", false},
		"上海庆\uFFFD葱畔⒖萍加邢薰\uFFFD司": {"", false},
		"公司":          {"", false},
		"宁波市人才市场委托招聘": {"宁波人才市场委托招聘", true},
	} {
		if got := NormaliseEmployer(in); got != want {
			t.Errorf("NormaliseEmployer(%q) = %+v, want %+v", in, got, want)
		}
	}
}

func BenchmarkNormaliseTitle(b *testing.B) {
	texts := []string{"【急聘】高级焊工（双休+五险一金）8000-12000元", "Java开发工程师", "普工", "软件测试工程师（北京）"}
	for i := 0; b.Loop(); i++ {
		NormaliseTitle(texts[i%len(texts)])
	}
}

func BenchmarkNormaliseEmployer(b *testing.B) {
	for b.Loop() {
		NormaliseEmployer("京信通信技术（广州）有限公司湖北分公司")
	}
}

func BenchmarkSkillLevel(b *testing.B) {
	for b.Loop() {
		SkillLevel("", "1、有焊工高级工证书；2、三年以上经验；3、能吃苦", "焊工")
	}
}
