package models

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongqiu/internal/duck"
	"gongqiu/transforms/method"
)

const head = "-- title: T\n-- grain: g\n-- key: k\n"

func files(pairs ...string) fstest.MapFS {
	f := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		f[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return f
}

func open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := duck.Open("", duck.Options{MemoryMB: 500})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestAStepStandsBetweenTheModelsThatItJoins(t *testing.T) {
	list, err := Load(files(
		"marts/a_last.sql", head+"WITH w AS (SELECT k, n FROM 步骤表) SELECT w.k, w.n + x AS n FROM w JOIN (SELECT k, x FROM z_first) f USING (k)",
		"staging/z_first.sql", head+"SELECT 1 AS k, getvariable('ten') AS x"))
	if err != nil {
		t.Fatal(err)
	}
	db := open(t)
	var names []string
	err = RunModels(context.Background(), db, list, Options{
		Variables: map[string]any{"ten": 10},
		Steps: []Step{{Name: "go", Needs: []string{"z_first"}, Makes: []string{"步骤表"}, Run: func(ctx context.Context, db *sql.DB) error {
			_, err := db.ExecContext(ctx, "CREATE OR REPLACE TABLE 步骤表 AS SELECT k, 5 AS n FROM z_first")
			return err
		}}},
		Progress: func(name string, rows int64, _ time.Duration) { names = append(names, fmt.Sprint(name, rows)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"z_first1", "go1", "a_last1"}; !slices.Equal(names, want) {
		t.Errorf("order %v, want %v", names, want)
	}
	var n int
	if err := db.QueryRow("SELECT n FROM a_last").Scan(&n); err != nil || n != 15 {
		t.Errorf("n = %d, %v; want 15", n, err)
	}
}

func TestAViewKeepsTheConstantsOfItsRun(t *testing.T) {
	list, err := Load(files("core/a.sql", head+"SELECT 1 AS k", "core/b.sql", head+"-- as: view\nSELECT k, getvariable('edition') AS edition FROM a"))
	if err != nil {
		t.Fatal(err)
	}
	db := open(t)
	if err := RunModels(context.Background(), db, list, Options{Variables: map[string]any{"edition": "o'2026Q3"}}); err != nil {
		t.Fatal(err)
	}
	other, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	var edition string
	if err := other.QueryRowContext(context.Background(), "RESET VARIABLE edition; INSERT INTO a VALUES (2); SELECT edition FROM b WHERE k = 2").Scan(&edition); err != nil || edition != "o'2026Q3" {
		t.Errorf("found %q, %v", edition, err)
	}
}

// A check runs after what it reads, is told with its first rows, and does not run
// where nobody asks for it.
func TestChecksRunOnceWhatTheyReadIsThere(t *testing.T) {
	check := "-- title: T\n-- zh: 查\n-- grain: g\n-- key: none\n"
	list, err := Load(files("marts/slow.sql", head+"SELECT range AS k FROM range(3)", "checks/bad.sql", check+"SELECT k FROM slow WHERE k > 0", "checks/good.sql", check+"SELECT k FROM slow WHERE k > 2"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]Result{}
	if err := RunModels(context.Background(), open(t), list, Options{Workers: 2, Check: func(r Result) { found[r.Name] = r }}); err != nil {
		t.Fatal(err)
	}
	if r := found["bad"]; r.Rows != 2 || r.ZH != "查" || !slices.Equal(r.Examples, []string{"k=1", "k=2"}) {
		t.Errorf("found %+v", r)
	}
	if r, ok := found["good"]; !ok || r.Rows != 0 || len(r.Examples) > 0 {
		t.Errorf("found %+v", r)
	}
	list = append(list, Model{Name: "broken", Layer: Checks, SQL: "SELECT no_such_column FROM slow"})
	if err := RunModels(context.Background(), open(t), list, Options{}); err != nil {
		t.Errorf("a check ran that nobody asked for: %v", err)
	}
	if err := RunModels(context.Background(), open(t), list, Options{Check: func(Result) {}}); err == nil || !strings.Contains(err.Error(), "models/checks/broken.sql") {
		t.Errorf("a check that cannot run gave %v", err)
	}
}

func TestFaultsNameTheFile(t *testing.T) {
	for _, c := range []struct {
		name  string
		files fstest.MapFS
		want  string
	}{
		{"no key", files("core/x.sql", "-- title: T\n-- grain: g\nSELECT 1"), `models/core/x.sql: the header has no line "-- key: …"`},
		{"twice", files("core/x.sql", head+"SELECT 1 k", "marts/x.sql", head+"SELECT 1 k"), "already made by models/core/x.sql"},
		{"syntax", files("core/x.sql", head+"SELEC 1"), "models/core/x.sql"},
		{"not a select", files("core/x.sql", head+"CREATE TABLE y (a INT)"), "plain SELECT"},
		{"circle", files("core/x.sql", head+"SELECT * FROM y", "core/y.sql", head+"SELECT * FROM x"), "read each other"},
		{"cte hides table", files("core/x.sql", head+"SELECT 1 k", "core/y.sql", head+"WITH x AS (SELECT 2 k) SELECT * FROM x"), "in WITH is also a table"},
		{"key not unique", files("marts/x.sql", head+"SELECT unnest([7, 7]) AS k"), "7 stands more than once"},
		{"neither table nor view", files("core/x.sql", head+"-- as: index\nSELECT 1 k"), `"-- as: index" is not table or view`},
		{"check without zh", files("checks/x.sql", head+"SELECT 1 k"), `needs a line "-- zh: …"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, err := Load(c.files)
			if err == nil {
				err = RunModels(context.Background(), open(t), list, Options{})
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("found %v, want it to contain %q", err, c.want)
			}
		})
	}
}

func TestPublishedTablesAreHeldToTheDictionary(t *testing.T) {
	list, err := Load(files("marts/out_wage_calibration.sql", strings.Replace(head, "key: k", "key: none", 1)+"SELECT true AS is_simulated, 'x' AS scop"))
	if err != nil {
		t.Fatal(err)
	}
	problems, err := CheckModels(context.Background(), list, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) != 1 || !strings.Contains(problems[0].What, "column 2 of out_wage_calibration is scop; release/fields.yml says scope") {
		t.Errorf("found %v", problems)
	}
}

func TestEveryModelOfTheProgramBinds(t *testing.T) {
	variables := method.Default().Variables()
	variables["release_id"] = "r1"
	list, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	// The other layers read staged tables and Go steps that the pipeline
	// declares; it checks them with its own inputs.
	marts := slices.DeleteFunc(list, func(m Model) bool { return m.Layer != Marts })
	problems, err := CheckModels(context.Background(), marts, stepsForTest(), nil, variables)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Where, p.What)
	}
}

// stepsForTest declares the Go steps that marts read, without running them:
// the packages that hold them import this one.
func stepsForTest() []Step {
	return []Step{
		{Name: "festival", Needs: []string{"int_ad"}, Makes: []string{"int_festival"}, DDL: []string{"CREATE TABLE int_festival (scope VARCHAR, month VARCHAR, share DOUBLE, beta DOUBLE, factor DOUBLE)"}},
		{Name: "counts", Needs: []string{"int_number_ad", "int_chain_member", "int_festival"}, Makes: []string{"int_employer_month", "int_employer_quarter", "int_shortage_figure"}, DDL: []string{
			"CREATE TABLE int_employer_month (period SMALLINT, chain SMALLINT, area SMALLINT, unit SMALLINT, n_employers BIGINT)",
			"CREATE TABLE int_employer_quarter (term SMALLINT, chain SMALLINT, area SMALLINT, unit SMALLINT, n_employers BIGINT)",
			"CREATE TABLE int_shortage_figure (term SMALLINT, area SMALLINT, class SMALLINT, n_ads BIGINT, n_employers BIGINT, headcount DOUBLE, headcount_adjusted DOUBLE, variance DOUBLE, top_share DOUBLE, coder_p DOUBLE, share_skilled DOUBLE)"}},
		{Name: "wage_cells", Needs: []string{"int_wage_ad", "int_wage_target"}, Makes: []string{"int_wage_figure"}, DDL: []string{`CREATE TABLE int_wage_figure (cell INTEGER, n_ads BIGINT, n_clusters BIGINT, n_employers BIGINT, top_share DOUBLE, share_wide DOUBLE,
			p10 DOUBLE, p25 DOUBLE, p50 DOUBLE, p75 DOUBLE, p90 DOUBLE, p10_min DOUBLE, p10_max DOUBLE, p25_min DOUBLE, p25_max DOUBLE, p50_min DOUBLE, p50_max DOUBLE, p75_min DOUBLE, p75_max DOUBLE, p90_min DOUBLE, p90_max DOUBLE, p50_mid DOUBLE, cv DOUBLE)`}},
		{Name: "wage_secondary", Needs: []string{"int_wage_cell"}, Makes: []string{"int_wage_secondary"}, DDL: []string{"CREATE TABLE int_wage_secondary (scope VARCHAR, quarter VARCHAR, region_code VARCHAR, occupation_code VARCHAR, skill_level INTEGER)"}},
		{Name: "shortage", Needs: []string{"int_shortage_count", "int_shortage_register", "int_shortage_supply", "out_chain_occupation"}, Makes: []string{"out_shortage", "out_shortage_evidence", "out_preset"}},
		{Name: "previous", Needs: []string{"out_shortage"}, Makes: []string{"int_previous", "int_previous_shortage", "int_rescored", "out_revision"}, DDL: []string{
			"CREATE TABLE int_previous (scope VARCHAR, release_id VARCHAR, method_version VARCHAR, last_quarter VARCHAR, is_separable BOOLEAN, reason VARCHAR)",
			"CREATE TABLE int_previous_shortage (scope VARCHAR, region_code VARCHAR, occupation_code VARCHAR, quarter VARCHAR, class VARCHAR, score DOUBLE, fallback VARCHAR, is_own BOOLEAN, ref_flag VARCHAR, vintage_status VARCHAR)",
			"CREATE TABLE int_rescored (scope VARCHAR, region_code VARCHAR, occupation_code VARCHAR, quarter VARCHAR, score DOUBLE, fallback VARCHAR, is_own BOOLEAN)"}},
		{Name: "forecast", Needs: []string{"out_demand"}, Makes: []string{"out_forecast"}},
	}
}

// What a step declares of a contract's table is held to the contract.
func TestStepsAreHeldToTheContract(t *testing.T) {
	step := Step{Name: "titles", Makes: []string{"known_title"}, DDL: []string{"CREATE TABLE known_title (title_id INTEGER, candidates VARCHAR)"}}
	problems, err := CheckModels(context.Background(), nil, []Step{step}, nil, nil)
	if err != nil || len(problems) != 1 || problems[0].What != "column title_id is INTEGER; contract.sql says BIGINT" {
		t.Errorf("%v, %v", problems, err)
	}
}
