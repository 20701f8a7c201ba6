package pipeline

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"gongqiu/internal/columnar"
	"gongqiu/internal/duck"
	"gongqiu/transforms/duplicate"
)

// What grouping makes lies in Parquet files of the work folder, which its
// tables read: there are millions of rows, and one handed over value by value
// costs many times as much.

// column is a column of such a file: the value of row i, and whether there is
// one.
type column struct {
	columnar.Field
	value func(i int) (int64, bool)
}

func (g *scopeGroup) spanColumns() []column {
	number := func(name string, t columnar.Type, value func(s *duplicate.Span) int64) column {
		return column{columnar.Field{Name: name, Type: t, Required: true}, func(i int) (int64, bool) { return value(&g.spans[i]), true }}
	}
	day := func(name string, value func(s *duplicate.Span) int32) column {
		return column{columnar.Field{Name: name, Type: columnar.Date}, func(i int) (int64, bool) { d := value(&g.spans[i]); return int64(d), d >= 0 }}
	}
	return []column{
		{columnar.Field{Name: "ad_id", Type: columnar.Int64, Required: true}, func(i int) (int64, bool) { return g.first + int64(i), true }},
		number("first_event", columnar.Int64, func(s *duplicate.Span) int64 { return g.events[s.First] }),
		{columnar.Field{Name: "priced_event", Type: columnar.Int64}, func(i int) (int64, bool) {
			row := g.spans[i].Priced
			if row < 0 {
				return 0, false
			}
			return g.events[row], true
		}},
		number("n_rows", columnar.Int32, func(s *duplicate.Span) int64 { return int64(s.Rows) }),
		number("n_events", columnar.Int32, func(s *duplicate.Span) int64 { return int64(s.Events) }),
		number("n_sources", columnar.Int32, func(s *duplicate.Span) int64 { return int64(s.Sources) }),
		number("n_spells", columnar.Int32, func(s *duplicate.Span) int64 { return int64(s.Spells) }),
		day("first_day", func(s *duplicate.Span) int32 { return s.FirstDay }),
		day("first_posted", func(s *duplicate.Span) int32 { return s.FirstPosted }),
		day("last_date", func(s *duplicate.Span) int32 { return s.Last }),
		day("closed_date", func(s *duplicate.Span) int32 { return s.Closed }),
		{columnar.Field{Name: "spell_days", Type: columnar.Int32}, func(i int) (int64, bool) {
			n := g.spans[i].SpellDays
			return int64(n), n != duplicate.NoDays
		}},
	}
}

func spanDDL() string {
	var columns []string
	for _, c := range new(scopeGroup).spanColumns() {
		columns = append(columns, c.Name+" "+c.Type.String())
	}
	return "CREATE OR REPLACE TABLE int_span (" + strings.Join(columns, ", ") + ")"
}

// writeSpans writes one row per ad, in several files at once, which it returns
// in their order, quoted.
func (g *scopeGroup) writeSpans(dir string, files int) ([]string, error) {
	list := make([]string, files)
	var writers errgroup.Group
	for k := range files {
		path := filepath.Join(dir, fmt.Sprintf("span-%s-%d.parquet", g.scope, k))
		list[k] = duck.Quote(path)
		writers.Go(func() error {
			return writeColumns(path, g.spanColumns(), len(g.spans)*k/files, len(g.spans)*(k+1)/files)
		})
	}
	return list, writers.Wait()
}

// writeEvents writes the ad of every row: its number, the spell, counted from
// 0, and how the row relates to the ad, see duplicate.Kind.
func (g *scopeGroup) writeEvents(path string) error {
	number := func(name string, t columnar.Type, value func(i int) int64) column {
		return column{columnar.Field{Name: name, Type: t, Required: true}, func(i int) (int64, bool) { return value(i), true }}
	}
	return writeColumns(path, []column{
		number("event_id", columnar.Int64, func(i int) int64 { return g.events[i] }),
		number("ad_id", columnar.Int64, func(i int) int64 { return g.first + int64(g.result.Ad[i]) }),
		number("spell_no", columnar.Int32, func(i int) int64 { return int64(g.result.Spell[i] - 1) }),
		number("kind", columnar.Int32, func(i int) int64 { return int64(g.result.Kind[i]) }),
	}, 0, len(g.events))
}

// writeColumns writes the rows from begin to end.
func writeColumns(path string, columns []column, begin, end int) error {
	fields := make([]columnar.Field, len(columns))
	for i, c := range columns {
		fields[i] = c.Field
	}
	w, err := columnar.CreateTemporary(path, fields)
	if err != nil {
		return err
	}
	const most = 1 << 17 // rows a group, which DuckDB reads in parallel
	batch := columnar.NewBatch(fields, min(end-begin, most))
	for from := begin; from < end; from += most {
		batch.Reset()
		batch.Rows = min(most, end-from)
		for k, c := range columns {
			out := &batch.Columns[k]
			for i := from; i < from+batch.Rows; i++ {
				v, ok := c.value(i)
				out.Int = append(out.Int, v)
				if !c.Required {
					out.Valid = append(out.Valid, ok)
				}
			}
		}
		if err := w.Write(batch); err != nil {
			return errors.Join(err, w.Abort())
		}
	}
	return w.Close()
}
