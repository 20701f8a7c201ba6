package duplicate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// A market that is grouped in instalments, new rows between the old ones, ends
// in the ads of a market that is grouped at once.
func TestGroupAfterIsGroup(t *testing.T) {
	for seed := range uint64(8) {
		all := crowded(seed, 1500)
		r := rand.New(rand.NewPCG(seed, 3))
		when := make([]int, len(all.Items)) // the instalment of each row
		for i := range when {
			when[i] = min(r.IntN(40), 3) // most at first
		}
		var memory Memory
		had := map[int]bool{} // rows of all that were grouped last
		for round := 3; round >= 0; round-- {
			now, at := Ads{Titles: all.Titles, Texts: all.Texts}, []int32(nil)
			have := map[int]bool{}
			for i := range all.Items {
				if when[i] < round {
					continue
				}
				if had[i] {
					at = append(at, int32(len(have)))
				}
				have[i] = true
				now.Items = append(now.Items, all.Items[i])
			}
			want := Group(now, DefaultRule())
			got, next := GroupAfter(now, DefaultRule(), Before{memory, at})
			if got.N != want.N || !slices.Equal(got.Ad, want.Ad) || !slices.Equal(got.Spell, want.Spell) || !slices.Equal(got.Kind, want.Kind) {
				t.Fatalf("seed %d, instalment of %d after %d rows: %d ads, at once %d", seed, len(have), len(had), got.N, want.N)
			}
			if len(next.Paired) == 0 || got.N == len(have) {
				t.Fatalf("seed %d: %d rows like agencies', %d ads of %d rows: the market tests nothing", seed, len(next.Paired), got.N, len(have))
			}
			_, fresh := GroupAfter(now, DefaultRule(), Before{})
			if !slices.Equal(next.Root, fresh.Root) || !slices.Equal(next.Paired, fresh.Paired) {
				t.Fatalf("seed %d: the memory differs from that of a first grouping", seed)
			}
			memory, had = next, have
		}
	}
}

// crowded makes rows of few employers in few cities, a third of them agencies,
// that copy each other's texts whole or in part, with grades, numbers of the
// source and rows without employer or text.
func crowded(seed uint64, n int) Ads {
	r := rand.New(rand.NewPCG(seed, 11))
	var ads Ads
	for i := range 40 {
		ads.Titles = append(ads.Titles, fmt.Sprintf("%c%c%c操作工", 0x4e00+i%5, 0x5000+i%7, 0x6000+i/8))
	}
	for i := range 60 {
		t := &Text{Hash: r.Uint64() | 1}
		if i%3 > 0 {
			t.Sig = mutate(r, ads.Texts[r.IntN(len(ads.Texts))].Sig, 0.12*r.Float64())
		} else {
			for k := range t.Sig {
				t.Sig[k] = byte(1 + r.IntN(255))
			}
		}
		ads.Texts = append(ads.Texts, t)
	}
	for range n {
		it := Item{
			Employer: int32(r.IntN(90) - 1), City: int32(r.IntN(3)), Title: int32(r.IntN(len(ads.Titles))), Text: int32(r.IntN(len(ads.Texts)+6) - 6),
			Day: 20000 + int32(r.IntN(200)), Posted: -1, Expiry: -1, PayLo: float32(4000 + 500*r.IntN(3)), PayHi: 8000, Source: uint16(r.IntN(3)), Priced: true,
		}
		it.Text = max(it.Text, -1)
		it.Agency = it.Employer >= 0 && it.Employer%3 == 0
		if r.IntN(2) == 0 {
			it.Level = uint8(1 + r.IntN(3))
		}
		if n := len(ads.Items); n > 0 && r.IntN(3) == 0 { // seen again, with or without its grade
			old := ads.Items[r.IntN(n)]
			old.Day, old.Source = it.Day, it.Source
			if r.IntN(3) == 0 {
				old.Level = 0
			}
			it = old
		}
		if r.IntN(3) == 0 {
			it.Key = uint64(1 + r.IntN(n/2))
		}
		ads.Items = append(ads.Items, it)
	}
	return ads
}
