package publish

import (
	"archive/zip"
	"bytes"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// workbook writes sheets from top to bottom; the first error is kept.
type workbook struct {
	f     *excelize.File
	heads int // style of header rows
	title int
	text  int
	err   error
}

// stamp is the date inside every workbook: a fixed one, so that the same
// content has the same bytes.
const stamp = "2000-01-01T00:00:00Z"

func newWorkbook(title string) *workbook {
	w := &workbook{f: excelize.NewFile()}
	thin := []excelize.Border{{Type: "left", Color: "7D8897", Style: 1}, {Type: "right", Color: "7D8897", Style: 1}, {Type: "top", Color: "7D8897", Style: 1}, {Type: "bottom", Color: "7D8897", Style: 1}}
	w.heads = w.style(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: thin, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E9EDF2"}}})
	w.title = w.style(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}, Alignment: &excelize.Alignment{Vertical: "center"}})
	w.text = w.style(&excelize.Style{Border: thin, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}})
	w.keep(w.f.SetDocProps(&excelize.DocProperties{Title: title, Creator: "gongqiu", LastModifiedBy: "gongqiu", Created: stamp, Modified: stamp}))
	return w
}

func (w *workbook) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *workbook) style(s *excelize.Style) int {
	id, err := w.f.NewStyle(s)
	w.keep(err)
	return id
}

// sheet adds a sheet with column widths (in characters), a frozen part above
// row frozen+1, and what fill writes.
func (w *workbook) sheet(name string, widths []float64, frozen int, fill func(row func(style int, cells ...any))) {
	if len(w.f.GetSheetList()) == 1 && w.f.GetSheetList()[0] == "Sheet1" {
		w.keep(w.f.SetSheetName("Sheet1", name))
	} else {
		_, err := w.f.NewSheet(name)
		w.keep(err)
	}
	if w.err != nil {
		return
	}
	s, err := w.f.NewStreamWriter(name)
	if err != nil {
		w.keep(err)
		return
	}
	for i, width := range widths {
		w.keep(s.SetColWidth(i+1, i+1, width))
	}
	if frozen > 0 {
		cell, err := excelize.CoordinatesToCellName(1, frozen+1)
		w.keep(err)
		w.keep(s.SetPanes(&excelize.Panes{Freeze: true, YSplit: frozen, TopLeftCell: cell, ActivePane: "bottomLeft"}))
	}
	n := 0
	fill(func(style int, cells ...any) {
		n++
		at, err := excelize.CoordinatesToCellName(1, n)
		w.keep(err)
		styled := make([]any, len(cells))
		for i, c := range cells {
			if v, ok := c.(float64); ok && math.IsNaN(v) {
				c = "未发布"
			}
			styled[i] = excelize.Cell{StyleID: style, Value: c}
		}
		w.keep(s.SetRow(at, styled))
	})
	w.keep(s.Flush())
}

func (w *workbook) save(path string) error {
	defer w.f.Close()
	if w.err != nil {
		return w.err
	}
	raw, err := w.f.WriteToBuffer()
	if err != nil {
		return err
	}
	return writeSorted(path, raw.Bytes())
}

// writeSorted writes a workbook with its parts in the order of their names:
// the library leaves the order of streamed sheets to chance.
func writeSorted(path string, raw []byte) error {
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var sorted bytes.Buffer
	out := zip.NewWriter(&sorted)
	for _, f := range in.File {
		if err := out.Copy(f); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, sorted.Bytes(), 0o644)
}

func cells(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// writeCatalogueWorkbook writes the catalogue as printed, the same rows as a
// plain table, and the annexes.
func writeCatalogueWorkbook(path string, e *edition) error {
	w := newWorkbook(e.title())
	w.sheet("目录", []float64{6, 14, 12, 24, 14, 12, 10, 16, 26, 9, 14, 16, 8, 16, 10, 20}, 0, func(row func(int, ...any)) {
		row(w.title, e.title())
		row(0, "发文机关："+orDash(e.manifest.Issuer)+"　　数据截至："+e.manifest.DataUntil+"　　发布编号："+e.manifest.ID)
		row(w.heads, cells(catalogueHeads)...)
		chain := "\x00"
		for _, r := range e.catalogue {
			if r.chain != chain {
				chain = r.chain
				row(w.heads, "产业链："+orDash(chain))
			}
			row(w.text, cells(r.cells)...)
		}
		for _, n := range e.notes {
			row(0, n)
		}
	})
	w.sheet("数据", []float64{6, 14, 12, 24, 14, 12, 10, 16, 26, 9, 14, 16, 8, 16, 10, 20}, 1, func(row func(int, ...any)) {
		row(w.heads, cells(catalogueHeads)...)
		for _, r := range e.catalogue {
			row(w.text, cells(r.cells)...)
		}
	})
	list := func(name, head string, rows []listRow) {
		w.sheet(name, []float64{14, 28, 60}, 1, func(row func(int, ...any)) {
			row(w.heads, "职业代码", "职业名称", head)
			for _, r := range rows {
				row(w.text, r.code, r.name, r.detail)
			}
		})
	}
	list("退出名单", "变化", e.left)
	list("证据不足名单", "原因", e.unknown)
	w.notes(e)
	return w.save(path)
}

// writeWageWorkbook writes posted pay and surveyed wages in sheets of their
// own: they are never in one table.
func writeWageWorkbook(path string, e *edition) error {
	w := newWorkbook(e.region + " 薪酬信息")
	table := func(name, title string, rows []wageRow, posted bool) {
		people, firms := "广告数", "企业数"
		if !posted {
			people, firms = "调查人数", "调查企业数"
		}
		w.sheet(name, []float64{14, 28, 16, 10, 12, 12, 12, 12, 12, 12, 10, 10, 10, 40}, 2, func(row func(int, ...any)) {
			if e.scope.Simulated {
				title = "〔模拟数据〕" + title
			}
			row(w.title, title)
			row(w.heads, "职业代码", "职业名称", "技能等级", "时期", "P10（元/月）", "P25（元/月）", "P50（元/月）", "P75（元/月）", "P90（元/月）", "P50（万元/年）", "质量", people, firms, "备注")
			for _, r := range rows {
				row(w.text, r.code, r.name, r.level, r.period, r.p[0], r.p[1], r.p[2], r.p[3], r.p[4], math.Round(r.p[2]*12/1000)/10, orDash(r.quality), r.ads, r.employers, r.note)
			}
		})
	}
	table("招聘薪酬 分职业", e.region+"招聘薪酬（广告开价，非工资价位）分职业", e.wages, true)
	table("招聘薪酬 分技能等级", e.region+"招聘薪酬（广告开价，非工资价位）分职业、技能等级", e.levels, true)
	table("工资价位 企业薪酬调查", e.region+"工资价位（企业薪酬调查）", e.survey, false)
	w.notes(e)
	return w.save(path)
}

func (w *workbook) notes(e *edition) {
	w.sheet("说明", []float64{110}, 0, func(row func(int, ...any)) {
		for _, n := range e.notes {
			row(0, n)
		}
	})
}
