package dashboard

// eighty is the two-sided 80 % point of the normal distribution.
const eighty = 1.2816

// payInterval is the 80 % interval of a median of posted pay (yuan a month,
// rounded to 100): p50·(1 ± 1.2816·cv), where cv comes from the bootstrap that
// draws whole employers. It is missing where the median or its cv is.
func payInterval(p50, cv Num) (lo, hi Num) {
	if !p50.OK || !cv.OK || cv.V < 0 {
		return Num{}, Num{}
	}
	half := eighty * cv.V
	return some(hundreds(max(0, p50.V*(1-half)))), some(hundreds(p50.V * (1 + half)))
}

// payWithin writes a median with its interval: 7,400（7,000～7,800）.
func (r *request) payWithin(p50, cv Num) string {
	if !p50.OK {
		return "—"
	}
	if span := r.intervalText(p50, cv); span != "—" {
		return r.t("rank.interval", "r", r.payText(p50), "span", span)
	}
	return r.payText(p50)
}

// intervalText writes the interval alone, in the unit of the page.
func (r *request) intervalText(p50, cv Num) string {
	lo, hi := payInterval(p50, cv)
	if !lo.OK {
		return "—"
	}
	return r.f.span(r.payText(lo), r.payText(hi))
}

// intervalColumns stand after a median; the bounds are for files.
func (r *request) intervalColumns() []col {
	return []col{{Head: r.t("col.median80"), Kind: digits}, {Name: "p50_lo80"}, {Name: "p50_hi80"}}
}

func (r *request) intervalCells(p50, cv Num) []cell {
	lo, hi := payInterval(p50, cv)
	text := r.intervalText(p50, cv)
	if !p50.OK {
		text = r.t("cell.withheld")
	}
	return []cell{{Text: text}, {V: lo}, {V: hi}}
}

// paySpan writes a median with its quartiles: 7,400（6,200～8,900）.
func (r *request) paySpan(p25, p50, p75 Num) string {
	if !p50.OK {
		return "—"
	}
	if !p25.OK || !p75.OK {
		return r.f.pay(p50.V)
	}
	return r.t("rank.interval", "r", r.f.pay(p50.V), "span", r.f.span(r.f.pay(p25.V), r.f.pay(p75.V)))
}
