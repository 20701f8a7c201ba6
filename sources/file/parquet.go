package file

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"gongqiu/internal/columnar"
	"gongqiu/sources"
)

// parquetDecoder reads foreign Parquet files as text.
type parquetDecoder struct {
	r     *columnar.Reader
	names []string
	batch *columnar.Batch
	at    int
	no    int64
}

func openParquet(path string) (*sources.Delivery, error) {
	r, err := columnar.Open(path, 4096)
	if err != nil {
		return nil, err
	}
	d := &parquetDecoder{r: r}
	for _, f := range r.Fields() {
		d.names = append(d.names, f.Name)
	}
	return &sources.Delivery{Decoder: d, Format: "parquet", Encoding: "utf-8", Notes: func() []string {
		var notes []string
		for _, s := range r.Skipped() {
			notes = append(notes, "column "+s+" holds lists and is not read")
		}
		return notes
	}}, nil
}

func (d *parquetDecoder) Names() []string { return d.names }
func (d *parquetDecoder) Close() error    { return d.r.Close() }

func (d *parquetDecoder) Fill(c *sources.Chunk) error {
	for !c.Full() {
		if d.batch == nil || d.at >= d.batch.Rows {
			b, err := d.r.Next()
			if err != nil {
				return err
			}
			if b == nil {
				return io.EOF
			}
			d.batch, d.at = b, 0
		}
		for !c.Full() && d.at < d.batch.Rows {
			d.no++
			for i, f := range d.r.Fields() {
				c.AddString(cellText(&d.batch.Columns[i], f.Type, d.at))
				c.EndCell()
			}
			if n := c.OpenBytes(); n > sources.MaxRowBytes {
				c.BadRow(d.no, sources.ReasonTooLong, fmt.Sprintf("%d bytes", n), nil)
			} else {
				c.EndRow(d.no)
			}
			d.at++
		}
	}
	return nil
}

func cellText(c *columnar.Column, t columnar.Type, i int) string {
	if c.Valid != nil && !c.Valid[i] {
		return ""
	}
	switch t {
	case columnar.Text:
		return c.Text[i]
	case columnar.Float64:
		return strconv.FormatFloat(c.Float[i], 'f', -1, 64)
	case columnar.Date:
		return time.Unix(c.Int[i]*86400, 0).UTC().Format(time.DateOnly)
	case columnar.Bool:
		return strconv.FormatBool(c.Int[i] != 0)
	}
	return strconv.FormatInt(c.Int[i], 10)
}
