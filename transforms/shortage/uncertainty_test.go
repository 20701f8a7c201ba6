package shortage

import "testing"

// Ten unit groups whose V + ½ goes 100, 120, 100 against J + ½ = 100. The jumps
// are ln 1.2 = 0.18232 over one quarter and 0 over two: φ = (2·(1.4826·0.18232)² −
// 0)/2 − (1/120 + 1/100) = 0.073067 − 0.018333. Nine groups are too few.
func TestOverdispersionByHand(t *testing.T) {
	for n, want := range map[int]float64{10: 0.054734, 9: 0.02} {
		m := tiny(n, 3)
		for class := range n {
			for q, v := range []float64{99.5, 119.5, 99.5} {
				c := &m.cells[m.at(class, 0, q)]
				c.hasSeekers, c.hasVacancies, c.vacancies, c.seekers = true, true, v, 99.5
			}
		}
		near(t, "φ", m.registerNugget(), want, 1e-6)
	}
}

// Three cells in 21 replicates: the first and the second change places in six,
// the third is always last. p5 and p95 are the 2nd and the 20th of 21 ranks.
func TestRankIntervalByHand(t *testing.T) {
	m := tiny(3, 1)
	for class, score := range []float64{2, 1.5, 1} {
		c := &m.cells[m.at(class, 0, 0)]
		c.scored, c.score = true, score
		for b := range 21 {
			draw := score
			if b < 6 && class < 2 {
				draw = 3.5 - score
			}
			c.draws = append(c.draws, float32(draw))
		}
	}
	m.rankAll()
	for class, want := range [][3]int{{1, 1, 2}, {2, 1, 2}, {3, 3, 3}} {
		c := &m.cells[m.at(class, 0, 0)]
		if got := [3]int{c.rank, c.rankLow, c.rankHigh}; got != want {
			t.Errorf("rank, p5 and p95 of %d: %v, want %v", class, got, want)
		}
	}
}

// The minor group is scored in both quarters and answers for the second unit
// group in the second: in the first that group has no ads, and no verdict.
func TestOnlyCellsOfVerdictsAreReplicated(t *testing.T) {
	m := tiny(2, 2)
	for _, i := range []int{m.at(0, 0, 0), m.at(0, 0, 1), m.at(2, 0, 0), m.at(2, 0, 1)} {
		m.cells[i].scored, m.cells[i].ads = true, 40
	}
	m.cells[m.at(1, 0, 1)].ads = 5
	m.markAnswers()
	want := map[int]bool{m.at(0, 0, 0): true, m.at(0, 0, 1): true, m.at(2, 0, 1): true}
	for i := range m.cells {
		if m.cells[i].answers != want[i] {
			class, _, q := m.position(i)
			t.Errorf("class %d in quarter %d: %v", class, q, m.cells[i].answers)
		}
	}
}
