package models

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"gongqiu/internal/duck"
	"gongqiu/release"
)

// Step is work that SQL cannot do well: it reads the tables Needs and makes
// the tables Makes. DDL holds CREATE TABLE statements of those it makes, so
// that models which read them can be checked without running it; tables of the
// data dictionary need none.
type Step struct {
	Name  string
	Needs []string
	Makes []string
	DDL   []string
	// Weight says how many models of ordinary length a long step takes, so that
	// it is not left to the end; 0 is one.
	Weight int
	Run    func(ctx context.Context, db *sql.DB) error
}

// Options of a run.
type Options struct {
	Steps []Step
	// Variables are set for every model: getvariable('name'). Values are
	// string, bool, int, int64 or float64.
	Variables map[string]any
	// Skip, if set, leaves out a task whose tables are already there (a layer
	// is empty for a Go step).
	Skip func(layer, name string) bool
	// Workers is how many tasks that do not wait for each other run at a time;
	// 0 means one.
	Workers int
	// Progress, if set, is called after each task with the rows it made, by one
	// goroutine at a time.
	Progress func(name string, rows int64, took time.Duration)
	// Check, if set, is called with the outcome of each check, by one goroutine at
	// a time and in no order: a check runs as soon as what it reads is there.
	// Without it no check runs.
	Check func(Result)
}

// Run makes every table in order: each model replaces its table or view, each step
// runs once. It ends at the first error, which names the file or the step.
func Run(ctx context.Context, db *sql.DB, o Options) error {
	list, err := Embedded()
	if err != nil {
		return err
	}
	return RunModels(ctx, db, list, o)
}

// RunModels is Run over given models.
func RunModels(ctx context.Context, db *sql.DB, list []Model, o Options) error {
	if o.Check == nil {
		list = slices.DeleteFunc(slices.Clone(list), func(m Model) bool { return m.Layer == Checks })
	}
	tasks, err := order(ctx, db, list, o.Steps)
	if err != nil {
		return err
	}
	if o.Skip != nil {
		tasks = slices.DeleteFunc(tasks, func(t task) bool { return o.Skip(t.layer, t.name) })
	}
	q := newQueue(tasks)
	g, ctx := errgroup.WithContext(ctx)
	for range max(1, o.Workers) {
		g.Go(func() error {
			conn, err := db.Conn(ctx)
			if err != nil {
				q.stop()
				return err
			}
			defer conn.Close()
			if err := setVariables(ctx, conn, o.Variables); err != nil {
				q.stop()
				return err
			}
			for {
				t, ok := q.take()
				if !ok {
					return nil
				}
				start := time.Now()
				var rows int64
				var result Result
				if t.layer == Checks {
					result, err = runCheck(ctx, conn, *t.model)
				} else {
					rows, err = t.run(ctx, db, conn)
				}
				if err != nil {
					q.stop()
					return err
				}
				q.finish(t, func() {
					switch {
					case t.layer == Checks:
						o.Check(result)
					case o.Progress != nil:
						o.Progress(t.name, rows, time.Since(start))
					}
				})
			}
		})
	}
	return g.Wait()
}

// run makes the tables of one task and returns how many rows they have.
func (t *task) run(ctx context.Context, db *sql.DB, conn *sql.Conn) (rows int64, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if t.step == nil {
		if rows, err = build(ctx, conn, *t.model); err != nil {
			return 0, fmt.Errorf("models/%s/%s.sql: %w", t.layer, t.name, err)
		}
		return rows, nil
	}
	if err := t.step.Run(ctx, db); err != nil {
		return 0, fmt.Errorf("step %s: %w", t.name, err)
	}
	for _, table := range t.makes {
		var n int64
		if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM "+duck.Ident(table)).Scan(&n); err != nil {
			return 0, fmt.Errorf("step %s did not make table %s: %w", t.name, table, err)
		}
		rows += n
	}
	return rows, nil
}

// querier is what *sql.DB and *sql.Conn share.
type querier interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// build makes the table of one model. Published tables are held to the
// dictionary: the same columns in the same order; values are cast to its types.
// A key that is not unique is an error for marts, which are small.
func build(ctx context.Context, conn querier, m Model) (int64, error) {
	query := m.SQL
	if table, published := release.TableByName(m.Name); published {
		columns, _, err := describe(ctx, conn, m.SQL)
		if err != nil {
			return 0, err
		}
		if err := sameColumns(columns, table); err != nil {
			return 0, err
		}
		casts := make([]string, len(table.Columns))
		for i, c := range table.Columns {
			casts[i] = fmt.Sprintf("CAST(%s AS %s) AS %[1]s", duck.Ident(c.Name), c.Type)
		}
		query = "SELECT " + strings.Join(casts, ", ") + " FROM (\n" + m.SQL + "\n)"
	}
	kind := "TABLE"
	if m.View {
		var err error
		if query, err = withConstants(ctx, conn, query); err != nil {
			return 0, err
		}
		kind = "VIEW"
	}
	if _, err := conn.ExecContext(ctx, "CREATE OR REPLACE "+kind+" "+duck.Ident(m.Name)+" AS\n"+query); err != nil {
		return 0, err
	}
	var n int64
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM "+duck.Ident(m.Name)).Scan(&n); err != nil {
		return 0, err
	}
	if m.Layer == Marts && len(m.Key) > 0 {
		if err := uniqueKey(ctx, conn, m.Name, m.Key); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// withConstants writes the values of variables into a query, for a view is read
// through other connections, which have none.
func withConstants(ctx context.Context, conn querier, query string) (string, error) {
	var failed error
	query = variableUse.ReplaceAllStringFunc(query, func(use string) string {
		var value sql.NullString
		if err := conn.QueryRowContext(ctx, "SELECT "+use+"::VARCHAR").Scan(&value); err != nil {
			failed = err
		}
		if !value.Valid {
			return "NULL"
		}
		return duck.Quote(value.String)
	})
	return query, failed
}

func uniqueKey(ctx context.Context, conn querier, table string, key []string) error {
	columns := make([]string, len(key))
	for i, k := range key {
		columns[i] = duck.Ident(k)
	}
	list := strings.Join(columns, ", ")
	var found sql.NullString
	err := conn.QueryRowContext(ctx, fmt.Sprintf(
		"SELECT concat_ws(', ', %s) FROM %s GROUP BY %[1]s HAVING count(*) > 1 ORDER BY 1 LIMIT 1", list, duck.Ident(table))).Scan(&found)
	if err == sql.ErrNoRows {
		return nil
	}
	if err != nil {
		return err
	}
	return fmt.Errorf("the key (%s) is not unique: %s stands more than once", strings.Join(key, ", "), found.String)
}

// describe returns the names and types of a query's columns without running it.
func describe(ctx context.Context, conn querier, query string) (names, types []string, err error) {
	rows, err := conn.QueryContext(ctx, "DESCRIBE "+query)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, kind string
		var rest [4]any
		if err := rows.Scan(&name, &kind, &rest[0], &rest[1], &rest[2], &rest[3]); err != nil {
			return nil, nil, err
		}
		names, types = append(names, name), append(types, kind)
	}
	return names, types, rows.Err()
}

func sameColumns(found []string, table release.Table) error {
	for i, want := range table.Columns {
		if i >= len(found) {
			return fmt.Errorf("column %d of %s should be %s; the model ends after %d columns", i+1, table.Name, want.Name, len(found))
		}
		if found[i] != want.Name {
			return fmt.Errorf("column %d of %s is %s; release/fields.yml says %s", i+1, table.Name, found[i], want.Name)
		}
	}
	if len(found) > len(table.Columns) {
		return fmt.Errorf("column %s is not in %s of release/fields.yml", found[len(table.Columns)], table.Name)
	}
	return nil
}

func setVariables(ctx context.Context, conn querier, variables map[string]any) error {
	names := make([]string, 0, len(variables))
	for name := range variables {
		names = append(names, name)
	}
	sort.Strings(names)
	statements := make([]string, 0, len(names))
	for _, name := range names {
		var literal string
		switch v := variables[name].(type) {
		case string:
			literal = duck.Quote(v)
		case float64:
			literal = fmt.Sprintf("%v::DOUBLE", v)
		case int, int64, bool:
			literal = fmt.Sprint(v)
		default:
			return fmt.Errorf("variable %s: %T is not a string, number or truth value", name, v)
		}
		statements = append(statements, "SET VARIABLE "+duck.Ident(name)+" = "+literal)
	}
	if len(statements) == 0 {
		return nil
	}
	if _, err := conn.ExecContext(ctx, strings.Join(statements, ";")); err != nil {
		return fmt.Errorf("variables: %w", err)
	}
	return nil
}

// Result is the outcome of one check: Rows offending rows (0 is good), and the
// first few of them as text, "column=value" joined by ", ".
type Result struct {
	Name, Title, ZH string
	Rows            int64
	Examples        []string
}

func runCheck(ctx context.Context, conn querier, m Model) (Result, error) {
	r := Result{Name: m.Name, Title: m.Title, ZH: m.ZH}
	err := conn.QueryRowContext(ctx, "SELECT count(*) FROM (\n"+m.SQL+"\n)").Scan(&r.Rows)
	if err == nil && r.Rows > 0 {
		r.Examples, err = examples(ctx, conn, m.SQL)
	}
	if err != nil {
		return r, fmt.Errorf("models/checks/%s.sql: %w", m.Name, err)
	}
	return r, nil
}

func examples(ctx context.Context, conn querier, query string) ([]string, error) {
	names, values, err := readAll(ctx, conn, "SELECT * FROM (\n"+query+"\n) LIMIT 5")
	if err != nil {
		return nil, err
	}
	var list []string
	for _, row := range values {
		parts := make([]string, len(row))
		for i, v := range row {
			parts[i] = names[i] + "=" + v
		}
		list = append(list, strings.Join(parts, ", "))
	}
	return list, nil
}

// readAll returns a result as text; NULL is the empty string.
func readAll(ctx context.Context, conn querier, query string) (names []string, rows [][]string, err error) {
	r, err := conn.QueryContext(ctx, "SELECT COLUMNS(*)::VARCHAR FROM (\n"+query+"\n)")
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	if names, err = r.Columns(); err != nil {
		return nil, nil, err
	}
	for r.Next() {
		cells := make([]sql.NullString, len(names))
		into := make([]any, len(names))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := r.Scan(into...); err != nil {
			return nil, nil, err
		}
		row := make([]string, len(names))
		for i, c := range cells {
			row[i] = c.String
		}
		rows = append(rows, row)
	}
	return names, rows, r.Err()
}
