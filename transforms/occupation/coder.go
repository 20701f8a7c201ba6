package occupation

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"gongqiu/reference"
)

//go:embed model.bin
var embeddedModel []byte

// rulesVersion changes whenever cleaning, features, signals or decisions do;
// with the model's hash it keys every cached answer.
const rulesVersion = "1"

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
	doc    int32
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
	set, err := reference.Load("")
	if err != nil {
		return nil, err
	}
	m, err := decode(embeddedModel)
	if err != nil {
		return nil, err
	}
	return assemble(newHierarchy(set), m, hashOf(embeddedModel), options...)
}

func assemble(h *hierarchy, m *model, hash string, options ...Option) (*Coder, error) {
	docs, err := restore(h, m.Docs)
	if err != nil {
		return nil, err
	}
	if len(m.linear.bias) != len(h.code) {
		return nil, fmt.Errorf("the occupation model knows %d classes, the classification has %d: run make model", len(m.linear.bias), len(h.code))
	}
	c := &Coder{h: h, model: m, decisions: map[string]Decision{}, version: hashOf([]byte(rulesVersion + " " + hash))}
	c.v = &voices{h: h, linear: m.linear, index: newIndex(docs), names: newNamed(h)}
	c.exact = map[uint64][]exactLabel{}
	for i, e := range docs {
		if e.kind == kindLabel || e.kind == kindDecision {
			key := hash64(e.key)
			c.exact[key] = append(c.exact[key], exactLabel{e.target, e.alt, int32(i)})
		}
	}
	c.pool.New = func() any { return newScratch(h) }
	for _, o := range options {
		if err := o(c); err != nil {
			return nil, err
		}
	}
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
	if title.noise {
		return Answer{Reason: "标题为空或只有招聘用语"}
	}
	c.v.candidates(title, &q, s)
	c.model.Ranker.rank(s.cands)
	return c.answer(title, s.cands)
}

// labelTrust is the probability that a title labelled by this project, met
// again with the same cleaned form, has its labelled code: the agreement of
// two independent codings of real titles (shared with the gold set's figures).
const labelTrust = 0.90

// answer turns ranked candidates into probabilities and a decision.
func (c *Coder) answer(title cleaned, cands []candidate) Answer {
	h, m := c.h, c.model
	var a Answer
	none := noneShare(h, cands)
	var levelP [5]float32
	var levelNode [5]int
	for level := 1; level <= 3; level++ {
		node, share := bestAt(h, cands, level)
		levelNode[level], levelP[level] = node, m.Calibrate.Levels[level].at(share)
	}
	unit := make([]float32, len(cands))
	var sum float32
	for i := range cands {
		unit[i] = m.Calibrate.Unit.at(cands[i].p)
		sum += unit[i]
	}
	if sum > 1 {
		for i := range unit {
			unit[i] /= sum
		}
	}
	if labels := c.exact[hash64(title.key())]; len(labels) > 0 {
		c.trustLabels(labels, cands, unit, &levelNode, &levelP)
	}
	// Order by the final probability; the best leaf is the best non-empty one.
	order := make([]int, 0, len(cands))
	for i := range cands {
		if int(cands[i].leaf) == h.none {
			continue
		}
		order = append(order, i)
		for j := len(order) - 1; j > 0 && unit[order[j]] > unit[order[j-1]]; j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	if len(order) == 0 {
		a.Reason = "标题中没有可识别的职业信息"
		return a
	}
	for level := 1; level <= 3; level++ {
		if n := levelNode[level]; n >= 0 {
			a.Best[level], a.BestP[level] = h.code[n], float64(levelP[level])
		}
	}
	top := order[0]
	a.Best[4], a.BestP[4] = h.code[cands[top].leaf], float64(unit[top])
	for level := 3; level >= 1; level-- {
		a.BestP[level] = max(a.BestP[level], a.BestP[level+1]*truth64(at(a.Best[level+1], level) == a.Best[level]))
	}
	for i, at := range order {
		if i == 5 || unit[at] < 0.001 && i > 0 {
			break
		}
		a.Candidates = append(a.Candidates, Candidate{Code: h.code[cands[at].leaf], P: float64(unit[at]), Evidence: c.evidence(title, &cands[at])})
	}
	margin := unit[top]
	if len(order) > 1 {
		margin -= unit[order[1]]
	}
	g := m.Gates
	switch {
	case none > 0.5 && unit[top] < 0.5:
		a.Reason = fmt.Sprintf("标题不足以判断职业（无法判断的概率 %.2f）", none)
		return a
	case unit[top] >= g.Unit && margin >= g.Margin:
		a.Level, a.Code, a.P = 4, a.Best[4], a.BestP[4]
		return a
	}
	for level := 3; level >= 1; level-- {
		if float32(a.BestP[level]) >= g.Levels[level] {
			a.Level, a.Code, a.P = level, a.Best[level], a.BestP[level]
			a.Reason = c.why(a)
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

// trustLabels mixes the labels of the very same cleaned title into the
// probabilities: labelTrust to them, the rest to the model.
func (c *Coder) trustLabels(labels []exactLabel, cands []candidate, unit []float32, node *[5]int, p *[5]float32) {
	h := c.h
	want := make([]float32, len(cands))
	var covered float32
	for _, l := range labels {
		share := 1 / float32(len(labels))
		if len(l.target) != 1 {
			continue
		}
		for i := range cands {
			if cands[i].leaf == l.target[0] {
				if len(l.alt) > 0 {
					want[i] += 0.8 * share
				} else {
					want[i] += share
				}
				covered += share
			}
			for _, x := range l.alt {
				if cands[i].leaf == x {
					want[i] += 0.2 * share / float32(len(l.alt))
				}
			}
		}
	}
	if covered == 0 {
		return
	}
	trust := labelTrust * covered
	for i := range unit {
		unit[i] = trust*want[i] + (1-trust)*unit[i]
	}
	for level := 1; level <= 3; level++ {
		best, share := -1, float32(0)
		for i := range cands {
			n := h.up[cands[i].leaf][3-level]
			if n < 0 {
				continue
			}
			var sum float32
			for j := range cands {
				if h.up[cands[j].leaf][3-level] == n {
					sum += unit[j]
				}
			}
			if sum > share {
				best, share = n, sum
			}
		}
		node[level], p[level] = best, share
	}
}

func (c cleaned) key() string {
	if len(c.mods) == 0 {
		return c.main
	}
	return c.main + " " + strings.Join(c.mods, " ")
}
