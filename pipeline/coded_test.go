package pipeline

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongqiu/internal/config"
	"gongqiu/internal/duck"
	"gongqiu/release"
)

const codedConfig = `scopes: [{id: jx, name: 江西省, region: "360000"}]
sources:
  - {id: ads, scope: jx, kind: posting, files: inbox/招聘*.csv}
  - {id: seekers, scope: jx, kind: seeker, files: inbox/求职*.csv}
  - {id: training, scope: jx, kind: training, files: inbox/培训*.csv}
  - {id: wages, scope: jx, kind: wage, files: inbox/工资*.csv}
`

// Rows of postings and of official tables are coded by the first run that sees
// them. A later run reads them back, and publishes what a run from nothing does.
func TestDeliveriesAreCodedOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("makes releases")
	}
	dir := t.TempDir()
	write := func(name string, lines ...string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	remove := func(names ...string) {
		t.Helper()
		for _, name := range names {
			if err := os.RemoveAll(filepath.Join(dir, "data", name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	write("gongqiu.yaml", codedConfig)
	ads := []string{"编号,职位名称,公司名称,工作地点,薪资,发布日期"}
	for i := range 40 {
		ads = append(ads, fmt.Sprintf("%d,%s,企业%d有限公司,南昌市,6000-8000元/月,2026-0%d-28", i, []string{"焊工", "会计"}[i%2], i%7, 4+i%6))
	}
	write("inbox/招聘.csv", ads...)
	write("inbox/求职1.csv", "地区,职业名称,季度,需求人数,求职人数", "南昌市,焊工,2026年第3季度,10,20", "火星,焊工,2026年第3季度,1,2")
	write("inbox/培训.csv", "地区,职业名称,技能等级,季度,类别,人数", "南昌市,焊工,高级工,2026年第3季度,技能等级证书,7")
	write("inbox/工资.csv", "地区,职业名称,年份,P10,P25,P50,P75,P90,单位,数据来源", "江西省,焊工,2025,36000,48000,60000,72000,84000,元/年,调查")
	cfg, err := config.Load(filepath.Join(dir, "gongqiu.yaml"))
	if err != nil {
		t.Fatal(err)
	}

	// run publishes as if for the first time; loaded are the rows that were
	// read as delivered, official those of official tables old and new.
	run := func(loaded, official int64) map[string][]byte {
		t.Helper()
		remove("releases", "current.json")
		record, err := Run(t.Context(), Plan{Config: cfg})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range record.Steps {
			if want, ok := map[string]int64{"load": loaded, "official_rows": official}[s.Name]; ok && s.Rows != want {
				t.Errorf("%s: %d rows, want %d", s.Name, s.Rows, want)
			}
		}
		tables := map[string][]byte{}
		paths, err := filepath.Glob(filepath.Join(release.Dir(cfg.Data, record.Release), "parquet", "*"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no tables were published: %v", err)
		}
		for _, path := range paths {
			if tables[filepath.Base(path)], err = os.ReadFile(path); err != nil {
				t.Fatal(err)
			}
		}
		return tables
	}
	// figure is the one row of a query on a table of the release under way.
	figure := func(table, query string) string {
		t.Helper()
		paths, err := filepath.Glob(filepath.Join(cfg.Data, "releases", "*", "parquet", table+".parquet"))
		if err != nil || len(paths) != 1 {
			t.Fatalf("%s: found %v, %v", table, paths, err)
		}
		db, err := duck.Open("", duck.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var s string
		if err := db.QueryRowContext(t.Context(), fmt.Sprintf(query, "read_parquet("+duck.Quote(paths[0])+")")).Scan(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	run(44, 4)
	write("inbox/求职2.csv", "地区,职业名称,季度,需求人数,求职人数", "南昌,电焊工,2026年第3季度,5,")
	kept := run(1, 5)
	remove("cache")
	anew := run(45, 5)
	if len(kept) != len(anew) {
		t.Errorf("%d tables from kept rows, %d from nothing", len(kept), len(anew))
	}
	for name := range anew {
		if !bytes.Equal(kept[name], anew[name]) {
			t.Errorf("%s from kept rows is not what it is from nothing", name)
		}
	}

	for _, c := range []struct{ table, query, want string }{
		{"core_seeker", "SELECT region_code || ' ' || occupation_code || ' ' || vacancies::INTEGER || '/' || seekers::INTEGER FROM %s", "360100 6-18-02-04 15/20"},
		{"core_training", "SELECT kind || ' ' || skill_level || ' ' || n_people FROM %s", "certificate 4 7"},
		{"out_wage_survey", "SELECT p10::INTEGER || ' ' || p50::INTEGER || ' ' || p90::INTEGER FROM %s WHERE p50 IS NOT NULL", "3000 5000 7000"},
		{"meta_quarantine", "SELECT source_id || ' ' || reason || ' ' || rows FROM %s", "seekers unplaced_region 1"},
	} {
		if got := figure(c.table, c.query); got != c.want {
			t.Errorf("%s says %q, want %q", c.table, got, c.want)
		}
	}
}
