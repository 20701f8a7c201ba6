package occupation

// gates are the limits of automatic acceptance, set on held-out folds of
// labels/ (see Train), never on the gold set.
type gates struct {
	Unit   float32    // least probability of a 细类
	Margin float32    // … and lead over the second
	Levels [4]float32 // least probability of a 大类, 中类, 小类 (index 1…3)
}

// METHOD §3.5: 细类 from 0.70 with a lead of 0.10, higher classes from 0.70.
// A 大类 is the last resort before "uncodable" and is given from 0.40.
var gateDefaults = gates{Unit: 0.70, Margin: 0.10, Levels: [4]float32{0, 0.40, 0.60, 0.70}}

// bestAt returns the most probable class of a level among the candidates and
// the sum of their shares in it.
func bestAt(h *hierarchy, cands []candidate, level int) (node int, share float32) {
	node = -1
	for i := range cands {
		n := h.up[cands[i].leaf][3-level]
		if n < 0 {
			continue
		}
		var sum float32
		first := true
		for j := range cands {
			if h.up[cands[j].leaf][3-level] == n {
				if j < i {
					first = false
					break
				}
				sum += cands[j].p
			}
		}
		if first && sum > share {
			node, share = n, sum
		}
	}
	return node, share
}

// noneShare is the share of "cannot be told".
func noneShare(h *hierarchy, cands []candidate) float32 {
	for i := range cands {
		if int(cands[i].leaf) == h.none {
			return cands[i].p
		}
	}
	return 0
}
