package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongqiu/internal/config"
	"gongqiu/internal/version"
	"gongqiu/reference"
	"gongqiu/sources"
)

// Options are the arguments of sources for this source.
func stageOptions(s config.Source) sources.Options {
	return sources.Options{
		Kind: sources.Kind(s.Kind), Format: s.Format, Encoding: s.Encoding, Sheet: s.Sheet, RecordPath: s.RecordPath,
		Header: s.Header, Columns: s.Columns, Packed: s.Packed, Constants: s.Constants, MaxBadShare: s.MaxBadShare,
	}
}

// deliveries returns the files that a source's pattern finds now, sorted.
func deliveries(s config.Source) ([]string, error) {
	pattern := s.Files
	if info, err := os.Stat(pattern); err == nil && info.IsDir() {
		pattern = filepath.Join(pattern, "*")
	} else if err == nil {
		return []string{pattern}, nil // a file whose name may hold pattern characters
	}
	found, err := filepath.Glob(pattern)
	if err != nil {
		return nil, fmt.Errorf("source %s: files %q: %w", s.ID, s.Files, err)
	}
	var files []string
	for _, path := range found {
		name := filepath.Base(path)
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(name, ".") {
			continue
		}
		if slices.ContainsFunc(s.Exclude, func(pattern string) bool { ok, _ := filepath.Match(pattern, name); return ok }) { //nolint:errcheck // a bad pattern excludes nothing
			continue
		}
		files = append(files, path)
	}
	return files, nil
}

// inputs returns the snapshots that count for a source. Postings accumulate:
// every snapshot ever taken counts, the same ad in two of them is one ad. For
// the other kinds a file that was delivered again replaces its earlier state.
func inputs(rawDir string, s config.Source) ([]sources.Snapshot, error) {
	list, err := sources.List(rawDir, s.ID)
	if err != nil || s.Kind == "posting" {
		return list, err
	}
	newest := map[string]sources.Snapshot{}
	for _, snap := range list {
		if before, ok := newest[snap.From]; !ok || snap.Taken.After(before.Taken) {
			newest[snap.From] = snap
		}
	}
	return slices.DeleteFunc(list, func(snap sources.Snapshot) bool { return newest[snap.From].SHA256 != snap.SHA256 }), nil
}

// inputHash names everything that a release depends on: the snapshots with the
// way they are read, the configuration of scopes and publishing, the
// classifications that override ours, people's decisions, and the program.
func inputHash(ctx context.Context, cfg *config.Config, snapshots map[string][]sources.Snapshot) (string, error) {
	h := sha256.New()
	put := putter(h)
	put("program", version.String())
	key, err := employerKey(cfg)
	if err != nil {
		return "", err
	}
	put("employer key", hex.EncodeToString(key))
	for _, part := range []any{cfg.Scopes, cfg.Publish.Issuer, cfg.Publish.Contact, cfg.Publish.NextRelease} {
		text, err := json.Marshal(part)
		if err != nil {
			return "", err
		}
		put("config", string(text))
	}
	for _, s := range cfg.Sources {
		meta := s
		meta.Files, meta.Exclude, meta.Schedule = "", nil, ""
		text, err := json.Marshal(meta)
		if err != nil {
			return "", err
		}
		put("source", string(text), stageOptions(s).Key())
		for _, snap := range snapshots[s.ID] {
			put(snap.Name, snap.SHA256)
		}
	}
	for _, dir := range []string{cfg.Reference, decisionsDir(cfg)} {
		if err := hashTree(ctx, dir, put); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// putter writes texts to a hash so that different lists never read the same.
func putter(h hash.Hash) func(parts ...string) {
	return func(parts ...string) {
		for _, p := range parts {
			fmt.Fprintf(h, "%d:%s", len(p), p)
		}
	}
}

func decisionsDir(cfg *config.Config) string { return filepath.Join(cfg.Data, "decisions") }

func hashTree(ctx context.Context, dir string, put func(...string)) error {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if d.IsDir() {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(text)
		put("file", filepath.ToSlash(rel), hex.EncodeToString(sum[:]))
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// loadReference reads the classifications with the overrides of the data
// folder; a bad file is a problem of the configuration.
func loadReference(cfg *config.Config) (*reference.Set, error) {
	set, err := reference.Load(cfg.Reference)
	if err != nil {
		return nil, &config.Error{Path: cfg.Path, Msg: err.Error()}
	}
	return set, nil
}

// SourceOptions are the options by which a configured source is read.
func SourceOptions(cfg *config.Config, id string) (sources.Options, bool) {
	for _, s := range cfg.Sources {
		if s.ID == id {
			return stageOptions(s), true
		}
	}
	return sources.Options{}, false
}

// Found counts the files that a source's pattern finds now.
type Found struct {
	Source string `json:"source"`
	Files  int    `json:"files"`
}

// CheckConfig checks what a run would check first: the classifications, the
// scopes, the options of each source; and counts the files that wait.
func CheckConfig(cfg *config.Config) ([]Found, error) {
	ref, err := loadReference(cfg)
	if err != nil {
		return nil, err
	}
	if err := newBuild(cfg, ref).checkScopes(); err != nil {
		return nil, err
	}
	var list []Found
	var errs []error
	for _, s := range cfg.Sources {
		if err := stageOptions(s).Check(); err != nil {
			errs = append(errs, &config.Error{Path: cfg.Path, Msg: fmt.Sprintf("source %q: %v", s.ID, err)})
		}
		files, err := deliveries(s)
		errs = append(errs, err)
		list = append(list, Found{s.ID, len(files)})
	}
	return list, errors.Join(errs...)
}
