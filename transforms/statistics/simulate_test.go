package statistics

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"gongqiu/internal/duck"
)

// plan is a small labour market with known latent shortage, written straight
// into the tables between core and marts.
type plan struct {
	seed        uint64
	occupations int     // unit groups; four to a minor group
	regions     int     // child regions
	adsPerCell  float64 // mean ads per unit group, child region and quarter
	seekers     float64 // mean seekers of such a cell
	employers   int     // per unit group and child region
	coding      float64 // share of titles that are coded wrongly
	noPES       bool    // seekers come without openings
	unequal     float64 // standard deviation of log employer size; 0 is 1
	reposts     float64 // share of closed ads that come back where θ is 0; 0 is 0.15
	seedNoise   uint64  // another draw from the same market
	exact       bool    // registrations without noise: with many ads, the market itself
}

// truth is what the plan drew: by class, region (0 root) and quarter.
type truth struct {
	theta  map[string]float64 // log of the true ratio, "class/region/quarter"
	median map[string]float64 // true median monthly pay of class × region × quarter
}

const simQuarters = 8

func code(o int) string {
	minor := o / 4
	return fmt.Sprintf("6-%02d-%02d-%02d", 1+minor/5, 1+minor%5, 1+o%4)
}

func simQuarter(q int) (string, time.Time) {
	i := 2024*4 + 3 + q
	return fmt.Sprintf("%dQ%d", i/4, i%4+1), time.Date(i/4, time.Month(i%4*3+1), 1, 0, 0, 0, 0, time.UTC)
}

func simDB(t testing.TB, memoryMB int) *sql.DB { return simFile(t, "", memoryMB) }

// simFile is simDB in a file; an empty path is memory.
func simFile(t testing.TB, path string, memoryMB int) *sql.DB {
	t.Helper()
	db, err := duck.Open(path, duck.Options{MemoryMB: memoryMB})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	text, err := os.ReadFile("../models/contract.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range strings.Split(string(text), ";\n") {
		if i := strings.Index(statement, "CREATE"); i >= 0 {
			if _, err := db.Exec(statement[i:]); err != nil {
				t.Fatal(err)
			}
		}
	}
	return db
}

func poissonDraw(r *rand.Rand, mean float64) int {
	if mean > 50 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*r.NormFloat64())))
	}
	l, k, p := math.Exp(-mean), 0, 1.0
	for {
		p *= r.Float64()
		if p <= l {
			return k
		}
		k++
	}
}

// simulate fills the tables. The market (latent shortage, employers, pay) comes
// from seed; what is observed of it comes from seedNoise.
func simulate(t testing.TB, db *sql.DB, p plan) truth {
	unequal, reposts := cmp.Or(p.unequal, 1), cmp.Or(p.reposts, 0.15)
	t.Helper()
	ctx := context.Background()
	market, noise := rand.New(rand.NewPCG(p.seed, 1)), rand.New(rand.NewPCG(p.seed, 1000+p.seedNoise))
	tr := truth{theta: map[string]float64{}, median: map[string]float64{}}
	last, _ := simQuarter(simQuarters - 1)
	for _, q := range []string{
		"INSERT INTO int_scope VALUES ('sim', true, '模拟', 'Simulated', '360000', 'v1', '2026-09', '" + last + "')",
		"INSERT INTO int_chain_version VALUES ('sim', 'v1', DATE '2024-01-01', NULL)",
		"INSERT INTO int_region VALUES ('sim', '360000', '江西省', '江西', NULL, 1)",
		"INSERT INTO int_chain VALUES ('sim', 'v1', 'A', '甲链', 1), ('sim', 'v1', 'B', '乙链', 2), ('sim', 'v1', 'OTHER', '其他', 99)",
		"INSERT INTO int_chain_weight VALUES ('sim', true, 'v1', 1, 'A', 0.875, 0.625), ('sim', true, 'v1', 1, 'B', 0.625, 0.375), ('sim', true, 'v1', 1, 'OTHER', 0, 0), ('sim', true, 'v1', 2, 'B', 0.5, 0.5), ('sim', true, 'v1', 2, 'OTHER', 0, 0.5), ('sim', true, 'v1', 3, 'OTHER', 0, 1)",
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	for r := 1; r <= p.regions; r++ {
		if _, err := db.Exec("INSERT INTO int_region VALUES ('sim', ?, ?, ?, '360000', 2)", fmt.Sprintf("3601%02d", r), fmt.Sprintf("第%d市", r), fmt.Sprintf("第%d", r)); err != nil {
			t.Fatal(err)
		}
	}
	type occ struct {
		theta               [simQuarters]float64
		pay, growth, supply float64
		regional            []float64
	}
	occs := make([]occ, p.occupations)
	for o := range occs {
		x := market.NormFloat64() * 0.8
		for q := range occs[o].theta {
			occs[o].theta[q] = x
			x = 0.9*x + 0.2*market.NormFloat64()
		}
		occs[o].pay = math.Log(6000) + 0.2*market.NormFloat64() + 0.1*occs[o].theta[0]
		occs[o].growth = 0.01 * occs[o].theta[0]
		occs[o].supply = math.Exp(-1 - 0.5*occs[o].theta[0] + 0.3*market.NormFloat64())
		for range p.regions + 1 {
			occs[o].regional = append(occs[o].regional, 0.3*market.NormFloat64())
		}
		c := code(o)
		if _, err := db.Exec("INSERT INTO int_occupation VALUES (?, ?, 4, ?, '')", c, fmt.Sprintf("职业%d工", o), c[:7]); err != nil {
			t.Fatal(err)
		}
		if o%4 == 0 {
			if _, err := db.Exec("INSERT INTO int_occupation VALUES (?, ?, 3, ?, '')", c[:7], fmt.Sprintf("小类%d人员", o/4), c[:4]); err != nil {
				t.Fatal(err)
			}
		}
	}
	err := duck.Append(ctx, db, "int_seeker", func(row func(...driver.Value) error) error {
		for o := range occs {
			for r := 1; r <= p.regions; r++ {
				for q := range simQuarters {
					name, _ := simQuarter(q)
					theta := occs[o].theta[q] + occs[o].regional[r]
					tr.theta[fmt.Sprintf("%s/3601%02d/%s", code(o), r, name)] = theta
					j := float64(poissonDraw(noise, p.seekers))
					if p.exact {
						j = p.seekers
					}
					v := driver.Value(nil)
					if !p.noPES {
						v = float64(poissonDraw(noise, p.seekers*math.Exp(theta)*math.Exp(0.1*noise.NormFloat64()-0.005)))
						if p.exact {
							v = p.seekers * math.Exp(theta)
						}
					}
					if err := row("sim", true, "pes", fmt.Sprintf("3601%02d", r), code(o), int32(4), int32(-1), name, j, v); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = duck.Append(ctx, db, "int_training", func(row func(...driver.Value) error) error {
		for o := range occs {
			for r := 1; r <= p.regions; r++ {
				for q := range simQuarters {
					name, _ := simQuarter(q)
					n := float64(poissonDraw(noise, p.seekers*occs[o].supply))
					if p.exact {
						n = p.seekers * occs[o].supply
					}
					if err := row("sim", true, "tr", fmt.Sprintf("3601%02d", r), code(o), int32(4), int32(-1), name, "certificate", n); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	id := int64(0)
	err = duck.Append(ctx, db, "int_ad", func(row func(...driver.Value) error) error {
		for o := range occs {
			c := code(o)
			for r := 0; r <= p.regions; r++ { // 0: region unknown
				scale := 1.0
				if r == 0 {
					scale = 0.1
				}
				sizes := make([]float64, p.employers)
				total := 0.0
				for e := range sizes {
					sizes[e] = math.Exp(unequal * market.NormFloat64())
					total += sizes[e]
				}
				payEffect := make([]float64, p.employers)
				for e := range payEffect {
					payEffect[e] = 0.08 * market.NormFloat64()
				}
				for q := range simQuarters {
					quarter, start := simQuarter(q)
					theta := occs[o].theta[q] + occs[o].regional[r]
					for e := range sizes {
						activity := math.Exp(0.5*noise.NormFloat64() - 0.125)
						n := poissonDraw(noise, p.adsPerCell*scale*sizes[e]/total*math.Exp(0.5*theta)*activity)
						employer := int64(o*1000000 + r*10000 + e)
						for range n {
							id++
							date := start.AddDate(0, 0, noise.IntN(90))
							pay := math.Exp(occs[o].pay + occs[o].growth*float64(q) + payEffect[e] + 0.15*noise.NormFloat64())
							width := pay * (0.2 + 0.2*noise.Float64())
							lo := 100 * math.Round((pay-width*noise.Float64())/100)
							hi := lo + 100*math.Round(width/100)
							var payLo, payHi driver.Value = lo, hi
							if noise.Float64() < 0.2 {
								payLo, payHi = nil, nil
							}
							days := int32(noise.ExpFloat64() * 20 * math.Exp(0.3*theta))
							open := days > 75
							if open {
								days = 75
							}
							accepted, title := o, int64(o*10)+int64(noise.IntN(5))
							if noise.Float64() < p.coding {
								accepted = o/4*4 + (o+1)%4 // coded as its neighbour
								title = int64(o*10 + 7)
							}
							ac := code(accepted)
							var region driver.Value
							if r > 0 {
								region = fmt.Sprintf("3601%02d", r)
							}
							level := int32(0)
							if noise.Float64() < 0.3 {
								level = int32(2 + noise.IntN(4))
							}
							if err := row(id, "sim", true, "board", int32(1), title, ac, int32(4), 943718.0/(1<<20),
								region, "360000", region, nil, "36", int32(1+o%3), employer, fmt.Sprintf("e%d", employer),
								false, false, false, int32(1+noise.IntN(3)), int32(2), int32(noise.IntN(5)), level, payLo, payHi, false,
								date, date.AddDate(0, 0, int(days)), date.Format("2006-01"), quarter, int32(1), int32(1),
								!open && noise.Float64() < 2*reposts/(1+math.Exp(-theta)), days, open, true, true); err != nil {
								return err
							}
						}
					}
				}
			}
			for q := range simQuarters {
				name, _ := simQuarter(q)
				for r := 1; r <= p.regions; r++ {
					tr.median[fmt.Sprintf("%s/3601%02d/%s", c, r, name)] = math.Exp(occs[o].pay + occs[o].growth*float64(q))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = duck.Append(ctx, db, "known_title", func(row func(...driver.Value) error) error {
		for o := range occs {
			for k := range 5 {
				if err := row(int64(o*10+k), code(o)+" 0.97"); err != nil {
					return err
				}
			}
			if p.coding > 0 {
				if err := row(int64(o*10+7), code(o/4*4+(o+1)%4)+" 0.6|"+code(o)+" 0.35"); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}
