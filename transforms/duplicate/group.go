package duplicate

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"gongqiu/internal/hashed"
)

// Item is one row of a source: an ad as seen on a day.
type Item struct {
	Key          uint64 // hash of the source and its own number of the ad, 0 if it gives none
	Employer     int32  // number of the normalised employer, -1 unknown
	City         int32  // number of the city, -1 unknown
	Title        int32  // index into Ads.Titles
	Text         int32  // index into Ads.Texts, -1 without description
	Day          int32  // days since 1970-01-01, -1 unknown
	Posted       int32  // day it was posted as it says itself, -1 unknown
	Expiry       int32  // last day the ad is open as it says itself, -1 unknown
	PayLo, PayHi float32
	Source       uint16
	Level        uint8 // skill level, 0 not stated
	Priced       bool  // states pay, or one end of it
	Agency       bool  // the employer is a labour agency
}

// Ads is the input: rows and the distinct titles (normalised) and
// descriptions that they refer to.
type Ads struct {
	Items  []Item
	Titles []string
	Texts  []*Text
}

// Rule holds the constants. Changing one is a major revision of the method.
type Rule struct {
	Version     string           // of the rule, printed with every release
	Text        float64          // similarity of descriptions, with a similar title
	Title       float64          // similarity of titles
	TextAlone   float64          // similarity of descriptions if one title contains the other
	TwinText    float64          // containment of descriptions of twins: same pay, open together at two sources
	PayOverlap  float64          // of the pay ranges, where there is no description
	AcrossText  float64          // descriptions under different employers' names
	AcrossTitle float64          // titles under different employers' names
	GapDays     int32            // a longer gap ends a spell
	GapBySource map[uint16]int32 // the same for single sources
	RepostDays  int32            // a longer gap makes a new ad
}

// DefaultRule is the published rule.
func DefaultRule() Rule {
	return Rule{Version: "1.2", Text: 0.80, Title: 0.6, TextAlone: 0.95, TwinText: 0.85, PayOverlap: 0.5, AcrossText: 0.90, AcrossTitle: 0.8, GapDays: 14, RepostDays: 60}
}

// Kind says how a row relates to its ad (types of the Eurostat deduplication
// challenge).
type Kind uint8

// The kinds.
const (
	Unique   Kind = iota // the ad's first row
	Full                 // identical to an earlier row
	Semantic             // the same ad in other words
	Temporal             // identical, seen later at the same source
)

func (k Kind) String() string { return [...]string{"unique", "full", "semantic", "temporal"}[k] }

// Result gives for each row its ad (numbered from 0 by first row), its spell
// within the ad (from 1; above 1 the ad was reposted) and its kind.
type Result struct {
	Ad    []int32
	Spell []int16
	Kind  []Kind
	N     int // ads
}

// pairwise is the size of a block up to which all pairs are compared; larger
// ones are compared where a band of their signatures agrees.
const pairwise = 48

// Group finds the ads. It is deterministic, linear in the number of rows but
// for sorting, and needs some 60 bytes a row besides its input.
func Group(ads Ads, rule Rule) Result {
	r, _ := GroupAfter(ads, rule, Before{})
	return r
}

// GroupAfter is Group for rows of which most were grouped before: what
// depends on those alone is not found again. The result is that of Group.
func GroupAfter(ads Ads, rule Rule, before Before) (Result, Memory) {
	g := &grouper{ads: ads, rule: rule, parent: make([]int32, len(ads.Items)), level: make([]uint8, len(ads.Items))}
	for i := range g.parent {
		g.parent[i] = int32(i)
		g.level[i] = ads.Items[i].Level
	}
	g.remember(before)
	reps := g.fullDuplicates()
	g.blocks(reps)
	memory := g.memory()
	g.sameKeys()
	memory.Paired = g.across(reps)
	return g.spells(), memory
}

type grouper struct {
	ads       Ads
	rule      Rule
	parent    []int32
	level     []uint8 // of a group, at its root
	full      []int32 // per row the first row identical to it
	titleRank []int32 // of the titles, where blocks are compared
	before    Before
	old       []int32 // per row its number among the rows grouped before, -1 if it is new; nil if all are
}

// rankTitles numbers titles in alphabetical order, so that similar ones lie
// side by side.
func rankTitles(titles []string) []int32 {
	order := make([]int32, len(titles))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		switch {
		case titles[a] < titles[b]:
			return -1
		case titles[a] > titles[b]:
			return 1
		}
		return int(a - b)
	})
	rank := make([]int32, len(titles))
	for r, i := range order {
		rank[i] = int32(r)
	}
	return rank
}

func (g *grouper) find(i int32) int32 {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

// union joins two groups under the smaller root, unless their levels differ.
func (g *grouper) union(a, b int32) bool {
	a, b = g.find(a), g.find(b)
	if a == b {
		return true
	}
	if g.level[a] != 0 && g.level[b] != 0 && g.level[a] != g.level[b] {
		return false
	}
	if b < a {
		a, b = b, a
	}
	g.parent[b] = a
	g.level[a] = max(g.level[a], g.level[b])
	return true
}

// fullDuplicates joins identical rows and returns the first of each. Workers
// share the rows by their keys, so that all identical ones are one worker's.
func (g *grouper) fullDuplicates() (reps []int32) {
	items := g.ads.Items
	g.full = make([]int32, len(items))
	keys := make([]uint64, len(items)) // 0 for a row without
	inBatches(len(items), func(from, to int) {
		for i := from; i < to; i++ {
			if k, ok := g.fullKey(&items[i]); ok {
				keys[i] = k | 1
			}
		}
	})
	workers := uint64(runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			var known hashed.Numbers
			var first []int32 // row of each key
			for i, k := range keys {
				if k>>32%workers != w {
					continue
				}
				j := int32(i)
				if k != 0 {
					n, isNew := known.Of(k)
					if isNew {
						first = append(first, j)
					}
					j = first[n]
				}
				g.full[i], g.parent[i] = j, j
			}
		})
	}
	wg.Wait()
	for i, j := range g.full {
		if int(j) == i {
			reps = append(reps, j)
		}
	}
	return reps
}

// fullKey hashes employer, city, title, pay, level and description. Without an
// employer a row is identical only to a row of its source with the same
// description; without that either it has no key.
func (g *grouper) fullKey(it *Item) (uint64, bool) {
	var text uint64
	if it.Text >= 0 {
		text = g.ads.Texts[it.Text].Hash
	}
	k := mix(uint64(uint32(it.Employer))<<32 | uint64(uint32(it.City)))
	if it.Employer < 0 {
		if text == 0 {
			return 0, false
		}
		k = mix(k ^ uint64(it.Source))
	}
	k = mix(k ^ uint64(uint32(it.Title))<<8 ^ uint64(it.Level))
	k = mix(k ^ uint64(math.Float32bits(it.PayLo))<<32 ^ uint64(math.Float32bits(it.PayHi)))
	return mix(k ^ text), true
}

// blockOf names the employer and city of a row.
func (g *grouper) blockOf(i int32) uint64 {
	it := &g.ads.Items[i]
	return uint64(uint32(it.Employer))<<32 | uint64(uint32(it.City))
}

// blocks compares the rows of each employer in each city. Where no row is new,
// what was found before holds.
func (g *grouper) blocks(reps []int32) {
	type entry struct {
		block uint64
		row   int32
	}
	changed := map[uint64]bool{}
	for _, i := range reps {
		if g.isNew(i) {
			changed[g.blockOf(i)] = true
		}
	}
	list := make([]entry, 0, len(reps))
	for _, i := range reps {
		switch block := g.blockOf(i); {
		case g.ads.Items[i].Employer < 0:
		case changed[block]:
			list = append(list, entry{block, i})
		default:
			g.joinAsBefore(i)
		}
	}
	if len(list) > 0 {
		g.titleRank = rankTitles(g.ads.Titles)
	}
	slices.SortFunc(list, func(a, b entry) int {
		switch {
		case a.block < b.block:
			return -1
		case a.block > b.block:
			return 1
		}
		return int(a.row - b.row)
	})
	rows := make([]int32, len(list))
	starts := []int32{}
	for i, e := range list {
		rows[i] = e.row
		if i == 0 || list[i-1].block != e.block {
			starts = append(starts, int32(i))
		}
	}
	starts = append(starts, int32(len(list)))
	// blocks share no rows, so workers never touch the same group
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			var b bander
			const batch = 256
			for {
				from := next.Add(batch) - batch
				if from >= int64(len(starts)-1) {
					return
				}
				for k := from; k < min(from+batch, int64(len(starts)-1)); k++ {
					g.block(rows[starts[k]:starts[k+1]], &b)
				}
			}
		})
	}
	wg.Wait()
}

// block compares rows of one employer in one city.
func (g *grouper) block(rows []int32, b *bander) {
	if len(rows) <= pairwise {
		for x := 1; x < len(rows); x++ {
			for y := range x {
				g.try(rows[y], rows[x])
			}
		}
		return
	}
	b.compare(g, rows)
}

// try joins two rows of one employer and city if they are one ad.
func (g *grouper) try(a, b int32) bool {
	if g.find(a) == g.find(b) {
		return true
	}
	return g.sameAd(a, b) && g.union(a, b)
}

// sameAd decides on two rows of one employer and city.
func (g *grouper) sameAd(a, b int32) bool {
	x, y := &g.ads.Items[a], &g.ads.Items[b]
	if x.Level != 0 && y.Level != 0 && x.Level != y.Level {
		return false
	}
	if !g.hasText(x) || !g.hasText(y) {
		return x.Title == y.Title && payOverlap(x, y) >= g.rule.PayOverlap
	}
	p, q := &g.ads.Texts[x.Text].Sig, &g.ads.Texts[y.Text].Sig
	j := Similarity(p, q)
	if j < g.rule.Text && !(g.twins(x, y) && Containment(p, q) >= g.rule.TwinText) {
		return false
	}
	if x.Title == y.Title {
		return true
	}
	s, t := g.ads.Titles[x.Title], g.ads.Titles[y.Title]
	if differentTitles(s, t) {
		return false
	}
	return TitleSimilarity(s, t) >= g.rule.Title || j >= g.rule.TextAlone
}

// twins says whether two rows look like one ad put on two boards: the same
// pay, and open at the same time at different sources. Boards cut
// texts, which in a short one changes much of it.
func (g *grouper) twins(x, y *Item) bool {
	if x.Source == y.Source || x.PayLo != y.PayLo || x.PayHi != y.PayHi || x.Day < 0 || y.Day < 0 {
		return false
	}
	if x.PayHi <= 0 && x.Title != y.Title {
		return false // neither states pay: then the title must agree
	}
	return x.Day <= max(y.Day+g.gap(y.Source), y.Expiry) && y.Day <= max(x.Day+g.gap(x.Source), x.Expiry)
}

func (g *grouper) hasText(it *Item) bool { return it.Text >= 0 && g.ads.Texts[it.Text].Hash != 0 }

// payOverlap is the common part of two pay ranges over their union; 0 if
// either is missing.
func payOverlap(a, b *Item) float64 {
	if a.PayHi <= 0 || b.PayHi <= 0 {
		return 0
	}
	lo, hi := max(a.PayLo, b.PayLo), min(a.PayHi, b.PayHi)
	if hi < lo {
		return 0
	}
	all := max(a.PayHi, b.PayHi) - min(a.PayLo, b.PayLo)
	if all <= 0 {
		return 1
	}
	return float64((hi - lo) / all)
}

// sameKeys joins rows with the same number at their source in the same city,
// whatever has been edited since, the grade excepted.
func (g *grouper) sameKeys() {
	var known hashed.Numbers
	var first []int32 // row of each key
	for i := range g.ads.Items {
		it := &g.ads.Items[i]
		if it.Key == 0 {
			continue
		}
		n, isNew := known.Of(mix(it.Key ^ mix(uint64(uint32(it.City)))))
		if isNew {
			first = append(first, int32(i))
		} else {
			g.union(first[n], int32(i))
		}
	}
}
