package sources

import "unsafe"

// Chunk limits: a chunk is what one worker checks and writes as one part. Its
// size bounds the memory that staging takes.
const (
	chunkRows  = 40_000
	chunkBytes = 32 << 20
)

// MaxRowBytes is the longest row that is read; a longer one is quarantined.
const MaxRowBytes = 4 << 20

// MaxCells is the largest number of cells in a row.
const MaxCells = 4096

// Decoder reads the rows of a delivery in order.
type Decoder interface {
	// Names are the names of the columns if the format itself has them (JSON,
	// Parquet); nil if they must be looked for in the first rows.
	Names() []string
	// Fill appends rows until the chunk is full. It returns io.EOF with or after
	// the last rows, and any other error if reading cannot go on.
	Fill(*Chunk) error
	Close() error
}

// Chunk is a run of rows, their bytes in one buffer.
type Chunk struct {
	buf   []byte
	ends  []uint32 // of every cell
	rows  []chunkRow
	first uint32 // of the open row
}

type chunkRow struct {
	no    int64
	first uint32 // index of its first cell
	cells uint32
	bad   string // a reason code; the one cell is then the raw row
	found string
}

// Full reports whether the chunk should be handed on.
func (c *Chunk) Full() bool { return len(c.rows) >= chunkRows || len(c.buf) >= chunkBytes }

// Rows is the number of rows.
func (c *Chunk) Rows() int { return len(c.rows) }

// Add appends bytes to the open cell.
func (c *Chunk) Add(b ...byte) { c.buf = append(c.buf, b...) }

// AddString appends a text to the open cell.
func (c *Chunk) AddString(s string) { c.buf = append(c.buf, s...) }

// EndCell closes the open cell.
func (c *Chunk) EndCell() {
	c.ends = append(c.ends, uint32(len(c.buf)))
}

// Cell appends a whole cell.
func (c *Chunk) Cell(s string) {
	c.buf = append(c.buf, s...)
	c.EndCell()
}

// OpenCells is the number of closed cells of the open row.
func (c *Chunk) OpenCells() int { return len(c.ends) - int(c.first) }

// OpenBytes is the number of bytes of the open row.
func (c *Chunk) OpenBytes() int { return len(c.buf) - int(c.rowStart()) }

func (c *Chunk) rowStart() uint32 {
	if c.first == 0 {
		return 0
	}
	return c.ends[c.first-1]
}

// EndRow closes the open row. no is its number in the delivery.
func (c *Chunk) EndRow(no int64) {
	c.rows = append(c.rows, chunkRow{no: no, first: c.first, cells: uint32(len(c.ends)) - c.first})
	c.first = uint32(len(c.ends))
}

// Undo drops what the open row holds.
func (c *Chunk) Undo() {
	c.buf = c.buf[:c.rowStart()]
	c.ends = c.ends[:c.first]
}

// BadRow appends a row that could not be decoded. raw may be cut by the caller.
func (c *Chunk) BadRow(no int64, reason, found string, raw []byte) {
	c.Undo()
	c.buf = append(c.buf, raw...)
	c.EndCell()
	c.rows = append(c.rows, chunkRow{no: no, first: c.first, cells: 1, bad: reason, found: found})
	c.first = uint32(len(c.ends))
}

// Reset empties the chunk for reuse. No cell of it may be in use any more.
func (c *Chunk) Reset() {
	c.buf, c.ends, c.rows, c.first = c.buf[:0], c.ends[:0], c.rows[:0], 0
}

// cells appends the cells of row i to dst. They share the chunk's memory and
// live until Reset.
func (c *Chunk) cells(i int, dst []string) []string {
	r := c.rows[i]
	start := uint32(0)
	if r.first > 0 {
		start = c.ends[r.first-1]
	}
	for _, end := range c.ends[r.first : r.first+r.cells] {
		dst = append(dst, view(c.buf[start:end]))
		start = end
	}
	return dst
}

// Row returns the number of row i, its cells, which live until Reset, and the
// reason why it is bad, if it is.
func (c *Chunk) Row(i int) (no int64, cells []string, bad string) {
	return c.rows[i].no, c.cells(i, nil), c.rows[i].bad
}

// raw is the bytes of row i without its separators.
func (c *Chunk) raw(i int) []byte {
	r := c.rows[i]
	start, end := uint32(0), uint32(0)
	if r.first > 0 {
		start = c.ends[r.first-1]
	}
	if n := r.first + r.cells; n > 0 {
		end = c.ends[n-1]
	}
	return c.buf[start:end]
}

func view(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return unsafe.String(&b[0], len(b))
}
