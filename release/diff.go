package release

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"gongqiu/internal/duck"
)

// Diff is what changed from one release to a later one. Split, Revisions and
// Method are there if the later one was made to follow the earlier.
type Diff struct {
	From      string           `json:"from"`
	To        string           `json:"to"`
	Follows   bool             `json:"follows"`
	Tables    []TableDiff      `json:"tables"`   // published tables
	Shortage  []ClassChange    `json:"shortage"` // occupations whose class changed, latest quarter of each release
	Split     []ScopeSplit     `json:"split,omitempty"`
	Revisions []Revision       `json:"revisions,omitempty"`
	Method    []ConstantChange `json:"method,omitempty"` // constants and parts of the program that differ
}

// TableDiff counts the rows of one table by key.
type TableDiff struct {
	Name    string `json:"name"`
	Before  int64  `json:"before"`
	After   int64  `json:"after"`
	Added   int64  `json:"added"`
	Removed int64  `json:"removed"`
	Changed int64  `json:"changed"`
}

// ClassChange is one occupation in one region; an empty class means that the
// release does not list it. Scores are nil where not assessed.
type ClassChange struct {
	Simulated  bool     `json:"is_simulated"`
	Scope      string   `json:"scope"`
	Region     string   `json:"region"`
	Code       string   `json:"occupation_code"`
	Name       string   `json:"occupation_name"`
	FromClass  string   `json:"from_class"`
	ToClass    string   `json:"to_class"`
	FromScore  *float64 `json:"from_score"`
	ToScore    *float64 `json:"to_score"`
	FromPeriod string   `json:"from_quarter"`
	ToPeriod   string   `json:"to_quarter"`
	ScopeName  string   `json:"scope_name"`
	RegionName string   `json:"region_name"`
	IsRoot     bool     `json:"is_root"` // the region is the whole scope
	// The parts of the change of the score, nil where it cannot be divided, and
	// the main cause as in out_change.
	Real        *float64 `json:"change_real"`
	Revision    *float64 `json:"change_revision"`
	Method      *float64 `json:"change_method"`
	Unseparated *float64 `json:"change_unseparated"`
	Cause       string   `json:"cause"`
	RevisedFrom string   `json:"revised_from_class"` // what from_quarter is in the later release, where that is the quarter before
}

// Compare reads the two release folders and lists what differs. Values that
// say only which release they stand in (release_id) do not count.
func Compare(ctx context.Context, fromDir, toDir string) (*Diff, error) {
	from, err := ReadManifest(fromDir)
	if err != nil {
		return nil, err
	}
	to, err := ReadManifest(toDir)
	if err != nil {
		return nil, err
	}
	db, err := duck.Open("", duck.Options{})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	for name, file := range map[string]string{"a": filepath.Join(fromDir, from.Database), "b": filepath.Join(toDir, to.Database)} {
		if _, err := db.ExecContext(ctx, fmt.Sprintf("ATTACH %s AS %s (READ_ONLY)", duck.Quote(file), name)); err != nil {
			return nil, err
		}
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return CompareAttached(ctx, conn, Attached{from.ID, "a"}, Attached{to.ID, "b"})
}

// Attached is a release whose database is attached to a connection under a name.
type Attached struct{ ID, Name string }

// CompareAttached is Compare for two attached databases, of which the later may
// still be open for writing.
func CompareAttached(ctx context.Context, conn *sql.Conn, from, to Attached) (*Diff, error) {
	c := comparison{conn, strings.NewReplacer("{a}", from.Name, "{b}", to.Name)}
	d := &Diff{From: from.ID, To: to.ID}
	for _, t := range Dictionary() {
		if t.Layer() != "out" {
			continue
		}
		t, err := c.shared(ctx, t)
		if err != nil {
			return nil, err
		}
		if len(t.Columns) == 0 { // one of the two editions of the dictionary lacks the table
			continue
		}
		td := TableDiff{Name: t.Name}
		if err := c.row(ctx, tableDiffSQL(t), &td.Before, &td.After, &td.Added, &td.Removed, &td.Changed); err != nil {
			return nil, fmt.Errorf("compare %s: %w", t.Name, err)
		}
		d.Tables = append(d.Tables, td)
	}
	if err := d.follow(ctx, c); err != nil {
		return nil, err
	}
	var err error
	d.Shortage, err = each(ctx, c, classChangeSQL, func(rows *sql.Rows, x *ClassChange) error {
		return rows.Scan(&x.Simulated, &x.Scope, &x.Region, &x.Code, &x.Name, &x.FromClass, &x.ToClass, &x.FromScore, &x.ToScore, &x.FromPeriod, &x.ToPeriod,
			&x.ScopeName, &x.RegionName, &x.IsRoot, &x.Real, &x.Revision, &x.Method, &x.Unseparated, &x.Cause, &x.RevisedFrom)
	})
	return d, err
}

// comparison runs queries in which {a} and {b} stand for the earlier and the
// later database. One connection has the variable and the view that they share.
type comparison struct {
	conn  *sql.Conn
	names *strings.Replacer
}

func (c comparison) exec(ctx context.Context, query string) error {
	_, err := c.conn.ExecContext(ctx, c.names.Replace(query))
	return err
}

func (c comparison) row(ctx context.Context, query string, into ...any) error {
	return c.conn.QueryRowContext(ctx, c.names.Replace(query)).Scan(into...)
}

// QueryContext is that of the connection.
func (c comparison) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return c.conn.QueryContext(ctx, c.names.Replace(query), args...)
}

// querier is what databases and comparisons share.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func each[T any](ctx context.Context, q querier, query string, scan func(*sql.Rows, *T) error) ([]T, error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		var v T
		if err := scan(rows, &v); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// shared is a table with the columns that both releases have: an earlier edition
// of the dictionary may lack some.
func (c comparison) shared(ctx context.Context, t Table) (Table, error) {
	names, err := each(ctx, c, "SELECT column_name FROM duckdb_columns() WHERE database_name IN ('{a}', '{b}') AND table_name = "+duck.Quote(t.Name)+" GROUP BY 1 HAVING count(*) = 2",
		func(rows *sql.Rows, name *string) error { return rows.Scan(name) })
	if err != nil {
		return t, err
	}
	t.Columns = slices.DeleteFunc(slices.Clone(t.Columns), func(f Field) bool { return !slices.Contains(names, f.Name) })
	return t, nil
}

// tableDiffSQL counts rows by key. Keys, and what stands beside them, are
// compared by their hashes of 64 bits, each value in the type of the dictionary: a
// join of two numbers a row takes a fraction of the time of one of two dozen
// columns.
func tableDiffSQL(t Table) string {
	var key, rest []string
	for _, c := range t.Columns {
		value := fmt.Sprintf("CAST(%s AS %s)", duck.Ident(c.Name), c.Type)
		switch {
		case slices.Contains(t.Key, c.Name):
			key = append(key, value)
		case c.Name != "release_id":
			rest = append(rest, value)
		}
	}
	if len(rest) == 0 {
		rest = []string{"true"}
	}
	side := func(database string) string {
		return fmt.Sprintf("(SELECT hash(%s) AS key, hash(%s) AS rest FROM %s.%s)", strings.Join(key, ", "), strings.Join(rest, ", "), database, t.Name)
	}
	return fmt.Sprintf(`SELECT count(a.key), count(b.key), count(*) FILTER (a.key IS NULL), count(*) FILTER (b.key IS NULL), count(*) FILTER (a.rest <> b.rest)
		FROM %s a FULL JOIN %s b ON a.key = b.key`, side("{a}"), side("{b}"))
}

// Of two releases of one quarter the market has no part in the change.
const classChangeSQL = `
WITH
	last_a AS (SELECT scope, max(quarter) AS quarter FROM {a}.out_shortage GROUP BY scope),
	last_b AS (SELECT scope, max(quarter) AS quarter FROM {b}.out_shortage GROUP BY scope),
	x AS (SELECT s.* FROM {a}.out_shortage s JOIN last_a USING (scope, quarter)),
	y AS (SELECT s.* FROM {b}.out_shortage s JOIN last_b USING (scope, quarter))
SELECT coalesce(y.is_simulated, x.is_simulated), coalesce(y.scope, x.scope), coalesce(y.region_code, x.region_code),
	coalesce(y.occupation_code, x.occupation_code), coalesce(o.occupation_name, ''),
	coalesce(x.class, ''), coalesce(y.class, ''), x.score, y.score, coalesce(x.quarter, ''), coalesce(y.quarter, ''),
	coalesce(m.name, ''), coalesce(r.region_name, ''), coalesce(m.region_code = coalesce(y.region_code, x.region_code), false),
	CASE WHEN c.change_real IS NULL THEN NULL WHEN x.quarter = y.quarter THEN 0 ELSE c.change_real END, c.change_revision, c.change_method, c.change_unseparated, coalesce(c.cause, ''),
	CASE WHEN c.base_quarter = x.quarter AND left(y.quarter, 4)::INTEGER * 4 + right(y.quarter, 1)::INTEGER = left(x.quarter, 4)::INTEGER * 4 + right(x.quarter, 1)::INTEGER + 1 THEN coalesce(y.prev_class, '') ELSE '' END
FROM x FULL JOIN y ON x.scope = y.scope AND x.region_code = y.region_code AND x.occupation_code = y.occupation_code
LEFT JOIN {b}.ref_occupation o ON o.occupation_code = coalesce(y.occupation_code, x.occupation_code)
LEFT JOIN {b}.meta_scope m ON m.scope = coalesce(y.scope, x.scope)
LEFT JOIN {b}.ref_region r ON r.scope = coalesce(y.scope, x.scope) AND r.region_code = coalesce(y.region_code, x.region_code)
LEFT JOIN split c ON c.scope = y.scope AND c.region_code = y.region_code AND c.occupation_code = y.occupation_code AND c.quarter = y.quarter
	AND (x.quarter = y.quarter OR c.base_quarter = x.quarter)
WHERE x.class IS DISTINCT FROM y.class
ORDER BY coalesce(y.scope, x.scope), m.region_code IS DISTINCT FROM coalesce(y.region_code, x.region_code), 3, 4`
