package shortage

import (
	"database/sql/driver"
	"slices"
)

// presets are other weights of the dimensions, for the reader who puts another
// question: mohrss asks for openings and seekers alone, training leans to what
// training can change. The published score weighs all alike; these show how
// much hangs on that. Weights stand in method.toml as preset_<name>_<dimension>.
var presets = []string{"mohrss", "training"}

func (m *market) presetWeights(name string) (w [nDimensions]float64) {
	for d, letter := range [nDimensions]string{"t", "f", "m", "w", "s"} {
		w[d] = m.method.Float("preset_" + name + "_" + letter)
	}
	return w
}

// presetRow is a cell under a preset. moved is the rank by equal weights less
// that by the preset, among the cells that have both.
type presetRow struct {
	cell, rank, moved int
	score             float64
	class             string
}

// underPreset scores and ranks the unit groups of one region and quarter that
// are assessed on their own data. A cell without data in any dimension that the
// preset weighs has no row.
func (m *market) underPreset(name string, region, quarter int) []presetRow {
	w := m.presetWeights(name)
	var list []presetRow
	for class := range m.units {
		i := m.at(class, region, quarter)
		c := &m.cells[i]
		if !c.scored {
			continue
		}
		if score, ok := c.scoreBy(w); ok {
			list = append(list, presetRow{cell: i, score: score, class: m.classByLines(c, score)})
		}
	}
	rankBy := func(score func(k int) float64) []int {
		order := make([]int, len(list))
		for k := range order {
			order[k] = k
		}
		slices.SortStableFunc(order, func(a, b int) int {
			switch x, y := score(a), score(b); {
			case x > y:
				return -1
			case x < y:
				return 1
			}
			return 0
		})
		rank := make([]int, len(list))
		for place, k := range order {
			rank[k] = place + 1
		}
		return rank
	}
	equal := rankBy(func(k int) float64 { return m.cells[list[k].cell].score })
	preset := rankBy(func(k int) float64 { return list[k].score })
	for k := range list {
		list[k].rank, list[k].moved = preset[k], equal[k]-preset[k]
	}
	return list
}

// scoreBy is the score by given weights of the dimensions, spread over those
// with data; false if none of them has any.
func (c *cell) scoreBy(w [nDimensions]float64) (score float64, ok bool) {
	total := 0.0
	for k, have := range c.have {
		if have && w[dimensionOf[k]] > 0 {
			total = 1
		}
	}
	if total == 0 {
		return 0, false
	}
	each, _ := weights(c.have, w)
	for k, x := range each {
		score += 3 * c.f[k] * x
	}
	return score, true
}

// classByLines is the class by the score lines and the gate of openings over
// seekers. The rules on probability and on two quarters belong to the published
// score alone.
func (m *market) classByLines(c *cell, score float64) string {
	mt := m.method
	switch {
	case score >= mt.Float("threshold_short") && c.hasSeekers && c.have[ratio] && c.ratioLow <= 1:
		return watch
	case score >= mt.Float("threshold_severe"):
		return severe
	case score >= mt.Float("threshold_short"):
		return short
	case score >= mt.Float("threshold_watch"):
		return watch
	}
	return none
}

// writePresets writes out_preset in the order of fields.yml.
func (m *market) writePresets(releaseID string, row func(...driver.Value) error) error {
	for _, name := range presets {
		for r := range m.regions {
			for q := range m.quarters {
				for _, p := range m.underPreset(name, r, q) {
					class, _, _ := m.position(p.cell)
					if err := row(m.simulated, m.scope, m.regions[r], m.classes[class], m.quarters[q], name, p.score, p.class, int32(p.rank), int32(p.moved),
						"分(0-3)", "A", "F", m.method.Version, releaseID); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}
