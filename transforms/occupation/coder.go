package occupation

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gongqiu/reference"
)

//go:embed model.bin
var embeddedModel []byte

// rulesVersion changes whenever cleaning, features, signals or decisions do;
// with the model's hash it keys every cached answer.
const rulesVersion = "5"

// Query is what an ad says. Only Title is needed.
type Query struct {
	Title, Industry, Skills, Description, Major, EmployerType string
}

// Evidence is one reason that a person can check.
type Evidence struct {
	Source string  // 职业名称, 工种, 已编码标题, 复核决定, 行业 …
	Text   string  // the name or title that matched, or the industry
	Code   string  // what it is coded to
	On     string  // the characters shared with the title
	Score  float64 // cosine, 0…1
}

// Candidate is a 细类 with its calibrated probability.
type Candidate struct {
	Code     string
	P        float64
	Evidence []Evidence
}

// Answer is the deepest code that can be defended.
type Answer struct {
	Code       string      // "" if uncodable
	Level      int         // 0 uncodable, 1 大类 … 4 细类
	P          float64     // calibrated probability that Code is right
	Candidates []Candidate // at most five 细类, best first; P sums to at most 1
	Best       [5]string   // the most probable class of each level (index 1…4), accepted or not
	BestP      [5]float64  // … and its calibrated probability
	Reason     string      // why the code is shallower than 细类, or why there is none; "" for 细类
	Decided    bool        // a reviewer's decision, not the model
}

// Coder codes titles. It is safe for concurrent use.
type Coder struct {
	h         *hierarchy
	v         *voices
	model     *model
	exact     map[uint64][]exactLabel
	decisions map[string]Decision
	version   string
	pool      sync.Pool
}

// exactLabel is what a labelled title says about its cleaned form.
type exactLabel struct {
	target []int32
	alt    []int32
	level  int // of its code: 0 for "cannot be told", else 1…4
}

// Option changes what Load returns.
type Option func(*Coder) error

// WithDecisions lets reviewers' decisions win over the model. A decision
// applies to every title with the same cleaned form.
func WithDecisions(list []Decision) Option {
	return func(c *Coder) error {
		for _, d := range list {
			if _, err := c.h.normal(d.Code); err != nil {
				return fmt.Errorf("decision on %q: %w", d.Title, err)
			}
			c.decisions[Clean(d.Title)] = d
		}
		if len(list) > 0 {
			c.version = hashOf([]byte(c.version + decisionsHash(list)))
		}
		return nil
	}
}

// Load returns the coder with the embedded model.
func Load(options ...Option) (*Coder, error) {
	head, weights, err := parts(embeddedModel)
	if err != nil {
		return nil, err
	}
	// The weights are half of the work and need nothing of the other half.
	var l *linear
	var wg sync.WaitGroup
	var broken error
	wg.Go(func() { l, broken = decodeWeights(weights) })
	set, err := reference.Load("")
	if err != nil {
		return nil, err
	}
	m, err := decodeHead(head)
	if err != nil {
		return nil, err
	}
	h := newHierarchy(set)
	c, err := assemble(h, set, m, hashOf(embeddedModel))
	if err != nil {
		return nil, err
	}
	if wg.Wait(); broken != nil {
		return nil, broken
	}
	if len(l.bias) != len(h.code) {
		return nil, fmt.Errorf("the occupation model knows %d classes, the classification has %d: run make model", len(l.bias), len(h.code))
	}
	m.linear, c.v.linear = l, l
	for _, o := range options {
		if err := o(c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// assemble makes a coder of a model; its linear part may come later.
func assemble(h *hierarchy, set *reference.Set, m *model, hash string) (*Coder, error) {
	docs, err := restore(h, m.Docs)
	if err != nil {
		return nil, err
	}
	c := &Coder{h: h, model: m, decisions: map[string]Decision{}, version: hashOf([]byte(rulesVersion + " " + hash))}
	c.v = &voices{h: h, linear: m.linear, index: newIndex(docs), names: newNames(h), fields: newIndustries(h, set)}
	if m.Public {
		c.v.withPeers(docs)
	}
	if c.v.majors, err = newMajors(h); err != nil {
		return nil, err
	}
	c.exact = map[uint64][]exactLabel{}
	for _, e := range docs {
		if e.kind == kindLabel || e.kind == kindDecision {
			key := hash64(e.key)
			c.exact[key] = append(c.exact[key], exactLabel{e.target, e.alt, levelOf(e.code)})
		}
	}
	c.pool.New = func() any { return newScratch(h) }
	return c, nil
}

// Version names model, rules and decisions; answers may be cached under it.
func (c *Coder) Version() string { return c.version }

// Made says what the model was made from.
func (c *Coder) Made() Provenance { return c.model.From }

// Code answers one query.
func (c *Coder) Code(q Query) Answer {
	s := c.pool.Get().(*scratch)
	defer c.pool.Put(s)
	return c.code(q, s)
}

func (c *Coder) code(q Query, s *scratch) Answer {
	title := parse(q.Title)
	if d, ok := c.decisions[title.key()]; ok {
		return c.decided(d)
	}
	if title.main == "" {
		return Answer{Reason: "标题为空"}
	}
	c.v.candidates(title, &q, s)
	c.model.Ranker.rank(s.cands)
	c.v.weighText(&q, s)
	a := c.answer(title, &q, s)
	if title.noise { // what there is to guess from stays in Best and Candidates
		a.Code, a.Level, a.P, a.Reason = "", 0, 0, "标题只有招聘用语"
	}
	return a
}

// labelTrust is the probability that a title labelled by this project, met
// again with the same cleaned form, has its labelled code; labelTrustAlt that
// the code is right or a stated alternative. Measured by coding 150 titles of
// labels/ again without sight of the first answer (labels/README.md).
const (
	labelTrust    = 0.91
	labelTrustAlt = 0.96
)

// belowLabel bounds the probability of a class below the one at which the label
// of this very title stops: who coded it could not tell.
const belowLabel = 0.5

// defended is the level that the labels of one cleaned title can defend: of
// labels at several levels the highest class. Titles labelled "cannot be told"
// set no limit, since the share of that answer decides.
func defended(labels []exactLabel) int {
	level := 4
	for _, l := range labels {
		if l.level > 0 {
			level = min(level, l.level)
		}
	}
	return level
}

func (q *Query) titleOnly() bool {
	return q.Industry == "" && q.Skills == "" && q.Description == "" && q.Major == "" && q.EmployerType == ""
}

// stands tells whether the label or one of its alternatives is in the class.
func (l *exactLabel) stands(h *hierarchy, node, level int) bool {
	inside := len(l.target) > 0
	for _, t := range l.target {
		inside = inside && h.above(t, level) == node
	}
	for _, t := range l.alt {
		inside = inside || h.above(t, level) == node
	}
	return inside
}

// evidenceFrom is the probability from which a candidate's evidence is told.
const evidenceFrom = 0.02

// answer turns ranked candidates into probabilities and a decision. It sorts
// s.cands by the final share.
func (c *Coder) answer(title cleaned, q *Query, s *scratch) Answer {
	h, m, cands := c.h, c.model, s.cands
	a := Answer{Candidates: make([]Candidate, 0, 5)}
	labels := c.exact[hash64(title.key())]
	limit := 4 // the level at which the labels of this very title stop
	if len(labels) > 0 {
		trustLabels(labels, cands)
		if q.titleOnly() {
			limit = defended(labels)
		}
	}
	for level := 1; level <= 4; level++ {
		node, share := bestAt(h, cands, level)
		if node < 0 && level == 4 {
			continue // nothing but 小类 without 细类
		}
		if node < 0 {
			a.Reason = "标题中没有可识别的职业信息"
			return a
		}
		a.Best[level], a.BestP[level] = h.code[node], float64(m.Calibrate.Levels[level].at(share))
		stands := func(l exactLabel) bool { return l.stands(h, node, level) }
		switch { // the model has learned this very title: its share proves nothing
		case slices.ContainsFunc(labels, stands):
			a.BestP[level] = labelTrustAlt
		case level > limit:
			a.BestP[level] = min(a.BestP[level], belowLabel)
		}
	}
	// A class is at least as probable as a class inside it.
	for level := 3; level >= 1; level-- {
		if at(a.Best[level+1], level) == a.Best[level] {
			a.BestP[level] = max(a.BestP[level], a.BestP[level+1])
		}
	}
	none := noneShare(h, cands)
	var sum float32
	for i := range cands {
		sum += m.Calibrate.Unit.at(cands[i].p)
	}
	sum = max(sum, 1)
	margin := float32(0)
	for i := range cands {
		if int(cands[i].leaf) >= h.units {
			continue
		}
		switch len(a.Candidates) {
		case 0:
			margin = cands[i].p
		case 1:
			margin -= cands[i].p
		case 5:
			continue
		}
		p := float64(m.Calibrate.Unit.at(cands[i].p) / sum)
		x := Candidate{Code: h.code[cands[i].leaf], P: p}
		if p >= evidenceFrom || len(a.Candidates) == 0 {
			x.Evidence = c.evidence(title, q, &cands[i], s)
		}
		a.Candidates = append(a.Candidates, x)
	}
	g := m.Gates
	switch {
	case none > g.None:
		a.Reason = fmt.Sprintf("标题不足以判断职业（无法判断的概率 %.2f）", none)
		return a
	case limit == 4 && a.BestP[4] >= float64(g.Levels[4]) && margin >= g.Margin:
		a.Level, a.Code, a.P = 4, a.Best[4], a.BestP[4]
		return a
	}
	for level := min(3, limit); level >= 1; level-- {
		if a.BestP[level] >= float64(g.Levels[level]) {
			a.Level, a.Code, a.P = level, a.Best[level], a.BestP[level]
			if a.Reason = c.why(a); level == limit {
				a.Reason = "标题本身只能编到" + levelNames[level] + "：" + a.Reason
			}
			return a
		}
	}
	a.Reason = fmt.Sprintf("最可能的大类 %s 的概率只有 %.2f", a.Best[1], a.BestP[1])
	return a
}

func truth64(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// why says what stopped the code above 细类.
func (c *Coder) why(a Answer) string {
	if len(a.Candidates) > 1 {
		x, y := a.Candidates[0], a.Candidates[1]
		return fmt.Sprintf("在 %s %s（%.2f）与 %s %s（%.2f）之间不能确定", x.Code, c.Name(x.Code), x.P, y.Code, c.Name(y.Code), y.P)
	}
	return fmt.Sprintf("细类 %s 的概率只有 %.2f", a.Best[4], a.BestP[4])
}

// Name is the name of a class, "" if there is no such code.
func (c *Coder) Name(code string) string {
	if n, ok := c.h.node[code]; ok {
		return c.h.name[n]
	}
	return ""
}

// trustLabels mixes the labels of the very same cleaned title into the shares:
// labelTrust to them, the rest to the model.
func trustLabels(labels []exactLabel, cands []candidate) {
	var want [maxCandidates]float32
	var covered float32
	share := 1 / float32(len(labels))
	for _, l := range labels {
		if len(l.target) != 1 {
			continue
		}
		main := share
		if len(l.alt) > 0 {
			main = 0.8 * share
		}
		for i := range cands {
			if cands[i].leaf == l.target[0] {
				want[i] += main
				covered += main
			}
			for _, x := range l.alt {
				if cands[i].leaf == x {
					part := (share - main) / float32(len(l.alt))
					want[i] += part
					covered += part
				}
			}
		}
	}
	for i := range cands {
		cands[i].p = labelTrust*want[i] + (1-labelTrust*covered)*cands[i].p
		for j := i; j > 0 && cands[j-1].p < cands[j].p; j-- {
			cands[j-1], cands[j] = cands[j], cands[j-1]
			want[j-1], want[j] = want[j], want[j-1]
		}
	}
}

func (c cleaned) key() string {
	if len(c.mods) == 0 {
		return c.main
	}
	return c.main + " " + strings.Join(c.mods, " ")
}
