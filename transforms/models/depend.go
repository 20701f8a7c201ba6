package models

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"sort"
	"sync"

	"gongqiu/internal/duck"
)

// syntax is what DuckDB's own parser says about a SELECT.
type syntax struct {
	tables  []string        // tables read, sorted; names of CTEs are not among them
	ctes    map[string]bool // names defined by WITH
	filters map[string]bool // columns used in WHERE, ON, HAVING and QUALIFY
}

// analysed keeps what analyse found: a run goes through the models twice.
var analysed sync.Map // syntax by query

// analyse parses a SELECT without binding it, so its tables need not exist.
// A CTE hides a table of the same name in the whole statement; order refuses
// models that use one name for both.
func analyse(ctx context.Context, db *sql.DB, query string) (syntax, error) {
	if s, ok := analysed.Load(query); ok {
		return s.(syntax), nil
	}
	s, err := parseSyntax(ctx, db, query)
	if err == nil {
		analysed.Store(query, s)
	}
	return s, err
}

func parseSyntax(ctx context.Context, db *sql.DB, query string) (syntax, error) {
	s := syntax{ctes: map[string]bool{}, filters: map[string]bool{}}
	var text string
	if err := db.QueryRowContext(ctx, "SELECT json_serialize_sql("+duck.Quote(query)+")::VARCHAR").Scan(&text); err != nil {
		return s, err
	}
	var tree map[string]any
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		return s, err
	}
	if failed, _ := tree["error"].(bool); failed {
		return s, fmt.Errorf("%v (a model is one plain SELECT)", tree["error_message"])
	}
	tables := map[string]bool{}
	var walk func(node any, filter bool)
	walk = func(node any, filter bool) {
		switch n := node.(type) {
		case []any:
			for _, child := range n {
				walk(child, filter)
			}
		case map[string]any:
			switch n["type"] {
			case "BASE_TABLE":
				if name, _ := n["table_name"].(string); name != "" {
					tables[name] = true
				}
			case "COLUMN_REF":
				if names, _ := n["column_names"].([]any); filter && len(names) > 0 {
					if last, ok := names[len(names)-1].(string); ok {
						s.filters[last] = true
					}
				}
			}
			if m, ok := n["cte_map"].(map[string]any); ok {
				entries, _ := m["map"].([]any)
				for _, e := range entries {
					if entry, ok := e.(map[string]any); ok {
						if name, ok := entry["key"].(string); ok {
							s.ctes[name] = true
						}
					}
				}
			}
			for key, child := range n {
				f := filter || key == "where_clause" || key == "condition" || key == "having" || key == "qualify" || key == "using_columns"
				if names, ok := child.([]any); ok && key == "using_columns" {
					for _, name := range names {
						if c, ok := name.(string); ok {
							s.filters[c] = true
						}
					}
				}
				walk(child, f)
			}
		}
	}
	walk(tree, false)
	for t := range tables {
		if !s.ctes[t] {
			s.tables = append(s.tables, t)
		}
	}
	sort.Strings(s.tables)
	return s, nil
}

// task is one node of the order: a model or a Go step. Checks make nothing.
type task struct {
	name   string
	layer  string // empty for a step
	needs  []string
	makes  []string
	model  *Model
	step   *Step
	syntax syntax
}

// order sorts models and steps so that each stands after what it reads; among
// those that are free it keeps the order of layers and names. It refuses
// cycles and two makers of one table.
func order(ctx context.Context, db *sql.DB, list []Model, steps []Step) ([]task, error) {
	var tasks []task
	for i := range steps {
		s := &steps[i]
		tasks = append(tasks, task{name: s.Name, needs: s.Needs, makes: s.Makes, step: s})
	}
	for i := range list {
		m := &list[i]
		var makes []string
		if m.Layer != Checks {
			makes = []string{m.Name}
		}
		syn, err := analyse(ctx, db, m.SQL)
		if err != nil {
			return nil, fmt.Errorf("models/%s/%s.sql: %w", m.Layer, m.Name, err)
		}
		tasks = append(tasks, task{name: m.Name, layer: m.Layer, needs: syn.tables, makes: makes, model: m, syntax: syn})
	}
	maker := map[string]int{}
	for i, t := range tasks {
		for _, made := range t.makes {
			if j, twice := maker[made]; twice {
				return nil, fmt.Errorf("table %s is made twice: by %s and by %s", made, tasks[j].name, t.name)
			}
			maker[made] = i
		}
	}
	for _, t := range tasks {
		for cte := range t.syntax.ctes {
			if _, clash := maker[cte]; clash {
				return nil, fmt.Errorf("models/%s/%s.sql: the name %s in WITH is also a table; give it another name", t.layer, t.name, cte)
			}
		}
	}
	rank := map[string]int{Staging: 0, Core: 1, "": 1, Marts: 2, Checks: 3}
	var sorted []task
	state := make([]int, len(tasks)) // 0 new, 1 open, 2 done
	var visit func(i int, via string) error
	visit = func(i int, via string) error {
		switch state[i] {
		case 1:
			return fmt.Errorf("%s and %s read each other", tasks[i].name, via)
		case 2:
			return nil
		}
		state[i] = 1
		for _, need := range tasks[i].needs {
			if j, ok := maker[need]; ok && j != i {
				if err := visit(j, tasks[i].name); err != nil {
					return err
				}
			}
		}
		state[i] = 2
		sorted = append(sorted, tasks[i])
		return nil
	}
	first := make([]int, len(tasks))
	for i := range first {
		first[i] = i
	}
	sort.SliceStable(first, func(a, b int) bool {
		x, y := tasks[first[a]], tasks[first[b]]
		if rank[x.layer] != rank[y.layer] {
			return rank[x.layer] < rank[y.layer]
		}
		return x.name < y.name
	})
	for _, i := range first {
		if err := visit(i, ""); err != nil {
			return nil, err
		}
	}
	return sorted, nil
}
