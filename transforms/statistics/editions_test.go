//go:build truth

package statistics

import (
	"database/sql"
	"path/filepath"
	"testing"

	"gongqiu/internal/duck"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
	"gongqiu/transforms/shortage"
)

// edition publishes posted pay of a market whose cells lie about the gates, and
// keeps it in a file. Of the early one every fortieth ad has not arrived.
func edition(t *testing.T, id string, early bool, previous shortage.Previous) (*sql.DB, shortage.Previous) {
	t.Helper()
	db := simDB(t, 1500)
	simulate(t, db, plan{seed: 72, occupations: 40, regions: 4, adsPerCell: 34, seekers: 40, employers: 24})
	if early {
		if _, err := db.Exec("DELETE FROM int_ad WHERE ad_id % 40 = 0"); err != nil {
			t.Fatal(err)
		}
	}
	m := method.Default()
	err := models.Run(t.Context(), db, models.Options{Steps: Steps(m, Release{ID: id, Edition: "2026Q3", Previous: previous}), Variables: Variables(m, id),
		Skip: func(layer, name string) bool { return layer == models.Staging || layer == models.Core }})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), id+".duckdb")
	if _, err := db.Exec("ATTACH " + duck.Quote(file) + " AS file"); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"out_shortage", "out_shortage_evidence", "out_revision", "out_wage_posted", "meta_method"} {
		if _, err := db.Exec("CREATE TABLE file." + table + " AS FROM main." + table); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec("DETACH file"); err != nil {
		t.Fatal(err)
	}
	return db, shortage.Previous{ID: id, File: file}
}

// TestTruthOverTwoEditions attacks posted pay with two editions in hand. What the
// attacker does not know is what the second withholds and the first withheld,
// lacked, or showed of five ads more or less. No total and its parts may have
// exactly one such cell, if that one was never published.
func TestTruthOverTwoEditions(t *testing.T) {
	_, first := edition(t, "r1", true, shortage.Previous{})
	attack := func(previous shortage.Previous) (sums, open int64) {
		db, _ := edition(t, "r2", false, previous)
		if _, err := db.Exec("ATTACH " + duck.Quote(first.File) + " AS earlier (READ_ONLY)"); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if _, err := db.Exec("DETACH earlier"); err != nil {
				t.Error(err)
			}
		}()
		if _, err := db.Exec(`CREATE TABLE known AS
			SELECT g.scope, g.quarter, g.region_code, g.occupation_code, g.skill_level, g.n_ads, coalesce(o.occupation_level, 0) AS occupation_level,
				g.region_code = s.region_code AS is_root, o.conf_status <> 'F' AND (e.n_ads IS NULL OR abs(e.n_ads - g.n_ads) >= 5) AS unknown, o.conf_status <> 'F' AND e.n_ads IS NULL AS fresh
			FROM int_wage_cell g JOIN int_scope s ON g.scope = s.scope
			JOIN out_wage_posted o ON o.scope = g.scope AND o.quarter = g.quarter AND o.region_code = g.region_code AND o.occupation_code = g.occupation_code AND o.skill_level = g.skill_level
			LEFT JOIN (FROM earlier.out_wage_posted WHERE conf_status = 'F') e
				ON e.scope = g.scope AND e.quarter = g.quarter AND e.region_code = g.region_code AND e.occupation_code = g.occupation_code AND e.skill_level = g.skill_level`); err != nil {
			t.Fatal(err)
		}
		for _, parts := range []string{
			"NOT p.is_root AND p.occupation_code = w.occupation_code AND p.skill_level = -1",
			"p.is_root AND p.occupation_code = w.occupation_code AND p.skill_level >= 0",
			"p.is_root AND p.skill_level = -1 AND p.occupation_level = w.occupation_level + 1 AND (w.occupation_code = '' OR starts_with(p.occupation_code, w.occupation_code || '-'))",
		} {
			found := `SELECT any_value(w.unknown)::INTEGER + count(*) FILTER (WHERE p.unknown) AS unknown, any_value(w.fresh) OR bool_or(p.fresh) AS fresh, any_value(w.n_ads) - sum(p.n_ads) AS rest
				FROM known w JOIN known p ON p.scope = w.scope AND p.quarter = w.quarter AND ` + parts + `
				WHERE w.is_root AND w.skill_level = -1 GROUP BY w.scope, w.quarter, w.occupation_code`
			sums += count(t, db, "SELECT count(*) FROM ("+found+")")
			open += count(t, db, "SELECT count(*) FROM ("+found+") WHERE unknown = 1 AND fresh AND rest < 5")
		}
		return sums, open
	}
	_, without := attack(shortage.Previous{})
	sums, with := attack(first)
	t.Logf("of %d sums %d give a cell away that was never published; %d without regard to the edition before", sums, with, without)
	if with > 0 || sums < 500 {
		t.Errorf("%d of %d sums (at least 500) give a cell away", with, sums)
	}
}
