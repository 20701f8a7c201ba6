package release

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongqiu/internal/duck"
)

// A release whose checksums are right but whose files do not hold what the
// manifest says does not verify.
func TestVerifyTablesCountsRows(t *testing.T) {
	write := func(inDatabase, inParquet int) string {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "parquet"), 0o755); err != nil {
			t.Fatal(err)
		}
		db, err := duck.Open(filepath.Join(dir, "gongqiu.duckdb"), duck.Options{Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range []string{
			fmt.Sprintf("CREATE TABLE meta_step AS SELECT range AS n FROM range(%d)", inDatabase),
			fmt.Sprintf("COPY (SELECT range AS n FROM range(%d)) TO %s (FORMAT parquet)", inParquet, duck.Quote(filepath.Join(dir, "parquet", "meta_step.parquet"))),
		} {
			if _, err := db.Exec(q); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		m := Manifest{ID: "2026Q3-0123456789ab", Database: "gongqiu.duckdb", Tables: []TableInfo{{Name: "meta_step", Rows: 3}}}
		if err := WriteManifest(dir, m, func(path string) File {
			if strings.HasPrefix(path, "parquet/") {
				return File{Table: "meta_step", Rows: 3}
			}
			return File{}
		}); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	for _, c := range []struct {
		inDatabase, inParquet int
		want                  string
	}{
		{3, 3, ""},
		{0, 3, "table meta_step has 0 rows, the manifest says 3"},
		{3, 2, "parquet/meta_step.parquet has 2 rows, the manifest says 3|the Parquet files of table meta_step have 2 rows, the manifest says 3"},
	} {
		problems, err := Verify(t.Context(), write(c.inDatabase, c.inParquet))
		if err != nil || strings.Join(problems, "|") != c.want {
			t.Errorf("%d rows in the database, %d in Parquet: %q, %v", c.inDatabase, c.inParquet, problems, err)
		}
	}
	dir := write(3, 3)
	if err := os.WriteFile(filepath.Join(dir, "stray"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "parquet", "meta_step.parquet")); err != nil {
		t.Fatal(err)
	}
	problems, err := Verify(t.Context(), dir)
	if err != nil || strings.Join(problems, "|") != "parquet/meta_step.parquet is missing|stray is not listed in SHA256SUMS" {
		t.Errorf("%q %v", problems, err)
	}
}
