package occupation

import (
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
	from    []uint32  // by document: its n-grams are [from[d], from[d+1]) of own
	own     []posting // n-gram (in doc) and weight
}

type posting struct {
	doc    uint32
	weight float32
}

// A query adds up the n-grams that stand in at most rarePostings documents,
// then, if these lead to fewer than enoughSeen documents, those in at most
// commonPostings, and the others only if these lead nowhere: 工程 and 经理 cannot
// tell occupations apart. The best rescored documents get their exact cosine
// from all n-grams.
const (
	rarePostings   = 80
	commonPostings = 300
	enoughSeen     = 250
	rescored       = 48
)

func newIndex(list []example) *index {
	ix := &index{keys: newKeyTable(nil)}
	feats := indexFeatures(list)
	var df []uint32
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
		for _, x := range feats[len(ix.docs)-1] {
			at, fresh := ix.keys.add(x.key)
			if fresh {
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
	ix.own = make([]posting, 0, len(ix.posting))
	ix.from = append(ix.from, 0)
	for d, f := range feats {
		var sum float64
		for _, x := range f {
			w := float64(x.weight * ix.idf[ix.keys.find(x.key)])
			sum += w * w
		}
		norm := float32(1 / math.Sqrt(sum))
		for _, x := range f {
			at := uint32(ix.keys.find(x.key))
			w := x.weight * ix.idf[at] * norm
			ix.posting[fill[at]] = posting{uint32(d), w}
			ix.own = append(ix.own, posting{at, w})
			fill[at]++
		}
		ix.from = append(ix.from, uint32(len(ix.own)))
	}
	return ix
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
	query []float32 // by n-gram: weight in the query
	seen  []uint32
	plan  []uint32
	near  []hit
}

// search appends the k nearest documents, best first.
func (ix *index) search(dst []hit, f []feature, k int, s *searcher) []hit {
	if len(s.acc) < len(ix.docs) || len(s.query) < len(ix.idf) {
		s.acc, s.query = make([]float32, len(ix.docs)), make([]float32, len(ix.idf))
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
		s.query[at] = w
		s.plan = append(s.plan, at)
	}
	// From the rarest n-grams to the commoner, until there is enough to choose from.
	over := uint32(0)
	for _, limit := range [...]uint32{rarePostings, commonPostings, math.MaxUint32} {
		if len(s.seen) >= enoughSeen || limit == math.MaxUint32 && len(s.seen) > 0 {
			break
		}
		for _, at := range s.plan {
			n := ix.start[at+1] - ix.start[at]
			if n <= over || n > limit {
				continue
			}
			w := s.query[at]
			for _, q := range ix.posting[ix.start[at]:ix.start[at+1]] {
				if s.acc[q.doc] == 0 {
					s.seen = append(s.seen, q.doc)
				}
				s.acc[q.doc] += w * q.weight
			}
		}
		over = limit
	}
	s.near = s.near[:0]
	low := float32(0)
	for _, d := range s.seen {
		v := s.acc[d]
		s.acc[d] = 0
		if v < low {
			continue
		}
		if s.near = nearest(s.near, 0, hit{d, v}, rescored); len(s.near) == rescored {
			low = s.near[rescored-1].sim
		}
	}
	from := len(dst)
	norm := float32(1 / math.Sqrt(max(sum, 1e-12)))
	for _, x := range s.near {
		var exact float32
		for _, q := range ix.own[ix.from[x.doc]:ix.from[x.doc+1]] {
			exact += s.query[q.doc] * q.weight
		}
		dst = nearest(dst, from, hit{x.doc, min(exact*norm, 1)}, k)
	}
	for _, at := range s.plan {
		s.query[at] = 0
	}
	return dst
}

// nearest inserts a hit into the sorted list dst[from:] of at most k.
func nearest(dst []hit, from int, x hit, k int) []hit {
	n := len(dst)
	if n-from == k {
		if last := dst[n-1]; x.sim < last.sim || x.sim == last.sim && x.doc > last.doc {
			return dst
		}
		n--
	} else {
		dst = append(dst, hit{})
	}
	for n > from && (dst[n-1].sim < x.sim || dst[n-1].sim == x.sim && dst[n-1].doc > x.doc) {
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
