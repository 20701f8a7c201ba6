package columnar

import (
	"errors"
	"fmt"
	"io"
	"os"
	"unsafe"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// Writer writes batches to one Parquet file. It is not safe for concurrent
// use; several files may be written at the same time.
type Writer struct {
	path   string
	f      *os.File
	w      *file.Writer
	fields []Field
	// reused between batches
	levels []int16
	bytes  []parquet.ByteArray
	i64    []int64
	i32    []int32
	f64    []float64
	bools  []bool
}

// Create makes a new file; an existing one is an error.
func Create(path string, fields []Field) (*Writer, error) {
	return create(path, fields, parquet.WithCompression(compress.Codecs.Zstd), parquet.WithCompressionLevel(1), parquet.WithDictionaryDefault(true))
}

// CreateTemporary makes a new file that is soon read and thrown away: values
// are stored as they are.
func CreateTemporary(path string, fields []Field) (*Writer, error) {
	return create(path, fields, parquet.WithCompression(compress.Codecs.Uncompressed), parquet.WithDictionaryDefault(false))
}

func create(path string, fields []Field, options ...parquet.WriterProperty) (*Writer, error) {
	nodes := make(schema.FieldList, len(fields))
	options = append(options, parquet.WithVersion(parquet.V2_LATEST), parquet.WithCreatedBy("gongqiu"), parquet.WithBatchSize(8192), parquet.WithMaxRowGroupLength(1<<30))
	for i, field := range fields {
		node, err := fieldNode(field)
		if err != nil {
			return nil, fmt.Errorf("%s, column %s: %w", path, field.Name, err)
		}
		nodes[i] = node
		// Long texts and running numbers gain nothing from a dictionary.
		if field.Long || field.Type == Int64 || field.Type == Bool {
			options = append(options, parquet.WithDictionaryFor(field.Name, false))
		}
		if field.Type == Text { // nobody looks for ranges of text
			options = append(options, parquet.WithStatsFor(field.Name, false))
		}
	}
	root, err := schema.NewGroupNode("schema", parquet.Repetitions.Required, nodes, -1)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	w, err := file.NewParquetWriterWithError(f, root, file.WithWriterProps(parquet.NewWriterProperties(options...)))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return &Writer{path: path, f: f, w: w, fields: fields}, nil
}

func fieldNode(f Field) (schema.Node, error) {
	rep := parquet.Repetitions.Optional
	if f.Required {
		rep = parquet.Repetitions.Required
	}
	switch f.Type {
	case Text:
		return schema.NewPrimitiveNodeLogical(f.Name, rep, schema.StringLogicalType{}, parquet.Types.ByteArray, 0, -1)
	case Int64:
		return schema.NewPrimitiveNode(f.Name, rep, parquet.Types.Int64, -1, 0)
	case Int32:
		return schema.NewPrimitiveNode(f.Name, rep, parquet.Types.Int32, -1, 0)
	case Float64:
		return schema.NewPrimitiveNode(f.Name, rep, parquet.Types.Double, -1, 0)
	case Date:
		return schema.NewPrimitiveNodeLogical(f.Name, rep, schema.DateLogicalType{}, parquet.Types.Int32, 0, -1)
	case Bool:
		return schema.NewPrimitiveNode(f.Name, rep, parquet.Types.Boolean, -1, 0)
	}
	return nil, fmt.Errorf("no such type: %v", f.Type)
}

// Write appends the batch as one row group. An empty batch writes nothing.
func (w *Writer) Write(b *Batch) error {
	if b.Rows == 0 {
		return nil
	}
	if len(b.Columns) != len(w.fields) {
		return fmt.Errorf("%s: batch has %d columns, file has %d", w.path, len(b.Columns), len(w.fields))
	}
	group, err := w.w.AppendRowGroupChecked()
	if err != nil {
		return fmt.Errorf("%s: %w", w.path, err)
	}
	for i := range w.fields {
		if err := w.column(group, w.fields[i], &b.Columns[i], b.Rows); err != nil {
			return fmt.Errorf("%s, column %s: %w", w.path, w.fields[i].Name, err)
		}
	}
	if err := group.Close(); err != nil {
		return fmt.Errorf("%s: %w", w.path, err)
	}
	return nil
}

func (w *Writer) column(group file.SerialRowGroupWriter, f Field, c *Column, rows int) error {
	var have int
	switch f.Type {
	case Text:
		have = len(c.Text)
	case Float64:
		have = len(c.Float)
	default:
		have = len(c.Int)
	}
	if have != rows || (c.Valid != nil && len(c.Valid) != rows) {
		return fmt.Errorf("%d values and %d marks for %d rows", have, len(c.Valid), rows)
	}
	chunk, err := group.NextColumn()
	if err != nil {
		return err
	}
	var levels []int16
	present := func(i int) bool { return c.Valid == nil || c.Valid[i] }
	if !f.Required {
		w.levels = w.levels[:0]
		for i := range rows {
			level := int16(0)
			if present(i) {
				level = 1
			}
			w.levels = append(w.levels, level)
		}
		levels = w.levels
	} else if c.Valid != nil {
		for i, ok := range c.Valid {
			if !ok {
				return fmt.Errorf("row %d is missing in a required column", i)
			}
		}
	}
	switch cw := chunk.(type) {
	case *file.ByteArrayColumnChunkWriter:
		w.bytes = w.bytes[:0]
		for i, s := range c.Text {
			if present(i) {
				w.bytes = append(w.bytes, unsafe.Slice(unsafe.StringData(s), len(s)))
			}
		}
		_, err = cw.WriteBatch(w.bytes, levels, nil)
		clear(w.bytes)
	case *file.Int64ColumnChunkWriter:
		w.i64 = w.i64[:0]
		for i, v := range c.Int {
			if present(i) {
				w.i64 = append(w.i64, v)
			}
		}
		_, err = cw.WriteBatch(w.i64, levels, nil)
	case *file.Int32ColumnChunkWriter:
		w.i32 = w.i32[:0]
		for i, v := range c.Int {
			if present(i) {
				w.i32 = append(w.i32, int32(v))
			}
		}
		_, err = cw.WriteBatch(w.i32, levels, nil)
	case *file.Float64ColumnChunkWriter:
		w.f64 = w.f64[:0]
		for i, v := range c.Float {
			if present(i) {
				w.f64 = append(w.f64, v)
			}
		}
		_, err = cw.WriteBatch(w.f64, levels, nil)
	case *file.BooleanColumnChunkWriter:
		w.bools = w.bools[:0]
		for i, v := range c.Int {
			if present(i) {
				w.bools = append(w.bools, v != 0)
			}
		}
		_, err = cw.WriteBatch(w.bools, levels, nil)
	}
	return errors.Join(err, chunk.Close())
}

// Close completes the file and syncs it to disk. A failed Close leaves a file
// that is not valid Parquet.
func (w *Writer) Close() error {
	err := w.w.FlushWithFooter()
	return errors.Join(err, w.f.Sync(), w.f.Close())
}

// Abort closes the file without completing it and removes it.
func (w *Writer) Abort() error { return errors.Join(w.f.Close(), os.Remove(w.path)) }

var _ io.Closer = (*Writer)(nil)
