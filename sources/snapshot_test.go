package sources

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestTakeKeepsBytesOnce(t *testing.T) {
	dir, raw := t.TempDir(), t.TempDir()
	path := filepath.Join(dir, "数据 (1).json")
	write := func(p, s string) {
		t.Helper()
		if err := os.WriteFile(p, []byte(s), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	take := func(p string) Snapshot {
		t.Helper()
		s, err := Take(context.Background(), p, raw, "board")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	write(path, "one")
	a := take(path)
	if a.SHA256 != "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed" || a.Size != 3 {
		t.Errorf("snapshot %+v", a)
	}
	if b, _ := os.ReadFile(a.Path); string(b) != "one" || a.Path != filepath.Join(raw, "board", a.SHA256[:16], "数据 (1).json") {
		t.Errorf("%s holds %q", a.Path, b)
	}
	if again := take(path); again != a {
		t.Errorf("again: %+v, first: %+v", again, a)
	}
	copied := filepath.Join(dir, "copy.json")
	write(copied, "one")
	if c := take(copied); c.SHA256 != a.SHA256 || c.Path != a.Path || c.Name != a.Name {
		t.Errorf("the same bytes under another name: %+v", c)
	}
	write(path, "two")
	if err := os.Chtimes(path, time.Now(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if b := take(path); b.SHA256 == a.SHA256 {
		t.Error("a changed file was taken for the old one")
	}
	if kept, err := Kept(raw, "board", a.SHA256, ""); err != nil || kept.Path != a.Path {
		t.Errorf("kept: %+v, %v", kept, err)
	}
	// a copy that was cut on disk is taken again
	write(a.Path, "o")
	write(copied, "one")
	if c := take(copied); c.Size != 3 {
		t.Errorf("%+v", c)
	} else if b, _ := os.ReadFile(c.Path); string(b) != "one" {
		t.Errorf("%s holds %q", c.Path, b)
	}
	// what a killed program left behind goes, what another is writing stays
	stale, fresh := filepath.Join(raw, "board", ".taking-1"), filepath.Join(raw, "board", ".taking-2")
	for _, d := range []string{stale, fresh} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	os.Chtimes(stale, time.Now(), time.Now().Add(-2*time.Hour))
	write(path, "three")
	take(path)
	if _, err := os.Stat(stale); err == nil {
		t.Error("a leftover of two hours ago is still there")
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error("the folder of another run was removed")
	}
	for _, id := range []string{"", "a/b", "..", ".x"} {
		if _, err := Take(context.Background(), path, raw, id); err == nil {
			t.Errorf("source id %q was accepted", id)
		}
	}
	if _, err := Take(context.Background(), dir, raw, "board"); err == nil {
		t.Error("a folder was taken")
	}
}
