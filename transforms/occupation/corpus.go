package occupation

import (
	"strings"

	"gongqiu/reference"
)

// corpus is everything the coder learns from, in a fixed order.
type corpus struct {
	h        *hierarchy
	examples []example
}

// Weights of the kinds in the linear model, chosen by cross-validation on
// labels/ alone.
var kindWeight = [kinds]float32{kindName: 1.5, kindTrade: 1, kindVariant: 0.1, kindDefinition: 0.15, kindLabel: 1.5, kindPublic: 0.5, kindDecision: 2}

func newCorpus(h *hierarchy, set *reference.Set, labels []example) *corpus {
	c := &corpus{h: h}
	seen := map[string]bool{}
	add := func(text string, target []int32, code string, kind int) {
		if text == "" || seen[code+text] {
			return
		}
		seen[code+text] = true
		e := example{title: text, c: parse(text), target: target, code: code, kind: kind, weight: kindWeight[kind]}
		if kind == kindDefinition {
			e.c = cleaned{main: text}
		}
		e.key = text
		c.examples = append(c.examples, e)
	}
	for _, o := range set.Occupations {
		n := h.node[o.Code]
		if o.Level < 4 {
			var target []int32
			for _, l := range h.under[n] {
				target = append(target, int32(l))
			}
			add(o.Name, target, o.Code, kindName)
			for _, v := range variants(o.Name) {
				add(v, target, o.Code, kindVariant)
			}
			continue
		}
		target := []int32{int32(n)}
		add(o.Name, target, o.Code, kindName)
		for _, v := range o.Variants {
			add(v, target, o.Code, kindName)
		}
		for _, v := range o.Trades {
			add(v, target, o.Code, kindTrade)
		}
		for _, v := range variants(o.Name) {
			add(v, target, o.Code, kindVariant)
		}
		for _, v := range o.Trades {
			for _, w := range variants(v) {
				add(w, target, o.Code, kindVariant)
			}
		}
		for _, d := range phrases(o.Definition, o.Tasks) {
			add(d, target, o.Code, kindDefinition)
		}
	}
	for _, e := range labels {
		e.weight = kindWeight[e.kind]
		c.examples = append(c.examples, e)
	}
	return c
}

// phrases cuts a definition and its tasks into sentences without the words
// that every definition has.
func phrases(definition, tasks string) []string {
	var out []string
	clean := strings.NewReplacer("的人员", "", "主要工作任务", "", "从事", "", "使用", "", "运用", "", "进行", "", "负责", "", "操作", "")
	for _, text := range append([]string{definition}, strings.FieldsFunc(tasks, func(r rune) bool { return r >= '0' && r <= '9' || r == ';' || r == '；' })...) {
		text = strings.Trim(clean.Replace(text), " .。，,、")
		if len(text) >= 9 {
			out = append(out, text)
		}
	}
	return out
}

// featuresOf is the linear model's view of every example.
func (c *corpus) featuresOf() [][]feature {
	out := make([][]feature, len(c.examples))
	var buf []uint32
	for i, e := range c.examples {
		var f []feature
		f, buf = titleFeatures(nil, e.c, buf)
		f, buf = fieldFeatures(f, e.industry, roleField, 0.5, buf)
		if e.kind == kindPublic {
			f = inDomain(f)
		}
		out[i] = append([]feature(nil), f...)
	}
	return out
}
