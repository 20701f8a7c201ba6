// Package sources gets deliveries in: it keeps them byte for byte, finds out
// what their columns mean, checks each row, takes personal data out, and writes
// typed Parquet. It knows nothing of DuckDB, statistics or the web.
//
// A connector (sources/file and its like) opens a delivery as a Decoder; what
// follows is the same for all of them: Understand maps the columns, Stage
// checks and writes. sources/sourcetest is the contract they must pass.
package sources

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// ParserVersion names the rules by which rows are decoded, mapped and checked.
// Any change of those rules must raise it: staged folders are keyed by it.
const ParserVersion = "1"

// Kind is what the rows of a delivery are.
type Kind string

// The four kinds of records.
const (
	Posting  Kind = "posting"  // job advertisements
	Seeker   Kind = "seeker"   // job seekers and vacancies by occupation
	Wage     Kind = "wage"     // official wage percentiles
	Training Kind = "training" // people trained, certified, graduated
)

// Kinds lists all kinds.
func Kinds() []Kind { return []Kind{Posting, Seeker, Wage, Training} }

// Options is what a reader of the delivery may say about it. Everything left
// empty is found out.
type Options struct {
	Kind       Kind                `json:"kind,omitempty"`
	Format     string              `json:"format,omitempty"`   // csv, tsv, json, jsonl, xlsx, parquet
	Encoding   string              `json:"encoding,omitempty"` // utf-8, utf-16le, utf-16be, gb18030
	Sheet      string              `json:"sheet,omitempty"`    // of a workbook
	RecordPath string              `json:"record_path,omitempty"`
	Header     *bool               `json:"header,omitempty"`    // whether the first row names the columns
	Columns    map[string]string   `json:"columns,omitempty"`   // canonical → header name or 1-based position; "-" for none
	Packed     map[string][]string `json:"packed,omitempty"`    // header name or position → canonical columns inside its cells
	Constants  map[string]string   `json:"constants,omitempty"` // canonical → value where the row has none; "year" completes MM-DD dates
	// MaxBadShare is the share of quarantined rows from which the delivery fails
	// as a whole; 0 means 0.5.
	MaxBadShare float64 `json:"max_bad_share,omitempty"`
}

// Key is a hash of the parser version and of everything in o that changes what
// is staged.
func (o Options) Key() string {
	b, err := json.Marshal(o) // maps are written in the order of their keys
	if err != nil {
		panic(err) // only strings, bools and floats
	}
	sum := sha256.Sum256(append([]byte("parser "+ParserVersion+"\n"), b...))
	return ParserVersion + "-" + hex.EncodeToString(sum[:6])
}

// Check reports options that name unknown kinds or columns.
func (o Options) Check() error {
	if o.Kind != "" && columnsOf[o.Kind] == nil {
		return fmt.Errorf("kind %q: expected one of posting, seeker, wage, training", o.Kind)
	}
	known := func(name string) bool {
		for _, k := range Kinds() {
			if (o.Kind == "" || o.Kind == k) && columnIndex(k, name) > 0 {
				return true
			}
		}
		return false
	}
	for name := range o.Columns {
		if !known(name) {
			return fmt.Errorf("columns: %q is not a column of %s records", name, o.kindName())
		}
	}
	for from, names := range o.Packed {
		for _, name := range names {
			if !known(name) {
				return fmt.Errorf("packed: %s: %q is not a column of %s records", from, name, o.kindName())
			}
		}
	}
	for name := range o.Constants {
		if !known(name) && name != "year" {
			return fmt.Errorf("constants: %q is not a column of %s records", name, o.kindName())
		}
	}
	if o.MaxBadShare < 0 || o.MaxBadShare > 1 {
		return fmt.Errorf("max_bad_share is %v: expected a share between 0 and 1", o.MaxBadShare)
	}
	return nil
}

func (o Options) kindName() string {
	if o.Kind == "" {
		return "any"
	}
	return string(o.Kind)
}

// ColumnMatch says where a canonical column comes from and why.
type ColumnMatch struct {
	Header     string  `json:"header,omitempty"` // as found; empty in headerless files
	Position   int     `json:"position"`         // 1-based; 0 for a constant
	Packed     bool    `json:"packed,omitempty"` // one of several values in the cell
	Confidence float64 `json:"confidence"`       // 0 to 1
	Evidence   string  `json:"evidence"`         // in words
}

// From names the column of the file: its header, or #n where there is none.
func (m ColumnMatch) From() string {
	if m.Header != "" {
		return m.Header
	}
	return fmt.Sprintf("#%d", m.Position)
}

// Report is what staging a snapshot came to. It is also written beside the
// staged parts as report.json.
type Report struct {
	Source    string `json:"source"`
	Snapshot  string `json:"snapshot"` // first 16 digits of the sha256
	File      string `json:"file"`
	Kind      Kind   `json:"kind"`
	Key       string `json:"key"` // Options.Key
	Format    string `json:"format"`
	Encoding  string `json:"encoding"`
	HasHeader bool   `json:"has_header"`
	// Mapping has one entry for each canonical column that was found; Unmapped
	// names the columns of the file that hold nothing we take.
	Mapping  map[string]ColumnMatch `json:"mapping"`
	Unmapped []string               `json:"unmapped,omitempty"`
	// Removed names columns that hold personal data and are not read.
	Removed []string `json:"removed,omitempty"`
	Notes   []string `json:"notes,omitempty"`
	// Read = Accepted + Blank + the sum of Quarantined.
	Read        int64            `json:"read"`
	Accepted    int64            `json:"accepted"`
	Blank       int64            `json:"blank"`
	Quarantined map[string]int64 `json:"quarantined"` // by reason
	SetMissing  map[string]int64 `json:"set_missing"` // by "column: reason"
	Scrubbed    int64            `json:"scrubbed"`    // cells from which personal data was taken
	Damaged     int64            `json:"damaged"`     // accepted rows with U+FFFD in a description, in tags or in a column that is not read
	Bytes       int64            `json:"bytes"`       // of the staged parts
	// Dir is the staged folder, Parts its files in order. They are not part of
	// the stored report.
	Dir   string   `json:"-"`
	Parts []string `json:"-"`
}

// Bad is the number of quarantined rows.
func (r *Report) Bad() int64 {
	var n int64
	for _, v := range r.Quarantined {
		n += v
	}
	return n
}

// Inspection is what can be said about a delivery from its beginning.
type Inspection struct {
	Report
	Rows        []map[string]string `json:"rows"`       // the first ten rows that would be accepted
	Quarantine  []Quarantined       `json:"quarantine"` // the first rows that would be refused
	SampledRows int64               `json:"sampled_rows"`
}

// Quarantined is a row that was refused. Raw is the whole row with personal
// data taken out.
type Quarantined struct {
	RowNo    int64  `json:"row_no"`
	Reason   string `json:"reason"`
	Column   string `json:"column"`
	Found    string `json:"found"`
	Expected string `json:"expected"`
	Raw      string `json:"raw"`
}

// Delivery is a snapshot opened for reading.
type Delivery struct {
	Decoder
	Format   string
	Encoding string
	Notes    func() []string // what the decoder had to leave out; asked after the last row
}

// BadDelivery is the error of a delivery that is refused as a whole.
type BadDelivery struct {
	File   string
	Reason string
}

func (e *BadDelivery) Error() string { return fmt.Sprintf("%s: %s", e.File, e.Reason) }

// Snapshot is a delivery as it was received, kept byte for byte.
type Snapshot struct {
	Source  string    `json:"source"`
	Name    string    `json:"name"`
	From    string    `json:"from"` // the path it was taken from
	Size    int64     `json:"size"`
	ModTime time.Time `json:"mtime"`
	SHA256  string    `json:"sha256"`
	Taken   time.Time `json:"taken"`
	Path    string    `json:"-"` // of the kept bytes
}

// ID is the first 16 digits of the sha256.
func (s Snapshot) ID() string { return s.SHA256[:16] }

// Unreadable is the error of a delivery whose bytes cannot be decoded: it is the
// delivery that is bad, unless the reading was called off or the disk failed.
func Unreadable(ctx context.Context, file string, err error) error {
	var bad *BadDelivery
	var disk *fs.PathError
	switch {
	case errors.As(err, &bad):
		return bad
	case ctx.Err() != nil, errors.As(err, &disk):
		return fmt.Errorf("%s: %w", file, err)
	}
	return &BadDelivery{file, err.Error()}
}
