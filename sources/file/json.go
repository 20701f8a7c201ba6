package file

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"gongqiu/sources"
)

// JSON comes in four shapes: an array of objects, one object a line, pages that
// hold their records somewhere inside (the longest array of objects is taken),
// and columns ({"title": {"0": …, "1": …}} or {"title": […]}).
//
// Nested objects become columns named "outer.inner", lists of plain values one
// cell with commas, lists of objects are left out.

const (
	// maxColumnsJSON is the largest column-oriented file: its rows exist only
	// once all of it has been read.
	maxColumnsJSON = 256 << 20
	jsonSample     = 1000 // records from which the columns are learnt
	jsonPaths      = 10_000
)

// guard refuses a single value that does not end.
type guard struct {
	r    io.Reader
	left int64
}

const maxValue = 16 << 20

func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, fmt.Errorf("a single value is longer than %d bytes", maxValue)
	}
	n, err := g.r.Read(p[:min(int64(len(p)), g.left)])
	g.left -= int64(n)
	return n, err
}

type jsonDecoder struct {
	closer  io.Closer
	next    func() ([]pair, []byte, string, error) // a record, or its raw bytes and why it is bad
	names   []string
	index   map[string]int
	pending [][]pair
	bad     []badRecord // of the pending ones, by position
	late    map[string]bool
	no      int64
	cells   []string
}

type badRecord struct {
	at    int
	raw   []byte
	found string
}

type pair struct{ key, value string }

func openJSON(text io.Reader, closer io.Closer, format, enc, name string, sample []byte, again func() (io.Reader, io.Closer, error), o sources.Options) (*sources.Delivery, error) {
	d := &jsonDecoder{closer: closer, index: map[string]int{}, late: map[string]bool{}}
	fail := func(err error) (*sources.Delivery, error) {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), closer.Close())
	}
	if format == "jsonl" || isLines(sample) {
		format = "jsonl"
		d.next = jsonLines(text)
	} else {
		shape, err := survey(text, o.RecordPath)
		if err != nil {
			return fail(err)
		}
		if err := closer.Close(); err != nil {
			return nil, err
		}
		second, c, err := again()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		closer, d.closer = c, c
		switch {
		case shape.columns:
			if d.next, err = jsonColumns(second); err != nil {
				return fail(err)
			}
		case shape.found:
			d.next = jsonRecords(second, shape.path)
		default:
			return fail(&sources.BadDelivery{File: name, Reason: "found no array of objects in the JSON; name the path of the records"})
		}
		if shape.path != "" {
			format = "json " + shape.path
		}
	}
	for i := 0; i < jsonSample; i++ {
		record, raw, why, err := d.next()
		if errors.Is(err, io.EOF) {
			d.next = func() ([]pair, []byte, string, error) { return nil, nil, "", io.EOF }
			break
		}
		if err != nil {
			return fail(fmt.Errorf("record %d: %w", i+1, err))
		}
		if why != "" {
			d.bad = append(d.bad, badRecord{i, raw, why})
		}
		for _, p := range record {
			if _, ok := d.index[p.key]; !ok && len(d.names) < sources.MaxCells {
				d.index[p.key] = len(d.names)
				d.names = append(d.names, p.key)
			}
		}
		d.pending = append(d.pending, record)
	}
	if len(d.names) == 0 {
		return fail(&sources.BadDelivery{File: name, Reason: "the JSON holds no records with named values"})
	}
	d.cells = make([]string, len(d.names))
	return &sources.Delivery{Decoder: d, Format: format, Encoding: enc, Notes: d.notes}, nil
}

func (d *jsonDecoder) notes() []string {
	if len(d.late) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d names appear only after the first %d records and are not read", len(d.late), jsonSample)}
}

func (d *jsonDecoder) Names() []string { return d.names }
func (d *jsonDecoder) Close() error    { return d.closer.Close() }

func (d *jsonDecoder) Fill(c *sources.Chunk) error {
	for !c.Full() {
		var record []pair
		var raw []byte
		var why string
		if at := int(d.no); at < len(d.pending) {
			record = d.pending[at]
			if len(d.bad) > 0 && d.bad[0].at == at {
				raw, why = d.bad[0].raw, d.bad[0].found
				d.bad = d.bad[1:]
			}
			d.pending[at] = nil
		} else {
			var err error
			if record, raw, why, err = d.next(); errors.Is(err, io.EOF) {
				return io.EOF
			} else if err != nil {
				return fmt.Errorf("record %d: %w", d.no+1, err)
			}
		}
		d.no++
		if why != "" {
			reason := sources.ReasonSyntax
			if len(raw) > sources.MaxRowBytes {
				reason = sources.ReasonTooLong
			}
			c.BadRow(d.no, reason, why, raw[:min(len(raw), 4000)])
			continue
		}
		clear(d.cells)
		size := 0
		for _, p := range record {
			i, ok := d.index[p.key]
			if !ok {
				if len(d.late) < jsonPaths {
					d.late[p.key] = true
				}
				continue
			}
			d.cells[i] = p.value
			size += len(p.value)
		}
		if size > sources.MaxRowBytes {
			c.BadRow(d.no, sources.ReasonTooLong, fmt.Sprintf("%d bytes", size), nil)
			continue
		}
		for _, v := range d.cells {
			c.Cell(v)
		}
		c.EndRow(d.no)
	}
	return nil
}

// isLines reports whether the first line is a whole object and another begins
// on the next.
func isLines(sample []byte) bool {
	t := bytes.TrimLeft(sample, " \t\r\n")
	i := bytes.IndexByte(t, '\n')
	if i < 0 || len(t) == 0 || t[0] != '{' || !json.Valid(t[:i]) {
		return false
	}
	rest := bytes.TrimLeft(t[i:], " \t\r\n")
	return len(rest) > 0 && rest[0] == '{'
}

// jsonLines reads one object a line; a line that is none is a bad row.
func jsonLines(text io.Reader) func() ([]pair, []byte, string, error) {
	in := bufio.NewReaderSize(text, 256<<10)
	var line []byte
	return func() ([]pair, []byte, string, error) {
		for {
			line = line[:0]
			long := 0
			var err error
			for {
				var part []byte
				part, err = in.ReadSlice('\n')
				if len(line)+len(part) > sources.MaxRowBytes {
					long += len(part)
				} else {
					line = append(line, part...)
				}
				if !errors.Is(err, bufio.ErrBufferFull) {
					break
				}
			}
			if err != nil && !errors.Is(err, io.EOF) {
				return nil, nil, "", err
			}
			text := bytes.TrimSpace(line)
			if len(text) == 0 {
				if err != nil {
					return nil, nil, "", io.EOF
				}
				continue
			}
			if long > 0 {
				return nil, bytes.Clone(text[:min(len(text), 4000)]), fmt.Sprintf("a line of more than %d bytes", sources.MaxRowBytes), nil
			}
			record, perr := flatten(text)
			if perr != nil {
				return nil, bytes.Clone(text[:min(len(text), 4000)]), perr.Error(), nil //nolint:nilerr // one bad line does not end the delivery
			}
			return record, nil, "", nil
		}
	}
}

// jsonRecords streams the objects of the array at a path; an empty path is the
// outermost array.
func jsonRecords(text io.Reader, path string) func() ([]pair, []byte, string, error) {
	g := &guard{text, maxValue}
	dec := json.NewDecoder(g)
	dec.UseNumber()
	var steps []string
	if path != "" {
		steps = strings.Split(path, ".")
	}
	inside := false
	return func() ([]pair, []byte, string, error) {
		if !inside {
			if err := enter(dec, g, steps); err != nil {
				return nil, nil, "", err
			}
			inside = true
		}
		if dec.More() {
			g.left = maxValue
			var raw json.RawMessage
			if err := dec.Decode(&raw); err != nil {
				return nil, nil, "", jsonError(err)
			}
			record, perr := flatten(raw)
			if perr != nil {
				return nil, raw[:min(len(raw), 4000)], perr.Error(), nil //nolint:nilerr // one bad record does not end the delivery
			}
			return record, nil, "", nil
		}
		// The rest must be well formed too: a cut file is not a whole delivery.
		for {
			g.left = maxValue
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				return nil, nil, "", io.EOF
			} else if err != nil {
				return nil, nil, "", jsonError(err)
			}
		}
	}
}

func jsonError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the JSON ends in the middle; deliver it again")
	}
	return err
}

// enter moves the decoder into the array at the end of the steps.
func enter(dec *json.Decoder, g *guard, steps []string) error {
	t, err := dec.Token()
	if err != nil {
		return jsonError(err)
	}
	if len(steps) == 0 {
		if t != json.Delim('[') {
			return fmt.Errorf("found %v, expected the beginning of an array", t)
		}
		return nil
	}
	if t != json.Delim('{') {
		return fmt.Errorf("found %v, expected an object with %q", t, steps[0])
	}
	for dec.More() {
		g.left = maxValue
		key, err := dec.Token()
		if err != nil {
			return jsonError(err)
		}
		if key == steps[0] {
			return enter(dec, g, steps[1:])
		}
		if err := skipValue(dec, g); err != nil {
			return err
		}
	}
	return fmt.Errorf("found no %q on the way to the records", steps[0])
}

func skipValue(dec *json.Decoder, g *guard) error {
	depth := 0
	for {
		g.left = maxValue
		t, err := dec.Token()
		if err != nil {
			return jsonError(err)
		}
		switch t {
		case json.Delim('['), json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}
