package duplicate

import (
	"maps"
	"testing"
)

func TestSpansSumUpWhatRowsSay(t *testing.T) {
	const aug, sep = 20668, 20699 // 2026-08-03 and 2026-09-03
	ads := Ads{Items: []Item{
		{Day: aug, Posted: aug - 2, Expiry: -1, Source: 1},
		{Day: aug, Posted: -1, Expiry: -1, Source: 1, Priced: true},          // the same source and day: one event
		{Day: aug + 4, Posted: -1, Expiry: -1, Source: 2, Priced: true},      // another source
		{Day: sep, Posted: -1, Expiry: sep + 9, Source: 1},                   // the second spell
		{Day: -1, Posted: -1, Expiry: -1, Source: 2},                         // another ad: no day, an event without a month
		{Day: sep, Posted: -1, Expiry: sep - 1, Source: 1},                   // a third: closed the day before it was seen
		{Day: aug + 1, Posted: aug - 5, Expiry: -1, Source: 2, Priced: true}, // again the first
	}}
	r := Result{Ad: []int32{0, 0, 0, 0, 1, 2, 0}, Spell: []int16{1, 1, 1, 2, 1, 1, 1}, N: 3}
	spans, seen := Spans(ads, r)
	want := []Span{
		{First: 0, Priced: 1, Rows: 5, Events: 4, Sources: 2, Spells: 2, FirstDay: aug, FirstPosted: aug - 5, Last: sep + 9, Closed: sep + 9, SpellDays: 4},
		{First: 4, Priced: -1, Rows: 1, Events: 1, Sources: 1, Spells: 1, FirstDay: -1, FirstPosted: -1, Last: -1, Closed: -1, SpellDays: NoDays},
		{First: 5, Priced: -1, Rows: 1, Events: 1, Sources: 1, Spells: 1, FirstDay: sep, FirstPosted: -1, Last: sep - 1, Closed: sep - 1, SpellDays: -1},
	}
	for i := range want {
		if spans[i] != want[i] {
			t.Errorf("ad %d:\ngot  %+v\nwant %+v", i, spans[i], want[i])
		}
	}
	month := func(m int32) int32 { return 12*2026 + m - 1 }
	wantSeen := map[SourceMonth]Seen{{1, month(8)}: {1, 1}, {2, month(8)}: {2, 1}, {1, month(9)}: {2, 2}}
	if !maps.Equal(seen, wantSeen) {
		t.Errorf("seen %v, want %v", seen, wantSeen)
	}
	if s := (SourceMonth{1, month(8)}).String(); s != "2026-08" {
		t.Errorf("month is written %s", s)
	}
}
