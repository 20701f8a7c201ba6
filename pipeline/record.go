package pipeline

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"gongqiu/sources"
)

// Status of a run or of one of its steps.
type Status string

// The statuses. A run that is "running" although nobody holds the lock was
// killed.
const (
	Running   Status = "running"
	Published Status = "published"
	Nothing   Status = "nothing to do"
	Refused   Status = "refused" // a check failed, nothing was published
	Failed    Status = "failed"
	Done      Status = "done"
	Skipped   Status = "skipped"
)

// Record is what is kept of a run, as data/runs/<id>.json.
type Record struct {
	ID        string       `json:"id"`
	Started   time.Time    `json:"started"`
	Finished  time.Time    `json:"finished"`
	Status    Status       `json:"status"`
	Error     string       `json:"error,omitempty"`
	Program   string       `json:"program"`
	InputHash string       `json:"input_hash,omitempty"`
	Release   string       `json:"release,omitempty"`
	Files     []FileRecord `json:"files,omitempty"`
	Steps     []StepRecord `json:"steps,omitempty"`
	Checks    []Check      `json:"checks,omitempty"`
}

// FileRecord is what became of one delivered file.
type FileRecord struct {
	Source string         `json:"source"`
	File   string         `json:"file"`
	SHA256 string         `json:"sha256"`
	Status Status         `json:"status"` // done, skipped (staged before) or failed
	Error  string         `json:"error,omitempty"`
	Report sources.Report `json:"report"`
	Staged string         `json:"staged,omitempty"` // folder below staged/
}

// StepRecord is one step with its duration.
type StepRecord struct {
	Name    string  `json:"name"`
	Status  Status  `json:"status"`
	Seconds float64 `json:"seconds"`
	Rows    int64   `json:"rows"`
}

func (r *Record) step(name string, took time.Duration, rows int64) {
	r.Steps = append(r.Steps, StepRecord{Name: name, Status: Done, Seconds: took.Seconds(), Rows: rows})
}

func runsDir(dataDir string) string { return filepath.Join(dataDir, "runs") }

// save writes the record in one go, so that readers never see half of it.
func (r *Record) save(dataDir string) error {
	if err := os.MkdirAll(runsDir(dataDir), 0o755); err != nil {
		return err
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return renameio.WriteFile(filepath.Join(runsDir(dataDir), r.ID+".json"), append(text, '\n'), 0o644)
}

// Runs returns the records of all runs, newest first.
func Runs(dataDir string) ([]Record, error) {
	entries, err := os.ReadDir(runsDir(dataDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Record
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".json") || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		r, err := LoadRun(dataDir, strings.TrimSuffix(e.Name(), ".json"))
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Record) int { return b.Started.Compare(a.Started) })
	return list, nil
}

// ErrNoRun says that there is no run with this id.
type ErrNoRun string

func (e ErrNoRun) Error() string {
	return fmt.Sprintf("no run %s; `gongqiu runs list` tells which there are", string(e))
}

// LoadRun reads one run's record.
func LoadRun(dataDir, id string) (Record, error) {
	var r Record
	text, err := os.ReadFile(filepath.Join(runsDir(dataDir), filepath.Base(id)+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return r, ErrNoRun(id)
	}
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(text, &r)
}
