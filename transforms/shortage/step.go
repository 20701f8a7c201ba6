package shortage

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"gongqiu/internal/duck"
	"gongqiu/release"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
)

var madeByScorer = []string{"out_shortage", "out_shortage_evidence", "out_preset"}

// Step makes out_shortage, out_shortage_evidence and out_preset. Progress in between is
// not reported; on a province it takes seconds.
func Step(mt *method.Method, releaseID string) models.Step {
	return models.Step{
		Name:  "shortage",
		Needs: []string{"int_ad", "known_title", "int_scope", "int_region", "int_occupation", "int_shortage_count", "int_shortage_register", "int_shortage_supply", "out_chain_occupation"},
		Makes: madeByScorer,
		// Longer than all of pay, beside which it runs.
		Weight: 10,
		Run: func(ctx context.Context, db *sql.DB) error {
			for _, name := range []string{"out_shortage", "out_preset"} {
				table, _ := release.TableByName(name)
				if _, err := db.ExecContext(ctx, "CREATE OR REPLACE"+strings.TrimPrefix(table.CreateSQL(), "CREATE")); err != nil {
					return err
				}
			}
			var reasons evidence
			if err := reasons.create(ctx, db); err != nil {
				return err
			}
			scopes, err := readScopes(ctx, db)
			if err != nil {
				return err
			}
			for _, scope := range scopes {
				m, err := read(ctx, db, scope, mt)
				if err != nil {
					return err
				}
				verdicts, err := m.assess(ctx)
				if err != nil {
					return err
				}
				if err := m.write(ctx, db, verdicts, &reasons, releaseID); err != nil {
					return err
				}
			}
			return reasons.publish(ctx, db, mt.Version, releaseID)
		},
	}
}

// scoreCells gives every cell its score: what the counts and the constants
// decide.
func (m *market) scoreCells(ctx context.Context) error {
	m.measure()
	if err := m.estimateVariances(ctx); err != nil {
		return err
	}
	m.shrinkAll()
	m.scoreAll()
	return nil
}

// assess runs the whole method on one scope.
func (m *market) assess(ctx context.Context) ([]verdict, error) {
	if len(m.quarters) == 0 {
		return nil, nil
	}
	m.replicates = m.method.Int("replicates")
	if err := m.scoreCells(ctx); err != nil {
		return nil, err
	}
	if err := m.bootstrap(ctx); err != nil {
		return nil, err
	}
	m.weightSensitivity()
	m.rankAll()
	return m.judge(), nil
}

// orNull gives NULL for an empty text or for what is not there.
func orNull[T comparable](v T, there bool) driver.Value {
	if !there {
		return nil
	}
	return v
}

func text(s string) driver.Value { return orNull(s, s != "") }

// write appends to the three tables at the same time: each row is made from what
// no longer changes. Rows stand in the order of their keys, in which they are
// published; numbers are sorted here faster than texts there.
func (m *market) write(ctx context.Context, db *sql.DB, list []verdict, reasons *evidence, releaseID string) error {
	slices.SortFunc(list, func(a, b verdict) int {
		return cmp.Or(cmp.Compare(m.regions[a.region], m.regions[b.region]), cmp.Compare(m.classes[a.class], m.classes[b.class]), cmp.Compare(m.quarters[a.quarter], m.quarters[b.quarter]))
	})
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return duck.Append(ctx, db, "out_shortage", func(row func(...driver.Value) error) error {
			for i := range list {
				if err := row(m.shortageRow(&list[i], releaseID)...); err != nil {
					return err
				}
			}
			return nil
		})
	})
	g.Go(func() error {
		return duck.Append(ctx, db, "out_preset", func(row func(...driver.Value) error) error {
			return m.writePresets(releaseID, row)
		})
	})
	g.Go(func() error {
		return reasons.write(ctx, db, m, list)
	})
	return g.Wait()
}

// shortageRow is one row of out_shortage in the order of fields.yml. Counts are
// those of the data used. What a gate keeps back is NULL.
func (m *market) shortageRow(v *verdict, releaseID string) []driver.Value {
	own := &m.cells[m.at(v.class, v.region, v.quarter)]
	c := own
	scored := v.used >= 0
	if scored {
		c = &m.cells[v.used]
	}
	isOwn := v.used == m.at(v.class, v.region, v.quarter)
	registered := c.registerOK || scored && c.hasSeekers
	zh, en := m.explain(v)
	_, _, flag := m.window(v.quarter)
	vintage := "F"
	switch len(m.quarters) - 1 - v.quarter {
	case 0:
		vintage = "P"
	case 1:
		vintage = "R"
	}
	obs, reasons := "A", ""
	if !scored {
		obs, reasons = "O", strings.Join(own.reasons, "|")
	} else if !isOwn {
		obs = "E"
	}
	f := func(x float64, there bool) driver.Value { return orNull(x, there) }
	n := func(x int, there bool) driver.Value { return orNull(int32(x), there) }
	region, class := driver.Value(nil), driver.Value(nil)
	if scored {
		k, r, _ := m.position(v.used)
		region, class = m.regions[r], m.classes[k]
	}
	vv, jj := c.v(), c.seekers
	return []driver.Value{
		m.simulated, m.scope, m.regions[v.region], m.classes[v.class], int32(4), m.quarters[v.quarter],
		v.label, v.relative, n(v.stars, scored), f(c.score, scored), f(c.low, scored), f(c.high, scored),
		n(c.rank, isOwn), n(c.rankLow, isOwn), n(c.rankHigh, isOwn), f(c.pShort, scored), f(c.weightLow, scored), f(c.weightHigh, scored),
		v.grade, text(v.breadth),
		f(vv, registered), f(jj, registered), f(vv/jj, registered && jj > 0), f(c.ratioLow, scored && c.have[ratio]), f(c.ratioHigh, scored && c.have[ratio]),
		f(vv-jj, registered), f(c.gapLow, scored && c.have[ratio]), f(c.gapHigh, scored && c.have[ratio]), n(c.gapRank, isOwn && c.gapRank > 0),
		f(tightIndex(vv, jj), registered),
		c.headcount, c.ads, c.employers, f(c.topShare, c.ads > 0 && (scored || c.adsOK)), n(c.dims, scored || c.dims > 0), f(c.coderP, c.ads > 0),
		text(v.fallback), region, class, flag,
		text(v.prevClass), n(v.prevRank, v.prevRank > 0), text(v.change), int32(v.streak),
		text(v.driver), text(instrumentZH[v.driver]), text(instrumentEN[v.driver]), zh, en,
		own.chains, vintage, "分(0-3)", obs, "F", reasons, m.method.Version, releaseID,
	}
}

// tightIndex is a 0 to 1 index in the manner of Hangzhou, whose exact formula
// is not published: half the positive gap share, half 1 − J/V.
func tightIndex(v, j float64) float64 {
	if v <= 0 {
		return 0
	}
	return 0.5*math.Max(0, gapShare(v, j)) + 0.5*math.Max(0, 1-j/v)
}

var unitOf = [nIndicators]string{"ln 倍", "", "ln 倍", "", "", "ln 倍", "ln 倍", "ln 倍", "ln 倍", "ln 倍", "ln 倍"}

func indicatorName(k int) string { return "I" + strconv.Itoa(k+1) }

// behind says how many cases and employers an indicator rests on.
func (m *market) behind(c *cell, k int) (cases, employers int64) {
	switch k {
	case ratio, gap:
		if c.hasVacancies {
			return int64(math.Round(c.vacancies + c.seekers)), 0
		}
		return int64(math.Round(c.headcount + c.seekers)), c.employers
	case duration:
		return int64(c.spells), c.employers
	case repost:
		return int64(c.closed), c.employers
	case payGrowth, payPremium:
		return int64(c.payAds), c.employers
	case pipeline:
		return int64(math.Round(c.supply)), 0
	case highSkill:
		return int64(math.Round(c.vacanciesHigh + c.seekersHigh)), 0
	}
	return c.ads, c.employers
}
