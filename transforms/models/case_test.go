package models

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"gongqiu/internal/duck"
	"gongqiu/release"
	"gongqiu/transforms/method"
)

var update = flag.Bool("update", false, "write what the models yield into the expected rows of testdata/cases")

// caseFile is testdata/cases/<model>.yml: a list of cases. given holds CSV per
// table; columns left out are NULL, but a column that the model filters or
// joins by must be written out. A head cell may be name:TYPE for tables that
// neither contract.sql nor the dictionary knows. expect is CSV; only the
// columns of its head are compared, rows in any order; ~ is NULL.
type caseFile struct {
	Name      string
	Variables map[string]any
	Given     map[string]string
	Expect    string
}

const null = "~"

// TestModelsOnGivenRows runs every file of testdata/cases.
func TestModelsOnGivenRows(t *testing.T) {
	list, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/cases/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata/cases: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yml")
		i := slices.IndexFunc(list, func(m Model) bool { return m.Name == name })
		if i < 0 {
			t.Errorf("%s: there is no model %s", file, name)
			continue
		}
		t.Run(name, func(t *testing.T) { runCases(t, list[i], file) })
	}
}

// TestEveryModelHasACase holds every model, checks included, to at least one
// set of given rows with its expected rows.
func TestEveryModelHasACase(t *testing.T) {
	list, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		text, err := os.ReadFile(filepath.Join("testdata", "cases", m.Name+".yml"))
		if err != nil {
			t.Errorf("models/%s/%s.sql has no testdata/cases/%s.yml", m.Layer, m.Name, m.Name)
			continue
		}
		var cases []caseFile
		if err := yaml.Unmarshal(text, &cases); err != nil || len(cases) == 0 || strings.TrimSpace(cases[0].Expect) == "" {
			t.Errorf("testdata/cases/%s.yml expects nothing (%v)", m.Name, err)
		}
	}
}

func runCases(t *testing.T, m Model, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	changed := false
	for _, node := range doc.Content[0].Content {
		var c caseFile
		if err := node.Decode(&c); err != nil {
			t.Fatal(err)
		}
		t.Run(c.Name, func(t *testing.T) {
			found, err := yield(t, m, c)
			if err != nil {
				t.Fatal(err)
			}
			if faults := compareRows(c.Expect, found); len(faults) > 0 {
				if *update {
					setExpect(node, found)
					changed = true
					return
				}
				t.Errorf("%s, case %q:\n%s\nfound:\n%s", file, c.Name, strings.Join(faults, "\n"), found)
			}
		})
	}
	if changed {
		var b bytes.Buffer
		e := yaml.NewEncoder(&b)
		e.SetIndent(2)
		if err := e.Encode(&doc); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// yield runs the model on the given rows and returns its rows as CSV with the
// columns of the expected head, or all.
func yield(t *testing.T, m Model, c caseFile) (string, error) {
	ctx := context.Background()
	db, err := duck.Open("", duck.Options{MemoryMB: 500})
	if err != nil {
		return "", err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	variables := method.Default().Variables()
	variables["release_id"] = "r1"
	for k, v := range c.Variables {
		variables[k] = v
	}
	if err := setVariables(ctx, conn, variables); err != nil {
		return "", err
	}
	syn, err := analyse(ctx, db, m.SQL)
	if err != nil {
		return "", err
	}
	for _, table := range syn.tables {
		if err := give(ctx, conn, table, c.Given[table], syn.filters); err != nil {
			return "", err
		}
	}
	for table := range c.Given {
		if !slices.Contains(syn.tables, table) {
			return "", fmt.Errorf("the case gives %s, which the model does not read", table)
		}
	}
	if _, err := build(ctx, conn, m); err != nil {
		return "", err
	}
	columns := []string{"*"}
	if head, _, _ := strings.Cut(strings.TrimSpace(c.Expect), "\n"); head != "" {
		columns = nil
		for _, h := range strings.Split(head, ",") {
			columns = append(columns, duck.Ident(strings.TrimSpace(h)))
		}
	}
	rows, err := conn.QueryContext(ctx, "SELECT "+strings.Join(columns, ", ")+" FROM "+duck.Ident(m.Name))
	if err != nil {
		return "", err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var lines [][]string
	for rows.Next() {
		cells, into := make([]any, len(names)), make([]any, len(names))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		line := make([]string, len(names))
		for i, v := range cells {
			line[i] = show(v)
		}
		lines = append(lines, line)
	}
	sort.Slice(lines, func(a, b int) bool { return strings.Join(lines[a], "\x00") < strings.Join(lines[b], "\x00") })
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write(names)
	w.WriteAll(lines)
	return b.String(), rows.Err()
}

func show(v any) string {
	switch x := v.(type) {
	case nil:
		return null
	case float64:
		return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.6f", x), "0"), ".")
	case string:
		return x
	default:
		return fmt.Sprint(x)
	}
}

func give(ctx context.Context, conn querier, table, text string, filters map[string]bool) error {
	create, known := contractTables()[table]
	if !known {
		if t, ok := release.TableByName(table); ok {
			create, known = t.CreateSQL(), true
		}
	}
	records, err := csv.NewReader(strings.NewReader(strings.TrimSpace(text))).ReadAll()
	if err != nil {
		return fmt.Errorf("given %s: %w", table, err)
	}
	var head []string
	if len(records) > 0 {
		head = records[0]
	}
	if !known {
		if len(head) == 0 {
			return fmt.Errorf("the model reads %s; give it, with a head of name:TYPE cells", table)
		}
		var columns []string
		for i, h := range head {
			name, kind, ok := strings.Cut(strings.TrimSpace(h), ":")
			if !ok {
				kind = "VARCHAR"
			}
			columns = append(columns, duck.Ident(name)+" "+kind)
			head[i] = name
		}
		create = "CREATE TABLE " + duck.Ident(table) + " (" + strings.Join(columns, ", ") + ")"
	}
	if _, err := conn.ExecContext(ctx, create); err != nil {
		return err
	}
	if len(records) == 0 {
		return nil
	}
	if known {
		columns, _, err := describe(ctx, conn, "SELECT * FROM "+duck.Ident(table))
		if err != nil {
			return err
		}
		for i := range head {
			head[i] = strings.TrimSpace(head[i])
		}
		for _, c := range columns {
			if filters[c] && !slices.Contains(head, c) {
				return fmt.Errorf("given %s leaves out %s, which the model filters or joins by", table, c)
			}
		}
	}
	names := make([]string, len(head))
	for i, h := range head {
		names[i] = duck.Ident(h)
	}
	for _, record := range records[1:] {
		values := make([]string, len(record))
		for i, v := range record {
			if v = strings.TrimSpace(v); v == null {
				values[i] = "NULL"
			} else {
				values[i] = duck.Quote(v)
			}
		}
		if _, err := conn.ExecContext(ctx, "INSERT INTO "+duck.Ident(table)+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(values, ", ")+")"); err != nil {
			return fmt.Errorf("given %s: %w", table, err)
		}
	}
	return nil
}

// compareRows matches rows in sorted order and says what differs, by cell.
func compareRows(expect, found string) []string {
	read := func(text string) [][]string {
		r := csv.NewReader(strings.NewReader(strings.TrimSpace(text)))
		r.FieldsPerRecord = -1
		rows, _ := r.ReadAll()
		for _, row := range rows {
			for i := range row {
				row[i] = strings.TrimSpace(row[i])
			}
		}
		if len(rows) > 1 {
			sort.Slice(rows[1:], func(a, b int) bool {
				return strings.Join(rows[1+a], "\x00") < strings.Join(rows[1+b], "\x00")
			})
		}
		return rows
	}
	want, got := read(expect), read(found)
	var faults []string
	if len(want) != len(got) {
		faults = append(faults, fmt.Sprintf("%d rows found, %d expected", max(len(got)-1, 0), max(len(want)-1, 0)))
	}
	for i := 1; i < min(len(want), len(got)); i++ {
		for j := range want[i] {
			if j >= len(got[i]) || want[i][j] != got[i][j] {
				cell := ""
				if j < len(got[i]) {
					cell = got[i][j]
				}
				faults = append(faults, fmt.Sprintf("row %d, %s: found %s, expected %s", i, want[0][j], cell, want[i][j]))
			}
		}
	}
	return faults
}

func setExpect(node *yaml.Node, text string) {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == "expect" {
			node.Content[i+1].SetString(text)
			node.Content[i+1].Style = yaml.LiteralStyle
		}
	}
}
