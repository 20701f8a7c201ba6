package pipeline

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"unsafe"

	"github.com/google/renameio/v2"

	"gongqiu/internal/columnar"
	"gongqiu/transforms/duplicate"
)

// texts holds what grouping needs of the descriptions of one snapshot: the
// distinct ones, and which of them each staged row has.
type texts struct {
	rows     []int64 // row_no of each staged row
	index    []int32 // into distinct; -1 without description
	distinct []duplicate.Text
}

// signatures returns the texts of a staged snapshot. They are read once and
// then kept under the version of the signature, because descriptions are by
// far the largest part of what is staged.
func (b *build) signatures(ctx context.Context, s staged) (*texts, error) {
	path := filepath.Join(b.cfg.Data, "cache", "texts", filepath.Base(s.report.Dir)+"-"+duplicate.Version+".bin")
	if t, err := readTexts(path); err == nil {
		return t, nil
	} else if !errors.Is(err, os.ErrNotExist) {
		b.report.Warn("%s: %v; made anew", path, err)
	}
	t, err := sign(ctx, s.report.Parts)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	return t, t.write(path)
}

// textKey tells texts apart byte for byte: the beginning of their SHA-256.
type textKey [16]byte

// signer signs every distinct text once: an ad that is seen again mostly has
// the very same text, and signing costs far more than hashing.
type signer struct {
	texts  *texts
	byKey  map[textKey]int32 // index into texts.distinct, -1 for a text without letters
	byHash map[uint64]int32
}

func sign(ctx context.Context, parts []string) (*texts, error) {
	s := &signer{texts: &texts{}, byKey: map[textKey]int32{}, byHash: map[uint64]int32{}}
	for _, part := range parts {
		if err := s.part(ctx, part); err != nil {
			return nil, err
		}
	}
	return s.texts, nil
}

func (s *signer) part(ctx context.Context, part string) error {
	r, err := columnar.Open(part, 1<<14)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := r.Only("row_no", "description"); err != nil {
		return err
	}
	for {
		batch, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		s.texts.rows = append(s.texts.rows, batch.Columns[0].Int...)
		if err := s.batch(ctx, batch.Rows, batch.Columns[1].Text, batch.Columns[1].Valid); err != nil {
			return err
		}
	}
}

// batch gives each of the descriptions its index.
func (s *signer) batch(ctx context.Context, rows int, descriptions []string, valid []bool) error {
	there := func(i int) bool { return valid == nil || valid[i] }
	keys := make([]textKey, rows)
	err := parallel(ctx, rows, func(i int) {
		if there(i) {
			sum := sha256.Sum256([]byte(descriptions[i]))
			copy(keys[i][:], sum[:])
		}
	})
	if err != nil {
		return err
	}
	var fresh []int // rows with a text not met before
	for i, key := range keys {
		if !there(i) {
			continue
		}
		if _, ok := s.byKey[key]; !ok {
			s.byKey[key] = -1 // until it is signed
			fresh = append(fresh, i)
		}
	}
	signed := make([]duplicate.Text, len(fresh))
	if err := parallel(ctx, len(fresh), func(i int) { signed[i] = duplicate.Sign(descriptions[fresh[i]]) }); err != nil {
		return err
	}
	for i, text := range signed {
		s.byKey[keys[fresh[i]]] = s.number(text)
	}
	for i, key := range keys {
		index := int32(-1)
		if there(i) {
			index = s.byKey[key]
		}
		s.texts.index = append(s.texts.index, index)
	}
	return nil
}

// number is the index of a signed text among the distinct ones: texts that
// differ in spaces and marks alone are one.
func (s *signer) number(text duplicate.Text) int32 {
	if text.Hash == 0 {
		return -1
	}
	i, ok := s.byHash[text.Hash]
	if !ok {
		i = int32(len(s.texts.distinct))
		s.byHash[text.Hash] = i
		s.texts.distinct = append(s.texts.distinct, text)
	}
	return i
}

var errStale = errors.New("the kept signatures are damaged")

func (t *texts) write(path string) error {
	f, err := renameio.NewPendingFile(path)
	if err != nil {
		return err
	}
	defer f.Cleanup() //nolint:errcheck // removes what was not completed
	w := bufio.NewWriterSize(f, 1<<20)
	header := []int64{int64(len(t.rows)), int64(len(t.distinct))}
	for _, part := range []any{header, t.rows, t.index} {
		if err := binary.Write(w, binary.LittleEndian, part); err != nil {
			return err
		}
	}
	var hash [8]byte
	for i := range t.distinct {
		binary.LittleEndian.PutUint64(hash[:], t.distinct[i].Hash)
		w.Write(hash[:])              //nolint:errcheck // a bufio.Writer keeps its error until Flush
		w.Write(t.distinct[i].Sig[:]) //nolint:errcheck // see above
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.CloseAtomicallyReplace()
}

func readTexts(path string) (*texts, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	r := bufio.NewReaderSize(f, 1<<20)
	var header [2]int64
	if err := binary.Read(r, binary.LittleEndian, &header); err != nil {
		return nil, fmt.Errorf("%w: %w", errStale, err)
	}
	const textSize = int64(unsafe.Sizeof(duplicate.Text{})) // the hash and the signature, without gaps
	if header[0] < 0 || header[1] < 0 || info.Size() != 16+12*header[0]+textSize*header[1] {
		return nil, errStale
	}
	t := &texts{rows: make([]int64, header[0]), index: make([]int32, header[0]), distinct: make([]duplicate.Text, header[1])}
	for _, part := range []any{t.rows, t.index} {
		if err := binary.Read(r, binary.LittleEndian, part); err != nil {
			return nil, fmt.Errorf("%w: %w", errStale, err)
		}
	}
	if len(t.distinct) == 0 {
		return t, nil
	}
	raw := unsafe.Slice((*byte)(unsafe.Pointer(&t.distinct[0])), textSize*header[1])
	if _, err := io.ReadFull(r, raw); err != nil {
		return nil, fmt.Errorf("%w: %w", errStale, err)
	}
	for i := range t.distinct {
		t.distinct[i].Hash = binary.LittleEndian.Uint64(raw[int64(i)*textSize:])
	}
	return t, nil
}
