package sources

import (
	"context"
	"io"
	"path/filepath"

	"gongqiu/internal/columnar"
)

// ReadQuarantine returns the first rows, at most limit, that were refused when
// a snapshot was staged into dir.
func ReadQuarantine(ctx context.Context, dir string, limit int) ([]Quarantined, error) {
	r, err := columnar.Open(filepath.Join(dir, "quarantine.parquet"), max(1, min(limit, 1<<12)))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if err := r.Only("row_no", "reason", "column", "found", "expected", "raw"); err != nil {
		return nil, err
	}
	var list []Quarantined
	for len(list) < limit {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		c := b.Columns
		for i := 0; i < b.Rows && len(list) < limit; i++ {
			list = append(list, Quarantined{c[0].Int[i], c[1].Text[i], c[2].Text[i], c[3].Text[i], c[4].Text[i], c[5].Text[i]})
		}
	}
	return list, nil
}
