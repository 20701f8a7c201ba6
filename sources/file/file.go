// Package file is the connector for files: CSV, TSV, JSON, XLSX and Parquet,
// gzipped or not, in any of the encodings that Chinese files come in. What a
// file is, it finds out by itself.
package file

import (
	"context"
	"path/filepath"
	"time"

	"gongqiu/sources"
)

// Inspect says what a file is without staging it: format, encoding, mapping
// with confidence and evidence, ten records, and what would be refused. It
// reads the beginning of the file only.
func Inspect(ctx context.Context, path string, o sources.Options) (*sources.Inspection, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	d, err := open(ctx, path, o)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return sources.Inspect(d, filepath.Base(path), o, time.Now())
}

// Stage reads a kept file to its end and writes the records as
// stagedDir/<kind>/<snapshot>-<key>/part-NNNN.parquet, with quarantine.parquet
// and report.json beside them. A finished folder is returned at once. progress,
// if given, is told the rows read so far, in order, from one goroutine.
func Stage(ctx context.Context, s sources.Snapshot, o sources.Options, stagedDir string, progress func(rows int64)) (sources.Report, error) {
	if err := o.Check(); err != nil {
		return sources.Report{}, err
	}
	if r, ok := sources.Finished(stagedDir, s, o); ok {
		return r, nil
	}
	d, err := open(ctx, s.Path, o)
	if err != nil {
		return sources.Report{}, err
	}
	defer d.Close()
	return sources.Stage(ctx, d, s, o, stagedDir, progress)
}
