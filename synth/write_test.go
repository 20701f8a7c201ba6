package synth

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// small is a plan that writes in a fraction of a second.
func small() Plan {
	p := Default()
	p.Ads, p.Months, p.Description = 12_000, 15, 150
	p.Markets[0].Occupations = 40
	return p
}

func write(t *testing.T, p Plan) (string, Summary) {
	t.Helper()
	dir := t.TempDir()
	s, err := Write(context.Background(), p, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	return dir, s
}

// table is a CSV file read into rows addressed by column name.
type table struct {
	index map[string]int
	rows  [][]string
}

func (x *table) get(row []string, column string) string {
	i, ok := x.index[column]
	if !ok {
		panic("no column " + column)
	}
	return row[i]
}

func (x *table) number(t *testing.T, row []string, column string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(x.get(row, column), 64)
	if err != nil {
		t.Fatalf("column %s: %v", column, err)
	}
	return v
}

func readTable(t *testing.T, path string, gb bool) *table {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var r io.Reader = bytes.NewReader(raw)
	if gb {
		r = simplifiedchinese.GB18030.NewDecoder().Reader(r)
	}
	rows, err := csv.NewReader(r).ReadAll() // also checks that all rows are as long as the header
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	x := &table{index: map[string]int{}, rows: rows[1:]}
	for i, h := range rows[0] {
		x.index[h] = i
	}
	return x
}

func digest(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		sum := sha256.Sum256(raw)
		out[path[len(dir):]] = hex.EncodeToString(sum[:])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSamePlanSameBytes(t *testing.T) {
	p := small()
	p.Markets = append(p.Markets, Market{Root: "370200", Share: .5, Occupations: 30, Boards: boards()})
	before := runtime.GOMAXPROCS(1)
	one, _ := write(t, p)
	runtime.GOMAXPROCS(max(4, before))
	many, _ := write(t, p)
	runtime.GOMAXPROCS(before)
	a, b := digest(t, one), digest(t, many)
	if len(a) != len(b) || len(a) < 30 {
		t.Fatalf("%d and %d files", len(a), len(b))
	}
	for name, sum := range a {
		if b[name] != sum {
			t.Errorf("%s differs between one core and several", name)
		}
		if !strings.Contains(name, "模拟") {
			t.Errorf("%s does not say 模拟", name)
		}
	}
	p.Seed++
	other, _ := write(t, p)
	same := 0
	for name, sum := range digest(t, other) {
		if a[name] == sum {
			same++
		}
	}
	if same > 0 {
		t.Errorf("another seed gave %d equal files", same)
	}
}

func TestSummaryTellsWhatIsThere(t *testing.T) {
	dir, s := write(t, small())
	rows := int64(0)
	for _, f := range s.Files {
		info, err := os.Stat(filepath.Join(dir, f.Path))
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() != f.Bytes {
			t.Errorf("%s has %d bytes, reported %d", f.Path, info.Size(), f.Bytes)
		}
		if strings.HasSuffix(f.Path, ".json") {
			continue
		}
		if n := int64(len(readTable(t, filepath.Join(dir, f.Path), f.Encoding == "gb18030").rows)); n != f.Rows {
			t.Errorf("%s has %d rows, reported %d", f.Path, n, f.Rows)
		}
		if f.Kind == "posting" {
			rows += f.Rows
		}
	}
	sum := int64(0)
	for _, n := range s.RowsByWhy {
		sum += n
	}
	if s.Ads != 12_000 || s.Rows != rows || sum != rows || s.RowsByWhy["first"] != 12_000 {
		t.Errorf("summary %+v: expected 12,000 ads, each with one first row, and %d rows", s, rows)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*"+partSuffix)); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

func TestCancelledLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Write(ctx, small(), dir, func(int64) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, expected that it was cancelled", err)
	}
	if d := digest(t, dir); len(d) > 0 {
		t.Errorf("left behind: %v", d)
	}
}

func TestPlanErrorsNameTheSetting(t *testing.T) {
	for want, change := range map[string]func(*Plan){
		"ads":               func(p *Plan) { p.Ads = 0 },
		"last month":        func(p *Plan) { p.Last = "2026-13" },
		"Spring Festival":   func(p *Plan) { p.Last = "2051-01" },
		"CrossBoard":        func(p *Plan) { p.Nuisance.CrossBoard = 1.5 },
		"all forms":         func(p *Plan) { p.Pay.Day = .99 },
		"region \"999999\"": func(p *Plan) { p.Markets[0].Root = "999999" },
		"stands twice":      func(p *Plan) { p.Markets = append(p.Markets, p.Markets[0]) },
		"board name":        func(p *Plan) { p.Markets[0].Boards[0].Name = "a/b" },
		"Duplicates":        func(p *Plan) { p.Markets[0].Boards[0].Duplicates = 1 },
	} {
		p := small()
		change(&p)
		if _, err := Write(context.Background(), p, t.TempDir(), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected one about %s", err, want)
		}
	}
}
