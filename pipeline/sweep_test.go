package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestSweepRemovesWhatKilledRunsLeftAndNothingElse(t *testing.T) {
	data := filepath.Join(t.TempDir(), "[data]*") // a name with pattern characters
	left := []string{
		"releases/.making-2026Q3-0123456789ab-1/gongqiu.duckdb", "raw/jia/.taking-12/a.csv", "staged/posting/.staging-3/part-0000.parquet",
		"work/build.duckdb", "cache/titles/1/000000.parquet.making", "cache/texts/.abc-1.texts4711", "runs/.20260102T030405Z-abcdef.json99",
	}
	kept := []string{
		"releases/2026Q3-0123456789ab/manifest.json", "raw/jia/0123456789abcdef/a.csv", "staged/posting/0123456789abcdef-1/part-0000.parquet",
		"cache/titles/1/000000.parquet", "cache/texts/abc-1.texts", "runs/20260102T030405Z-abcdef.json", ".lock",
	}
	for _, name := range append(left, kept...) {
		path := filepath.Join(data, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := sweep(data); err != nil {
		t.Fatal(err)
	}
	for _, name := range left {
		if _, err := os.Stat(filepath.Join(data, name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range kept {
		if _, err := os.Stat(filepath.Join(data, name)); err != nil {
			t.Error(err)
		}
	}
}
