package chain

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"gongqiu/internal/zh"
	"gongqiu/reference"
)

// KeywordSet says which chains the keywords of a text speak for and how
// strongly: "jx-auto jx-food=0.5" in the order of the chains, "" for none. Texts
// with the same set are the same to the rule, so it can be stored and joined on.
type KeywordSet string

// Match is a keyword found in a text.
type Match struct {
	ChainID, Keyword string
	M                float64
}

type keyword struct {
	text  string
	chain int
	m     float64
}

// keywords finds all keywords in one pass (Aho and Corasick 1975), as a dense
// automaton over classes of bytes.
type keywords struct {
	list   []keyword
	chains []reference.Chain
	steps  []float64 // distinct strengths, rising; a byte in a key is an index + 1
	step   []uint8   // per keyword

	class  [256]uint8
	width  int     // number of classes
	next   []int32 // state*width + class → state*width
	hits   []int32 // state → first of its keywords in found, or -1
	found  []hit
	letter []uint8 // per keyword: which edges must not touch more of a word

	mu  sync.RWMutex
	set map[string]KeywordSet // bytes per chain → its text
	of  map[KeywordSet][]float64
}

// hit is one keyword that ends in a state; more says that another follows.
type hit struct {
	id   int32
	more bool
}

const (
	edgeFirst = 1 << iota
	edgeLast
)

func newKeywords(list []keyword, chains []reference.Chain) *keywords {
	k := &keywords{list: list, chains: chains, set: map[string]KeywordSet{}, of: map[KeywordSet][]float64{}}
	for _, w := range list {
		k.steps = append(k.steps, w.m)
	}
	slices.Sort(k.steps)
	k.steps = slices.Compact(k.steps)
	texts := make([]string, len(list))
	k.width = 1
	for i, w := range list {
		n, _ := slices.BinarySearch(k.steps, w.m)
		k.step = append(k.step, uint8(n+1))
		texts[i] = strings.ToLower(zh.Fold(w.text))
		var edges uint8
		if word(texts[i][0]) != 0 {
			edges |= edgeFirst
		}
		if word(texts[i][len(texts[i])-1]) != 0 {
			edges |= edgeLast
		}
		k.letter = append(k.letter, edges)
		for j := range len(texts[i]) {
			if b := texts[i][j]; k.class[b] == 0 {
				k.class[b] = uint8(k.width)
				k.width++
			}
		}
	}
	for b := byte('A'); b <= 'Z'; b++ {
		k.class[b] = k.class[b+'a'-'A']
	}
	k.build(texts)
	return k
}

// build makes the trie, then the automaton, breadth first.
func (k *keywords) build(texts []string) {
	trie := [][]int32{make([]int32, k.width)}
	ends := [][]int32{nil}
	for id, text := range texts {
		state := int32(0)
		for j := range len(text) {
			c := k.class[text[j]]
			if trie[state][c] == 0 {
				trie[state][c] = int32(len(trie))
				trie = append(trie, make([]int32, k.width))
				ends = append(ends, nil)
			}
			state = trie[state][c]
		}
		ends[state] = append(ends[state], int32(id))
	}
	fail := make([]int32, len(trie))
	queue := []int32{0}
	for head := 0; head < len(queue); head++ {
		state := queue[head]
		for c := range k.width {
			child := trie[state][c]
			fallback := int32(0)
			if state != 0 {
				fallback = trie[fail[state]][c]
			}
			if child == 0 {
				trie[state][c] = fallback
				continue
			}
			fail[child] = fallback
			ends[child] = append(ends[child], ends[fallback]...)
			queue = append(queue, child)
		}
	}
	for state, row := range trie {
		for _, to := range row {
			k.next = append(k.next, to*int32(k.width))
		}
		if len(ends[state]) == 0 {
			k.hits = append(k.hits, -1)
			continue
		}
		k.hits = append(k.hits, int32(len(k.found)))
		for i, id := range ends[state] {
			k.found = append(k.found, hit{id, i < len(ends[state])-1})
		}
	}
}

// word tells letters (1) and digits (2) from the rest (0). A keyword that begins
// with a letter does not begin inside a Latin word: VR is not in driVRer, but it
// is in VR2 and in 做VR.
func word(b byte) uint8 {
	switch {
	case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z':
		return 1
	case b >= '0' && b <= '9':
		return 2
	}
	return 0
}

// scan calls fn for each keyword found, again for each place.
func (k *keywords) scan(text string, fn func(id int32)) {
	state, width := int32(0), int32(k.width)
	for i := range len(text) {
		state = k.next[state+int32(k.class[text[i]])]
		at := k.hits[state/width]
		if at < 0 {
			continue
		}
		for ; ; at++ {
			h := k.found[at]
			if edges := k.letter[h.id]; edges == 0 || k.whole(text, i+1, h.id, edges) {
				fn(h.id)
			}
			if !h.more {
				break
			}
		}
	}
}

// whole reports whether the keyword that ends before end stands at the edges of
// Latin words or numbers where it begins or ends with one.
func (k *keywords) whole(text string, end int, id int32, edges uint8) bool {
	start := end - len(k.list[id].text)
	if edges&edgeFirst != 0 && start > 0 && word(text[start-1]) == word(text[start]) {
		return false
	}
	return edges&edgeLast == 0 || end == len(text) || word(text[end]) != word(text[end-1])
}

// Keywords finds the version's keywords in a text, such as the title, industry
// and skills of an ad joined by spaces.
func (a *Assigner) Keywords(text string) KeywordSet {
	k := a.keywords
	if wideLetters(text) {
		text = zh.Fold(text)
	}
	var best [maxChains]uint8
	any := false
	k.scan(text, func(id int32) {
		any = true
		best[k.list[id].chain] = max(best[k.list[id].chain], k.step[id])
	})
	if !any {
		return ""
	}
	return k.intern(best[:len(k.chains)])
}

// Matches lists the keywords found, each once, in the order of the rules: the
// evidence behind Keywords.
func (a *Assigner) Matches(text string) []Match {
	k := a.keywords
	var ids []int32
	k.scan(zh.Fold(text), func(id int32) { ids = append(ids, id) })
	slices.Sort(ids)
	var out []Match
	for _, id := range slices.Compact(ids) {
		w := k.list[id]
		out = append(out, Match{k.chains[w.chain].ID, w.text, w.m})
	}
	return out
}

// wideLetters reports full-width letters or digits, which a keyword may hold
// (ＬＥＤ); full-width marks alone need no folding.
func wideLetters(s string) bool {
	for {
		i := strings.IndexByte(s, 0xef)
		if i < 0 || i+2 >= len(s) {
			return false
		}
		if b, c := s[i+1], s[i+2]; b == 0xbc && (c >= 0x90 && c <= 0x99 || c >= 0xa1 && c <= 0xba) || b == 0xbd && c >= 0x81 && c <= 0x9a {
			return true
		}
		s = s[i+1:]
	}
}

func (k *keywords) intern(best []uint8) KeywordSet {
	k.mu.RLock()
	set, ok := k.set[string(best)]
	k.mu.RUnlock()
	if ok {
		return set
	}
	var parts []string
	for c, step := range best {
		switch {
		case step == 0:
		case k.steps[step-1] == 1:
			parts = append(parts, k.chains[c].ID)
		default:
			parts = append(parts, k.chains[c].ID+"="+strconv.FormatFloat(k.steps[step-1], 'g', -1, 64))
		}
	}
	set = KeywordSet(strings.Join(parts, " "))
	k.mu.Lock()
	k.set[string(best)] = set
	k.mu.Unlock()
	return set
}

// strengths reads a set back: a strength per chain, nil for none. Chains that the
// version does not have are passed over.
func (k *keywords) strengths(set KeywordSet) []float64 {
	if set == "" {
		return nil
	}
	k.mu.RLock()
	m, ok := k.of[set]
	k.mu.RUnlock()
	if ok {
		return m
	}
	m = make([]float64, len(k.chains))
	for _, part := range strings.Fields(string(set)) {
		id, value, graded := strings.Cut(part, "=")
		v := 1.
		if graded {
			v, _ = strconv.ParseFloat(value, 64)
		}
		for c := range k.chains {
			if k.chains[c].ID == id && v > 0 && v <= 1 {
				m[c] = v
			}
		}
	}
	k.mu.Lock()
	k.of[set] = m
	k.mu.Unlock()
	return m
}
