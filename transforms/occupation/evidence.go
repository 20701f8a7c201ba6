package occupation

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// evidence lists the documents that speak for a candidate, nearest first, then what
// industry and major say.
func (c *Coder) evidence(title cleaned, q *Query, cand *candidate, s *scratch) []Evidence {
	n := 1
	for _, doc := range cand.doc {
		n += int(truth(doc >= 0))
	}
	out := make([]Evidence, 0, n)
	for kind, doc := range cand.doc {
		if doc < 0 {
			continue
		}
		d := &c.v.index.docs[doc]
		sim := cand.sig[sigName+int(kindSignal[kind])]
		e := Evidence{Source: kindNames[kind], Text: d.title, Code: d.code, Score: float64(sim), On: s.shared(title.main, d.title)}
		out = append(out, e)
		for i := len(out) - 1; i > 0 && out[i].Score > out[i-1].Score; i-- {
			out[i], out[i-1] = out[i-1], out[i]
		}
	}
	if len(out) == 0 {
		out = append(out, Evidence{Source: "字词权重", Text: c.h.name[cand.leaf], Code: c.h.code[cand.leaf], On: s.shared(title.main, c.h.name[cand.leaf])})
	}
	for _, n := range c.v.fields.favoured(q.Industry) {
		if c.h.within(cand.leaf, n) {
			out = append(out, Evidence{Source: "行业", Text: q.Industry, Code: c.h.code[n]})
		}
	}
	if q.Major != "" {
		for _, name := range splitText(q.Major) {
			if slices.Contains(c.v.majors[name], cand.leaf) {
				out = append(out, Evidence{Source: "专业", Text: name, Code: c.h.code[cand.leaf]})
			}
		}
	}
	return out
}

// shared is the longest run of characters in both texts; a is folded already.
func (s *scratch) shared(a, b string) string {
	if strings.Contains(a, b) {
		return b
	}
	if cap(s.row) < len(a)+1 {
		s.row = make([]uint32, len(a)+1)
	}
	row := s.row[:len(a)+1] // by end of a run in a: its length in bytes, for the last character of b
	clear(row)
	best, end := uint32(0), 0
	for _, y := range b {
		y = foldRune(y)
		diagonal := uint32(0)
		for i, x := range a {
			next := i + utf8.RuneLen(x)
			up := row[next]
			if x == y {
				row[next] = diagonal + uint32(next-i)
				if row[next] > best {
					best, end = row[next], next
				}
			} else {
				row[next] = 0
			}
			diagonal = up
		}
	}
	return a[end-int(best) : end]
}
