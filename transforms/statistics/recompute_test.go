package statistics

import (
	"database/sql"
	"fmt"
	"math"
	"strings"
	"testing"
)

// asRelease adds what the release holds besides: views of core_ad,
// core_chain_weight, core_seeker and meta_scope on the simulated tables.
func asRelease(t testing.TB, db *sql.DB) {
	t.Helper()
	for _, q := range []string{
		"CREATE VIEW core_ad AS SELECT scope, ad_id, occupation_code, occupation_level, region_code, chain_key, employer_key, headcount AS ad_headcount, month, quarter, n_events, n_spells, in_score FROM int_ad",
		"CREATE VIEW core_chain_weight AS FROM int_chain_weight",
		"CREATE VIEW core_seeker AS FROM int_seeker",
		"CREATE VIEW meta_scope AS FROM int_scope",
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPublishedFiguresComeBackFromTheFile runs the queries of meta_query on
// samples of the published rows.
func TestPublishedFiguresComeBackFromTheFile(t *testing.T) {
	db := shared(t)
	for _, c := range []struct {
		query, sample string
		params        []string // names of the sample's first columns
		figures       []string // columns that must agree
	}{
		{"demand", "SELECT scope, month, region_code AS region, occupation_code AS occupation, events, ads, spells, headcount, n_employers FROM out_demand WHERE chain_id = ''", []string{"scope", "month", "region", "occupation"}, []string{"events", "ads", "spells", "headcount", "n_employers"}},
		{"demand_chain", "SELECT scope, month, region_code AS region, occupation_code AS occupation, chain_id AS chain, headcount, headcount_additive FROM out_demand WHERE chain_id <> ''", []string{"scope", "month", "region", "occupation", "chain"}, []string{"headcount", "headcount_additive"}},
		{"chain_occupation", "SELECT scope, quarter, region_code AS region, occupation_code AS occupation, chain_id AS chain, chain_version AS version, headcount, share_of_occupation FROM out_chain_occupation WHERE chain_id <> 'OTHER'", []string{"scope", "quarter", "region", "occupation", "chain", "version"}, []string{"headcount", "share_of_occupation"}},
		{"shortage_score", "SELECT scope, region_code AS region, occupation_code AS occupation, quarter, score FROM out_shortage WHERE score IS NOT NULL", []string{"scope", "region", "occupation", "quarter"}, []string{"score"}},
		{"shortage_counts", "SELECT scope, fallback_region_code AS region, fallback_occupation_code AS occupation, quarter, n_ads, n_employers, headcount FROM out_shortage WHERE score IS NOT NULL", []string{"scope", "region", "occupation", "quarter"}, []string{"n_ads", "n_employers", "headcount"}},
		{"shortage_ratio", "SELECT scope, region_code AS region, occupation_code AS occupation, quarter, vacancies, seekers, ratio FROM out_shortage WHERE fallback IN ('unit_child', 'unit_root') AND region_code = fallback_region_code", []string{"scope", "region", "occupation", "quarter"}, []string{"vacancies", "seekers", "ratio"}},
		{"shortage_preset", "SELECT scope, region_code AS region, occupation_code AS occupation, quarter, preset, preset_score FROM out_preset", []string{"scope", "region", "occupation", "quarter", "preset"}, []string{"preset_score"}},
		{"chain_history", "SELECT scope, region_code AS region, quarter, chain_version AS version, chain_id AS chain, headcount, headcount_additive, share_additive FROM out_chain_history WHERE chain_id <> 'OTHER'", []string{"scope", "region", "quarter", "version", "chain"}, []string{"headcount", "headcount_additive", "share_additive"}},
		{"wage_posted", "SELECT scope, quarter, region_code AS region, occupation_code AS occupation, skill_level, n_ads, p25, p50, p75 FROM out_wage_posted WHERE p50 IS NOT NULL", []string{"scope", "quarter", "region", "occupation", "skill_level"}, []string{"n_ads", "p25", "p50", "p75"}},
		{"wage_calibration", "SELECT scope, region_code AS region, occupation_code AS occupation, stat_year AS year, factor, posted_p50, survey_p50 FROM out_wage_calibration", []string{"scope", "region", "occupation", "year"}, []string{"factor", "posted_p50", "survey_p50"}},
		{"demand_change", `SELECT a.scope, a.region_code AS region, a.chain_id AS chain, a.occupation_code AS occupation, b.month AS month_before, a.month, a.headcount_adjusted / b.headcount_adjusted - 1 AS change
			FROM out_demand a JOIN out_demand b ON a.scope = b.scope AND a.region_code = b.region_code AND a.chain_id = b.chain_id AND a.occupation_code = b.occupation_code AND a.month = '2026-03' AND b.month = '2025-03'
			WHERE b.headcount_adjusted > 0`, []string{"scope", "region", "chain", "occupation", "month_before", "month"}, []string{"change"}},
		{"catalogue", "SELECT scope, region_code AS region, quarter, count(*) AS n, sum(score) AS score, min(occupation_code || class) AS first, max(occupation_code || class) AS last FROM out_catalogue WHERE chain_id = '' GROUP BY ALL",
			[]string{"scope", "region", "quarter"}, []string{"n", "score", "first", "last"}},
	} {
		t.Run(c.query, func(t *testing.T) {
			var query string
			if err := db.QueryRow("SELECT sql FROM meta_query WHERE name = ?", c.query).Scan(&query); err != nil {
				t.Fatal(err)
			}
			samples := table(t, db, "SELECT * FROM ("+c.sample+") USING SAMPLE 60 (reservoir, 3)")
			least := 20
			if c.query == "wage_calibration" { // a row a sub-major group
				least = 2
			}
			if len(samples) < least {
				t.Fatalf("only %d rows to compare", len(samples))
			}
			for _, row := range samples {
				text := query
				for _, name := range c.params {
					literal := "'" + row[name].(string) + "'"
					if name == "skill_level" || name == "year" {
						literal = row[name].(string)
					}
					text = strings.ReplaceAll(text, "$"+name, literal)
				}
				if c.query == "catalogue" { // a list: compare it as a whole
					text = "SELECT count(*) AS n, sum(score) AS score, min(occupation_code || class) AS first, max(occupation_code || class) AS last FROM (" + text + ")"
				}
				found := table(t, db, text)[0]
				for _, f := range c.figures {
					a, b := toNumber(row[f]), toNumber(found[f])
					if (f == "first" || f == "last") && row[f] != found[f] {
						t.Errorf("%v: %s is %v from the file", row, f, found[f])
					}
					if math.Abs(a-b) > 1e-9*math.Max(1, math.Abs(a)) {
						t.Errorf("%v: %s is %v in the table and %v from the file", row, f, a, b)
					}
				}
			}
		})
	}
}

// table reads a result; every value is text, NULL is nil.
func table(t testing.TB, db *sql.DB, query string) []map[string]any {
	t.Helper()
	rows, err := db.Query("SELECT COLUMNS(*)::VARCHAR FROM (" + query + ")")
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	names, _ := rows.Columns()
	var list []map[string]any
	for rows.Next() {
		cells := make([]sql.NullString, len(names))
		into := make([]any, len(names))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := map[string]any{}
		for i, n := range names {
			if cells[i].Valid {
				row[n] = cells[i].String
			} else {
				row[n] = nil
			}
		}
		list = append(list, row)
	}
	return list
}

func toNumber(v any) float64 {
	var x float64
	if s, ok := v.(string); ok {
		fmt.Sscan(s, &x)
	}
	return x
}
