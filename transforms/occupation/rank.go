package occupation

import (
	"math"
	"strings"
	"unicode/utf8"
)

// The signals of one candidate, by position in its vector.
const (
	sigLeaf           = iota // log-probability of the leaf in the linear model
	sigMinor                 // … of its 小类
	sigSub                   // … of its 中类
	sigMajor                 // … of its 大类
	sigFirst                 // best leaf of the linear model
	sigName                  // nearest name: cosine
	sigTrade                 // nearest 工种
	sigVariant               // nearest variant
	sigLabel                 // nearest labelled title
	sigPublic                // nearest public title
	sigNameSq                // squares, so that near-identity counts more
	sigTradeSq               //
	sigLabelSq               //
	sigShare                 // share of the neighbours' votes
	sigShareMinor            // … of its 小类
	sigShareFirst            // most votes
	sigWhole                 // a name or 工种 is the whole title
	sigInside                // length of the longest name or 工种 inside the title
	sigHead                  // name and title end in the same character
	sigNone                  // the leaf "cannot be told"
	sigPublicSq              // square of the nearest public title's cosine
	sigSharePublic           // share of the public neighbours' votes
	sigSplit                 // margin of the vote over the linear model
	sigPeerLeaf              // log-share of the votes of the nearest titles of its own source
	sigPeerMinor             // … of its 小类
	sigPeerSub               // … of its 中类
	sigPeerMajor             // … of its 大类
	sigLogShare              // log of sigShare
	sigLogShareMinor         // log of sigShareMinor
	sigLogSharePublic        // log of sigSharePublic
	signals
)

// maxCandidates is how many leaves are weighed at most. Where the ways of one
// source are learned (voices.peers), speed counts less and more are.
const maxCandidates = 32

// candidate is a leaf with its signals and, after ranking, its probability.
type candidate struct {
	leaf int32
	sig  [signals]float32
	p    float32
	doc  [kinds]int32 // nearest document of each kind, -1 if none
}

// scratch is the working memory of one title at a time.
type scratch struct {
	buf      []uint32
	feats    []feature
	z        []float32
	sums     []float32
	hits     []hit
	search   searcher
	vote     []float32 // by node
	slot     []int16   // leaf → position in cands, -1
	cands    []candidate
	top      []int32
	favoured []int // nodes that industry and employer speak for
	row      []uint32

	peerHits   []hit // only with peers
	peerSearch searcher
	peerVote   []float32 // by node
}

func newScratch(h *hierarchy) *scratch {
	s := &scratch{z: make([]float32, len(h.code)), sums: make([]float32, len(h.code)), vote: make([]float32, len(h.code)), slot: make([]int16, h.leaves)}
	for i := range s.slot {
		s.slot[i] = -1
	}
	return s
}

// voteWeight is how much a neighbour of each kind counts.
var voteWeight = [kinds]float32{kindName: 1.2, kindTrade: 1, kindVariant: 0.5, kindLabel: 1.2, kindPublic: 0.5, kindDecision: 2}

const (
	candidateLimit = 20 // … without peers
	fromLinear     = 12 // of them, at least these
	fromLinearMany = 20 // … with peers
	neighbours     = 24
	peerNeighbours = 32
	fromPeers      = 10 // nearest peers whose leaf becomes a candidate
)

// voices is the pair of models that give signals.
type voices struct {
	h      *hierarchy
	linear *linear
	index  *index
	names  *names
	fields *industries
	majors map[string][]int32 // name of a major → leaves
	peers  *index             // titles of one source alone, to code as it does; nil for our own way
}

// withPeers makes the voices code as the public titles of the list do.
func (v *voices) withPeers(list []example) *voices {
	var own []example
	for i := range list {
		if list[i].kind == kindPublic {
			own = append(own, list[i])
		}
	}
	v.peers = newIndex(own)
	return v
}

// names are what is compared with the letters of a title: name and trades of
// each leaf, folded, of at least two characters.
type names struct {
	last []rune   // by leaf: the last character of the name
	from []uint32 // by leaf: its texts are [from[leaf], from[leaf+1])
	text []string
	mask []uint64 // by text: its letters, to see at a glance what cannot be inside a title
}

func newNames(h *hierarchy) *names {
	n := &names{last: make([]rune, h.leaves), from: []uint32{0}}
	for leaf := range h.leaves {
		if leaf != h.none {
			o := h.occ[leaf]
			n.last[leaf], _ = utf8.DecodeLastRuneInString(o.Name)
			for _, text := range append(append([]string{o.Name}, o.Variants...), o.Trades...) {
				if utf8.RuneCountInString(text) >= 2 {
					n.text = append(n.text, strings.ToLower(text))
					n.mask = append(n.mask, letters(strings.ToLower(text)))
				}
			}
		}
		n.from = append(n.from, uint32(len(n.text)))
	}
	return n
}

// letters sets one bit of 64 for every character.
func letters(text string) uint64 {
	var m uint64
	for _, r := range text {
		m |= 1 << (uint32(r) * 0x9E3779B9 >> 26)
	}
	return m
}

// inside tells how much of a title the longest text of the leaf in it takes,
// and whether one is the whole title.
func (n *names) inside(leaf int32, title string, mask uint64) (share float32, whole bool) {
	longest := 0
	for i := n.from[leaf]; i < n.from[leaf+1]; i++ {
		if n.mask[i]&^mask == 0 && len(n.text[i]) > longest && strings.Contains(title, n.text[i]) {
			longest = len(n.text[i])
		}
	}
	if longest == 0 {
		return 0, false
	}
	return float32(longest) / float32(len(title)), longest == len(title)
}

// candidates fills s.cands for a cleaned title.
func (v *voices) candidates(c cleaned, q *Query, s *scratch) {
	h := v.h
	s.feats, s.buf = titleFeatures(s.feats[:0], c, s.buf)
	s.hits = v.index.search(s.hits[:0], s.feats, neighbours, &s.search)
	own := len(s.feats)
	if q.Industry != "" {
		s.feats, s.buf = fieldFeatures(s.feats, q.Industry, roleField, 0.5, s.buf)
	}
	limit, most := candidateLimit, fromLinear
	if v.peers != nil {
		limit, most = maxCandidates, fromLinearMany
		s.peerHits = v.peers.search(s.peerHits[:0], s.feats[:own], peerNeighbours, &s.peerSearch)
		s.feats = inDomain(s.feats)
	}
	v.linear.scores(s.feats, s.z)
	s.favoured = append(append(s.favoured[:0], v.fields.favoured(q.Industry)...), v.fields.employer(q.EmployerType)...)
	for _, n := range s.favoured {
		s.z[n] += industryBoost
	}
	shift := leafSoftmax(h, s.z, s.sums)
	s.top = topLeaves(s.top[:0], h, s.z, s.sums, shift, most)
	s.cands = s.cands[:0]
	add := func(leaf int32) *candidate {
		if at := s.slot[leaf]; at >= 0 {
			return &s.cands[at]
		}
		if len(s.cands) == limit {
			return nil
		}
		s.slot[leaf] = int16(len(s.cands))
		s.cands = append(s.cands, candidate{leaf: leaf, doc: [kinds]int32{-1, -1, -1, -1, -1, -1, -1}})
		return &s.cands[len(s.cands)-1]
	}
	for _, leaf := range s.top {
		add(leaf)
	}
	for _, n := range s.favoured { // the best of what the industry speaks for
		best := -1
		for _, leaf := range h.leavesOf(h.code[n]) {
			if best < 0 || s.z[leaf] > s.z[best] {
				best = leaf
			}
		}
		if len(s.cands) < most+4 {
			add(int32(best))
		}
	}
	var total, totalPublic float32
	for _, x := range s.hits {
		d := &v.index.docs[x.doc]
		if d.leaf < 0 {
			continue
		}
		w := voteWeight[d.kind] * x.sim * x.sim * x.sim
		total += w
		s.vote[d.leaf] += w
		if u := h.up[d.leaf]; u[0] >= 0 {
			s.vote[u[0]] += w
		}
		cand := add(d.leaf)
		if cand == nil {
			continue
		}
		kind := d.kind
		switch kind {
		case kindDecision:
			kind = kindLabel
		case kindPublic:
			totalPublic += w
			cand.sig[sigSharePublic] += w
		}
		if at := sigName + int(kindSignal[kind]); cand.sig[at] < x.sim {
			cand.sig[at] = x.sim
			cand.doc[d.kind] = int32(x.doc)
		}
	}
	total, totalPublic = max(total, 1e-6), max(totalPublic, 1e-6)
	for i, x := range s.peerHits {
		if leaf := v.peers.docs[x.doc].leaf; i < fromPeers && leaf >= 0 {
			add(leaf)
		}
	}
	bestVote, bestLeaf := float32(0), int32(-1)
	for i := range s.cands {
		c := &s.cands[i]
		if x := s.vote[c.leaf]; x > bestVote {
			bestVote, bestLeaf = x, c.leaf
		}
	}
	last, _ := utf8.DecodeLastRuneInString(c.main)
	mask := letters(c.main)
	for i := range s.cands {
		x := &s.cands[i]
		g := &x.sig
		leaf := x.leaf
		g[sigLeaf] = max(s.z[leaf]-shift, minLogP)
		if u := h.up[leaf]; u[0] >= 0 {
			g[sigMinor], g[sigSub], g[sigMajor] = boundedLog(s.sums[u[0]]), boundedLog(s.sums[u[1]]), boundedLog(s.sums[u[2]])
			g[sigShareMinor] = s.vote[u[0]] / total
		} else {
			g[sigMinor], g[sigSub], g[sigMajor] = g[sigLeaf], g[sigLeaf], g[sigLeaf]
			g[sigNone] = 1
		}
		g[sigFirst] = truth(leaf == s.top[0])
		g[sigNameSq] = g[sigName] * g[sigName]
		g[sigTradeSq] = g[sigTrade] * g[sigTrade]
		g[sigLabelSq] = g[sigLabel] * g[sigLabel]
		g[sigPublicSq] = g[sigPublic] * g[sigPublic]
		g[sigSharePublic] /= totalPublic
		g[sigShare] = s.vote[leaf] / total
		g[sigShareFirst] = truth(leaf == bestLeaf)
		g[sigHead] = truth(v.names.last[leaf] == last && last != 0)
		inside, whole := v.names.inside(leaf, c.main, mask)
		g[sigInside], g[sigWhole] = inside, truth(whole)
		g[sigSplit] = g[sigShare] * exp32(g[sigLeaf])
	}
	if v.peers != nil {
		v.peerSignals(s)
	}
	for _, x := range s.hits {
		if leaf := v.index.docs[x.doc].leaf; leaf >= 0 {
			s.vote[leaf] = 0
			if u := h.up[leaf]; u[0] >= 0 {
				s.vote[u[0]] = 0
			}
		}
	}
	for i := range s.cands {
		s.slot[s.cands[i].leaf] = -1
	}
}

// peerSignals lets the nearest titles of the same source vote, each by its
// cosine and for its class and those above it, and adds the logarithms of all
// votes: a source that codes in its own way is followed by how often it did.
func (v *voices) peerSignals(s *scratch) {
	h := v.h
	if len(s.peerVote) < len(h.code) {
		s.peerVote = make([]float32, len(h.code))
	}
	clear(s.peerVote)
	total := float32(1e-6)
	for _, x := range s.peerHits {
		d := &v.peers.docs[x.doc]
		total += x.sim
		n := int(d.leaf)
		if n < 0 {
			n = h.node[d.code]
		}
		h.climb(n, func(n int) { s.peerVote[n] += x.sim })
	}
	log := func(share float32) float32 { return float32(math.Log(float64(share) + 0.02)) }
	for i := range s.cands {
		x := &s.cands[i]
		g := &x.sig
		for j := range 4 {
			g[sigPeerLeaf+j] = log(0)
		}
		j := 0
		h.climb(int(x.leaf), func(n int) {
			g[sigPeerLeaf+j] = log(s.peerVote[n] / total)
			j++
		})
		g[sigLogShare], g[sigLogShareMinor], g[sigLogSharePublic] = log(g[sigShare]), log(g[sigShareMinor]), log(g[sigSharePublic])
	}
}

// kindSignal is the offset from sigName of a kind's cosine.
var kindSignal = [kinds]uint8{kindName: 0, kindTrade: 1, kindVariant: 2, kindLabel: 3, kindPublic: 4, kindDecision: 3}

func truth(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// ranker is a conditional logit over the candidates of a title.
type ranker struct {
	Weights [signals]float32
}

// rank sets the candidates' probabilities and sorts them, best first.
func (r *ranker) rank(cands []candidate) {
	best := float32(math.Inf(-1))
	for i := range cands {
		var u float32
		for j, x := range cands[i].sig {
			u += r.Weights[j] * x
		}
		cands[i].p = u
		best = max(best, u)
	}
	var total float32
	for i := range cands {
		cands[i].p = exp32(max(cands[i].p-best, -80))
		total += cands[i].p
	}
	for i := range cands {
		cands[i].p /= total
		j := i
		for j > 0 && (cands[j-1].p < cands[i].p || cands[j-1].p == cands[i].p && cands[j-1].leaf > cands[i].leaf) {
			j--
		}
		if j < i {
			x := cands[i]
			copy(cands[j+1:i+1], cands[j:i])
			cands[j] = x
		}
	}
}

// choice is one training case of the ranker: candidates, and the share of the
// truth on each (all zero if the truth is not among them).
type choice struct {
	cands  []candidate
	want   []float32
	weight float32
}

// trainRanker maximises the conditional likelihood by Adam over full passes.
// Signals in without get no weight.
func trainRanker(list []choice, without []int) *ranker {
	var w, m, v [signals]float64
	const steps, rate = 300, 0.05
	var total float64
	for _, c := range list {
		total += float64(c.weight)
	}
	p := make([]float64, maxCandidates)
	for step := 1; step <= steps; step++ {
		var grad [signals]float64
		for _, c := range list {
			best := math.Inf(-1)
			for i := range c.cands {
				p[i] = 0
				for j, x := range c.cands[i].sig {
					p[i] += w[j] * float64(x)
				}
				best = max(best, p[i])
			}
			var sum float64
			for i := range c.cands {
				p[i] = math.Exp(p[i] - best)
				sum += p[i]
			}
			for i := range c.cands {
				d := float64(c.weight) * (float64(c.want[i]) - p[i]/sum)
				if d > -1e-5 && d < 1e-5 {
					continue
				}
				for j, x := range c.cands[i].sig {
					grad[j] += d * float64(x)
				}
			}
		}
		for _, j := range without {
			grad[j], w[j] = 0, 0
		}
		for j := range w {
			g := grad[j]/total - 0.0005*w[j]
			m[j] = 0.9*m[j] + 0.1*g
			v[j] = 0.99*v[j] + 0.01*g*g
			mh := m[j] / (1 - math.Pow(0.9, float64(step)))
			vh := v[j] / (1 - math.Pow(0.99, float64(step)))
			w[j] += rate * mh / (math.Sqrt(vh) + 1e-8)
		}
	}
	r := &ranker{}
	for _, j := range without {
		w[j] = 0
	}
	for j := range w {
		r.Weights[j] = float32(w[j])
	}
	return r
}

// newChoice sets the truth of an example on its candidates; ok is false if
// the truth is not among them or would not tell them apart.
func newChoice(h *hierarchy, e *example, cands []candidate) (choice, bool) {
	c := choice{cands: append([]candidate(nil), cands...), want: make([]float32, len(cands)), weight: e.weight}
	var inside, alts float32
	isTarget := func(leaf int32) bool {
		for _, t := range e.target {
			if t == leaf {
				return true
			}
		}
		return false
	}
	isAlt := func(leaf int32) bool {
		for _, t := range e.alt {
			if t == leaf {
				return true
			}
		}
		return false
	}
	for i := range cands {
		if isTarget(cands[i].leaf) {
			inside += float32(math.Exp(float64(cands[i].sig[sigLeaf])))
		} else if isAlt(cands[i].leaf) {
			alts++
		}
	}
	if inside == 0 {
		return c, false
	}
	share := float32(1)
	if alts > 0 {
		share = 0.8
	}
	for i := range cands {
		if isTarget(cands[i].leaf) {
			c.want[i] = share * float32(math.Exp(float64(cands[i].sig[sigLeaf]))) / inside
		} else if isAlt(cands[i].leaf) {
			c.want[i] = (1 - share) / alts
		}
	}
	return c, true
}
