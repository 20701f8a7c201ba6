// Package sourcetest is the contract that every connector must pass: given the
// same table, it delivers the same rows, in order, in bounded chunks, and ends
// cleanly; and what is staged from it is complete, repeatable and free of
// personal data.
package sourcetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongqiu/internal/columnar"
	"gongqiu/sources"
)

// Open opens what a connector made of a table. It may be called repeatedly and
// gives the same delivery each time.
type Open func(ctx context.Context) (*sources.Delivery, error)

// Run checks a connector. write puts a table, its first row the header, into
// the connector's own form and returns how to open it.
func Run(t *testing.T, write func(t *testing.T, table [][]string) Open) {
	t.Run("rows", func(t *testing.T) { rows(t, write) })
	t.Run("many rows", func(t *testing.T) { many(t, write) })
	t.Run("staging", func(t *testing.T) { staging(t, write) })
	t.Run("cancelled", func(t *testing.T) { cancelled(t, write) })
}

// Table is the small table: one ad a row, with the signs that formats stumble
// over, and personal data in a column of its own and in the text.
func Table() [][]string {
	return [][]string{
		{"职位名称", "公司名称", "工作地点", "薪资", "学历要求", "发布日期", "联系人", "职位描述"},
		{"焊工", "青岛甲机械有限公司", "青岛-黄岛区", "6-8千", "高中", "2024-03-01", "张三丰", "二保焊，氩弧焊，电话13800138000"},
		{"会计, 出纳", "乙\"集团\"有限公司", "南昌", "面议", "大专", "2024年3月2日", "李四", "做账；\n报税\t等"},
		{"Java开发工程师", "丙科技有限公司", "九江", "1-1.5万·13薪", "本科", "2024/3/3", "王五", "简历发 someone@example.com 🙂"},
		{"普工", "丁电子厂", "赣州", "", "", "", "", ""},
	}
}

func open(t *testing.T, o Open) *sources.Delivery {
	t.Helper()
	d, err := o(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// read takes all rows; names of formats that have them come first.
func read(t *testing.T, d *sources.Delivery) (rows [][]string, numbers []int64) {
	t.Helper()
	if names := d.Names(); names != nil {
		rows, numbers = append(rows, slices.Clone(names)), append(numbers, 0)
	}
	k := &sources.Chunk{}
	for chunks := 0; ; chunks++ {
		if chunks > 10_000 {
			t.Fatal("the delivery does not end")
		}
		k.Reset()
		err := d.Fill(k)
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		for i := range k.Rows() {
			no, cells, bad := k.Row(i)
			if bad != "" {
				t.Fatalf("row %d is bad: %s", no, bad)
			}
			row := make([]string, len(cells))
			for j, c := range cells {
				row[j] = strings.Clone(c)
			}
			rows, numbers = append(rows, row), append(numbers, no)
		}
		if err != nil {
			break
		}
		if !k.Full() {
			t.Fatal("Fill returned without error before the chunk was full")
		}
	}
	k.Reset()
	if err := d.Fill(k); !errors.Is(err, io.EOF) || k.Rows() != 0 {
		t.Errorf("Fill after the end gave %d rows and %v, expected io.EOF", k.Rows(), err)
	}
	return rows, numbers
}

func rows(t *testing.T, write func(*testing.T, [][]string) Open) {
	want := Table()
	got, numbers := read(t, open(t, write(t, want)))
	if len(got) != len(want) {
		t.Fatalf("%d rows, expected %d", len(got), len(want))
	}
	for i := range want {
		for len(got[i]) < len(want[i]) { // trailing empty cells may be left out
			got[i] = append(got[i], "")
		}
		if !slices.Equal(got[i], want[i]) {
			t.Errorf("row %d is %q, expected %q", i, got[i], want[i])
		}
		if i > 0 && numbers[i] <= numbers[i-1] {
			t.Errorf("row numbers do not rise: %v", numbers)
		}
	}
}

func many(t *testing.T, write func(*testing.T, [][]string) Open) {
	const n = 90_000 // more than two chunks
	table := [][]string{{"职位名称", "公司名称"}}
	for i := range n {
		table = append(table, []string{fmt.Sprintf("焊工%d", i), "甲公司"})
	}
	d := open(t, write(t, table))
	k := &sources.Chunk{}
	total, largest := 0, 0
	for {
		k.Reset()
		err := d.Fill(k)
		total += k.Rows()
		largest = max(largest, k.Rows())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if d.Names() == nil {
		total-- // the header
	}
	if total != n {
		t.Errorf("%d rows, expected %d", total, n)
	}
	if largest > 50_000 {
		t.Errorf("a chunk holds %d rows: Fill does not heed Full", largest)
	}
}

func staging(t *testing.T, write func(*testing.T, [][]string) Open) {
	o := write(t, Table())
	s := sources.Snapshot{Source: "test", Name: "test", SHA256: strings.Repeat("0123456789abcdef", 4), Taken: time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)}
	var sums []string
	for range 2 {
		dir := t.TempDir()
		r, err := sources.Stage(context.Background(), open(t, o), s, sources.Options{Kind: sources.Posting}, dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.Accepted != 4 || r.Bad() != 0 {
			t.Errorf("%d rows accepted, %v refused; expected 4 and none", r.Accepted, r.Quarantined)
		}
		if !slices.Contains(r.Removed, "联系人") {
			t.Errorf("removed columns are %v, expected 联系人 among them", r.Removed)
		}
		sum := sha256.New()
		for _, p := range append(slices.Clone(r.Parts), filepath.Join(r.Dir, "quarantine.parquet")) {
			b, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			sum.Write(b)
			for _, word := range []string{"13800138000", "someone@example.com", "张三丰", "李四", "王五"} {
				if strings.Contains(Text(t, p), word) {
					t.Errorf("%s is in %s", word, filepath.Base(p))
				}
			}
		}
		sums = append(sums, fmt.Sprintf("%x", sum.Sum(nil)))
	}
	if sums[0] != sums[1] {
		t.Error("staging twice gave different bytes")
	}
}

// Text is everything that stands in the text columns of a Parquet file.
func Text(t testing.TB, path string) string {
	t.Helper()
	r, err := columnar.Open(path, 4096)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var b strings.Builder
	for {
		batch, err := r.Next()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range batch.Columns {
			for _, s := range c.Text {
				b.WriteString(s)
				b.WriteByte('\n')
			}
		}
	}
}

func cancelled(t *testing.T, write func(*testing.T, [][]string) Open) {
	o := write(t, Table())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	d, err := o(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	dir := t.TempDir()
	s := sources.Snapshot{Source: "test", Name: "test", SHA256: strings.Repeat("0123456789abcdef", 4)}
	if _, err := sources.Stage(ctx, d, s, sources.Options{Kind: sources.Posting}, dir, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("staging with a cancelled context gave %v", err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
