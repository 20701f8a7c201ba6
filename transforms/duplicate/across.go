package duplicate

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
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
// jobs.
func (g *grouper) across(reps []int32) {
	agencies := g.agencyIndex(reps)
	if agencies == nil {
		return
	}
	root := make([]int32, len(g.parent)) // as it is before any of these joins
	for i := range root {
		root[i] = g.find(int32(i))
	}
	client := make([]int32, len(g.parent)) // per root the employer that is no agency, -1 none
	for i := range client {
		client[i] = -1
	}
	for _, i := range reps {
		if it := &g.ads.Items[i]; !it.Agency && it.Employer >= 0 {
			client[root[i]] = it.Employer
		}
	}
	// Which pairs are alike depends on the two rows alone: workers look for
	// them. What is joined depends on what was joined before: that is done in
	// the order of the rows.
	const batch = 4096
	found := make([][][2]int32, (len(reps)+batch-1)/batch)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				n := int(next.Add(1)) - 1
				if n >= len(found) {
					return
				}
				for _, i := range reps[n*batch : min((n+1)*batch, len(reps))] {
					found[n] = g.alikeAgencies(agencies, root, i, found[n])
				}
			}
		})
	}
	wg.Wait()
	for _, pairs := range found {
		for _, p := range pairs {
			x, y := g.find(p[0]), g.find(p[1])
			c, d := client[x], client[y]
			if x == y || c >= 0 && d >= 0 && c != d {
				continue
			}
			if g.union(x, y) {
				client[g.find(x)] = max(c, d)
			}
		}
	}
}

// alikeAgencies appends the pairs of row i with agency ads that say the same.
func (g *grouper) alikeAgencies(agencies *agencyIndex, root []int32, i int32, pairs [][2]int32) [][2]int32 {
	it := &g.ads.Items[i]
	if it.City < 0 || it.Employer < 0 || !g.hasText(it) {
		return pairs
	}
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
			if a := pair[0]; root[a] != root[i] && g.ads.Items[a].Employer != it.Employer && !slices.Contains(pairs[begun:], pair) && g.sameAcross(a, i) {
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
	// filter holds a bit for every key, which spares most look-ups: few ads
	// resemble an agency's.
	filter []uint64
}

type agencySlot struct {
	key      uint64
	from, to int32
}

// agencyIndex is nil if no ad is an agency's.
func (g *grouper) agencyIndex(reps []int32) *agencyIndex {
	type entry struct {
		key uint64
		row int32
	}
	var list []entry
	sketches := map[int32]sketch{} // by text
	for _, i := range reps {
		it := &g.ads.Items[i]
		if !it.Agency || it.City < 0 || !g.hasText(it) {
			continue
		}
		sketches[it.Text] = sketchOf(&g.ads.Texts[it.Text].Sig)
		for band := range acrossBands {
			if k := acrossKey(&g.ads.Texts[it.Text].Sig, it.City, band); k != 0 {
				list = append(list, entry{k, i})
			}
		}
	}
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, func(a, b entry) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.row, b.row)) })
	x := &agencyIndex{width: bits.Len(uint(len(list)))}
	x.slots = make([]agencySlot, 2<<x.width)
	x.filter = make([]uint64, 1<<x.width/4+1)
	for from := 0; from < len(list); {
		key, begin := list[from].key, int32(len(x.rows))
		for n := 0; from < len(list) && list[from].key == key; n++ {
			if n < agencyAds {
				row := list[from].row
				x.rows = append(x.rows, row)
				x.sketches = append(x.sketches, sketches[g.ads.Items[row].Text])
			}
			from++
		}
		h := int(key >> (63 - x.width))
		for x.slots[h].key != 0 {
			h = (h + 1) % len(x.slots)
		}
		x.slots[h] = agencySlot{key, begin, int32(len(x.rows))}
		bit := key >> (60 - x.width)
		x.filter[bit/64] |= 1 << (bit % 64)
	}
	return x
}

// at returns the run of a key.
func (x *agencyIndex) at(key uint64) (from, to int32) {
	if bit := key >> (60 - x.width); key == 0 || x.filter[bit/64]>>(bit%64)&1 == 0 {
		return 0, 0
	}
	for h := int(key >> (63 - x.width)); ; h = (h + 1) % len(x.slots) {
		if s := &x.slots[h]; s.key == key || s.key == 0 {
			return s.from, s.to
		}
	}
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
