package publish

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"strings"
)

// writeCatalogueDocument writes the catalogue as an official document
// (GB/T 9704: title in 小标宋, body in 仿宋, tables with a head repeated on each
// page, page number "— 2 —"). The parts are OOXML written by hand, because no
// library that can be had makes repeated heads and page fields.
func writeCatalogueDocument(path string, e *edition) error {
	d := &document{}
	if e.scope.Simulated {
		d.paragraph("Warning", "〔模拟数据〕本文件全部数字由程序生成，仅供演示，不得引用")
	}
	d.paragraph("Title", strings.TrimPrefix(e.title(), "〔模拟数据〕"))
	if e.manifest.Issuer != "" {
		d.paragraph("Centre", e.manifest.Issuer)
	}
	d.paragraph("Centre", "数据截至 "+e.manifest.DataUntil+"　发布编号 "+e.manifest.ID)
	if len(e.catalogue) == 0 {
		d.paragraph("Body", "本期没有列入目录的职业（工种）。")
	}
	chain, part := "\x00", [][]string(nil)
	flush := func() {
		if part != nil {
			d.table(catalogueHeads, catalogueWidths, part)
			part = nil
		}
	}
	n := 0
	for _, r := range e.catalogue {
		if r.chain != chain {
			flush()
			chain = r.chain
			n++
			d.paragraph("Heading", chineseNumber(n)+"、"+orDash(chain))
		}
		part = append(part, r.cells)
	}
	flush()
	annex := func(name, head string, rows []listRow) {
		d.paragraph("Heading", name)
		if len(rows) == 0 {
			d.paragraph("Body", "无。")
			return
		}
		var lines [][]string
		for _, r := range rows {
			lines = append(lines, []string{r.code, r.name, r.detail})
		}
		d.table([]string{"职业代码", "职业名称", head}, []int{2400, 4600, 7000}, lines)
	}
	annex("附件 1　退出名单", "变化", e.left)
	annex("附件 2　证据不足名单", "原因", e.unknown)
	d.paragraph("Heading", "说明")
	for i, note := range e.notes {
		d.paragraph("Body", fmt.Sprintf("%d．%s", i+1, note))
	}
	return d.save(path, e.scope.Simulated)
}

// catalogueWidths are the column widths in twentieths of a point; they fill a
// landscape A4 page.
var catalogueWidths = []int{520, 900, 1080, 1500, 900, 900, 700, 1150, 1600, 600, 850, 1000, 600, 950, 700, 1050}

// document collects the body of word/document.xml.
type document struct{ body bytes.Buffer }

func escape(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) //nolint:errcheck // a buffer does not fail
	return b.String()
}

func (d *document) paragraph(style, text string) {
	fmt.Fprintf(&d.body, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, style, escape(text))
}

// table writes a table whose head row is repeated on every page and whose rows
// are not broken over pages.
func (d *document) table(heads []string, widths []int, rows [][]string) {
	b := &d.body
	b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, width := range widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, width)
	}
	b.WriteString(`</w:tblGrid>`)
	row := func(style, props string, cells []string) {
		fmt.Fprintf(b, `<w:tr><w:trPr><w:cantSplit/>%s</w:trPr>`, props)
		for i, c := range cells {
			fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, widths[i])
			d.paragraph(style, c)
			b.WriteString(`</w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	row("CellHead", `<w:tblHeader/>`, heads)
	for _, r := range rows {
		row("Cell", "", r)
	}
	b.WriteString(`</w:tbl>`)
}

const (
	wordNS       = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>`
	packageRels  = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	documentRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`
	// A4 landscape with the margins of an official document.
	section = `<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1418" w:right="851" w:bottom="1134" w:left="851" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`
	footer  = xmlHead + `<w:ftr ` + wordNS + `><w:p><w:pPr><w:pStyle w:val="Centre"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`
)

// paragraphStyle is one style: font, size in half points, alignment and extra
// paragraph or run properties.
func paragraphStyle(id, font string, size int, align, paragraph, run string) string {
	return fmt.Sprintf(`<w:style w:type="paragraph" w:styleId="%[1]s"><w:name w:val="%[1]s"/><w:pPr>%[5]s<w:jc w:val="%[4]s"/></w:pPr><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="%[2]s"/>%[6]s<w:sz w:val="%[3]d"/><w:szCs w:val="%[3]d"/></w:rPr></w:style>`, id, font, size, align, paragraph, run)
}

func styles() string {
	tight := `<w:snapToGrid w:val="0"/>`
	return xmlHead + `<w:styles ` + wordNS + `>` +
		paragraphStyle("Title", "方正小标宋简体", 36, "center", `<w:spacing w:before="120" w:after="240"/>`, "") +
		paragraphStyle("Heading", "黑体", 28, "left", `<w:keepNext/><w:spacing w:before="240" w:after="120"/>`, "") +
		paragraphStyle("Body", "仿宋_GB2312", 24, "both", `<w:spacing w:after="60"/>`, "") +
		paragraphStyle("Centre", "仿宋_GB2312", 24, "center", `<w:spacing w:after="120"/>`, "") +
		paragraphStyle("Warning", "黑体", 24, "center", `<w:pBdr><w:top w:val="dashed" w:sz="8" w:space="4" w:color="6A3D9A"/><w:bottom w:val="dashed" w:sz="8" w:space="4" w:color="6A3D9A"/></w:pBdr><w:spacing w:after="120"/>`, `<w:color w:val="6A3D9A"/>`) +
		paragraphStyle("Cell", "仿宋_GB2312", 16, "center", tight, "") +
		paragraphStyle("CellHead", "黑体", 16, "center", `<w:keepNext/>`+tight, "") +
		`<w:style w:type="table" w:styleId="Grid"><w:name w:val="Grid"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="8"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`
}

func (d *document) save(path string, simulated bool) error {
	header := ""
	if simulated {
		header = "〔模拟数据〕仅供演示，不得引用"
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	z := zip.NewWriter(out)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/document.xml", xmlHead + `<w:document ` + wordNS + `><w:body>` + d.body.String() + section + `</w:body></w:document>`},
		{"word/styles.xml", styles()},
		{"word/header1.xml", xmlHead + `<w:hdr ` + wordNS + `><w:p><w:pPr><w:pStyle w:val="Centre"/></w:pPr><w:r><w:t>` + header + `</w:t></w:r></w:p></w:hdr>`},
		{"word/footer1.xml", footer},
	} {
		f, err := z.Create(part.name)
		if err == nil {
			_, err = f.Write([]byte(part.text))
		}
		if err != nil {
			out.Close()
			return err
		}
	}
	if err := z.Close(); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// chineseNumber writes 1 to 99 in Chinese.
func chineseNumber(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	}
	return digits[n/10] + "十" + digits[n%10]
}
