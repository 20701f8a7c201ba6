package pipeline

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"unsafe"

	"github.com/edsrzf/mmap-go"
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
	file     mmap.MMap // in which all this lies, if it was kept
}

// close gives the memory of kept texts back; they are gone then.
func (t *texts) close() error {
	if t.file == nil {
		return nil
	}
	return t.file.Unmap()
}

// signatures returns the texts of a staged snapshot. They are read once and
// then kept under the version of the signature, because descriptions are by
// far the largest part of what is staged.
func (b *build) signatures(ctx context.Context, s staged) (*texts, error) {
	path := filepath.Join(b.cfg.Data, "cache", "texts", filepath.Base(s.report.Dir)+"-"+duplicate.Version+".texts")
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

// A file of texts is read where it lies, in the memory of the file system: of
// hundreds of megabytes a grouping after few new rows looks at some. It begins
// with the numbers of rows and of texts; then come the texts, the rows and their
// indices, each as it is in memory.
const (
	headerSize = 16
	textSize   = int(unsafe.Sizeof(duplicate.Text{})) // the hash and the signature, without gaps
)

func (t *texts) write(path string) error {
	f, err := renameio.NewPendingFile(path)
	if err != nil {
		return err
	}
	defer f.Cleanup() //nolint:errcheck // removes what was not completed
	header := []int64{int64(len(t.rows)), int64(len(t.distinct))}
	for _, part := range [][]byte{bytesOf(header), bytesOf(t.distinct), bytesOf(t.rows), bytesOf(t.index)} {
		if _, err := f.Write(part); err != nil {
			return err
		}
	}
	return f.CloseAtomicallyReplace()
}

func readTexts(path string) (t *texts, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() < headerSize {
		return nil, errStale
	}
	file, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, err
	}
	header := sliceOf[int64](file, 2)
	rows, n := header[0], header[1]
	if rows < 0 || n < 0 || rows > info.Size() || n > info.Size() || info.Size() != headerSize+12*rows+int64(textSize)*n {
		return nil, errors.Join(errStale, file.Unmap())
	}
	from := headerSize + textSize*int(n)
	return &texts{
		distinct: sliceOf[duplicate.Text](file[headerSize:], int(n)), rows: sliceOf[int64](file[from:], int(rows)), index: sliceOf[int32](file[from+8*int(rows):], int(rows)),
		file: file,
	}, nil
}

// bytesOf and sliceOf take numbers for the bytes that they are in memory, and
// back.
func bytesOf[T int32 | int64 | duplicate.Text](list []T) []byte {
	var one T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(list))), len(list)*int(unsafe.Sizeof(one)))
}

func sliceOf[T int32 | int64 | duplicate.Text](raw []byte, n int) []T {
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(raw))), n)
}
