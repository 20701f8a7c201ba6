package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"gongqiu/internal/duck"
)

// encode NAME FROM TO writes a text in another encoding, or gzipped.
func encode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: encode gb18030|utf-16le|utf-16be|bom|gzip FROM TO")
	}
	text := ts.ReadFile(args[1])
	var out []byte
	var err error
	with := func(e encoding.Encoding) { out, err = e.NewEncoder().Bytes([]byte(text)) }
	switch args[0] {
	case "gb18030":
		with(simplifiedchinese.GB18030)
	case "utf-16le":
		with(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM))
	case "utf-16be":
		with(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM))
	case "bom":
		out = []byte("\ufeff" + text)
	case "gzip":
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write([]byte(text)) //nolint:errcheck // into memory
		err = w.Close()
		out = b.Bytes()
	default:
		ts.Fatalf("encoding %s is unknown", args[0])
	}
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), out, 0o644))
}

// workbook CSV XLSX writes the cells of a CSV file as the one sheet of a
// workbook, every cell as text in the sheet itself.
func workbook(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: workbook CSV XLSX")
	}
	in := csv.NewReader(strings.NewReader(ts.ReadFile(args[0])))
	in.FieldsPerRecord = -1
	rows, err := in.ReadAll()
	ts.Check(err)
	var sheet bytes.Buffer
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for i, row := range rows {
		fmt.Fprintf(&sheet, `<row r="%d">`, i+1)
		for j, cell := range row {
			fmt.Fprintf(&sheet, `<c r="%c%d" t="inlineStr"><is><t>`, 'A'+j, i+1)
			ts.Check(xml.EscapeText(&sheet, []byte(cell)))
			sheet.WriteString(`</t></is></c>`)
		}
		sheet.WriteString(`</row>`)
	}
	sheet.WriteString(`</sheetData></worksheet>`)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="招聘" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", sheet.String()},
	} {
		w, err := z.Create(part[0])
		ts.Check(err)
		_, err = w.Write([]byte(xml.Header + part[1]))
		ts.Check(err)
	}
	ts.Check(z.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o644))
}

// parquet CSV PARQUET writes a CSV file as Parquet.
func parquet(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: parquet CSV PARQUET")
	}
	db, err := duck.Open("", duck.Options{})
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(fmt.Sprintf("COPY (SELECT * FROM read_csv(%s, all_varchar = true)) TO %s (FORMAT parquet)", duck.Quote(ts.MkAbs(args[0])), duck.Quote(ts.MkAbs(args[1]))))
	ts.Check(err)
}
