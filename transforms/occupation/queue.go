package occupation

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// TitleCount is a distinct title of a run with its advertised headcount and
// number of ads.
type TitleCount struct {
	Title     string
	Industry  string
	Headcount float64
	Ads       int
}

// QueueRow is one cleaned title that a reviewer should look at.
type QueueRow struct {
	Title     string // the most advertised raw title
	Cleaned   string
	Headcount float64
	Ads       int
	Answer    Answer
	Weight    float64 // uncertainty × headcount, the order of the queue
}

// Queue lists what is worth a reviewer's time: uncertainty (one minus the
// probability of the best 细类) times headcount, largest first, at most limit
// rows (0 for all). Titles of one cleaned form are one row, because one
// decision settles them all; decided titles are left out.
func (c *Coder) Queue(titles iter.Seq[TitleCount], limit int) []QueueRow {
	rows := map[string]*QueueRow{}
	top := map[string]float64{}
	industry := map[string]string{}
	for t := range titles {
		key := Clean(t.Title)
		r, ok := rows[key]
		if !ok {
			r = &QueueRow{Cleaned: key}
			rows[key] = r
		}
		r.Headcount += t.Headcount
		r.Ads += t.Ads
		if r.Title == "" || t.Headcount > top[key] || t.Headcount == top[key] && t.Title < r.Title {
			r.Title, top[key], industry[key] = t.Title, t.Headcount, t.Industry
		}
	}
	list := make([]QueueRow, 0, len(rows))
	for key, r := range rows {
		r.Answer = c.Code(Query{Title: r.Title, Industry: industry[key]})
		if r.Answer.Decided {
			continue
		}
		r.Weight = (1 - r.Answer.BestP[4]) * r.Headcount
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b QueueRow) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Cleaned, b.Cleaned))
	})
	if limit > 0 && len(list) > limit {
		list = list[:limit]
	}
	return list
}

// Columns of the queue's file. The last four are for the reviewer.
var queueColumns = []string{"序号", "标题", "清洗后标题", "招聘人数", "广告数", "建议编码", "建议名称", "概率", "已采用层级", "原因",
	"候选1", "候选2", "候选3", "候选4", "候选5", "依据", columnCode, columnAuthor, columnDate, columnReason}

const (
	columnTitle  = "标题"
	columnCode   = "决定编码"
	columnAuthor = "决定人"
	columnDate   = "决定日期"
	columnReason = "决定理由"
)

// QueueTable lays the queue out for a spreadsheet: header and rows of text.
// In 决定编码 a reviewer writes a code, 同意 for the suggestion or X for a
// title that cannot be coded.
func (c *Coder) QueueTable(list []QueueRow) (header []string, rows [][]string) {
	for i, r := range list {
		a := r.Answer
		row := []string{strconv.Itoa(i + 1), r.Title, r.Cleaned, strconv.FormatFloat(r.Headcount, 'f', -1, 64), strconv.Itoa(r.Ads),
			a.Best[4], c.Name(a.Best[4]), fmt.Sprintf("%.2f", a.BestP[4]), levelNames[a.Level], a.Reason}
		for k := range 5 {
			cell := ""
			if k < len(a.Candidates) {
				x := a.Candidates[k]
				cell = fmt.Sprintf("%s %s %.2f", x.Code, c.Name(x.Code), x.P)
			}
			row = append(row, cell)
		}
		var evidence []string
		if len(a.Candidates) > 0 {
			for _, e := range a.Candidates[0].Evidence {
				evidence = append(evidence, e.String())
			}
		}
		rows = append(rows, append(row, strings.Join(evidence, "；"), "", "", "", ""))
	}
	return slices.Clone(queueColumns), rows
}

// String is the evidence as a reader sees it.
func (e Evidence) String() string {
	s := e.Source + "「" + e.Text + "」"
	if e.On != "" {
		s += "共有「" + e.On + "」"
	}
	if e.Score > 0 {
		s += fmt.Sprintf("，相似度 %.2f", e.Score)
	}
	return s
}

// DecisionsFrom reads a filled-in queue. Rows without 决定编码 are skipped;
// author and date stand in where the row has none. Rows that cannot be applied
// come back as errors that name the row; the others are good.
func (c *Coder) DecisionsFrom(header []string, rows [][]string, author, date string) (list []Decision, refused []error) {
	index := map[string]int{}
	for i, h := range header {
		index[strings.TrimSpace(strings.TrimPrefix(h, "\ufeff"))] = i
	}
	for _, need := range []string{columnTitle, columnCode} {
		if _, ok := index[need]; !ok {
			return nil, []error{fmt.Errorf("the review file has no column %q; found %s", need, strings.Join(header, ", "))}
		}
	}
	for n, row := range rows {
		get := func(column string) string {
			if i, ok := index[column]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		said := get(columnCode)
		if said == "" {
			continue
		}
		if said == "同意" {
			if said = get("建议编码"); said == "" {
				refused = append(refused, fmt.Errorf("row %d (%s): 同意, but nothing was suggested", n+2, get(columnTitle)))
				continue
			}
		}
		code, err := c.h.normal(said)
		if err != nil {
			refused = append(refused, fmt.Errorf("row %d (%s): %w", n+2, get(columnTitle), err))
			continue
		}
		d := Decision{Title: get(columnTitle), Code: code, Author: cmp.Or(get(columnAuthor), author), Date: cmp.Or(get(columnDate), date), Reason: get(columnReason)}
		if err := d.check(); err != nil {
			refused = append(refused, fmt.Errorf("row %d: %w", n+2, err))
			continue
		}
		list = append(list, d)
	}
	return list, refused
}
