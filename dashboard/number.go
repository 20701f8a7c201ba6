package dashboard

import (
	"math"
	"strconv"
	"strings"
)

// Num is a figure that may be missing.
type Num struct {
	V  float64
	OK bool
}

func some(v float64) Num { return Num{v, true} }

// format writes figures the way the language does: comma for thousands, U+2212
// for minus, ～ between the ends of a Chinese range. It is the only place
// where figures become text.
type format struct{ lang string }

const minus = "\u2212"

// dec writes v with d decimals and a thousands comma.
func (f format) dec(v float64, d int) string {
	s := strconv.FormatFloat(math.Abs(v), 'f', d, 64)
	whole, frac, _ := strings.Cut(s, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(s, "0.") != "" {
		b.WriteString(minus)
	}
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if frac != "" {
		b.WriteByte('.')
		b.WriteString(frac)
	}
	return b.String()
}

// count writes a number of people, ads or firms; a figure below half a unit is
// … by the convention of the statistical yearbooks.
func (f format) count(v float64) string {
	if v != 0 && math.Abs(v) < 0.5 {
		return "…"
	}
	return f.dec(v, 0)
}

// signed writes v with its sign, also when it is positive.
func (f format) signed(v float64, d int) string {
	s := f.dec(v, d)
	if v > 0 && strings.Trim(s, "0.") != "" {
		return "+" + s
	}
	return s
}

// pay writes yuan a month rounded to 100.
func (f format) pay(v float64) string { return f.dec(hundreds(v), 0) }

// hundreds is the precision at which pay is published.
func hundreds(v float64) float64 { return math.Round(v/100) * 100 }

// payYear writes a monthly figure as 10,000 yuan a year with one decimal.
func (f format) payYear(monthly float64) string { return f.dec(monthly*12/10000, 1) }

// people writes a number with its Chinese unit for a sentence, from 10,000 on
// in 万: 1,210 人, 1.2 万人. English sentences name the unit themselves.
func (f format) people(v float64, unit string) string {
	if f.lang == "zh" {
		switch {
		case math.Abs(v) >= 1e8:
			return f.dec(v/1e8, 1) + " 亿" + unit
		case math.Abs(v) >= 1e4:
			return f.dec(v/1e4, 1) + " 万" + unit
		}
		return f.count(v) + " " + unit
	}
	return f.count(v)
}

// percent writes a share in percent: no decimals when it rests on fewer than
// 1,000 cases.
func (f format) percent(share, cases float64) string {
	d := 1
	if cases < 1000 {
		d = 0
	}
	return f.dec(share*100, d) + "%"
}

// prob writes a probability, never as certain.
func (f format) prob(p float64) string {
	switch {
	case p > 0.99:
		return "> 0.99"
	case p < 0.01:
		return "< 0.01"
	}
	return f.dec(p, 2)
}

// span joins the two ends of a range.
func (f format) span(lo, hi string) string {
	if f.lang == "zh" {
		return lo + "～" + hi
	}
	return lo + "–" + hi
}

// quarter writes 2026Q3 in words.
func (f format) quarter(q string) string {
	if len(q) != 6 {
		return q
	}
	if f.lang == "zh" {
		n := map[byte]string{'1': "一", '2': "二", '3': "三", '4': "四"}[q[5]]
		return q[:4] + " 年" + n + "季度"
	}
	return "Q" + q[5:] + " " + q[:4]
}

// edition writes the edition of a quarter in words.
func (f format) edition(q string) string {
	if len(q) != 6 {
		return q
	}
	if f.lang == "zh" {
		return q[:4] + " 年第 " + q[5:] + " 期"
	}
	return "Edition " + q[5:] + " of " + q[:4]
}

// bytes writes a file size.
func (f format) bytes(n int64) string {
	switch {
	case n >= 1<<20:
		return f.dec(float64(n)/(1<<20), 1) + " MB"
	case n >= 1<<10:
		return f.dec(float64(n)/(1<<10), 1) + " kB"
	}
	return f.dec(float64(n), 0) + " B"
}

// plainYear writes a year, which has no thousands comma.
func (f format) plainYear(v float64) string { return strconv.Itoa(int(v)) }
