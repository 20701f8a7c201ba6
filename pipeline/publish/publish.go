// Package publish writes a release from the tables of a finished build: the
// DuckDB file, Parquet, CSV, the bureau's own layouts, and the manifest.
package publish

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"gongqiu/internal/duck"
	"gongqiu/internal/progress"
	"gongqiu/release"
)

// Write makes the release m from the tables in db, which it closes once it has
// read them. It writes into a temporary folder and renames that at the end, so
// that a release is complete or does not exist. An existing release with this id
// is left as it is.
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
	w := &writer{db: db, dir: tmp, rows: map[string]int64{}, described: map[string]release.File{}}
	task := report.Start("tables", -1)
	if err := w.tables(ctx, dataDir, &m); err != nil {
		return errors.Join(err, w.syncing.Wait())
	}
	task.Done("written")
	if err := w.datapackage(&m); err != nil {
		return err
	}
	var finishing errgroup.Group
	finishing.Go(db.Close) // gives back the memory of the build
	finishing.Go(w.syncing.Wait)
	finishing.Go(func() error { return complete(ctx, tmp, m, w.describe) })
	if err := finishing.Wait(); err != nil {
		return err
	}
	if err := syncTree(tmp); err != nil {
		return err
	}
	return os.Rename(tmp, final)
}

// complete writes the manifest and looks whether the release is as it says. The
// checksums were read from the files just now: to read them again would only
// compare memory with itself. What can be wrong is what they hold.
func complete(ctx context.Context, dir string, m release.Manifest, describe func(path string) release.File) error {
	if err := release.WriteManifest(dir, m, describe); err != nil {
		return err
	}
	problems, err := release.VerifyTables(ctx, dir)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return fmt.Errorf("the release just written does not verify: %s", strings.Join(problems, "; "))
	}
	return nil
}

// tempPrefix begins the name of a release in the making.
const tempPrefix = ".making-"

type writer struct {
	db      *sql.DB
	dir     string
	syncing errgroup.Group // files on their way to the disk while others are written

	mu        sync.Mutex // guards what follows while tables are written
	rows      map[string]int64
	described map[string]release.File
}

// note keeps what the manifest will say of a file.
func (w *writer) note(path string, f release.File) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.described[path] = f
}

// finished notes a file that is written to its end, with its checksum.
func (w *writer) finished(path string, f release.File) (err error) {
	whole := filepath.Join(w.dir, filepath.FromSlash(path))
	if f.SHA256, f.Bytes, err = release.HashFile(whole); err != nil {
		return err
	}
	w.note(path, f)
	w.syncing.Go(func() error { return syncFile(whole) })
	return nil
}

func (w *writer) describe(path string) release.File { return w.described[path] }

// tables writes every table as DuckDB, Parquet and CSV, the bureau's layouts and
// CHANGES.md. Tables are first written in order into the DuckDB file, then from
// there to the other formats, in both passes by several workers, the largest
// table first. A query has one thread: with more, blocks of rows of a CSV file
// were seen to change places, and where queries run beside each other more
// threads only wait for each other. What is not in its final place in the DuckDB
// file after the first pass is put there during the second.
func (w *writer) tables(ctx context.Context, dataDir string, m *release.Manifest) error {
	var threads int
	if err := w.db.QueryRowContext(ctx, "SELECT current_setting('threads')").Scan(&threads); err != nil {
		return err
	}
	if _, err := w.db.ExecContext(ctx, "SET threads = 1; SET checkpoint_threshold = '1TB'"); err != nil {
		return err
	}
	for _, folder := range []string{"parquet", "csv"} {
		if err := os.Mkdir(filepath.Join(w.dir, folder), 0o755); err != nil {
			return err
		}
	}
	w.name(m)
	tables, err := w.largestFirst(ctx)
	if err != nil {
		return err
	}
	var begin errgroup.Group
	begin.Go(func() error { return w.create(ctx, m) })
	begin.Go(func() error { return w.bureau(ctx, m) })
	if err := begin.Wait(); err != nil {
		return err
	}
	workers := min(maxWorkers, threads)
	if err := eachTable(ctx, workers, tables, w.fill); err != nil {
		return err
	}
	m.Tables = nil
	for _, t := range release.Dictionary() {
		m.Tables = append(m.Tables, release.TableInfo{Name: t.Name, Rows: w.rows[t.Name]})
	}
	checkpoint := func(ctx context.Context) error {
		_, err := w.db.ExecContext(ctx, "CHECKPOINT out")
		return err
	}
	changes := func(ctx context.Context) error {
		if err := w.changes(ctx, dataDir, m); err != nil {
			return fmt.Errorf("changes: %w", err)
		}
		return nil
	}
	if err := eachTable(ctx, workers, tables, w.export, checkpoint, changes); err != nil {
		return err
	}
	return w.detach(ctx)
}

// maxWorkers bounds the tables that are sorted and compressed at a time, each of
// which holds its rows in memory.
const maxWorkers = 4

// eachTable does something with each table, and something first, several at a
// time.
func eachTable(ctx context.Context, workers int, tables []release.Table, do func(context.Context, release.Table) error, first ...func(context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	for _, do := range first {
		g.Go(func() error { return do(ctx) })
	}
	for _, t := range tables {
		g.Go(func() error {
			if err := do(ctx, t); err != nil {
				return fmt.Errorf("table %s: %w", t.Name, err)
			}
			return nil
		})
	}
	return g.Wait()
}

// largestFirst is the dictionary by rows × columns, so that no worker begins a
// large table when the others are done.
func (w *writer) largestFirst(ctx context.Context) ([]release.Table, error) {
	tables := slices.Clone(release.Dictionary())
	size := map[string]int64{}
	for _, t := range tables {
		var rows int64
		if err := w.db.QueryRowContext(ctx, "SELECT count(*) FROM "+t.Name).Scan(&rows); err != nil {
			return nil, err
		}
		size[t.Name] = rows * int64(len(t.Columns))
	}
	slices.SortStableFunc(tables, func(a, b release.Table) int { return cmp.Compare(size[b.Name], size[a.Name]) })
	return tables, nil
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
// follows cannot survive a power cut without the content. Files are flushed
// beside each other, which lets the disk write them in the order it likes.
func syncTree(dir string) error {
	var g errgroup.Group
	g.SetLimit(8)
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		g.Go(func() error { return syncFile(path) })
		return nil
	})
	return errors.Join(err, g.Wait())
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
