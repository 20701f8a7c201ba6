package pay

import (
	"strconv"
	"strings"
)

// A group is one amount or range of amounts in a text, with the words that
// belong to it.
//
//	[label] lo[unit] [-hi[unit]] [以上|以下] [/period] [label]
type group struct {
	lo, hi             amount
	period             Period
	open               string // "hi" or "lo"
	role               role
	perPiece, explicit bool // explicit: unit of money or period written
}

type amount struct {
	value float64
	unit  string // 元, 百, 千, 万; "" none
}

// unit is a default for bare numbers: a factor and a period, each optional.
type unit struct {
	name   string
	period Period
}

type role int

const (
	plain role = iota
	base
	total
	trial
	extra // allowances and other sums that are not the wage
)

var factors = map[string]float64{"": 1, "元": 1, "百": 100, "千": 1000, "万": 10000}

func (a amount) yuan() float64 { return a.value * factors[a.unit] }

// read finds the groups of s, already compact, and decides which is the pay.
func read(s string, def unit, prose bool) Pay {
	if isNegotiable(s) {
		return Pay{Reason: ReasonNegotiable}
	}
	for _, no := range []string{"无押金", "免押金", "不收押金", "不押金", "无需押金", "无保证金"} {
		s = strings.ReplaceAll(s, no, "")
	}
	switch {
	case containsAny(s, "押金", "保证金", "定金"):
		return Pay{Reason: ReasonDeposit}
	case containsAny(s, "美元", "美金", "港币", "港元", "日元", "欧元", "新币", "usd", "hkd", "$"):
		return Pay{Reason: ReasonCurrency}
	}
	s = arabic(s)
	p := Pay{Commission: containsAny(s, "提成", "佣金", "抽成")}
	p.Casual = containsAny(s, "日结", "天结", "小时工", "钟点工")
	groups, months, ok := scan(s)
	p.Months = months
	if !ok {
		p.Reason = ReasonUnreadable
		return p
	}
	onTop := p.Commission && !containsAny(s, "含提成", "含佣金", "底薪加提成", "底薪+提成")
	var wage, basePay []group
	piece := false
	for _, g := range groups {
		switch {
		case g.perPiece:
			piece = true
		case g.role == extra || prose && !g.explicit:
		case g.role == base || g.role == plain && onTop:
			basePay = append(basePay, g)
		default:
			wage = append(wage, g)
		}
	}
	wage = prefer(wage)
	if len(basePay) > 0 {
		b := Pay{}
		if b.set(basePay[0], def); b.Reason == "" {
			p.BaseLo, p.BaseHi, p.Period = b.RawLo, b.RawHi, b.Period
		}
	}
	switch {
	case len(wage) == 1:
		g := wage[0]
		if len(basePay) > 0 {
			// base and total are converted with one factor: refuse to mix periods
			if g.period == "" {
				g.period = basePay[0].period
			} else if p.Period != "" && g.period != p.Period {
				p.BaseLo, p.BaseHi = 0, 0
			}
		}
		p.set(g, def)
	case len(wage) > 1:
		p.Reason = ReasonAmbiguous
	case len(basePay) > 0:
		p.Reason = ReasonBaseOnly
	case piece || strings.Contains(s, "计件"):
		p.Reason = ReasonPerPiece
	case p.Commission:
		p.Reason = ReasonCommission
	case !containsDigit(s) || prose:
		p.Reason = ReasonNone
	default:
		p.Reason = ReasonUnreadable
	}
	return p
}

// prefer keeps the groups that state the pay best: a total, else what is not
// the probation's.
func prefer(gs []group) []group {
	for _, want := range []role{total, plain} {
		var out []group
		for _, g := range gs {
			if g.role == want && (len(out) == 0 || !same(out[0], g)) {
				out = append(out, g)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return gs
}

func same(a, b group) bool {
	return a.lo == b.lo && a.hi == b.hi && a.period == b.period && a.open == b.open
}

// set takes a group as the pay: units filled in from the other end or from the
// source, range ordered.
func (p *Pay) set(g group, def unit) {
	lo, hi := g.lo, g.hi
	written := lo.unit != "" || hi.unit != ""
	if def.name != "" && !written {
		lo.unit, hi.unit = def.name, def.name
	}
	// A bare end takes the other's unit, unless it is itself yuan: "5000-1万".
	if lo.unit == "" && hi.unit != "" && lo.value < MinUnitless {
		lo.unit = hi.unit
	}
	if hi.unit == "" && lo.unit != "" && hi.value < MinUnitless {
		hi.unit = lo.unit
	}
	p.Period = g.period
	if p.Period == "" {
		p.Period = def.period
	}
	if p.Period == "" {
		p.Period = Month
	}
	bare := lo.unit == "" && hi.unit == ""
	if bare && p.Period != Day && p.Period != Hour && min(lo.value, hi.value) < MinUnitless {
		p.Reason = ReasonUnitless
	}
	p.RawLo, p.RawHi, p.Open, p.Unit = lo.yuan(), hi.yuan(), g.open, hi.unit
	if p.RawLo > p.RawHi {
		p.RawLo, p.RawHi, p.Swapped = p.RawHi, p.RawLo, true
	}
	p.Casual = p.Casual || p.Period == Day || p.Period == Hour
}

// scan returns all groups of s and the N of N薪. ok is false if a number of
// the text has a form that could be misread.
func scan(s string) (groups []group, months int, ok bool) {
	if strings.ContainsRune(s, '\uFFFD') {
		return nil, 0, false
	}
	last := 0 // end of the previous group: the label begins here
	for i := 0; i < len(s); {
		lead := i > 0 && s[i-1] == '-' && i-1 == last
		if !isDigit(s[i]) {
			i++
			continue
		}
		if n, end, is := monthCount(s, i, i > 0 && last == i-len(dot(s, i)) && len(groups) > 0); is {
			months, i, last = n, end, end
			continue
		}
		g, end, kind := parseGroup(s, i, lead)
		switch kind {
		case bad:
			return nil, months, false
		case money:
			g.role = g.label(s[last:i], s[end:])
			if g.period == "" {
				g.period = prefixPeriod(s[last:i])
			}
			g.explicit = g.explicit || g.period != ""
			groups = append(groups, g)
			if w := trailingLabel(s[end:]); w > 0 {
				end += w
			}
			last = end
		}
		i = end
	}
	return groups, months, true
}

type kind int

const (
	other kind = iota // a number, but not of money: 8小时, 10%
	money
	bad
)

// parseGroup reads a group that begins with a digit at i. lead tells that a
// dash stands before it with nothing on its left: "-18000.0".
func parseGroup(s string, i int, lead bool) (g group, end int, k kind) {
	if g.lo.value, end, k = number(s, i); k == bad {
		return g, end, bad
	}
	g.lo.unit, end = unitAt(s, end)
	g.hi = g.lo
	if lead {
		g.open = "lo"
	}
	// 200元/天-250元/天 states the period twice
	per, piece, afterPer := periodAt(s, end, g.lo.unit != "")
	g.perPiece = piece
	at := end
	if per != "" {
		at = afterPer
	}
	if w := sepAt(s, at); w > 0 && !lead {
		j := at + w
		if j < len(s) && s[j] == '-' {
			j++
		}
		switch {
		case j < len(s) && (isDigit(s[j]) || currencySign(s[j:]) > 0):
			j += currencySign(s[j:])
			if g.hi.value, end, k = number(s, j); k == bad {
				return g, end, bad
			}
			g.hi.unit, end = unitAt(s, end)
			g.period = per
			if w := sepAt(s, end); w > 0 && end+w < len(s) && isDigit(s[end+w]) {
				return g, end, bad // three numbers in a row: a date, a telephone
			}
		case s[at] == '-' && (j == len(s) || strings.HasPrefix(s[j:], "·")):
			g.open, end = "hi", j
		}
	}
	if g.lo.unit != "" || g.hi.unit != "" {
		g.explicit = true
		if r := s[end:]; r != "" && (isDigit(r[0]) || hasAnyPrefix(r, "一二三四五六七八九")) {
			return g, end, bad // 1万2, 一万五
		}
	}
	for range 3 { // 3万及以下/年 and 10万以上/月 in either order
		if o, w := boundAt(s[end:]); w > 0 {
			if o != "" {
				g.open = o
			}
			end += w
		}
		if p, piece, e := periodAt(s, end, g.hi.unit != ""); p != "" || piece {
			g.perPiece = g.perPiece || piece
			if p != "" {
				g.period = p
			}
			end = e
		}
	}
	if g.period == "" {
		g.period = per
	}
	if g.explicit || g.period != "" || g.perPiece {
		return g, end, money
	}
	if r := s[end:]; strings.HasPrefix(r, "%") || hasAnyPrefix(r, "人名岁点号级楼室天年时周月个后休") || strings.HasPrefix(r, "小时") {
		return g, end, other
	}
	return g, end, money
}

// number reads digits with thousands commas and a decimal point.
func number(s string, i int) (float64, int, kind) {
	j := i
	for j < len(s) && (isDigit(s[j]) || s[j] == ',' && j+3 < len(s) && isDigit(s[j+1]) && isDigit(s[j+2]) && isDigit(s[j+3]) && (j+4 == len(s) || !isDigit(s[j+4]))) {
		j++
	}
	if j+1 < len(s) && s[j] == '.' && isDigit(s[j+1]) {
		j++
		for j < len(s) && isDigit(s[j]) {
			j++
		}
		// 6-8.13薪: the point is a separator
		if strings.HasPrefix(s[j:], "薪") {
			j = i + strings.LastIndexByte(s[i:j], '.')
		}
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(s[i:j], ",", ""), 64)
	if err != nil || j-i > 12 {
		return 0, j, bad
	}
	return v, j, money
}

// monthCount reads N薪 or N个月薪 at i; bareDot also takes the "·12" of a
// source that leaves 薪 out.
func monthCount(s string, i int, bareDot bool) (n, end int, is bool) {
	j := i
	for j < len(s) && isDigit(s[j]) && j-i < 3 {
		n = n*10 + int(s[j]-'0')
		j++
	}
	switch {
	case strings.HasPrefix(s[j:], "薪"):
		return n, j + len("薪"), true
	case strings.HasPrefix(s[j:], "个月薪"):
		return n, j + len("个月薪"), true
	case strings.HasPrefix(s[j:], "-") || strings.HasPrefix(s[j:], "~"): // 13-15薪: the lower is certain
		k := j + 1
		for k < len(s) && isDigit(s[k]) && k-j < 4 {
			k++
		}
		if k > j+1 && strings.HasPrefix(s[k:], "薪") {
			return n, k + len("薪"), true
		}
	case bareDot && j == len(s) && dot(s, i) != "":
		return n, j, true
	}
	return 0, i, false
}

// dot returns the middle dot that stands right before i, or "".
func dot(s string, i int) string {
	if strings.HasSuffix(s[:i], "·") {
		return "·"
	}
	return ""
}
