package occupation

import (
	"math"
)

// document is a text whose code is known, as the index keeps it.
type document struct {
	title string
	code  string
	leaf  int32 // -1 if the code is higher than 细类
	kind  uint8
	whole uint64 // hash of the cleaned text, for exact matches
}

// index finds the documents nearest to a title by the cosine of weighted
// n-grams (inverse document frequency × the weights of features.go).
type index struct {
	docs    []document
	keys    map[uint32]uint32 // feature → position in start
	idf     []float32
	start   []uint32
	posting []posting
}

type posting struct {
	doc    uint32
	weight float32
}

// maxPostings bounds the work of a query: n-grams in more documents than this
// (工程, 经理) cannot tell occupations apart and only count once a document has
// been reached by a rarer one.
const maxPostings = 1500

func newIndex(list []example) *index {
	ix := &index{keys: map[uint32]uint32{}}
	var feats [][]feature
	var buf []uint32
	var df []uint32
	for i := range list {
		e := &list[i]
		if e.kind == kindDefinition {
			continue
		}
		d := document{title: e.title, code: e.code, leaf: -1, kind: uint8(e.kind), whole: hash64(e.c.main)}
		if len(e.target) == 1 {
			d.leaf = e.target[0]
		}
		if len(e.c.mods) > 0 {
			d.whole = hash64(Clean(e.title))
		}
		ix.docs = append(ix.docs, d)
		var f []feature
		f, buf = titleFeatures(nil, e.c, buf)
		feats = append(feats, append([]feature(nil), f...))
		for _, x := range f {
			at, ok := ix.keys[x.key]
			if !ok {
				at = uint32(len(df))
				ix.keys[x.key] = at
				df = append(df, 0)
			}
			df[at]++
		}
	}
	n := float64(len(ix.docs))
	ix.idf = make([]float32, len(df))
	ix.start = make([]uint32, len(df)+1)
	for i, c := range df {
		ix.idf[i] = float32(math.Log(1 + n/float64(c)))
		ix.start[i+1] = ix.start[i] + c
	}
	ix.posting = make([]posting, ix.start[len(df)])
	fill := append([]uint32(nil), ix.start[:len(df)]...)
	for d, f := range feats {
		var sum float64
		for _, x := range f {
			w := float64(x.weight * ix.idf[ix.keys[x.key]])
			sum += w * w
		}
		norm := float32(1 / math.Sqrt(sum))
		for _, x := range f {
			at := ix.keys[x.key]
			ix.posting[fill[at]] = posting{uint32(d), x.weight * ix.idf[at] * norm}
			fill[at]++
		}
	}
	return ix
}

// hit is a document with its cosine to the query.
type hit struct {
	doc uint32
	sim float32
}

// searcher is the scratch space of one query at a time.
type searcher struct {
	acc   []float32
	seen  []uint32
	plan  []planned
	heavy []planned
}

type planned struct {
	at uint32
	w  float32
}

// search appends the k nearest documents, best first.
func (ix *index) search(dst []hit, f []feature, k int, s *searcher) []hit {
	if len(s.acc) < len(ix.docs) {
		s.acc = make([]float32, len(ix.docs))
	}
	s.plan, s.heavy, s.seen = s.plan[:0], s.heavy[:0], s.seen[:0]
	var sum float64
	top := float32(math.Log(1 + float64(len(ix.docs))))
	for _, x := range f {
		at, ok := ix.keys[x.key]
		if !ok {
			// Never seen: it counts in the length, as the rarest would, halved.
			w := float64(x.weight * top * 0.5)
			sum += w * w
			continue
		}
		w := x.weight * ix.idf[at]
		sum += float64(w) * float64(w)
		if ix.start[at+1]-ix.start[at] > maxPostings {
			s.heavy = append(s.heavy, planned{at, w})
		} else {
			s.plan = append(s.plan, planned{at, w})
		}
	}
	if sum == 0 {
		return dst
	}
	norm := float32(1 / math.Sqrt(sum))
	for _, p := range s.plan {
		for _, q := range ix.posting[ix.start[p.at]:ix.start[p.at+1]] {
			if s.acc[q.doc] == 0 {
				s.seen = append(s.seen, q.doc)
			}
			s.acc[q.doc] += p.w * q.weight
		}
	}
	fresh := len(s.seen) == 0
	for _, p := range s.heavy {
		for _, q := range ix.posting[ix.start[p.at]:ix.start[p.at+1]] {
			if s.acc[q.doc] == 0 {
				if !fresh {
					continue
				}
				s.seen = append(s.seen, q.doc)
			}
			s.acc[q.doc] += p.w * q.weight
		}
	}
	from := len(dst)
	low := float32(0)
	for _, d := range s.seen {
		v := s.acc[d]
		s.acc[d] = 0
		if n := len(dst) - from; n == k && v <= low {
			continue
		}
		j := len(dst)
		if j-from < k {
			dst = append(dst, hit{})
		} else {
			j--
		}
		for j > from && (dst[j-1].sim < v || dst[j-1].sim == v && dst[j-1].doc > d) {
			dst[j] = dst[j-1]
			j--
		}
		dst[j] = hit{d, v}
		low = dst[len(dst)-1].sim
	}
	for i := from; i < len(dst); i++ {
		dst[i].sim = min(dst[i].sim*norm, 1)
	}
	return dst
}

func hash64(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
