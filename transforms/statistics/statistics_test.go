package statistics

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
)

// runAll makes every table of the statistics.
func runAll(t testing.TB, db *sql.DB) {
	t.Helper()
	runSome(t, db, 1, func(string) bool { return true })
}

// runSome makes those that are wanted, by so many workers.
func runSome(t testing.TB, db *sql.DB, workers int, want func(name string) bool) {
	t.Helper()
	m := method.Default()
	start := time.Now()
	err := models.Run(context.Background(), db, models.Options{
		Steps: Steps(m, Release{ID: "r1", Edition: "2026Q3"}), Variables: Variables(m, "r1"), Workers: workers,
		Skip: func(layer, name string) bool {
			return layer == models.Staging || layer == models.Core || notStatistics[name] || !want(name)
		},
		Progress: func(name string, rows int64, took time.Duration) {
			t.Logf("%8d rows %6.2fs  %s", rows, took.Seconds(), name)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("total %.1fs", time.Since(start).Seconds())
}

// notStatistics are published tables that others make from staged data.
var notStatistics = map[string]bool{}

func count(t testing.TB, db *sql.DB, query string, args ...any) (n int64) {
	t.Helper()
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// scores reads what a run says of its own cells, by cell.
type scored struct {
	score, low, high float64
	rank, from, to   int
	class            string
	p                float64
}

func scores(t testing.TB, db *sql.DB) map[string]scored {
	t.Helper()
	rows, err := db.Query(`SELECT region_code || '/' || occupation_code || '/' || quarter, score, score_lo, score_hi, rank, rank_lo, rank_hi, class, p_short
		FROM out_shortage WHERE rank IS NOT NULL AND quarter >= '2025Q4'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[string]scored{}
	for rows.Next() {
		var key string
		var s scored
		if err := rows.Scan(&key, &s.score, &s.low, &s.high, &s.rank, &s.from, &s.to, &s.class, &s.p); err != nil {
			t.Fatal(err)
		}
		all[key] = s
	}
	return all
}

// coverage compares runs on samples of a market with a run on so many ads and
// employers, and registrations so exact, that its scores are the market's own.
func coverage(t *testing.T, p plan, noises int, times float64) (score, rank, found, falseAlarm float64) {
	t.Helper()
	big := p
	big.adsPerCell *= times
	big.employers = int(float64(big.employers) * times)
	big.seekers *= times
	big.exact, big.coding = true, 0
	db := simDB(t, 1500)
	simulate(t, db, big)
	runAll(t, db)
	truth := scores(t, db)
	db.Close()
	var inScore, inRank, n, very, veryFound, not, notFound float64
	for noise := range noises {
		p.seedNoise = uint64(noise + 1)
		db := simDB(t, 1500)
		simulate(t, db, p)
		runAll(t, db)
		for key, s := range scores(t, db) {
			w, ok := truth[key]
			if !ok {
				continue
			}
			n++
			if w.score >= s.low && w.score <= s.high {
				inScore++
			}
			if w.rank >= s.from && w.rank <= s.to {
				inRank++
			}
			isShort := s.class == "short" || s.class == "severe"
			if w.class == "severe" {
				very++
				if isShort {
					veryFound++
				}
			}
			if w.score < 1.5 {
				not++
				if isShort {
					notFound++
				}
			}
		}
		db.Close()
	}
	t.Logf("%v cells: score %.3f, rank %.3f; very short %v found %.3f; not short %v listed %.4f", n, inScore/n, inRank/n, very, veryFound/very, not, notFound/not)
	return inScore / n, inRank / n, veryFound / very, notFound / not
}

// TestIntervalsHoldTheTruth is the short form of TestTruthOverMarkets: one
// small market, so its limits are wide.
func TestIntervalsHoldTheTruth(t *testing.T) {
	score, rank, _, alarm := coverage(t, plan{seed: 21, occupations: 20, regions: 2, adsPerCell: 60, seekers: 100, employers: 40, coding: 0.05}, 1, 10)
	if score < 0.65 || rank < 0.80 || alarm > 0.03 {
		t.Errorf("score intervals hold %.3f (at least 0.65), rank intervals %.3f (at least 0.80); not short listed %.4f (at most 0.03)", score, rank, alarm)
	}
}
