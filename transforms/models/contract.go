package models

import (
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"sort"
	"strings"

	"gongqiu/internal/duck"
	"gongqiu/release"
)

// contractSQL creates the empty tables between core and marts, see README.md.
//
//go:embed contract.sql
var contractSQL string

var comment = regexp.MustCompile(`(?m)--.*$`)

// contractTables maps each table of contract.sql to its CREATE statement.
func contractTables() map[string]string {
	tables := map[string]string{}
	for _, statement := range strings.Split(comment.ReplaceAllString(contractSQL, ""), ";") {
		statement = strings.TrimSpace(statement)
		if rest, ok := strings.CutPrefix(statement, "CREATE TABLE "); ok {
			name, _, _ := strings.Cut(rest, " ")
			tables[name] = statement
		}
	}
	return tables
}

// Problem is one fault that Check found.
type Problem struct{ Where, What string }

// Check holds every model against DuckDB without data: that it parses, that it
// binds on empty tables in the order of a run, that published tables have the
// columns of the dictionary and the tables of contract.sql have its columns
// and types. inputs are CREATE TABLE statements of tables that exist before a
// run (staged data). It returns what is wrong, none if all is well; the error
// is for what kept it from checking.
func Check(ctx context.Context, steps []Step, inputs []string, variables map[string]any) ([]Problem, error) {
	list, err := Embedded()
	if err != nil {
		return []Problem{{"header", err.Error()}}, nil //nolint:nilerr // a bad header is what the check looks for
	}
	return CheckModels(ctx, list, steps, inputs, variables)
}

// CheckModels is Check over given models.
func CheckModels(ctx context.Context, list []Model, steps []Step, inputs []string, variables map[string]any) ([]Problem, error) {
	db, err := duck.Open("", duck.Options{MemoryMB: 500})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := setVariables(ctx, conn, variables); err != nil {
		return nil, err
	}
	tasks, err := order(ctx, db, list, steps)
	if err != nil {
		return []Problem{{"order", err.Error()}}, nil
	}
	problems := unknownVariables(list, variables)
	made := map[string]bool{}
	for _, t := range tasks {
		for _, table := range t.makes {
			made[table] = true
		}
	}
	contract := contractTables()
	names := make([]string, 0, len(contract))
	for name := range contract {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if !made[name] { // made by models that are not here: take the promise
			inputs = append(inputs, contract[name])
		}
	}
	for _, table := range release.Dictionary() {
		if !made[table.Name] {
			inputs = append(inputs, table.CreateSQL())
		}
	}
	for _, statement := range inputs {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return nil, fmt.Errorf("%s: %w", firstLine(statement), err)
		}
	}
	for _, t := range tasks {
		if t.step != nil {
			for _, what := range brokenStep(ctx, conn, t, contract) {
				problems = append(problems, Problem{"step " + t.name, what})
			}
			continue
		}
		where := "models/" + t.layer + "/" + t.name + ".sql"
		if t.layer == Checks {
			if _, _, err := describe(ctx, conn, t.model.SQL); err != nil {
				problems = append(problems, Problem{where, err.Error()})
			}
			continue
		}
		if _, err := build(ctx, conn, *t.model); err != nil {
			problems = append(problems, Problem{where, err.Error()})
			continue
		}
		if promise, ok := contract[t.name]; ok {
			if what := brokenPromise(ctx, conn, t.name, promise); what != "" {
				problems = append(problems, Problem{where, what})
			}
		}
		for _, k := range t.model.Key {
			if _, err := conn.ExecContext(ctx, "SELECT "+duck.Ident(k)+" FROM "+duck.Ident(t.name)); err != nil {
				problems = append(problems, Problem{where, "key: " + err.Error()})
			}
		}
	}
	return problems, nil
}

// brokenStep makes the tables of a step, empty: those that it declares, which it
// holds to the contract, and the others from dictionary and contract. It says
// what is wrong.
func brokenStep(ctx context.Context, conn querier, t task, contract map[string]string) (faults []string) {
	create := func(statement string) {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			faults = append(faults, err.Error())
		}
	}
	for _, statement := range t.step.DDL {
		create(statement)
	}
	for _, table := range t.makes {
		promise, promised := contract[table]
		if d, ok := release.TableByName(table); ok {
			create(d.CreateSQL())
		} else if _, _, err := describe(ctx, conn, "SELECT * FROM "+duck.Ident(table)); promised && err != nil {
			create(promise)
		} else if promised {
			if what := brokenPromise(ctx, conn, table, promise); what != "" {
				faults = append(faults, what)
			}
		}
	}
	return faults
}

// brokenPromise compares a made table with its CREATE statement in
// contract.sql; it says what differs, or nothing.
func brokenPromise(ctx context.Context, conn querier, table, promise string) string {
	probe := "promise_" + table
	if _, err := conn.ExecContext(ctx, strings.Replace(promise, table, probe, 1)); err != nil {
		return err.Error()
	}
	names, types, err := describe(ctx, conn, "SELECT * FROM "+duck.Ident(table))
	if err != nil {
		return err.Error()
	}
	wantNames, wantTypes, err := describe(ctx, conn, "SELECT * FROM "+duck.Ident(probe))
	if err != nil {
		return err.Error()
	}
	found := map[string]string{}
	for i, n := range names {
		found[n] = types[i]
	}
	var faults []string
	for i, n := range wantNames {
		switch kind, ok := found[n]; {
		case !ok:
			faults = append(faults, fmt.Sprintf("column %s %s is missing", n, wantTypes[i]))
		case kind != wantTypes[i]:
			faults = append(faults, fmt.Sprintf("column %s is %s; contract.sql says %s", n, kind, wantTypes[i]))
		}
	}
	return strings.Join(faults, "; ")
}

var variableUse = regexp.MustCompile(`getvariable\('([^']*)'\)`)

// unknownVariables finds getvariable('x') where x is never set: DuckDB would
// quietly take NULL.
func unknownVariables(list []Model, variables map[string]any) []Problem {
	var problems []Problem
	for _, m := range list {
		for _, use := range variableUse.FindAllStringSubmatch(m.SQL, -1) {
			if _, ok := variables[use[1]]; !ok {
				problems = append(problems, Problem{"models/" + m.Layer + "/" + m.Name + ".sql", "getvariable('" + use[1] + "') is not a constant of the method"})
			}
		}
	}
	return problems
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
