//go:build truth

package statistics

import "testing"

// TestTruthOverMarkets repeats the coverage test on several markets and with
// other nuisance settings. No line of it set anything: markets 21 and 22 set
// interval_factor. Each market must hold about what is claimed, and all together
// what the specification asks for. make truth runs it.
func TestTruthOverMarkets(t *testing.T) {
	base := plan{occupations: 24, regions: 3, adsPerCell: 60, seekers: 100, employers: 40, coding: 0.05}
	var score, rank, found, alarm, n, nFound float64
	for _, c := range []struct {
		name   string
		times  float64
		change func(*plan)
	}{
		{"another market", 12, func(p *plan) { p.seed = 26 }},
		{"no coding errors", 12, func(p *plan) { p.seed = 23; p.coding = 0 }},
		{"few employers", 12, func(p *plan) { p.seed = 24; p.employers = 20 }},
		{"twice the ads", 8, func(p *plan) { p.seed = 25; p.adsPerCell = 120 }},
		{"unequal employers", 12, func(p *plan) { p.seed = 27; p.unequal = 1.5 }},
		{"every seventh title coded wrongly", 12, func(p *plan) { p.seed = 28; p.coding = 0.15 }},
		{"twice the reposts", 12, func(p *plan) { p.seed = 29; p.reposts = 0.3 }},
		{"few seekers", 12, func(p *plan) { p.seed = 30; p.seekers = 50 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := base
			c.change(&p)
			s, r, f, a := coverage(t, p, 2, c.times)
			score, rank, alarm, n = score+s, rank+r, alarm+a, n+1
			if f == f { // some markets have no very short cell
				found, nFound = found+f, nFound+1
			}
			if s < 0.70 || s > 0.95 || r < 0.80 || f < 0.85 || a > 0.03 {
				t.Errorf("score intervals hold the truth in %.3f (0.70 to 0.95), rank intervals in %.3f (at least 0.80); very short found %.3f (at least 0.85), not short listed %.4f (at most 0.03)", s, r, f, a)
			}
		})
	}
	t.Logf("over %v markets: score %.3f, rank %.3f, very short found %.3f, not short listed %.4f", n, score/n, rank/n, found/nFound, alarm/n)
	if s := score / n; s < 0.75 || s > 0.90 {
		t.Errorf("80 %% score intervals hold the truth in %.3f of cells; 0.75 to 0.90 expected", s)
	}
	if r := rank / n; r < 0.85 || r > 0.97 {
		t.Errorf("90 %% rank intervals hold the true rank in %.3f of cells; 0.85 to 0.97 expected", r)
	}
	if found/nFound < 0.90 || alarm/n > 0.03 {
		t.Errorf("of the very short %.3f found (at least 0.90), of the not short %.4f listed (at most 0.03)", found/nFound, alarm/n)
	}
}
