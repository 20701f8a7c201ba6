//go:build truth

package main

import (
	"database/sql"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongqiu/internal/config"
	"gongqiu/internal/duck"
	"gongqiu/pipeline"
	"gongqiu/release"
	"gongqiu/synth"
)

// truthPlan is a Jiangxi with some 300 cells that can be assessed. Every ad
// tells its place, so that the truth can be compared place by place.
func truthPlan() synth.Plan {
	p := synth.Default()
	p.Seed, p.Ads, p.Months, p.Description = 300, 120_000, 24, 120
	p.Markets[0].Occupations = 120
	p.Nuisance.RootOnly = 0
	return p
}

// simulated publishes a simulated market and opens what can be compared: the
// release as rel, the build database as work, the truth as tables true_….
func simulated(t *testing.T, plan synth.Plan) (db *sql.DB, releaseDir string) {
	t.Helper()
	dir := t.TempDir()
	if _, err := synth.Write(t.Context(), plan, filepath.Join(dir, "inbox"), nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "gongqiu.yaml")
	text := `scopes: [{id: jx, name: 江西省, region: "360000", chains: jx-14-2022}]
sources:
  - {id: jia, scope: jx, kind: posting, files: inbox/模拟_江西_招聘_甲网_*.csv, simulated: true, snapshots: true}
  - {id: yi, scope: jx, kind: posting, files: inbox/模拟_江西_招聘_乙网_*.csv, simulated: true, snapshots: true}
  - {id: pes, scope: jx, kind: posting, files: inbox/模拟_江西_招聘_公共服务_*.csv, simulated: true, snapshots: true}
  - {id: seekers, scope: jx, kind: seeker, files: inbox/模拟_江西_求职登记.csv, simulated: true}
  - {id: training, scope: jx, kind: training, files: inbox/模拟_江西_培训取证.csv, simulated: true}
  - {id: wages, scope: jx, kind: wage, files: inbox/模拟_江西_工资价位.csv, simulated: true}
`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	record, err := pipeline.Run(t.Context(), pipeline.Plan{Config: cfg, Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	releaseDir = release.Dir(cfg.Data, record.Release)
	if db, err = duck.Open("", duck.Options{}); err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	m, err := release.ReadManifest(releaseDir)
	if err != nil {
		t.Fatal(err)
	}
	truth := filepath.Join(dir, "inbox", "truth", "模拟_江西_真值_")
	statements := []string{
		"ATTACH " + duck.Quote(filepath.Join(releaseDir, m.Database)) + " AS rel (READ_ONLY)",
		"ATTACH " + duck.Quote(filepath.Join(cfg.Data, "work", "build.duckdb")) + " AS work (READ_ONLY)",
		"CREATE TABLE true_pay AS FROM read_csv(" + duck.Quote(truth+"薪酬.csv") + ", types = {'region_code': 'VARCHAR'})",
		"CREATE TABLE true_count AS FROM read_csv(" + duck.Quote(truth+"数量.csv") + ", types = {'region_code': 'VARCHAR', 'month': 'VARCHAR'})",
		"CREATE TABLE true_ad AS FROM read_csv(" + duck.Quote(truth+"广告.csv") + ", types = {'region_code': 'VARCHAR', 'county_code': 'VARCHAR', 'month': 'VARCHAR'})",
		"CREATE TABLE true_row (file VARCHAR, event_id BIGINT, true_ad BIGINT, why VARCHAR)",
	}
	// Event ids are the rows of each file above a base, see pipeline's eachSnapshot.
	for i, f := range record.Files {
		if name, ok := strings.CutPrefix(f.File, "模拟_江西_招聘_"); ok {
			statements = append(statements, fmt.Sprintf("INSERT INTO true_row SELECT %s, %d + row_no, ad_id, why FROM read_csv(%s)", duck.Quote(f.File), int64(i)<<32, duck.Quote(truth+"行_"+name)))
		}
	}
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return db, releaseDir
}

// figures runs a query that gives one row of numbers.
func figures(t *testing.T, db *sql.DB, query string) []float64 {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	values, into := make([]sql.NullFloat64, len(names)), make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	if !rows.Next() {
		t.Fatalf("%s: no row (%v)", query, rows.Err())
	}
	if err := rows.Scan(into...); err != nil {
		t.Fatal(err)
	}
	list := make([]float64, len(values))
	for i, v := range values {
		list[i] = v.Float64
	}
	return list
}

// examples logs the first rows of a query.
func examples(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	rows, err := db.Query("SELECT COLUMNS(*)::VARCHAR FROM (" + query + ") LIMIT 12")
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	names, _ := rows.Columns() //nolint:errcheck // the query ran
	t.Log(strings.Join(names, "  "))
	for rows.Next() {
		values, into := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		var line []string
		for _, v := range values {
			line = append(line, v.String)
		}
		t.Log(strings.Join(line, "  "))
	}
}

func TestTruthOfASimulatedMarket(t *testing.T) {
	db, dir := simulated(t, truthPlan())
	f := figures(t, db, "SELECT count(*), count(*) FILTER (obs_status <> 'O'), count(*) FILTER (class IN ('severe', 'short', 'watch')) FROM rel.out_shortage WHERE quarter = (SELECT max(quarter) FROM rel.out_shortage)")
	t.Logf("shortage cells of the last quarter: %.0f, assessed %.0f, short %.0f", f[0], f[1], f[2])
	if f[1] < 300 {
		t.Errorf("only %.0f cells are assessed, wanted 300 to compare", f[1])
	}
	t.Run("exact duplicates", func(t *testing.T) { exactDuplicates(t, db) })
	t.Run("counts", func(t *testing.T) { countsAgree(t, db) })
	t.Run("pay", func(t *testing.T) { payPercentiles(t, db) })
	t.Run("contributions", func(t *testing.T) {
		f := figures(t, db, `SELECT count(*), max(abs(e.total - (s.score - 1.5))), count(*) FILTER (e.total IS NULL)
			FROM rel.out_shortage s LEFT JOIN (SELECT scope, region_code, occupation_code, quarter, sum(contribution) AS total FROM rel.out_shortage_evidence GROUP BY ALL) e USING (scope, region_code, occupation_code, quarter)
			WHERE s.score IS NOT NULL`)
		t.Logf("%.0f scores, largest difference from 1.5 + contributions %.2g", f[0], f[1])
		if f[0] == 0 || f[1] > 1e-9 || f[2] > 0 {
			t.Errorf("contributions do not sum to S − 1.5 within 1e-9 (%.0f scores without any)", f[2])
		}
	})
	t.Run("chains", func(t *testing.T) {
		for _, measure := range []string{"events", "ads", "spells", "headcount"} {
			f := figures(t, db, fmt.Sprintf(`SELECT count(*), max(abs(whole - parts) / greatest(whole, 1)) FROM (
				SELECT sum(%[1]s_additive) FILTER (chain_id <> '') AS parts, sum(%[1]s) FILTER (chain_id = '') AS whole
				FROM rel.out_demand WHERE conf_status = 'F' GROUP BY scope, region_code, occupation_code, month HAVING count(*) FILTER (chain_id = '') = 1)`, measure))
			t.Logf("%s: %.0f wholes, largest relative difference %.2g", measure, f[0], f[1])
			if f[0] == 0 || f[1] > 1e-9 {
				t.Errorf("%s: chains do not add up to the whole", measure)
			}
		}
	})
	t.Run("gates", func(t *testing.T) { gatesHold(t, db, dir) })
}

// What a good statistic should not notice: the same market on boards that show
// 70 of 100 rows twice or more often, decorate most titles, bring more ads back,
// are coded worse, and with ads in fewer hands. Counts, pay and gates must hold as
// before, and scores move no further than their own intervals.
func TestTruthUnderNuisance(t *testing.T) {
	plan := truthPlan()
	plan.Ads, plan.Markets[0].Occupations = 60_000, 60
	plain, _ := simulated(t, plan)
	loud := plan
	loud.Markets = []synth.Market{plan.Markets[0]}
	loud.Markets[0].Boards = append([]synth.Board{}, plan.Markets[0].Boards...)
	loud.Markets[0].Boards[0].Duplicates = .7
	loud.Nuisance.Messy, loud.Nuisance.Repost = .6, .18
	loud.Nuisance.JunkTitles, loud.Nuisance.CodingNoise, loud.Nuisance.EmployerExponent = .02, .04, 1.2
	db, dir := simulated(t, loud)
	t.Run("exact duplicates", func(t *testing.T) { exactDuplicates(t, db) })
	t.Run("counts", func(t *testing.T) { countsAgree(t, db) })
	t.Run("pay", func(t *testing.T) { payPercentiles(t, db) })
	t.Run("gates", func(t *testing.T) { gatesHold(t, db, dir) })
	t.Run("scores", func(t *testing.T) { scoresStay(t, plain, db) })
}

// scoresStay compares two releases of one market, score by score.
func scoresStay(t *testing.T, plain, loud *sql.DB) {
	type score struct{ s, low, high float64 }
	read := func(db *sql.DB) map[string]score {
		rows, err := db.Query(`SELECT region_code || occupation_code || quarter, score, score_lo, score_hi FROM rel.out_shortage WHERE rank IS NOT NULL`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		all := map[string]score{}
		for rows.Next() {
			var key string
			var x score
			if err := rows.Scan(&key, &x.s, &x.low, &x.high); err != nil {
				t.Fatal(err)
			}
			all[key] = x
		}
		return all
	}
	a, b := read(plain), read(loud)
	var n, shift, apart, sa, sb, saa, sbb, sab float64
	for key, x := range a {
		y, ok := b[key]
		if !ok {
			continue
		}
		n++
		shift += y.s - x.s
		if x.high < y.low || y.high < x.low {
			apart++
		}
		sa, sb, saa, sbb, sab = sa+x.s, sb+y.s, saa+x.s*x.s, sbb+y.s*y.s, sab+x.s*y.s
	}
	r := (sab - sa*sb/n) / math.Sqrt((saa-sa*sa/n)*(sbb-sb*sb/n))
	t.Logf("%.0f cells scored in both: mean shift of S %+.3f, correlation %.3f, 80 %% intervals apart in %.1f %%", n, shift/n, r, 100*apart/n)
	if n < 300 || math.Abs(shift/n) > 0.05 || r < 0.8 || apart/n > 0.1 {
		t.Errorf("nuisance moves scores: mean shift %+.3f (at most 0.05), correlation %.3f (at least 0.8), intervals apart in %.1f %% (at most 10) of %.0f cells (at least 300)", shift/n, r, 100*apart/n, n)
	}
}

// exactDuplicates says that every exact copy lies in the ad of what it copies.
func exactDuplicates(t *testing.T, db *sql.DB) {
	const pairs = `FROM true_row c JOIN work.map_event m USING (event_id)
		WHERE c.why = 'full' AND NOT EXISTS (FROM true_row o JOIN work.map_event n USING (event_id) WHERE o.file = c.file AND o.true_ad = c.true_ad AND o.why <> 'full' AND n.ad_id = m.ad_id)`
	f := figures(t, db, `SELECT (SELECT count(*) FROM true_row WHERE why = 'full'), (SELECT count(*) `+pairs+`), (SELECT count(*) FROM true_row WHERE why = 'full' AND event_id NOT IN (SELECT event_id FROM work.map_event))`)
	t.Logf("%.0f exact copies injected, %.0f not found, %.0f refused before", f[0], f[1], f[2])
	if f[2] > 0.01*f[0] {
		t.Errorf("%.0f of %.0f exact copies are not among the rows: either far too many are refused, or rows are numbered otherwise than here", f[2], f[0])
	}
	if f[0] == 0 || f[1] > 0 {
		t.Error("exact copies were not found, such as")
		examples(t, db, "SELECT c.*, m.ad_id "+pairs)
	}
	f = figures(t, db, `SELECT count(*) FILTER (ads > 1) / count(*), avg(ads) FROM (SELECT true_ad, count(DISTINCT ad_id) AS ads FROM true_row JOIN work.map_event USING (event_id) GROUP BY true_ad)`)
	g := figures(t, db, `SELECT count(*) FILTER (ads > 1) / count(*), avg(ads) FROM (SELECT ad_id, count(DISTINCT true_ad) AS ads FROM true_row JOIN work.map_event USING (event_id) GROUP BY ad_id)`)
	t.Logf("true ads that were split: %.3f %% (%.4f found per true ad); found ads that join several: %.3f %%", 100*f[0], f[1], 100*g[0])
	t.Log("why the first row of each split part is there:")
	examples(t, db, `WITH part AS (SELECT true_ad, ad_id, arg_min(why, event_id) AS why, bool_or(why = 'first') AS has_first FROM true_row JOIN work.map_event USING (event_id) GROUP BY ALL),
		split AS (SELECT true_ad FROM part GROUP BY ALL HAVING count(*) > 1)
		SELECT why, count(*) AS parts FROM part SEMI JOIN split USING (true_ad) WHERE NOT has_first GROUP BY ALL ORDER BY 2 DESC`)
}

// countsAgree compares unique ads with the truth: all together, and in each
// region over all months, within 2 %. By region and month, where a
// hundred ads move by 1 % with each, it says how far off they are.
func countsAgree(t *testing.T, db *sql.DB) {
	const compared = `(
		WITH true_cell AS (
				SELECT region_code, month, sum(ads) AS ads FROM true_count GROUP BY ALL
				UNION ALL SELECT '360000', month, sum(ads) FROM true_count GROUP BY ALL),
			found AS (
				SELECT region_code, month, count(*) AS ads FROM rel.core_ad WHERE region_code IS NOT NULL GROUP BY ALL
				UNION ALL SELECT '360000', month, count(*) FROM rel.core_ad GROUP BY ALL)
		SELECT region_code, month, t.ads AS truth, coalesce(f.ads, 0) AS found, coalesce(f.ads, 0) / t.ads - 1 AS error
		FROM true_cell t LEFT JOIN found f USING (region_code, month) WHERE t.ads > 0)`
	const regions = `(SELECT region_code, sum(truth) AS truth, sum(found) AS found, sum(found) / sum(truth) - 1 AS error FROM ` + compared + ` GROUP BY ALL)`
	f := figures(t, db, `SELECT count(*), count(*) FILTER (abs(error) <= .02) / count(*), count(*) FILTER (truth >= 100), max(abs(error)) FILTER (truth >= 100), max(abs(error)) FILTER (region_code = '360000') FROM `+compared)
	t.Logf("%.0f region-months: %.1f %% within 2 %%; of the %.0f with 100 ads or more the worst is off by %.2f %%, of the root's by %.2f %%", f[0], 100*f[1], f[2], 100*f[3], 100*f[4])
	g := figures(t, db, `SELECT max(error) FILTER (region_code = '360000'), max(abs(error)), count(*) FROM `+regions)
	t.Logf("all together %+.3f %%; of %.0f regions over all months the worst is off by %.2f %%", 100*g[0], g[2], 100*g[1])
	if g[2] == 0 || g[1] > .02 {
		t.Error("unique ads are off by more than 2 %, most in")
		examples(t, db, "FROM "+regions+" ORDER BY abs(error) DESC")
	}
}

// payPercentiles says that P25, P50 and P75 are within 2 % of the truth on
// average, and that the true ones lie in the published bounds of at least 99 of
// 100 published cells.
func payPercentiles(t *testing.T, db *sql.DB) {
	for _, p := range []string{"p25", "p50", "p75"} {
		cells := `(SELECT w.region_code, w.occupation_code, w.skill_level, w.quarter, w.` + p + `_min AS low, w.` + p + ` AS found, w.` + p + `_max AS high, t.` + p + ` AS truth, w.n_ads, w.cv,
				t.` + p + ` BETWEEN w.` + p + `_min AND w.` + p + `_max AS inside
			FROM rel.out_wage_posted w JOIN true_pay t USING (region_code, occupation_code, skill_level, quarter) WHERE w.` + p + ` IS NOT NULL)`
		f := figures(t, db, `SELECT count(*), count(*) FILTER (inside) / count(*), avg(found / truth - 1), avg(abs(found / truth - 1)), avg(found / truth - 1) FILTER (n_ads >= 200), avg(abs(found / truth - 1)) FILTER (n_ads >= 200), count(*) FILTER (n_ads >= 200) FROM `+cells)
		t.Logf("%s: %.0f published cells with a truth: mean error %+.2f %%, mean size of the error %.2f %%; of the %.0f with 200 ads %+.2f %% and %.2f %%; truth inside the bounds in %.2f %%",
			p, f[0], 100*f[2], 100*f[3], f[6], 100*f[4], 100*f[5], 100*f[1])
		if f[0] == 0 || f[2] > .02 || f[2] < -.02 {
			t.Errorf("%s is off by %.2f %% on average", p, 100*f[2])
		}
		if f[1] < .99 {
			t.Errorf("the true %s lies outside too often, such as in", p)
			examples(t, db, "FROM "+cells+" WHERE NOT inside ORDER BY n_ads DESC")
		}
	}
}

// gatesHold looks into every published form of the tables for figures of cells
// that have too few ads or employers.
func gatesHold(t *testing.T, db *sql.DB, dir string) {
	below := map[string]string{
		"out_wage_posted": "(p50 IS NOT NULL OR p50_min IS NOT NULL OR p50_smooth IS NOT NULL OR p25 IS NOT NULL OR p10 IS NOT NULL) AND NOT (n_ads >= 30 AND n_employers >= 10 AND top_share <= .5 AND cv <= .2) OR (p10 IS NOT NULL OR p90 IS NOT NULL OR p10_min IS NOT NULL OR p90_max IS NOT NULL) AND NOT (n_ads >= 50 AND n_employers >= 20)",
		"out_shortage":    "(score IS NOT NULL OR class <> 'unknown' OR rank IS NOT NULL) AND NOT (n_ads >= 30 AND n_employers >= 10 OR coalesce(vacancies, 0) + coalesce(seekers, 0) >= 30)",
		"out_catalogue":   "p50 IS NOT NULL AND NOT EXISTS (FROM rel.out_wage_posted w WHERE w.p50 IS NOT NULL AND w.occupation_code = x.occupation_code AND w.quarter = x.quarter)",
	}
	for table, where := range below {
		for _, from := range []string{
			"rel." + table,
			"read_parquet(" + duck.Quote(filepath.Join(dir, "parquet", "*"+table+".parquet")) + ")",
			"read_csv(" + duck.Quote(filepath.Join(dir, "csv", "*"+table+".csv")) + ", header = true, sample_size = -1, quote = '\"')",
		} {
			f := figures(t, db, fmt.Sprintf("SELECT count(*), count(*) FILTER (%s) FROM %s x", strings.ReplaceAll(where, "EXISTS (FROM", "EXISTS (SELECT 1 FROM"), from))
			if f[0] == 0 {
				t.Errorf("%s has no rows", from)
			}
			if f[1] > 0 {
				t.Errorf("%s: %.0f of %.0f rows are below a gate", from, f[1], f[0])
			}
		}
	}
	// The counts that gates look at are themselves recounted from the microdata.
	f := figures(t, db, `SELECT count(*), count(*) FILTER (a.ads IS DISTINCT FROM s.n_ads) FROM rel.out_shortage s
		LEFT JOIN (SELECT coalesce(region_code, '360000') AS region_code, occupation_code, quarter, count(*) AS ads FROM (
			SELECT region_code, occupation_code, quarter FROM rel.core_ad WHERE in_score AND region_code IS NOT NULL
			UNION ALL SELECT '360000', occupation_code, quarter FROM rel.core_ad WHERE in_score) GROUP BY ALL) a USING (region_code, occupation_code, quarter)
		WHERE s.n_ads > 0 AND s.fallback IS NULL`)
	t.Logf("out_shortage: %.0f counts of ads, %.0f differ from a recount of core_ad", f[0], f[1])
}
