package wage

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"gongqiu/internal/duck"
	"gongqiu/release"
	"gongqiu/transforms/method"
)

func open(t *testing.T, path string, statements ...string) *sql.DB {
	t.Helper()
	db, err := duck.Open(path, duck.Options{MemoryMB: 300})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return db
}

// Three regions of one occupation, the first under the gate. Without a past the
// second, smaller than the third, covers it. Once the last release has published
// the second, the third must.
func TestStepRemembersTheLastRelease(t *testing.T) {
	posted, _ := release.TableByName("out_wage_posted")
	file := filepath.Join(t.TempDir(), "last.duckdb")
	last := open(t, file, posted.CreateSQL(), `INSERT INTO out_wage_posted BY NAME SELECT * FROM (VALUES
		('jx', '2026Q3', '360000', '6-18-02-04', -1, 151, 'F'), ('jx', '2026Q3', '360200', '6-18-02-04', -1, 58, 'F'), ('jx', '2026Q3', '360300', '6-18-02-04', -1, NULL, 'D')
		) v(scope, quarter, region_code, occupation_code, skill_level, n_ads, conf_status)`)
	if err := last.Close(); err != nil {
		t.Fatal(err)
	}
	db := open(t, "",
		"CREATE TABLE int_scope AS SELECT 'jx' AS scope, '360000' AS region_code",
		`CREATE TABLE int_wage_cell AS SELECT * FROM (VALUES
			('jx', '2026Q3', '360000', '6-18-02-04', -1, 150, ''), ('jx', '2026Q3', '360100', '6-18-02-04', -1, 20, 'N_ADS'),
			('jx', '2026Q3', '360200', '6-18-02-04', -1, 60, ''), ('jx', '2026Q3', '360300', '6-18-02-04', -1, 70, '')
			) v(scope, quarter, region_code, occupation_code, skill_level, n_ads, reasons)`)
	for previous, want := range map[string]string{"": "360200", file: "360300"} {
		if err := SecondaryStep(method.Default(), previous).Run(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		var got string
		if err := db.QueryRow("SELECT string_agg(region_code, ' ' ORDER BY region_code) FROM int_wage_secondary").Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("after %q: withheld %s, want %s", filepath.Base(previous), got, want)
		}
	}
	err := SecondaryStep(method.Default(), filepath.Join(t.TempDir(), "gone.duckdb")).Run(t.Context(), db)
	if err == nil || !strings.Contains(err.Error(), "gone.duckdb") {
		t.Errorf("a release that is not there: %v", err)
	}
}
