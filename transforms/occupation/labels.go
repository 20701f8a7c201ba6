package occupation

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sort"
	"strings"
)

//go:embed labels/*.csv
var embeddedLabels embed.FS

// Kinds of what the coder learns from and compares with.
const (
	kindName       = iota // a name of the 大典
	kindTrade             // a 工种
	kindVariant           // a name in the wording of ads, made by grammar.go
	kindDefinition        // definition and tasks
	kindLabel             // a title labelled by this project
	kindPublic            // a title of the public labelled set
	kindDecision          // a reviewer's decision
	kinds
)

var kindNames = [kinds]string{"职业名称", "工种", "名称变体", "职业定义", "已编码标题", "公开标注标题", "复核决定"}

// example is one text with the leaves it stands for.
type example struct {
	title    string
	industry string
	c        cleaned
	key      string  // Clean(title): the unit of folds
	target   []int32 // leaves: the primary, or all below a higher code
	alt      []int32 // other leaves that can be defended
	code     string  // as labelled, normalised
	weight   float32
	kind     int
	file     string
}

// table reads a CSV with a header; columns are found by name.
func table(r io.Reader, name string, need []string, fn func(get func(string) string, line int) error) error {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = -1
	head, err := cr.Read()
	if err != nil {
		return fmt.Errorf("%s line 1: %w", name, err)
	}
	index := map[string]int{}
	for i, c := range head {
		index[strings.TrimPrefix(strings.TrimSpace(c), "\ufeff")] = i
	}
	for _, c := range need {
		if _, ok := index[c]; !ok {
			return fmt.Errorf("%s: no column %q; found %s", name, c, strings.Join(head, ", "))
		}
	}
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		line, _ := cr.FieldPos(0)
		get := func(c string) string {
			if i, ok := index[c]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		if err := fn(get, line); err != nil {
			return fmt.Errorf("%s line %d: %w", name, line, err)
		}
	}
}

// readLabels reads every labels file: from dir, or the embedded ones.
func readLabels(h *hierarchy, dir string) ([]example, error) {
	var source fs.FS = embeddedLabels
	pattern := "labels/*.csv"
	if dir != "" {
		source, pattern = os.DirFS(dir), "*.csv"
	}
	files, err := fs.Glob(source, pattern)
	if err != nil {
		return nil, err
	}
	sort.Strings(files)
	var all []example
	for _, name := range files {
		f, err := source.Open(name)
		if err != nil {
			return nil, err
		}
		list, err := readLabelFile(h, f, name)
		f.Close()
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

func readLabelFile(h *hierarchy, r io.Reader, name string) ([]example, error) {
	var list []example
	err := table(r, name, []string{"title", "code"}, func(get func(string) string, line int) error {
		code := get("code")
		if code == "" && get("basis") != "uncodable" {
			return fmt.Errorf("no code for %q; only rows with basis uncodable may have none", get("title"))
		}
		e, err := newExample(h, get("title"), get("industry"), code, get("alt"))
		if err != nil {
			return err
		}
		e.kind, e.file = kindLabel, name
		if strings.HasSuffix(name, "public_titles.csv") {
			e.kind = kindPublic
		}
		list = append(list, e)
		return nil
	})
	return list, err
}

func newExample(h *hierarchy, title, industry, code, alt string) (example, error) {
	e := example{title: title, industry: industry, weight: 1, c: parse(title)}
	e.key = e.c.key()
	var err error
	if e.code, err = h.normal(code); err != nil {
		return e, err
	}
	for _, l := range h.leavesOf(e.code) {
		e.target = append(e.target, int32(l))
	}
	for _, a := range strings.FieldsFunc(alt, func(r rune) bool { return r == '|' || r == ';' || r == ' ' }) {
		if a, err = h.normal(a); err != nil {
			return e, err
		}
		if leaves := h.leavesOf(a); len(leaves) == 1 {
			e.alt = append(e.alt, int32(leaves[0]))
		}
	}
	return e, nil
}
