package occupation

// gates are the limits of automatic acceptance, set on held-out folds of
// labels/, never on the gold set.
type gates struct {
	Levels [5]float32 // least calibrated probability, index 1 (大类) … 4 (细类)
	Margin float32    // lead of the first 细类's share over the second's
	None   float32    // share of "cannot be told" from which a title is uncodable
}

// METHOD §3.5: 0.70 for 细类 with a lead of 0.10, and for the levels above. A
// 大类 is the last resort before "uncodable" and is given from 0.50.
var gateDefaults = gates{Levels: [5]float32{0, 0.50, 0.70, 0.70, 0.70}, Margin: 0.10, None: 0.50}

// bestAt returns the most probable class of a level (1…4) among the
// candidates and the sum of their shares in it; -1 if there is none.
func bestAt(h *hierarchy, cands []candidate, level int) (node int, share float32) {
	var class [maxCandidates]int32
	for i := range cands {
		class[i] = int32(h.above(cands[i].leaf, level))
	}
	node = -1
	for i := range cands {
		if cands[i].p < 1e-4 && node >= 0 {
			break // they are sorted; what follows cannot lead
		}
		n := class[i]
		if n < 0 {
			continue
		}
		var sum float32
		for j := i; j < len(cands); j++ { // at a class's first candidate, all of them
			if class[j] == n {
				sum += cands[j].p
			}
		}
		if sum > share {
			node, share = int(n), sum
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
