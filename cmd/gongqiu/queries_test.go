package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongqiu/release"
)

const queriesConfig = `scopes: [{id: jiangxi, name: 江西省, region: "360000", chains: jx-14-2022}]
sources:
  - {id: ads, scope: jiangxi, kind: posting, files: inbox/模拟_江西_招聘_*.csv, simulated: true, snapshots: true}
  - {id: seekers, scope: jiangxi, kind: seeker, files: inbox/模拟_江西_求职登记.csv, simulated: true}
  - {id: training, scope: jiangxi, kind: training, files: inbox/模拟_江西_培训取证.csv, simulated: true}
`

// The queries that researchers copy from examples/queries agree with what a
// release publishes. Those in Python, R and Node are run where they can be.
func TestExampleQueriesAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a release")
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "gongqiu.yaml")
	if err := os.WriteFile(config, []byte(queriesConfig), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"synth", filepath.Join(dir, "inbox"), "--ads", "12000", "--months", "15", "--description", "0", "--no-ad-truth", "-q"},
		{"run", "-c", config, "-q"},
	} {
		var out, problems bytes.Buffer
		if code := run(context.Background(), args, nil, &out, &problems); code != exitDone {
			t.Fatalf("gongqiu %s ended with %d: %s", strings.Join(args, " "), code, problems.String())
		}
	}
	data := filepath.Join(dir, "data")
	t.Run("duckdb.sql", func(t *testing.T) { agree(t, data) })
	queries := filepath.Join(root, "examples", "queries")
	for _, c := range []struct {
		script string
		able   []string // succeeds where the script can be run
		args   []string
	}{
		{"python.py", []string{"python3", "-c", "import duckdb"}, []string{"python3", filepath.Join(queries, "python.py"), data}},
		{"r.R", []string{"Rscript", "--version"}, []string{"Rscript", filepath.Join(queries, "r.R"), data}},
		{"node.mjs", []string{"node", "--input-type=module", "-e", `import "@duckdb/node-api"`}, []string{"node", filepath.Join(queries, "node.mjs"), data}},
	} {
		t.Run(c.script, func(t *testing.T) {
			if err := exec.Command(c.able[0], c.able[1:]...).Run(); err != nil {
				t.Skipf("%s cannot be run here: %v", c.script, err)
			}
			out, err := exec.Command(c.args[0], c.args[1:]...).CombinedOutput()
			if err != nil || !bytes.Contains(out, []byte("agrees")) {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// agree runs each statement of duckdb.sql; the last column says whether what
// was published and what comes out agree.
func agree(t *testing.T, data string) {
	text, err := os.ReadFile(filepath.Join(root, "examples", "queries", "duckdb.sql"))
	if err != nil {
		t.Fatal(err)
	}
	id, err := release.Current(data)
	if err != nil {
		t.Fatal(err)
	}
	r, err := release.Open(release.Dir(data, id))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	statements := strings.Split(strings.TrimSpace(string(text)), ";\n")
	if len(statements) < 3 {
		t.Fatalf("found %d statements, expected more", len(statements))
	}
	for _, statement := range statements {
		agrees(t, r, strings.TrimSuffix(strings.TrimSpace(statement), ";"))
	}
}

func agrees(t *testing.T, r *release.Release, statement string) {
	rows, err := r.DB.Query("SELECT to_json(q)::VARCHAR FROM (" + statement + "\n) q")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		n++
		var line string
		var row struct {
			Figure    string
			Published *float64
			Agrees    bool
		}
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		if !row.Agrees || row.Published == nil {
			t.Error(line)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		t.Errorf("no row from\n%s", statement)
	}
}
