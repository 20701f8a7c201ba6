package duplicate

import "slices"

// spells splits groups of one content over time. While an ad is seen again
// within the gap of its source (or before its own expiry) its spell goes on;
// seen within RepostDays after the spell's end it is reposted, a new spell of
// the same ad; later it is a new ad. Rows without a day join the first spell.
func (g *grouper) spells() Result {
	items := g.ads.Items
	n := len(items)
	r := Result{Ad: make([]int32, n), Spell: make([]int16, n), Kind: make([]Kind, n)}
	root := make([]int32, n)
	for i := range root {
		root[i] = g.find(int32(i))
	}
	order, from := gather(root, n)
	inBatches(n, func(begin, end int) {
		for i := begin; i < end; i++ {
			if group := order[from[i]:from[i+1]]; len(group) > 1 {
				slices.SortStableFunc(group, func(a, b int32) int { return int(items[a].Day - items[b].Day) })
			}
		}
	})
	const unseen = -1
	seenIn := make([]int32, n) // per full-duplicate class the ad it was last seen in
	seenRow := make([]int32, n)
	for i := range seenIn {
		seenIn[i] = unseen
	}
	ad := int32(-1)
	var spell int16
	var open, end int32 // last day the spell stays open; last day it was seen
	for k, i := range order {
		it := &items[i]
		fresh := k == 0 || root[order[k-1]] != root[i]
		switch {
		case fresh:
			ad, spell, open, end = ad+1, 1, -1, -1
		case it.Day < 0 || open < 0:
		case it.Day-end > g.rule.RepostDays && it.Day > open:
			ad, spell, open, end = ad+1, 1, -1, -1
			fresh = true
		case it.Day > open:
			spell = min(spell+1, 32767)
			open = -1
		}
		if it.Day >= 0 {
			last, shut := it.Day, it.Day+g.gap(it.Source)
			if it.Expiry >= it.Day {
				last, shut = it.Expiry, it.Expiry
			}
			end, open = max(end, last), max(open, shut)
		}
		c := g.full[i]
		switch {
		case fresh:
			r.Kind[i] = Unique
		case seenIn[c] == ad && items[seenRow[c]].Source == it.Source && items[seenRow[c]].Day != it.Day:
			r.Kind[i] = Temporal
		case seenIn[c] == ad:
			r.Kind[i] = Full
		default:
			r.Kind[i] = Semantic
		}
		seenIn[c], seenRow[c] = ad, i
		r.Ad[i], r.Spell[i] = ad, spell
	}
	r.N = renumber(r.Ad)
	return r
}

// gather lists the rows of each of n groups, in their order; those of group k
// begin at from[k].
func gather(group []int32, n int) (rows, from []int32) {
	from = make([]int32, n+1)
	for _, k := range group {
		from[k+1]++
	}
	for k := range n {
		from[k+1] += from[k]
	}
	rows, next := make([]int32, len(group)), slices.Clone(from[:n])
	for i, k := range group {
		rows[next[k]] = int32(i)
		next[k]++
	}
	return rows, from
}

func (g *grouper) gap(source uint16) int32 {
	if d, ok := g.rule.GapBySource[source]; ok {
		return d
	}
	return g.rule.GapDays
}

// renumber numbers ads by their first row in the input.
func renumber(ad []int32) int {
	to := make([]int32, len(ad))
	next := int32(0)
	for i, a := range ad {
		if to[a] == 0 {
			next++
			to[a] = next
		}
		ad[i] = to[a] - 1
	}
	return int(next)
}
