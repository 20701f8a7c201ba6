package sources

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// mask stands where personal data was.
const mask = "***"

// Scrub takes personal data out of a text: mobile and land-line numbers,
// e-mail addresses, WeChat and QQ ids, identity card numbers and the names of
// contacts. Full-width digits count like half-width ones. It reports whether
// anything was taken; if not, s itself is returned.
//
// A first pass over the bytes finds the few texts that may hold something;
// only those are read with care. Regular expressions would cost fifty times as
// much.
func Scrub(s string) (string, bool) {
	if !suspicious(s) {
		return s, false
	}
	return scrubCarefully(s)
}

// trigger tells what may begin at a byte.
var trigger = func() (t [256]byte) {
	for c := '0'; c <= '9'; c++ {
		t[c] = 1
	}
	t['@'] = 2
	for _, c := range "qQwWvV" {
		t[c] = 3
	}
	for _, w := range hanWords {
		t[w[0]] = 4
	}
	t[0xEF] = 5
	return
}()

// begins tells by two bytes whether anything may begin there. Nearly all Han
// characters share their first byte with a trigger word; few share two.
var begins = func() (t [1 << 16]bool) {
	for first, kind := range trigger {
		for second := range 256 {
			switch kind {
			case 1, 2, 5:
				t[first<<8|second] = true
			case 3:
				t[first<<8|second] = strings.IndexByte("qQeExXvV\xe5", byte(second)) >= 0
			case 4:
				t[first<<8|second] = hanSecond[second]
			}
		}
	}
	return
}()

// hanSecond marks the second bytes of the Chinese trigger words.
var hanSecond = func() (t [256]bool) {
	for _, w := range hanWords {
		t[w[1]] = true
	}
	return
}()

var (
	hanChat    = []string{"微信", "威信", "薇信", "扣扣", "企鹅号"}
	hanContact = []string{"联系人", "联络人", "对接人"}
	hanPerson  = []string{"女士", "先生", "小姐"}
	hanWords   = append(append(append([]string{}, hanChat...), hanContact...), hanPerson...)
	latinChat  = []string{"weixin", "wechat", "wx", "vx", "qq", "v信", "v号"}
)

// suspicious reports whether a text may hold personal data. It errs on the
// side of yes.
func suspicious(s string) bool {
	digits, gap := 0, 0 // digits seen with at most 4 bytes between them
	for i := 0; i < len(s); i++ {
		if digits == 0 {
			for i+1 < len(s) && !begins[uint(s[i])<<8|uint(s[i+1])] {
				i++
			}
		}
		c := s[i]
		t := trigger[c]
		if t == 1 {
			gap = 0
			if digits++; digits >= 5 {
				return true
			}
			continue
		}
		if digits > 0 {
			if gap++; gap > 4 {
				digits, gap = 0, 0
			}
		}
		switch t {
		case 0:
		case 2:
			return true
		case 3:
			if latinWord(s[i:]) > 0 {
				return true
			}
		case 4:
			if i+1 < len(s) && hanSecond[s[i+1]] {
				for _, w := range hanWords {
					if strings.HasPrefix(s[i:], w) {
						return true
					}
				}
			}
		case 5:
			if i+2 < len(s) && s[i+1] == 0xBC && (s[i+2] >= 0x90 && s[i+2] <= 0x99 || s[i+2] >= 0xA0) || i+1 < len(s) && s[i+1] == 0xBD && i+2 < len(s) && s[i+2] <= 0x9A {
				return true // full-width digits, letters and @
			}
		}
	}
	return false
}

// latinWord is the length of the chat word that s begins with, or 0.
func latinWord(s string) int {
	for _, w := range latinChat {
		if len(s) >= len(w) && strings.EqualFold(s[:len(w)], w) {
			return len(w)
		}
	}
	return 0
}

// foldDigits makes full-width digits, letters and signs half-width and keeps
// where each byte came from.
func foldDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ', r == '＠', r == '．', r == '＿', r == '－', r == '＋':
			return r - 0xFEE0
		}
		return r
	}, s)
}

func scrubCarefully(s string) (string, bool) {
	b := foldDigits(s)
	var out []byte
	done := 0 // b[:done] is in out
	hide := func(from, to int) {
		if from < done {
			from = done
		}
		if to <= from {
			return
		}
		if out == nil {
			out = make([]byte, 0, len(b)+8)
		}
		out = append(out, b[done:from]...)
		if !bytes.HasSuffix(out, []byte(mask)) {
			out = append(out, mask...)
		}
		done = to
	}
	for i := 0; i < len(b); i++ {
		if i < done {
			i = done
			if i >= len(b) {
				break
			}
		}
		switch trigger[b[i]] {
		case 1:
			if i > 0 && isDigit(b[i-1]) {
				continue
			}
			if n := phone(b, i); n > 0 {
				hide(nameBefore(b, i, done), i+n)
				continue
			}
			if n := identity(b[i:]); n > 0 {
				hide(i, i+n)
				continue
			}
			if n := led(b, i); n > 0 {
				hide(i, i+n)
			}
		case 2:
			from, to := mail(b, i)
			if to > from {
				hide(from, to)
			}
		case 3:
			if i > 0 && isWordByte(b[i-1]) {
				continue
			}
			if n := latinWord(b[i:]); n > 0 {
				if from, to := chatID(b, i, i+n); to > from {
					hide(from, to)
				}
			}
		case 4:
			for _, w := range hanChat {
				if strings.HasPrefix(b[i:], w) {
					if from, to := chatID(b, i, i+len(w)); to > from {
						hide(from, to)
					}
				}
			}
			for _, w := range hanContact {
				if strings.HasPrefix(b[i:], w) {
					if from, to := contactName(b, i+len(w)); to > from {
						hide(from, to)
					}
				}
			}
			for _, w := range hanPerson {
				if strings.HasPrefix(b[i:], w) {
					if from := surnameBefore(b, i, done); from < i {
						hide(from, i+len(w))
					}
				}
			}
		}
	}
	if out == nil {
		return s, false
	}
	return string(append(out, b[done:]...)), true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWordByte(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

// separators counts the bytes of up to max signs that may stand inside a
// telephone number.
func separators(s string, max int) int {
	n := 0
	for range max {
		switch {
		case n < len(s) && strings.IndexByte(" -.()/", s[n]) >= 0:
			n++
		case strings.HasPrefix(s[n:], "\u00a0"):
			n += 2
		case strings.HasPrefix(s[n:], "（"), strings.HasPrefix(s[n:], "）"), strings.HasPrefix(s[n:], "—"), strings.HasPrefix(s[n:], "–"), strings.HasPrefix(s[n:], "－"):
			n += 3
		default:
			return n
		}
	}
	return n
}

// digitsIn reads want digits, allowing separators before those positions that
// gaps names. It returns the bytes read, or 0.
func digitsIn(s string, want int, gaps ...int) int {
	i := 0
	for d := 0; d < want; d++ {
		for _, g := range gaps {
			if g == d {
				i += separators(s[i:], 3)
			}
		}
		if i >= len(s) || !isDigit(s[i]) {
			return 0
		}
		i++
	}
	return i
}

// phone is the length of a telephone number at i, or 0.
func phone(b string, i int) int {
	s := b[i:]
	prefix := 0
	for _, p := range []string{"0086", "86"} {
		if strings.HasPrefix(s, p) {
			prefix = len(p) + separators(s[len(p):], 2)
			break
		}
	}
	for _, p := range []int{prefix, 0} {
		t := s[p:]
		// mobile: 1[3-9] and nine more, written 3-4-4 or without gaps
		if len(t) >= 11 && t[0] == '1' && t[1] >= '3' && t[1] <= '9' {
			if n := digitsIn(t, 11, 3, 7); n > 0 && !digitAt(t, n) {
				return p + n
			}
		}
		// service numbers: 400-xxx-xxxx, 800-xxx-xxxx
		if strings.HasPrefix(t, "400") || strings.HasPrefix(t, "800") {
			if n := digitsIn(t, 10, 3, 4, 6, 7); n > 0 && !digitAt(t, n) {
				return p + n
			}
		}
		// land line: area code of 3 or 4 digits, number of 7 or 8
		if p == 0 && len(t) > 0 && t[0] == '0' && len(t) > 1 && t[1] != '0' {
			for _, form := range [][2]int{{4, 8}, {4, 7}, {3, 8}, {3, 7}} {
				area, number := form[0], form[1]
				n := digitsIn(t, area+number, area, area+number-4)
				if n > 0 && !digitAt(t, n) && !(n == area+number && p == 0 && i > 0 && b[i-1] == '.') {
					return n + extension(t[n:])
				}
			}
		}
	}
	return 0
}

func digitAt(s string, i int) bool { return i < len(s) && isDigit(s[i]) }

// extension is the length of "-801" or "转801" after a number.
func extension(s string) int {
	for _, p := range []string{"转", "-", "ext", " 转"} {
		if strings.HasPrefix(s, p) {
			n := len(p)
			for n < len(s) && isDigit(s[n]) {
				n++
			}
			if n > len(p) && n <= len(p)+5 {
				return n
			}
		}
	}
	return 0
}

// identity is the length of an identity card number, or 0.
func identity(s string) int {
	if len(s) < 18 {
		return 0
	}
	for i := range 17 {
		if !isDigit(s[i]) {
			return 0
		}
	}
	if !isDigit(s[17]) && s[17] != 'X' && s[17] != 'x' {
		return 0
	}
	if year := s[6:8]; year != "19" && year != "20" {
		return 0
	}
	if m := s[10:12]; m < "01" || m > "12" || digitAt(s, 18) {
		return 0
	}
	return 18
}

// led is the length of a number of 5 to 12 digits at i that the words before
// it call a telephone or chat number, or 0.
func led(b string, i int) int {
	n, digits := 0, 0
	for i+n < len(b) && digits <= 12 {
		if isDigit(b[i+n]) {
			n++
			digits++
			continue
		}
		if (b[i+n] == '-' || b[i+n] == ' ') && digits >= 3 && digitAt(b, i+n+1) {
			n++
			continue
		}
		break
	}
	if digits < 5 || digits > 12 {
		return 0
	}
	from := max(0, i-24)
	for from < i && !utf8.RuneStart(b[from]) {
		from++
	}
	before := strings.ToLower(b[from:i])
	for _, w := range []string{"qq", "扣扣", "企鹅"} {
		if k := strings.LastIndex(before, w); k >= 0 && onlyFiller(before[k+len(w):]) {
			return n
		}
	}
	if digits >= 7 {
		for _, w := range []string{"电话", "手机", "联系", "tel", "热线", "致电", "拨打", "传真", "座机", "phone", "mobile", "call", "咨询"} {
			if k := strings.LastIndex(before, w); k >= 0 && !strings.ContainsAny(before[k:], "。；，,;\n") {
				return n
			}
		}
	}
	return 0
}

var fillers = []string{"号码", "号", "：", ":", " ", "\u3000", "\u00a0", "是", "为", "同步", "同", "加", "=", "-", "(", "（", "/", "id", "ID", "群", "群号", "方式", "【", "[", "“", "\""}

// filler is the length of words between a chat word and the id, and whether
// they announce an id.
func filler(s string) (n int, announced bool) {
	for n < 24 {
		k := 0
		for _, f := range fillers {
			if strings.HasPrefix(s[n:], f) && len(f) > k {
				k = len(f)
				switch f {
				case "：", ":", "号", "号码", "加", "=", "是", "为", "ID", "id", "群号":
					announced = true
				}
			}
		}
		if k == 0 {
			break
		}
		n += k
	}
	return n, announced
}

func onlyFiller(s string) bool {
	n, _ := filler(s)
	return n >= len(s)
}

// chatID finds the id that a chat word at [from,to) announces.
func chatID(b string, from, to int) (int, int) {
	if to < len(b) && (b[to] == '_' || isDigit(b[to])) && b[from] < 0x80 { // wx_530295abc: the word belongs to the id
		end := idEnd(b, to)
		if end-from >= 6 && hasDigit(b[from:end]) {
			return from, end
		}
	}
	n, announced := filler(b[to:])
	start := to + n
	end := idEnd(b, start)
	if end-start < 5 || end-start > 24 {
		return 0, 0
	}
	if !announced && !strings.Contains(b[start:end], "_") && !(hasDigit(b[start:end]) && end-start >= 6) {
		return 0, 0
	}
	return start, end
}

func idEnd(b string, i int) int {
	for i < len(b) && (isWordByte(b[i]) || b[i] == '-') {
		i++
	}
	return i
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// mail finds the e-mail address around the @ at i.
func mail(b string, i int) (int, int) {
	from := i
	for from > 0 && (isWordByte(b[from-1]) || strings.IndexByte(".-+%", b[from-1]) >= 0) {
		from--
	}
	to, dot := i+1, false
	for to < len(b) && (isWordByte(b[to]) || b[to] == '-' || b[to] == '.') {
		if b[to] == '.' && to+1 < len(b) && isWordByte(b[to+1]) {
			dot = true
		}
		to++
	}
	for to > i+1 && (b[to-1] == '.' || b[to-1] == '-') {
		to--
	}
	if from == i || !dot {
		return 0, 0
	}
	return from, to
}
