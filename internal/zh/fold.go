// Package zh makes Chinese text comparable before it is parsed: full-width
// forms become half-width, every kind of space one space, and traditional
// characters the simplified ones that job ads need.
package zh

import (
	"strings"
	"unicode/utf8"
)

// Fold returns s with full-width ASCII as ASCII (（ → (, ９ → 9), every space
// (NBSP, ideographic, tab, line break) as one plain space, zero-width marks
// gone, dashes as '-', dots between words as '·', and no space at either end.
// Fold(Fold(s)) == Fold(s). Chinese marks with no ASCII twin (、。《) stay.
func Fold(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := true // drops leading spaces
	for _, r := range s {
		r = foldRune(r)
		switch {
		case r < 0:
			continue
		case r == ' ':
			if space {
				continue
			}
			space = true
		default:
			space = false
		}
		b.WriteRune(r)
	}
	return strings.TrimRight(b.String(), " ")
}

// plain reports whether Fold would return s itself.
func plain(s string) bool {
	space := true
	for _, r := range s {
		if foldRune(r) != r || r == ' ' && space || r == utf8.RuneError {
			return false
		}
		space = r == ' '
	}
	return !space || s == ""
}

// foldRune maps one rune; negative means that it is dropped.
func foldRune(r rune) rune {
	if r > ' ' && r < 0x7f {
		return r
	}
	switch {
	case r >= 0x4e00 && r <= 0x9fff:
		return r
	case r >= 0xff01 && r <= 0xff5e:
		r -= 0xfee0
	case r < ' ' || r == 0x7f:
		return ' '
	}
	switch r {
	case 0x00a0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000:
		return ' '
	case 0x00ad, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2060, 0xfeff, 0xfe0e, 0xfe0f:
		return -1
	case '‐', '‑', '‒', '–', '—', '―', '−', '﹣', '─', '━':
		return '-'
	case '•', '・', '‧', '∙', '⋅', '･', '●':
		return '·'
	case '￥':
		return '¥'
	case '〜', '～', '∼':
		return '~'
	case '【', '［', '〔', '〖', '「', '『':
		return '['
	case '】', '］', '〕', '〗', '」', '』':
		return ']'
	}
	return r
}

// Compact is Fold without any space and with Latin letters in lower case: the
// form that the parsers of short cells read.
func Compact(s string) string {
	s = Fold(s)
	ok := true
	for i := 0; i < len(s); i++ {
		if s[i] == ' ' || s[i] >= 'A' && s[i] <= 'Z' {
			ok = false
			break
		}
	}
	if ok {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ':
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// IsHan reports whether r is a Chinese character of the basic blocks.
func IsHan(r rune) bool { return r >= 0x4e00 && r <= 0x9fff || r >= 0x3400 && r <= 0x4dbf }
