package dashboard

import "math"

// mapValue is what a tile shows: a count in five bins, or a class.
type mapValue struct {
	value    Num
	none     bool   // nothing could be assessed
	class    string // of one occupation; empty for counts
	text     string // instead of the count
	borrowed bool   // the figures are those of the parent
}

// addTiles puts the schematic map above the table of a figure, when the
// release has a grid for these places.
func (r *request) addTiles(f *figure, values map[string]mapValue, href func(code string) string) {
	m := &tiles{Label: f.Claim}
	top := 0.0
	for _, v := range values {
		if v.class == "" && v.value.OK && !v.none {
			top = max(top, v.value.V)
		}
	}
	step := math.Max(1, math.Ceil((top+1)/5))
	counts := false
	for _, g := range r.e.children(r.sc.Scope, r.sc.RegionCode) {
		if g.TileRow == 0 || g.TileCol == 0 {
			continue
		}
		v, ok := values[g.RegionCode]
		it := tile{Row: g.TileRow, Col: g.TileCol, Name: r.regionShort(g), Href: href(g.RegionCode), Current: g.RegionCode == r.reg.RegionCode}
		switch {
		case !ok || v.none:
			it.Class, it.Glyph, it.Word = "unknown", glyphs["unknown"], r.t("class.unknown")
		case v.class != "":
			s := r.status(v.class)
			it.Class, it.Glyph, it.Word, it.Value = v.class, s.Glyph, s.Word, v.text
			if v.borrowed {
				it.Class = "borrowed"
				it.Word += r.t("tiles.borrowed")
			}
		default:
			counts = true
			it.Class = "q" + string(rune('1'+int(math.Min(4, math.Floor(v.value.V/step)))))
			it.Value = r.f.count(v.value.V)
			if v.text != "" {
				it.Value = v.text
			}
		}
		it.Label = it.Name + " " + it.Value + " " + it.Word
		m.Items = append(m.Items, it)
		m.Rows, m.Cols = max(m.Rows, g.TileRow), max(m.Cols, g.TileCol)
	}
	if len(m.Items) == 0 {
		return
	}
	if counts {
		for i := range 5 {
			lo, hi := float64(i)*step, float64(i+1)*step-1
			text := r.f.span(r.f.count(lo), r.f.count(hi))
			if lo == hi {
				text = r.f.count(lo)
			}
			if i == 4 {
				text = r.t("tiles.more", "n", r.f.count(lo))
			}
			f.Legend = append(f.Legend, legendItem{Mark: "q" + string(rune('1'+i)), Text: text})
		}
		f.Legend = append(f.Legend, legendItem{Mark: "x-unknown", Text: r.t("class.unknown")})
	}
	f.Part, f.Data, f.Closed = "tiles.html", m, true
}
