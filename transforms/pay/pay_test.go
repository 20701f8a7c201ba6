package pay

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*math.Max(1, math.Abs(b)) }

// Expected ranges are worked out by hand: N薪 × N/12, year / 12, week ×
// 21.75/5, day × 21.75, hour × 174.
func TestParsePriced(t *testing.T) {
	for _, c := range []struct {
		text   string
		lo, hi float64
		note   string // period, N薪, open, w(ide), s(wapped), c(asual)
	}{
		{"1.5-2万", 15000, 20000, ""},
		{"6-8千·13薪", 6500, 8666.666667, "13"},
		{"8-15K·13薪", 8666.666667, 16250, "13"},
		{"6千-1万·13薪", 6500, 10833.333333, "13"},
		{"1.5-2.5万·15薪", 18750, 31250, "15"},
		{"15-25k·16薪", 20000, 33333.333333, "16"},
		{"200-250元/天", 4350, 5437.5, "day c"},
		{"150-200/天", 3262.5, 4350, "day c"},
		{"130元/天", 2827.5, 2827.5, "day c"},
		{"1千/天", 21750, 21750, "day c"},
		{"200元/天-250元/天", 4350, 5437.5, "day c"},
		{"20-30元/小时", 3480, 5220, "hour c"},
		{"时薪25元", 4350, 4350, "hour c"},
		{"1500元/周", 6525, 6525, "week"},
		{"10-15万/年", 8333.333333, 12500, "year"},
		{"年薪12万-24万", 10000, 20000, "year"},
		{"10-15万/年·13薪", 8333.333333, 12500, "year 13"},
		{"20-30万年薪", 16666.666667, 25000, "year"},
		{"3千及以下", 3000, 3000, "open lo"},
		{"3千及以下·13薪", 3250, 3250, "open lo 13"},
		{"1.5千以下/月", 1500, 1500, "open lo"},
		{"3万及以下/年", 2500, 2500, "open lo year"},
		{"8000以上", 8000, 8000, "open hi"},
		{"10万以上/月", 100000, 100000, "open hi"},
		{"30k+", 30000, 30000, "open hi"},
		{"-18000.0", 18000, 18000, "open lo"},
		{"8000-", 8000, 8000, "open hi"},
		{"15000.0-20000.0", 15000, 20000, ""},
		{"4001-6000", 4001, 6000, ""},
		{"7000", 7000, 7000, ""},
		{"5000-1万", 5000, 10000, ""},
		{"8,000-12,000元/月", 8000, 12000, ""},
		{"５０００～８０００元／月", 5000, 8000, ""},
		{"薪資5000至8000元", 5000, 8000, ""},
		{"¥5000-¥8000", 5000, 8000, ""},
		{"5千到8千", 5000, 8000, ""},
		{"三到五千", 3000, 5000, ""},
		{"五千-八千", 5000, 8000, ""},
		{"8K-15K", 8000, 15000, ""},
		{"1w-2w", 10000, 20000, ""},
		{"8000-5000元", 5000, 8000, "s"},
		{"0.3-1万/月", 3000, 10000, "w"},
		{"5000-15000", 5000, 15000, "w"},
		{"1900元-2300元，8小时单休， 缴纳五险、提供", 1900, 2300, ""},
		{"底薪3000元+提成，综合6000-10000元/月", 6000, 10000, "com"},
		{"底薪+提成6000-8000元", 6000, 8000, "com"},
		{"5000-8000元/月(含提成)", 5000, 8000, "com"},
		{"试用期4000元，转正后5000-6000元", 5000, 6000, ""},
		{"5000-6000元+500元餐补", 5000, 6000, ""},
		{"无押金，5000-6000元/月", 5000, 6000, ""},
		{"200元/天 日结", 4350, 4350, "day c"},
		{"6-8千·14个月薪", 7000, 9333.333333, "14"},
		{"5-7千(14薪)", 5833.333333, 8166.666667, "14"},
	} {
		p := Parse(Input{Text: c.text})
		if p.Reason != "" || !near(p.Lo, c.lo) || !near(p.Hi, c.hi) {
			t.Errorf("%q: %v to %v (%s), want %v to %v", c.text, p.Lo, p.Hi, p.Reason, c.lo, c.hi)
			continue
		}
		want := Pay{Period: Month}
		f := strings.Fields(c.note)
		for i, w := range f {
			switch w {
			case "day", "hour", "week", "year":
				want.Period = Period(w)
			case "open":
				want.Open = f[i+1]
			case "w":
				want.Wide = true
			case "s":
				want.Swapped = true
			case "c":
				want.Casual = true
			case "com":
				want.Commission = true
			case "lo", "hi":
			default:
				want.Months, _ = strconv.Atoi(w)
			}
		}
		if p.Period != want.Period || p.Open != want.Open || p.Wide != want.Wide || p.Swapped != want.Swapped || p.Casual != want.Casual || p.Months != want.Months || p.Commission != want.Commission {
			t.Errorf("%q: %+v, want %+v", c.text, p, want)
		}
	}
}

func TestParseMissing(t *testing.T) {
	for text, want := range map[string]string{
		"": ReasonNone, "-": ReasonNone, "Unknown": ReasonNone, "薪酬": ReasonNone, "工资": ReasonNone, "-1": ReasonNone,
		"面议": ReasonNegotiable, "薪资面議": ReasonNegotiable, "面议-·": ReasonNegotiable, "5000-8000 面议": ReasonNegotiable,
		"200元/次": ReasonPerPiece, "3-5元/件": ReasonPerPiece, "计件": ReasonPerPiece, "80-120元/课时": ReasonPerPiece,
		"高提成": ReasonCommission, "提成10%-20%": ReasonCommission, "底薪3000+提成": ReasonBaseOnly, "3000底薪+提成": ReasonBaseOnly, "5-8千+提成": ReasonBaseOnly,
		"押金1万元": ReasonDeposit, "缴1-2万元保证金": ReasonDeposit,
		"08-30": ReasonUnitless, "6-8": ReasonUnitless, "03-07发布": ReasonUnitless, "5-8/月": ReasonUnitless,
		"2023-06-29": ReasonUnreadable, "9\uFFFD-1.5万·13薪": ReasonUnreadable, "1万2": ReasonUnreadable, "一万五": ReasonUnreadable, "50-150人": ReasonUnreadable,
		"3000美元": ReasonCurrency, "6-8千·36薪": ReasonMonths,
		"1-10万": ReasonRatio, "0-5000元": ReasonRatio, "30-50万/月": ReasonHigh,
		"3000-4000元、5000-6000元": ReasonAmbiguous, "本科": ReasonNone,
	} {
		p := Parse(Input{Text: text})
		if p.Reason != want || p.Lo != 0 || p.Hi != 0 {
			t.Errorf("%q: reason %q (%v to %v), want %q", text, p.Reason, p.Lo, p.Hi, want)
		}
	}
}

func TestColumns(t *testing.T) {
	for _, c := range []struct {
		in     Input
		lo, hi float64
		reason string
	}{
		{Input{Min: "15000.0", Max: "20000.0"}, 15000, 20000, ""},
		{Input{Min: "6", Max: "8", Unit: "千", Months: "14"}, 7000, 9333.333333, ""},
		{Input{Min: "6", Max: "8", Unit: "K", Months: "12.0"}, 6000, 8000, ""},
		{Input{Min: "6", Max: "8"}, 0, 0, ReasonUnitless},
		{Input{Min: "面议", Max: "", Unit: "千"}, 0, 0, ReasonNegotiable},
		{Input{Text: "面议", Min: "9000", Max: "12000"}, 0, 0, ReasonNegotiable},
		{Input{Text: "Unknown", Min: "-1", Max: "-1"}, 0, 0, ReasonNone},
		{Input{Text: "4001-6000", Min: "1", Max: "2"}, 4001, 6000, ""},
		{Input{Min: "", Max: "4500.0"}, 4500, 4500, ""},
		{Input{Min: "20000", Max: "10000"}, 10000, 20000, ""},
		{Input{Min: "150", Max: "200", Unit: "元/天"}, 3262.5, 4350, ""},
		{Input{Min: "12", Max: "24", Unit: "万/年"}, 10000, 20000, ""},
		{Input{Min: "5千", Max: "1万"}, 5000, 10000, ""},
		{Input{Text: "1800-2500元", Minimum: 2000}, 1800, 2500, ""},
		{Input{Text: "1500-2500元", Minimum: 2000}, 0, 0, ReasonLow},
		{Input{Text: "6-8千", Unit: "岁"}, 0, 0, ReasonUnreadable},
		{Input{Text: "招聘3-5人，08-30前报名，月薪5000-6000元，电话88886666", Prose: true}, 5000, 6000, ""},
		{Input{Text: "招聘3-5人，08-30前报名", Prose: true}, 0, 0, ReasonNone},
	} {
		p := Parse(c.in)
		if p.Reason != c.reason || !near(p.Lo, c.lo) || !near(p.Hi, c.hi) {
			t.Errorf("%+v: %v to %v (%s), want %v to %v (%s)", c.in, p.Lo, p.Hi, p.Reason, c.lo, c.hi, c.reason)
		}
	}
}

func TestBaseAndClose(t *testing.T) {
	p := Parse(Input{Text: "无责底薪3000-4000+提成，综合8000-12000"})
	if p.BaseLo != 3000 || p.BaseHi != 4000 || p.Lo != 8000 || p.Hi != 12000 || !p.Commission {
		t.Errorf("base and total: %+v", p)
	}
	if p = Parse(Input{Text: "底薪4000+提成"}); p.BaseLo != 4000 || p.Lo != 0 || p.Priced() {
		t.Errorf("base only: %+v", p)
	}
	if p = Parse(Input{Text: "8000以上"}).Close(1.5); p.Lo != 8000 || p.Hi != 12000 {
		t.Errorf("以上 closed: %+v", p)
	}
	if p = Parse(Input{Text: "6000以下"}).Close(1.5); p.Lo != 4000 || p.Hi != 6000 {
		t.Errorf("以下 closed: %+v", p)
	}
	if p = Parse(Input{Text: "6-8千"}).Close(9); p.Lo != 6000 || p.Hi != 8000 {
		t.Errorf("two-sided closed: %+v", p)
	}
}

// Every pattern that was seen on job boards is read or has a reason; the list
// of those that have one is short and each is meant.
func TestFormats(t *testing.T) {
	f, err := os.Open("testdata/formats.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		p := Parse(Input{Text: r[0], Unit: r[1]})
		lo, _ := strconv.ParseFloat(r[2], 64)
		hi, _ := strconv.ParseFloat(r[3], 64)
		if p.Reason != r[4] || math.Abs(p.Lo-lo) > 0.01 || math.Abs(p.Hi-hi) > 0.01 {
			t.Errorf("%q (%s): %.2f to %.2f %q, want %s to %s %q", r[0], r[1], p.Lo, p.Hi, p.Reason, r[2], r[3], r[4])
		}
	}
}
