package pipeline

import (
	"os"
	"path/filepath"
	"testing"

	"gongqiu/internal/config"
	"gongqiu/release"
)

// A first release is named by its inputs; one that follows another by both, so
// that the same inputs after another release have another name.
func TestReleaseHashNamesInputsAndPredecessor(t *testing.T) {
	const in = "0123456789abcdef"
	if got := releaseHash(in, ""); got != in {
		t.Errorf("a first release is %s, want its inputs %s", got, in)
	}
	a, b := releaseHash(in, "2026Q2-aaaaaaaaaaaa"), releaseHash(in, "2026Q2-bbbbbbbbbbbb")
	if a == in || a == b || a != releaseHash(in, "2026Q2-aaaaaaaaaaaa") || a == releaseHash("1"+in, "2026Q2-aaaaaaaaaaaa") {
		t.Errorf("%s and %s do not tell inputs and predecessor apart", a, b)
	}
}

// A pointer to what is no longer there counts as no release at all.
func TestOnlyAReleaseThatIsThereIsFollowed(t *testing.T) {
	data := t.TempDir()
	if m, ok := currentRelease(data); ok {
		t.Errorf("found %s where nothing was published", m.ID)
	}
	const id = "2026Q3-0123456789ab"
	dir := release.Dir(data, id)
	write := func(path, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(data, "current.json"), `{"release":"`+id+`"}`)
	if _, ok := currentRelease(data); ok {
		t.Error("found a release whose folder is gone")
	}
	write(filepath.Join(dir, "manifest.json"), `{"id":"`+id+`","database":"gongqiu.duckdb","input_hash":"h"}`)
	if _, ok := currentRelease(data); ok {
		t.Error("found a release whose database is gone")
	}
	write(filepath.Join(dir, "gongqiu.duckdb"), "x")
	if m, ok := currentRelease(data); !ok || m.ID != id || m.InputHash != "h" {
		t.Errorf("found %q %v, want %s", m.ID, ok, id)
	}
}

// Classifications that a bureau replaces are part of the method.
func TestReplacedClassificationsChangeTheirVersion(t *testing.T) {
	b := &build{cfg: &config.Config{Reference: t.TempDir()}}
	version := func() string {
		t.Helper()
		parts, err := b.readingParts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			if p.Key == "version_reference" {
				return p.Version
			}
		}
		t.Fatal("there is no version_reference")
		return ""
	}
	before := version()
	if before != version() {
		t.Error("the version is another one for the same files")
	}
	if err := os.WriteFile(filepath.Join(b.cfg.Reference, "occupation_aliases.csv"), []byte("x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if version() == before {
		t.Error("a replaced file leaves the version as it was")
	}
}
