package shortage

import (
	"slices"
	"testing"
)

// Two occupations. A: tightness 0.9, supply 0.1; B: tightness 0.5, supply 0.8.
// Equal weights: A 1.5, B 1.95. Tightness alone: A 2.7, B 1.5, so A goes from
// second to first. Training weighs T and S 0.3 each of the 0.6 that have data,
// which is equal again. C has no registrations and no place in the first list.
func TestPresetsByHand(t *testing.T) {
	m := tiny(3, 1)
	for class, f := range [][2]float64{{0.9, 0.1}, {0.5, 0.8}} {
		c := &m.cells[m.at(class, 0, 0)]
		c.scored, c.have[ratio], c.have[pipeline] = true, true, true
		c.f[ratio], c.f[pipeline] = f[0], f[1]
		c.score = 3 * (f[0] + f[1]) / 2
	}
	third := &m.cells[m.at(2, 0, 0)]
	third.scored, third.have[duration], third.f[duration], third.score = true, true, 0.2, 0.6

	rows := m.underPreset("mohrss", 0, 0)
	if len(rows) != 2 {
		t.Fatalf("%d rows under mohrss, want 2", len(rows))
	}
	near(t, "A", rows[0].score, 2.7, 1e-12)
	near(t, "B", rows[1].score, 1.5, 1e-12)
	if got := []int{rows[0].rank, rows[0].moved, rows[1].rank, rows[1].moved}; !slices.Equal(got, []int{1, 1, 2, -1}) {
		t.Errorf("ranks and moves %v, want [1 1 2 -1]", got)
	}
	if rows[0].class != severe || rows[1].class != watch {
		t.Errorf("classes %s, %s; want severe, watch", rows[0].class, rows[1].class)
	}
	rows = m.underPreset("training", 0, 0)
	if len(rows) != 3 {
		t.Fatalf("%d rows under training, want 3", len(rows))
	}
	near(t, "A", rows[0].score, 1.5, 1e-12)
	near(t, "C", rows[2].score, 0.6, 1e-12)
	for _, r := range rows {
		if r.moved != 0 {
			t.Errorf("cell %d moved by %d, want 0", r.cell, r.moved)
		}
	}

	// Openings that do not clearly exceed seekers keep a class at watch, by
	// whatever weights.
	gated := &m.cells[m.at(0, 0, 0)]
	gated.hasSeekers, gated.ratioLow = true, 0.95
	if class := m.classByLines(gated, 2.7); class != watch {
		t.Errorf("class %s, want watch", class)
	}
}
