package columnar

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// Reader streams a Parquet file, ours or anybody's. Integers, floats, dates,
// booleans and strings come typed; times and decimals come as Text. Members of
// structs are columns named "struct.member". Lists have no place in a flat
// batch: Skipped names them.
type Reader struct {
	path    string
	f       *file.Reader
	batch   int
	fields  []Field
	leaves  []int // of each field: its column in the file
	skipped []string

	group   int // the next row group to open
	left    int64
	columns []*columnReader
}

// Open opens a file for reading in batches of at most batchRows rows.
func Open(path string, batchRows int) (r *Reader, err error) {
	// The Parquet library panics on some damaged files.
	defer catch(path, &err)
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		return nil, fmt.Errorf("%s is not a readable Parquet file: %w", path, err)
	}
	r = &Reader{path: path, f: f, batch: batchRows}
	root := f.MetaData().Schema
	for i := range root.NumColumns() {
		leaf := root.Column(i)
		if leaf.MaxRepetitionLevel() > 0 {
			r.skipped = append(r.skipped, leaf.Path())
			continue
		}
		r.fields = append(r.fields, Field{Name: leaf.Path(), Type: typeOf(leaf), Required: leaf.MaxDefinitionLevel() == 0})
		r.leaves = append(r.leaves, i)
	}
	return r, nil
}

func catch(path string, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%s: damaged Parquet file: %v", path, p)
	}
}

func typeOf(leaf *schema.Column) Type {
	switch leaf.LogicalType().(type) {
	case schema.DateLogicalType:
		return Date
	case schema.DecimalLogicalType, schema.TimestampLogicalType, schema.TimeLogicalType:
		return Text
	}
	switch leaf.PhysicalType() {
	case parquet.Types.Int32:
		return Int32
	case parquet.Types.Int64:
		return Int64
	case parquet.Types.Float, parquet.Types.Double:
		return Float64
	case parquet.Types.Boolean:
		return Bool
	}
	return Text
}

// Fields describes the columns of the file.
func (r *Reader) Fields() []Field { return r.fields }

// Skipped names the columns that hold lists and are not read.
func (r *Reader) Skipped() []string { return r.skipped }

// Rows is the number of rows that the file says it has.
func (r *Reader) Rows() int64 { return r.f.NumRows() }

// Next returns the next rows, or io.EOF after the last. The batch is the
// caller's to keep.
func (r *Reader) Next() (b *Batch, err error) {
	defer catch(r.path, &err)
	for r.left == 0 {
		if r.group >= r.f.NumRowGroups() {
			return nil, io.EOF
		}
		group := r.f.RowGroup(r.group)
		r.group++
		r.left = group.NumRows()
		if r.left < 0 {
			return nil, fmt.Errorf("%s: row group %d says it has %d rows", r.path, r.group, r.left)
		}
		r.columns = r.columns[:0]
		for _, leaf := range r.leaves {
			chunk, err := group.Column(leaf)
			if err != nil {
				return nil, fmt.Errorf("%s, column %s: %w", r.path, r.f.MetaData().Schema.Column(leaf).Path(), err)
			}
			r.columns = append(r.columns, &columnReader{chunk: chunk, leaf: r.f.MetaData().Schema.Column(leaf)})
		}
	}
	rows := int(min(r.left, int64(r.batch)))
	b = &Batch{Rows: rows, Columns: make([]Column, len(r.fields))}
	for i, c := range r.columns {
		if err := c.read(&b.Columns[i], r.fields[i].Type, rows); err != nil {
			return nil, fmt.Errorf("%s, column %s: %w", r.path, r.fields[i].Name, err)
		}
	}
	r.left -= int64(rows)
	return b, nil
}

// Close releases the file.
func (r *Reader) Close() error { return r.f.Close() }

type columnReader struct {
	chunk  file.ColumnChunkReader
	leaf   *schema.Column
	levels []int16
}

var errShort = errors.New("the column ends before the row group does")

// batches calls read until rows levels have come; read returns how many levels
// and values one call gave.
func batches[T any](c *columnReader, rows int, read func(n int64, values []T, levels []int16) (int64, int, error)) ([]T, error) {
	if cap(c.levels) < rows {
		c.levels = make([]int16, rows)
	}
	c.levels = c.levels[:rows]
	values := make([]T, rows)
	level, value := 0, 0
	for level < rows {
		n, got, err := read(int64(rows-level), values[value:], c.levels[level:])
		if err != nil {
			return nil, err
		}
		if n <= 0 {
			return nil, errShort
		}
		level += int(n)
		value += got
	}
	return values[:value], nil
}

func (c *columnReader) read(out *Column, t Type, rows int) error {
	switch chunk := c.chunk.(type) {
	case *file.Int32ColumnChunkReader:
		values, err := batches(c, rows, func(n int64, v []int32, l []int16) (int64, int, error) { return chunk.ReadBatch(n, v, l, nil) })
		if err != nil {
			return err
		}
		if t == Text {
			return spread(c, out, &out.Text, values, rows, func(v int32) string { return c.text64(int64(v)) })
		}
		return spread(c, out, &out.Int, values, rows, func(v int32) int64 { return int64(v) })
	case *file.Int64ColumnChunkReader:
		values, err := batches(c, rows, func(n int64, v []int64, l []int16) (int64, int, error) { return chunk.ReadBatch(n, v, l, nil) })
		if err != nil {
			return err
		}
		if t == Text {
			return spread(c, out, &out.Text, values, rows, c.text64)
		}
		return spread(c, out, &out.Int, values, rows, func(v int64) int64 { return v })
	case *file.Int96ColumnChunkReader:
		values, err := batches(c, rows, func(n int64, v []parquet.Int96, l []int16) (int64, int, error) { return chunk.ReadBatch(n, v, l, nil) })
		if err != nil {
			return err
		}
		return spread(c, out, &out.Text, values, rows, func(v parquet.Int96) string { return v.ToTime().UTC().Format(time.DateTime) })
	case *file.Float32ColumnChunkReader:
		values, err := batches(c, rows, func(n int64, v []float32, l []int16) (int64, int, error) { return chunk.ReadBatch(n, v, l, nil) })
		if err != nil {
			return err
		}
		return spread(c, out, &out.Float, values, rows, func(v float32) float64 { return float64(v) })
	case *file.Float64ColumnChunkReader:
		values, err := batches(c, rows, func(n int64, v []float64, l []int16) (int64, int, error) { return chunk.ReadBatch(n, v, l, nil) })
		if err != nil {
			return err
		}
		return spread(c, out, &out.Float, values, rows, func(v float64) float64 { return v })
	case *file.BooleanColumnChunkReader:
		values, err := batches(c, rows, func(n int64, v []bool, l []int16) (int64, int, error) { return chunk.ReadBatch(n, v, l, nil) })
		if err != nil {
			return err
		}
		return spread(c, out, &out.Int, values, rows, func(v bool) int64 {
			if v {
				return 1
			}
			return 0
		})
	case *file.ByteArrayColumnChunkReader:
		// Bytes must be copied page by page: the next page reuses their memory.
		values, err := batches(c, rows, func(n int64, out []string, l []int16) (int64, int, error) {
			raw := make([]parquet.ByteArray, min(n, 4096))
			levels, got, err := chunk.ReadBatchInPage(int64(len(raw)), raw, l, nil)
			for i, v := range raw[:got] {
				out[i] = c.textBytes(v)
			}
			return levels, got, err
		})
		if err != nil {
			return err
		}
		return spread(c, out, &out.Text, values, rows, func(v string) string { return v })
	case *file.FixedLenByteArrayColumnChunkReader:
		values, err := batches(c, rows, func(n int64, out []string, l []int16) (int64, int, error) {
			raw := make([]parquet.FixedLenByteArray, min(n, 4096))
			levels, got, err := chunk.ReadBatchInPage(int64(len(raw)), raw, l, nil)
			for i, v := range raw[:got] {
				out[i] = c.textBytes(v)
			}
			return levels, got, err
		})
		if err != nil {
			return err
		}
		return spread(c, out, &out.Text, values, rows, func(v string) string { return v })
	}
	return fmt.Errorf("columns of type %s cannot be read", c.leaf.PhysicalType())
}

// spread puts the values, which are stored without the missing ones, into
// their rows.
func spread[T, U any](c *columnReader, out *Column, into *[]U, values []T, rows int, convert func(T) U) error {
	full := c.leaf.MaxDefinitionLevel()
	if full == 0 {
		if len(values) != rows {
			return errShort
		}
	} else {
		out.Valid = make([]bool, rows)
	}
	*into = make([]U, rows)
	next := 0
	for i := range rows {
		if full > 0 {
			if c.levels[i] < full {
				continue
			}
			out.Valid[i] = true
		}
		if next >= len(values) {
			return errShort
		}
		(*into)[i] = convert(values[next])
		next++
	}
	return nil
}

// text64 writes the logical types that rest on integers.
func (c *columnReader) text64(v int64) string {
	switch t := c.leaf.LogicalType().(type) {
	case schema.DecimalLogicalType:
		return decimal(big.NewInt(v), int(t.Scale()))
	case schema.TimestampLogicalType:
		switch t.TimeUnit() {
		case schema.TimeUnitMillis:
			return time.UnixMilli(v).UTC().Format(time.DateTime)
		case schema.TimeUnitMicros:
			return time.UnixMicro(v).UTC().Format(time.DateTime)
		}
		return time.Unix(0, v).UTC().Format(time.DateTime)
	}
	return strconv.FormatInt(v, 10)
}

func (c *columnReader) textBytes(v []byte) string {
	t, ok := c.leaf.LogicalType().(schema.DecimalLogicalType)
	if !ok {
		return string(v)
	}
	n := new(big.Int).SetBytes(v)
	if len(v) > 0 && v[0] >= 0x80 { // two's complement
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(v))))
	}
	return decimal(n, int(t.Scale()))
}

func decimal(n *big.Int, scale int) string {
	if scale <= 0 {
		return n.String()
	}
	return new(big.Rat).SetFrac(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)).FloatString(scale)
}
