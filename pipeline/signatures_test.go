package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gongqiu/transforms/duplicate"
)

func TestKeptTextsComeBackOrAreDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.texts")
	for _, texts := range []texts{
		{rows: []int64{3, 4, 9}, index: []int32{0, -1, 1}, distinct: []duplicate.Text{duplicate.Sign("负责焊接，持证上岗"), duplicate.Sign("负责记账与报税")}},
		{},
	} {
		if err := texts.write(path); err != nil {
			t.Fatal(err)
		}
		got, err := readTexts(path)
		if err != nil || !slices.Equal(got.rows, texts.rows) || !slices.Equal(got.index, texts.index) || !slices.Equal(got.distinct, texts.distinct) {
			t.Fatalf("read back %+v, %v; written %+v", got, err, texts)
		}
		if err := got.close(); err != nil {
			t.Error(err)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for name, damaged := range map[string][]byte{"empty": nil, "cut": raw[:len(raw)-1], "longer": append(slices.Clone(raw), 0), "wild": append(slices.Repeat([]byte{0x7f}, headerSize), raw[headerSize:]...)} {
			if err := os.WriteFile(path, damaged, 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := readTexts(path); !errors.Is(err, errStale) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
