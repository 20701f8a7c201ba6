// Package publish writes a release from the tables of a build, as they are made:
// the DuckDB file, Parquet, CSV, the bureau's own layouts, and the manifest.
package publish

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"gongqiu/internal/duck"
	"gongqiu/internal/progress"
	"gongqiu/release"
	"gongqiu/transforms/models"
)

// Writer makes one release. It writes into a temporary folder, which it renames
// at the end: a release is complete or does not exist.
type Writer struct {
	db      *sql.DB
	m       release.Manifest
	data    string // the data folder
	dir     string // temporary; empty if the release is there already
	workers int
	syncing errgroup.Group // files on their way to the disk while others are written

	mu        sync.Mutex // guards what follows while tables are written
	rows      map[string]int64
	described map[string]release.File
}

// tempPrefix begins the name of a release in the making.
const tempPrefix = ".making-"

// Begin makes the folder of the release m and its DuckDB file, without rows. From
// now on a query of db has one thread: with more, blocks of rows of a CSV file
// were seen to change places, and where queries run beside each other more threads
// only wait for each other. An existing release with this id is left as it is.
func Begin(ctx context.Context, db *sql.DB, dataDir string, m release.Manifest, workers int) (*Writer, error) {
	w := &Writer{db: db, m: m, data: dataDir, workers: min(maxWorkers, workers), rows: map[string]int64{}, described: map[string]release.File{}}
	// A group of rows is compressed as soon as it is full: five at a time, as
	// DuckDB would have it, most of a table is compressed when it is committed, for
	// which all others must wait.
	if _, err := db.ExecContext(ctx, "SET threads = 1; SET checkpoint_threshold = '1TB'; SET write_buffer_row_group_count = 1"); err != nil {
		return nil, err
	}
	final := release.Dir(dataDir, m.ID)
	if _, err := release.ReadManifest(final); err == nil {
		return w, nil
	}
	if err := os.MkdirAll(filepath.Dir(final), 0o755); err != nil {
		return nil, err
	}
	var err error
	if w.dir, err = os.MkdirTemp(filepath.Dir(final), tempPrefix+m.ID+"-"); err != nil {
		return nil, err
	}
	begin := func() error {
		if err := os.Chmod(w.dir, 0o755); err != nil {
			return err
		}
		for _, folder := range []string{"parquet", "csv"} {
			if err := os.Mkdir(filepath.Join(w.dir, folder), 0o755); err != nil {
				return err
			}
		}
		w.name()
		return w.create(ctx)
	}
	if err := begin(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// Close removes what is not finished.
func (w *Writer) Close() error {
	if w.dir == "" {
		return nil
	}
	return errors.Join(w.syncing.Wait(), os.RemoveAll(w.dir))
}

// largest are the tables that take longer to write than ordinary models to
// make, as weights of their steps.
var largest = map[string]int{"core_ad": 4, "out_shortage_evidence": 3, "out_demand": 3, "core_pay": 3, "out_chain_occupation": 2, "out_shortage": 2}

// StepPrefix begins the names of steps that write tables into the release.
const StepPrefix = "write_"

// Steps write the tables of the release but for some, each as soon as it is made.
func (w *Writer) Steps(except ...string) []models.Step {
	var list []models.Step
	for _, t := range release.Dictionary() {
		if w.dir == "" || slices.Contains(except, t.Name) {
			continue
		}
		list = append(list, models.Step{Name: StepPrefix + t.Name, Needs: []string{t.Name}, Weight: largest[t.Name], Run: func(ctx context.Context, _ *sql.DB) error {
			return w.write(ctx, t)
		}})
	}
	return list
}

// write writes one table as DuckDB, Parquet and CSV. It is first written in
// order into the DuckDB file, and from there to the other formats.
func (w *Writer) write(ctx context.Context, t release.Table) error {
	err := w.fill(ctx, t)
	if err == nil {
		err = w.export(ctx, t)
	}
	if err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	return nil
}

// Finish writes what is not written yet: the other tables, the bureau's layouts,
// CHANGES.md and the manifest. It closes the database once it has read it.
func (w *Writer) Finish(ctx context.Context, publishedAt time.Time, report *progress.Reporter) error {
	if w.dir == "" {
		return nil
	}
	w.m.PublishedAt = publishedAt
	task := report.Start("tables", -1)
	if err := w.rest(ctx); err != nil {
		return err
	}
	task.Done("written")
	if err := w.datapackage(); err != nil {
		return err
	}
	var finishing errgroup.Group
	finishing.Go(w.db.Close) // gives back the memory of the build
	finishing.Go(w.syncing.Wait)
	finishing.Go(func() error { return complete(ctx, w.dir, w.m, w.describe) })
	if err := finishing.Wait(); err != nil {
		return err
	}
	if err := syncTree(w.dir); err != nil {
		return err
	}
	if err := os.Rename(w.dir, release.Dir(w.data, w.m.ID)); err != nil {
		return err
	}
	w.dir = ""
	return nil
}

// rest writes all that is left, several things at a time: the tables first, since
// the comparison with the release before reads them in the DuckDB file. What of
// the tables is not in its final place there is put there at the end, beside it.
func (w *Writer) rest(ctx context.Context) error {
	tables, inner := errgroup.WithContext(ctx)
	tables.SetLimit(w.workers)
	left := slices.DeleteFunc(slices.Clone(release.Dictionary()), func(t release.Table) bool { _, written := w.rows[t.Name]; return written })
	tables.Go(func() error { return w.bureau(inner) })
	for _, t := range left {
		tables.Go(func() error { return w.write(inner, t) })
	}
	if err := tables.Wait(); err != nil {
		return err
	}
	w.m.Tables = nil
	for _, t := range release.Dictionary() {
		w.m.Tables = append(w.m.Tables, release.TableInfo{Name: t.Name, Rows: w.rows[t.Name]})
	}
	last, inner := errgroup.WithContext(ctx)
	last.Go(func() error {
		_, err := w.db.ExecContext(inner, "CHECKPOINT out")
		return err
	})
	last.Go(func() error {
		if err := w.changes(inner); err != nil {
			return fmt.Errorf("changes: %w", err)
		}
		return nil
	})
	if err := last.Wait(); err != nil {
		return err
	}
	return w.detach(ctx)
}

// maxWorkers bounds the tables that are sorted and compressed at a time, each of
// which holds its rows in memory.
const maxWorkers = 4

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

// note keeps what the manifest will say of a file.
func (w *Writer) note(path string, f release.File) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.described[path] = f
}

// finished notes a file that is written to its end, with its checksum.
func (w *Writer) finished(path string, f release.File) (err error) {
	whole := filepath.Join(w.dir, filepath.FromSlash(path))
	if f.SHA256, f.Bytes, err = release.HashFile(whole); err != nil {
		return err
	}
	w.note(path, f)
	w.syncing.Go(func() error { return syncFile(whole) })
	return nil
}

func (w *Writer) describe(path string) release.File { return w.described[path] }

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
