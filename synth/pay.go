package synth

import (
	"math"
	"math/rand/v2"
	"strconv"
)

// payForm is how an ad offers pay.
type payForm uint8

const (
	payMonth payForm = iota
	payMonths
	payYear
	payDay
	payHour
	payAbove
	payBelow
	payFixed
	payUnitless
	payMissing
	payForms
)

var payFormNames = [payForms]string{"month", "months", "year", "day", "hour", "above", "below", "fixed", "unitless", "missing"}

// Conversions to a month: METHOD 3.3.
const (
	daysAMonth  = 21.75
	hoursAMonth = 174
)

// offer is what an ad pays. lo and hi are whole yuan per period as posted;
// months is the number of monthly pays a year. It is kept also where the ad
// does not tell it (payAbove, payBelow, payUnitless, payMissing).
type offer struct {
	form   payForm
	months int
	lo, hi int
	actual float64 // true pay, monthly equivalent
}

// monthly is the posted range as a monthly equivalent in yuan.
func (p *offer) monthly() (lo, hi float64) {
	f := 1.0
	switch p.form {
	case payMonths:
		f = float64(p.months) / 12
	case payYear:
		f = 1.0 / 12
	case payDay:
		f = daysAMonth
	case payHour:
		f = hoursAMonth
	}
	return float64(p.lo) * f, float64(p.hi) * f
}

// widths are the usual ratios of the upper to the lower end.
var (
	widths    = []float64{1.2, 1.33, 1.5, 1.67, 1.8, 2.0}
	widthUpTo = cumulate([]float64{.16, .20, .30, .16, .10, .08})
)

// payUpTo cumulates the mix in the order of the forms.
func payUpTo(x PayMix) []float64 {
	return cumulate([]float64{1 - x.sum(), x.Months, x.Year, x.Day, x.Hour, x.Above, x.Below, x.Fixed, x.Unitless, x.Missing})
}

// drawOffer draws an offer around a monthly centre. The centre is the middle
// of the range; the true pay is then drawn inside the posted range, so that
// the assumption about its position holds for what readers see, after
// rounding.
func drawOffer(r *rand.Rand, form payForm, centre float64, position Position) offer {
	p := offer{form: form, months: 12}
	k := widths[pick(widthUpTo, r.Float64())]
	if form == payFixed {
		k = 1
	}
	lo := 2 * centre / (1 + k)
	hi := k * lo
	switch form {
	case payMonths:
		p.months = 13 + min(3, int(-math.Log(1-r.Float64())*.8))
		f := 12 / float64(p.months)
		p.lo, p.hi = rounded(lo*f), rounded(hi*f)
	case payYear:
		p.lo, p.hi = 5000*round(lo*12/5000), 5000*round(hi*12/5000)
	case payDay:
		p.lo, p.hi = 10*round(lo/daysAMonth/10), 10*round(hi/daysAMonth/10)
	case payHour:
		p.lo, p.hi = round(lo/hoursAMonth), round(hi/hoursAMonth)
	default:
		p.lo, p.hi = rounded(lo), rounded(hi)
	}
	a, b := p.monthly()
	p.actual = a + (b-a)*inRange(position, r.Float64(), b/a)
	return p
}

// rounded rounds monthly yuan as ads do: to 500 below 10,000, else to 1,000.
func rounded(x float64) int {
	if x < 9750 {
		return max(500, 500*round(x/500))
	}
	return 1000 * round(x/1000)
}

func round(x float64) int { return max(1, int(math.Floor(x+.5))) }

// inRange maps a uniform number to the place of the true pay in the range,
// 0 the lower end and 1 the upper. k is the ratio of the ends.
func inRange(p Position, u, k float64) float64 {
	switch p {
	case LogUniform:
		if k > 1 {
			return (math.Pow(k, u) - 1) / (k - 1)
		}
	case Middle:
		return betaFour(u)
	case LowerThird:
		return u / 3
	case Midpoint:
		return .5
	}
	return u
}

// betaFour is the quantile of Beta(4,4), by bisection of its distribution
// function x⁴(35 − 84x + 70x² − 20x³).
func betaFour(u float64) float64 {
	lo, hi := 0.0, 1.0
	for range 30 {
		x := (lo + hi) / 2
		if x*x*x*x*(35+x*(-84+x*(70-20*x))) < u {
			lo = x
		} else {
			hi = x
		}
	}
	return (lo + hi) / 2
}

// appendPay writes the offer in a board's manner. d varies the spelling.
func appendPay(b []byte, p *offer, style Style, d *dice) []byte {
	if p.form == payMissing {
		if d.yes(.7) {
			return append(b, "面议"...)
		}
		return b
	}
	if p.form == payUnitless {
		b = appendDecimal(b, p.lo, 1000)
		b = append(b, '-')
		return appendDecimal(b, p.hi, 1000)
	}
	lo, hi := p.lo, p.hi
	switch p.form {
	case payDay:
		return append(appendRange(b, lo, hi), "元/天"...)
	case payHour:
		if style == Chat {
			return append(appendRange(b, lo, hi), "元/时"...)
		}
		return append(appendRange(b, lo, hi), "元/小时"...)
	case payYear:
		b = appendDecimal(b, lo, 10000)
		if hi != lo {
			b = appendDecimal(append(b, '-'), hi, 10000)
		}
		return append(b, "万/年"...)
	case payAbove:
		return append(appendSingle(b, lo, style), "以上"...)
	case payBelow:
		b = appendSingle(b, hi, style)
		if d.yes(.7) {
			return append(b, "及以下"...)
		}
		return append(b, "以下"...)
	}
	if lo == hi {
		b = appendSingle(b, lo, style)
		if p.form != payMonths && style != Chat && d.yes(.5) {
			b = append(b, "/月"...)
		}
	} else {
		switch style {
		case Commercial:
			b = appendMyriad(b, lo, hi, d)
			if p.form == payMonth && d.yes(.3) {
				b = append(b, "/月"...)
			}
		case Chat:
			unit := byte('K')
			if d.yes(.25) {
				unit = 'k'
			}
			b = appendDecimal(b, lo, 1000)
			if d.yes(.3) {
				b = append(b, unit)
			}
			b = append(b, '-')
			b = append(appendDecimal(b, hi, 1000), unit)
		default:
			b = appendRange(b, lo, hi)
			switch d.n(4) {
			case 0, 1:
				b = append(b, "元/月"...)
			case 2:
				b = append(b, "元"...)
			}
		}
	}
	if p.form == payMonths {
		b = append(b, "·"...)
		b = append(strconv.AppendInt(b, int64(p.months), 10), "薪"...)
	}
	return b
}

// appendMyriad writes a monthly range in 千 and 万: 4.5-6千, 8千-1.2万, 1-1.5万.
func appendMyriad(b []byte, lo, hi int, d *dice) []byte {
	switch {
	case lo >= 10000, hi%1000 == 0 && lo%1000 == 0 && hi >= 10000 && d.yes(.3):
		b = append(appendDecimal(b, lo, 10000), '-')
		return append(appendDecimal(b, hi, 10000), "万"...)
	case hi >= 10000:
		b = append(appendDecimal(b, lo, 1000), "千-"...)
		return append(appendDecimal(b, hi, 10000), "万"...)
	default:
		b = append(appendDecimal(b, lo, 1000), '-')
		return append(appendDecimal(b, hi, 1000), "千"...)
	}
}

// appendSingle writes one monthly figure with its unit.
func appendSingle(b []byte, x int, style Style) []byte {
	switch {
	case style == Bureau:
		b = strconv.AppendInt(b, int64(x), 10)
		return append(b, "元"...)
	case style == Chat:
		return append(appendDecimal(b, x, 1000), 'K')
	case x >= 10000:
		return append(appendDecimal(b, x, 10000), "万"...)
	}
	return append(appendDecimal(b, x, 1000), "千"...)
}

func appendRange(b []byte, lo, hi int) []byte {
	b = strconv.AppendInt(b, int64(lo), 10)
	if hi != lo {
		b = strconv.AppendInt(append(b, '-'), int64(hi), 10)
	}
	return b
}

// appendDecimal writes x/unit without trailing zeros, exactly. unit is a power
// of ten.
func appendDecimal(b []byte, x, unit int) []byte {
	b = strconv.AppendInt(b, int64(x/unit), 10)
	x %= unit
	if x == 0 {
		return b
	}
	b = append(b, '.')
	for x > 0 {
		unit /= 10
		b = append(b, byte('0'+x/unit))
		x %= unit
	}
	return b
}
