package file

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gongqiu/sources"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const (
	sampleBytes = 1 << 20
	// asciiLimit is how far a file that begins in plain ASCII is looked into for
	// its first other byte.
	asciiLimit = 64 << 20
	// A gzip member that grows beyond both is refused as a bomb.
	bombRatio = 1000
	bombBytes = 1 << 30
)

// open finds out what a file is and opens it.
func open(ctx context.Context, path string, o sources.Options) (*sources.Delivery, error) {
	name := filepath.Base(path)
	raw, err := openRaw(ctx, path)
	if err != nil {
		return nil, err
	}
	head, err := raw.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.Join(sources.Unreadable(ctx, name, raw.explain(err)), raw.Close())
	}
	if len(head) == 0 {
		return nil, errors.Join(&sources.BadDelivery{File: name, Reason: "the file is empty"}, raw.Close())
	}
	format := strings.ToLower(o.Format)
	container := ""
	switch {
	case bytes.HasPrefix(head, []byte("PAR1")):
		container = "parquet"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		container = "xlsx"
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")):
		return nil, errors.Join(&sources.BadDelivery{File: name, Reason: "an old Excel or an encrypted workbook (.xls); save it as .xlsx without a password"}, raw.Close())
	case bytes.HasPrefix(head, []byte("%PDF")):
		return nil, errors.Join(&sources.BadDelivery{File: name, Reason: "a PDF; deliver the table behind it as CSV or XLSX"}, raw.Close())
	}
	if container != "" {
		if format != "" && format != container {
			return nil, errors.Join(&sources.BadDelivery{File: name, Reason: fmt.Sprintf("format is set to %s, but the file is %s", format, container)}, raw.Close())
		}
		if raw.gz != nil {
			return nil, errors.Join(&sources.BadDelivery{File: name, Reason: "a gzipped " + container + " file; it is compressed already, deliver it as it is"}, raw.Close())
		}
		if err := raw.Close(); err != nil {
			return nil, err
		}
		if container == "parquet" {
			return openParquet(path)
		}
		return openXLSX(path, o)
	}
	if format == "xlsx" || format == "parquet" {
		return nil, errors.Join(&sources.BadDelivery{File: name, Reason: "format is set to " + format + ", but the file is not"}, raw.Close())
	}
	text, sample, enc, err := decodeText(raw, o.Encoding)
	if err != nil {
		return nil, errors.Join(sources.Unreadable(ctx, name, raw.explain(err)), raw.Close())
	}
	if format == "" {
		if format, err = textFormat(sample, name); err != nil {
			return nil, errors.Join(err, raw.Close())
		}
	}
	again := func() (io.Reader, io.Closer, error) {
		r, err := openRaw(ctx, path)
		if err != nil {
			return nil, nil, err
		}
		text, _, _, err := decodeText(r, enc)
		if err != nil {
			return nil, nil, errors.Join(err, r.Close())
		}
		return &explained{text, r}, r, nil
	}
	stream := &explained{text, raw}
	switch format {
	case "csv", "tsv":
		return openCSV(stream, raw, format, enc, sample), nil
	case "json", "jsonl":
		return openJSON(stream, raw, format, enc, name, sample, again, o)
	}
	return nil, errors.Join(&sources.BadDelivery{File: name, Reason: fmt.Sprintf("format %q: expected csv, tsv, json, jsonl, xlsx or parquet", o.Format)}, raw.Close())
}

// rawFile is the bytes of a file, decompressed.
type rawFile struct {
	*bufio.Reader
	f   *os.File
	gz  *gzip.Reader
	in  *counter // compressed bytes
	out *counter // bytes after decompression
}

type counter struct {
	r   io.Reader
	n   int64
	ctx context.Context
	max func(n int64) error
}

func (c *counter) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	if c.max != nil && err == nil {
		err = c.max(c.n)
	}
	return n, err
}

func openRaw(ctx context.Context, path string) (*rawFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r := &rawFile{f: f}
	r.in = &counter{r: f, ctx: ctx}
	b := bufio.NewReaderSize(r.in, 256<<10)
	if magic, _ := b.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		gz, err := gzip.NewReader(b)
		if err != nil {
			return nil, errors.Join(&sources.BadDelivery{File: filepath.Base(path), Reason: "a damaged gzip file: " + err.Error()}, f.Close())
		}
		r.gz = gz
		r.out = &counter{r: gz, ctx: ctx, max: func(n int64) error {
			if n > bombBytes && n > bombRatio*r.in.n {
				return fmt.Errorf("%d bytes grew out of %d: this is no honest gzip file", n, r.in.n)
			}
			return nil
		}}
		b = bufio.NewReaderSize(r.out, 256<<10)
	}
	r.Reader = b
	return r, nil
}

func (r *rawFile) Close() error { return r.f.Close() }

// explain says what is wrong with a compressed file in the reader's words.
func (r *rawFile) explain(err error) error {
	switch {
	case r.gz == nil:
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the gzip file ends too early, after %d bytes of text; deliver it again", r.out.n)
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader):
		return fmt.Errorf("the gzip file is damaged after %d bytes of text; deliver it again (%w)", r.out.n, err)
	}
	if s := err.Error(); strings.HasPrefix(s, "flate:") {
		return fmt.Errorf("the gzip file is damaged after %d bytes of text; deliver it again (%w)", r.out.n, err)
	}
	return err
}

// explained passes errors of reading through explain.
type explained struct {
	io.Reader
	raw *rawFile
}

func (e *explained) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = e.raw.explain(err)
	}
	return n, err
}

// decodeText returns the text as UTF-8 without byte-order mark, the beginning
// of it, and the name of the encoding.
func decodeText(raw *rawFile, named string) (io.Reader, []byte, string, error) {
	head := make([]byte, sampleBytes)
	n, err := io.ReadFull(raw, head)
	// A cut gzip stream also ends unexpectedly; reading on will say so again.
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, nil, "", err
	}
	head = head[:n]
	enc, err := encodingName(named)
	if err != nil {
		return nil, nil, "", err
	}
	if enc == "" {
		for len(head) < asciiLimit && n == sampleBytes && ascii(head) {
			more := make([]byte, sampleBytes)
			if n, err = io.ReadFull(raw, more); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				return nil, nil, "", err
			}
			head = append(head, more[:n]...)
		}
		enc = guessEncoding(head)
	}
	var decoder encoding.Encoding
	switch enc {
	case "gb18030":
		decoder = simplifiedchinese.GB18030
	case "utf-16le":
		decoder = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case "utf-16be":
		decoder = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	all := io.MultiReader(bytes.NewReader(head), raw)
	if decoder == nil {
		bom := []byte("\xEF\xBB\xBF")
		if bytes.HasPrefix(head, bom) {
			head = head[3:]
			all = io.MultiReader(bytes.NewReader(head), raw)
			if enc == "utf-8" {
				enc = "utf-8-bom"
			}
		}
		return all, head[:min(len(head), sampleBytes)], enc, nil
	}
	text := bufio.NewReaderSize(transform.NewReader(all, decoder.NewDecoder()), 256<<10)
	sample, err := text.Peek(128 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, "", err
	}
	return text, sample, enc, nil
}

func encodingName(s string) (string, error) {
	switch strings.ToLower(strings.ReplaceAll(s, "_", "-")) {
	case "":
		return "", nil
	case "utf-8", "utf8", "utf-8-bom", "utf-8-sig", "utf8-sig":
		return "utf-8", nil
	case "gb18030", "gbk", "gb2312", "cp936", "ansi":
		return "gb18030", nil
	case "utf-16", "utf-16le", "utf16", "utf16le":
		return "utf-16le", nil
	case "utf-16be", "utf16be":
		return "utf-16be", nil
	}
	return "", fmt.Errorf("encoding %q: expected utf-8, gb18030, utf-16le or utf-16be", s)
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 || c == 0 {
			return false
		}
	}
	return true
}

// guessEncoding tells the encodings apart by their marks, by zero bytes, and by
// how much of what is not ASCII makes sense as UTF-8: in UTF-8 text nearly all
// of it even if the file is damaged, in GB18030 text hardly any.
func guessEncoding(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return "utf-8"
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return "utf-16le"
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return "utf-16be"
	}
	window := b[:min(len(b), 4096)]
	var zeros [2]int
	for i, c := range window {
		if c == 0 {
			zeros[i%2]++
		}
	}
	if zeros[1]*8 > len(window) && zeros[1] > 8*zeros[0] {
		return "utf-16le"
	}
	if zeros[0]*8 > len(window) && zeros[0] > 8*zeros[1] {
		return "utf-16be"
	}
	inside, outside := 0, 0
	for i := 0; i < len(b); {
		if b[i] < 0x80 {
			i++
			continue
		}
		if n := utf8Length(b[i:]); n > 0 {
			inside += n
			i += n
		} else {
			outside++
			i++
		}
	}
	if inside+outside == 0 || inside*10 >= (inside+outside)*7 {
		return "utf-8"
	}
	return "gb18030"
}

// utf8Length is the length of a well-formed sequence of several bytes, or 0.
// A sequence that the end of the sample cuts counts as whole.
func utf8Length(b []byte) int {
	n := 0
	switch c := b[0]; {
	case c >= 0xC2 && c < 0xE0:
		n = 2
	case c >= 0xE0 && c < 0xF0:
		n = 3
	case c >= 0xF0 && c < 0xF5:
		n = 4
	default:
		return 0
	}
	for i := 1; i < n; i++ {
		if i >= len(b) {
			return i
		}
		if b[i]&0xC0 != 0x80 {
			return 0
		}
	}
	return n
}

// textFormat tells JSON from delimited text and refuses what is neither.
func textFormat(sample []byte, name string) (string, error) {
	t := bytes.TrimLeft(sample, " \t\r\n")
	lower := strings.ToLower(string(t[:min(len(t), 2000)]))
	switch {
	case len(t) == 0:
		return "", &sources.BadDelivery{File: name, Reason: "the file holds nothing but white space"}
	case t[0] == '{':
		return "json", nil
	case t[0] == '[':
		if rest := bytes.TrimLeft(t[1:], " \t\r\n"); len(rest) > 0 && (rest[0] == '{' || rest[0] == '[' || rest[0] == ']') {
			return "json", nil
		}
	case strings.HasPrefix(lower, "<"):
		return "", &sources.BadDelivery{File: name, Reason: "a web page or XML; deliver the table as CSV, XLSX or JSON"}
	case strings.Contains(lower, "create table") || strings.Contains(lower, "mysql dump") || strings.Contains(lower, "insert into"):
		return "", &sources.BadDelivery{File: name, Reason: "an SQL dump; export the table as CSV"}
	}
	if delimiter(sample) == '\t' {
		return "tsv", nil
	}
	return "csv", nil
}

// delimiter is the sign that splits the first lines most evenly.
func delimiter(sample []byte) byte {
	lines := bytes.SplitN(sample, []byte("\n"), 60)
	if len(lines) > 1 && len(lines) < 60 || len(lines) == 60 {
		lines = lines[:len(lines)-1]
	}
	best, bestScore := byte(','), 0.0
	for _, d := range []byte{',', '\t', ';', '|'} {
		total, with := 0, 0
		for _, l := range lines {
			if n := bytes.Count(l, []byte{d}); n > 0 {
				total += n
				with++
			}
		}
		score := float64(with) / float64(len(lines)) * min(float64(total)/float64(max(with, 1)), 8)
		if d == ',' {
			score *= 1.2
		}
		if score > bestScore {
			best, bestScore = d, score
		}
	}
	return best
}

// checkZip refuses a workbook whose parts would grow without measure.
func checkZip(path string) error {
	z, err := zip.OpenReader(path)
	if err != nil {
		return &sources.BadDelivery{File: filepath.Base(path), Reason: "a damaged workbook: " + err.Error()}
	}
	defer z.Close()
	var packed, unpacked uint64
	sheets := false
	for _, f := range z.File {
		packed += f.CompressedSize64
		unpacked += f.UncompressedSize64
		sheets = sheets || strings.HasPrefix(f.Name, "xl/")
	}
	switch {
	case !sheets:
		return &sources.BadDelivery{File: filepath.Base(path), Reason: "a zip file that is no workbook; unpack it and deliver what is inside"}
	case unpacked > maxWorkbook, unpacked > 64<<20 && unpacked > 150*max(packed, 1):
		return &sources.BadDelivery{File: filepath.Base(path), Reason: fmt.Sprintf("the workbook would grow from %d to %d bytes; deliver it as CSV", packed, unpacked)}
	}
	return nil
}
