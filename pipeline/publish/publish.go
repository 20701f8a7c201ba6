// Package publish writes a release from the tables of a finished build: the
// DuckDB file, Parquet, CSV, the bureau's own layouts, and the manifest.
package publish

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"gongqiu/internal/duck"
	"gongqiu/internal/progress"
	"gongqiu/release"
)

// Write makes the release m from the tables in db. It writes into a temporary
// folder and renames that at the end, so that a release is complete or does
// not exist. An existing release with this id is left as it is.
func Write(ctx context.Context, db *sql.DB, dataDir string, m release.Manifest, report *progress.Reporter) error {
	final := release.Dir(dataDir, m.ID)
	if _, err := release.ReadManifest(final); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(final), 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(final), tempPrefix+m.ID+"-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if err := os.Chmod(tmp, 0o755); err != nil {
		return err
	}
	w := &writer{db: db, dir: tmp, report: report, described: map[string]release.File{}}
	defer w.detach(context.WithoutCancel(ctx), nil) //nolint:errcheck // detached below unless something failed
	for _, step := range []struct {
		name string
		run  func(context.Context, *release.Manifest) error
	}{
		{"tables", w.formats},
		{"close", w.detach},
		{"bureau", w.bureau},
		{"changes", func(ctx context.Context, m *release.Manifest) error { return w.changes(ctx, dataDir, m) }},
		{"package", w.datapackage},
	} {
		task := report.Start(step.name, -1)
		if err := step.run(ctx, &m); err != nil {
			return fmt.Errorf("write %s: %w", step.name, err)
		}
		task.Done("written")
	}
	if err := release.WriteManifest(tmp, m, w.describe); err != nil {
		return err
	}
	problems, err := release.Verify(ctx, tmp)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return fmt.Errorf("the release just written does not verify: %s", strings.Join(problems, "; "))
	}
	if err := syncTree(tmp); err != nil {
		return err
	}
	return os.Rename(tmp, final)
}

// tempPrefix begins the name of a release in the making.
const tempPrefix = ".making-"

type writer struct {
	db        *sql.DB
	dir       string
	report    *progress.Reporter
	described map[string]release.File
}

func (w *writer) describe(path string) release.File { return w.described[path] }

// formats writes the tables as DuckDB, Parquet and CSV. Each table is written
// to the DuckDB file in order and from there to the other formats while the
// next one is sorted. A query has one thread: with more, blocks of rows of a
// CSV file were seen to change places, and where two queries run beside each
// other more threads only wait for each other.
func (w *writer) formats(ctx context.Context, m *release.Manifest) (err error) {
	var threads int64
	if err := w.db.QueryRowContext(ctx, "SELECT current_setting('threads')").Scan(&threads); err != nil {
		return err
	}
	if _, err := w.db.ExecContext(ctx, "SET threads = 1"); err != nil {
		return err
	}
	defer func() {
		_, reset := w.db.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf("SET threads = %d", threads))
		err = errors.Join(err, reset)
	}()
	for _, folder := range []string{"parquet", "csv"} {
		if err := os.Mkdir(filepath.Join(w.dir, folder), 0o755); err != nil {
			return err
		}
	}
	w.name(m)
	written := make(chan release.Table, len(release.Dictionary()))
	g, running := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(written)
		return w.duckdb(running, m, written)
	})
	g.Go(func() error {
		for t := range written {
			if err := w.export(running, t); err != nil {
				return fmt.Errorf("table %s: %w", t.Name, err)
			}
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	_, err = w.db.ExecContext(ctx, "CHECKPOINT out")
	return err
}

// tables calls fn for each table of the dictionary.
func (w *writer) tables(fn func(release.Table) error) error {
	for _, t := range release.Dictionary() {
		if err := fn(t); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return nil
}

// selectSQL reads a table's published columns.
func selectSQL(t release.Table, columns func(release.Field) string, from, where string) string {
	cols := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		cols[i] = columns(c)
	}
	if where != "" {
		where = " WHERE " + where
	}
	return "SELECT " + strings.Join(cols, ", ") + " FROM " + from + where
}

// inOrder sorts a table by its key, so that the same content always has the
// same bytes.
func inOrder(t release.Table) string {
	if len(t.Key) == 0 {
		return " ORDER BY ALL"
	}
	keys := make([]string, len(t.Key))
	for i, k := range t.Key {
		keys[i] = duck.Ident(k)
	}
	return " ORDER BY " + strings.Join(keys, ", ")
}

func plain(c release.Field) string {
	return "CAST(" + duck.Ident(c.Name) + " AS " + c.Type + ") AS " + duck.Ident(c.Name)
}

// part is the simulated or the real half of a table; a table without
// is_simulated has one part.
type part struct{ prefix, where string }

func parts(t release.Table) []part {
	for _, c := range t.Columns {
		if c.Name == "is_simulated" {
			return []part{{"", "NOT is_simulated"}, {release.SimulatedPrefix, "is_simulated"}}
		}
	}
	return []part{{"", ""}}
}

// syncTree flushes every file and folder to the disk, so that the rename that
// follows cannot survive a power cut without the content.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Sync()
	})
}
