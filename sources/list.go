package sources

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// List returns the snapshots kept of a source, ordered by file name and then
// by content, so that the order does not depend on when they arrived.
func List(rawDir, sourceID string) ([]Snapshot, error) {
	entries, err := os.ReadDir(filepath.Join(rawDir, sourceID))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Snapshot
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		sidecars, err := filepath.Glob(filepath.Join(escapeGlob(filepath.Join(rawDir, sourceID, e.Name())), "*.json"))
		if err != nil {
			return nil, err
		}
		for _, path := range sidecars {
			if _, err := os.Stat(strings.TrimSuffix(path, ".json")); err != nil {
				continue // a delivery called x.json, whose sidecar is x.json.json
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			var side Snapshot
			if err := json.Unmarshal(text, &side); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			s, err := Kept(rawDir, sourceID, side.SHA256, side.Name)
			if err != nil {
				return nil, err
			}
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b Snapshot) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.SHA256, b.SHA256)
	})
	return list, nil
}
