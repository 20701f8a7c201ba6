// Package pipeline does a run: it fetches deliveries, stages them, builds the
// tables, checks them and publishes a release.
package pipeline

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"gongqiu/internal/config"
	"gongqiu/internal/progress"
	"gongqiu/internal/version"
	"gongqiu/release"
	"gongqiu/sources"
	"gongqiu/sources/file"
	"gongqiu/transforms/shortage"
)

// ErrRefused says that a check failed, so that nothing was published.
var ErrRefused = errors.New("a check failed; nothing was published and the current release is unchanged")

// Plan is what a run is asked to do.
type Plan struct {
	Config *config.Config
	Report *progress.Reporter
	Only   []string // ids of sources to fetch; empty: all. The others count with what is kept of them
	Keep   bool     // leave the build database in place until the next run, for looking into
}

// Run does one run. The record says what happened, also when an error is
// returned; it is nil only if the run could not begin.
func Run(ctx context.Context, p Plan) (*Record, error) {
	unlock, err := lock(p.Config.Data)
	if err != nil {
		return nil, err
	}
	defer unlock()
	r := &Record{ID: newRunID(time.Now()), Started: time.Now(), Status: Running, Program: version.String()}
	if err := r.save(p.Config.Data); err != nil {
		return nil, err
	}
	err = p.run(ctx, r)
	if err != nil && !errors.Is(err, ErrRefused) {
		err = errors.Join(err, os.RemoveAll(workDir(p.Config))) // half a build helps nobody and fills the disk
	}
	r.Finished = time.Now()
	if err != nil {
		r.Error = err.Error()
		r.Status = Failed
		if errors.Is(err, ErrRefused) {
			r.Status = Refused
		}
	}
	return r, errors.Join(err, r.save(p.Config.Data))
}

func newRunID(now time.Time) string {
	var salt [3]byte
	rand.Read(salt[:]) //nolint:errcheck // never fails
	return now.UTC().Format("20060102T150405Z") + "-" + hex.EncodeToString(salt[:])
}

func (p Plan) run(ctx context.Context, r *Record) error {
	cfg := p.Config
	if err := sweep(cfg.Data); err != nil {
		return err
	}
	ref, err := loadReference(cfg)
	if err != nil {
		return err
	}
	b := newBuild(cfg, ref)
	b.report, b.record, b.keep = p.Report, r, p.Keep
	if err := b.checkScopes(); err != nil {
		return err
	}
	begun := time.Now()
	delivered, err := p.fetch(ctx)
	if err != nil {
		return err
	}
	fetched := time.Since(begun)
	snapshots := map[string][]sources.Snapshot{}
	for _, s := range cfg.Sources {
		if snapshots[s.ID], err = inputs(rawDir(cfg), s); err != nil {
			return err
		}
		snapshots[s.ID] = slices.DeleteFunc(snapshots[s.ID], func(snap sources.Snapshot) bool {
			return isRefused(snap) && !delivered[s.ID][snap.SHA256]
		})
	}
	if r.InputHash, err = inputHash(ctx, cfg, snapshots); err != nil {
		return err
	}
	before, found := currentRelease(cfg.Data)
	if found && before.InputHash == r.InputHash {
		r.Release, r.Status = before.ID, Nothing
		return nil
	}
	if found {
		b.previous = shortage.Previous{ID: before.ID, File: filepath.Join(release.Dir(cfg.Data, before.ID), before.Database)}
	}
	r.step("fetch", fetched, 0)
	go b.coder() //nolint:errcheck // loaded while deliveries are staged; whoever needs it is told why it could not be
	if err := p.stage(ctx, b, snapshots); err != nil {
		return err
	}
	return p.buildAndPublish(ctx, b)
}

func rawDir(cfg *config.Config) string    { return filepath.Join(cfg.Data, "raw") }
func stagedDir(cfg *config.Config) string { return filepath.Join(cfg.Data, "staged") }
func workDir(cfg *config.Config) string   { return filepath.Join(cfg.Data, "work") }

// fetch keeps the bytes of every delivery that is there now; it returns their
// hashes by source.
func (p Plan) fetch(ctx context.Context) (map[string]map[string]bool, error) {
	delivered := map[string]map[string]bool{}
	task := p.Report.Start("fetch", -1)
	n := 0
	for _, s := range p.Config.Sources {
		if len(p.Only) > 0 && !slices.Contains(p.Only, s.ID) {
			continue
		}
		files, err := deliveries(s)
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			p.Report.Warn("source %s: no file at %s", s.ID, s.Files)
		}
		delivered[s.ID] = map[string]bool{}
		for _, path := range files {
			snap, err := sources.Take(ctx, path, rawDir(p.Config), s.ID)
			if err != nil {
				return nil, err
			}
			delivered[s.ID][snap.SHA256] = true
			task.Add(1)
			n++
		}
	}
	task.Done("%d files", n)
	return delivered, nil
}

// refusedMark in the folder of a snapshot says that it could not be staged.
const refusedMark = ".refused"

func isRefused(s sources.Snapshot) bool {
	_, err := os.Stat(filepath.Join(filepath.Dir(s.Path), refusedMark))
	return err == nil
}

// stage stages what is not staged yet. A delivery that is refused as a whole
// ends the run, after the others were tried, so that one run tells all that is
// wrong.
func (p Plan) stage(ctx context.Context, b *build, snapshots map[string][]sources.Snapshot) error {
	for _, s := range p.Config.Sources {
		for _, snap := range snapshots[s.ID] {
			b.staged = append(b.staged, staged{source: s, snapshot: snap})
		}
	}
	files := make([]FileRecord, len(b.staged))
	errs := make([]error, len(b.staged))
	task := p.Report.Start("stage", -1)
	begun := time.Now()
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(2 * b.threads()) // half of them wait for the disk
	for i := range b.staged {
		g.Go(func() error {
			s := &b.staged[i]
			files[i] = FileRecord{Source: s.source.ID, File: s.snapshot.Name, SHA256: s.snapshot.SHA256, Status: Done}
			mark := filepath.Join(filepath.Dir(s.snapshot.Path), refusedMark)
			if _, ok := sources.Finished(stagedDir(p.Config), s.snapshot, stageOptions(s.source)); ok {
				files[i].Status = Skipped
			}
			var before int64
			report, err := file.Stage(ctx, s.snapshot, stageOptions(s.source), stagedDir(p.Config), func(rows int64) {
				task.Add(rows - before)
				before = rows
			})
			if err != nil {
				files[i].Status, files[i].Error = Failed, err.Error()
				errs[i] = fmt.Errorf("source %s: %w", s.source.ID, err)
				var bad *sources.BadDelivery
				if errors.As(err, &bad) {
					return os.WriteFile(mark, []byte(err.Error()+"\n"), 0o644)
				}
				return ctx.Err()
			}
			s.report, files[i].Report = report, report
			if rel, err := filepath.Rel(stagedDir(p.Config), report.Dir); err == nil {
				files[i].Staged = rel
			}
			if isRefused(s.snapshot) {
				return os.Remove(mark)
			}
			return nil
		})
	}
	err := g.Wait()
	b.record.Files = files
	if err := errors.Join(err, errors.Join(errs...)); err != nil {
		return err
	}
	var read, accepted int64
	for _, f := range files {
		read, accepted = read+f.Report.Read, accepted+f.Report.Accepted
	}
	task.Done("%d files, %s rows read, %s accepted", len(files), progress.Count(read), progress.Count(accepted))
	b.record.step("stage", time.Since(begun), read)
	if accepted == 0 {
		return errors.New("no delivery has a usable row: there is nothing to publish")
	}
	return b.record.save(p.Config.Data)
}

func (p Plan) buildAndPublish(ctx context.Context, b *build) (err error) {
	db, err := openBuild(p.Config, p.Keep)
	if err != nil {
		return err
	}
	defer db.Close()
	w, m, err := b.tables(ctx, db)
	if w != nil {
		defer func() { err = errors.Join(err, w.Close()) }()
	}
	if err != nil {
		return err
	}
	begun := time.Now()
	if err := w.Finish(ctx, begun.UTC().Truncate(time.Second), p.Report); err != nil {
		return err
	}
	if err := release.SetCurrent(p.Config.Data, m.ID); err != nil {
		return err
	}
	b.record.step("publish", time.Since(begun), 0)
	b.record.Release, b.record.Status = m.ID, Published
	if err := db.Close(); err != nil {
		return err
	}
	if p.Keep {
		return nil
	}
	return os.RemoveAll(workDir(p.Config))
}

// manifest describes the release that the built core tables allow: its edition
// is the last complete quarter of any scope.
func (b *build) manifest(ctx context.Context, db *sql.DB) (release.Manifest, error) {
	m := release.Manifest{
		Status: "P", InputHash: b.record.InputHash, RunID: b.record.ID, ProgramVersion: version.String(),
		Issuer: b.cfg.Publish.Issuer, Contact: b.cfg.Publish.Contact, NextRelease: b.cfg.Publish.NextRelease,
	}
	var edition, until sql.NullString
	err := db.QueryRowContext(ctx, `SELECT (SELECT max(last_quarter) FROM int_scope), (SELECT max(data_until)::VARCHAR FROM int_source_extent)`).Scan(&edition, &until)
	if err != nil {
		return m, err
	}
	if !edition.Valid {
		return m, errors.New("no posting has a date: without one there is no quarter to publish")
	}
	m.Edition, m.DataUntil = edition.String, until.String
	m.Previous = b.previous.ID
	m.ID = m.Edition + "-" + releaseHash(m.InputHash, m.Previous)[:12]
	simulated := 0
	for _, s := range b.cfg.Scopes {
		info := release.ScopeInfo{ID: s.ID, Name: s.Name, NameEN: s.NameEN, Region: s.Region, Simulated: b.simulated(s.ID)}
		if info.Simulated {
			simulated++
		}
		m.Scopes = append(m.Scopes, info)
	}
	m.Simulated = "part"
	switch simulated {
	case 0:
		m.Simulated = "none"
	case len(m.Scopes):
		m.Simulated = "all"
	}
	return m, nil
}

func joinBar(list []string) string { return strings.Join(list, "|") }
