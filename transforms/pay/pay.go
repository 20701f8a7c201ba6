// Package pay reads what an ad offers: a text such as "1.5-2万·15薪", or a
// minimum and a maximum in columns of their own, becomes a range of yuan a
// month. What is not stated stays missing with a reason; nothing is invented.
// The grammar, the conversions and the edit rules are those of the method
// chapter on wage bands (docs/methodology).
package pay

import (
	"strings"

	"gongqiu/internal/zh"
)

// Working time behind the conversions: paid days and hours of a month
// (月计薪天数 21.75, eight hours a day), five working days a week.
const (
	DaysPerMonth  = 21.75
	HoursPerMonth = 174
	DaysPerWeek   = 5
)

// Edit limits, constants of the method.
const (
	MaxMonthly   = 200_000 // yuan; more is excluded
	MinWageShare = 0.8     // of the local minimum wage; less is excluded
	WideRatio    = 3       // hi/lo from which a range is marked wide
	MaxRatio     = 5       // hi/lo above which it is excluded
	MinUnitless  = 500     // below it a bare number is no pay: "08-30" is a date
	MinMonths    = 12
	MaxMonths    = 24
)

// Period is the time that an amount pays for.
type Period string

// The periods.
const (
	Month Period = "month"
	Year  Period = "year"
	Week  Period = "week"
	Day   Period = "day"
	Hour  Period = "hour"
)

// Reasons why an ad has no usable pay.
const (
	ReasonNone       = "none"       // nothing stated: empty, "-", Unknown
	ReasonNegotiable = "negotiable" // 面议
	ReasonUnitless   = "unitless"   // a bare number too small to be yuan
	ReasonPerPiece   = "per_piece"  // 元/次, 元/件, 计件
	ReasonCommission = "commission" // commission alone
	ReasonBaseOnly   = "base_only"  // base pay stated, the total is not
	ReasonDeposit    = "deposit"    // a sum that the worker pays
	ReasonCurrency   = "currency"   // not yuan
	ReasonAmbiguous  = "ambiguous"  // several amounts, no word that tells them apart
	ReasonMonths     = "months"     // N薪 with N outside 12 to 24
	ReasonUnreadable = "unreadable"
	ReasonLow        = "low"   // under 0.8 of the local minimum wage
	ReasonHigh       = "high"  // over 200,000 yuan a month
	ReasonRatio      = "ratio" // hi/lo over 5
)

// Input is pay as a source states it. Text is the pay column; where a source
// has two numbers instead they are Min and Max, which count only if Text says
// nothing. Unit is what the source says of numbers without a unit ("千", "K",
// "元/天", "万/年"), Months its own column of N薪.
type Input struct {
	Text, Min, Max, Unit, Months string
	// Prose marks Text as running text and not a pay cell: a number then needs
	// a unit of money.
	Prose bool
	// Minimum is the local minimum wage in yuan a month; 0 skips that rule.
	Minimum float64
}

// Pay is what was read. Lo and Hi are 0 whenever Reason is set.
type Pay struct {
	// Lo and Hi are yuan a month: N薪 × N/12, a year / 12, a week × 21.75/5, a
	// day × 21.75, an hour × 174.
	Lo, Hi float64
	// RawLo and RawHi are yuan per Period, as posted, before any edit rule.
	RawLo, RawHi float64
	Unit         string // unit as written: 元, 千, 万; "" if none was
	Period       Period // "" if no amount was read
	Months       int    // N of N薪, 0 if not stated
	// BaseLo and BaseHi are base pay (底薪) in yuan a month, kept apart from
	// the total; Commission says that commission comes on top or is included.
	BaseLo, BaseHi float64
	Commission     bool
	// Open is "hi" for 以上 (Hi is not stated) and "lo" for 以下 (Lo is not
	// stated). Both then equal the stated bound until Close derives the other.
	Open    string
	Wide    bool   // hi/lo between 3 and 5
	Swapped bool   // posted with the larger end first
	Casual  bool   // paid by the day or hour, or 日结: not for the month table
	Reason  string // "" if priced
}

// Priced reports whether Lo and Hi hold a wage.
func (p Pay) Priced() bool { return p.Reason == "" }

// Close derives the missing end of a one-sided offer as bound × ratio (以上) or
// bound / ratio (以下), ratio being the occupation's median hi/lo. Other pay is
// returned as it is; a ratio under 1 counts as 1.
func (p Pay) Close(ratio float64) Pay {
	ratio = max(ratio, 1)
	switch {
	case !p.Priced():
	case p.Open == "hi":
		p.Hi = p.Lo * ratio
	case p.Open == "lo":
		p.Lo = p.Hi / ratio
	}
	return p
}

// Parse reads in. It never fails: what cannot be read has a Reason.
func Parse(in Input) Pay {
	p := parse(in)
	if p.Reason == "" {
		p.edit(in.Minimum)
	}
	if p.Reason != "" {
		p.Lo, p.Hi, p.Open, p.Wide = 0, 0, "", false
	}
	return p
}

func parse(in Input) Pay {
	text := zh.Compact(zh.Simplify(in.Text))
	if isNothing(text) {
		lo, hi := cell(in.Min), cell(in.Max)
		switch {
		case isNegotiable(lo) || isNegotiable(hi):
			return Pay{Reason: ReasonNegotiable}
		case lo == "" && hi == "":
			return Pay{Reason: ReasonNone}
		}
		text = lo + "-" + hi
	}
	def, ok := parseUnit(zh.Compact(zh.Simplify(in.Unit)))
	if !ok {
		return Pay{Reason: ReasonUnreadable}
	}
	p := read(text, def, in.Prose)
	if p.Months == 0 {
		p.Months = monthsCell(in.Months)
	}
	if p.Reason == "" && p.Months != 0 && (p.Months < MinMonths || p.Months > MaxMonths) {
		p.Reason = ReasonMonths
	}
	if p.Months < MinMonths || p.Months > MaxMonths {
		p.Months = 0
	}
	f := p.factor()
	p.Lo, p.Hi = p.RawLo*f, p.RawHi*f
	p.BaseLo, p.BaseHi = p.BaseLo*f, p.BaseHi*f
	return p
}

// factor turns yuan per Period into yuan a month.
func (p Pay) factor() float64 {
	switch p.Period {
	case Year:
		return 1.0 / 12
	case Week:
		return DaysPerMonth / DaysPerWeek
	case Day:
		return DaysPerMonth
	case Hour:
		return HoursPerMonth
	}
	if p.Months != 0 {
		return float64(p.Months) / 12
	}
	return 1
}

// edit applies the edit rules to a readable range.
func (p *Pay) edit(minimum float64) {
	switch {
	case p.Hi <= 0:
		p.Reason = ReasonNone
	case p.Hi > MaxMonthly:
		p.Reason = ReasonHigh
	case minimum > 0 && p.Lo < MinWageShare*minimum:
		p.Reason = ReasonLow
	case p.Lo <= 0 || p.Hi/p.Lo > MaxRatio:
		p.Reason = ReasonRatio
	case p.Hi/p.Lo >= WideRatio:
		p.Wide = true
	}
}

// isNothing reports whether a cell says nothing about pay.
func isNothing(s string) bool {
	switch s {
	case "", "-", "--", "/", "\\", "无", "暂无", "不详", "未知", "unknown", "null", "nan", "none", "n/a", "na", "undefined",
		"薪酬", "薪资", "工资", "待遇", "月薪", "保密", "薪资保密", "不限", "0", "-1", "-1.0", "0-0":
		return true
	}
	return false
}

func isNegotiable(s string) bool {
	return strings.Contains(s, "面议") || strings.Contains(s, "面谈") || strings.Contains(s, "协商") || strings.Contains(s, "negotiable")
}

// cell is one of a source's two numbers, "" for its ways to say nothing.
func cell(s string) string {
	s = zh.Compact(zh.Simplify(s))
	if isNothing(s) || s == "0.0" || strings.HasPrefix(s, "-") {
		return ""
	}
	return s
}

func monthsCell(s string) int {
	s = strings.TrimSuffix(zh.Compact(s), "薪")
	s = strings.TrimSuffix(s, ".0")
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' || n > 99 {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}
