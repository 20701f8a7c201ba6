package pay

import "strings"

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func containsDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// hasAnyPrefix reports whether s begins with one of the runes.
func hasAnyPrefix(s, runes string) bool {
	for _, r := range runes {
		if strings.HasPrefix(s, string(r)) {
			return true
		}
	}
	return false
}

// unitAt reads a unit of money at i: the canonical name and where it ends.
func unitAt(s string, i int) (string, int) {
	name := ""
	switch r := s[i:]; {
	case strings.HasPrefix(r, "万"):
		name, i = "万", i+len("万")
	case strings.HasPrefix(r, "千"):
		name, i = "千", i+len("千")
	case strings.HasPrefix(r, "百"):
		name, i = "百", i+len("百")
	case strings.HasPrefix(r, "k") && !letter(r, 1):
		name, i = "千", i+1
	case strings.HasPrefix(r, "w") && !letter(r, 1):
		name, i = "万", i+1
	}
	for _, yuan := range []string{"元人民币", "人民币", "元", "块钱", "块", "圆", "rmb"} {
		if strings.HasPrefix(s[i:], yuan) {
			if name == "" {
				name = "元"
			}
			return name, i + len(yuan)
		}
	}
	return name, i
}

func letter(s string, i int) bool { return i < len(s) && s[i] >= 'a' && s[i] <= 'z' }

func currencySign(s string) int {
	if strings.HasPrefix(s, "¥") {
		return len("¥")
	}
	return 0
}

// sepAt is the width of a mark between the ends of a range.
func sepAt(s string, i int) int {
	for _, w := range []string{"-", "~", "至", "到"} {
		if strings.HasPrefix(s[i:], w) {
			return len(w)
		}
	}
	return 0
}

// boundAt reads 以上, 以下 and their like; the open end is "hi", "lo" or "".
func boundAt(s string) (open string, width int) {
	for _, b := range []struct{ word, open string }{
		{"及以上", "hi"}, {"以上", "hi"}, {"起步", "hi"}, {"起", "hi"}, {"+", "hi"}, {"不封顶", "hi"},
		{"及以下", "lo"}, {"以下", "lo"}, {"以内", "lo"}, {"之内", "lo"}, {"封顶", "lo"}, {"左右", ""}, {"上下", ""},
	} {
		if strings.HasPrefix(s, b.word) {
			if b.word == "+" && len(s) > 1 {
				break // "5000+提成" is no bound
			}
			return b.open, len(b.word)
		}
	}
	return "", 0
}

var periods = []struct {
	word   string
	period Period
}{
	{"个月", Month}, {"月", Month}, {"month", Month}, {"mon", Month}, {"年", Year}, {"year", Year},
	{"星期", Week}, {"周", Week}, {"week", Week}, {"天", Day}, {"日", Day}, {"day", Day},
	{"小时", Hour}, {"时", Hour}, {"hour", Hour}, {"hr", Hour}, {"h", Hour},
}

var pieces = []string{"次", "件", "单", "个", "节", "课时", "场", "篇", "套", "平方", "平米", "平", "吨", "公里", "趟", "台", "米", "字", "张", "条", "位", "例", "票", "箱"}

// periodAt reads "/天", "每小时", "年薪" at i. Without a slash or 每 the word
// counts only after a unit of money, so that "8小时" is no pay. piece tells
// that the amount is per piece.
func periodAt(s string, i int, afterUnit bool) (p Period, piece bool, end int) {
	j, marked := i, false
	for _, m := range []string{"/每", "/一", "/", "每一", "每", "一", "(每", "("} {
		if strings.HasPrefix(s[j:], m) {
			j, marked = j+len(m), m != "(" || afterUnit
			break
		}
	}
	if !marked && !afterUnit {
		return "", false, i
	}
	for _, x := range periods {
		if strings.HasPrefix(s[j:], x.word) {
			j += len(x.word)
			if x.word == "年" && strings.HasPrefix(s[j:], "终") { // 年终奖
				return "", false, i
			}
			j += len(s[j:]) - len(strings.TrimPrefix(s[j:], "薪"))
			return x.period, false, j
		}
	}
	if marked {
		for _, x := range pieces {
			if strings.HasPrefix(s[j:], x) {
				return "", true, j + len(x)
			}
		}
	}
	return "", false, i
}

// prefixPeriod finds 年薪, 日薪 and their like in the words before a number.
func prefixPeriod(label string) Period {
	for _, x := range []struct {
		word   string
		period Period
	}{
		{"年薪", Year}, {"年收入", Year}, {"每年", Year}, {"月薪", Month}, {"月入", Month}, {"每月", Month}, {"月收入", Month},
		{"日薪", Day}, {"每天", Day}, {"每日", Day}, {"时薪", Hour}, {"每小时", Hour}, {"周薪", Week}, {"每周", Week},
	} {
		if strings.Contains(label, x.word) {
			return x.period
		}
	}
	return ""
}

var (
	baseWords  = []string{"底薪", "保底", "基本工资", "基本薪", "基础工资", "基础薪"}
	totalWords = []string{"综合", "合计", "总收入", "到手", "月入", "年入", "收入", "总包", "平均"}
	trialWords = []string{"试用", "见习", "实习期", "学徒期", "培训期"}
	extraWords = []string{"餐补", "饭补", "房补", "住房补", "车补", "话补", "补贴", "补助", "津贴", "奖金", "奖励", "全勤", "年终奖", "提成", "佣金", "社保", "公积金", "绩效", "罚"}
)

// label decides what an amount is from the words before and right after it.
func (g group) label(before, after string) role {
	w := trailingLabel(after)
	tail := after[:w]
	switch {
	case containsAny(tail, baseWords...):
		return base
	case w > 0:
		return extra
	case containsAny(before, baseWords...) && !containsAny(before, "提成", "佣金"):
		return base
	case containsAny(before, totalWords...) || containsAny(before, baseWords...):
		return total
	case containsAny(before, trialWords...):
		return trial
	case containsAny(before, extraWords...) && !strings.Contains(before, "转正"):
		return extra
	}
	return plain
}

// trailingLabel is the width of a label that stands right after an amount:
// 3000底薪, 500元餐补.
func trailingLabel(after string) int {
	for _, list := range [][]string{baseWords, extraWords} {
		for _, w := range list {
			if strings.HasPrefix(after, w) {
				return len(w)
			}
			if strings.HasPrefix(after, "的"+w) {
				return len("的" + w)
			}
		}
	}
	return 0
}

// parseUnit reads a source's unit for bare numbers. ok is false for a word
// that is no unit of money.
func parseUnit(s string) (unit, bool) {
	if s == "" {
		return unit{}, true
	}
	var u unit
	end := 0
	if u.name, end = unitAt(s, 0); end == 0 && s != "yuan" && !strings.HasPrefix(s, "/") {
		return u, false
	}
	if u.name == "" {
		u.name = "元"
	}
	u.period, _, _ = periodAt(s, end, true)
	return u, true
}

// arabic writes single Chinese digits before 千, 万 or a range mark as figures:
// 五千-八千, 三到五千.
func arabic(s string) string {
	if !containsAny(s, "千", "万") {
		return s
	}
	const digits = "一二三四五六七八九"
	runes := []rune(s)
	changed := false
	for i, r := range runes {
		if r == '两' {
			r = '二'
		}
		at := strings.IndexRune(digits, r)
		if at < 0 || i+1 == len(runes) || !strings.ContainsRune("千万到至-~", runes[i+1]) || i > 0 && strings.ContainsRune(digits+"十百千万.第", runes[i-1]) {
			continue
		}
		runes[i], changed = rune('1'+at/len("一")), true
	}
	if !changed {
		return s
	}
	return string(runes)
}
