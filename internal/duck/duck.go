// Package duck is the only door to the DuckDB driver: it opens databases with
// explicit limits and appends rows in bulk.
package duck

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"runtime"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// Options bounds what one database handle may use. Zero values mean: all
// cores, and 2,500 MB of memory.
type Options struct {
	Threads  int
	MemoryMB int
	TempDir  string // where DuckDB spills; empty: beside the database
}

func (o Options) values() url.Values {
	v := url.Values{}
	if o.Threads == 0 {
		o.Threads = runtime.NumCPU()
	}
	if o.MemoryMB == 0 {
		o.MemoryMB = 2500
	}
	v.Set("threads", fmt.Sprint(o.Threads))
	v.Set("memory_limit", fmt.Sprintf("%dMB", o.MemoryMB))
	v.Set("autoinstall_known_extensions", "false")
	v.Set("autoload_known_extensions", "false")
	v.Set("preserve_insertion_order", "true")
	if o.TempDir != "" {
		v.Set("temp_directory", o.TempDir)
	}
	return v
}

// Open opens a database for reading and writing; an empty path is a database
// in memory.
func Open(path string, o Options) (*sql.DB, error) {
	return open(path, o.values())
}

// OpenReadOnly opens a database file hardened for serving: no writing, no
// other files, no network, no settings.
func OpenReadOnly(path string, o Options) (*sql.DB, error) {
	v := o.values()
	v.Set("access_mode", "READ_ONLY")
	v.Set("enable_external_access", "false")
	v.Set("lock_configuration", "true")
	v.Del("temp_directory")
	return open(path, v)
}

func open(path string, v url.Values) (*sql.DB, error) {
	connector, err := duckdb.NewConnector(path+"?"+v.Encode(), nil)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return sql.OpenDB(connector), nil
}

// Append writes rows to a table through DuckDB's appender. fill calls row once
// per record with the values in column order; they become visible when fill
// returns nil.
func Append(ctx context.Context, db *sql.DB, table string, fill func(row func(values ...driver.Value) error) error) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(raw any) error {
		a, err := duckdb.NewAppenderFromConn(raw.(driver.Conn), "", table)
		if err != nil {
			return fmt.Errorf("append to %s: %w", table, err)
		}
		if err := fill(a.AppendRow); err != nil {
			a.Close()
			return fmt.Errorf("append to %s: %w", table, err)
		}
		if err := a.Close(); err != nil {
			return fmt.Errorf("append to %s: %w", table, err)
		}
		return nil
	})
}

// Quote returns s as an SQL string literal.
func Quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// Ident returns s as an SQL identifier.
func Ident(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// Scan runs a query and calls row for each record with the driver's own
// values; the slice is reused. It costs a fraction of database/sql's Scan and
// is meant for millions of rows.
func Scan(ctx context.Context, db *sql.DB, query string, row func(values []driver.Value) error) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(raw any) error {
		rows, err := raw.(driver.QueryerContext).QueryContext(ctx, query, nil)
		if err != nil {
			return err
		}
		defer rows.Close()
		values := make([]driver.Value, len(rows.Columns()))
		for {
			switch err := rows.Next(values); {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil:
				return err
			}
			if err := row(values); err != nil {
				return err
			}
		}
	})
}
