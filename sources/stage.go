package sources

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"gongqiu/internal/columnar"
)

// ragged reports whether rows of a format may have fewer cells than columns.
func ragged(format string) bool { return format != "csv" && format != "tsv" }

// quarantineFields is the schema of quarantine.parquet.
var quarantineFields = []columnar.Field{
	{Name: "row_no", Type: columnar.Int64, Required: true},
	{Name: "reason", Type: columnar.Text, Required: true},
	{Name: "column", Type: columnar.Text, Required: true},
	{Name: "found", Type: columnar.Text, Required: true},
	{Name: "expected", Type: columnar.Text, Required: true},
	{Name: "raw", Type: columnar.Text, Required: true, Long: true},
}

// StagedDir is where a snapshot is staged under given options.
func StagedDir(stagedDir string, kind Kind, s Snapshot, o Options) string {
	return filepath.Join(stagedDir, string(kind), s.ID()+"-"+o.Key())
}

// Finished returns the report of a staged folder if it is there.
func Finished(stagedDir string, s Snapshot, o Options) (Report, bool) {
	kinds := Kinds()
	if o.Kind != "" {
		kinds = []Kind{o.Kind}
	}
	for _, k := range kinds {
		dir := StagedDir(stagedDir, k, s, o)
		b, err := os.ReadFile(filepath.Join(dir, "report.json"))
		if err != nil {
			continue
		}
		var r Report
		if json.Unmarshal(b, &r) != nil {
			continue
		}
		r.Dir = dir
		r.Parts, _ = filepath.Glob(filepath.Join(escapeGlob(dir), "part-*.parquet"))
		slices.Sort(r.Parts)
		return r, true
	}
	return Report{}, false
}

// firstChunk fills a chunk; done tells that the delivery ended with it.
func firstChunk(d Decoder) (k *Chunk, done bool, err error) {
	k = &Chunk{}
	if err = d.Fill(k); errors.Is(err, io.EOF) {
		return k, true, nil
	}
	return k, false, err
}

// beginning is the layout of a delivery and the number of cells of its rows.
func beginning(d *Delivery, k *Chunk, o Options) (*layout, int, error) {
	var rows [][]string
	widths := map[int]int{}
	for i := 0; i < k.Rows() && len(rows) < sampleRows; i++ {
		if k.rows[i].bad != "" {
			rows = append(rows, nil)
			continue
		}
		r := k.cells(i, nil)
		rows = append(rows, r)
		widths[len(r)]++
	}
	l, err := understand(rows, d.Names(), o)
	if err != nil {
		return nil, 0, err
	}
	l.report.Format, l.report.Encoding = d.Format, d.Encoding
	expect := 0
	if !ragged(d.Format) {
		if l.headers != nil {
			expect = len(l.headers)
		} else {
			for w, n := range widths {
				if n > widths[expect] || n == widths[expect] && w > expect {
					expect = w
				}
			}
		}
	}
	return l, expect, nil
}

// latestDay is the last day believed in a delivery taken at a time.
func latestDay(taken time.Time) int64 { return taken.Unix()/86400 + 1 }

// Stage reads a delivery to its end and writes what it holds as
// stagedDir/<kind>/<snapshot>-<key>/part-NNNN.parquet with quarantine.parquet
// and report.json. The folder appears complete or not at all; the same snapshot
// and options give the same bytes. A delivery of which more than MaxBadShare of
// the rows is bad is an error of type *BadDelivery and leaves nothing.
//
// Memory is bounded by the size of a chunk and the number of cores, whatever
// the size of the delivery.
func Stage(ctx context.Context, d *Delivery, s Snapshot, o Options, stagedDir string, progress func(rows int64)) (Report, error) {
	if err := os.MkdirAll(stagedDir, 0o755); err != nil {
		return Report{}, err
	}
	first, done, err := firstChunk(d)
	if err != nil {
		return Report{}, Unreadable(ctx, s.Name, err)
	}
	if first.Rows() == 0 {
		return Report{}, &BadDelivery{s.Name, "the file has no rows"}
	}
	l, expect, err := beginning(d, first, o)
	if err != nil {
		return Report{}, &BadDelivery{s.Name, err.Error()}
	}
	final := StagedDir(stagedDir, l.kind, s, o)
	if err := os.MkdirAll(filepath.Dir(final), 0o755); err != nil {
		return Report{}, err
	}
	removeLeftovers(filepath.Dir(final), ".staging-")
	temp, err := os.MkdirTemp(filepath.Dir(final), ".staging-")
	if err != nil {
		return Report{}, err
	}
	defer os.RemoveAll(temp)
	r := l.report
	r.Source, r.Snapshot, r.File, r.Key = s.Source, s.ID(), s.Name, o.Key()
	r.Quarantined, r.SetMissing = map[string]int64{}, map[string]int64{}
	if err := stageParts(ctx, d, first, done, l, expect, latestDay(s.Taken), temp, &r, progress); err != nil {
		var bad *BadDelivery
		if errors.As(err, &bad) {
			return r, bad
		}
		return r, fmt.Errorf("%s: %w", s.Name, err)
	}
	if d.Notes != nil {
		r.Notes = append(r.Notes, d.Notes()...)
	}
	limit := o.MaxBadShare
	if limit == 0 {
		limit = 0.5
	}
	if filled := r.Read - r.Blank; filled == 0 {
		return r, &BadDelivery{s.Name, "the file has no rows below its header"}
	} else if bad := r.Bad(); float64(bad) > limit*float64(filled) {
		return r, &BadDelivery{s.Name, fmt.Sprintf("%d of %d rows are bad (%s), more than the %.0f %% that are allowed; nothing was taken", bad, filled, worst(r.Quarantined), limit*100)}
	}
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return r, err
	}
	if err := os.WriteFile(filepath.Join(temp, "report.json"), append(b, '\n'), 0o644); err != nil {
		return r, err
	}
	if err := os.Chmod(temp, 0o755); err != nil {
		return r, err
	}
	if err := os.Rename(temp, final); err != nil {
		if rerr := os.RemoveAll(final); rerr != nil {
			return r, errors.Join(err, rerr)
		}
		if err := os.Rename(temp, final); err != nil {
			return r, err
		}
	}
	r.Dir = final
	r.Parts, _ = filepath.Glob(filepath.Join(escapeGlob(final), "part-*.parquet"))
	slices.Sort(r.Parts)
	return r, nil
}

func worst(m map[string]int64) string {
	keys := sortedKeys(m)
	slices.SortStableFunc(keys, func(a, b string) int { return int(m[b] - m[a]) })
	var parts []string
	for _, k := range keys[:min(3, len(keys))] {
		_, en := ReasonText(k)
		parts = append(parts, fmt.Sprintf("%d %s", m[k], en))
	}
	return strings.Join(parts, ", ")
}

type work struct {
	n     int
	chunk *Chunk
	first int // rows to skip: the header
}

type result struct {
	n                                        int
	refused                                  []Quarantined
	quarantined, setMissing                  map[string]int64
	read, accepted, blank, scrubbed, damaged int64
	bytes                                    int64
	err                                      error
}

// stageParts has one goroutine decode chunks, one per core check and write
// them as parts, and puts the results together in order.
func stageParts(ctx context.Context, d Decoder, first *Chunk, done bool, l *layout, expect int, latest int64, dir string, r *Report, progress func(int64)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := max(1, runtime.GOMAXPROCS(0))
	jobs := make(chan work)
	results := make(chan result, workers)
	free := make(chan *Chunk, workers+2)
	for range workers {
		free <- &Chunk{}
	}
	var decodeErr error
	go func() {
		defer close(jobs)
		w := work{0, first, l.skip}
		if l.headers == nil || l.report.HasHeader && l.skip == 0 {
			w.first = 0
		}
		for {
			select {
			case jobs <- w:
			case <-ctx.Done():
				return
			}
			if done {
				return
			}
			var k *Chunk
			select {
			case k = <-free:
			case <-ctx.Done():
				return
			}
			k.Reset()
			err := d.Fill(k)
			done = errors.Is(err, io.EOF)
			if err != nil && !done {
				decodeErr = Unreadable(ctx, r.File, err)
				return
			}
			if k.Rows() == 0 {
				return
			}
			w = work{w.n + 1, k, 0}
		}
	}()
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			var c *checker // made for the first chunk: a small delivery has but one
			for w := range jobs {
				if c == nil {
					c = newChecker(l, expect, latest, w.chunk.Rows())
				}
				res := c.part(w, dir)
				select {
				case free <- w.chunk:
				default:
				}
				results <- res
			}
		})
	}
	go func() { wg.Wait(); close(results) }()

	quarantine, err := columnar.Create(filepath.Join(dir, "quarantine.parquet"), quarantineFields)
	if err != nil {
		cancel()
		for range results {
		}
		return err
	}
	waiting := map[int]result{}
	next := 0
	for res := range results {
		waiting[res.n] = res
		for {
			res, ok := waiting[next]
			if !ok {
				break
			}
			delete(waiting, next)
			next++
			if err == nil {
				err = errors.Join(res.err, writeQuarantine(quarantine, res.refused))
			}
			if err != nil {
				cancel()
				continue
			}
			r.Read += res.read
			r.Accepted += res.accepted
			r.Blank += res.blank
			r.Scrubbed += res.scrubbed
			r.Damaged += res.damaged
			r.Bytes += res.bytes
			for k, v := range res.quarantined {
				r.Quarantined[k] += v
			}
			for k, v := range res.setMissing {
				r.SetMissing[k] += v
			}
			if progress != nil {
				progress(r.Read)
			}
		}
	}
	err = errors.Join(err, decodeErr, quarantine.Close())
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// part checks one chunk and writes its accepted rows.
func (c *checker) part(w work, dir string) (res result) {
	c.batch.Reset()
	c.refused = nil
	c.read, c.accepted, c.blank, c.scrubbed, c.damaged = 0, 0, 0, 0, 0
	clear(c.quarantined)
	clear(c.setMissing)
	c.chunk(w.chunk, w.first)
	res = result{n: w.n, refused: c.refused, quarantined: maps.Clone(c.quarantined), setMissing: maps.Clone(c.setMissing),
		read: c.read, accepted: c.accepted, blank: c.blank, scrubbed: c.scrubbed, damaged: c.damaged}
	if c.batch.Rows == 0 && w.n > 0 {
		return res
	}
	path := filepath.Join(dir, fmt.Sprintf("part-%04d.parquet", w.n))
	out, err := columnar.Create(path, c.fields)
	if err != nil {
		res.err = err
		return res
	}
	if err := out.Write(c.batch); err != nil {
		res.err = errors.Join(err, out.Abort())
		return res
	}
	if res.err = out.Close(); res.err == nil {
		if info, err := os.Stat(path); err == nil {
			res.bytes = info.Size()
		}
	}
	return res
}

func writeQuarantine(w *columnar.Writer, rows []Quarantined) error {
	if len(rows) == 0 {
		return nil
	}
	b := columnar.NewBatch(quarantineFields, len(rows))
	b.Rows = len(rows)
	for _, q := range rows {
		b.Columns[0].Int = append(b.Columns[0].Int, q.RowNo)
		for i, s := range []string{q.Reason, q.Column, q.Found, q.Expected, q.Raw} {
			b.Columns[i+1].Text = append(b.Columns[i+1].Text, s)
		}
	}
	return w.Write(b)
}
