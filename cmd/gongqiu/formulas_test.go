package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestFormulasHaveTheirTests looks for every test that the method page names.
func TestFormulasHaveTheirTests(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "methodology.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(page), "## 10 Which test holds which formula")
	if !ok {
		t.Fatal("docs/methodology.md has no section 10")
	}
	there := map[string]bool{}
	root := filepath.Join("..", "..", "transforms")
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err = filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasSuffix(path, "_test.go"):
			text, err := os.ReadFile(path)
			for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
				there[m[1]] = true
			}
			return err
		case filepath.Base(filepath.Dir(path)) == "cases":
			there[strings.TrimSuffix(filepath.Base(path), ".yml")] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	for _, row := range strings.Split(section, "\n") {
		cells := strings.Split(row, "|")
		if len(cells) < 4 {
			continue
		}
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[2], -1) {
			names++
			if !there[m[1]] {
				t.Errorf("%s: there is no %s", strings.TrimSpace(cells[1]), m[1])
			}
		}
	}
	if names < 50 {
		t.Errorf("only %d tests are named", names)
	}
}
