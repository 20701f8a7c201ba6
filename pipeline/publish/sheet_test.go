package publish

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestSheetsComeBackAsTheyWent(t *testing.T) {
	header, rows := []string{"名称", "决定编码"}, [][]string{{"焊工", "6-18-02-04"}, {"=1+1", "-"}, {"空", ""}}
	dir := t.TempDir()
	check := func(path string) {
		t.Helper()
		h, r, err := ReadSheet(path)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(h, header) || len(r) != 3 {
			t.Fatalf("%s: %v %v", path, h, r)
		}
		for i := range rows {
			if !slices.Equal(r[i], rows[i]) {
				t.Errorf("%s row %d: %q, want %q", filepath.Base(path), i+1, r[i], rows[i])
			}
		}
	}
	for _, name := range []string{"a.csv", "a.xlsx"} {
		path := filepath.Join(dir, name)
		if err := WriteSheet(path, header, rows); err != nil {
			t.Fatal(err)
		}
		check(path)
	}
	text, err := os.ReadFile(filepath.Join(dir, "a.csv"))
	if err != nil {
		t.Fatal(err)
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(text[3:])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "gb.csv"), gb, 0o644); err != nil {
		t.Fatal(err)
	}
	check(filepath.Join(dir, "gb.csv"))
}
