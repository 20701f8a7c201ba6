package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"gongqiu/sources"
)

// csvDecoder reads delimited text after RFC 4180, and goes on after what is
// not: quotes inside an unquoted cell are text; a quote inside a quoted cell
// ends it only before a delimiter or a line end; a record whose quotes do not
// close, or that runs over several lines and ends with a number of cells that
// no other record has, is broken at its first line end, and reading resumes on
// the next line. encoding/csv would take such a quote's record to be the rest
// of the file.
type csvDecoder struct {
	in     io.Reader
	closer io.Closer
	delim  byte

	buf      []byte
	pos, end int
	eof      bool
	no       int64
	widths   map[int]int64
	passed   int64 // bytes read as records
	repeated int64 // bytes read again after broken quotes
}

const window = 1 << 20

func openCSV(in io.Reader, closer io.Closer, format, enc string, sample []byte) *sources.Delivery {
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		in = &oldMac{in}
	}
	d := &csvDecoder{in: in, closer: closer, delim: delimiter(sample), widths: map[int]int64{}}
	if format == "tsv" {
		d.delim = '\t'
	}
	return &sources.Delivery{Decoder: d, Format: format, Encoding: enc}
}

// oldMac turns the line ends of old Macintosh files into those of today.
type oldMac struct{ io.Reader }

func (m *oldMac) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

func (d *csvDecoder) Names() []string { return nil }
func (d *csvDecoder) Close() error    { return d.closer.Close() }

func (d *csvDecoder) Fill(c *sources.Chunk) error {
	for !c.Full() {
		if err := d.record(c); err != nil {
			return err
		}
	}
	return nil
}

// more reads on, moving what is not yet used to the front.
func (d *csvDecoder) more() error {
	if d.pos > 0 {
		copy(d.buf, d.buf[d.pos:d.end])
		d.end -= d.pos
		d.pos = 0
	}
	if len(d.buf)-d.end < window {
		grown := make([]byte, len(d.buf)+window)
		copy(grown, d.buf[:d.end])
		d.buf = grown
	}
	for range 100 {
		n, err := d.in.Read(d.buf[d.end:])
		d.end += n
		if errors.Is(err, io.EOF) {
			d.eof = true
			return nil
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", d.no+1, err)
		}
		if n > 0 {
			return nil
		}
	}
	return io.ErrNoProgress
}

// record reads one record into the chunk.
func (d *csvDecoder) record(c *sources.Chunk) error {
	searched := 0
	var line int
	for {
		if line = bytes.IndexByte(d.buf[d.pos+searched:d.end], '\n'); line >= 0 {
			line += searched
			break
		}
		searched = d.end - d.pos
		if d.eof {
			if searched == 0 {
				return io.EOF
			}
			line = searched
			break
		}
		if searched > sources.MaxRowBytes {
			return d.skipLine(c)
		}
		if err := d.more(); err != nil {
			return err
		}
	}
	d.no++
	text := d.buf[d.pos : d.pos+line]
	next := min(d.pos+line+1, d.end)
	if len(text) > 0 && text[len(text)-1] == '\r' {
		text = text[:len(text)-1]
	}
	if len(text) > sources.MaxRowBytes {
		c.BadRow(d.no, sources.ReasonTooLong, fmt.Sprintf("%d bytes", len(text)), text[:2000])
		d.advance(next)
		return nil
	}
	if bytes.IndexByte(text, '"') < 0 {
		for cells := 1; ; cells++ {
			i := bytes.IndexByte(text, d.delim)
			if i < 0 || cells >= sources.MaxCells {
				break
			}
			c.Add(text[:i]...)
			c.EndCell()
			text = text[i+1:]
		}
		c.Add(text...)
		c.EndCell()
		d.widths[c.OpenCells()]++
		c.EndRow(d.no)
		d.advance(next)
		return nil
	}
	end, ok, err := d.quoted(c)
	if err != nil {
		return err
	}
	line = bytes.IndexByte(d.buf[d.pos:d.end], '\n') // the window may have moved
	if line < 0 {
		line = d.end - d.pos
	}
	next = min(d.pos+line+1, d.end)
	if ok && end > next && len(d.widths) > 0 && d.widths[c.OpenCells()] == 0 {
		ok = false
	}
	if !ok {
		d.repeated += int64(end - next)
		if d.repeated > 4*d.passed+64<<20 {
			return fmt.Errorf("row %d: quotes are broken throughout the file", d.no)
		}
		c.BadRow(d.no, sources.ReasonQuotes, "a quote that is not closed", d.buf[d.pos:min(d.pos+line, d.pos+4000)])
		d.advance(next)
		return nil
	}
	d.widths[c.OpenCells()]++
	c.EndRow(d.no)
	d.advance(end)
	return nil
}

func (d *csvDecoder) advance(to int) {
	d.passed += int64(to - d.pos)
	d.pos = to
}

// skipLine passes over a line that is too long to be a row.
func (d *csvDecoder) skipLine(c *sources.Chunk) error {
	d.no++
	start := append([]byte(nil), d.buf[d.pos:d.pos+2000]...)
	length := 0
	for {
		if i := bytes.IndexByte(d.buf[d.pos:d.end], '\n'); i >= 0 {
			length += i
			d.advance(d.pos + i + 1)
			break
		}
		length += d.end - d.pos
		d.advance(d.end)
		if d.eof {
			break
		}
		if err := d.more(); err != nil {
			return err
		}
	}
	c.BadRow(d.no, sources.ReasonTooLong, fmt.Sprintf("%d bytes", length), start)
	return nil
}

// quoted parses a record with quotes from d.pos into the chunk. end is the
// position behind it; ok is false if its quotes do not close within the
// longest row.
func (d *csvDecoder) quoted(c *sources.Chunk) (end int, ok bool, err error) {
	for {
		c.Undo()
		end, state := d.parse(c)
		switch state {
		case whole:
			return end, true, nil
		case broken:
			c.Undo()
			return end, false, nil
		}
		if d.eof {
			c.Undo()
			return d.end, false, nil
		}
		if d.end-d.pos > sources.MaxRowBytes {
			c.Undo()
			return d.end, false, nil
		}
		if err := d.more(); err != nil {
			return 0, false, err
		}
	}
}

// What came of parsing a record from what the window holds.
const (
	whole  = iota
	goesOn // the record may end behind the window
	broken // its quotes cannot be meant
)

// parse is one attempt of quoted on what the window holds.
func (d *csvDecoder) parse(c *sources.Chunk) (end, state int) {
	b := d.buf[:d.end]
	i := d.pos
	for {
		if i < len(b) && b[i] == '"' && c.OpenCells() < sources.MaxCells {
			i++
			opened := i
			for {
				q := bytes.IndexByte(b[i:], '"')
				if q < 0 {
					return i, goesOn
				}
				c.Add(b[i : i+q]...)
				i += q + 1
				if i >= len(b) {
					if d.eof {
						c.EndCell()
						return i, whole
					}
					return i, goesOn
				}
				if b[i] == '"' {
					c.Add('"')
					i++
					continue
				}
				if b[i] == '\r' && i+1 >= len(b) && !d.eof {
					return i, goesOn
				}
				if b[i] == d.delim || b[i] == '\n' || b[i] == '\r' && (i+1 >= len(b) || b[i+1] == '\n') {
					break
				}
				// A quote that opens a cell on a later line: the first one never closed.
				if q := i - 2; q >= opened && (b[q] == d.delim || b[q] == '\n') && bytes.IndexByte(b[opened:i], '\n') >= 0 {
					return i, broken
				}
				c.Add('"') // a quote inside the cell that was not doubled
			}
			if i < len(b) && b[i] == '\r' {
				i++
			}
		} else {
			j := i
			for j < len(b) && b[j] != d.delim && b[j] != '\n' {
				j++
			}
			if j >= len(b) && !d.eof {
				return j, goesOn
			}
			cell := b[i:j]
			if (j >= len(b) || b[j] == '\n') && len(cell) > 0 && cell[len(cell)-1] == '\r' {
				cell = cell[:len(cell)-1]
			}
			c.Add(cell...)
			i = j
		}
		c.EndCell()
		if i >= len(b) {
			return i, whole
		}
		i++
		if b[i-1] == '\n' {
			return i, whole
		}
	}
}
