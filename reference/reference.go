// Package reference holds the classifications that every figure is expressed
// in: occupations (职业分类大典 2022), industries (GB/T 4754-2017), regions,
// industry chains, majors, skills and policy targets. The tables are embedded;
// a folder may override any file of them, so that a bureau can correct a
// mapping without a new program.
package reference

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

//go:embed *.csv
var embedded embed.FS

// Occupation is one class of the 职业分类大典. Level 1 is 大类, 2 中类, 3 小类
// and 4 细类.
type Occupation struct {
	Code, Name, Parent string
	Level              int
	Green, Digital     bool
	Variants           []string // other spellings of the name
	Trades             []string // 工种
	Definition, Tasks  string
}

// Industry is one class of GB/T 4754-2017. Level 1 is 门类 (a letter), 2 大类
// (two digits), 3 中类, 4 小类.
type Industry struct {
	Code, Name, Parent string
	Level              int
}

// Region is a province (level 1), prefecture (2) or county (3) with its
// six-digit code. The country is code 000000, level 0.
type Region struct {
	Code, Name, Short, Parent string
	Level                     int
}

// Skill is one skill of an occupation at a 八级工 level ("" for all levels)
// with its weight in the national skill standard, in percent (0 if not given).
type Skill struct {
	OccupationCode, Level, Name, Edition string
	Weight                               float64
}

// Set is everything loaded, indexed by code.
type Set struct {
	Occupations     []Occupation // by code
	Industries      []Industry
	Regions         []Region
	Skills          []Skill
	NewOccupations  []NewOccupation
	Recodes         []Recode
	ChainVersions   []ChainVersion
	Chains          []Chain
	ChainRules      []ChainRule
	ChainLinks      []ChainLink
	Majors          []Major
	MajorLinks      []MajorLink
	Targets         []Target
	Tiles           []Tile
	Terms           []Term
	Aliases         []Alias
	IndustryAliases []IndustryAlias
	Readings        []Reading

	occupation   map[string]int
	industry     map[string]int
	region       map[string]int
	chainVersion map[string]int
	major        map[string]int
}

// Occupation returns the class with this code.
func (s *Set) Occupation(code string) (Occupation, bool) {
	return at(s.Occupations, s.occupation, code)
}

// Industry returns the class with this code ("C", "36", "3611").
func (s *Set) Industry(code string) (Industry, bool) { return at(s.Industries, s.industry, code) }

// Region returns the region with this six-digit code.
func (s *Set) Region(code string) (Region, bool) { return at(s.Regions, s.region, code) }

func at[T any](list []T, index map[string]int, code string) (T, bool) {
	i, ok := index[code]
	if !ok {
		var zero T
		return zero, false
	}
	return list[i], true
}

// Open returns a reference file: from folder dir if it is there, else the
// embedded one. dir may be empty.
func Open(dir, name string) (fs.File, error) {
	if dir != "" {
		f, err := os.Open(filepath.Join(dir, name))
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return embedded.Open(name)
}

// Row is one record of a reference file, addressed by column name.
type Row struct {
	file   string
	line   int
	fields []string
	index  map[string]int
}

// Get returns the named column without surrounding spaces. EachRow has made
// sure of the columns that its caller asked for; another one is a mistake of the
// program and panics.
func (r Row) Get(column string) string {
	i, ok := r.index[column]
	if !ok {
		panic(fmt.Sprintf("reference/%s has no column %s; name it in EachRow", r.file, column))
	}
	return strings.TrimSpace(r.fields[i])
}

// Line is the number of the record's first line in its file, from 1.
func (r Row) Line() int { return r.line }

// Errorf is an error that names the file and the line.
func (r Row) Errorf(format string, args ...any) error {
	return fmt.Errorf("reference/%s line %d: %s", r.file, r.line, fmt.Sprintf(format, args...))
}

// EachRow calls fn for every record of a reference file that must have the
// given columns. Errors name file, line and reason.
func EachRow(dir, name string, columns []string, fn func(Row) error) error {
	f, err := Open(dir, name)
	if err != nil {
		return fmt.Errorf("reference/%s: %w", name, err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	head, err := r.Read()
	if err != nil {
		return fmt.Errorf("reference/%s line 1: %w", name, err)
	}
	index := make(map[string]int, len(head))
	for i, h := range head {
		h = strings.TrimSpace(strings.TrimPrefix(h, "\ufeff"))
		if !utf8.ValidString(h) {
			return fmt.Errorf("reference/%s line 1: the file is not UTF-8; save it as CSV UTF-8", name)
		}
		if _, twice := index[h]; twice {
			return fmt.Errorf("reference/%s line 1: column %q stands twice", name, h)
		}
		index[h] = i
	}
	for _, c := range columns {
		if _, ok := index[c]; !ok {
			return fmt.Errorf("reference/%s line 1: column %q is missing; it has %s", name, c, strings.Join(head, ", "))
		}
	}
	for {
		fields, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if errors.Is(err, csv.ErrFieldCount) {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("reference/%s line %d: %d columns, the head has %d", name, line, len(fields), len(head))
		}
		if err != nil {
			return fmt.Errorf("reference/%s: %w", name, err)
		}
		line, _ := r.FieldPos(0)
		for i, v := range fields {
			if !utf8.ValidString(v) {
				return fmt.Errorf("reference/%s line %d: %s is not UTF-8; save the file as CSV UTF-8", name, line, head[i])
			}
		}
		if err := fn(Row{name, line, fields, index}); err != nil {
			return err
		}
	}
}
