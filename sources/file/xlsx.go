package file

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"gongqiu/sources"

	"github.com/xuri/excelize/v2"
)

// maxWorkbook is the largest workbook that is unpacked.
const maxWorkbook = 4 << 30

// xlsxDecoder streams the rows of a workbook: the sheet that is named, or the
// first that has rows and all later ones that begin with the same row. Cells
// come as they are stored, dates as serial numbers.
type xlsxDecoder struct {
	name   string
	f      *excelize.File
	sheets []string
	named  bool
	rows   *excelize.Rows
	no     int64
	head   []string // the first row of the first sheet
	fresh  bool     // the next row is a sheet's first
	sheet  string
	notes  []string
}

func openXLSX(path string, o sources.Options) (d *sources.Delivery, err error) {
	name := filepath.Base(path)
	defer damaged(name, &err)
	if err := checkZip(path); err != nil {
		return nil, err
	}
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxWorkbook, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return nil, &sources.BadDelivery{File: name, Reason: "the workbook cannot be opened: " + err.Error()}
	}
	x := &xlsxDecoder{name: name, f: f, sheets: f.GetSheetList()}
	if o.Sheet != "" {
		if !slices.Contains(x.sheets, o.Sheet) {
			return nil, errors.Join(&sources.BadDelivery{File: name, Reason: fmt.Sprintf("found no sheet %q; sheets are %s", o.Sheet, strings.Join(x.sheets, ", "))}, f.Close())
		}
		x.sheets, x.named = []string{o.Sheet}, true
	}
	return &sources.Delivery{Decoder: x, Format: "xlsx", Encoding: "utf-8", Notes: func() []string { return x.notes }}, nil
}

// damaged turns a panic of the workbook library into an error.
func damaged(name string, err *error) {
	if p := recover(); p != nil {
		*err = &sources.BadDelivery{File: name, Reason: fmt.Sprintf("a damaged workbook: %v", p)}
	}
}

func (d *xlsxDecoder) Names() []string { return nil }

func (d *xlsxDecoder) Close() error {
	if d.rows != nil {
		d.rows.Close()
	}
	return d.f.Close()
}

func (d *xlsxDecoder) Fill(c *sources.Chunk) (err error) {
	defer damaged(d.name, &err)
	for !c.Full() {
		if d.rows == nil {
			if len(d.sheets) == 0 {
				return io.EOF
			}
			d.sheet, d.sheets = d.sheets[0], d.sheets[1:]
			if d.rows, err = d.f.Rows(d.sheet); err != nil {
				d.rows = nil
				var none excelize.ErrSheetNotExist
				if errors.As(err, &none) || !d.named {
					d.notes = append(d.notes, fmt.Sprintf("sheet %s is not a table and not read", d.sheet)) // a chart sheet
					continue
				}
				return fmt.Errorf("sheet %s: %w", d.sheet, err)
			}
			d.fresh = true
		}
		if !d.rows.Next() {
			err := errors.Join(d.rows.Error(), d.rows.Close())
			d.rows = nil
			if err != nil {
				return fmt.Errorf("sheet %s, row %d: %w", d.sheet, d.no+1, err)
			}
			continue
		}
		cells, err := d.rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return fmt.Errorf("sheet %s, row %d: %w", d.sheet, d.no+1, err)
		}
		if d.fresh && len(cells) > 0 {
			d.fresh = false
			if d.head == nil {
				d.head = slices.Clone(cells)
			} else if !slices.Equal(d.head, cells) {
				d.notes = append(d.notes, fmt.Sprintf("sheet %s has other columns and is not read; name it to read it", d.sheet))
				if err := d.rows.Close(); err != nil {
					return err
				}
				d.rows = nil
				continue
			} else {
				d.no++
				continue // the header again
			}
		}
		d.no++
		for i, v := range cells {
			if i >= sources.MaxCells {
				break
			}
			c.Cell(v)
		}
		if n := c.OpenBytes(); n > sources.MaxRowBytes {
			c.BadRow(d.no, sources.ReasonTooLong, fmt.Sprintf("%d bytes", n), nil)
			continue
		}
		c.EndRow(d.no)
	}
	return nil
}
