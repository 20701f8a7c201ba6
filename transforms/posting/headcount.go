package posting

import (
	"strings"

	"gongqiu/internal/zh"
)

// maxHeadcount is the largest number of people that one ad is believed to
// look for; the pipeline caps further, by size of firm.
const maxHeadcount = 5000

// Headcount reads how many people an ad looks for: "招3人", "5名", "若干", or a
// packed cell that holds 招N人. Missing and 若干 count as 1; of a range the
// lower end counts, which never overstates. reason is "" if a number was
// stated, "none", "several" (若干), "implausible" (0, 999, 9999, over 5,000) or
// "unreadable"; in all those n is 1.
func Headcount(cell string) (n int, reason string) {
	s := zh.Compact(zh.Simplify(cell))
	switch s {
	case "", "-", "null", "nan", "不限", "无":
		return 1, "none"
	}
	if at := strings.Index(s, "招"); at >= 0 {
		s = strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(s[at+len("招"):], "聘"), "人数"), ":")
	}
	if strings.Contains(s, "若干") || strings.HasPrefix(s, "多") || strings.HasPrefix(s, "数") {
		return 1, "several"
	}
	if s == "" || s[0] < '0' || s[0] > '9' {
		return 1, "unreadable"
	}
	n, w := leadingInt(s)
	rest := s[w:]
	if strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "~") {
		_, more := leadingInt(rest[1:])
		rest = rest[1+more:]
	}
	rest = strings.TrimPrefix(rest, ".0")
	if rest != "" && !startsWithAny(rest, "人名位个+") && !strings.HasPrefix(rest, "以上") {
		return 1, "unreadable"
	}
	if n <= 0 || n == 999 || n > maxHeadcount {
		return 1, "implausible"
	}
	return n, ""
}
