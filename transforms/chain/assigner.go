package chain

import (
	"fmt"
	"hash/fnv"

	"gongqiu/reference"
)

const (
	keywordWeight    = .6 // share of a keyword beside the industry's
	occupationWeight = .5 // share of the occupation beside the industry's
	maxChains        = 64

	// An industry text understood with less confidence than this counts as
	// missing: a wrong chain costs more than none.
	minConfidence = .5

	// revision stands for what the code of this package does beside the rules;
	// it changes when the same rules come to give other weights.
	revision = 1
)

// Other is the chain id of what belongs to no key chain.
const Other = reference.OtherChain

// Weight is what an ad gives to one chain: Share is s, Alpha is α. For Other,
// Share equals Alpha.
type Weight struct {
	ChainID      string
	Share, Alpha float64
}

// Assigner applies the rules of one chain version. It is safe for concurrent
// use.
type Assigner struct {
	version    string
	chains     []reference.Chain
	industry   map[string][]float64 // code at any level → strength per chain
	occupation map[string][]float64
	keywords   *keywords
	industries *Industries
	hash       uint64
}

// New compiles the rules of a version. A version without rules (a bare list of
// names) is an error.
func New(s *reference.Set, version string) (*Assigner, error) {
	if _, ok := s.ChainVersion(version); !ok {
		return nil, fmt.Errorf("chain version %q is not in reference/chain_versions.csv", version)
	}
	rules := s.RulesOf(version)
	if len(rules) == 0 {
		return nil, fmt.Errorf("chain version %s has no rules in reference/chain_rules.csv: nothing can be assigned to its chains", version)
	}
	a := &Assigner{version: version, chains: s.ChainsOf(version), industries: NewIndustries(s)}
	if len(a.chains) > maxChains {
		return nil, fmt.Errorf("chain version %s has %d chains; %d is the most", version, len(a.chains), maxChains)
	}
	index := map[string]int{}
	for i, c := range a.chains {
		index[c.ID] = i
	}
	industry, occupation := newStrengths(len(a.chains)), newStrengths(len(a.chains))
	var words []keyword
	h := fnv.New64a()
	fmt.Fprintln(h, revision, keywordWeight, occupationWeight, minConfidence)
	for _, r := range rules {
		fmt.Fprintln(h, r.ChainID, r.Kind, r.Code, r.M)
		switch r.Kind {
		case reference.RuleIndustry:
			industry.rule(r.Code, index[r.ChainID], r.M)
		case reference.RuleOccupation:
			occupation.rule(r.Code, index[r.ChainID], r.M)
		case reference.RuleKeyword:
			if r.M > 0 {
				words = append(words, keyword{text: r.Code, chain: index[r.ChainID], m: r.M})
			}
		}
	}
	for _, n := range s.Industries {
		industry.class(n.Code, n.Parent)
	}
	for _, o := range s.Occupations {
		occupation.class(o.Code, o.Parent)
	}
	a.industry, a.occupation = industry.compile(), occupation.compile()
	a.keywords = newKeywords(words, a.chains)
	for _, n := range s.IndustryAliases {
		fmt.Fprintln(h, n.Name, n.Code, n.Confidence)
	}
	a.hash = h.Sum64()
	return a, nil
}

// Version is the id of the chain version.
func (a *Assigner) Version() string { return a.version }

// Hash changes with the rules, the industry names and the method, and keys
// cached results.
func (a *Assigner) Hash() uint64 { return a.hash }

// Chains returns the chains in the order of the list, without Other.
func (a *Assigner) Chains() []reference.Chain { return a.chains }

// Industry maps a board's industry text to GB/T 4754, see Industries.Code; what
// is understood with a confidence below .5 is not taken.
func (a *Assigner) Industry(text string) (code string, ok bool) {
	code, confidence, ok := a.industries.Code(text)
	if !ok || confidence < minConfidence {
		return "", false
	}
	return code, true
}

// Weights returns the chains that an ad serves and, last, Other with what
// remains. Industry is a code of GB/T 4754 at any level, occupation one of the
// 大典 at any level; "" or a code that is in neither book says nothing. Chains
// with no share are left out; Σ Alpha = 1.
func (a *Assigner) Weights(industry, occupation string, kw KeywordSet) []Weight {
	m, pi, k := a.industry[industry], a.occupation[occupation], a.keywords.strengths(kw)
	var out []Weight
	total := 0.
	for c := range a.chains {
		s := 0.
		if m != nil {
			s = m[c]
		}
		if k != nil {
			s = max(s, keywordWeight*k[c])
		}
		if pi != nil {
			s = max(s, occupationWeight*pi[c])
		}
		if s > 0 {
			out = append(out, Weight{ChainID: a.chains[c].ID, Share: s})
			total += s
		}
	}
	for i := range out {
		out[i].Alpha = out[i].Share / max(1, total)
	}
	if rest := 1 - total; rest > 1e-12 {
		out = append(out, Weight{ChainID: Other, Share: rest, Alpha: rest})
	}
	return out
}

// strengths carries the rules on a tree of classes to every class of it.
type strengths struct {
	n        int
	codes    []string
	rules    map[string]map[int]float64 // code → chain → m
	parent   map[string]string
	children map[string]int
}

func newStrengths(n int) *strengths {
	return &strengths{n: n, rules: map[string]map[int]float64{}, parent: map[string]string{}, children: map[string]int{}}
}

func (t *strengths) rule(code string, chain int, m float64) {
	if t.rules[code] == nil {
		t.rules[code] = map[int]float64{}
	}
	t.rules[code][chain] = m
}

func (t *strengths) class(code, parent string) {
	t.codes = append(t.codes, code) // in the order of the book, so that sums come out alike
	t.parent[code] = parent
	t.children[parent]++
}

// compile gives every finest class its nearest rule upwards and every other
// class the mean of its finest ones. Classes without any strength are left out.
func (t *strengths) compile() map[string][]float64 {
	sum := map[string][]float64{}
	leaves := map[string]float64{}
	for _, code := range t.codes {
		if t.children[code] > 0 {
			continue
		}
		m := make([]float64, t.n)
		decided := make([]bool, t.n)
		for up := code; up != ""; up = t.parent[up] {
			for c, v := range t.rules[up] {
				if !decided[c] {
					m[c], decided[c] = v, true
				}
			}
		}
		for up := code; up != ""; up = t.parent[up] {
			if sum[up] == nil {
				sum[up] = make([]float64, t.n)
			}
			for c, v := range m {
				sum[up][c] += v
			}
			leaves[up]++
		}
	}
	for code, m := range sum {
		any := false
		for c := range m {
			m[c] /= leaves[code]
			any = any || m[c] > 0
		}
		if !any {
			delete(sum, code)
		}
	}
	return sum
}
