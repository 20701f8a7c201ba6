package duplicate

import (
	"encoding/binary"
	"slices"
)

// A band is six bins of a signature. With 20 bands two texts of similarity
// 0.80 share at least one with probability 0.998, of 0.85 with 0.9999.
const (
	bands = 20
	width = 6
	// someTitles is how many titles of one band are compared with each other;
	// beyond it only neighbours in alphabetical order are.
	someTitles = 24
)

// bander compares the rows of a large block without comparing all pairs. It
// keeps its memory between blocks.
type bander struct {
	list  []banded
	heads []int32
	tried map[[2]int32]struct{} // pairs of titles' first rows, over all bands
}

type banded struct {
	band  uint64
	title int32 // alphabetical rank
	row   int32
}

func compareBanded(a, b banded) int {
	switch {
	case a.band < b.band:
		return -1
	case a.band > b.band:
		return 1
	case a.title != b.title:
		return int(a.title - b.title)
	}
	return int(a.row - b.row)
}

func (b *bander) compare(g *grouper, rows []int32) {
	if b.tried == nil {
		b.tried = map[[2]int32]struct{}{}
	}
	clear(b.tried)
	for n := range bands {
		b.list = b.list[:0]
		for _, i := range rows {
			it := &g.ads.Items[i]
			if !g.hasText(it) {
				continue
			}
			if v := bandAt(&g.ads.Texts[it.Text].Sig, n*width); v != 0 {
				b.list = append(b.list, banded{v, g.titleRank[it.Title], i})
			}
		}
		b.runs(g)
	}
	// rows without a description, and twins, meet the rows with their title
	b.list = b.list[:0]
	for _, i := range rows {
		b.list = append(b.list, banded{1, g.titleRank[g.ads.Items[i].Title], i})
	}
	b.titles(g)
}

// bandAt is the six bins from i as a number, 0 if all are empty.
func bandAt(s *Signature, i int) uint64 {
	return binary.LittleEndian.Uint64(s[i:]) & 0xffffffffffff
}

// runs joins rows within each run of one band: each row with the one before
// it and the first of its title, titles with one another as far as they are
// few.
func (b *bander) runs(g *grouper) {
	slices.SortFunc(b.list, compareBanded)
	for i := 0; i < len(b.list); {
		end := i + 1
		for end < len(b.list) && b.list[end].band == b.list[i].band {
			end++
		}
		run := b.list[i:end]
		i = end
		if len(run) == 1 {
			continue
		}
		b.heads = b.heads[:0]
		head := int32(0)
		for k := range run {
			if k == 0 || run[k].title != run[k-1].title {
				head = run[k].row
				b.heads = append(b.heads, head)
				continue
			}
			if !g.try(run[k-1].row, run[k].row) {
				g.try(head, run[k].row)
			}
		}
		for x := 1; x < len(b.heads); x++ {
			from := max(0, x-someTitles)
			for y := from; y < x; y++ {
				pair := [2]int32{b.heads[y], b.heads[x]}
				if _, done := b.tried[pair]; !done {
					b.tried[pair] = struct{}{}
					g.try(pair[0], pair[1])
				}
			}
		}
	}
}

// titles joins rows without a description, and twins, to rows with the same
// title, in the order of pay so that overlapping ranges are neighbours.
func (b *bander) titles(g *grouper) {
	slices.SortFunc(b.list, func(x, y banded) int {
		if x.title != y.title {
			return int(x.title - y.title)
		}
		p, q := &g.ads.Items[x.row], &g.ads.Items[y.row]
		switch {
		case p.PayLo < q.PayLo:
			return -1
		case p.PayLo > q.PayLo:
			return 1
		case p.PayHi != q.PayHi:
			if p.PayHi < q.PayHi {
				return -1
			}
			return 1
		}
		return int(x.row - y.row)
	})
	for i := 1; i < len(b.list); i++ {
		for k := max(0, i-8); k < i; k++ {
			p, q := b.list[k], b.list[i]
			x, y := &g.ads.Items[p.row], &g.ads.Items[q.row]
			if p.title == q.title && (!g.hasText(x) || !g.hasText(y) || g.twins(x, y)) {
				g.try(p.row, q.row)
			}
		}
	}
}
