package dashboard

import (
	"fmt"
	"math"
	"strings"
)

// Drawings in table rows are SVG written by the server: marks only, so that
// words keep their size. Positions are in the units of the view box.

// strip is a score or another figure with its interval on a common scale.
type strip struct {
	Label      string
	Lines      string // path of the thresholds
	Interval   string // path of the interval, empty if there is none
	Mark       string // class of the mark
	X, Diamond float64
	Has        bool
	Text       string // instead of marks, when there is nothing to draw
	Sim        bool
}

// stripWidth is the view box of a strip without its margins of 4.
const stripWidth = 200

// newStrip places est and its interval between lo and hi of the scale.
func newStrip(lo, hi, min, est, max float64, hasInterval bool, thresholds []float64, mark, label string, sim bool) *strip {
	at := func(v float64) float64 {
		return 4 + stripWidth*math.Max(0, math.Min(1, (v-lo)/(hi-lo)))
	}
	s := &strip{Label: label, X: at(est), Diamond: at(est) - 4, Has: true, Mark: mark, Sim: sim}
	var b strings.Builder
	for _, t := range thresholds {
		fmt.Fprintf(&b, "M%.1f 2V22", at(t))
	}
	s.Lines = b.String()
	if hasInterval {
		s.Interval = fmt.Sprintf("M%.1f 12H%.1f", at(min), at(max))
	}
	return s
}

// band is P10 to P90 as a line, P25 to P75 as a bar, the median as a tick; the
// ends that are not published are absent.
type band struct {
	Label             string
	Thin, Thick, Tick string
	Grid              string
	Sim               bool
}

// bandWidth is the view box of a band.
const bandWidth = 400

func newBand(hi float64, p [5]Num, label string, sim bool, ticks int) *band {
	at := func(v float64) float64 { return bandWidth * math.Min(1, v/hi) }
	b := &band{Label: label, Sim: sim}
	for i := 1; i < ticks; i++ {
		b.Grid += fmt.Sprintf("M%.1f 0V24", bandWidth*float64(i)/float64(ticks))
	}
	if p[0].OK && p[4].OK {
		b.Thin = fmt.Sprintf("M%.1f 12H%.1f", at(p[0].V), at(p[4].V))
	}
	if p[1].OK && p[3].OK {
		b.Thick = fmt.Sprintf("M%.1f 12H%.1f", at(p[1].V), at(p[3].V))
	}
	if p[2].OK {
		b.Tick = fmt.Sprintf("M%.1f 2V22", at(p[2].V))
	}
	return b
}

// nice is the smallest round number at or above v, and how many equal steps
// divide it for an axis.
func nice(v float64) (top float64, steps int) {
	if v <= 0 {
		return 1, 1
	}
	p := math.Pow(10, math.Floor(math.Log10(v)))
	for _, c := range []struct {
		m float64
		n int
	}{{1, 5}, {1.2, 4}, {1.5, 5}, {2, 4}, {2.5, 5}, {3, 3}, {4, 4}, {5, 5}, {6, 3}, {8, 4}, {10, 5}} {
		if v <= c.m*p {
			return c.m * p, c.n
		}
	}
	return 10 * p, 5
}

// spark is a small line with gaps, from zero to top.
type spark struct {
	Label, Path string
	DotX, DotY  float64
	Dot, Sim    bool
}

func newSpark(values []Num, top float64, label string, sim bool) *spark {
	s := &spark{Label: label, Sim: sim}
	var b strings.Builder
	pen := false
	for i, v := range values {
		if !v.OK {
			pen = false
			continue
		}
		x := 2.0
		if len(values) > 1 {
			x = 2 + 112*float64(i)/float64(len(values)-1)
		}
		y := 22.0
		if top > 0 {
			y = 22 - 20*v.V/top
		}
		op := "L"
		if !pen {
			op = "M"
		}
		fmt.Fprintf(&b, "%s%.1f %.1f", op, x, y)
		pen = true
		if i == len(values)-1 {
			s.DotX, s.DotY, s.Dot = x, y, true
		}
	}
	s.Path = b.String()
	return s
}

// bar is a value from zero, to the left when negative; the whole width is 200.
type bar struct {
	Label    string
	X, W     float64
	Zero     float64
	Negative bool
	Sum      bool
	Sim      bool
}

// newBar draws v on a scale from lo to hi, which includes zero.
func newBar(lo, hi, v float64, label string, sum, sim bool) *bar {
	at := func(v float64) float64 { return 200 * math.Max(0, math.Min(1, (v-lo)/(hi-lo))) }
	b := &bar{Label: label, Zero: at(0), Negative: v < 0, Sum: sum, Sim: sim}
	b.X, b.W = math.Min(at(0), at(v)), math.Abs(at(v)-at(0))
	return b
}

// mix is the shares of the classes of a row, in the order of classes.
type mix struct {
	Label string
	Parts []mixPart
	Sim   bool
}

type mixPart struct {
	Class string
	X, W  float64
}

func newMix(counts map[string]float64, label string, sim bool) *mix {
	total := 0.0
	for _, c := range classes {
		total += counts[c]
	}
	m := &mix{Label: label, Sim: sim}
	if total == 0 {
		return m
	}
	x := 0.0
	for _, c := range classes {
		if n := counts[c]; n > 0 {
			w := 200 * n / total
			m.Parts = append(m.Parts, mixPart{c, x, w})
			x += w
		}
	}
	return m
}

// tiles is a schematic map: links on a grid, in the order of region codes.
type tiles struct {
	Label string
	Items []tile
	Rows  int
	Cols  int
	Notes []legendItem
	Sim   string
}

type tile struct {
	Row, Col int
	Name     string
	Href     string
	Class    string // q1…q5, or the class of one occupation
	Glyph    string
	Value    string
	Word     string
	Current  bool
	Label    string
}
