// Package columnar is the only door to Arrow and Parquet: typed batches of
// columns are written to Parquet files and read back as a stream.
//
// Files are deterministic: the same batches give the same bytes. One Write is
// one row group, so a writer holds one batch at a time and no more.
package columnar

import "fmt"

// Type is the type of a column.
type Type uint8

// The types of columns. Date is days since 1970-01-01.
const (
	Text Type = iota
	Int64
	Int32
	Float64
	Date
	Bool
)

func (t Type) String() string {
	switch t {
	case Text:
		return "VARCHAR"
	case Int64:
		return "BIGINT"
	case Int32:
		return "INTEGER"
	case Float64:
		return "DOUBLE"
	case Date:
		return "DATE"
	case Bool:
		return "BOOLEAN"
	}
	return fmt.Sprintf("Type(%d)", uint8(t))
}

// Field describes a column of a file.
type Field struct {
	Name     string
	Type     Type
	Required bool // no missing values
	Long     bool // texts that hardly repeat, such as descriptions: stored without a dictionary
}

// Column holds the values of one column. Int serves Int64, Int32, Date (days)
// and Bool (0 or 1). Where Valid is false the value is missing and its slot in
// Text, Int or Float is ignored; a nil Valid means that all are there.
type Column struct {
	Text  []string
	Int   []int64
	Float []float64
	Valid []bool
}

// Batch is a number of rows, one Column for each Field in the same order.
type Batch struct {
	Rows    int
	Columns []Column
}

// NewBatch returns an empty batch for fields with room for n rows.
func NewBatch(fields []Field, n int) *Batch {
	b := &Batch{Columns: make([]Column, len(fields))}
	for i, f := range fields {
		c := &b.Columns[i]
		switch f.Type {
		case Text:
			c.Text = make([]string, 0, n)
		case Float64:
			c.Float = make([]float64, 0, n)
		default:
			c.Int = make([]int64, 0, n)
		}
		if !f.Required {
			c.Valid = make([]bool, 0, n)
		}
	}
	return b
}

// Reset empties the batch and keeps its room. Texts are let go.
func (b *Batch) Reset() {
	b.Rows = 0
	for i := range b.Columns {
		c := &b.Columns[i]
		clear(c.Text)
		c.Text, c.Int, c.Float, c.Valid = c.Text[:0], c.Int[:0], c.Float[:0], c.Valid[:0]
	}
}
