package dashboard

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// kind says how a column stands.
type kind int

const (
	words kind = iota
	digits
	drawing // a figure in the row; screen only
)

// col is one column of a table. Name is the field in files; a column without
// a name is for the screen only, one without a head for files only.
type col struct {
	Name, Head, Unit string
	Kind             kind
	SortURL          string
	Sorted           string // ascending, descending, or empty
	Axis             []string
	Long             bool // sentences: a line of its own on a phone
}

// cell is one cell: what files hold (V) and what the page shows.
type cell struct {
	V       any
	Text    string
	Href    string
	Note    string // small, after the text
	Mark    string // 慎用, reason of suppression
	Status  *status
	Draw    any    // strip, band, spark, mix, bar
	Part    string // template that draws it
	Chinese bool   // text stays Chinese in the English pages
}

// table is rows for the page and for its CSV and JSON twins.
type table struct {
	Caption string
	Cols    []col
	Rows    [][]cell
	Groups  map[int]string // head above row i
	Under   map[int]string // second line of row i, over the whole width
	List    bool           // two-line rows on a phone instead of sideways scrolling
	Total   bool           // the last row is a total
	RowHead int            // column that heads a row
	Empty   string         // sentence instead of an empty body
}

// IsDigits and IsDrawing serve the templates.
func (c col) IsDigits() bool  { return c.Kind == digits }
func (c col) IsDrawing() bool { return c.Kind == drawing }

// Shown reports whether the column stands on the page.
func (c col) Shown() bool { return c.Head != "" || c.Kind == drawing }

func text(s string) cell { return cell{V: s, Text: s} }

func (t *table) add(cells ...cell) { t.Rows = append(t.Rows, cells) }

// writeCSV writes the named columns: UTF-8 with BOM for spreadsheets, and no
// cell that a spreadsheet would run as a formula.
func (t *table) writeCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	var head []string
	for _, c := range t.Cols {
		if c.Name != "" {
			head = append(head, c.Name)
		}
	}
	if err := out.Write(head); err != nil {
		return err
	}
	for _, row := range t.Rows {
		var line []string
		for i, c := range t.Cols {
			if c.Name != "" {
				line = append(line, fileValue(row[i].V))
			}
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func fileValue(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case Num:
		if !x.OK {
			return ""
		}
		return strconv.FormatFloat(x.V, 'f', -1, 64)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case int:
		return strconv.Itoa(x)
	case bool:
		return strconv.FormatBool(x)
	case string:
		if x != "" && strings.ContainsRune("=+-@\t\r", rune(x[0])) {
			return "'" + x
		}
		return x
	}
	return ""
}

// objects returns the named columns as JSON objects, figures unrounded.
func (t *table) objects() []json.RawMessage {
	list := []json.RawMessage{}
	for _, row := range t.Rows {
		var b strings.Builder
		b.WriteByte('{')
		for i, c := range t.Cols {
			if c.Name == "" {
				continue
			}
			v := row[i].V
			if n, ok := v.(Num); ok {
				if v = nil; n.OK {
					v = n.V
				}
			}
			if b.Len() > 1 {
				b.WriteByte(',')
			}
			key, _ := json.Marshal(c.Name)
			val, err := json.Marshal(v)
			if err != nil {
				val = []byte("null")
			}
			b.Write(key)
			b.WriteByte(':')
			b.Write(val)
		}
		b.WriteByte('}')
		list = append(list, json.RawMessage(b.String()))
	}
	return list
}

// First is the column that heads a row; Width the number of columns shown.
func (t *table) First() int { return t.RowHead }

func (t *table) Width() int {
	n := 0
	for _, c := range t.Cols {
		if c.Shown() {
			n++
		}
	}
	return n
}

// Label is the head of a column for the rows of a phone: without what stands
// in brackets, which the sub-title says too, and with the unit.
func (c col) Label() string {
	head := c.Head
	for _, bracket := range []string{"（", " ("} {
		head, _, _ = strings.Cut(head, bracket)
	}
	if c.Unit != "" {
		return head + " " + c.Unit
	}
	return head
}

// Brief reports whether a word is too short to be broken.
func (c cell) Brief() bool { return utf8.RuneCountInString(c.Text) <= 6 }

func (c col) Brief() bool { return utf8.RuneCountInString(c.Head) <= 4 }
