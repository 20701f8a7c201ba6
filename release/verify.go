package release

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// walk returns all files of a release but the manifest and the checksums, by
// path with forward slashes, sorted.
func walk(dir string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if rel != manifestName && rel != checksumsName {
			files = append(files, rel)
		}
		return nil
	})
	sort.Strings(files)
	return files, err
}

func hashFile(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// Verify checks a release folder: every file is listed and has its checksum,
// nothing is missing, the database opens and its tables have the rows that the
// manifest states. It returns one sentence for each problem.
func Verify(ctx context.Context, dir string) (problems []string, err error) {
	bad := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	listed, err := readChecksums(filepath.Join(dir, checksumsName))
	if err != nil {
		return nil, err
	}
	files, err := walk(dir)
	if err != nil {
		return nil, err
	}
	for _, path := range append(files, manifestName) {
		want, ok := listed[path]
		delete(listed, path)
		if !ok {
			bad("%s is not listed in %s", path, checksumsName)
			continue
		}
		got, _, err := hashFile(filepath.Join(dir, filepath.FromSlash(path)))
		if err != nil {
			bad("%s cannot be read: %v", path, err)
		} else if got != want {
			bad("%s has changed: its SHA-256 is %s, published was %s", path, got, want)
		}
	}
	for path := range listed {
		bad("%s is missing", path)
	}
	if len(problems) > 0 {
		sort.Strings(problems)
		return problems, nil
	}
	r, err := Open(dir)
	if err != nil {
		return []string{err.Error()}, nil
	}
	defer r.Close()
	for _, t := range r.Manifest.Tables {
		var n int64
		if err := r.DB.QueryRowContext(ctx, "SELECT count(*) FROM "+t.Name).Scan(&n); err != nil {
			bad("table %s cannot be read: %v", t.Name, err)
		} else if n != t.Rows {
			bad("table %s has %d rows, the manifest says %d", t.Name, n, t.Rows)
		}
	}
	return problems, nil
}

func readChecksums(path string) (map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sums := map[string]string{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		sum, name, ok := strings.Cut(lines.Text(), "  ")
		if !ok || len(sum) != 64 {
			return nil, fmt.Errorf("%s: %q is not a checksum line", path, lines.Text())
		}
		sums[name] = sum
	}
	return sums, lines.Err()
}
