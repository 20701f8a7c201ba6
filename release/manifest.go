package release

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"time"

	"github.com/google/renameio/v2"
	"golang.org/x/sync/errgroup"
)

// Manifest says what a release is and which files it has. Simulated is "none",
// "part" or "all".
type Manifest struct {
	ID             string      `json:"id"`
	Edition        string      `json:"edition"`         // quarter published, 2026Q3
	DataUntil      string      `json:"data_until"`      // last day in the data, YYYY-MM-DD
	Status         string      `json:"status"`          // P provisional, R revised, F final
	PublishedAt    time.Time   `json:"published_at"`    // when it became current
	NextRelease    string      `json:"next_release"`    // promised date, or empty
	Simulated      string      `json:"simulated"`       // none, part, all
	Issuer         string      `json:"issuer"`          // who publishes
	Contact        string      `json:"contact"`         // whom to ask
	InputHash      string      `json:"input_hash"`      // of inputs, SQL, method and program
	RunID          string      `json:"run_id"`          // run that made it
	ProgramVersion string      `json:"program_version"` // gongqiu
	DuckDBVersion  string      `json:"duckdb_version"`  // that wrote the file
	StorageVersion string      `json:"storage_version"` // oldest DuckDB that reads it
	MethodVersion  string      `json:"method_version"`  // constants of the method
	Previous       string      `json:"previous"`        // release it follows, or empty
	Database       string      `json:"database"`        // name of the DuckDB file
	Tables         []TableInfo `json:"tables"`          // content of the DuckDB file
	Files          []File      `json:"files"`           // every file but manifest and checksums
	Scopes         []ScopeInfo `json:"scopes"`
}

// TableInfo counts the rows of one table.
type TableInfo struct {
	Name string `json:"name"`
	Rows int64  `json:"rows"`
}

// File is one file of the release; Path is relative with forward slashes.
type File struct {
	Path   string `json:"path"`
	Table  string `json:"table,omitempty"`
	Rows   int64  `json:"rows,omitempty"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	ZH     string `json:"zh"`
	EN     string `json:"en"`
}

// ScopeInfo names one scope of the release.
type ScopeInfo struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	NameEN    string `json:"name_en"`
	Region    string `json:"region"`
	Simulated bool   `json:"simulated"`
}

const (
	manifestName  = "manifest.json"
	checksumsName = "SHA256SUMS"
	pointerName   = "current.json"
	folderName    = "releases"
)

// SimulatedPrefix begins the name of every file that holds simulated figures.
const SimulatedPrefix = "sim_"

// ErrNone says that nothing has been published yet.
var ErrNone = errors.New("nothing has been published yet; `gongqiu run` makes a release, `gongqiu demo` one with simulated data")

var idPattern = regexp.MustCompile(`^[0-9]{4}Q[1-4]-[0-9a-f]{8,16}$`)

// Dir is the folder of a release.
func Dir(dataDir, id string) string { return filepath.Join(dataDir, folderName, id) }

// Current returns the id of the release that readers should see; ErrNone if
// there is none.
func Current(dataDir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dataDir, pointerName))
	if errors.Is(err, fs.ErrNotExist) {
		return "", ErrNone
	}
	if err != nil {
		return "", err
	}
	var p struct {
		Release string `json:"release"`
	}
	if err := json.Unmarshal(text, &p); err != nil || !idPattern.MatchString(p.Release) {
		return "", fmt.Errorf("%s does not name a release: %q", filepath.Join(dataDir, pointerName), bytes.TrimSpace(text))
	}
	return p.Release, nil
}

// SetCurrent points readers to a release that is complete.
func SetCurrent(dataDir, id string) error {
	if _, err := ReadManifest(Dir(dataDir, id)); err != nil {
		return err
	}
	text, err := json.Marshal(map[string]string{"release": id})
	if err != nil {
		return err
	}
	return renameio.WriteFile(filepath.Join(dataDir, pointerName), append(text, '\n'), 0o644)
}

// List returns the manifests of all complete releases, newest first.
func List(dataDir string) ([]Manifest, error) {
	entries, err := os.ReadDir(filepath.Join(dataDir, folderName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Manifest
	for _, e := range entries {
		if !e.IsDir() || !idPattern.MatchString(e.Name()) {
			continue
		}
		m, err := ReadManifest(Dir(dataDir, e.Name()))
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b Manifest) int { return b.PublishedAt.Compare(a.PublishedAt) })
	return list, nil
}

// ReadManifest reads the manifest in a release folder.
func ReadManifest(dir string) (Manifest, error) {
	var m Manifest
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%s: %w", filepath.Join(dir, manifestName), err)
	}
	return m, nil
}

// WriteManifest completes m.Files from what lies in dir and writes manifest and
// checksums. Texts are taken from describe, which several goroutines call, and
// size and checksum, too, where it has them. It is the last step of a release.
func WriteManifest(dir string, m Manifest, describe func(path string) File) error {
	files, err := walk(dir)
	if err != nil {
		return err
	}
	m.Files = make([]File, len(files))
	var g errgroup.Group
	g.SetLimit(runtime.NumCPU())
	for i, path := range files {
		g.Go(func() (err error) {
			f := describe(path)
			f.Path = path
			if f.SHA256 == "" {
				f.SHA256, f.Bytes, err = HashFile(filepath.Join(dir, filepath.FromSlash(path)))
			}
			m.Files[i] = f
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	var sums bytes.Buffer
	for _, f := range m.Files {
		fmt.Fprintf(&sums, "%s  %s\n", f.SHA256, f.Path)
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, manifestName), append(text, '\n'), 0o644); err != nil {
		return err
	}
	sum, _, err := HashFile(filepath.Join(dir, manifestName))
	if err != nil {
		return err
	}
	fmt.Fprintf(&sums, "%s  %s\n", sum, manifestName)
	return os.WriteFile(filepath.Join(dir, checksumsName), sums.Bytes(), 0o644)
}
