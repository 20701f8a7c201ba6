package gongqiu

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// may says which of our packages (by first folder) each may import; it is the
// table of docs/architecture.md.
var may = map[string][]string{
	"internal":   {"internal"},
	"release":    {"internal"},
	"reference":  {"internal"},
	"sources":    {"internal", "sources"},
	"synth":      {"internal", "reference", "synth"},
	"transforms": {"internal", "reference", "release", "transforms"},
	"pipeline":   {"internal", "reference", "release", "sources", "transforms", "pipeline"},
	"dashboard":  {"internal", "release", "dashboard"},
	"examples":   {"internal"},
	"scripts":    {"internal"},
	"cmd":        {"internal", "reference", "release", "sources", "synth", "transforms", "pipeline", "dashboard", "cmd"},
}

// doors says which folder alone may import a heavy dependency.
var doors = map[string][]string{
	"github.com/duckdb/":         {"internal/duck"},
	"github.com/apache/arrow-go": {"internal/columnar"},
	"github.com/xuri/excelize":   {"sources/file", "pipeline/publish"},
	"github.com/go-echarts/":     {"dashboard"},
}

func TestImportsPointOneWay(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "data" || strings.HasPrefix(d.Name(), ".") && path != ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || !strings.Contains(path, "/") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		room, _, _ := strings.Cut(filepath.ToSlash(path), "/")
		allowed, known := may[room]
		if !known {
			t.Errorf("%s: the folder %s is not in the table of rooms", path, room)
		}
		for _, imp := range file.Imports {
			target, _ := strconv.Unquote(imp.Path.Value)
			if own, ok := strings.CutPrefix(target, "gongqiu/"); ok {
				other, _, _ := strings.Cut(own, "/")
				if !slices.Contains(allowed, other) {
					t.Errorf("%s imports %s", path, target)
				}
			}
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			for dep, folders := range doors {
				if strings.HasPrefix(target, dep) && !slices.ContainsFunc(folders, func(f string) bool { return strings.HasPrefix(filepath.ToSlash(path), f+"/") }) {
					t.Errorf("%s imports %s, which belongs to %s", path, target, strings.Join(folders, " and "))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
