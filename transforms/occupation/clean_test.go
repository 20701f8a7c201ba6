package occupation

import "testing"

func TestCleanTakesAwayWhatAdsAddToAnOccupation(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"焊工 5-8K 包住", "焊工"},
		{"【急聘】电焊工（包吃住+五险一金）", "电焊工"},
		{"高薪诚聘焊工10名", "焊工"},
		{"南昌招聘叉车工", "叉车工"},
		{"某某电子有限公司招聘操作工", "操作工"},
		{"日薪400 网约车司机", "网约车司机"},
		{"软件测试工程师(J10618)", "软件测试工程师"},
		{"数据分析师 (职位编号：20450)", "数据分析师"},
		{"高级Java开发工程师", "java开发工程师"},
		{"C++开发工程师", "c++开发工程师"},
		{"ＣＮＣ操机工", "cnc操机工"},
		{"高级中学教师", "高级中学教师"},
		{"高中数学老师", "高中数学老师"},
		{"社保专员", "社保专员"},
		{"招聘专员（双休）", "招聘专员"},
		{"招生老师", "招生老师"},
		{"项目经理（电力）", "项目经理 电力"},
		{"3D建模师", "3d建模师"},
		{"大理石安装工", "大理石安装工"},
		{"五险一金双休", "五险一金双休"},
		{"急诊科护士", "急诊科护士"},
		{"24届校招 机械工程师", "机械工程师"},
		{"副总经理", "副总经理"},
		{"2班班长", "班长"},
		{"中心主任", "中心主任"},
		{"大气污染防治工程师", "大气污染防治工程师"},
		{"设施管理工程师 ID135786", "设施管理工程师"},
		{"R&D工程师", "rd工程师"},
		{"招聘", "招聘"},
		{"副店长", "店长"},
		{"", ""},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"焊工 5-8K 包住", "((((", "招", "8-", "c++#.", "\xff\xfe", "1k2w3", "高级", "上海上海上海"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Clean(s)
		if len(once) > 4*len(s)+8 {
			t.Fatalf("Clean(%q) grew to %q", s, once)
		}
	})
}

func BenchmarkClean(b *testing.B) {
	titles := []string{"焊工 5-8K 包住", "高级Java开发工程师", "销售代表（双休）", "数控车床操作工", "电商运营助理/实习生", "某某电子厂招聘普工", "财务经理", "光伏电站运维工程师"}
	for i := 0; b.Loop(); i++ {
		Clean(titles[i%len(titles)])
	}
}
