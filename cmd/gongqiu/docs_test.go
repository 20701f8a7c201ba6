package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"gongqiu/internal/config"
	"gongqiu/release"
	"gongqiu/sources"
)

const root = "../.."

// pages are the documents that people read, by path from the root.
func pages(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != root && (name == "node_modules" || name == "data" || name == "testdata" || strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if filepath.Ext(name) != ".md" && !strings.HasPrefix(filepath.ToSlash(path), root+"/examples/") && !strings.HasPrefix(filepath.ToSlash(path), root+"/packaging/") || d.IsDir() {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		texts[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(texts) < 20 {
		t.Fatalf("found %d documents, expected more", len(texts))
	}
	return texts
}

// Generated pages are what the program would write now; `make docs` writes them.
func TestGeneratedDocsAreCurrent(t *testing.T) {
	for name, want := range generatedDocs() {
		got, err := os.ReadFile(filepath.Join(root, "docs", name))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("docs/%s is not what the program writes: run `make docs`", name)
		}
	}
}

var (
	// A command line in a block of code, a comment, a unit file or between
	// backticks. What follows # is a remark.
	commandLine  = regexp.MustCompile("(?m)(?:^[#\\s-]*|`|ExecStart=/usr/local/bin/|\\$ )(?:bin/)?gongqiu ((?:[a-z]|--?[a-zA-Z])[^`#|\\n]*)")
	incomplete   = regexp.MustCompile(`^expected "<|^missing flags|got "EOL"`)
	deliveryName = regexp.MustCompile(`\.(csv|xlsx)$`)
	words        = regexp.MustCompile(`"[^"]*"|\S+`)
	// Words that stand for something the reader puts in.
	placeholder = map[string]string{"FILE": "docs_test.go", "ID": "board", "DIR": "out", "OLD": "2026Q3-0123456789ab", "…": ""}
)

// Every command that the documentation tells people to type is one that the
// program understands.
func TestCommandsInDocsAreUnderstood(t *testing.T) {
	n := 0
	for page, text := range pages(t) {
		if page == "docs/cli.md" {
			continue // made from the program
		}
		for _, m := range commandLine.FindAllStringSubmatch(text, -1) {
			line := strings.TrimSpace(m[1])
			var args []string
			for _, w := range words.FindAllString(line, -1) {
				if w == ">" || w == "&&" || w == "|" || strings.ContainsRune("（，。：", []rune(w)[0]) {
					break
				}
				if p, ok := placeholder[w]; ok {
					if w = p; w == "" {
						continue
					}
				}
				if deliveryName.MatchString(w) {
					w = "docs_test.go" // some commands ask for a file that exists
				}
				args = append(args, strings.Trim(w, `"'`))
			}
			if isProse(args) {
				continue
			}
			n++
			exited := false
			var c commands
			parser := kong.Must(&c, kong.Name("gongqiu"), kong.Vars{"version": ""}, kong.Exit(func(int) { exited = true }), kong.Writers(new(bytes.Buffer), new(bytes.Buffer)))
			_, err := parser.Parse(args)
			if err != nil && strings.HasPrefix(m[0], "`") && incomplete.MatchString(err.Error()) {
				continue // mentioned in a sentence, without all its arguments
			}
			if err != nil && !exited {
				t.Errorf("%s: `gongqiu %s`: %v", page, line, err)
			}
		}
	}
	if n < 40 {
		t.Errorf("found %d command lines, expected more: is the pattern still right?", n)
	}
}

// isProse tells "gongqiu turns job postings into …" from a command: the first
// word is no command and no flag.
func isProse(args []string) bool {
	if len(args) == 0 {
		return true
	}
	parser := kong.Must(&commands{}, kong.Name("gongqiu"), kong.Vars{"version": ""})
	known := slices.ContainsFunc(parser.Model.Children, func(n *kong.Node) bool { return n.Name == args[0] })
	return !known && !strings.HasPrefix(args[0], "-") && len(args) > 3
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func TestLinksInDocsResolve(t *testing.T) {
	for page, text := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			target, _, _ := strings.Cut(m[1], "#")
			if target == "" || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(page), filepath.FromSlash(target))); err != nil {
				t.Errorf("%s links to %s, which is not there", page, m[1])
			}
		}
	}
}

// Both READMEs have the same headings in the same order of levels, the same
// blocks of code but for their remarks, and the same rows of tables.
func TestReadmesSayTheSame(t *testing.T) {
	shape := func(name string) (shape []string) {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		code := false
		for _, line := range strings.Split(string(text), "\n") {
			switch {
			case strings.HasPrefix(line, "```"):
				code = !code
				shape = append(shape, line)
			case code:
				remark, _, _ := strings.Cut(line, " #")
				shape = append(shape, strings.TrimSpace(remark))
			case strings.HasPrefix(line, "#"):
				level, _, _ := strings.Cut(line, " ")
				shape = append(shape, level)
			case strings.HasPrefix(line, "| `"):
				cell, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
				shape = append(shape, cell)
			case strings.HasPrefix(line, "- "):
				shape = append(shape, "-")
			}
		}
		return shape
	}
	en, zh := shape("README.md"), shape("README.zh-CN.md")
	for i := range min(len(en), len(zh)) {
		if en[i] != zh[i] {
			t.Fatalf("README.md has %q where README.zh-CN.md has %q", en[i], zh[i])
		}
	}
	if len(en) != len(zh) {
		t.Errorf("README.md has %d headings, points, rows and lines of code, README.zh-CN.md %d", len(en), len(zh))
	}
}

// Configurations shown in the documentation are accepted.
func TestConfigurationsInDocsAreValid(t *testing.T) {
	n := 0
	for page, text := range pages(t) {
		for _, block := range strings.Split(text, "```yaml\n")[1:] {
			block, _, _ = strings.Cut(block, "```")
			if !strings.Contains(block, "scopes:") { // a part: completed so that its keys are checked
				block += "scopes: [{id: a, region: \"360000\"}]\nsources: [{id: b, scope: a, kind: posting, files: c}]\n"
			}
			n++
			if _, err := config.Parse(page, []byte(block)); err != nil {
				t.Error(err)
			}
		}
	}
	if n < 3 {
		t.Errorf("found %d configurations, expected more", n)
	}
}

// docs/sources.md names every column and every reason, docs/releases.md every
// table and every reason code.
func TestDocsAreComplete(t *testing.T) {
	texts := pages(t)
	named := func(page, word string) {
		if !strings.Contains(texts[page], "`"+word+"`") {
			t.Errorf("%s does not name %s", page, word)
		}
	}
	for _, k := range sources.Kinds() {
		for _, c := range sources.Columns(k)[1:] {
			named("docs/sources.md", c.Name)
		}
	}
	for _, r := range []string{
		sources.ReasonSlipped, sources.ReasonHeader, sources.ReasonCells, sources.ReasonEncoding, sources.ReasonControl, sources.ReasonTooLong, sources.ReasonQuotes,
		sources.ReasonSyntax, sources.ReasonNoTitle, sources.ReasonBadTitle, sources.ReasonNoKey, sources.ReasonNoFigure, sources.ReasonTotal, sources.ReasonOrder,
	} {
		named("docs/sources.md", r)
	}
	for _, table := range release.Dictionary() {
		named("docs/releases.md", table.Name)
		for _, c := range table.Columns {
			if c.Name != "reason_codes" {
				continue
			}
			for _, code := range regexp.MustCompile(`\b[A-Z_]{2,}\b`).FindAllString(c.EN, -1) {
				named("docs/releases.md", code)
			}
		}
	}
	var walk func(n *kong.Node, words string)
	walk = func(n *kong.Node, words string) {
		if n.Hidden {
			return
		}
		if len(n.Children) == 0 && !strings.Contains(texts["README.md"], words) {
			t.Errorf("README.md does not mention `gongqiu%s`", words)
		}
		for _, child := range n.Children {
			walk(child, words+" "+child.Name)
		}
	}
	for _, child := range kong.Must(&commands{}, kong.Name("gongqiu"), kong.Vars{"version": ""}).Model.Children {
		walk(child, child.Name)
	}
}

// NOTICE lists every module that is linked into the program.
func TestNoticeListsEveryModule(t *testing.T) {
	notice, err := os.ReadFile(filepath.Join(root, "NOTICE"))
	if err != nil {
		t.Fatal(err)
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || len(info.Deps) < 10 {
		t.Fatal("the build does not say what it is made of")
	}
	for _, dep := range info.Deps {
		path := dep.Path
		if strings.HasPrefix(path, "github.com/duckdb/duckdb-go-bindings/lib/") {
			path = "github.com/duckdb/duckdb-go-bindings"
		}
		if !strings.Contains(string(notice), path) {
			t.Errorf("NOTICE does not list %s", path)
		}
	}
}
