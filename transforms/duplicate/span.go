package duplicate

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

// Span is what the rows of one ad say together about when and where it was
// seen. Rows are indices into Ads.Items, days are counted since 1970-01-01;
// both are -1 if there is none.
type Span struct {
	First       int32 // row
	Priced      int32 // first row that states pay
	Rows        int32
	Events      int32 // days at sources
	Sources     int32
	Spells      int32
	FirstDay    int32 // seen
	FirstPosted int32
	Last        int32 // day it was seen, or the last that it says itself to be open
	Closed      int32 // last day that it says itself to be open
	SpellDays   int32 // length of its first spell, NoDays if no row of it has a day
}

// NoDays stands for a length that is not known; a known one is negative where
// an ad was seen after the day on which it says to close.
const NoDays = math.MinInt32

// SourceMonth is one source in one month, counted as 12 · year + month − 1.
type SourceMonth struct {
	Source uint16
	Month  int32
}

// String is the month as "2026-08".
func (m SourceMonth) String() string { return fmt.Sprintf("%04d-%02d", m.Month/12, m.Month%12+1) }

// Seen counts what a source showed in a month: an event is one ad on one day.
type Seen struct{ Events, Ads int64 }

// Spans sums up the rows of each ad, and the events of each source and month.
// Rows without a day are one event of their source, which lies in no month.
func Spans(ads Ads, r Result) ([]Span, map[SourceMonth]Seen) {
	rows, from := gather(r.Ad, r.N)
	spans, seen := make([]Span, r.N), map[SourceMonth]Seen{}
	var mu sync.Mutex // guards seen
	inBatches(r.N, func(begin, end int) {
		var days []sourceDay
		own := map[SourceMonth]Seen{}
		for ad := begin; ad < end; ad++ {
			spans[ad], days = span(ads, r, rows[from[ad]:from[ad+1]], days)
			spans[ad].Events, spans[ad].Sources = countDays(days, own)
		}
		mu.Lock()
		defer mu.Unlock()
		for at, n := range own {
			seen[at] = Seen{seen[at].Events + n.Events, seen[at].Ads + n.Ads}
		}
	})
	return spans, seen
}

// countDays counts the events and the sources of one ad from its days at
// sources, with repetitions and in any order, and adds its months to seen.
func countDays(days []sourceDay, seen map[SourceMonth]Seen) (events, sources int32) {
	slices.Sort(days)
	var last SourceMonth
	for k, d := range days {
		if k > 0 && d == days[k-1] {
			continue
		}
		events++
		if k == 0 || d.source() != days[k-1].source() {
			sources++
			last.Month = -1
		}
		if d.day() < 0 {
			continue
		}
		at := SourceMonth{d.source(), monthOf(d.day())}
		s := seen[at]
		s.Events++
		if at != last {
			s.Ads++
		}
		seen[at], last = s, at
	}
	return events, sources
}

// sourceDay packs a source and a day so that they sort in this order.
type sourceDay int64

func (d sourceDay) source() uint16 { return uint16(d >> 32) }
func (d sourceDay) day() int32     { return int32(d&0xffffffff) - 1 }

// span sums up the rows of one ad but for its days at sources, which it
// returns, with repetitions, in the memory of days.
func span(ads Ads, r Result, rows []int32, days []sourceDay) (Span, []sourceDay) {
	s := Span{First: rows[0], Priced: -1, Rows: int32(len(rows)), FirstDay: -1, FirstPosted: -1, Last: -1, Closed: -1, SpellDays: NoDays}
	begin, end := int32(-1), int32(-1) // of the first spell
	days = days[:0]
	for _, i := range rows {
		it := &ads.Items[i]
		days = append(days, sourceDay(it.Source)<<32|sourceDay(it.Day+1))
		if s.Priced < 0 && it.Priced {
			s.Priced = i
		}
		until := it.Day
		if it.Expiry >= 0 {
			until = it.Expiry
		}
		s.FirstDay, s.FirstPosted = earlier(s.FirstDay, it.Day), earlier(s.FirstPosted, it.Posted)
		s.Last, s.Closed = max(s.Last, until), max(s.Closed, it.Expiry)
		s.Spells = max(s.Spells, int32(r.Spell[i]))
		if r.Spell[i] == 1 {
			begin, end = earlier(begin, it.Day), max(end, until)
		}
	}
	if begin >= 0 {
		s.SpellDays = end - begin
	}
	return s, days
}

// earlier is the smaller of two days, of which either may be missing.
func earlier(a, b int32) int32 {
	if a < 0 || b >= 0 && b < a {
		return b
	}
	return a
}

func monthOf(day int32) int32 {
	t := time.Unix(int64(day)*24*3600, 0).UTC()
	return int32(t.Year())*12 + int32(t.Month()) - 1
}
