package occupation

import (
	"context"
	"fmt"
	"io"
	"strings"

	"gongqiu/reference"
)

// Ablate measures what each ingredient brings: every variant is trained
// without one fold in five of the real titles of labels/ (split by cleaned
// title) and scored on it. It prints a Markdown table.
func Ablate(ctx context.Context, labelsDir string, w io.Writer) error {
	set, err := reference.Load("")
	if err != nil {
		return err
	}
	h := newHierarchy(set)
	labels, err := readLabels(h, labelsDir)
	if err != nil {
		return err
	}
	var use []example
	var test []scored
	for _, e := range labels {
		if foldOf(e.key, 5, "outer") != 0 {
			use = append(use, e)
			continue
		}
		if e.kind != kindLabel || !strings.HasSuffix(e.file, "pool_titles.csv") && !strings.HasSuffix(e.file, "common_titles.csv") {
			continue
		}
		s := scored{e: e, alts: []string{e.code}}
		for _, a := range e.alt {
			s.alts = append(s.alts, h.code[a])
		}
		test = append(test, s)
	}
	nearest := []int{sigName, sigTrade, sigVariant, sigLabel, sigPublic, sigPublicSq, sigSharePublic, sigNameSq, sigTradeSq, sigLabelSq, sigShare, sigShareMinor, sigShareFirst, sigSplit}
	linear := []int{sigLeaf, sigMinor, sigSub, sigMajor, sigFirst, sigSplit}
	fmt.Fprintf(w, "| variant | 大类 | 中类 | 小类 | 细类 | 细类 top-5 | 细类 or alternative | ECE |\n|---|---|---|---|---|---|---|---|\n")
	var base *fitted // of everything: variants without signals need no new one
	for _, v := range []struct {
		name string
		keep func(*example) bool
		r    recipe
	}{
		{"everything", nil, recipe{}},
		{"without the linear model's signals", nil, recipe{without: linear}},
		{"without the neighbours' signals", nil, recipe{without: nearest}},
		{"without definitions", func(e *example) bool { return e.kind != kindDefinition }, recipe{}},
		{"without variants of names", func(e *example) bool { return e.kind != kindVariant }, recipe{}},
		{"without the public titles", func(e *example) bool { return e.kind != kindPublic }, recipe{}},
		{"without vernacular and function names", func(e *example) bool {
			return e.kind != kindLabel || !strings.HasSuffix(e.file, "_names.csv")
		}, recipe{}},
		{"without half of our labelled titles", func(e *example) bool { return e.kind != kindLabel || foldOf(e.key, 2, "half") == 0 }, recipe{}},
	} {
		c := newCorpus(h, set, use)
		if v.keep != nil {
			var kept []example
			for i := range c.examples {
				if v.keep(&c.examples[i]) {
					kept = append(kept, c.examples[i])
				}
			}
			c.examples = kept
		}
		f := base
		if f == nil || v.keep != nil {
			if f, err = fit(ctx, h, set, c, false); err != nil {
				return err
			}
		}
		if v.keep == nil {
			base = f
		}
		m := f.finish(h, c, v.r, io.Discard)
		coder, err := assemble(h, set, m, "")
		if err != nil {
			return err
		}
		list := append([]scored(nil), test...)
		for i := range list {
			list[i].answer(coder)
		}
		var r Report
		r.fill(h, list)
		fmt.Fprintf(w, "| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.3f |\n", v.name, 100*r.Major.Top1, 100*r.SubMajor.Top1, 100*r.Minor.Top1, 100*r.Unit.Top1, 100*r.Unit.Top5, 100*r.Unit.Top1Alt, r.ECE)
	}
	return nil
}
