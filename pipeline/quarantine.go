package pipeline

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"gongqiu/internal/config"
	"gongqiu/sources"
)

// RefusedRow is one quarantined row with the file it stood in.
type RefusedRow struct {
	Source string `json:"source"`
	File   string `json:"file"`
	sources.Quarantined
}

// Quarantine returns the rows that were refused in the files of a run, at most
// limit of each file.
func Quarantine(ctx context.Context, cfg *config.Config, r *Record, limit int) ([]RefusedRow, error) {
	var list []RefusedRow
	for _, f := range r.Files {
		if f.Report.Bad() == 0 || f.Staged == "" {
			continue
		}
		rows, err := sources.ReadQuarantine(ctx, filepath.Join(stagedDir(cfg), f.Staged), limit)
		if err != nil {
			return nil, err
		}
		for _, q := range rows {
			list = append(list, RefusedRow{f.Source, f.File, q})
		}
	}
	return list, nil
}

// Forget removes what was staged of the files of a run that had refused rows,
// so that the next run reads them anew.
func Forget(cfg *config.Config, r *Record) (files int, err error) {
	unlock, err := lock(cfg.Data)
	if err != nil {
		return 0, err
	}
	defer unlock()
	var errs []error
	for _, f := range r.Files {
		if f.Report.Bad() == 0 && f.Status != Failed {
			continue
		}
		files++
		if f.Staged != "" {
			errs = append(errs, os.RemoveAll(filepath.Join(stagedDir(cfg), f.Staged)))
		}
		mark := filepath.Join(rawDir(cfg), f.Source, f.SHA256[:16], refusedMark)
		if err := os.Remove(mark); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return files, errors.Join(errs...)
}
