package synth

import (
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"
)

// indexBits is room for a shard's rows in a sort key, beside 12 bits for the
// day and 28 at random.
const indexBits = 24

// shardAds is how many ads one task makes. Tasks are independent random
// streams, so that the result does not depend on how many run at a time.
const shardAds = 1024

// shard is one task: some ads of one month of one market.
type shard struct {
	*market
	month   int
	number  int    // within the market
	firstID uint64 // of its ads
	n       int

	made *scratch // lent while the shard runs and is written
	done chan struct{}
	err  error
}

// chunk is what a shard adds to one delivery.
type chunk struct {
	data  []byte
	truth []byte // one line a row, without the row number
	rows  int
}

// scratch is memory that shards reuse, with what the last of them made.
type scratch struct {
	ads    []ad
	rows   []row
	order  []uint64
	last   []int32
	raw    [][]byte // rows in UTF-8 for each delivery, board × year
	chunks []chunk  // what goes into them
	lines  []byte   // lines of the truth file of ads
	copies []byte   // lines of the truth file of same texts
}

// tally counts what was made, over all shards of a market. Adding whole
// numbers does not depend on the order, so shards may do it at the same time.
type tally struct {
	ads       []atomic.Int64 // month × cell
	headcount []atomic.Int64
	kinds     []atomic.Int64 // board × kind
}

func (s *shard) run(t *tally) error {
	m, w := s.market, s.made
	r := stream(m.seed, 91, uint64(s.number))
	f := factory{market: m, r: r, month: s.month, pay: payUpTo(m.plan.Pay), boards: boardShares(m.spec.Boards)}
	nCells := len(m.occupations) * len(m.places)
	if cap(w.last) < nCells {
		w.last = make([]int32, nCells)
	}
	last := w.last[:nCells]
	clear(last)
	w.ads = slices.Grow(w.ads[:0], s.n)[:s.n]
	w.rows = w.rows[:0]
	for i := range w.ads {
		a := &w.ads[i]
		cell := pick(m.upTo[s.month], r.Float64())
		f.model = nil
		if j := last[cell] - 1; r.Float64() < m.plan.Nuisance.SameText && j >= 0 && !w.ads[j].agency && w.ads[j].titleOf >= 0 {
			f.model = &w.ads[j]
		}
		f.draw(s.firstID+uint64(i), cell, a)
		last[cell] = int32(i + 1)
		w.rows = m.appendRows(w.rows, a, int32(i), r)
		t.ads[s.month*nCells+cell].Add(1)
		t.headcount[s.month*nCells+cell].Add(int64(a.headcount))
	}
	// By day seen, in random order within the day: one number a row, which ends
	// in the row's index.
	if len(w.rows) >= 1<<indexBits {
		return fmt.Errorf("synth: %d ads leave %d rows: fewer duplicates, boards or sightings are needed", s.n, len(w.rows))
	}
	w.order = w.order[:0]
	for i := range w.rows {
		day := uint64(int(w.rows[i].seen) - m.cal.first)
		w.order = append(w.order, day<<52|uint64(w.rows[i].tie>>4)<<indexBits|uint64(i))
	}
	slices.Sort(w.order)
	if err := s.render(t); err != nil {
		return err
	}
	if !m.plan.AggregateTruth {
		for i := range w.ads {
			w.lines = m.appendAdTruth(w.lines, &w.ads[i])
			if c := w.ads[i].copyOf; c > 0 {
				w.copies = strconv.AppendUint(w.copies, c-1, 10)
				w.copies = strconv.AppendUint(append(w.copies, ','), w.ads[i].id, 10)
				w.copies = append(w.copies, '\n')
			}
		}
	}
	return nil
}

func boardShares(boards []Board) []float64 {
	var w []float64
	for _, b := range boards {
		w = append(w, b.Share)
	}
	return cumulate(w)
}

// appendRows lists the rows that an ad leaves in the deliveries.
func (m *market) appendRows(rows []row, a *ad, index int32, r interface{ Uint64() uint64 }) []row {
	d := dice(r.Uint64())
	for b := range m.spec.Boards {
		if a.boards>>b&1 == 0 {
			continue
		}
		board := &m.spec.Boards[b]
		lag := 0
		if b != a.board {
			lag = d.n(7)
		}
		add := func(kind rowKind, spellNo, seen, posted, closed int) {
			if seen > m.cal.last {
				return
			}
			if closed > m.cal.last || board.Style == Chat {
				closed = 0
			}
			x := row{ad: index, tie: uint32(d.next()), seen: int32(seen), posted: int32(posted), closed: int32(closed), board: uint8(b), kind: kind, spell: uint8(spellNo + 1)}
			rows = append(rows, x)
			for x.kind = rowFull; d.yes(board.Duplicates); {
				x.tie = uint32(d.next())
				rows = append(rows, x)
			}
		}
		for k := range a.nSpells {
			s := a.spells[k]
			posted := min(s.start+lag, s.end)
			kind := rowRepost
			if k == 0 {
				kind = rowFirst
				if b != a.board {
					kind = rowCross
				}
			}
			add(kind, k, posted, posted, s.end)
			if board.Style == Chat {
				day := posted + m.plan.Nuisance.RefreshDays
				for ; day < s.end; day += m.plan.Nuisance.RefreshDays {
					add(rowRefresh, k, day, posted, s.end)
				}
				if s.end > posted {
					add(rowRefresh, k, s.end, posted, s.end)
				}
			} else if s.end-posted > 7 && d.yes(.25) {
				add(rowRefresh, k, posted+3+d.n(s.end-posted-3), posted, s.end)
			}
		}
	}
	return rows
}

// render writes the sorted rows into the deliveries' buffers.
func (s *shard) render(t *tally) error {
	m, w := s.market, s.made
	years := m.years()
	n := len(m.spec.Boards) * years
	if len(w.raw) < n {
		w.raw = append(w.raw, make([][]byte, n-len(w.raw))...)
		w.chunks = append(w.chunks, make([]chunk, n-len(w.chunks))...)
	}
	for i := range w.chunks {
		w.raw[i] = w.raw[i][:0]
		w.chunks[i] = chunk{data: w.chunks[i].data[:0], truth: w.chunks[i].truth[:0]}
	}
	w.lines, w.copies = w.lines[:0], w.copies[:0]
	columns := make([][]header, len(m.spec.Boards))
	for b := range columns {
		columns[b] = m.plan.columns(m.spec.Boards[b].Style)
	}
	for _, o := range w.order {
		x := &w.rows[o&(1<<indexBits-1)]
		a := &w.ads[x.ad]
		k := int(x.board)*years + m.year(int(x.seen))
		w.raw[k] = m.appendRow(w.raw[k], columns[x.board], a, x)
		c := &w.chunks[k]
		c.rows++
		t.kinds[int(x.board)*int(rowKinds)+int(x.kind)].Add(1)
		if !m.plan.AggregateTruth {
			c.truth = strconv.AppendUint(c.truth, a.id, 10)
			c.truth = append(append(c.truth, ',', '0'+x.spell, ','), rowKindNames[x.kind]...)
			c.truth = append(c.truth, '\n')
		}
	}
	for k := range n {
		c := &w.chunks[k]
		if !m.spec.Boards[k/years].GB18030 {
			c.data, w.raw[k] = w.raw[k], c.data
			continue
		}
		var err error
		if c.data, err = appendGB18030(c.data, w.raw[k]); err != nil {
			return err
		}
	}
	return nil
}

// years is the number of calendar years that the window touches and year the
// one that a day is in, from 0.
func (m *market) years() int { return m.year(m.cal.last) + 1 }

func (m *market) year(day int) int {
	s, first := m.cal.date(day), m.cal.dates[0]
	return int(s[3]-'0') + 10*int(s[2]-'0') + 100*int(s[1]-'0') - int(first[3]-'0') - 10*int(first[2]-'0') - 100*int(first[1]-'0')
}
