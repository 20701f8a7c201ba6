package duplicate

import (
	"cmp"
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Memory is what a grouping found that depends on single blocks of rows: most
// of it holds when more rows come. It is worth nothing under another Rule or
// Version, or if a row has changed.
type Memory struct {
	Root   []int32 // per row the first row of its employer in its city that is the same ad
	Paired []int32 // rows that are like an agency's ad under another name
}

// Before is the memory of a grouping of some of the rows: row k of it is now
// row At[k]. At rises, so old rows keep their order; the zero value says that
// nothing was grouped before.
type Before struct {
	Memory
	At []int32
}

func (g *grouper) remember(before Before) {
	if len(before.At) == 0 {
		return
	}
	g.before, g.old = before, make([]int32, len(g.ads.Items))
	for i := range g.old {
		g.old[i] = -1
	}
	for k, i := range before.At {
		g.old[i] = int32(k)
	}
}

// isNew says whether a row was not grouped before.
func (g *grouper) isNew(i int32) bool { return g.old == nil || g.old[i] < 0 }

// joinAsBefore joins a row to what it was joined to in its block.
func (g *grouper) joinAsBefore(i int32) {
	root := g.before.At[g.before.Root[g.old[i]]]
	if root != i {
		g.parent[i] = root
		g.level[root] = max(g.level[root], g.ads.Items[i].Level)
	}
}

func (g *grouper) memory() Memory {
	m := Memory{Root: make([]int32, len(g.parent))}
	for i := range m.Root {
		m.Root[i] = g.find(int32(i))
	}
	return m
}

// toLookAcross divides the rows of reps: some must be held against all ads of
// agencies, the others, which resembled none, against new ones alone. (A new
// ad can push an old one out of the few of a band that are tried, but never
// lets one in.)
func (g *grouper) toLookAcross(reps []int32) (all, onlyNew []int32) {
	if g.old == nil {
		return reps, nil
	}
	paired := map[int32]bool{}
	for _, k := range g.before.Paired {
		paired[g.before.At[k]] = true
	}
	for _, i := range reps {
		if g.isNew(i) || paired[i] {
			all = append(all, i)
		} else {
			onlyNew = append(onlyNew, i)
		}
	}
	return all, onlyNew
}

// mergePairs merges lists ordered by the second row, which have none in common.
func mergePairs(a, b [][2]int32) [][2]int32 {
	list := slices.Concat(a, b)
	slices.SortStableFunc(list, func(p, q [2]int32) int { return cmp.Compare(p[1], q[1]) })
	return list
}

// keysOf collects the bands of rows.
func (g *grouper) keysOf(rows []int32) keySet {
	s := newKeySet(len(rows) * acrossBands)
	for _, i := range rows {
		if !g.hasBands(i) {
			continue
		}
		it := &g.ads.Items[i]
		for band := range acrossBands {
			if k := acrossKey(&g.ads.Texts[it.Text].Sig, it.City, band); k != 0 {
				s.add(k)
			}
		}
	}
	return s
}

// keySet holds one bit for each key, so that one in sixteen others seems to be
// in it, too.
type keySet struct {
	words []uint64
	shift int
}

func newKeySet(n int) keySet {
	width := max(6, bits.Len(uint(n))+4)
	return keySet{make([]uint64, 1<<(width-6)), 64 - width}
}

func (s keySet) add(key uint64) { bit := key >> s.shift; s.words[bit/64] |= 1 << (bit % 64) }

func (s keySet) has(key uint64) bool { bit := key >> s.shift; return s.words[bit/64]>>(bit%64)&1 != 0 }

// batch is how many rows a worker takes at a time.
const batch = 4096

// inBatches calls fn for ranges that cover n rows, several at a time; each but
// the last is a batch.
func inBatches(n int, fn func(from, to int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				from := int(next.Add(batch)) - batch
				if from >= n {
					return
				}
				fn(from, min(from+batch, n))
			}
		})
	}
	wg.Wait()
}
