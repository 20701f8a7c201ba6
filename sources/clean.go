package sources

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean takes the white space of all scripts, byte-order marks and zero-width
// characters from both ends of a cell. It does not copy.
func clean(s string) string {
	// ASCII letters and Han without surrounding space are the common case.
	if s == "" || (plainEdge(s[0]) && plainEdge(s[len(s)-1]) && s[0] < 0x80) {
		return s
	}
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == 0xFEFF || r == 0x200B || r == 0x200C || r == 0x200D || r == 0x2060
	})
}

func plainEdge(b byte) bool { return b > ' ' && b < 0x7f }

// missing reports whether a cell says that there is no value.
func missing(s string) bool {
	if len(s) > 12 {
		return false
	}
	switch strings.ToLower(s) {
	case "", "n/a", "na", "nan", "null", "none", "nil", "无", "-", "--", "---", "—", "——", "－", "/", "\\", "#n/a", "#value!", "#ref!", "未知", "unknown", "暂无", "['']", "[]", "{}", "undefined", "空":
		return true
	}
	return false
}

// fold makes full-width ASCII half-width. It copies only if there is any.
func fold(s string) string {
	if strings.IndexByte(s, 0xEF) < 0 && !strings.Contains(s, "\u3000") && !strings.Contains(s, "\u00a0") {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case r == 0x3000 || r == 0x00A0:
			return ' '
		}
		return r
	}, s)
}

// normalHeader is the form in which headers are compared: folded, lower case,
// letters, digits and Han only. A trailing unit in brackets goes too.
func normalHeader(s string) string {
	s = strings.ToLower(fold(s))
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// runes is the number of characters of s, counting at most limit.
func runes(s string, limit int) int {
	if len(s) <= limit {
		return utf8.RuneCountInString(s)
	}
	n := 0
	for range s {
		if n++; n >= limit {
			break
		}
	}
	return n
}

// cut shortens a text to at most n bytes at a character boundary.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
