package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongqiu/internal/duck"
	"gongqiu/release"
)

const fixtureID = "2026Q3-0123456789ab"

// makeRelease builds a release from testdata/fixture: the tables of the data
// dictionary, filled from the CSV files that exist. Columns that a file leaves
// out are NULL; the tables named last do not exist, as in an older release.
func makeRelease(t testing.TB, dataDir, id string, change func(m *release.Manifest), without ...string) {
	t.Helper()
	dir := release.Dir(dataDir, id)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	db, err := duck.Open(filepath.Join(dir, "gongqiu.duckdb"), duck.Options{Threads: 1, MemoryMB: 512})
	if err != nil {
		t.Fatal(err)
	}
	for _, tab := range release.Dictionary() {
		if slices.Contains(without, tab.Name) {
			continue
		}
		if _, err := db.Exec(tab.CreateSQL()); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", "fixture", tab.Name+".csv")
		if _, err := os.Stat(file); err != nil {
			continue
		}
		if _, err := db.Exec(fmt.Sprintf("INSERT INTO %s BY NAME SELECT * FROM read_csv(%s, all_varchar = true, nullstr = '', header = true)", tab.Name, duck.Quote(file))); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{"bureau/sim_jiangxi_catalogue_2026Q3.xlsx": "xlsx", "csv/sim_out_shortage.csv": "csv", "CHANGES.md": "changes"} {
		full := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	m := release.Manifest{ID: id, Edition: "2026Q3", DataUntil: "2026-09-30", Status: "P", PublishedAt: time.Date(2026, 10, 20, 2, 0, 0, 0, time.UTC), NextRelease: "2099-01-20",
		Simulated: "part", Issuer: "示例人力资源和社会保障局", Contact: "stat@example.org", RunID: "run-1", ProgramVersion: "test", DuckDBVersion: "1.5.5", MethodVersion: "1.0.0", Database: "gongqiu.duckdb"}
	if change != nil {
		change(&m)
	}
	err = release.WriteManifest(dir, m, func(path string) release.File {
		f := release.File{ZH: path, EN: path}
		if strings.HasPrefix(path, "bureau/") {
			f.Table, f.ZH, f.EN = "out_catalogue", "紧缺职业目录", "Catalogue"
		}
		return f
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fixtureServer serves the fixture release.
func fixtureServer(t testing.TB) *Server {
	t.Helper()
	data := t.TempDir()
	makeRelease(t, data, fixtureID, nil)
	if err := release.SetCurrent(data, fixtureID); err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{DataDir: data, Schedule: func() []ScheduleEntry {
		return []ScheduleEntry{{Source: "jx-ads", Cron: "0 3 * * 1", Next: time.Date(2026, 11, 23, 3, 0, 0, 0, shanghai)}}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// fetch asks the handler for a path.
func fetch(t testing.TB, h http.Handler, path string) (int, string, http.Header) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(context.Background(), http.MethodGet, path, nil))
	return w.Code, w.Body.String(), w.Header()
}
