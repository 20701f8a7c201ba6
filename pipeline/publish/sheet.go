package publish

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// WriteSheet writes a table of text for people to fill in, as a workbook or as
// CSV for spreadsheets, by the ending of the path.
func WriteSheet(path string, header []string, rows [][]string) error {
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		w := newWorkbook(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
		widths := make([]float64, len(header))
		for i := range widths {
			widths[i] = 22
		}
		w.sheet("复核", widths, 1, func(row func(int, ...any)) {
			row(w.heads, cells(header)...)
			for _, r := range rows {
				row(w.text, cells(r)...)
			}
		})
		return w.save(path)
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	for _, r := range append([][]string{header}, rows...) {
		safe := make([]string, len(r))
		for i, c := range r {
			if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
				c = "'" + c
			}
			safe[i] = c
		}
		if err := out.Write(safe); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

// ReadSheet reads a table that people have filled in: the first sheet of a
// workbook, or CSV in UTF-8 or GB18030, as spreadsheets save it.
func ReadSheet(path string) (header []string, rows [][]string, err error) {
	var table [][]string
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		f, err := excelize.OpenFile(path, excelize.Options{UnzipSizeLimit: 256 << 20})
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path, err)
		}
		defer f.Close()
		if table, err = f.GetRows(f.GetSheetName(0)); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path, err)
		}
	} else {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, err
		}
		if !utf8.Valid(text) {
			if text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(text); err != nil {
				return nil, nil, fmt.Errorf("%s is neither UTF-8 nor GB18030: %w", path, err)
			}
		}
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
		r.FieldsPerRecord = -1
		if table, err = r.ReadAll(); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path, err)
		}
		for _, row := range table {
			for i, c := range row {
				if len(c) > 1 && c[0] == '\'' && strings.ContainsAny(c[1:2], "=+-@\t\r") {
					row[i] = c[1:]
				}
			}
		}
	}
	if len(table) == 0 {
		return nil, nil, fmt.Errorf("%s is empty", path)
	}
	for i, row := range table {
		for len(row) < len(table[0]) {
			row = append(row, "")
		}
		table[i] = row
	}
	return table[0], table[1:], nil
}
