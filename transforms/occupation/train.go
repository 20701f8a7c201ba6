package occupation

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"gongqiu/reference"
)

// TrainOptions says what to learn from and where to put it.
type TrainOptions struct {
	Labels    string // folder of label files; "" for the embedded ones
	Decisions string // file of reviewers' decisions to learn from as well; "" for none
	Out       string // model file to write
}

// Of innerFolds folds of the labelled titles, the ranker and the calibration
// see the held-out ones. Our own titles are many, so that one fold is enough;
// of the public ones three are used.
const innerFolds = 6

func heldFolds(public bool) int {
	if public {
		return 3
	}
	return 1
}

// Train makes the model file from the classification and the labels and
// reports to w. It takes minutes on two cores and is deterministic.
func Train(ctx context.Context, o TrainOptions, w io.Writer) error {
	set, err := reference.Load("")
	if err != nil {
		return err
	}
	h := newHierarchy(set)
	labels, err := readLabels(h, o.Labels)
	if err != nil {
		return err
	}
	files, err := sources(o.Labels)
	if err != nil {
		return err
	}
	if o.Decisions != "" {
		list, err := ReadDecisions(o.Decisions)
		if err != nil {
			return err
		}
		for _, d := range list {
			e, err := newExample(h, d.Title, "", d.Code, "")
			if err != nil {
				return fmt.Errorf("%s: %w", o.Decisions, err)
			}
			e.kind = kindDecision
			labels = append(labels, e)
		}
		files["decisions"] = decisionsHash(list)
	}
	m, err := train(ctx, h, set, newCorpus(h, set, labels), recipe{}, w)
	if err != nil {
		return err
	}
	m.From.Files = files
	data, err := m.encode()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "模型 %.1f MB，版本 %s → %s\n", float64(len(data))/1e6, hashOf(data), o.Out)
	return os.WriteFile(o.Out, data, 0o644)
}

// recipe varies training, for evaluation.
type recipe struct {
	public  bool  // fit to the public set's own way of coding
	without []int // signals that get no weight
}

// train fits the two models on everything, and ranker and calibration on what
// models without the title (by cleaned form) said about it.
func train(ctx context.Context, h *hierarchy, set *reference.Set, c *corpus, r recipe, w io.Writer) (*model, error) {
	f, err := fit(ctx, h, set, c, r.public)
	if err != nil {
		return nil, err
	}
	return f.finish(h, c, r, w), nil
}

// fitted is a linear model and what models like it said about held-out titles.
type fitted struct {
	linear *linear
	all    []choice
	of     []*example
}

// fit trains the linear models. With public, the held-out titles are those of
// the public kind instead of our own.
func fit(ctx context.Context, h *hierarchy, set *reference.Set, c *corpus, public bool) (*fitted, error) {
	if public {
		for i := range c.examples {
			if c.examples[i].kind == kindPublic {
				c.examples[i].weight = 1.5
			}
		}
	}
	feats := c.featuresOf()
	names := newNames(h)
	last := heldFolds(public)
	chosen := make([][]choice, last)
	whose := make([][]int, last)
	out := &fitted{}
	fields := newIndustries(h, set)
	options := linearDefaults
	if public {
		options.epochs, options.dropout = 7, 0 // few titles and much to remember
	}
	judge := func(e *example) bool { // names are not what ads look like
		return (e.kind == kindPublic) == public && !strings.HasSuffix(e.file, "_names.csv")
	}
	parallel(last+1, func(k int) {
		if ctx.Err() != nil {
			return
		}
		var list []example
		var f [][]feature
		var held []int
		for i, e := range c.examples {
			if k < last && e.kind >= kindLabel && foldOf(e.key, innerFolds, "inner") == k {
				if judge(&e) {
					held = append(held, i)
				}
				continue
			}
			list = append(list, e)
			f = append(f, feats[i])
		}
		l := trainLinear(h, list, f, options)
		if k == last {
			out.linear = l
			return
		}
		v := &voices{h: h, linear: l, index: newIndex(list), names: names, fields: fields}
		if public {
			v.withPeers(list)
		}
		s := newScratch(h)
		for _, i := range held {
			e := &c.examples[i]
			v.candidates(e.c, &Query{Industry: e.industry}, s)
			x, _ := newChoice(h, e, s.cands)
			chosen[k] = append(chosen[k], x)
			whose[k] = append(whose[k], i)
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for k := range chosen {
		out.all = append(out.all, chosen[k]...)
		for _, i := range whose[k] {
			out.of = append(out.of, &c.examples[i])
		}
	}
	return out, nil
}

// finish fits ranker and calibration and puts the model together.
func (f *fitted) finish(h *hierarchy, c *corpus, r recipe, w io.Writer) *model {
	m := &model{Gates: gateDefaults, Public: r.public, linear: f.linear}
	all, of := slices.Clone(f.all), f.of
	m.Ranker = *trainRanker(slices.DeleteFunc(slices.Clone(all), func(x choice) bool { return slices.Max(append(x.want, 0)) == 0 }), r.without)
	for i := range all {
		all[i].rankWith(&m.Ranker)
	}
	m.Calibrate = fitCalibration(h, all, of)
	m.Docs = store(h, c.examples)
	m.From = Provenance{Rules: rulesVersion, Examples: map[string]int{}, HeldOut: heldOut(h, all, of)}
	for _, e := range c.examples {
		m.From.Examples[kindNames[e.kind]]++
	}
	for _, k := range sortedKeys(m.From.Examples) {
		fmt.Fprintf(w, "%s %d\n", k, m.From.Examples[k])
	}
	for _, k := range sortedKeys(m.From.HeldOut) {
		fmt.Fprintf(w, "留出 %s %.1f %%\n", k, 100*m.From.HeldOut[k])
	}
	return m
}

// rankWith sets the candidates' shares without changing their order, so that
// want stays beside them.
func (x *choice) rankWith(r *ranker) {
	cands := slices.Clone(x.cands)
	r.rank(cands)
	want := make([]float32, len(cands))
	for i := range cands {
		for j := range x.cands {
			if x.cands[j].leaf == cands[i].leaf {
				want[i] = x.want[j]
			}
		}
	}
	x.cands, x.want = cands, want
}

// fitCalibration learns what the ranker's shares are worth.
func fitCalibration(h *hierarchy, all []choice, of []*example) calibration {
	var score, outcome, weight []float32
	var ls, lo, lw [5][]float32
	for i, x := range all {
		e := of[i]
		if len(x.cands) == 0 {
			continue
		}
		if levelOf(e.code) == 4 || e.code == "" {
			for _, c := range x.cands {
				score = append(score, c.p)
				outcome = append(outcome, truth(h.code[c.leaf] == e.code))
				weight = append(weight, 1)
			}
		}
		for level := 1; level <= 4; level++ {
			if l := levelOf(e.code); l != 0 && l < level {
				continue
			}
			node, share := bestAt(h, x.cands, level)
			if node < 0 {
				continue
			}
			right := e.code != "" && h.code[node] == at(e.code, level)
			for _, leaf := range e.alt {
				right = right || int(leaf) != h.none && at(h.code[leaf], level) == h.code[node]
			}
			ls[level] = append(ls[level], share)
			lo[level] = append(lo[level], truth(right))
			lw[level] = append(lw[level], 1)
		}
	}
	var c calibration
	c.Unit = fitCurve(score, outcome, weight, 60)
	for level := 1; level <= 4; level++ {
		c.Levels[level] = fitCurve(ls[level], lo[level], lw[level], 60)
	}
	return c
}

func heldOut(h *hierarchy, all []choice, of []*example) map[string]float64 {
	var n, ok [kinds][5]float64
	for i, x := range all {
		e := of[i]
		for level := 1; level <= levelOf(e.code); level++ {
			n[e.kind][level]++
			if len(x.cands) > 0 && at(h.code[x.cands[0].leaf], level) == at(e.code, level) {
				ok[e.kind][level]++
			}
		}
	}
	out := map[string]float64{}
	for kind := range kinds {
		for level := 1; level <= 4; level++ {
			if n[kind][level] > 0 {
				out[fmt.Sprintf("%s %s", kindNames[kind], levelNames[level])] = ok[kind][level] / n[kind][level]
			}
		}
	}
	return out
}

var levelNames = [5]string{"不可编码", "大类", "中类", "小类", "细类"}

// foldOf puts a cleaned title into one of n folds; salt makes inner folds
// independent of outer ones.
func foldOf(key string, n int, salt string) int {
	f := fnv.New64a()
	f.Write([]byte(salt + "\x00" + key)) //nolint:errcheck // a hash does not fail
	return int(f.Sum64() >> 16 % uint64(n))
}

// sources names the label files and the tables of the classification by hash.
func sources(dir string) (map[string]string, error) {
	out := map[string]string{}
	var labels fs.FS = embeddedLabels
	if dir != "" {
		labels = os.DirFS(dir)
	}
	err := fs.WalkDir(labels, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isCSV(path) {
			return err
		}
		data, err := fs.ReadFile(labels, path)
		out["labels/"+d.Name()] = hashOf(data)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"occupation_2022.csv", "occupation_2022_trades.csv", "occupation_2022_definitions.csv"} {
		f, err := reference.Open("", name)
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(f)
		f.Close()
		if err != nil {
			return nil, err
		}
		out[name] = hashOf(data)
	}
	return out, nil
}

func isCSV(path string) bool { return len(path) > 4 && path[len(path)-4:] == ".csv" }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
