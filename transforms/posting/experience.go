package posting

import (
	"strings"

	"gongqiu/internal/zh"
)

// Experience reads the years that an ad asks for as one of six classes: 0 none
// asked, 1 under a year, 2 one to three, 3 three to five, 4 five to ten, 5 over
// ten. The lower end of a range decides: "3-4年" is 3, "10年以上" 5. Fresh
// graduates are class 1. A bare range is years ("1-3"; "0-99" asks for
// nothing). ok is false where nothing is stated.
func Experience(cell string) (class int, ok bool) {
	s := zh.Compact(zh.Simplify(cell))
	switch {
	case s == "":
		return 0, false
	case strings.Contains(s, "不限"), strings.Contains(s, "无需"), strings.Contains(s, "不要求"), strings.Contains(s, "无经验"), strings.Contains(s, "无要求"), s == "无", s == "0-99":
		return 0, true
	case strings.Contains(s, "应届"), strings.Contains(s, "在校"), strings.Contains(s, "半年"), strings.Contains(s, "在读"):
		return 1, true
	case strings.Contains(s, "发布"), strings.Contains(s, "月") && !strings.Contains(s, "个月"), strings.ContainsAny(s, "人岁元"), strings.Contains(s, "万"):
		return 0, false // slipped from another column
	}
	s = strings.NewReplacer("一", "1", "两", "2", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9", "十", "10").Replace(s)
	at := strings.IndexAny(s, "0123456789")
	if at < 0 {
		return 0, false
	}
	n, end := leadingInt(s[at:])
	rest := s[at+end:]
	if strings.HasPrefix(rest, "个月") {
		return 1, true
	}
	numeric := strings.Trim(s, "0123456789-~.") == ""
	if !numeric && !strings.Contains(s, "年") && !strings.Contains(s, "year") {
		return 0, false
	}
	if n > 60 || strings.Count(s, "-") > 1 {
		return 0, false // a calendar year, a date
	}
	below := strings.Contains(rest, "以下") || strings.Contains(rest, "以内") || strings.Contains(rest, "之内")
	if below && !strings.ContainsAny(rest, "-~") {
		n-- // at most n years: the class that ends there
	}
	switch {
	case n < 1:
		return 1, true
	case n < 3:
		return 2, true
	case n < 5:
		return 3, true
	case n < 10:
		return 4, true
	}
	return 5, true
}

// leadingInt reads the digits that s begins with, and how many bytes they take.
func leadingInt(s string) (n, width int) {
	for width < len(s) && s[width] >= '0' && s[width] <= '9' {
		if n < 1e9 {
			n = n*10 + int(s[width]-'0')
		}
		width++
	}
	return n, width
}
