package occupation

import "slices"

// evidence lists the documents that speak for a candidate, nearest first, then what
// industry and major say.
func (c *Coder) evidence(title cleaned, q *Query, cand *candidate) []Evidence {
	var out []Evidence
	for kind, doc := range cand.doc {
		if doc < 0 {
			continue
		}
		d := &c.v.index.docs[doc]
		sim := cand.sig[sigName+int(kindSignal[kind])]
		e := Evidence{Source: kindNames[kind], Text: d.title, Code: d.code, Score: float64(sim), On: shared(title.main, d.title)}
		out = append(out, e)
		for i := len(out) - 1; i > 0 && out[i].Score > out[i-1].Score; i-- {
			out[i], out[i-1] = out[i-1], out[i]
		}
	}
	if len(out) == 0 {
		out = append(out, Evidence{Source: "字词权重", Text: c.h.name[cand.leaf], Code: c.h.code[cand.leaf], On: shared(title.main, c.h.name[cand.leaf])})
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

// shared is the longest run of characters in both texts.
func shared(a, b string) string {
	x, y := []rune(a), []rune(b)
	for i, r := range y {
		y[i] = foldRune(r)
	}
	best, end := 0, 0
	row := make([]int, len(y)+1)
	for i := range x {
		diagonal := 0
		for j := range y {
			up := row[j+1]
			if x[i] == y[j] {
				row[j+1] = diagonal + 1
				if row[j+1] > best {
					best, end = row[j+1], i+1
				}
			} else {
				row[j+1] = 0
			}
			diagonal = up
		}
	}
	return string(x[end-best : end])
}
