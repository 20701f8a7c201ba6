package sources

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Take keeps a delivery byte for byte as rawDir/<source>/<sha16>/<name> with a
// sidecar <name>.json. The file is read once. A file with the path, size and
// modification time of one already taken is not read again; the same bytes
// under another path are kept once, with the sidecar of the first.
func Take(ctx context.Context, path, rawDir, sourceID string) (Snapshot, error) {
	if sourceID == "" || sourceID != filepath.Base(sourceID) || strings.HasPrefix(sourceID, ".") {
		return Snapshot{}, fmt.Errorf("source id %q: expected a plain name", sourceID)
	}
	from, err := filepath.Abs(path)
	if err != nil {
		return Snapshot{}, err
	}
	info, err := os.Stat(from)
	if err != nil {
		return Snapshot{}, err
	}
	if !info.Mode().IsRegular() {
		return Snapshot{}, fmt.Errorf("%s is not a regular file", path)
	}
	dir := filepath.Join(rawDir, sourceID)
	seen, err := readIndex(dir)
	if err != nil {
		return Snapshot{}, err
	}
	if s, ok := seen[from]; ok && s.Size == info.Size() && s.ModTime.Equal(info.ModTime()) {
		if kept, err := Kept(rawDir, sourceID, s.SHA256, s.Name); err == nil {
			return kept, nil
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Snapshot{}, err
	}
	s := Snapshot{Source: sourceID, Name: filepath.Base(from), From: from, Taken: time.Now().UTC().Truncate(time.Second)}
	removeLeftovers(dir, ".taking-")
	temp, err := os.MkdirTemp(dir, ".taking-")
	if err != nil {
		return Snapshot{}, err
	}
	defer os.RemoveAll(temp)
	sum := sha256.New()
	if s.Size, s.ModTime, err = copyFile(ctx, from, filepath.Join(temp, s.Name), sum); err != nil {
		return Snapshot{}, fmt.Errorf("take %s: %w", path, err)
	}
	s.SHA256 = hex.EncodeToString(sum.Sum(nil))
	kept, err := Kept(rawDir, sourceID, s.SHA256, "")
	if err == nil {
		s = Snapshot{Source: kept.Source, Name: kept.Name, From: from, Size: s.Size, ModTime: s.ModTime, SHA256: kept.SHA256, Taken: kept.Taken}
	} else {
		sidecar, err := json.MarshalIndent(s, "", "  ")
		if err != nil {
			return Snapshot{}, err
		}
		if err := os.WriteFile(filepath.Join(temp, s.Name+".json"), append(sidecar, '\n'), 0o644); err != nil {
			return Snapshot{}, err
		}
		final := filepath.Join(dir, s.ID())
		if err := os.Chmod(temp, 0o755); err != nil {
			return Snapshot{}, err
		}
		if err := os.Rename(temp, final); err != nil {
			// A half-written folder of this name can only be a leftover.
			if rerr := os.RemoveAll(final); rerr != nil {
				return Snapshot{}, errors.Join(err, rerr)
			}
			if err := os.Rename(temp, final); err != nil {
				return Snapshot{}, err
			}
		}
	}
	s.Path = filepath.Join(dir, s.ID(), s.Name)
	return s, appendIndex(dir, s)
}

// removeLeftovers removes the temporary folders that a killed program left
// behind: those that nobody has written in for an hour.
func removeLeftovers(dir, prefix string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && e.IsDir() && strings.HasPrefix(e.Name(), prefix) && time.Since(info.ModTime()) > time.Hour {
			os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// Kept finds a snapshot by its sha256; with an empty name whatever its name is.
func Kept(rawDir, sourceID, sha, name string) (Snapshot, error) {
	if len(sha) < 16 {
		return Snapshot{}, fmt.Errorf("sha256 %q is too short", sha)
	}
	dir := filepath.Join(rawDir, sourceID, sha[:16])
	if name == "" {
		sidecars, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*.json"))
		if err != nil {
			return Snapshot{}, err
		}
		for _, p := range sidecars {
			// A delivery may itself be called x.json: its sidecar is x.json.json.
			if _, err := os.Stat(strings.TrimSuffix(p, ".json")); err == nil {
				name = strings.TrimSuffix(filepath.Base(p), ".json")
			}
		}
		if name == "" {
			return Snapshot{}, fmt.Errorf("%s: %w", dir, os.ErrNotExist)
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, name+".json"))
	if err != nil {
		return Snapshot{}, err
	}
	var s Snapshot
	if err := json.Unmarshal(b, &s); err != nil {
		return Snapshot{}, fmt.Errorf("%s: %w", filepath.Join(dir, name+".json"), err)
	}
	s.Path = filepath.Join(dir, name)
	info, err := os.Stat(s.Path)
	if err != nil {
		return Snapshot{}, err
	}
	if info.Size() != s.Size || s.SHA256 != sha {
		return Snapshot{}, fmt.Errorf("%s does not agree with its sidecar: %d bytes, expected %d", s.Path, info.Size(), s.Size)
	}
	return s, nil
}

func escapeGlob(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(s)
}

// copyFile copies while hashing and refuses a file that changes meanwhile.
func copyFile(ctx context.Context, from, to string, sum hash.Hash) (int64, time.Time, error) {
	in, err := os.Open(from)
	if err != nil {
		return 0, time.Time{}, err
	}
	defer in.Close()
	before, err := in.Stat()
	if err != nil {
		return 0, time.Time{}, err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return 0, time.Time{}, err
	}
	buf := make([]byte, 1<<20)
	n, err := io.CopyBuffer(struct{ io.Writer }{io.MultiWriter(out, sum)}, struct{ io.Reader }{&contextReader{ctx, in}}, buf)
	if err == nil {
		err = out.Sync()
	}
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return 0, time.Time{}, err
	}
	after, err := os.Stat(from)
	if err != nil {
		return 0, time.Time{}, err
	}
	if n != before.Size() || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return 0, time.Time{}, errors.New("the file changed while it was read; try again when it is complete")
	}
	return n, before.ModTime().UTC(), nil
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// The index remembers which path, size and time gave which snapshot: one JSON
// line a take, the last of a path wins. Losing it costs a hash, nothing else.
const indexName = "taken.jsonl"

func readIndex(dir string) (map[string]Snapshot, error) {
	f, err := os.Open(filepath.Join(dir, indexName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	seen := map[string]Snapshot{}
	for d := json.NewDecoder(f); ; {
		var s Snapshot
		if err := d.Decode(&s); err != nil {
			return seen, nil // a torn last line only means that the file is hashed again
		}
		seen[s.From] = s
	}
}

func appendIndex(dir string, s Snapshot) error {
	seen, err := readIndex(dir)
	if err != nil {
		return err
	}
	if seen == nil {
		seen = map[string]Snapshot{}
	}
	seen[s.From] = s
	var b []byte
	for _, from := range sortedKeys(seen) {
		line, err := json.Marshal(seen[from])
		if err != nil {
			return err
		}
		b = append(append(b, line...), '\n')
	}
	temp := filepath.Join(dir, "."+indexName)
	if err := os.WriteFile(temp, b, 0o644); err != nil {
		return err
	}
	return os.Rename(temp, filepath.Join(dir, indexName))
}
