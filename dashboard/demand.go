package dashboard

import (
	"math"
	"slices"
)

// demandFigure draws monthly demand of an occupation, or of all of them for
// an empty code, in a chain or in the whole economy, with the forecast where
// it is published. It returns nil when there is none.
func (r *request) demandFigure(code, chain, name string) (*figure, error) {
	q := ask(`SELECT month, headcount, headcount_adjusted, ads, n_employers FROM out_demand WHERE scope = ? AND region_code = ? AND coalesce(chain_id, '') = ? AND coalesce(occupation_code, '') = ?
 AND (? = '' OR chain_version = ?) ORDER BY month`, r.sc.Scope, r.reg.RegionCode, chain, code, chain, r.sc.ChainVersion)
	rows, err := get[struct {
		Month                                         string
		Headcount, HeadcountAdjusted, Ads, NEmployers Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	type ahead struct {
		Month                                 string
		Horizon, F10, F50, F90, Naive, RelMae Num
		IsPublished                           bool
	}
	var forecast []ahead
	if chain == "" {
		forecast, err = get[ahead](r, ask(`SELECT month, horizon, f10, f50, f90, naive, rel_mae, is_published FROM out_forecast WHERE scope = ? AND region_code = ? AND coalesce(occupation_code, '') = ? ORDER BY month`, r.sc.Scope, r.reg.RegionCode, code))
		if err != nil {
			return nil, err
		}
	}
	t := &table{RowHead: 4, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "region_code"}, {Name: "occupation_code"}, {Name: "month", Head: r.t("col.month")},
		{Name: "headcount", Head: r.t("demand.raw"), Unit: r.t("unit.people"), Kind: digits}, {Name: "headcount_adjusted", Head: r.t("demand.adjusted"), Unit: r.t("unit.people"), Kind: digits},
		{Name: "f10", Head: r.t("col.f10"), Kind: digits}, {Name: "f50", Head: r.t("col.f50"), Kind: digits}, {Name: "f90", Head: r.t("col.f90"), Kind: digits}, {Name: "naive", Head: r.t("demand.naive"), Kind: digits}, {Name: "ads", Head: r.t("col.ads"), Kind: digits}}}
	var points []demandPoint
	var notes []string
	for _, x := range rows {
		// A month without a row is a gap in the line, not a step to the next.
		for len(points) > 0 && nextMonth(points[len(points)-1].month) < x.Month && len(points) < 600 {
			points = append(points, demandPoint{month: nextMonth(points[len(points)-1].month)})
		}
		points = append(points, demandPoint{month: x.Month, raw: x.Headcount, adjusted: x.HeadcountAdjusted})
		blank := cell{Text: "—"}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: r.reg.RegionCode}, cell{V: code}, cell{V: x.Month, Text: x.Month}, cell{V: x.Headcount, Text: r.orDash(x.Headcount)}, cell{V: x.HeadcountAdjusted, Text: r.orDash(x.HeadcountAdjusted)}, blank, blank, blank, blank, cell{V: x.Ads, Text: r.orDash(x.Ads)})
	}
	observed := points
	last := rows[len(rows)-1]
	if len(points) > len(rows) {
		notes = append(notes, r.t("demand.gaps", "n", len(points)-len(rows)))
	}
	f := &figure{ID: "demand", Sub: r.sub(r.t("demand.sub"), r.regionName(r.reg), r.f.span(rows[0].Month, last.Month)), SQL: q.String(), Legend: []legendItem{{Mark: "est", Text: r.t("demand.adjusted")}, {Mark: "ctx", Text: r.t("demand.raw")}}}
	published, any80 := false, ""
	for _, x := range forecast {
		if x.Month <= last.Month {
			continue
		}
		pt := demandPoint{month: x.Month, naive: x.Naive}
		if x.IsPublished && x.F10.OK && x.F90.OK {
			pt.lo, pt.mid, pt.hi, pt.naive = x.F10, x.F50, x.F90, Num{}
			published = true
			any80 = r.t("demand.forecast", "h", r.f.count(x.Horizon.V), "span", r.f.span(r.f.count(x.F10.V), r.f.count(x.F90.V)))
		}
		points = append(points, pt)
		blank := cell{Text: "—"}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: r.reg.RegionCode}, cell{V: code}, cell{V: x.Month, Text: x.Month, Mark: r.t("demand.mark")}, blank, blank, cell{V: pt.lo, Text: r.orDash(pt.lo)}, cell{V: pt.mid, Text: r.orDash(pt.mid)}, cell{V: pt.hi, Text: r.orDash(pt.hi)}, cell{V: x.Naive, Text: r.orDash(x.Naive)}, blank)
	}
	if published {
		f.Legend = append(f.Legend, legendItem{Mark: "band2", Text: r.t("demand.fan")})
		f.Notes = append(f.Notes, any80)
		if forecast[0].RelMae.OK {
			f.Notes = append(f.Notes, r.t("demand.relmae", "m", r.f.dec(forecast[0].RelMae.V, 2)))
		}
	} else if len(forecast) > 0 {
		f.Notes = append(f.Notes, r.t("demand.nobeat"))
	} else if chain == "" {
		f.Notes = append(f.Notes, r.t("demand.thin"))
	}
	f.Notes = append(append(f.Notes, notes...), r.t("demand.partial"))
	f.Claim = r.demandClaim(name, observed, len(rows))
	t.Caption = f.Claim
	f.Table = t
	f.Chart = r.demandChart("demand", f.Claim, points, festivals(points), last.Month)
	return f, nil
}

// demandClaim compares the last month with the same month a year before, on the
// adjusted series where it exists. A series with a hole between the two is not
// compared: its source may have changed. points end with the last month
// observed.
func (r *request) demandClaim(name string, points []demandPoint, months int) string {
	last := points[len(points)-1]
	if len(points) < 13 || slices.ContainsFunc(points[len(points)-13:], func(p demandPoint) bool { return !p.raw.OK }) {
		if last.raw.OK {
			return r.t("demand.claim.short", "name", name, "n", months, "m", last.month, "v", r.f.people(last.raw.V, r.t("unit.people")))
		}
		return r.t("demand.claim.none", "name", name)
	}
	before := points[len(points)-13]
	now, then := last.adjusted, before.adjusted
	if !now.OK || !then.OK {
		now, then = last.raw, before.raw
	}
	if !now.OK || then.V == 0 {
		return r.t("demand.claim.none", "name", name)
	}
	change := (now.V/then.V - 1) * 100
	key := "demand.claim.up"
	if change < 0 {
		key = "demand.claim.down"
	}
	if math.Abs(change) < 0.5 {
		key = "demand.claim.same"
	}
	return r.t(key, "name", name, "m", last.month, "p", r.f.dec(math.Abs(change), 0), "v", r.f.people(now.V, r.t("unit.people")))
}
