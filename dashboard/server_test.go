package dashboard

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gongqiu/release"
)

func TestNoReleaseSaysHowToMakeOne(t *testing.T) {
	s, err := New(Options{DataDir: t.TempDir(), BasePath: "/gongqiu/"})
	if err != nil {
		t.Fatal(err)
	}
	h := s.Handler()
	code, body, _ := fetch(t, h, "/gongqiu/")
	if code != http.StatusServiceUnavailable || !strings.Contains(body, "gongqiu demo") {
		t.Errorf("%d %s", code, body)
	}
	if code, _, _ := fetch(t, h, "/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("readyz: %d", code)
	}
	if code, _, _ := fetch(t, h, "/healthz"); code != http.StatusOK {
		t.Errorf("healthz: %d", code)
	}
	if code, _, head := fetch(t, h, "/"); code != http.StatusFound || head.Get("Location") != "/gongqiu/" {
		t.Errorf("root: %d %v", code, head)
	}
}

// A new release shows without a restart, the old one by name, and a broken one
// leaves the current in place.
func TestSwapsToANewRelease(t *testing.T) {
	data := t.TempDir()
	makeRelease(t, data, fixtureID, nil)
	if err := release.SetCurrent(data, fixtureID); err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{DataDir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	h := s.Handler()
	if _, body, _ := fetch(t, h, "/"); !strings.Contains(body, fixtureID) {
		t.Fatal("the first release is not shown")
	}
	held, err := s.library.take(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	const next = "2026Q4-aaaaaaaaaaaa"
	makeRelease(t, data, next, func(m *release.Manifest) { m.Edition, m.Status = "2026Q4", "R" })
	if err := release.SetCurrent(data, next); err != nil {
		t.Fatal(err)
	}
	if _, body, _ := fetch(t, h, "/"); !strings.Contains(body, next) || !strings.Contains(body, "修订 R") {
		t.Error("the new release is not shown")
	}
	if err := held.DB.Ping(); err != nil {
		t.Errorf("the old release closed while a request held it: %v", err)
	}
	s.library.give(held)
	if err := held.DB.Ping(); err == nil {
		t.Error("the old release did not close after its last request")
	}
	if _, body, _ := fetch(t, h, "/?rel="+fixtureID); !strings.Contains(body, "正在看往期") || !strings.Contains(body, fixtureID) {
		t.Error("the past release is not shown by name")
	}
	if code, body, _ := fetch(t, h, "/?rel=../../etc"); code != http.StatusOK || !strings.Contains(body, next) {
		t.Errorf("a wrong release id: %d", code)
	}
	time.Sleep(10 * time.Millisecond)
	if err := os.WriteFile(filepath.Join(data, "current.json"), []byte(`{"release":"2027Q1-bbbbbbbbbbbb"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, body, _ := fetch(t, h, "/"); code != http.StatusOK || !strings.Contains(body, next) {
		t.Errorf("a missing release took the current one away: %d", code)
	}
}

func TestTwins(t *testing.T) {
	h := fixtureServer(t).Handler()
	code, body, head := fetch(t, h, "/occ/6-18-02-04.csv?fig=evidence")
	if code != 200 || !strings.Contains(head.Get("Content-Disposition"), `filename="sim_occ_6-18-02-04_evidence_360000_2026Q3_`) {
		t.Fatalf("%d %v", code, head)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if rows[0][0] != "is_simulated" || rows[1][0] != "true" || len(rows) != 12 {
		t.Errorf("head %v, %d rows", rows[0], len(rows))
	}
	code, body, _ = fetch(t, h, "/home.json")
	var home struct {
		OK          bool             `json:"ok"`
		IsSimulated bool             `json:"is_simulated"`
		Quarter     string           `json:"quarter"`
		Rows        []map[string]any `json:"rows"`
	}
	if err := json.Unmarshal([]byte(body), &home); err != nil || code != 200 {
		t.Fatalf("%d %v", code, err)
	}
	if !home.OK || !home.IsSimulated || home.Quarter != "2026Q3" || len(home.Rows) != 10 || home.Rows[1]["score"] != 2.31 || home.Rows[1]["score_lo"] != 2.05 || home.Rows[9]["score"] != nil {
		t.Errorf("%+v", home)
	}
	for path, want := range map[string]int{"/occ/9-99.csv": 404, "/occ/9-99.json": 404, "/home.csv?fig=nothing": 404, "/catalogue.csv": 200, "/en/wages.json?basis=survey": 200, "/quality.json": 200, "/review/titles.csv": 200, "/en/review/titles.json?fig=clusters": 200, "/review/titles.csv?fig=decisions": 200, "/downloads.csv?fig=dictionary": 200} {
		if code, body, head := fetch(t, h, path); code != want || strings.Contains(head.Get("Content-Type"), "html") {
			t.Errorf("%s: %d %s %.80s", path, code, head.Get("Content-Type"), body)
		}
	}
}

func TestFilesOfARelease(t *testing.T) {
	h := fixtureServer(t).Handler()
	base := "/files/" + fixtureID + "/"
	for path, want := range map[string]int{"CHANGES.md": 200, "gongqiu.duckdb": 200, "manifest.json": 200, "SHA256SUMS": 200, "csv/sim_out_shortage.csv": 200, "nothing": 404, "../current.json": 404, "%2e%2e/current.json": 404} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, base+path, nil))
		if w.Code == http.StatusTemporaryRedirect || w.Code == http.StatusMovedPermanently {
			continue // the mux cleaned the path away from the release
		}
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	q := httptest.NewRequest(http.MethodGet, base+"gongqiu.duckdb", nil)
	q.Header.Set("Range", "bytes=0-15")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, q)
	if w.Code != http.StatusPartialContent || w.Body.Len() != 16 {
		t.Errorf("range: %d, %d bytes", w.Code, w.Body.Len())
	}
}

func TestUnchangedPagesAreNotSentAgain(t *testing.T) {
	h := fixtureServer(t).Handler()
	_, _, head := fetch(t, h, "/occ")
	q := httptest.NewRequest(http.MethodGet, "/occ", nil)
	q.Header.Set("If-None-Match", head.Get("ETag"))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, q)
	if w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("%d, %d bytes", w.Code, w.Body.Len())
	}
	q.Header.Del("If-None-Match")
	q.Header.Set("Accept-Encoding", "gzip")
	w = httptest.NewRecorder()
	h.ServeHTTP(w, q)
	if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 100_000 {
		t.Errorf("%v, %d bytes", w.Header(), w.Body.Len())
	}
}

func TestOnlyReading(t *testing.T) {
	h := fixtureServer(t).Handler()
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, "/occ", nil))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
}

// Hostile values in the address come back escaped or not at all.
func TestHostileAddresses(t *testing.T) {
	h := fixtureServer(t).Handler()
	for _, p := range []string{"/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/?region=%22%3E%3Cimg%20src=x%3E", "/occ/%3Cb%3E", "/chain/';DROP%20TABLE%20x", "/occ?chain=' OR 1=1--"} {
		code, body, _ := fetch(t, h, strings.ReplaceAll(p, " ", "%20"))
		if code >= 500 || strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") || strings.Contains(body, "<b></title>") {
			t.Errorf("%s: %d", p, code)
		}
	}
}

func TestCacheDropsTheOldest(t *testing.T) {
	c := newCache(3 * (1000 + 256 + 1))
	for _, k := range []string{"a", "b", "c"} {
		c.put(k, &reply{body: make([]byte, 1000)})
	}
	c.get("a")
	c.put("d", &reply{body: make([]byte, 1000)})
	if c.get("b") != nil || c.get("a") == nil || c.get("d") == nil {
		t.Error("the reply unused longest did not go")
	}
}

func TestManyReadersAtOnce(t *testing.T) {
	h := fixtureServer(t).Handler()
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for k := range 6 {
				path := paths[(i*6+k)%len(paths)]
				if code, _, _ := fetch(t, h, path); code != 200 {
					t.Errorf("%s: %d", path, code)
				}
			}
		})
	}
	wg.Wait()
}

func TestSearchFindsByNameTradeCodeAndSound(t *testing.T) {
	h := fixtureServer(t).Handler()
	for q, want := range map[string]string{"焊工": "6-18-02-04", "电焊": "6-18-02-04", "6180204": "6-18-02-04", "6-18-02": "6-18-02-04", "hangong": "6-18-02-04", "HG": "6-18-02-04", "ｈｇ": "6-18-02-04", "装备": "equip", "ganzhou": "360700"} {
		_, body, _ := fetch(t, h, "/suggest?q="+q)
		var answer struct{ Items []struct{ Code, Href string } }
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		if len(answer.Items) == 0 || answer.Items[0].Code != want {
			t.Errorf("%s: %s, want %s first", q, body, want)
		}
	}
	if _, body, _ := fetch(t, h, "/search?q=焊土"); !strings.Contains(body, "/occ/6-18-02-04") {
		t.Error("one wrong character: the near name is not offered")
	}
}

func TestOneTypo(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"焊工", "焊工", true}, {"焊土", "焊工", true}, {"焊", "焊工", true}, {"电焊工", "焊工", true}, {"木工", "焊接", false}, {"焊", "电焊工", false}} {
		if got := oneTypo([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("oneTypo(%s, %s) = %v", c.a, c.b, got)
		}
	}
}

func TestCSVIsSafeInSpreadsheets(t *testing.T) {
	tab := &table{Cols: []col{{Name: "a"}, {Head: "screen"}, {Name: "b"}}}
	tab.add(cell{V: "=1+1"}, cell{Text: "x"}, cell{V: Num{}})
	tab.add(cell{V: "@x"}, cell{}, cell{V: some(-1.5)})
	var b strings.Builder
	if err := tab.writeCSV(&b); err != nil {
		t.Fatal(err)
	}
	if want := "\ufeffa,b\n'=1+1,\n'@x,-1.5\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestQueriesShowTheirValues(t *testing.T) {
	q := ask(`SELECT * FROM t WHERE a = ? AND n > ?`, "O'Brien", 3)
	if want := "SELECT * FROM t WHERE a = 'O''Brien' AND n > 3;"; q.String() != want {
		t.Errorf("got %s", q)
	}
}

// What a figure shows as its SQL runs on the released file and gives the rows
// of the figure.
func TestShownSQLRuns(t *testing.T) {
	s := fixtureServer(t)
	h := s.Handler()
	e, err := s.library.take(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer s.library.give(e)
	for _, p := range []string{"/home.json", "/occ/6-18-02-04.json", "/catalogue.json", "/chains.json", "/quality.json", "/wages.json", "/review/titles.json", "/compare.json?a=6-18-02-04@360700&b=6-18-01-07"} {
		_, body, _ := fetch(t, h, p)
		var page struct {
			SQL  string           `json:"sql"`
			Rows []map[string]any `json:"rows"`
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := e.DB.QueryRow("SELECT count(*) FROM (" + strings.TrimSuffix(page.SQL, ";") + ")").Scan(&n); err != nil || n == 0 {
			t.Errorf("%s: %d rows, %v", p, n, err)
		}
	}
}

func BenchmarkPages(b *testing.B) {
	s := fixtureServer(b)
	h := s.Handler()
	for _, p := range []string{"/", "/occ", "/occ/6-18-02-04", "/catalogue", "/quality"} {
		b.Run("cold"+p, func(b *testing.B) {
			for b.Loop() {
				e, err := s.library.take(b.Context(), "")
				if err != nil {
					b.Fatal(err)
				}
				e.cache = newCache(0)
				s.library.give(e)
				fetch(b, h, p)
			}
		})
		b.Run("cached"+p, func(b *testing.B) {
			for b.Loop() {
				fetch(b, h, p)
			}
		})
	}
}

func TestSnake(t *testing.T) {
	for name, want := range map[string]string{"ScoreLo": "score_lo", "NAds": "n_ads", "ChainID": "chain_id", "P50Min": "p50_min", "P10": "p10", "SQL": "sql", "Sha256": "sha256", "F90": "f90", "NEmployers": "n_employers"} {
		if got := snake(name); got != want {
			t.Errorf("snake(%s) = %s, want %s", name, got, want)
		}
	}
}
