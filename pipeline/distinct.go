package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"runtime"
	"strconv"

	"golang.org/x/sync/errgroup"

	"gongqiu/internal/duck"
)

// readDistinct runs a query whose columns are all text and returns its rows.
func readDistinct(ctx context.Context, db *sql.DB, query string) ([][]string, error) {
	var list [][]string
	err := duck.Scan(ctx, db, query, func(values []driver.Value) error {
		row := make([]string, len(values))
		for i, v := range values {
			row[i] = v.(string)
		}
		list = append(list, row)
		return nil
	})
	return list, err
}

// parallel calls fn for every index below n from as many goroutines as there
// are cores.
func parallel(ctx context.Context, n int, fn func(i int)) error {
	g, ctx := errgroup.WithContext(ctx)
	workers := runtime.GOMAXPROCS(0)
	const block = 256
	next := make(chan int, workers)
	g.Go(func() error {
		defer close(next)
		for from := 0; from < n; from += block {
			select {
			case next <- from:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range workers {
		g.Go(func() error {
			for from := range next {
				for i := from; i < min(from+block, n); i++ {
					fn(i)
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// mapDistinct makes a map table: each row of the query, converted. convert is
// called from several goroutines; its values follow the columns of the table.
func mapDistinct(ctx context.Context, db *sql.DB, query, ddl, table string, convert func(in []string) []driver.Value) error {
	in, err := readDistinct(ctx, db, query)
	if err != nil {
		return err
	}
	out := make([][]driver.Value, len(in))
	if err := parallel(ctx, len(in), func(i int) { out[i] = convert(in[i]) }); err != nil {
		return err
	}
	return fillTable(ctx, db, ddl, table, func(row func(...driver.Value) error) error {
		for _, values := range out {
			if err := row(values...); err != nil {
				return err
			}
		}
		return nil
	})
}

// integer and real read numbers that a query cast to text.
func integer(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64) //nolint:errcheck // cast from a number by the query
	return n
}

func real(s string) float64 {
	f, _ := strconv.ParseFloat(s, 64) //nolint:errcheck // cast from a number by the query
	return f
}

// number is the beginning of a hash as a number of at least 0: an identity that
// is the same in every run.
func number(hash []byte) int64 { return int64(binary.BigEndian.Uint64(hash) >> 1) }
