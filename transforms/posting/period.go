package posting

import (
	"fmt"
	"strings"

	"gongqiu/internal/zh"
)

// Period is the time that a row of statistics is about.
type Period struct {
	Year    int
	Quarter int // 1 to 4, 0 for a whole year
	Month   int // 1 to 12, 0 if only the quarter or year is stated
}

// QuarterKey is "2026Q3", "" for a whole year.
func (p Period) QuarterKey() string {
	if p.Quarter == 0 {
		return ""
	}
	return fmt.Sprintf("%04dQ%d", p.Year, p.Quarter)
}

// MonthKey is "2026-09", "" where no month is stated.
func (p Period) MonthKey() string {
	if p.Month == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", p.Year, p.Month)
}

// ParsePeriod reads "2026年三季度", "2026年第3季度", "2026Q3", "2026-09",
// "2026年9月", "202609", "2026/9/30" or "2026". ok is false for anything else.
func ParsePeriod(cell string) (p Period, ok bool) {
	s := zh.Compact(zh.Simplify(cell))
	if len(s) < 4 {
		return p, false
	}
	year, w := leadingInt(s)
	if w == 6 || w == 8 { // 202609, 20260930
		rest := s[4:]
		year, s = year/100, s[:4]+"-"+rest[:2]
		if w == 8 {
			year /= 100
		}
		if len(rest) > w-4 {
			return p, false
		}
	} else if w != 4 {
		return p, false
	}
	if year < 1980 || year > 2100 {
		return p, false
	}
	p.Year = year
	rest := strings.TrimPrefix(strings.TrimPrefix(s[4:], "年度"), "年")
	rest = strings.TrimLeft(rest, "-/.第")
	if rest == "" {
		return p, true
	}
	rest = strings.NewReplacer("十一", "11", "十二", "12", "十", "10", "一", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9").Replace(rest)
	if strings.HasPrefix(rest, "q") {
		n, w := leadingInt(rest[1:])
		p.Quarter = n
		return p, w == 1 && len(rest) == 2 && n >= 1 && n <= 4
	}
	n, w := leadingInt(rest)
	tail := rest[w:]
	switch {
	case w == 0:
		return p, false
	case tail == "季度" || tail == "季" || tail == "q":
		p.Quarter = n
		return p, n >= 1 && n <= 4
	case w <= 2 && n >= 1 && n <= 12 && (tail == "" || strings.HasPrefix(tail, "月") || isDayTail(tail)):
		p.Month, p.Quarter = n, (n+2)/3
		return p, true
	}
	return p, false
}

// isDayTail accepts the day of a date after its month.
func isDayTail(s string) bool {
	if s[0] != '-' && s[0] != '/' && s[0] != '.' {
		return false
	}
	n, w := leadingInt(s[1:])
	return w > 0 && n >= 1 && n <= 31
}
