package columnar

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var testFields = []Field{
	{Name: "row_no", Type: Int64, Required: true},
	{Name: "title", Type: Text},
	{Name: "description", Type: Text, Long: true},
	{Name: "posted", Type: Date},
	{Name: "year", Type: Int32},
	{Name: "p50", Type: Float64},
	{Name: "flag", Type: Bool},
}

func testBatch() *Batch {
	return &Batch{Rows: 3, Columns: []Column{
		{Int: []int64{1, 2, 3}},
		{Text: []string{"焊工", "", ""}, Valid: []bool{true, false, true}},
		{Text: []string{"甲", "乙", "丙"}},
		{Int: []int64{19000, 0, -1}, Valid: []bool{true, false, true}},
		{Int: []int64{2022, 0, 2023}, Valid: []bool{true, false, true}},
		{Float: []float64{1.5, 0, -0.25}, Valid: []bool{true, false, true}},
		{Int: []int64{1, 0, 0}, Valid: []bool{true, false, true}},
	}}
}

func write(t *testing.T, path string, batches ...*Batch) {
	t.Helper()
	w, err := Create(path, testFields)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range batches {
		if err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.parquet")
	write(t, path, testBatch(), testBatch(), &Batch{Columns: make([]Column, len(testFields))})
	r, err := Open(path, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.Rows() != 6 {
		t.Errorf("rows = %d, want 6", r.Rows())
	}
	for i, f := range r.Fields() {
		if f.Name != testFields[i].Name || f.Type != testFields[i].Type || f.Required != testFields[i].Required {
			t.Errorf("field %d is %+v, want %+v", i, f, testFields[i])
		}
	}
	var got []string
	for {
		b, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Rows {
			var row []string
			for j, c := range b.Columns {
				switch {
				case c.Valid != nil && !c.Valid[i]:
					row = append(row, "∅")
				case testFields[j].Type == Text:
					row = append(row, c.Text[i])
				case testFields[j].Type == Float64:
					row = append(row, fmt.Sprint(c.Float[i]))
				default:
					row = append(row, fmt.Sprint(c.Int[i]))
				}
			}
			got = append(got, strings.Join(row, " "))
		}
	}
	once := []string{"1 焊工 甲 19000 2022 1.5 1", "2 ∅ 乙 ∅ ∅ ∅ ∅", "3  丙 -1 2023 -0.25 0"}
	if want := append(append([]string{}, once...), once...); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestSameRowsSameBytes(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	write(t, a, testBatch())
	write(t, b, testBatch())
	x, _ := os.ReadFile(a)
	y, _ := os.ReadFile(b)
	if len(x) == 0 || !bytes.Equal(x, y) {
		t.Errorf("two writes of the same rows differ (%d and %d bytes)", len(x), len(y))
	}
}

func TestWrongBatchesAreRefused(t *testing.T) {
	w, err := Create(filepath.Join(t.TempDir(), "a"), testFields)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	short := testBatch()
	short.Columns[1].Text = short.Columns[1].Text[:2]
	if err := w.Write(short); err == nil || !strings.Contains(err.Error(), "column title") {
		t.Errorf("a short column gave %v", err)
	}
	hole := testBatch()
	hole.Columns[0].Valid = []bool{true, false, true}
	if err := w.Write(hole); err == nil {
		t.Error("a missing value in a required column was written")
	}
	if err := w.Write(&Batch{Rows: 1}); err == nil {
		t.Error("a batch without columns was written")
	}
}

func TestDamagedFilesAreErrors(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	write(t, good, testBatch())
	data, _ := os.ReadFile(good)
	for i := range data {
		bad := bytes.Clone(data)
		bad[i] ^= 0x5a
		path := filepath.Join(dir, "bad")
		if err := os.WriteFile(path, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		r, err := Open(path, 10)
		if err != nil {
			continue
		}
		for n := 0; n < 100; n++ {
			if _, err = r.Next(); err != nil {
				break
			}
		}
		if err == nil {
			t.Errorf("byte %d changed: reading never ended", i)
		}
		r.Close()
	}
	for _, n := range []int{0, 3, len(data) / 2, len(data) - 1} {
		path := filepath.Join(dir, "short")
		os.WriteFile(path, data[:n], 0o644)
		if _, err := Open(path, 10); err == nil {
			t.Errorf("a file cut to %d bytes was opened", n)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	fields := make([]Field, 20)
	for i := range fields {
		fields[i] = Field{Name: fmt.Sprint("c", i), Type: Text}
	}
	fields[0] = Field{Name: "row_no", Type: Int64, Required: true}
	fields[19] = Field{Name: "description", Type: Text, Long: true}
	words := strings.Fields("负责 设备 维护 焊接 装配 检验 流程 客户 生产 计划 质量 安全 团队 沟通 经验 熟练 操作 图纸 工艺 现场")
	const rows = 20000
	batch := NewBatch(fields, rows)
	seed := uint32(1)
	for r := range rows {
		for i := range fields {
			c := &batch.Columns[i]
			switch i {
			case 0:
				c.Int = append(c.Int, int64(r))
				continue
			case 19:
				var s strings.Builder
				for s.Len() < 1100 {
					seed = seed*1664525 + 1013904223
					s.WriteString(words[seed>>16%uint32(len(words))%20])
				}
				c.Text = append(c.Text, s.String())
			default:
				seed = seed*1664525 + 1013904223
				c.Text = append(c.Text, fmt.Sprint("值", seed>>16%500))
			}
			c.Valid = append(c.Valid, true)
		}
	}
	batch.Rows = rows
	dir := b.TempDir()
	n := 0
	b.SetBytes(rows * 1300)
	for b.Loop() {
		path := filepath.Join(dir, fmt.Sprint(n))
		n++
		w, err := Create(path, fields)
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Write(batch); err != nil {
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		os.Remove(path)
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
