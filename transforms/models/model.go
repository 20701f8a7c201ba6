// Package models holds the SQL models and runs them. A model is one file that
// makes one table, named like the file; its folder is its layer (staging,
// core, marts, checks). The order follows from what each model reads. Go steps
// take part in the same order. See README.md for how a file is written.
package models

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

//go:embed */*.sql
var embedded embed.FS

// Layers in the order of the way of the data.
const (
	Staging = "staging"
	Core    = "core"
	Marts   = "marts"
	Checks  = "checks"
)

// Model is one SQL file. Key are the columns that identify a row; empty when
// the header says "none". ZH is the title in Chinese where the file gives one
// ("-- zh:"); every check must. A view ("-- as: view") is not stored: it is for
// columns of a table that are only read to be published.
type Model struct {
	Name, Layer      string
	Title, ZH, Grain string
	Key              []string
	View             bool
	SQL              string // one SELECT, without the header and without a semicolon
}

var modelName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// Load reads the models of a file system laid out as layer/name.sql. Errors
// name the file and what its header lacks.
func Load(files fs.FS) ([]Model, error) {
	paths, err := fs.Glob(files, "*/*.sql")
	if err != nil {
		return nil, err
	}
	var list []Model
	seen := map[string]string{}
	for _, p := range paths {
		text, err := fs.ReadFile(files, p)
		if err != nil {
			return nil, err
		}
		m, err := parse(p, string(text))
		if err != nil {
			return nil, fmt.Errorf("models/%s: %w", p, err)
		}
		if other, twice := seen[m.Name]; twice {
			return nil, fmt.Errorf("models/%s: table %s is already made by models/%s", p, m.Name, other)
		}
		seen[m.Name] = p
		list = append(list, m)
	}
	return list, nil
}

// Embedded returns the models of the program.
func Embedded() ([]Model, error) { return Load(embedded) }

func parse(file, text string) (Model, error) {
	layer := path.Dir(file)
	m := Model{Name: strings.TrimSuffix(path.Base(file), ".sql"), Layer: layer}
	switch layer {
	case Staging, Core, Marts, Checks:
	default:
		return m, fmt.Errorf("folder %q is not one of staging, core, marts, checks", layer)
	}
	if !modelName.MatchString(m.Name) {
		return m, fmt.Errorf("%q is not a table name in lower case", m.Name)
	}
	header := map[string]string{}
	rest := text
	for strings.HasPrefix(rest, "--") {
		line, after, _ := strings.Cut(rest, "\n")
		key, value, ok := strings.Cut(strings.TrimPrefix(line, "--"), ":")
		if !ok {
			break
		}
		header[strings.TrimSpace(key)] = strings.TrimSpace(value)
		rest = after
	}
	for _, want := range []string{"title", "grain", "key"} {
		if header[want] == "" {
			return m, fmt.Errorf("the header has no line \"-- %s: …\"", want)
		}
	}
	m.Title, m.ZH, m.Grain = header["title"], header["zh"], header["grain"]
	switch as := header["as"]; as {
	case "", "table":
	case "view":
		m.View = true
	default:
		return m, fmt.Errorf("\"-- as: %s\" is not table or view", as)
	}
	if layer == Checks && m.ZH == "" {
		return m, fmt.Errorf("a check needs a line \"-- zh: …\"")
	}
	if k := header["key"]; k != "none" {
		for _, c := range strings.Split(k, ",") {
			m.Key = append(m.Key, strings.TrimSpace(c))
		}
	}
	m.SQL = strings.TrimSuffix(strings.TrimSpace(rest), ";")
	if m.SQL == "" {
		return m, fmt.Errorf("there is no SELECT below the header")
	}
	return m, nil
}
