package publish

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"gongqiu/internal/duck"
	"gongqiu/release"
)

// storageVersion is the oldest DuckDB whose readers open the file.
const storageVersion = "v1.0.0"

// name names the file with all tables, which says so if it holds simulated
// rows.
func (w *Writer) name() {
	w.m.Database = "gongqiu.duckdb"
	zh, en := "全部表，DuckDB 1.0 及以上可读", "All tables, for DuckDB 1.0 and later"
	if w.m.Simulated != "none" {
		w.m.Database = release.SimulatedPrefix + w.m.Database
		zh, en = "〔含模拟数据〕"+zh, "[Contains simulated data] "+en
	}
	w.note(w.m.Database, release.File{ZH: zh, EN: en})
}

// create makes the DuckDB file with all tables, empty, and a comment on every
// table and column. The file stays attached as "out", for fill and for the
// other formats. It keeps its write-ahead log: without one (RECOVERY_MODE
// no_wal_writes) tables written beside each other were seen to end up empty.
func (w *Writer) create(ctx context.Context) error {
	w.m.StorageVersion = storageVersion
	if err := w.db.QueryRowContext(ctx, "SELECT version()").Scan(&w.m.DuckDBVersion); err != nil {
		return err
	}
	path := filepath.Join(w.dir, w.m.Database)
	if _, err := w.db.ExecContext(ctx, fmt.Sprintf("ATTACH %s AS out (STORAGE_VERSION '%s')", duck.Quote(path), storageVersion)); err != nil {
		return err
	}
	tx, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // of no effect once committed
	for _, t := range release.Dictionary() {
		statements := []string{createSQL(t), fmt.Sprintf("COMMENT ON TABLE out.%s IS %s", t.Name, duck.Quote(t.ZH+" / "+t.EN))}
		for _, c := range t.Columns {
			statements = append(statements, fmt.Sprintf("COMMENT ON COLUMN out.%s.%s IS %s", t.Name, duck.Ident(c.Name), duck.Quote(c.Comment())))
		}
		if _, err := tx.ExecContext(ctx, strings.Join(statements, ";")); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return tx.Commit()
}

// createSQL creates a table in the file. Columns that repeat their values are
// told to be compressed as dictionaries: DuckDB would choose that too, after
// trying the compression of sentences (FSST) on every block, which costs a tenth
// of writing. Employers' hashes repeat less and take some more room that way.
func createSQL(t release.Table) string {
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = duck.Ident(c.Name) + " " + c.Type
		if c.Type == "VARCHAR" && !hasSentences(t, c) {
			columns[i] += " USING COMPRESSION dictionary"
		}
	}
	return fmt.Sprintf("CREATE TABLE out.%s (%s)", t.Name, strings.Join(columns, ", "))
}

// hasSentences says whether the values of a text column hardly repeat, which
// only sentences do in the big tables.
func hasSentences(t release.Table, c release.Field) bool {
	big := t.Layer() == "core" || t.Layer() == "out"
	return !big || strings.HasSuffix(c.Name, "_zh") || strings.HasSuffix(c.Name, "_en")
}

// fill writes the rows of a table into the file, in order, and counts them.
// Rows that are in order already are not sorted again.
func (w *Writer) fill(ctx context.Context, t release.Table) error {
	order := ""
	if inOrder, err := w.isInOrder(ctx, t); err != nil {
		return err
	} else if !inOrder {
		order = " ORDER BY " + strings.Join(sortKey(t), ", ")
	}
	res, err := w.db.ExecContext(ctx, "INSERT INTO out."+t.Name+" "+selectSQL(t, plain, t.Name, "")+order)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rows[t.Name] = n
	return nil
}

// isInOrder says whether no row of a table of the build sorts before the one
// that precedes it. It costs a twentieth of sorting: one pass, ended by the
// first row that is out of order. Structs compare as ORDER BY does, NULL last.
func (w *Writer) isInOrder(ctx context.Context, t release.Table) (bool, error) {
	key := "row(" + strings.Join(sortKey(t), ", ") + ")"
	var found bool
	err := w.db.QueryRowContext(ctx, fmt.Sprintf("SELECT true FROM (SELECT %s < lag(%[1]s) OVER () AS is_late FROM %s) WHERE is_late LIMIT 1", key, t.Name)).Scan(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return true, nil
	}
	return false, err
}

// sortKey is what a table is sorted by, its key or else all columns, so that
// the same content always has the same bytes.
func sortKey(t release.Table) []string {
	key := t.Key
	if len(key) == 0 {
		for _, c := range t.Columns {
			key = append(key, c.Name)
		}
	}
	list := make([]string, len(key))
	for i, k := range key {
		list[i] = duck.Ident(k)
	}
	return list
}

// detach closes the file for writing.
func (w *Writer) detach(ctx context.Context) error {
	_, err := w.db.ExecContext(ctx, "DETACH out")
	return err
}
