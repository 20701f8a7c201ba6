package pipeline

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// sweep removes what runs that were killed left half-done: releases, staged
// folders and snapshots in the making, files that were not yet renamed, and the
// build database, which is made anew by whatever run needs one.
// Only the holder of the lock may call it.
func sweep(dataDir string) error {
	var errs []error
	for _, pattern := range []string{
		"work", "releases/.making-*", "raw/*/.taking-*", "staged/*/.staging-*",
		"cache/titles/*/*.making", "cache/rows/*/*.making", "cache/texts/.*.texts*", "cache/groups/.*.gob*", "runs/.*.json*",
	} {
		left, err := fs.Glob(os.DirFS(dataDir), pattern)
		errs = append(errs, err)
		for _, name := range left {
			errs = append(errs, os.RemoveAll(filepath.Join(dataDir, filepath.FromSlash(name))))
		}
	}
	return errors.Join(errs...)
}
