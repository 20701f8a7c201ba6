package publish

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongqiu/internal/duck"
	"gongqiu/release"
)

// built is a build database with two occupations in a simulated scope and one
// surveyed wage in a real one.
func built(t *testing.T) *sql.DB {
	t.Helper()
	db, err := duck.Open("", duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, table := range release.Dictionary() {
		if _, err := db.Exec(table.CreateSQL()); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range []string{
		`CREATE TABLE int_scope (scope VARCHAR, last_quarter VARCHAR)`,
		`INSERT INTO int_scope VALUES ('jiangxi', '2026Q3'), ('cn', '2024Q3')`,
		`INSERT INTO ref_occupation (occupation_code, occupation_name) VALUES ('6-18-02-04', '焊工'), ('4-01-02-01', '营销员'), ('6-18-01-01', '=车工')`,
		`INSERT INTO meta_scope (is_simulated, scope, name, name_en, region_code, chain_version, programme, is_verified) VALUES (true, 'jiangxi', '江西省', 'Jiangxi', '360000', 'jx-14-2022', '14个产业链', true)`,
		`INSERT INTO out_catalogue (is_simulated, scope, region_code, quarter, chain_version, chain_id, chain_name, seq, occupation_code, occupation_name, skill_level, class, stars, ratio, gap_lo, gap_hi, p25, p50, p75, n_chains, prev_rank, change, driver, grade)
			VALUES (true, 'jiangxi', '360000', '2026Q3', 'jx-14-2022', 'jx-equipment', '装备制造', 1, '6-18-02-04', '焊工', -1, 'short', 4, 2.4, 680, 760, 6200, 7400, 8900, 3, 9, 'up', 'long_training', 'B')`,
		`INSERT INTO out_shortage (is_simulated, scope, region_code, occupation_code, quarter, class, score, reason_codes, n_ads, n_employers)
			VALUES (true, 'jiangxi', '360000', '6-18-02-04', '2026Q3', 'short', 2.31, NULL, 1210, 190), (true, 'jiangxi', '360000', '6-18-01-01', '2026Q3', 'unknown', NULL, 'N_ADS|N_EMP', 12, 4)`,
		`INSERT INTO out_wage_survey (is_simulated, scope, region_code, occupation_code, skill_level, stat_year, p25, p50, p75, source_document)
			VALUES (false, 'cn', '330100', '4-01-02-01', -1, 2024, 5000, 6500, 9000, '=HYPERLINK("x")')`,
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	return db
}

// write makes a release as a run does: steps write most tables, Finish the rest.
func write(ctx context.Context, db *sql.DB, data string, m release.Manifest) (err error) {
	w, err := Begin(ctx, db, data, m, 2)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	for _, s := range w.Steps("meta_check", "meta_release") {
		if err := s.Run(ctx, db); err != nil {
			return err
		}
	}
	return w.Finish(ctx, time.Date(2026, 10, 9, 8, 0, 0, 0, time.UTC), nil)
}

func manifest(id string) release.Manifest {
	return release.Manifest{ID: id, Edition: "2026Q3", DataUntil: "2026-09-30", Status: "P", Simulated: "part", MethodVersion: "1.0.0", Scopes: []release.ScopeInfo{
		{ID: "jiangxi", Name: "江西省", NameEN: "Jiangxi", Region: "360000", Simulated: true},
		{ID: "cn", Name: "全国样本", NameEN: "National sample", Region: "000000"},
	}}
}

func TestWriteMakesAReleaseThatVerifiesAndBreaksWhenAByteChanges(t *testing.T) {
	data := t.TempDir()
	m := manifest("2026Q3-0123456789ab")
	if err := write(t.Context(), built(t), data, m); err != nil {
		t.Fatal(err)
	}
	dir := release.Dir(data, m.ID)
	if problems, err := release.Verify(t.Context(), dir); err != nil || len(problems) > 0 {
		t.Fatalf("%v %v", problems, err)
	}
	r, err := release.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var comment string
	if err := r.DB.QueryRow(`SELECT comment FROM duckdb_columns() WHERE table_name = 'out_shortage' AND column_name = 'score'`).Scan(&comment); err != nil || !strings.Contains(comment, "紧缺指数") {
		t.Errorf("comment %q, %v", comment, err)
	}
	r.Close()
	if err := release.SetCurrent(data, m.ID); err != nil {
		t.Fatal(err)
	}

	path := filepath.Join(dir, "csv", "out_wage_survey.csv")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) || !bytes.Contains(text, []byte(`'=HYPERLINK`)) {
		t.Errorf("the CSV is not safe for spreadsheets: %q", text)
	}
	if _, err := os.Stat(filepath.Join(dir, "parquet", "sim_out_shortage.parquet")); err != nil {
		t.Error("simulated rows are not in a file whose name says so:", err)
	}
	text[len(text)/2] ^= 1
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	problems, err := release.Verify(t.Context(), dir)
	if err != nil || len(problems) != 1 || !strings.Contains(problems[0], "csv/out_wage_survey.csv has changed") {
		t.Errorf("%q %v", problems, err)
	}
}

func TestWriteIsDeterministic(t *testing.T) {
	var files [2]map[string]string
	for i := range files {
		data := t.TempDir()
		m := manifest("2026Q3-0123456789ab")
		if err := write(t.Context(), built(t), data, m); err != nil {
			t.Fatal(err)
		}
		written, err := release.ReadManifest(release.Dir(data, m.ID))
		if err != nil {
			t.Fatal(err)
		}
		files[i] = map[string]string{}
		for _, f := range written.Files {
			if !strings.HasSuffix(f.Path, ".duckdb") {
				files[i][f.Path] = f.SHA256
			}
		}
	}
	for path, sum := range files[0] {
		if files[1][path] != sum {
			t.Errorf("%s differs between two writes of the same tables", path)
		}
	}
	if len(files[0]) < 50 {
		t.Errorf("only %d files", len(files[0]))
	}
}

func TestBureauFilesSayWhatTheyHold(t *testing.T) {
	data := t.TempDir()
	m := manifest("2026Q3-0123456789ab")
	if err := write(t.Context(), built(t), data, m); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(release.Dir(data, m.ID), "bureau")
	book, err := excelize.OpenFile(filepath.Join(dir, "模拟数据_江西省_2026Q3_紧缺职业（工种）目录.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("数据")
	if err != nil {
		t.Fatal(err)
	}
	want := "1,装备制造,6-18-02-04,焊工,全部,★★★★,2.4,680～760,7,400（6,200～8,900）,3,9/升,数量型（长培养）,B,—,—,"
	if got := strings.Join(rows[1], ","); strings.TrimRight(got, ",") != strings.TrimRight(want, ",") {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if rows, _ := book.GetRows("证据不足名单"); len(rows) != 2 || rows[1][2] != "广告不足、企业不足（广告 12 条，企业 4 家）" {
		t.Errorf("%v", rows)
	}

	z, err := zip.OpenReader(filepath.Join(dir, "模拟数据_江西省_2026Q3_紧缺职业（工种）目录.docx"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		dec := xml.NewDecoder(bytes.NewReader(text))
		for {
			if _, err := dec.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s is not well-formed: %v", f.Name, err)
			}
		}
		if f.Name == "word/document.xml" && (!bytes.Contains(text, []byte("仅供演示，不得引用")) || !bytes.Contains(text, []byte("w:tblHeader"))) {
			t.Error("the document lacks its warning or the repeated head")
		}
	}
}

func TestChangesSayWhatMoved(t *testing.T) {
	data := t.TempDir()
	first := manifest("2026Q3-0123456789ab")
	db := built(t)
	exec := func(list ...string) {
		t.Helper()
		for _, q := range list {
			if _, err := db.Exec(q); err != nil {
				t.Fatal(err)
			}
		}
	}
	exec(`INSERT INTO meta_method VALUES ('threshold_short', '2', '分', '紧缺的分数线', 'Score of a shortage')`)
	if err := write(t.Context(), db, data, first); err != nil {
		t.Fatal(err)
	}
	db = built(t)
	exec(`INSERT INTO meta_method VALUES ('threshold_short', '1.9', '分', '紧缺的分数线', 'Score of a shortage')`,
		`UPDATE out_shortage SET class = 'severe', score = 2.6, release_id = 'x' WHERE class = 'short'`,
		`INSERT INTO out_change (is_simulated, scope, region_code, occupation_code, quarter, base_quarter, class, from_class, score, last_score, score_change, change_real, change_revision, change_method, cause, previous_release)
			VALUES (true, 'jiangxi', '360000', '6-18-02-04', '2026Q3', '2026Q2', 'severe', 'short', 2.6, 2.31, 0.5, 0.21, 0.25, 0.04, 'revision', '2026Q3-0123456789ab')`,
		`INSERT INTO out_revision (is_simulated, scope, quarter, revised_item, revised_release, previous_release, vintage_before, n_cells, mean_abs_revision, mean_revision, max_abs_revision, release_id)
			VALUES (true, 'jiangxi', '2026Q3', 'S', 'r', '2026Q3-0123456789ab', 'P', 1, 0.25, -0.25, 0.25, 'r')`)
	second := manifest("2026Q3-ba9876543210")
	second.Previous = first.ID
	if err := write(t.Context(), db, data, second); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(release.Dir(data, second.ID), "CHANGES.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| out_shortage | 2 | 2 | 0 | 0 | 1 |",
		// Of one quarter published twice the market has no part in the change.
		"- 焊工（6-18-02-04）：由“紧缺”转为“非常紧缺”，指数 2.31 → 2.60（实际 0，数据修订 +0.25，方法 +0.04）。主要因为数据修订。",
		"2026Q3 与上次发布的 2026Q3 相比，1 个职业的指数可以分解，平均变动 0.29 分：实际 0.00，数据修订 0.25，方法 0.04",
		"| 〔模拟〕江西省 | 2026Q3 | 初步 | 1 | 0.250 | −0.250 | 0.25 |",
		"| threshold_short | 2 | 1.9 | 紧缺的分数线 |",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("CHANGES.md lacks %q:\n%s", want, text)
		}
	}
	// What the rules keep, because the quarter before was revised, says so.
	from, to := 2.03, 1.77
	got := sentence(release.ClassChange{Code: "6-17-07-04", Name: "稀土冶炼工", FromClass: "watch", ToClass: "short", RevisedFrom: "short", FromScore: &from, ToScore: &to, Cause: "rule"})
	if want := "稀土冶炼工（6-17-07-04）：由“一般紧缺”转为“紧缺”，指数 2.03 → 1.77。按修订后的数据，上季应为“紧缺”，本季按列入和退出规则定为“紧缺”。"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// Two releases that do not follow each other are compared without causes.
	d, err := release.Compare(t.Context(), release.Dir(data, second.ID), release.Dir(data, first.ID))
	if err != nil {
		t.Fatal(err)
	}
	if text := Changes(d); d.Follows || strings.Contains(text, "实际") || !strings.Contains(text, "由“非常紧缺”转为“紧缺”，指数 2.60 → 2.31。") {
		t.Errorf("follows %v:\n%s", d.Follows, text)
	}
}

// The release before may come from an earlier edition of the dictionary: a table
// or a column that it lacks is not compared, and nothing fails.
func TestComparesWithAnEarlierDictionary(t *testing.T) {
	data := t.TempDir()
	first := manifest("2026Q3-0123456789ab")
	if err := write(t.Context(), built(t), data, first); err != nil {
		t.Fatal(err)
	}
	before, err := release.ReadManifest(release.Dir(data, first.ID))
	if err != nil {
		t.Fatal(err)
	}
	old, err := duck.Open(filepath.Join(release.Dir(data, first.ID), before.Database), duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"DROP TABLE out_change", "DROP TABLE out_preset", "ALTER TABLE out_catalogue DROP score_lo"} {
		if _, err := old.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	db := built(t)
	if _, err := db.Exec(`UPDATE out_catalogue SET score_lo = 2.0, ratio = 2.5`); err != nil {
		t.Fatal(err)
	}
	second := manifest("2026Q3-ba9876543210")
	second.Previous = first.ID
	if err := write(t.Context(), db, data, second); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(release.Dir(data, second.ID), "CHANGES.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "| out_catalogue | 1 | 1 | 0 | 0 | 1 |") || strings.Contains(string(text), "| out_preset |") {
		t.Errorf("%s", text)
	}
}

func TestWriteStopsWhenCancelled(t *testing.T) {
	data := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := write(ctx, built(t), data, manifest("2026Q3-0123456789ab")); err == nil {
		t.Error("wrote a release after it was cancelled")
	}
	if list, err := release.List(data); err != nil || len(list) > 0 {
		t.Errorf("%v %v", list, err)
	}
}

// A table is sorted by its key, NULL last, whether or not it was so before; what
// is in order is found to be.
func TestTablesAreInTheOrderOfTheirKeys(t *testing.T) {
	rows := []string{
		`(true, 'a', '360000', '1-01', '2026Q2')`, `(true, 'a', '360000', '1-01', NULL)`, `(true, 'a', '360100', '1-01', '2026Q1')`,
		`(true, 'a', NULL, '1-01', '2026Q1')`, `(true, 'b', '360000', '1-01', '2026Q1')`,
	}
	table, ok := release.TableByName("out_shortage")
	if !ok || strings.Join(table.Key, ",") != "scope,region_code,occupation_code,quarter" {
		t.Fatal("the test is written for another key:", table.Key)
	}
	for name, order := range map[string][]int{"in order": {0, 1, 2, 3, 4}, "one late": {0, 1, 3, 2, 4}, "backwards": {4, 3, 2, 1, 0}} {
		db := built(t)
		if _, err := db.Exec("DELETE FROM out_shortage"); err != nil {
			t.Fatal(err)
		}
		for _, i := range order {
			if _, err := db.Exec("INSERT INTO out_shortage (is_simulated, scope, region_code, occupation_code, quarter) VALUES " + rows[i]); err != nil {
				t.Fatal(err)
			}
		}
		w := &Writer{db: db}
		if got, err := w.isInOrder(t.Context(), table); err != nil || got != (name == "in order") {
			t.Errorf("%s: in order %v, %v", name, got, err)
		}
		data := t.TempDir()
		m := manifest("2026Q3-0123456789ab")
		if err := write(t.Context(), db, data, m); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(release.Dir(data, m.ID), "csv", "sim_out_shortage.csv"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
			cells := strings.SplitN(line, ",", 7)
			got = append(got, strings.Join([]string{cells[1], cells[2], cells[5]}, " "))
		}
		if want := "a 360000 2026Q2|a 360000 |a 360100 2026Q1|a  2026Q1|b 360000 2026Q1"; strings.Join(got, "|") != want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, strings.Join(got, "|"), want)
		}
	}
}

// The spreadsheet-safe form touches exactly the texts that begin like a formula.
func TestFormulasAreDisarmed(t *testing.T) {
	db := built(t)
	for text, want := range map[string]string{
		"=1": "'=1", "+86": "'+86", "-5": "'-5", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx",
		"": "", " =1": " =1", "1-01": "1-01", "(x": "(x", "A": "A", "焊工": "焊工", "a=b": "a=b",
	} {
		var got string
		if err := db.QueryRow("SELECT "+spreadsheetSafe(release.Field{Name: "x", Type: "VARCHAR"})+" FROM (SELECT ?::VARCHAR AS x)", text).Scan(&got); err != nil || got != want {
			t.Errorf("%q became %q, want %q; %v", text, got, want, err)
		}
	}
}
