package statistics

import (
	"database/sql"
	"fmt"
	"math"
	"path/filepath"
	"testing"

	"gongqiu/internal/duck"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
	"gongqiu/transforms/shortage"
)

var changePlan = plan{seed: 71, occupations: 24, regions: 2, adsPerCell: 45, seekers: 80, employers: 24, coding: 0.05}

// asOf takes from the simulated data what had not arrived when 2026Q2 was
// published: the next quarter, and every tenth ad of 2026Q2.
func asOf2026Q2(t *testing.T, db *sql.DB) {
	t.Helper()
	for _, q := range []string{
		"DELETE FROM int_ad WHERE quarter > '2026Q2' OR quarter = '2026Q2' AND ad_id % 10 = 0",
		"DELETE FROM int_seeker WHERE quarter > '2026Q2'", "DELETE FROM int_training WHERE quarter > '2026Q2'",
		"UPDATE int_scope SET last_quarter = '2026Q2', last_month = '2026-06'",
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
}

// published runs the statistics on the simulated market and keeps what a later
// release reads of it in a file.
func published(t *testing.T, id string, m *method.Method, coder string, early bool, previous shortage.Previous) (*sql.DB, shortage.Previous) {
	t.Helper()
	db := simDB(t, 1500)
	simulate(t, db, changePlan)
	if early {
		asOf2026Q2(t, db)
	}
	for _, q := range []string{
		"CREATE TABLE meta_file AS SELECT 'ads' AS source_id, 'ads.csv' AS file, '" + fmt.Sprint(early) + "' AS sha256, '' AS mapping",
		"CREATE TABLE meta_decision (title VARCHAR, occupation_code VARCHAR, author VARCHAR, decided_on VARCHAR)",
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	r := Release{ID: id, Edition: "2026Q3", Previous: previous, Parts: []method.Part{{Key: method.PartCoder, Version: coder, ZH: "编码器", EN: "Coder"}}}
	err := models.Run(t.Context(), db, models.Options{Steps: Steps(m, r), Variables: Variables(m, id),
		Skip: func(layer, name string) bool { return layer == models.Staging || layer == models.Core }})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), id+".duckdb")
	if _, err := db.Exec("ATTACH " + duck.Quote(file) + " AS file"); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"out_shortage", "out_shortage_evidence", "out_revision", "out_wage_posted", "meta_method", "meta_file", "meta_decision"} {
		if _, err := db.Exec("CREATE TABLE file." + table + " AS FROM main." + table); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec("DETACH file"); err != nil {
		t.Fatal(err)
	}
	return db, shortage.Previous{ID: id, File: file}
}

// worst is the largest value of an expression over out_change joined with
// another database's out_shortage, 0 without rows, and how many rows there are.
func worst(t *testing.T, db *sql.DB, expression, rest string) (largest float64, rows int64) {
	t.Helper()
	if err := db.QueryRow("SELECT coalesce(max(abs("+expression+")), 0), count("+expression+") FROM "+rest).Scan(&largest, &rows); err != nil {
		t.Fatal(err)
	}
	return largest, rows
}

// TestChangeSplit publishes one market three times: as of 2026Q2; with late ads
// and one more quarter; and the latter by other constants. The parts of every
// change must add up, and each part must be the difference that it is said to be.
// Quarters before 2026 have too short a reference to be compared.
func TestChangeSplit(t *testing.T) {
	m := method.Default()
	_, first := published(t, "r1", m, "c1", true, shortage.Previous{})
	second, kept := published(t, "r2", m, "c1", false, first)
	attach := func(db *sql.DB, name string, p shortage.Previous) {
		if _, err := db.Exec("ATTACH " + duck.Quote(p.File) + " AS " + name + " (READ_ONLY)"); err != nil {
			t.Fatal(err)
		}
	}
	const sum = "change_real + coalesce(change_revision, 0) + coalesce(change_method, 0) + coalesce(change_unseparated, 0) - score_change"
	near := func(name string, db *sql.DB, expression, rest string, least int64) {
		t.Helper()
		if d, n := worst(t, db, expression, rest); d > 1e-9 || n < least {
			t.Errorf("%s: off by %g over %d rows (at least %d are expected)", name, d, n, least)
		}
	}
	some := func(name string, db *sql.DB, expression, rest string) {
		t.Helper()
		if d, n := worst(t, db, expression, rest); d < 0.01 {
			t.Errorf("%s: at most %g over %d rows; the test proves little", name, d, n)
		}
	}

	near("parts of a new edition", second, sum, "out_change", 140)
	near("without a new method there is no method part", second, "change_method", "out_change", 140)
	attach(second, "r1", first)
	const same = "out_change c JOIN r1.out_shortage o USING (scope, region_code, occupation_code, quarter) WHERE c.change_real IS NOT NULL"
	near("revision of a quarter that was out", second, "c.change_revision - (c.score - o.score)", same, 70)
	some("late ads move scores of 2026Q2", second, "c.change_revision", same+" AND quarter = '2026Q2'")
	const next = `out_change c JOIN out_shortage b ON b.scope = c.scope AND b.region_code = c.region_code AND b.occupation_code = c.occupation_code AND b.quarter = c.base_quarter
		JOIN r1.out_shortage o ON o.scope = c.scope AND o.region_code = c.region_code AND o.occupation_code = c.occupation_code AND o.quarter = c.base_quarter
		WHERE c.quarter = '2026Q3' AND c.change_real IS NOT NULL`
	near("real change of the new quarter", second, "c.change_real - (c.score - b.score)", next, 20)
	near("revision below the new quarter", second, "c.change_revision - (b.score - o.score)", next, 20)
	some("the market moves", second, "c.change_real", next)
	if n := count(t, second, "SELECT count(*) FROM out_revision WHERE revised_item = 'S' AND quarter = '2026Q2' AND vintage_before = 'P' AND mean_abs_revision > 0 AND n_cells > 10"); n != 1 {
		t.Errorf("%d rows on the revision of 2026Q2, want 1", n)
	}

	// Other constants and a late decision: running the old constants again gives
	// the old figures back, and all of the change is method.
	if _, err := second.Exec("ATTACH " + duck.Quote(kept.File) + " AS again; INSERT INTO again.meta_decision VALUES ('x', '6-18-02-04', '1', '2026-11-01'); DETACH again"); err != nil {
		t.Fatal(err)
	}
	other := m.With(map[string]float64{"weight_t": 0.4, "min_ads": 40, "density_quarters": 4})
	third, _ := published(t, "r3", other, "c1", false, kept)
	attach(third, "r2", kept)
	near("parts under new constants", third, sum, "out_change", 140)
	near("the old constants give the old scores", third, "c.score - o.score", "int_rescored c JOIN r2.out_shortage o USING (scope, region_code, occupation_code, quarter)", 200)
	near("no revision without new data", third, "change_revision", "out_change", 140)
	some("new weights move scores", third, "change_method", "out_change")
	if n := count(t, third, "SELECT count(*) FROM out_revision WHERE revised_release = 'r2' AND release_id = 'r3'"); n == 0 {
		t.Error("the revisions that r2 measured are not carried on")
	}

	// From the same deliveries a release of whatever method revises nothing.
	_, sameData := published(t, "r5", m, "c1", false, first)
	fifth, _ := published(t, "r6", other, "c2", false, sameData)
	near("parts from the same deliveries", fifth, sum, "out_change", 140)
	near("nothing is revised", fifth, "change_revision", "out_change", 140)
	some("all of it is method", fifth, "change_method", "out_change")

	// Another coder cannot be undone: revision and method stay together.
	fourth, _ := published(t, "r4", m, "c2", false, first)
	near("parts under another coder", fourth, sum, "out_change", 140)
	if n := count(t, fourth, "SELECT count(*) FROM out_change WHERE change_real IS NOT NULL AND (change_revision IS NOT NULL OR change_method IS NOT NULL OR change_unseparated IS NULL OR NOT contains(split_codes, 'CODER'))"); n > 0 {
		t.Errorf("%d changes are split although the coder is another one", n)
	}
}

// TestScoresBelongToTheirVersion holds the scores of a small market against
// shortage.Version: if they change, so must the version, or later releases
// would take the change of the program for news.
func TestScoresBelongToTheirVersion(t *testing.T) {
	var n int64
	var sum, squares float64
	if err := shared(t).QueryRow("SELECT count(score), sum(score), sum(score * score) FROM out_shortage").Scan(&n, &sum, &squares); err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%s: %d scores, %.3f, %.3f", shortage.Version, n, math.Abs(sum), squares)
	if want := scoresOfVersion; got != want {
		t.Errorf("found %q, expected %q: raise shortage.Version and note the new sums here", got, want)
	}
}

const scoresOfVersion = "1: 1280 scores, 1867.175, 3137.369"
