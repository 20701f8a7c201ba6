package publish

import (
	"context"
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
func (w *writer) name(m *release.Manifest) {
	m.Database = "gongqiu.duckdb"
	zh, en := "全部表，DuckDB 1.0 及以上可读", "All tables, for DuckDB 1.0 and later"
	if m.Simulated != "none" {
		m.Database = release.SimulatedPrefix + m.Database
		zh, en = "〔含模拟数据〕"+zh, "[Contains simulated data] "+en
	}
	w.described[m.Database] = release.File{ZH: zh, EN: en}
}

// duckdb writes all tables into one file with comments on every table and
// column, counts their rows into the manifest, and sends each table that is
// written. The file stays attached as "out", so that the other formats are
// written from rows already in order.
func (w *writer) duckdb(ctx context.Context, m *release.Manifest, written chan<- release.Table) error {
	m.StorageVersion = storageVersion
	if err := w.db.QueryRowContext(ctx, "SELECT version()").Scan(&m.DuckDBVersion); err != nil {
		return err
	}
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	path := filepath.Join(w.dir, m.Database)
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("ATTACH %s AS out (STORAGE_VERSION '%s')", duck.Quote(path), storageVersion)); err != nil {
		return err
	}
	m.Tables = nil
	return w.tables(func(t release.Table) error {
		create := strings.Replace(t.CreateSQL(), "CREATE TABLE ", "CREATE TABLE out.", 1)
		if _, err := conn.ExecContext(ctx, create); err != nil {
			return err
		}
		res, err := conn.ExecContext(ctx, "INSERT INTO out."+t.Name+" "+selectSQL(t, plain, t.Name, "")+inOrder(t))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		m.Tables = append(m.Tables, release.TableInfo{Name: t.Name, Rows: n})
		comments := []string{fmt.Sprintf("COMMENT ON TABLE out.%s IS %s", t.Name, duck.Quote(t.ZH+" / "+t.EN))}
		for _, c := range t.Columns {
			comments = append(comments, fmt.Sprintf("COMMENT ON COLUMN out.%s.%s IS %s", t.Name, duck.Ident(c.Name), duck.Quote(c.Comment())))
		}
		if _, err = conn.ExecContext(ctx, strings.Join(comments, ";")); err != nil {
			return err
		}
		written <- t
		return nil
	})
}

// detach closes the file for writing.
func (w *writer) detach(ctx context.Context, _ *release.Manifest) error {
	_, err := w.db.ExecContext(ctx, "DETACH DATABASE IF EXISTS out")
	return err
}
