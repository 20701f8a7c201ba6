package file

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongqiu/internal/columnar"
	"gongqiu/sources"
	"gongqiu/sources/sourcetest"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func asCSV(t testing.TB, table [][]string, comma rune) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = comma
	if err := w.WriteAll(table); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func objects(table [][]string) []json.RawMessage {
	var out []json.RawMessage
	for _, r := range table[1:] {
		var b bytes.Buffer
		b.WriteByte('{')
		for i, v := range r {
			if i > 0 {
				b.WriteByte(',')
			}
			k, _ := json.Marshal(table[0][i])
			x, _ := json.Marshal(v)
			b.Write(k)
			b.WriteByte(':')
			b.Write(x)
		}
		b.WriteByte('}')
		out = append(out, b.Bytes())
	}
	return out
}

func asXLSX(t testing.TB, table [][]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range table {
		cells := make([]any, len(r))
		for j, v := range r {
			cells[j] = v
		}
		at, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := w.SetRow(at, cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asParquet(t testing.TB, table [][]string) []byte {
	t.Helper()
	var fields []columnar.Field
	for _, h := range table[0] {
		fields = append(fields, columnar.Field{Name: h, Type: columnar.Text, Required: true})
	}
	path := filepath.Join(t.TempDir(), "x.parquet")
	w, err := columnar.Create(path, fields)
	if err != nil {
		t.Fatal(err)
	}
	b := columnar.NewBatch(fields, len(table))
	for _, r := range table[1:] {
		for i, v := range r {
			b.Columns[i].Text = append(b.Columns[i].Text, v)
		}
		b.Rows++
	}
	if err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

var forms = map[string]func(t testing.TB, table [][]string) []byte{
	"utf-8.csv": func(t testing.TB, x [][]string) []byte { return asCSV(t, x, ',') },
	"bom.csv":   func(t testing.TB, x [][]string) []byte { return append([]byte("\uFEFF"), asCSV(t, x, ',')...) },
	"crlf.csv": func(t testing.TB, x [][]string) []byte {
		// line ends inside cells stay
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		for _, r := range x {
			w.Write(r)
			w.Flush()
			b.Truncate(b.Len() - 1)
			b.WriteString("\r\n")
		}
		return b.Bytes()
	},
	"gb18030.csv": func(t testing.TB, x [][]string) []byte {
		b, err := simplifiedchinese.GB18030.NewEncoder().Bytes(asCSV(t, x, ','))
		if err != nil {
			t.Fatal(err)
		}
		return b
	},
	"utf-16le.csv": func(t testing.TB, x [][]string) []byte {
		b, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(asCSV(t, x, ','))
		return b
	},
	"utf-16be without mark.csv": func(t testing.TB, x [][]string) []byte {
		b, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes(asCSV(t, append([][]string{}, x...), ','))
		return b
	},
	"semicolon.csv": func(t testing.TB, x [][]string) []byte { return asCSV(t, x, ';') },
	"table.tsv":     func(t testing.TB, x [][]string) []byte { return asCSV(t, x, '\t') },
	"table.csv.gz":  func(t testing.TB, x [][]string) []byte { return gzipped(asCSV(t, x, ',')) },
	"array.json": func(t testing.TB, x [][]string) []byte {
		b, _ := json.Marshal(objects(x))
		return b
	},
	"pages.json": func(t testing.TB, x [][]string) []byte {
		b, _ := json.MarshalIndent(map[string]any{"status": "1", "ads": []any{map[string]int{"a": 1}}, "result": map[string]any{"job": map[string]any{"items": objects(x), "total": 4}}}, "", " ")
		return b
	},
	"lines.jsonl": func(t testing.TB, x [][]string) []byte {
		var b bytes.Buffer
		for _, o := range objects(x) {
			b.Write(o)
			b.WriteString("\n")
		}
		return b.Bytes()
	},
	"columns.json": func(t testing.TB, x [][]string) []byte {
		var b strings.Builder
		for i, h := range x[0] {
			b.WriteString([]string{"{", ","}[min(i, 1)])
			k, _ := json.Marshal(h)
			b.Write(k)
			b.WriteString(":{")
			for j, r := range x[1:] {
				v, _ := json.Marshal(r[i])
				if j > 0 {
					b.WriteString(",")
				}
				n, _ := json.Marshal(j)
				b.WriteString(`"` + string(n) + `":` + string(v))
			}
			b.WriteString("}")
		}
		return []byte(b.String() + "}")
	},
	"book.xlsx":     asXLSX,
	"table.parquet": asParquet,
}

func TestContract(t *testing.T) {
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, func(t *testing.T, table [][]string) sourcetest.Open {
				path := filepath.Join(t.TempDir(), name)
				if err := os.WriteFile(path, form(t, table), 0o644); err != nil {
					t.Fatal(err)
				}
				return func(ctx context.Context) (*sources.Delivery, error) { return open(ctx, path, sources.Options{}) }
			})
		})
	}
}
