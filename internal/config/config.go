// Package config reads gongqiu.yaml. It is strict: an unknown key is an error
// that names the line and the nearest valid key.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/robfig/cron/v3"
	"go.yaml.in/yaml/v3"
)

// Config is a whole gongqiu.yaml. Paths are absolute once it is loaded.
type Config struct {
	Path      string   `yaml:"-"`         // the file itself
	Data      string   `yaml:"data"`      // where everything is kept; default: data beside the file
	Reference string   `yaml:"reference"` // folder whose files replace the built-in classifications; default: <data>/reference
	Limits    Limits   `yaml:"limits"`
	Publish   Publish  `yaml:"publish"`
	Serve     Serve    `yaml:"serve"`
	Scopes    []Scope  `yaml:"scopes"`
	Sources   []Source `yaml:"sources"`
}

// Limits bounds what a run may use.
type Limits struct {
	MemoryMB int `yaml:"memory_mb"` // DuckDB's share; default 2000
	Threads  int `yaml:"threads"`   // default: all cores
}

// Publish says how releases are made and kept.
type Publish struct {
	Issuer      string `yaml:"issuer"`       // 发文机关, printed on the catalogue
	Contact     string `yaml:"contact"`      // 咨询电话 or address
	Keep        int    `yaml:"keep"`         // releases that prune leaves; default 12
	EmployerKey string `yaml:"employer_key"` // file with the secret of the employer hash; default: made once in <data>/keys
	NextRelease string `yaml:"next_release"` // date of the next release, if promised
}

// Serve says where the dashboard listens.
type Serve struct {
	Address  string `yaml:"address"`   // default 127.0.0.1:8080
	BasePath string `yaml:"base_path"` // when behind a proxy under a path
}

// Scope is one region tree analysed with one chain list from one set of
// sources; figures of different scopes are never added.
type Scope struct {
	ID     string `yaml:"id"`
	Name   string `yaml:"name"`
	NameEN string `yaml:"name_en"`
	Region string `yaml:"region"` // six-digit code of the root; 000000 for the country
	Chains string `yaml:"chains"` // version of the chain list; empty for none
	// MinimumWage is the lowest local minimum wage in yuan a month; offers under
	// 0.8 of it are set aside. 0: no such rule.
	MinimumWage float64 `yaml:"minimum_wage"`
}

// Source is one stream of deliveries.
type Source struct {
	ID          string              `yaml:"id"`
	Scope       string              `yaml:"scope"`
	Name        string              `yaml:"name"`
	Kind        string              `yaml:"kind"`  // posting, seeker, wage or training
	Files       string              `yaml:"files"` // glob; ** is not supported, a folder means everything in it
	Exclude     []string            `yaml:"exclude"`
	Simulated   bool                `yaml:"simulated"`
	Licence     string              `yaml:"licence"`
	Attribution string              `yaml:"attribution"`
	Schedule    string              `yaml:"schedule"` // cron line, Asia/Shanghai
	Format      string              `yaml:"format"`
	Encoding    string              `yaml:"encoding"`
	Sheet       string              `yaml:"sheet"`
	RecordPath  string              `yaml:"record_path"`
	Header      *bool               `yaml:"header"`
	Columns     map[string]string   `yaml:"columns"`   // canonical column → header word or position from 1
	Packed      map[string][]string `yaml:"packed"`    // header word or position → canonical columns inside the cell
	Constants   map[string]string   `yaml:"constants"` // canonical column, or year, for every row
	MaxBadShare float64             `yaml:"max_bad_share"`
	Snapshots   bool                `yaml:"snapshots"` // the source is crawled repeatedly, so that spells can be seen
	GapDays     int                 `yaml:"gap_days"`  // days unseen that end a spell; default 14
}

// Error is a problem of the configuration with its place.
type Error struct {
	Path string
	Line int
	Msg  string
}

func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s line %d: %s", e.Path, e.Line, e.Msg)
	}
	return fmt.Sprintf("%s: %s", e.Path, e.Msg)
}

// Load reads and checks a configuration. All problems found are joined in the
// error, each naming its line.
func Load(path string) (*Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, text)
}

// Parse is Load for text already read; relative paths are taken from the
// folder of path.
func Parse(path string, text []byte) (*Config, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	fail := func(line int, format string, args ...any) error {
		return &Error{path, line, fmt.Sprintf(format, args...)}
	}
	var root yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&root); err != nil && !errors.Is(err, io.EOF) { // an empty file has no keys
		return nil, fail(0, "%s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode {
		return nil, fail(1, "expected keys such as data:, scopes: and sources:")
	}
	if err := errors.Join(unknownKeys(path, root.Content[0], Config{})...); err != nil {
		return nil, err
	}
	c := Config{Path: abs}
	if err := root.Decode(&c); err != nil {
		return nil, fail(0, "%s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	c.defaults(filepath.Dir(abs))
	if err := errors.Join(c.problems(path, root.Content[0])...); err != nil {
		return nil, err
	}
	return &c, nil
}

func (c *Config) defaults(dir string) {
	c.Data = below(dir, orDefault(c.Data, "data"))
	c.Reference = below(dir, orDefault(c.Reference, filepath.Join(c.Data, "reference")))
	c.Publish.EmployerKey = below(dir, orDefault(c.Publish.EmployerKey, filepath.Join(c.Data, "keys", "employer.key")))
	c.Serve.Address = orDefault(c.Serve.Address, "127.0.0.1:8080")
	if c.Publish.Keep == 0 {
		c.Publish.Keep = 12
	}
	if c.Limits.MemoryMB == 0 {
		c.Limits.MemoryMB = 2000
	}
	for i := range c.Sources {
		s := &c.Sources[i]
		s.Files = below(dir, s.Files)
		s.Name = orDefault(s.Name, s.ID)
		if s.GapDays == 0 {
			s.GapDays = 14
		}
	}
	for i := range c.Scopes {
		s := &c.Scopes[i]
		s.Name = orDefault(s.Name, s.ID)
		s.NameEN = orDefault(s.NameEN, s.ID)
	}
}

func below(dir, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

func orDefault(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// Kinds are the kinds of records that a source may deliver.
var Kinds = []string{"posting", "seeker", "wage", "training"}

var identifier = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

func (c *Config) problems(path string, root *yaml.Node) (errs []error) {
	report := func(n *yaml.Node, format string, args ...any) {
		errs = append(errs, &Error{path, n.Line, fmt.Sprintf(format, args...)})
	}
	scopes := map[string]bool{}
	for i, n := range items(root, "scopes") {
		s := c.Scopes[i]
		if !identifier.MatchString(s.ID) {
			report(n, "scope id %q: expected lower-case letters, digits and hyphens", s.ID)
		}
		if scopes[s.ID] {
			report(n, "scope %q stands twice", s.ID)
		}
		scopes[s.ID] = true
		if len(s.Region) != 6 {
			report(n, "scope %q: region %q: expected a six-digit code such as 360000", s.ID, s.Region)
		}
	}
	if len(c.Scopes) == 0 {
		report(root, "no scopes: name at least one region to publish")
	}
	seen := map[string]bool{}
	for i, n := range items(root, "sources") {
		s := c.Sources[i]
		if !identifier.MatchString(s.ID) {
			report(n, "source id %q: expected lower-case letters, digits and hyphens", s.ID)
		}
		if seen[s.ID] {
			report(n, "source %q stands twice", s.ID)
		}
		seen[s.ID] = true
		if !scopes[s.Scope] {
			report(n, "source %q: scope %q is not among the scopes", s.ID, s.Scope)
		}
		if !slices.Contains(Kinds, s.Kind) {
			report(n, "source %q: kind %q: expected one of %s", s.ID, s.Kind, strings.Join(Kinds, ", "))
		}
		if s.Files == "" {
			report(n, "source %q: files: expected a path or pattern", s.ID)
		}
		if s.MaxBadShare < 0 || s.MaxBadShare > 1 {
			report(n, "source %q: max_bad_share %v: expected a share between 0 and 1", s.ID, s.MaxBadShare)
		}
		if s.Schedule != "" {
			if _, err := cron.ParseStandard(s.Schedule); err != nil {
				report(n, "source %q: schedule %q: %v", s.ID, s.Schedule, err)
			}
		}
	}
	if len(c.Sources) == 0 {
		report(root, "no sources: name at least one")
	}
	return errs
}

// items returns the nodes of the list under key.
func items(root *yaml.Node, key string) []*yaml.Node {
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == key {
			return root.Content[i+1].Content
		}
	}
	return nil
}

// Scope returns the scope with this id.
func (c *Config) Scope(id string) Scope {
	for _, s := range c.Scopes {
		if s.ID == id {
			return s
		}
	}
	return Scope{}
}
