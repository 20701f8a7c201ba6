package duplicate

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"sync"
)

// Bands for texts under different names: 16 of eight bins; at similarity 0.90
// two texts share one with probability 0.9998.
const (
	acrossBands = 16
	acrossWidth = 8
	// agencyAds is how many agency ads of one band are tried.
	agencyAds = 8
)

// across joins ads of different employers in one city if one of them is an
// agency, the texts are nearly the same and so are the titles. A group never
// holds two employers that are no agencies: the same text of two firms is two
// jobs. It returns the rows that are like an agency's ad, joined or not.
func (g *grouper) across(reps []int32) (paired []int32) {
	// Which pairs are alike depends on the two rows and on which agency ads
	// share a band: workers look for them, where something is new. What is
	// joined depends on what was joined before: that is done in the order of
	// the rows.
	all, onlyNew := g.toLookAcross(reps)
	var ofAll, ofNew [][2]int32
	var both sync.WaitGroup
	both.Go(func() { ofAll = g.alikePairs(reps, all, false) })
	both.Go(func() { ofNew = g.alikePairs(reps, onlyNew, true) })
	both.Wait()
	pairs := mergePairs(ofAll, ofNew)
	client := make([]int32, len(g.parent)) // per root the employer that is no agency, -1 none
	for i := range client {
		client[i] = -1
	}
	for _, i := range reps {
		if it := &g.ads.Items[i]; !it.Agency && it.Employer >= 0 {
			client[g.find(i)] = it.Employer
		}
	}
	for _, p := range pairs {
		if len(paired) == 0 || paired[len(paired)-1] != p[1] {
			paired = append(paired, p[1])
		}
		x, y := g.find(p[0]), g.find(p[1])
		c, d := client[x], client[y]
		if x == y || c >= 0 && d >= 0 && c != d {
			continue
		}
		if g.union(x, y) {
			client[g.find(x)] = max(c, d)
		}
	}
	return paired
}

// alikePairs finds the agency ads among reps, or the new ones alone, that the
// rows of look are like.
func (g *grouper) alikePairs(reps, look []int32, onlyNew bool) (pairs [][2]int32) {
	if len(look) == 0 {
		return nil
	}
	var agencies []int32
	for _, i := range reps {
		if g.ads.Items[i].Agency && g.hasBands(i) {
			agencies = append(agencies, i)
		}
	}
	asked := func(uint64) bool { return true }
	switch {
	case onlyNew:
		asked = g.keysOf(slices.DeleteFunc(slices.Clone(agencies), func(i int32) bool { return !g.isNew(i) })).has
	case len(look) < len(reps):
		asked = g.keysOf(look).has
	}
	index := g.agencyIndex(agencies, asked, func(i int32) bool { return !onlyNew || g.isNew(i) })
	if index == nil {
		return nil
	}
	found := make([][][2]int32, len(look)/batch+1)
	inBatches(len(look), func(from, to int) {
		for _, i := range look[from:to] {
			found[from/batch] = g.alikeAgencies(index, i, found[from/batch])
		}
	})
	return slices.Concat(found...)
}

// hasBands says whether a row can be like an ad of another employer.
func (g *grouper) hasBands(i int32) bool {
	it := &g.ads.Items[i]
	return it.City >= 0 && it.Employer >= 0 && g.hasText(it)
}

// alikeAgencies appends the pairs of row i with agency ads that say the same.
func (g *grouper) alikeAgencies(agencies *agencyIndex, i int32, pairs [][2]int32) [][2]int32 {
	if !g.hasBands(i) {
		return pairs
	}
	it := &g.ads.Items[i]
	sig := &g.ads.Texts[it.Text].Sig
	own := sketchOf(sig)
	most := mostDifferent(g.rule.AcrossText)
	begun := len(pairs)
	for band := range acrossBands {
		from, to := agencies.at(acrossKey(sig, it.City, band))
		for k := from; k < to; k++ {
			// Short texts share bands with many: most are passed over here.
			if own.different(&agencies.sketches[k]) > most {
				continue
			}
			pair := [2]int32{agencies.rows[k], i}
			if a := pair[0]; g.ads.Items[a].Employer != it.Employer && !slices.Contains(pairs[begun:], pair) && g.sameAcross(a, i) {
				pairs = append(pairs, pair)
			}
		}
	}
	return pairs
}

// sketch holds one bit of each bin of a signature: bits differ only where bins
// do.
type sketch [bins / 64]uint64

func sketchOf(sig *Signature) (s sketch) {
	for i := 0; i < bins; i += 8 {
		const lowest, gather = 0x0101010101010101, 0x0102040810204080 // the lowest bits of eight bytes into one
		v := binary.LittleEndian.Uint64(sig[i:])
		s[i/64] |= v & lowest * gather >> 56 << (i % 64)
	}
	return s
}

func (s *sketch) different(t *sketch) int {
	n := 0
	for i := range s {
		n += bits.OnesCount64(s[i] ^ t[i])
	}
	return n
}

// acrossKey names one band of a text in a city; 0 if the band is empty.
func acrossKey(sig *Signature, city int32, band int) uint64 {
	v := binary.LittleEndian.Uint64(sig[band*acrossWidth:])
	if v == 0 {
		return 0
	}
	return mix(v^mix(uint64(uint32(city))<<8|uint64(band))) | 1
}

// agencyIndex finds the ads of agencies by a band of their text: an open hash
// table of runs in rows.
type agencyIndex struct {
	rows     []int32
	sketches []sketch // of the text of each of rows
	slots    []agencySlot
	width    int // of the index of slots, in bits
	// filter spares most look-ups: few ads resemble an agency's.
	filter keySet
}

type agencySlot struct {
	key      uint64
	from, to int32
}

// agencyIndex finds rows of agencies by those of their bands that are asked
// for. Of each band the first few rows are tried, and of these those that are
// wanted. It is nil if there are none.
func (g *grouper) agencyIndex(agencies []int32, asked func(key uint64) bool, wanted func(row int32) bool) *agencyIndex {
	type entry struct {
		key uint64
		row int32
	}
	var list []entry
	for _, i := range agencies {
		it := &g.ads.Items[i]
		for band := range acrossBands {
			if k := acrossKey(&g.ads.Texts[it.Text].Sig, it.City, band); k != 0 && asked(k) {
				list = append(list, entry{k, i})
			}
		}
	}
	if len(list) == 0 {
		return nil
	}
	x := &agencyIndex{width: bits.Len(uint(len(list))), filter: newKeySet(len(list))}
	x.slots = make([]agencySlot, 2<<x.width)
	tried := make([]uint8, len(x.slots))
	for i, e := range list {
		h := x.slot(e.key)
		if tried[h] < agencyAds && wanted(e.row) {
			x.slots[h].to++ // counts them for now
			x.filter.add(e.key)
		} else {
			list[i].row = -1
		}
		x.slots[h].key = e.key
		tried[h] = min(tried[h]+1, agencyAds)
	}
	size := int32(0)
	for h := range x.slots {
		s := &x.slots[h]
		s.from, s.to, size = size, size, size+s.to
	}
	x.rows, x.sketches = make([]int32, size), make([]sketch, size)
	for _, e := range list {
		if e.row < 0 {
			continue
		}
		s := &x.slots[x.slot(e.key)]
		x.rows[s.to], x.sketches[s.to] = e.row, sketchOf(&g.ads.Texts[g.ads.Items[e.row].Text].Sig)
		s.to++
	}
	return x
}

// slot is where a key is, or belongs.
func (x *agencyIndex) slot(key uint64) int {
	for h := int(key >> (63 - x.width)); ; h = (h + 1) % len(x.slots) {
		if s := &x.slots[h]; s.key == key || s.key == 0 {
			return h
		}
	}
}

// at returns the run of a key.
func (x *agencyIndex) at(key uint64) (from, to int32) {
	if key == 0 || !x.filter.has(key) {
		return 0, 0
	}
	s := &x.slots[x.slot(key)]
	return s.from, s.to
}

// sameAcross decides on two rows under different names in one city, one of
// them an agency's.
func (g *grouper) sameAcross(a, b int32) bool {
	x, y := &g.ads.Items[a], &g.ads.Items[b]
	if x.Level != 0 && y.Level != 0 && x.Level != y.Level {
		return false
	}
	if x.Text != y.Text && !atLeast(&g.ads.Texts[x.Text].Sig, &g.ads.Texts[y.Text].Sig, g.rule.AcrossText) {
		return false
	}
	if x.Title == y.Title {
		return true
	}
	s, t := g.ads.Titles[x.Title], g.ads.Titles[y.Title]
	return !differentTitles(s, t) && TitleSimilarity(s, t) >= g.rule.AcrossTitle
}
