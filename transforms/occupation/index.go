package occupation

import (
	"cmp"
	"math"
	"slices"
)

// document is a text whose code is known, as the index keeps it.
type document struct {
	title string
	code  string
	leaf  int32 // -1 if the code is higher than 细类
	kind  uint8
}

// index finds the documents nearest to a title by the cosine of weighted
// n-grams (inverse document frequency × the weights of features.go).
type index struct {
	docs    []document
	keys    keyTable // feature → position in start
	idf     []float32
	start   []uint32
	posting []posting
	rare    uint32   // n-grams below this number stand in more than rarePostings documents
	common  uint32   // … in more than commonPostings
	from    []uint32 // by document: its n-grams are [from[d], from[d+1]) of own
	own     []own    // those in more than rarePostings documents, commonest first
}

// posting is a document of an n-gram with the n-gram's weight in it.
type posting struct {
	at     uint32
	weight float32
}

// own is a common n-gram of a document with its weight, a multiple of ownUnit:
// four bytes, since memory is what a query waits for.
type own struct{ at, weight uint16 }

const ownUnit = 1.0 / (1<<16 - 1)

// A query adds up the n-grams that stand in at most rarePostings documents,
// then, if these lead to fewer than enoughSeen documents, those in at most
// commonPostings, and the others only if these lead nowhere: 工程 and 经理 cannot
// tell occupations apart. The best rescored documents get their exact cosine:
// what the sum so far left out is added from the documents' own n-grams.
// N-grams are numbered from the commonest to the rarest, so that these are
// the first of them and their weights in the query lie side by side.
const (
	rarePostings   = 80
	commonPostings = 300
	enoughSeen     = 150
	rescored       = 32
)

func newIndex(list []example) *index {
	ix := &index{}
	feats := indexFeatures(list)
	for i := range list {
		e := &list[i]
		if e.kind == kindDefinition {
			continue
		}
		d := document{title: e.title, code: e.code, leaf: -1, kind: uint8(e.kind)}
		if len(e.target) == 1 {
			d.leaf = e.target[0]
		}
		ix.docs = append(ix.docs, d)
	}
	df := ix.number(feats)
	n := float64(len(ix.docs))
	ix.idf = make([]float32, len(df))
	ix.start = make([]uint32, len(df)+1)
	for i, c := range df {
		ix.idf[i] = float32(math.Log(1 + n/float64(c)))
		ix.start[i+1] = ix.start[i] + c
	}
	ix.posting = make([]posting, ix.start[len(df)])
	fill := append([]uint32(nil), ix.start[:len(df)]...)
	ix.from = append(ix.from, 0)
	for d, f := range feats {
		var sum float64
		for _, x := range f {
			w := float64(x.weight * ix.idf[x.key])
			sum += w * w
		}
		norm := float32(1 / math.Sqrt(sum))
		for _, x := range f {
			w := x.weight * ix.idf[x.key] * norm
			ix.posting[fill[x.key]] = posting{uint32(d), w}
			fill[x.key]++
			if df[x.key] > rarePostings && x.key < 1<<16 {
				ix.own = append(ix.own, own{uint16(x.key), uint16(w/ownUnit + 0.5)})
			}
		}
		slices.SortFunc(ix.own[ix.from[d]:], func(a, b own) int { return cmp.Compare(a.at, b.at) })
		ix.from = append(ix.from, uint32(len(ix.own)))
	}
	ix.rare = countAbove(df, rarePostings)
	ix.common = countAbove(df, commonPostings)
	return ix
}

// number gives the n-grams of all documents their numbers, commonest first,
// puts them in place of the hashes and returns how many documents hold each.
func (ix *index) number(feats [][]feature) []uint32 {
	first := newKeyTable(nil)
	var df []uint32
	for _, f := range feats {
		for i, x := range f {
			at, fresh := first.add(x.key)
			if fresh {
				df = append(df, 0)
			}
			df[at]++
			f[i].key = uint32(at)
		}
	}
	// By counting: place[c] is where the next n-gram of c documents goes.
	place := make([]uint32, len(feats)+2)
	for _, c := range df {
		place[c]++
	}
	var n uint32
	for c := len(place) - 1; c >= 0; c-- {
		n, place[c] = n+place[c], n
	}
	keys, sorted, to := make([]uint32, len(df)), make([]uint32, len(df)), make([]uint32, len(df))
	for i, c := range df {
		n := place[c]
		place[c]++
		keys[n], sorted[n], to[i] = first.keys[i], c, n
	}
	for _, f := range feats {
		for i := range f {
			f[i].key = to[f[i].key]
		}
	}
	ix.keys = newKeyTable(keys)
	return sorted
}

// countAbove is how many of the falling numbers exceed the limit.
func countAbove(falling []uint32, limit uint32) uint32 {
	n := uint32(0)
	for n < uint32(len(falling)) && falling[n] > limit {
		n++
	}
	return n
}

// indexFeatures computes the features of all documents, on two goroutines.
func indexFeatures(list []example) [][]feature {
	var docs []*example
	for i := range list {
		if list[i].kind != kindDefinition {
			docs = append(docs, &list[i])
		}
	}
	feats := make([][]feature, len(docs))
	const chunk = 2000
	parallel((len(docs)+chunk-1)/chunk, func(k int) {
		var f []feature
		var buf []uint32
		for i := k * chunk; i < min(len(docs), (k+1)*chunk); i++ {
			f, buf = titleFeatures(f[:0], docs[i].c, buf)
			feats[i] = slices.Clone(f)
		}
	})
	return feats
}

// hit is a document with its cosine to the query.
type hit struct {
	doc uint32
	sim float32
}

// searcher is the scratch space of one query at a time.
type searcher struct {
	acc   []float32 // by document: partial sum
	query []float32 // by n-gram of more than rarePostings documents: weight in the query
	seen  []uint32
	plan  []posting // n-grams of the query with their weights
	near  []hit
}

// search appends the k nearest documents, best first.
func (ix *index) search(dst []hit, f []feature, k int, s *searcher) []hit {
	if len(s.acc) < len(ix.docs) || len(s.query) < int(ix.rare) {
		s.acc, s.query = make([]float32, len(ix.docs)), make([]float32, ix.rare)
	}
	s.plan, s.seen = s.plan[:0], s.seen[:0]
	var sum float64
	top := float32(math.Log(1 + float64(len(ix.docs))))
	for _, x := range f {
		n := ix.keys.find(x.key)
		if n < 0 {
			// Never seen: it counts in the length, as the rarest would, halved.
			w := float64(x.weight * top * 0.5)
			sum += w * w
			continue
		}
		at := uint32(n)
		w := x.weight * ix.idf[at]
		sum += float64(w) * float64(w)
		if at < ix.rare {
			s.query[at] = w
		}
		s.plan = append(s.plan, posting{at, w})
	}
	// From the rarest n-grams to the commoner, until there is enough to choose from.
	left := uint32(len(ix.idf)) // n-grams below this number are not summed yet
	for _, to := range [...]uint32{ix.rare, ix.common, 0} {
		if len(s.seen) >= enoughSeen || to == 0 && len(s.seen) > 0 {
			break
		}
		for _, x := range s.plan {
			if x.at < to || x.at >= left {
				continue
			}
			for _, q := range ix.posting[ix.start[x.at]:ix.start[x.at+1]] {
				v := s.acc[q.at]
				if v == 0 {
					s.seen = append(s.seen, q.at)
				}
				s.acc[q.at] = v + x.weight*q.weight
			}
		}
		left = to
	}
	s.near = s.near[:0]
	low := float32(0)
	for _, d := range s.seen {
		v := s.acc[d]
		s.acc[d] = 0
		if v < low {
			continue
		}
		if s.near = keepBest(s.near, hit{d, v}); len(s.near) == rescored {
			low = s.near[0].sim
		}
	}
	from := len(dst)
	norm := float32(1 / math.Sqrt(max(sum, 1e-12)))
	for _, x := range s.near {
		exact := x.sim
		for _, q := range ix.own[ix.from[x.doc]:ix.from[x.doc+1]] {
			if uint32(q.at) >= left {
				break
			}
			exact += s.query[q.at] * (float32(q.weight) * ownUnit)
		}
		dst = nearest(dst, from, hit{x.doc, min(exact*norm, 1)}, k)
	}
	for _, x := range s.plan {
		if x.at < ix.rare {
			s.query[x.at] = 0
		}
	}
	return dst
}

// keepBest adds a hit to the heap of the best rescored ones, the worst first.
func keepBest(heap []hit, x hit) []hit {
	n := len(heap)
	if n < rescored {
		heap = append(heap, x)
		for n > 0 && x.worse(heap[(n-1)/2]) {
			heap[n] = heap[(n-1)/2]
			n = (n - 1) / 2
		}
		heap[n] = x
		return heap
	}
	if x.worse(heap[0]) {
		return heap
	}
	at := 0
	for {
		next := 2*at + 1
		if next >= n {
			break
		}
		if next+1 < n && heap[next+1].worse(heap[next]) {
			next++
		}
		if x.worse(heap[next]) {
			break
		}
		heap[at] = heap[next]
		at = next
	}
	heap[at] = x
	return heap
}

// worse tells whether a hit comes after another: by its cosine, then by the
// number of the document.
func (x hit) worse(y hit) bool { return x.sim < y.sim || x.sim == y.sim && x.doc > y.doc }

// nearest inserts a hit into the sorted list dst[from:] of at most k.
func nearest(dst []hit, from int, x hit, k int) []hit {
	n := len(dst)
	if n-from == k {
		if x.worse(dst[n-1]) {
			return dst
		}
		n--
	} else {
		dst = append(dst, hit{})
	}
	for n > from && dst[n-1].worse(x) {
		dst[n] = dst[n-1]
		n--
	}
	dst[n] = x
	return dst
}

func hash64(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
