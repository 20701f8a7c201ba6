package dashboard

import "testing"

func TestFormat(t *testing.T) {
	zh, en := format{"zh"}, format{"en"}
	for _, c := range []struct{ got, want string }{
		{zh.count(0), "0"},
		{zh.count(0.3), "…"},
		{zh.count(999), "999"},
		{zh.count(1210), "1,210"},
		{zh.count(-1234567), "\u22121,234,567"},
		{zh.dec(-0.001, 2), "0.00"},
		{zh.signed(0.24, 2), "+0.24"},
		{zh.signed(-0.05, 2), "\u22120.05"},
		{zh.signed(0, 2), "0.00"},
		{zh.pay(7449), "7,400"},
		{zh.payYear(7400), "8.9"},
		{zh.people(9999, "人"), "9,999 人"},
		{zh.people(12400, "人"), "1.2 万人"},
		{en.people(12400, ""), "12,400"},
		{zh.people(2.3e8, "人"), "2.3 亿人"},
		{zh.percent(0.412, 900), "41%"},
		{zh.percent(0.412, 1000), "41.2%"},
		{zh.prob(1), "> 0.99"},
		{zh.prob(0.93), "0.93"},
		{zh.prob(0), "< 0.01"},
		{zh.span("4", "15"), "4～15"},
		{en.span("4", "15"), "4–15"},
		{zh.quarter("2026Q3"), "2026 年三季度"},
		{en.quarter("2026Q3"), "Q3 2026"},
		{zh.edition("2026Q3"), "2026 年第 3 期"},
		{zh.bytes(512), "512 B"},
		{zh.bytes(21 << 20), "21.0 MB"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
