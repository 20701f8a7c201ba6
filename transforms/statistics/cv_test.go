package statistics

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestCVAgreesWithTheEmployerBootstrap resamples employers for some cells and
// compares the spread of the median with the published CV.
func TestCVAgreesWithTheEmployerBootstrap(t *testing.T) {
	db := shared(t)
	cells := table(t, db, `SELECT cell, cv FROM int_wage_cell WHERE reasons = '' AND n_ads BETWEEN 40 AND 200 USING SAMPLE 25 (reservoir, 9)`)
	r := rand.New(rand.NewPCG(8, 9))
	var sum float64
	for _, c := range cells {
		type offer struct {
			employer  string
			lo, hi, w float64
		}
		var offers []offer
		for _, o := range table(t, db, `SELECT a.employer AS employer_id, a.lo, a.hi, a.people / sqrt(count(*) OVER (PARTITION BY a.employer)) AS weight
			FROM int_wage_ad a JOIN int_wage_target t ON a.place = t.place WHERE t.cell = `+c["cell"].(string)) {
			offers = append(offers, offer{o["employer_id"].(string), toNumber(o["lo"]), toNumber(o["hi"]), toNumber(o["weight"])})
		}
		var medians []float64
		for range 300 {
			times := map[string]float64{}
			for _, o := range offers {
				if _, ok := times[o.employer]; !ok {
					times[o.employer] = float64(poissonDraw(r, 1))
				}
			}
			low, high := 0.0, 1e6
			for range 40 { // F(mid) against one half
				mid := (low + high) / 2
				var below, all float64
				for _, o := range offers {
					w := o.w * times[o.employer]
					all += w
					switch {
					case o.hi > o.lo:
						below += w * math.Max(0, math.Min(1, (mid-o.lo)/(o.hi-o.lo)))
					case o.lo < mid:
						below += w
					}
				}
				if below < all/2 {
					low = mid
				} else {
					high = mid
				}
			}
			medians = append(medians, low)
		}
		var mean, square float64
		for _, m := range medians {
			mean += m / float64(len(medians))
		}
		for _, m := range medians {
			square += (m - mean) * (m - mean) / float64(len(medians)-1)
		}
		sum += toNumber(c["cv"]) / (math.Sqrt(square) / mean)
	}
	ratio := sum / float64(len(cells))
	t.Logf("published CV is %.3f of the bootstrap's on average over %d cells", ratio, len(cells))
	if ratio < 0.85 || ratio > 1.15 {
		t.Errorf("published CV is %.3f of the bootstrap's; 0.85 to 1.15 expected", ratio)
	}
}
