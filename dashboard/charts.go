package dashboard

import (
	"encoding/json"
	"maps"
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Chart options are built with go-echarts and leave the server as JSON. A
// string that begins with -- is a colour token, fn:name a formatter that
// charts.js knows; both are resolved in the browser.

// dict is a part of an option that go-echarts has no type for.
type dict = map[string]any

// lineChart begins a chart over categories with the axes all time series
// share. patch is merged over what go-echarts makes.
func lineChart(x []string, yMin, yMax any, series []dict, patch dict) dict {
	c := charts.NewLine()
	c.SetXAxis(x)
	c.SetGlobalOptions(
		charts.WithAnimation(false),
		charts.WithGridOpts(opts.Grid{Left: "8", Right: "96", Top: "28", Bottom: "8", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "category", AxisLabel: &opts.AxisLabel{Color: "--text-3", Rotate: 0, FontSize: 12}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: yMin, Max: yMax, SplitNumber: 4, AxisLabel: &opts.AxisLabel{Color: "--text-3", FontSize: 12, Formatter: "fn:int"},
			SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: "--grid"}}}),
	)
	for _, s := range series {
		name, _ := s["name"].(string)
		c.AddSeries(name, nil)
	}
	c.Validate()
	return complete(c.JSON(), series, patch)
}

// scatterChart begins a chart of points.
func scatterChart(series []dict, patch dict) dict {
	c := charts.NewScatter()
	c.SetGlobalOptions(charts.WithAnimation(false))
	for _, s := range series {
		name, _ := s["name"].(string)
		c.AddSeries(name, nil)
	}
	c.Validate()
	return complete(c.JSON(), series, patch)
}

// complete lays what go-echarts cannot say (end labels, stacking, marks) over
// its option and drops what the figure frame already shows in HTML.
func complete(option, series any, patch dict) dict {
	text, err := json.Marshal(option)
	if err != nil {
		panic("chart option: " + err.Error()) // built from numbers and strings only
	}
	var out dict
	if err := json.Unmarshal(text, &out); err != nil {
		panic("chart option: " + err.Error())
	}
	for _, k := range []string{"title", "legend", "color", "toolbox"} {
		delete(out, k)
	}
	made, _ := out["series"].([]any)
	for i, s := range series.([]dict) {
		if i < len(made) {
			if m, ok := made[i].(dict); ok {
				delete(m, "data")
				maps.Copy(m, s)
				made[i] = m
			}
		}
	}
	merge(out, patch)
	return out
}

func merge(into, from dict) {
	for k, v := range from {
		if sub, ok := v.(dict); ok {
			if have, ok := into[k].(dict); ok {
				merge(have, sub)
				continue
			}
			if list, ok := into[k].([]any); ok && len(list) == 1 {
				if have, ok := list[0].(dict); ok {
					merge(have, sub)
					continue
				}
			}
		}
		into[k] = v
	}
}

// mark puts the watermark over charts of simulated data.
func (r *request) mark(option dict) dict {
	if r.sc.IsSimulated {
		option["graphic"] = []dict{{"type": "text", "left": "center", "top": "middle", "rotation": 0.3, "silent": true, "z": 100,
			"style": dict{"text": r.t("sim.watermark"), "font": "600 40px sans-serif", "fill": "--sim", "opacity": 0.16}}}
	}
	return option
}

// dash is the line type: dashed for simulated data.
func (r *request) dash() string {
	if r.sc.IsSimulated {
		return "dashed"
	}
	return "solid"
}

// values writes missing figures as null, which breaks the line.
func values(list []Num) []any {
	out := make([]any, len(list))
	for i, v := range list {
		if v.OK {
			out[i] = math.Round(v.V*100) / 100
		}
	}
	return out
}

func (r *request) chart(id, claim, tall string, option dict) *chart {
	return &chart{ID: id + "-chart", Option: r.mark(option), Alt: r.t("chart.alt", "claim", claim), Tall: tall}
}

// slopeChart draws the score of a few occupations over quarters, on the bands
// of the classes; what newly entered speaks, the rest is context.
func (r *request) slopeChart(id, claim string, quarters []string, named []shortage, history map[string][]Num) *chart {
	limits := r.thresholds()
	lowest, highest := limits[0], limits[2]
	var series []dict
	spoken := 0
	// Without new or left ones, those that moved up speak.
	plain := !slices.ContainsFunc(named, func(s shortage) bool { return s.Change == "new" || s.Change == "left" })
	for _, s := range named {
		h := history[s.OccupationCode]
		for _, v := range h {
			if v.OK {
				lowest, highest = math.Min(lowest, v.V), math.Max(highest, v.V)
			}
		}
		width, colour, label := 1.5, "--ctx", "--text-3"
		if (s.Change == "new" || s.Change == "left" || plain && s.Change == "up") && spoken < 2 {
			width, colour, label = 3, "--pos", "--text"
			if s.Change == "left" {
				colour = "--neg"
			}
			spoken++
		}
		name := r.e.occupationName(s.OccupationCode)
		series = append(series, dict{"type": "line", "name": name, "data": values(h), "symbol": "circle", "symbolSize": 6, "connectNulls": false,
			"lineStyle": dict{"width": width, "color": colour, "type": r.dash()}, "itemStyle": dict{"color": colour},
			"endLabel": dict{"show": true, "formatter": name + " " + r.changed(s), "color": label, "fontSize": 12, "width": 172, "overflow": "break"}, "labelLayout": dict{"moveOverlap": "shiftY"}})
	}
	bottom, top := math.Max(0, math.Floor(lowest*2)/2), math.Min(3, math.Ceil(highest*2+0.01)/2)
	var bands []any
	for i, class := range []string{"watch", "short", "severe"} {
		to := 3.0
		if i < 2 {
			to = limits[i+1]
		}
		bands = append(bands, []dict{{"yAxis": limits[i], "name": r.t("class." + class + ".brief"), "itemStyle": dict{"color": "--s3", "opacity": []float64{0.03, 0.09, 0.18}[i]}}, {"yAxis": math.Min(to, top)}})
	}
	series = append(series, dict{"type": "line", "name": "", "data": []any{}, "silent": true, "markArea": dict{"silent": true, "label": dict{"position": "insideTopLeft", "color": "--text-2", "fontSize": 12, "backgroundColor": "--bg", "padding": []int{1, 4}}, "data": bands}})
	option := lineChart(quarters, bottom, top, series, dict{
		"grid": dict{"right": "184"}, "xAxis": dict{"boundaryGap": true}, "yAxis": dict{"interval": 0.5, "axisLabel": dict{"formatter": "fn:dec1"}}})
	return r.chart(id, claim, "tall", option)
}

// payStrip draws one row of points per class over median pay. Points are moved
// up and down by a fixed rule so that they do not hide each other.
func (r *request) payStrip(id, claim string, list []payPoint, median Num) *chart {
	hi := 0.0
	var lo = math.Inf(1)
	for _, p := range list {
		hi, lo = math.Max(hi, p.P50.V), math.Min(lo, p.P50.V)
	}
	lo, hi = math.Floor(lo/2000)*2000, math.Ceil(hi/2000)*2000
	step := 2000.0
	for (hi-lo)/step > 6 {
		step *= 2
	}
	hi = lo + math.Ceil((hi-lo)/step)*step
	marks := []struct{ symbol, fill, edge string }{{"diamond", "--s4", "--text"}, {"diamond", "--s3", "--text"}, {"diamond", "--bg", "--s3"}, {"circle", "--bg", "--axis"}}
	var series []dict
	for i, class := range classes[:4] {
		var data []any
		k := 0
		for _, p := range list {
			if p.Class != class {
				continue
			}
			size := 11
			note := ""
			if p.Quality == "caution" {
				size, note = 7, "\n"+r.t("cell.caution")
			}
			y := float64(i) + []float64{0, 0.22, -0.22, 0.11, -0.11, 0.32, -0.32}[k%7]
			k++
			data = append(data, dict{"value": []float64{hundreds(p.P50.V), y}, "symbolSize": size,
				"tooltip": dict{"formatter": r.e.occupationName(p.OccupationCode) + "\n" + r.t("class."+class) + "\n" + r.t("col.posted.within") + " " + r.payWithin(p.P50, p.Cv) + " " + r.t("unit.pay") + "\n" + r.t("n.adsfirms", "n", r.orDash(p.NAds), "m", r.orDash(p.NEmployers)) + note}})
		}
		if data == nil {
			data = []any{}
		}
		series = append(series, dict{"type": "scatter", "name": r.t("class." + class), "symbol": marks[i].symbol, "data": data,
			"itemStyle": dict{"color": marks[i].fill, "borderColor": marks[i].edge, "borderWidth": 1.5, "opacity": 1}})
	}
	labels := []any{}
	for i, class := range classes[:4] {
		labels = append(labels, dict{"value": []float64{lo, float64(i)}, "label": dict{"formatter": glyphs[class] + " " + r.t("class."+class+".brief")}})
	}
	axis := dict{"type": "scatter", "name": "", "silent": true, "symbolSize": 0, "data": labels, "label": dict{"show": true, "position": "left", "color": "--text", "fontSize": 12}}
	if median.OK {
		axis["markLine"] = dict{"silent": true, "symbol": "none", "lineStyle": dict{"type": "dashed", "color": "--text-2"},
			"label": dict{"formatter": r.t("pay.all", "w", r.f.pay(median.V)), "position": "end", "rotate": 0, "color": "--text-2", "fontSize": 12}, "data": []dict{{"xAxis": median.V}}}
	}
	left := 84
	if r.lang == "en" {
		left = 104
	}
	option := scatterChart(append(series, axis), dict{
		"grid":  []dict{{"left": left, "right": 24, "top": 8, "bottom": 48}},
		"xAxis": []dict{{"type": "value", "min": lo, "max": hi, "interval": step, "axisLabel": dict{"color": "--text-3", "formatter": "fn:int", "fontSize": 12}, "splitLine": dict{"lineStyle": dict{"color": "--grid"}}, "position": "top", "axisLine": dict{"onZero": false}}},
		"yAxis": []dict{{"type": "value", "inverse": true, "min": -0.5, "max": 3.5, "axisLabel": dict{"show": false}, "splitLine": dict{"show": false}, "axisLine": dict{"show": false}, "axisTick": dict{"show": false}}},
	})
	// The median's label would leave the canvas at the bottom, so the axis
	// stands on top and the label below the points.
	option["grid"].([]dict)[0]["top"] = 32
	return r.chart(id, claim, "", option)
}

// wagePoint is one quarter of a wage band.
type wagePoint struct {
	label string
	p     [5]Num
	why   string // why it is not published
}

// bandChart draws P10–P90 and P25–P75 with the median over time; a quarter
// that is not published cuts the band and says why.
func (r *request) bandChart(id, claim string, points []wagePoint) *chart {
	x := make([]string, len(points))
	layers := make([][]Num, 4)
	median := make([]Num, len(points))
	var gaps []any
	for i, pt := range points {
		x[i] = pt.label
		median[i] = pt.p[2]
		if !pt.p[2].OK && pt.why != "" {
			gaps = append(gaps, []dict{{"xAxis": pt.label, "name": pt.why}, {"xAxis": pt.label}})
		}
	}
	diff := func(a, b Num) Num {
		if !a.OK || !b.OK {
			return Num{}
		}
		return some(b.V - a.V)
	}
	for i := range layers {
		layers[i] = make([]Num, len(points))
	}
	for i, pt := range points {
		lo, hi := pt.p[0], pt.p[4]
		if !lo.OK || !hi.OK { // tails that are not published: the band is the middle half only
			lo, hi = pt.p[1], pt.p[3]
		}
		layers[0][i], layers[1][i], layers[2][i], layers[3][i] = lo, diff(lo, pt.p[1]), diff(pt.p[1], pt.p[3]), diff(pt.p[3], hi)
	}
	area := func(name, colour string, opacity float64, data []Num, edge bool) dict {
		line := dict{"opacity": 0}
		if edge {
			line = dict{"width": 1, "color": "--ctx"}
		}
		return dict{"type": "line", "name": name, "stack": "w", "stackStrategy": "all", "symbol": "none", "silent": true, "lineStyle": line, "areaStyle": dict{"color": colour, "opacity": opacity}, "data": values(data)}
	}
	line := dict{"type": "line", "name": "P50", "data": values(median), "connectNulls": false, "symbol": "circle", "symbolSize": 6, "lineStyle": dict{"width": 2.5, "color": "--est", "type": r.dash()}, "itemStyle": dict{"color": "--est"},
		"endLabel": dict{"show": true, "formatter": "P50", "color": "--text"}}
	if marks := lonely(points); len(marks) > 0 {
		line["markLine"] = dict{"silent": true, "symbol": "none", "label": dict{"show": false}, "data": marks}
	}
	if len(gaps) > 0 {
		line["markArea"] = dict{"silent": true, "itemStyle": dict{"color": "transparent"}, "label": dict{"position": "insideBottom", "color": "--text-2", "fontSize": 12}, "data": gaps}
	}
	option := lineChart(x, 0, nil, []dict{area("P10", "--bg", 0, layers[0], true), area("P25", "--band-1", 1, layers[1], false), area("P75", "--band-2", 1, layers[2], false), area("P90", "--band-1", 1, layers[3], true), line},
		dict{"xAxis": dict{"boundaryGap": false}, "grid": dict{"right": "48"}})
	return r.chart(id, claim, "", option)
}

// lonely draws a quarter between two gaps, where a band has no width, as a line
// and a bar.
func lonely(points []wagePoint) []any {
	var marks []any
	for i, pt := range points {
		if !pt.p[2].OK || i > 0 && points[i-1].p[2].OK || i < len(points)-1 && points[i+1].p[2].OK {
			continue
		}
		for _, ends := range []struct {
			lo, hi Num
			width  float64
			colour string
		}{{pt.p[0], pt.p[4], 2, "--ctx"}, {pt.p[1], pt.p[3], 10, "--band-2"}} {
			if ends.lo.OK && ends.hi.OK {
				marks = append(marks, []dict{{"coord": []any{pt.label, ends.lo.V}, "lineStyle": dict{"width": ends.width, "color": ends.colour, "type": "solid"}}, {"coord": []any{pt.label, ends.hi.V}}})
			}
		}
	}
	return marks
}

// demandPoint is one month of demand and, after the last one, of its forecast.
type demandPoint struct {
	month                      string
	raw, adjusted, lo, mid, hi Num
	naive                      Num
}

// demandChart draws raw and adjusted demand and the 80 % fan of the forecast.
func (r *request) demandChart(id, claim string, points []demandPoint, festivals []string, origin string) *chart {
	x := make([]string, len(points))
	raw, adj, lo, width, mid, naive := make([]Num, len(points)), make([]Num, len(points)), make([]Num, len(points)), make([]Num, len(points)), make([]Num, len(points)), make([]Num, len(points))
	hasFan, hasNaive := false, false
	for i, p := range points {
		x[i], raw[i], adj[i], lo[i], mid[i], naive[i] = p.month, p.raw, p.adjusted, p.lo, p.mid, p.naive
		if p.lo.OK && p.hi.OK {
			width[i] = some(p.hi.V - p.lo.V)
			hasFan = true
		}
		hasNaive = hasNaive || p.naive.OK
	}
	main := dict{"type": "line", "name": r.t("demand.adjusted"), "data": values(adj), "symbol": "none", "connectNulls": false, "lineStyle": dict{"width": 2.5, "color": "--est", "type": r.dash()}, "itemStyle": dict{"color": "--est"}}
	if !hasFan {
		main["endLabel"] = dict{"show": true, "formatter": r.t("demand.adjusted"), "color": "--text", "fontSize": 12}
		main["labelLayout"] = dict{"moveOverlap": "shiftY"}
	}
	var areas []any
	for _, m := range festivals {
		areas = append(areas, []dict{{"xAxis": m, "name": r.t("demand.festival")}, {"xAxis": m}})
	}
	if len(areas) > 0 {
		main["markArea"] = dict{"silent": true, "itemStyle": dict{"color": "--sunken", "opacity": 0.8, "borderColor": "--sunken", "borderWidth": 12}, "label": dict{"color": "--text-2", "fontSize": 12}, "data": areas}
	}
	if hasFan && origin != "" {
		main["markLine"] = dict{"silent": true, "symbol": "none", "lineStyle": dict{"type": "dashed", "color": "--text-2"}, "label": dict{"formatter": r.t("demand.origin"), "position": "end", "rotate": 0, "color": "--text-2", "fontSize": 12}, "data": []dict{{"xAxis": origin}}}
	}
	series := []dict{
		{"type": "line", "name": r.t("demand.raw"), "data": values(raw), "symbol": "none", "connectNulls": false, "lineStyle": dict{"width": 1, "color": "--ctx"}, "itemStyle": dict{"color": "--ctx"}},
		main,
	}
	if hasFan {
		series = append(series,
			dict{"type": "line", "name": "", "stack": "f", "stackStrategy": "all", "symbol": "none", "silent": true, "lineStyle": dict{"opacity": 0}, "areaStyle": dict{"opacity": 0}, "data": values(lo)},
			dict{"type": "line", "name": "", "stack": "f", "stackStrategy": "all", "symbol": "none", "silent": true, "lineStyle": dict{"opacity": 0}, "areaStyle": dict{"color": "--band-2", "opacity": 0.75}, "data": values(width)},
			dict{"type": "line", "name": r.t("demand.median"), "data": values(mid), "symbol": "none", "lineStyle": dict{"width": 2, "type": "dashed", "color": "--est"}, "itemStyle": dict{"color": "--est"}, "endLabel": dict{"show": true, "formatter": r.t("demand.median"), "color": "--text", "fontSize": 12}, "labelLayout": dict{"moveOverlap": "shiftY"}})
	}
	if hasNaive {
		series = append(series, dict{"type": "line", "name": r.t("demand.naive"), "data": values(naive), "symbol": "none", "lineStyle": dict{"width": 1.5, "type": "dotted", "color": "--ctx"}, "itemStyle": dict{"color": "--ctx"}, "endLabel": dict{"show": true, "formatter": r.t("demand.naive"), "color": "--text-3", "fontSize": 12}, "labelLayout": dict{"moveOverlap": "shiftY"}})
	}
	return r.chart(id, claim, "", lineChart(x, 0, nil, series, dict{"xAxis": dict{"boundaryGap": false, "axisLabel": dict{"interval": "auto"}}, "grid": dict{"right": "88"}}))
}
