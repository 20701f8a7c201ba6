package occupation

import (
	"math"
	"strings"
	"unicode/utf8"
)

// The signals of one candidate, by position in its vector.
const (
	sigLeaf        = iota // log-probability of the leaf in the linear model
	sigMinor              // … of its 小类
	sigSub                // … of its 中类
	sigMajor              // … of its 大类
	sigFirst              // best leaf of the linear model
	sigName               // nearest name: cosine
	sigTrade              // nearest 工种
	sigVariant            // nearest variant
	sigLabel              // nearest labelled title
	sigPublic             // nearest public title
	sigNameSq             // squares, so that near-identity counts more
	sigTradeSq            //
	sigLabelSq            //
	sigShare              // share of the neighbours' votes
	sigShareMinor         // … of its 小类
	sigShareFirst         // most votes
	sigWhole              // a name or 工种 is the whole title
	sigInside             // length of the longest name or 工种 inside the title
	sigHead               // name and title end in the same character
	sigNone               // the leaf "cannot be told"
	sigPublicSq           // square of the nearest public title's cosine
	sigSharePublic        // share of the public neighbours' votes
	sigSplit              // margin of the vote over the linear model
	signals
)

const maxCandidates = 20

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
	fromLinear = 12
	neighbours = 32
)

// voices is the pair of models that give signals.
type voices struct {
	h      *hierarchy
	linear *linear
	index  *index
	names  []named // by leaf
	fields *industries
	majors map[string][]int32 // name of a major → leaves
	public bool               // read titles as the public set codes them
}

// named is what is compared with the letters of a title.
type named struct {
	last rune
	in   []string // name and trades, folded, at least two characters
}

func newNamed(h *hierarchy) []named {
	out := make([]named, h.leaves)
	for leaf := range h.leaves {
		if leaf == h.none {
			continue
		}
		o := h.occ[leaf]
		out[leaf].last, _ = utf8.DecodeLastRuneInString(o.Name)
		for _, n := range append(append([]string{o.Name}, o.Variants...), o.Trades...) {
			if utf8.RuneCountInString(n) >= 2 {
				out[leaf].in = append(out[leaf].in, strings.ToLower(n))
			}
		}
	}
	return out
}

// candidates fills s.cands for a cleaned title.
func (v *voices) candidates(c cleaned, q *Query, s *scratch) {
	h := v.h
	s.feats, s.buf = titleFeatures(s.feats[:0], c, s.buf)
	s.hits = v.index.search(s.hits[:0], s.feats, neighbours, &s.search)
	if q.Industry != "" {
		s.feats, s.buf = fieldFeatures(s.feats, q.Industry, roleField, 0.5, s.buf)
	}
	if v.public {
		s.feats = inDomain(s.feats)
	}
	v.linear.scores(s.feats, s.z)
	s.favoured = append(append(s.favoured[:0], v.fields.favoured(q.Industry)...), v.fields.employer(q.EmployerType)...)
	for _, n := range s.favoured {
		s.z[n] += industryBoost
	}
	leafLogP(h, s.z, s.sums)
	s.top = topLeaves(s.top[:0], s.z, h.leaves, fromLinear)
	s.cands = s.cands[:0]
	add := func(leaf int32) *candidate {
		if at := s.slot[leaf]; at >= 0 {
			return &s.cands[at]
		}
		if len(s.cands) == maxCandidates {
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
		if len(s.cands) < fromLinear+4 {
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
	bestVote, bestLeaf := float32(0), int32(-1)
	for i := range s.cands {
		c := &s.cands[i]
		if x := s.vote[c.leaf]; x > bestVote {
			bestVote, bestLeaf = x, c.leaf
		}
	}
	last, _ := utf8.DecodeLastRuneInString(c.main)
	for i := range s.cands {
		x := &s.cands[i]
		g := &x.sig
		leaf := x.leaf
		g[sigLeaf] = max(s.z[leaf], minLogP)
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
		n := &v.names[leaf]
		g[sigHead] = truth(n.last != 0 && n.last == last)
		for _, name := range n.in {
			if name == c.main {
				g[sigWhole] = 1
			}
			if len(name) <= len(c.main) && strings.Contains(c.main, name) {
				g[sigInside] = max(g[sigInside], float32(len(name))/float32(len(c.main)))
			}
		}
		g[sigSplit] = g[sigShare] * float32(math.Exp(float64(g[sigLeaf])))
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
		cands[i].p = float32(math.Exp(float64(cands[i].p - best)))
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
