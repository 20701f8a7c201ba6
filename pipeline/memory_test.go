package pipeline

import (
	"os"
	"slices"
	"strings"
	"testing"

	"gongqiu/internal/config"
	"gongqiu/internal/progress"
	"gongqiu/transforms/duplicate"
)

func TestMemoryHoldsForTheSameFilesAndMore(t *testing.T) {
	var warned strings.Builder
	b := &build{report: progress.New(&warned), cfg: &config.Config{Data: t.TempDir(), Sources: []config.Source{{ID: "jia", Scope: "jx", GapDays: 14}, {ID: "far", Scope: "qd"}}}}
	a, c := codedPart{"jia/a.parquet", 2}, codedPart{"jia/c.parquet", 1}
	memory := duplicate.Memory{Root: []int32{0, 0, 2}, Paired: []int32{2}}
	if at := b.recall("jx", []codedPart{a, c}).At; at != nil {
		t.Errorf("without a file: %v", at)
	}
	if err := b.remember("jx", []codedPart{a, c}, memory); err != nil {
		t.Fatal(err)
	}
	between := codedPart{"jia/b.parquet", 3}
	got := b.recall("jx", []codedPart{a, between, c, between})
	if want := []int32{0, 1, 5}; !slices.Equal(got.At, want) || !slices.Equal(got.Root, memory.Root) || !slices.Equal(got.Paired, memory.Paired) {
		t.Errorf("recalled %+v, want rows at %v", got, want)
	}
	for what, parts := range map[string][]codedPart{
		"another order":       {c, a},
		"a file is gone":      {a, between},
		"other rows in scope": {a, {c.Name, 2}},
	} {
		if at := b.recall("jx", parts).At; at != nil {
			t.Errorf("%s: recalled rows at %v", what, at)
		}
	}
	b.cfg.Sources[0].GapDays = 30
	if at := b.recall("jx", []codedPart{a, c}).At; at != nil {
		t.Errorf("another gap: recalled rows at %v", at)
	}
	b.cfg.Sources[0].GapDays = 14
	if warned.Len() > 0 {
		t.Errorf("warned: %s", warned.String())
	}
	for what, spoil := range map[string]func([]byte) []byte{
		"cut off":            func(d []byte) []byte { return d[:len(d)-3] },
		"rows out of bounds": nil,
	} {
		warned.Reset()
		if err := b.remember("jx", []codedPart{a, c}, duplicate.Memory{Root: []int32{0, 0, 3}}); err != nil {
			t.Fatal(err)
		}
		if spoil != nil {
			data, err := os.ReadFile(b.memoryPath("jx"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(b.memoryPath("jx"), spoil(data), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if at := b.recall("jx", []codedPart{a, c}).At; at != nil || !strings.Contains(warned.String(), "grouped anew") {
			t.Errorf("%s: recalled %v, warned %q", what, at, warned.String())
		}
	}
}
