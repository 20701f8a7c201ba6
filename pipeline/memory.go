package pipeline

import (
	"bufio"
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2"

	"gongqiu/transforms/duplicate"
)

// groupMemory is what the last grouping of a scope leaves for the next one.
// Files of coded rows are named by all that decides what is in them, the
// program too; Sources tells what else the grouping depended on.
type groupMemory struct {
	Sources []string // with their gaps
	Parts   []codedPart
	duplicate.Memory
}

// codedPart is a file of coded rows that was grouped.
type codedPart struct {
	Name string
	Rows int // in scope
}

func (b *build) memoryPath(scope string) string {
	return filepath.Join(b.cfg.Data, "cache", "groups", scope+".gob")
}

// groupSources names the sources of a scope and the gaps that end their spells.
func (b *build) groupSources(scope string) []string {
	var list []string
	for _, s := range b.cfg.Sources {
		if s.Scope == scope {
			list = append(list, fmt.Sprintf("%s %d", s.ID, s.GapDays))
		}
	}
	return list
}

// recall returns what is known of a grouping of some of the parts, in their
// order; nothing if the last one was of others.
func (b *build) recall(scope string, parts []codedPart) duplicate.Before {
	m, err := readMemory(b.memoryPath(scope))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		b.report.Warn("%s: %v; grouped anew", b.memoryPath(scope), err)
	}
	if err != nil || !slices.Equal(m.Sources, b.groupSources(scope)) {
		return duplicate.Before{}
	}
	at := make([]int32, 0, len(m.Root))
	row := int32(0)
	for _, p := range parts {
		if len(m.Parts) > 0 && m.Parts[0] == p {
			for i := range int32(p.Rows) {
				at = append(at, row+i)
			}
			m.Parts = m.Parts[1:]
		}
		row += int32(p.Rows)
	}
	if len(m.Parts) > 0 || len(at) != len(m.Root) {
		return duplicate.Before{}
	}
	return duplicate.Before{Memory: m.Memory, At: at}
}

func readMemory(path string) (m groupMemory, err error) {
	f, err := os.Open(path)
	if err != nil {
		return m, err
	}
	defer f.Close()
	if err := gob.NewDecoder(bufio.NewReaderSize(f, 1<<20)).Decode(&m); err != nil {
		return m, fmt.Errorf("what is known of the last grouping is damaged: %w", err)
	}
	for _, row := range slices.Concat(m.Root, m.Paired) {
		if row < 0 || int(row) >= len(m.Root) {
			return m, errors.New("what is known of the last grouping is damaged")
		}
	}
	return m, nil
}

// remember keeps the memory of a grouping.
func (b *build) remember(scope string, parts []codedPart, memory duplicate.Memory) error {
	path := b.memoryPath(scope)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := renameio.NewPendingFile(path)
	if err != nil {
		return err
	}
	defer f.Cleanup() //nolint:errcheck // removes what was not completed
	w := bufio.NewWriterSize(f, 1<<20)
	if err := gob.NewEncoder(w).Encode(groupMemory{b.groupSources(scope), parts, memory}); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.CloseAtomicallyReplace()
}
