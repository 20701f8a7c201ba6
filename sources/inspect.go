package sources

import (
	"fmt"
	"time"

	"gongqiu/internal/columnar"
)

// Inspect says what a delivery is, from its first chunk: format, encoding, the
// mapping with its confidence and evidence, ten records, and the rows that
// would be refused. taken is the day up to which dates are believed.
func Inspect(d *Delivery, name string, o Options, taken time.Time) (*Inspection, error) {
	first, _, err := firstChunk(d)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if first.Rows() == 0 {
		return nil, &BadDelivery{name, "the file has no rows"}
	}
	l, expect, err := beginning(d, first, o)
	if err != nil {
		return nil, &BadDelivery{name, err.Error()}
	}
	c := newChecker(l, expect, latestDay(taken), first.Rows())
	c.chunk(first, l.skip)
	in := &Inspection{Report: l.report, SampledRows: c.read}
	in.File, in.Key = name, o.Key()
	in.Read, in.Accepted, in.Blank, in.Scrubbed = c.read, c.accepted, c.blank, c.scrubbed
	in.Damaged = c.damaged
	in.Quarantined, in.SetMissing = c.quarantined, c.setMissing
	if d.Notes != nil {
		in.Notes = append(in.Notes, d.Notes()...)
	}
	in.Quarantine = c.refused[:min(20, len(c.refused))]
	for i := range min(10, c.batch.Rows) {
		row := map[string]string{}
		for j, f := range c.fields {
			col := c.batch.Columns[j]
			if col.Valid != nil && !col.Valid[i] {
				continue
			}
			switch f.Type {
			case columnar.Text:
				row[f.Name] = string(append([]byte(nil), col.Text[i]...))
			case columnar.Float64:
				row[f.Name] = fmt.Sprint(col.Float[i])
			case columnar.Date:
				row[f.Name] = time.Unix(col.Int[i]*86400, 0).UTC().Format(time.DateOnly)
			default:
				row[f.Name] = fmt.Sprint(col.Int[i])
			}
		}
		in.Rows = append(in.Rows, row)
	}
	return in, nil
}
