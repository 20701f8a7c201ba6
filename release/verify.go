package release

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"

	"golang.org/x/sync/errgroup"

	"gongqiu/internal/duck"
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

// HashFile returns the SHA-256 of a file in hexadecimal, and its size in bytes.
func HashFile(path string) (sum string, size int64, err error) {
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
// nothing is missing, and what VerifyTables checks. It returns one sentence for
// each problem.
func Verify(ctx context.Context, dir string) (problems []string, err error) {
	listed, err := readChecksums(filepath.Join(dir, checksumsName))
	if err != nil {
		return nil, err
	}
	files, err := walk(dir)
	if err != nil {
		return nil, err
	}
	files = append(files, manifestName)
	found := make([]string, len(files))
	var g errgroup.Group
	g.SetLimit(runtime.NumCPU())
	for i, path := range files {
		want, ok := listed[path]
		delete(listed, path)
		if !ok {
			found[i] = fmt.Sprintf("%s is not listed in %s", path, checksumsName)
			continue
		}
		g.Go(func() error {
			got, _, err := HashFile(filepath.Join(dir, filepath.FromSlash(path)))
			if err != nil {
				found[i] = fmt.Sprintf("%s cannot be read: %v", path, err)
			} else if got != want {
				found[i] = fmt.Sprintf("%s has changed: its SHA-256 is %s, published was %s", path, got, want)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for path := range listed {
		found = append(found, path+" is missing")
	}
	problems = slices.DeleteFunc(found, func(p string) bool { return p == "" })
	if len(problems) > 0 {
		sort.Strings(problems)
		return problems, nil
	}
	return VerifyTables(ctx, dir)
}

// VerifyTables checks that the database opens as its readers open it, that its
// tables have the rows that the manifest states, and that every Parquet file
// has as many as the manifest says and all of a table together as many as the
// table. It does not look at checksums.
func VerifyTables(ctx context.Context, dir string) (problems []string, err error) {
	bad := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	r, err := Open(dir)
	if err != nil {
		return []string{err.Error()}, nil
	}
	defer r.Close()
	parquet, err := parquetRows(ctx, dir)
	if err != nil {
		return []string{err.Error()}, nil
	}
	inParquet := map[string]int64{}
	for _, f := range r.Manifest.Files {
		if !strings.HasPrefix(f.Path, parquetFolder) {
			continue
		}
		inParquet[f.Table] += parquet[f.Path]
		if n, ok := parquet[f.Path]; !ok || n != f.Rows {
			bad("%s has %d rows, the manifest says %d", f.Path, n, f.Rows)
		}
	}
	for _, t := range r.Manifest.Tables {
		var n int64
		if err := r.DB.QueryRowContext(ctx, "SELECT count(*) FROM "+t.Name).Scan(&n); err != nil {
			bad("table %s cannot be read: %v", t.Name, err)
		} else if n != t.Rows {
			bad("table %s has %d rows, the manifest says %d", t.Name, n, t.Rows)
		}
		if inParquet[t.Name] != t.Rows {
			bad("the Parquet files of table %s have %d rows, the manifest says %d", t.Name, inParquet[t.Name], t.Rows)
		}
	}
	return problems, nil
}

// parquetFolder begins the path of a release's Parquet files.
const parquetFolder = "parquet/"

// parquetRows reads the number of rows of every Parquet file, by path, from the
// ends of the files.
func parquetRows(ctx context.Context, dir string) (map[string]int64, error) {
	db, err := duck.Open("", duck.Options{Threads: 1, MemoryMB: 512})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	counts := map[string]int64{}
	_, err = each(ctx, db, "SELECT file_name, num_rows FROM parquet_file_metadata("+duck.Quote(filepath.Join(dir, parquetFolder, "*.parquet"))+")", func(rows *sql.Rows, n *int64) error {
		var path string
		if err := rows.Scan(&path, n); err != nil {
			return err
		}
		counts[parquetFolder+filepath.Base(path)] = *n
		return nil
	})
	return counts, err
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
