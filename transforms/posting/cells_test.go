package posting

import "testing"

func TestEducation(t *testing.T) {
	for text, want := range map[string]int{
		"": -1, "不限": 0, "学历不限": 0, "无": 0, "初中及以下": 1, "小学": 1, "初中": 1, "高中": 2, "中技/中专": 2, "中专": 2, "职高": 2, "技校": 2,
		"大专": 3, "大专及以上": 3, "高职": 3, "大学专科": 3, "本科": 4, "统招本科": 4, "本科及以上": 4, "大专/本科": 3, "本科或硕士": 4, "硕士": 5, "MBA/EMBA": 5,
		"博士": 6, "03-07发布": -1, "3-4年": -1, "高中及以下": 0, "碩士": 5, "研究生": 5, "其他": -1, "大专以下": 0,
	} {
		got, ok := Education(text)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("Education(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestExperience(t *testing.T) {
	for text, want := range map[string]int{
		"": -1, "经验不限": 0, "无需经验": 0, "无经验": 0, "0-99": 0, "在校生/应届生": 1, "1年以下": 1, "一年以内": 1, "6个月": 1, "半年以上": 1,
		"1年": 2, "1年经验": 2, "2年": 2, "1-3": 2, "1-3年": 2, "1年以上": 2, "2-5年": 2, "3年以下": 2, "3-4年": 3, "3-4年经验": 3, "3-5": 3, "3年及以上": 3,
		"三年以上": 3, "5-7年": 4, "5年以上": 4, "8-9年": 4, "5-10": 4, "10年以上": 5, "10年及以上": 5, "十年以上": 5, "03-07发布": -1, "本科": -1, "招1人": -1, "2023-03-07": -1,
	} {
		got, ok := Experience(text)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("Experience(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestHeadcount(t *testing.T) {
	for _, c := range []struct {
		text, reason string
		n            int
	}{
		{"招3人", "", 3}, {"3", "", 3}, {"2人 ", "", 2}, {"5名", "", 5}, {"3-5人", "", 3}, {"招聘人数：20人", "", 20}, {"2年经验｜大专｜招1人｜", "", 1}, {"10+", "", 10}, {"3.0", "", 3},
		{"若干", "several", 1}, {"招若干人", "several", 1}, {"", "none", 1}, {"不限", "none", 1}, {"999人", "implausible", 1}, {"0", "implausible", 1}, {"99999", "implausible", 1}, {"500", "", 500},
		{"本科", "unreadable", 1}, {"3-4年经验", "unreadable", 1},
	} {
		if n, reason := Headcount(c.text); n != c.n || reason != c.reason {
			t.Errorf("Headcount(%q) = %d %q, want %d %q", c.text, n, reason, c.n, c.reason)
		}
	}
}

func TestParsePeriod(t *testing.T) {
	for text, want := range map[string]string{
		"2026年三季度": "2026Q3", "2026年第3季度": "2026Q3", "2026Q3": "2026Q3", "2026年第四季度": "2026Q4", "2026-09": "2026Q3 2026-09", "2026年9月": "2026Q3 2026-09",
		"202609": "2026Q3 2026-09", "20261130": "2026Q4 2026-11", "2026/9/30": "2026Q3 2026-09", "2026-01-02": "2026Q1 2026-01", "2026年十二月": "2026Q4 2026-12", "2026年": "2026", "2026": "2026",
		"2026Q5": "-", "2026-13": "-", "": "-", "三季度": "-", "2026-0": "-", "2026年度": "2026", "2026 年 3 季度": "2026Q3", "2026Q": "-", "20261": "-",
	} {
		p, ok := ParsePeriod(text)
		got := "-"
		if ok {
			got = p.QuarterKey()
			if m := p.MonthKey(); m != "" {
				got += " " + m
			}
			if got == "" {
				got = "2026"
			}
		}
		if got != want {
			t.Errorf("ParsePeriod(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzCells(f *testing.F) {
	for _, s := range []string{"3-4年", "大专", "招3人", "2026年三季度", "高级工证书", "焊工（急聘）8000元", "南昌某某有限公司"} {
		f.Add(s)
	}
	p := places(f)
	f.Fuzz(func(t *testing.T, s string) {
		if c, _ := Education(s); c < 0 || c > 6 {
			t.Fatal(c)
		}
		if c, _ := Experience(s); c < 0 || c > 5 {
			t.Fatal(c)
		}
		if n, _ := Headcount(s); n < 1 || n > maxHeadcount {
			t.Fatal(n)
		}
		if q, ok := ParsePeriod(s); ok && (q.Quarter > 4 || q.Month > 12 || q.Year < 1900) {
			t.Fatal(q)
		}
		p.Find(s, "南昌")
		if l := SkillLevel(s, s, s); l.Level < 0 || l.Level > 8 {
			t.Fatal(l)
		}
		n := NormaliseTitle(s)
		if again := NormaliseTitle(n); again != n {
			t.Fatalf("title %q → %q → %q", s, n, again)
		}
		e := NormaliseEmployer(s)
		if again := NormaliseEmployer(e.Key); again.Key != e.Key && again.Key != "" {
			t.Fatalf("employer %q → %q → %q", s, e.Key, again.Key)
		}
	})
}
