package sources

import (
	"regexp"
	"strings"
	"testing"
)

func TestScrubTakesPersonalDataOut(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		// numbers are invented
		{"请致电13800138000面试", "请致电***面试"},
		{"手机：138-0013-8000。", "手机：***。"},
		{"手机 138 0013 8000", "手机 ***"},
		{"+86 13800138000", "+***"},
		{"86-13800138000", "***"},
		{"电话：１３８００１３８０００", "电话：***"},
		{"座机0791-88880000转801，周末休", "座机***，周末休"},
		{"电话(010)88880000", "电话(***"},
		{"电话：（0532）8888-0000", "电话：（***"},
		{"热线400-800-1234", "热线***"},
		{"联系电话 88880000", "联系电话 ***"},
		{"简历发hr.zhang_1@example.com.cn，谢谢", "简历发***，谢谢"},
		{"邮箱：ａｂ＠example．com", "邮箱：***"},
		{"微信：abcdef", "微信：***"},
		{"加微信号wxid_123abc", "加微信号***"},
		{"wx_530295abc", "***"},
		{"VX: hello2020", "VX: ***"},
		{"QQ：123456", "QQ：***"},
		{"qq群 987654321", "qq群 ***"},
		{"联系人：张三丰 0791-88880000", "联系人：*** ***"},
		{"联系人张女士", "联系人***"},
		{"李经理13800138000", "***"},
		{"请找王小明先生", "请找***"},
		{"身份证11010519491231002X", "身份证***"},
	} {
		got, hit := Scrub(c.in)
		if got != c.want || !hit {
			t.Errorf("Scrub(%q) = %q, %v; want %q", c.in, got, hit, c.want)
		}
	}
}

func TestScrubLeavesTheRest(t *testing.T) {
	for _, s := range []string{
		"", "月薪8000-12000元，13薪", "2023-03-07发布", "熟悉微信小程序开发", "熟悉QQ、微信等工具", "微信公众号运营",
		"五险一金，做五休二 9:00-18:00", "联系人力资源部领取登记表", "Oracle 11g、SQL Server 2008", "注册资本10000000元",
		"各位先生女士", "岗位编号：20230307", "150-500人", "GB/T 19001-2016", "精通Java/C++，3年以上", "1925149377",
	} {
		if got, hit := Scrub(s); hit || got != s {
			t.Errorf("Scrub(%q) = %q, %v; expected no change", s, got, hit)
		}
	}
}

var (
	leftMobile = regexp.MustCompile(`(?:^|\D)1[3-9]\d{9}(?:\D|$)`)
	leftMail   = regexp.MustCompile(`[A-Za-z0-9]@[A-Za-z0-9]+\.[A-Za-z]{2,}`)
)

func FuzzScrub(f *testing.F) {
	for _, s := range []string{"电话13800138000", "a@b.com", "微信：abcdef", "１３８００１３８０００", "联系人：张三", "\xff\xfe13800138000@x.cn", "0791-8888000013800138000", "13800138000@qq.com", "QQ12345 13900139000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, hit := Scrub(s)
		if !hit && got != s {
			t.Fatalf("changed without saying so: %q → %q", s, got)
		}
		folded := foldDigits(got)
		if m := leftMobile.FindString(folded); m != "" {
			t.Fatalf("a mobile number is left of %q: %q in %q", s, m, got)
		}
		if m := leftMail.FindString(folded); m != "" {
			t.Fatalf("an address is left of %q: %q in %q", s, m, got)
		}
		if again, _ := Scrub(got); strings.Count(again, mask) < strings.Count(got, mask) {
			t.Fatalf("scrubbing twice loses masks: %q → %q", got, again)
		}
	})
}

func BenchmarkScrub(b *testing.B) {
	body := strings.Repeat("岗位职责：1、负责设备的日常维护与保养；2、配合生产部门完成月度计划。任职要求：大专及以上学历，3年以上经验，熟悉PLC编程，", 8)[:1100]
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, hit := Scrub(body); hit {
			b.Fatal("hit")
		}
	}
}
