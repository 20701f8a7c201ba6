package statistics

import (
	"database/sql"
	"math"
	"sync"
	"testing"
)

// shared is one run on a simulated market that several tests look at; none
// may change it.
func shared(t *testing.T) *sql.DB {
	t.Helper()
	sharedOnce.Do(func() {
		sharedDB = simDB(outlives{t}, 1500)
		sharedTruth = simulate(t, sharedDB, plan{seed: 11, occupations: 32, regions: 4, adsPerCell: 45, seekers: 80, employers: 30, coding: 0.05})
		// A survey of the even unit groups, and of one sub-major group as a whole.
		if _, err := sharedDB.Exec(`INSERT INTO int_wage_survey BY NAME
			SELECT 'sim' AS scope, true AS is_simulated, 'survey' AS source_id, '360000' AS region_code, occupation_code, 4 AS occupation_level, -1 AS skill_level, 2025 AS stat_year,
				5000 + 137 * row_number() OVER (ORDER BY occupation_code) AS p50, 100 AS n_people, 10 AS n_firms, 'bulletin' AS source_document
			FROM int_occupation WHERE occupation_level = 4 AND right(occupation_code, 1)::INTEGER % 2 = 0
			UNION ALL BY NAME SELECT 'sim' AS scope, true AS is_simulated, 'survey' AS source_id, '360000' AS region_code, '6-01' AS occupation_code, 2 AS occupation_level, -1 AS skill_level, 2025 AS stat_year, 6100 AS p50, 100 AS n_people, 10 AS n_firms, 'bulletin' AS source_document`); err != nil {
			t.Fatal(err)
		}
		runAll(t, sharedDB)
		asRelease(t, sharedDB)
	})
	if sharedDB == nil {
		t.Fatal("the shared run failed")
	}
	return sharedDB
}

var (
	sharedOnce  sync.Once
	sharedDB    *sql.DB
	sharedTruth truth
)

// outlives keeps the shared database open after the test that made it.
type outlives struct{ testing.TB }

func (outlives) Cleanup(func()) {}

// TestPromises asks for rows that break what is promised of every release.
func TestPromises(t *testing.T) {
	db := shared(t)
	for _, c := range []struct{ name, query string }{
		{"contributions sum to the score", `SELECT s.region_code FROM out_shortage s JOIN out_shortage_evidence e USING (scope, region_code, occupation_code, quarter)
			WHERE s.score IS NOT NULL GROUP BY s.scope, s.region_code, s.occupation_code, s.quarter HAVING abs(sum(e.contribution) - (any_value(s.score) - 1.5)) > 1e-9`},
		{"evidence has eleven rows for each score", `SELECT region_code FROM out_shortage_evidence GROUP BY scope, region_code, occupation_code, quarter HAVING count(*) <> 11`},
		{"every missing indicator says why", `FROM out_shortage_evidence WHERE (value IS NULL) <> (missing_reason IS NOT NULL)`},
		{"chains add up to the whole", `SELECT month FROM out_demand GROUP BY scope, region_code, occupation_code, month
			HAVING abs(sum(headcount_additive) FILTER (WHERE chain_id <> '') - sum(headcount_additive) FILTER (WHERE chain_id = '')) > 1e-6
			OR abs(sum(ads_additive) FILTER (WHERE chain_id <> '') - sum(ads_additive) FILTER (WHERE chain_id = '')) > 1e-6`},
		{"unassessed rows have no score", `FROM out_shortage WHERE class = 'unknown' AND (score IS NOT NULL OR rank IS NOT NULL OR ratio_lo IS NOT NULL OR reason_codes = '' OR obs_status <> 'O' OR grade <> 'D')`},
		{"assessed rows hold the gates", `FROM out_shortage WHERE score IS NOT NULL AND (n_dims < 3 OR ((n_ads < 30 OR n_employers < 10 OR top_share > 0.5) AND (vacancies IS NULL OR vacancies + seekers < 30)))`},
		{"intervals hold the figure", `FROM out_shortage WHERE score < score_lo OR score > score_hi OR rank < rank_lo OR rank > rank_hi OR gap < gap_lo OR gap > gap_hi OR score < weight_lo OR score > weight_hi`},
		{"classes follow their lines", `FROM out_shortage WHERE class = 'severe' AND (score < 2.5 OR p_short < 0.9) OR class = 'none' AND score >= 1.5 OR class = 'watch' AND NOT is_relative AND score < 1.5`},
		{"a shortage has more openings than seekers", `FROM out_shortage WHERE class IN ('short', 'severe') AND ratio_lo <= 1`},
		{"stars follow the class", `FROM out_shortage WHERE (class = 'severe') <> (stars = 5) OR class = 'none' AND stars <> 0`},
		{"withheld pay is NULL throughout", `FROM out_wage_posted WHERE conf_status <> 'F' AND coalesce(p10, p25, p50, p75, p90, p50_min, p50_max, p50_smooth, n_ads, n_employers, cv, top_share, share_missing) IS NOT NULL`},
		{"published pay holds the gates", `FROM out_wage_posted WHERE p50 IS NOT NULL AND (n_ads < 30 OR n_employers < 10 OR top_share > 0.5 OR cv > 0.2)`},
		{"published tails hold their gates", `FROM out_wage_posted WHERE coalesce(p10, p90) IS NOT NULL AND (n_ads < 50 OR n_employers < 20)`},
		{"percentiles are in order and inside their bounds", `FROM out_wage_posted WHERE p25 > p50 OR p50 > p75 OR p10 > p25 OR p75 > p90 OR p50 NOT BETWEEN p50_min AND p50_max OR p25 NOT BETWEEN p25_min AND p25_max OR p75 NOT BETWEEN p75_min AND p75_max`},
		{"smoothed medians rise with the level", `FROM (SELECT p50_smooth - lag(p50_smooth) OVER (PARTITION BY scope, region_code, occupation_code, quarter ORDER BY skill_level) AS d FROM out_wage_posted WHERE p50_smooth IS NOT NULL) WHERE d < 0`},
		{"microdata stand in published cells only", `FROM core_pay p ANTI JOIN (FROM out_wage_posted WHERE conf_status = 'F') w USING (scope, region_code, occupation_code, skill_level, quarter)`},
		{"catalogue rows are on the list", `FROM out_catalogue c ANTI JOIN out_shortage s USING (scope, region_code, occupation_code, quarter, class)`},
		{"every verdict has its sentence", `FROM out_shortage WHERE explain_zh IS NULL OR explain_en IS NULL OR contains(explain_zh, 'NaN') OR contains(explain_zh, 'Inf') OR contains(explain_en, 'NaN') OR explain_zh = ''`},
		{"ranks of a preset run from 1, and moves cancel out", `SELECT preset FROM out_preset GROUP BY scope, region_code, quarter, preset HAVING min(preset_rank) <> 1 OR max(preset_rank) <> count(*) OR count(DISTINCT preset_rank) <> count(*) OR sum(rank_change) <> 0`},
		{"presets rank what is ranked", `FROM out_preset p ANTI JOIN (FROM out_shortage WHERE rank IS NOT NULL) s USING (scope, region_code, occupation_code, quarter)`},
		{"chains of each version are all of demand", `SELECT quarter FROM out_chain_history GROUP BY scope, chain_version, region_code, quarter HAVING abs(sum(share_additive) - 1) > 1e-7`},
		{"forecast intervals are in order", `FROM out_forecast WHERE is_published AND NOT (p2_5 <= f10 AND f10 <= f50 AND f50 <= f90 AND f90 <= p97_5)`},
		{"what is not forecast says why", `FROM out_forecast WHERE is_published = (reason_codes <> '') OR (NOT is_published AND f50 IS NOT NULL)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if n := count(t, db, "SELECT count(*) FROM ("+c.query+")"); n > 0 {
				t.Errorf("%d rows, first: %v", n, table(t, db, c.query)[0])
			}
		})
	}
	for _, class := range []string{"severe", "short", "watch", "none"} {
		if count(t, db, "SELECT count(*) FROM out_shortage WHERE class = ?", class) == 0 {
			t.Errorf("the simulated market has no %s: the tests above prove little", class)
		}
	}
	if count(t, db, "SELECT count(*) FROM out_wage_posted WHERE conf_status <> 'F'") == 0 {
		t.Error("no cell is withheld: the tests above prove little")
	}
}

// TestNoSumGivesAWithheldCellAway is the attack: for every total and its parts
// it looks for exactly one unknown.
func TestNoSumGivesAWithheldCellAway(t *testing.T) {
	db := shared(t)
	for _, c := range []struct{ name, parts string }{
		{"regions", `p.region_code <> s.region_code AND p.occupation_code = w.occupation_code AND p.skill_level = -1`},
		{"levels", `p.region_code = s.region_code AND p.occupation_code = w.occupation_code AND p.skill_level >= 0`},
		{"classes", `p.region_code = s.region_code AND p.occupation_level = w.occupation_level + 1 AND p.skill_level = -1 AND (w.occupation_code = '' OR starts_with(p.occupation_code, w.occupation_code || '-'))`},
	} {
		query := `SELECT w.occupation_code, w.quarter, any_value(g.n_ads) - sum(h.n_ads) AS rest
			FROM out_wage_posted w JOIN int_scope s ON w.scope = s.scope AND w.region_code = s.region_code AND w.skill_level = -1
			JOIN out_wage_posted p ON p.scope = w.scope AND p.quarter = w.quarter AND ` + c.parts + `
			JOIN int_wage_cell g ON g.scope = w.scope AND g.quarter = w.quarter AND g.region_code = w.region_code AND g.occupation_code = w.occupation_code AND g.skill_level = -1
			JOIN int_wage_cell h ON h.scope = p.scope AND h.quarter = p.quarter AND h.region_code = p.region_code AND h.occupation_code = p.occupation_code AND h.skill_level = p.skill_level
			GROUP BY w.scope, w.occupation_code, w.quarter
			HAVING (any_value(w.conf_status) <> 'F')::INTEGER + count(*) FILTER (WHERE p.conf_status <> 'F') = 1 AND any_value(g.n_ads) - sum(h.n_ads) < 5
			  AND NOT (any_value(w.conf_status) <> 'F' AND count(*) FILTER (WHERE p.conf_status = 'F') = 0)`
		if n := count(t, db, "SELECT count(*) FROM ("+query+")"); n > 0 {
			t.Errorf("%s: %d sums with one unknown, first %v", c.name, n, table(t, db, query)[0])
		}
	}
}

// TestPostedPayRecoversTheTruth: pay is uniform in its range, so medians must
// be near the truth on average and inside their bounds nearly always.
func TestPostedPayRecoversTheTruth(t *testing.T) {
	db := shared(t)
	var n, inside float64
	var bias float64
	for _, row := range table(t, db, "SELECT occupation_code || '/' || region_code || '/' || quarter AS key, p50, p50_min, p50_max FROM out_wage_posted WHERE p50 IS NOT NULL AND skill_level = -1 AND occupation_level = 4 AND region_code <> '360000'") {
		truth := sharedTruth.median[row["key"].(string)]
		n++
		bias += toNumber(row["p50"])/truth - 1
		if truth >= toNumber(row["p50_min"]) && truth <= toNumber(row["p50_max"]) {
			inside++
		}
	}
	t.Logf("%v cells: mean error %.4f, truth inside the bounds %.4f", n, bias/n, inside/n)
	if n < 100 || math.Abs(bias/n) > 0.02 || inside/n < 0.99 {
		t.Errorf("%v cells: mean error %.4f (limit 0.02), inside the bounds %.4f (at least 0.99)", n, bias/n, inside/n)
	}
}
