package duplicate

import (
	"encoding/binary"
	"math/bits"
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
	type bucket struct {
		city int32
		n    int32
		band uint64
	}
	table := map[bucket][]int32{}
	// a bit for every bucket spares most look-ups: few ads resemble an agency's
	width := bits.Len(uint(len(reps))) + 6
	filter := make([]uint64, 1<<(width-6))
	bit := func(k bucket) uint64 {
		return mix(k.band^mix(uint64(uint32(k.city))<<8|uint64(k.n))) >> (64 - width)
	}
	for _, i := range reps {
		it := &g.ads.Items[i]
		if !it.Agency || it.City < 0 || !g.hasText(it) {
			continue
		}
		sig := &g.ads.Texts[it.Text].Sig
		for n := range acrossBands {
			if v := binary.LittleEndian.Uint64(sig[n*acrossWidth:]); v != 0 {
				k := bucket{it.City, int32(n), v}
				if list := table[k]; len(list) < agencyAds {
					table[k] = append(list, i)
				}
				h := bit(k)
				filter[h/64] |= 1 << (h % 64)
			}
		}
	}
	if len(table) == 0 {
		return
	}
	client := make([]int32, len(g.parent)) // per root the employer that is no agency, -1 none
	for i := range client {
		client[i] = -1
	}
	for _, i := range reps {
		if it := &g.ads.Items[i]; !it.Agency && it.Employer >= 0 {
			client[g.find(i)] = it.Employer
		}
	}
	for _, i := range reps {
		it := &g.ads.Items[i]
		if it.City < 0 || it.Employer < 0 || !g.hasText(it) {
			continue
		}
		sig := &g.ads.Texts[it.Text].Sig
		for n := range acrossBands {
			v := binary.LittleEndian.Uint64(sig[n*acrossWidth:])
			if v == 0 {
				continue
			}
			k := bucket{it.City, int32(n), v}
			if h := bit(k); filter[h/64]>>(h%64)&1 == 0 {
				continue
			}
			for _, a := range table[k] {
				x, y := g.find(a), g.find(i)
				if x == y || g.ads.Items[a].Employer == it.Employer || !g.sameAcross(a, i) {
					continue
				}
				c, d := client[x], client[y]
				if c >= 0 && d >= 0 && c != d {
					continue
				}
				if g.union(x, y) {
					client[g.find(x)] = max(c, d)
				}
			}
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
	if Similarity(&g.ads.Texts[x.Text].Sig, &g.ads.Texts[y.Text].Sig) < g.rule.AcrossText {
		return false
	}
	if x.Title == y.Title {
		return true
	}
	s, t := g.ads.Titles[x.Title], g.ads.Titles[y.Title]
	return !differentTitles(s, t) && TitleSimilarity(s, t) >= g.rule.AcrossTitle
}
