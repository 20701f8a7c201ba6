package occupation

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gongqiu/reference"
)

func classes(t testing.TB) (*hierarchy, *reference.Set) {
	t.Helper()
	set, err := reference.Load("")
	if err != nil {
		t.Fatal(err)
	}
	return newHierarchy(set), set
}

func toy(t testing.TB, h *hierarchy, rows ...[2]string) ([]example, [][]feature) {
	t.Helper()
	var list []example
	var feats [][]feature
	for _, r := range rows {
		e, err := newExample(h, r[0], "", r[1], "")
		if err != nil {
			t.Fatal(err)
		}
		e.kind = kindLabel
		list = append(list, e)
		f, _ := titleFeatures(nil, e.c, nil)
		feats = append(feats, f)
	}
	return list, feats
}

func TestHierarchyReadsEveryWayOfWritingACode(t *testing.T) {
	h, _ := classes(t)
	for _, c := range []struct {
		in, want string
		leaves   int
	}{
		{"6-18-02-04", "6-18-02-04", 1},
		{"2-02-10-03S", "2-02-10-03", 1},
		{"2-02-00-00", "2-02", 0},
		{"4-01-02-00", "4-01-02", 0},
		{"2-06-03-00", "2-06-03-00", 1}, // a 小类 with one 细类
		{"6", "6", 0},
		{"2-02-32-01", "2-02-32-00", 1}, // recoded in 2024
		{"2-02-32-02", "2-02-32", 1},    // added in 2024
		{"X", "", 1},
		{"", "", 1},
	} {
		got, err := h.normal(c.in)
		if err != nil || got != c.want {
			t.Errorf("%q: %q, %v; want %q", c.in, got, err, c.want)
		}
		if n := len(h.leavesOf(got)); c.leaves > 0 && n != c.leaves || c.leaves == 0 && n < 2 {
			t.Errorf("%q stands for %d leaves", c.in, n)
		}
	}
	if _, err := h.normal("9-01-01-01"); err == nil {
		t.Error("a code that does not exist was accepted")
	}
	if n := len(h.leavesOf("6")); n == 0 || h.above(int32(h.leavesOf("6")[0]), 1) != h.node["6"] {
		t.Error("大类 6 has no leaves or they are not below it")
	}
}

// A label that stops at a 小类 moves probability into that 小类, and an unseen
// neighbour of a learned class gains from the weights that they share.
func TestLinearModelLearnsFromHigherLabels(t *testing.T) {
	h, _ := classes(t)
	list, feats := toy(t, h, [2]string{"甲乙工", "6-18-02"}, [2]string{"甲乙工", "6-18-02"}, [2]string{"丙丁员", "4-01-02-01"}, [2]string{"丙丁员", "4-01-02-01"})
	m := trainLinear(h, list, feats, linearOptions{epochs: 40, rate: 2, threshold: 0.01, minCount: 2, seed: 1})
	z, sums := make([]float32, len(h.code)), make([]float32, len(h.code))
	m.scores(feats[0], z)
	shift := leafSoftmax(h, z, sums)
	var total float64
	for leaf := range h.leaves {
		total += math.Exp(float64(z[leaf] - shift))
	}
	if math.Abs(total-1) > 1e-3 {
		t.Errorf("probabilities of the leaves sum to %.5f", total)
	}
	if p := sums[h.node["6-18-02"]]; p < 0.9 {
		t.Errorf("6-18-02 has %.3f after learning it", p)
	}
	m.scores(feats[2], z)
	leafSoftmax(h, z, sums)
	seen, sibling, far := z[h.node["4-01-02-01"]], z[h.node["4-01-02-03"]], z[h.node["5-01-01-01"]]
	if seen < sibling || sibling <= far {
		t.Errorf("learned %.2f, its sibling %.2f, another 大类 %.2f", seen, sibling, far)
	}
}

func TestTrainingIsTheSameTwice(t *testing.T) {
	h, _ := classes(t)
	list, feats := toy(t, h, [2]string{"电焊工", "6-18-02-04"}, [2]string{"氩弧焊工", "6-18-02-04"}, [2]string{"焊工学徒", "6-18-02-04"}, [2]string{"会计", "2-06-03-00"}, [2]string{"成本会计", "2-06-03-00"})
	var bins [2][]byte
	for i := range bins {
		m := &model{linear: trainLinear(h, list, feats, linearDefaults), Docs: store(h, list)}
		data, err := m.encode()
		if err != nil {
			t.Fatal(err)
		}
		bins[i] = data
	}
	if !bytes.Equal(bins[0], bins[1]) {
		t.Fatal("the same examples gave two models")
	}
	head, weights, err := parts(bins[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := decodeHead(head); err != nil {
		t.Error(err)
	}
	if _, err := decodeWeights(weights); err != nil {
		t.Error(err)
	}
	for _, n := range []int{0, 10, 30, len(bins[0]) / 2, len(bins[0]) - 1} {
		head, weights, err := parts(bins[0][:n])
		if err == nil {
			_, err = decodeHead(head)
		}
		if err == nil {
			_, err = decodeWeights(weights)
		}
		if err == nil {
			t.Errorf("a model cut after %d bytes was accepted", n)
		}
	}
}

// Pool adjacent violators by hand: outcomes 0 1 0 1 at scores .1 .2 .3 .4 in
// blocks of one: .2 and .3 pool to 1/2.
func TestCurveIsIsotonic(t *testing.T) {
	one := []float32{1, 1, 1, 1}
	c := fitCurve([]float32{.1, .2, .3, .4}, []float32{0, 1, 0, 1}, one, 1)
	if !slices.Equal(c.X, []float32{.1, .25, .4}) {
		t.Errorf("blocks at %v", c.X)
	}
	// (hits + ½) / (cases + 1)
	if want := []float32{.25, .5, .75}; !slices.Equal(c.Y, want) {
		t.Errorf("values %v, want %v", c.Y, want)
	}
	if got := c.at(.175); math.Abs(float64(got)-.375) > 1e-6 {
		t.Errorf("between two blocks: %v", got)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	var x, y, w []float32
	for range 20000 { // truth: p = s²
		s := rng.Float32()
		x, w = append(x, s), append(w, 1)
		y = append(y, truth(rng.Float32() < s*s))
	}
	c = fitCurve(x, y, w, 100)
	last := float32(-1)
	for s := float32(0); s <= 1; s += 0.05 {
		p := c.at(s)
		if p < last || math.Abs(float64(p-s*s)) > 0.05 {
			t.Errorf("at %.2f: %.3f after %.3f, truth %.3f", s, p, last, s*s)
		}
		last = p
	}
}

// The index leaves out work, not answers: the nearest document is the one
// that comparing with every document finds.
func TestIndexFindsTheNearest(t *testing.T) {
	h, set := classes(t)
	c := newCorpus(h, set, nil)
	ix := newIndex(c.examples)
	var s searcher
	wrong := 0
	titles := []string{"数控车床操作工", "儿科护士长", "电梯维修保养", "养猪饲养员", "锂电池装配", "中餐厨师", "幼儿园保育", "货车驾驶员", "茶艺师学徒", "水产养殖技术员"}
	for _, title := range titles {
		f, _ := titleFeatures(nil, parse(title), nil)
		got := ix.search(nil, f, 5, &s)
		q := map[uint32]float32{}
		var length float64
		for _, x := range f {
			w := x.weight * float32(math.Log(1+float64(len(ix.docs)))) / 2
			if at := ix.keys.find(x.key); at >= 0 {
				w = x.weight * ix.idf[at]
				q[uint32(at)] = w
			}
			length += float64(w) * float64(w)
		}
		best := float32(0)
		sums := make([]float32, len(ix.docs))
		for at, w := range q {
			for _, p := range ix.posting[ix.start[at]:ix.start[at+1]] {
				sums[p.at] += w * p.weight
			}
		}
		for _, sum := range sums {
			best = max(best, sum/float32(math.Sqrt(length)))
		}
		if len(got) == 0 || math.Abs(float64(got[0].sim-best)) > 1e-3 {
			t.Logf("%s: found %v, best is %.3f", title, got, best)
			wrong++
		}
		if !slices.IsSortedFunc(got, func(a, b hit) int { return int(math.Copysign(1, float64(b.sim-a.sim))) }) && len(got) > 1 && got[0].sim < got[1].sim {
			t.Errorf("%s: not sorted: %v", title, got)
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d titles missed their nearest document", wrong, len(titles))
	}
}

// What the tables for speed say is what math says.
func TestExpAndSoftmaxAreThoseOfMath(t *testing.T) {
	for x := float32(-80); x <= 0; x += 0.0137 {
		if want := math.Exp(float64(x)); math.Abs(float64(exp32(x))/want-1) > 1e-5 {
			t.Fatalf("exp32(%v) = %v, want %v", x, exp32(x), want)
		}
	}
	h, _ := classes(t)
	rng := rand.New(rand.NewPCG(3, 3))
	raw := make([]float32, len(h.code))
	for i := range raw {
		raw[i] = 6 * (rng.Float32() - 0.5)
	}
	score := func(leaf int) float64 { // own weight and those of all classes above
		var sum float64
		h.climb(leaf, func(n int) { sum += float64(raw[n]) })
		return sum
	}
	z, sums := slices.Clone(raw), make([]float32, len(h.code))
	shift := leafSoftmax(h, z, sums)
	var total, major float64
	order := make([]int32, h.leaves)
	for leaf := range h.leaves {
		order[leaf] = int32(leaf)
		total += math.Exp(score(leaf))
		if leaf != h.none && h.above(int32(leaf), 1) == h.node["6"] {
			major += math.Exp(score(leaf))
		}
	}
	if got := float64(z[7] - shift); math.Abs(got-(score(7)-math.Log(total))) > 1e-3 {
		t.Errorf("log-probability of leaf 7 is %v, want %v", got, score(7)-math.Log(total))
	}
	if got := float64(sums[h.node["6"]]); math.Abs(got-major/total) > 1e-3 {
		t.Errorf("大类 6 has %v, want %v", got, major/total)
	}
	slices.SortFunc(order, func(a, b int32) int { return int(math.Copysign(1, score(int(b))-score(int(a)))) })
	if got := topLeaves(nil, h, z, sums, shift, 12); !slices.Equal(got, order[:12]) {
		t.Errorf("best leaves %v, want %v", got, order[:12])
	}
}

// The nearest titles of a source vote by their cosine, for their class and
// those above it: of two titles equal to the query, one in 4-01-02-01 and one
// that stops at its 小类, the 细类 has half of the votes and the 小类 all.
func TestPeersVoteForTheirClassAndThoseAbove(t *testing.T) {
	h, set := classes(t)
	list, feats := toy(t, h, [2]string{"甲乙专员", "4-01-02-01"}, [2]string{"甲乙专员", "4-01-02"}, [2]string{"丙丁讲师", "2-08-99"}, [2]string{"丙丁讲师", "2-08-99"})
	for i := range list {
		list[i].kind = kindPublic
		feats[i] = inDomain(feats[i])
	}
	l := trainLinear(h, list, feats, linearOptions{epochs: 20, rate: 2, threshold: 0.01, minCount: 2, seed: 1})
	v := (&voices{h: h, linear: l, index: newIndex(list), names: newNames(h), fields: newIndustries(h, set)}).withPeers(list)
	s := newScratch(h)
	signals := func(title, code string) *[signals]float32 {
		t.Helper()
		v.candidates(parse(title), &Query{}, s)
		for i := range s.cands {
			if h.code[s.cands[i].leaf] == code {
				return &s.cands[i].sig
			}
		}
		t.Fatalf("%s is no candidate for %s", code, title)
		return nil
	}
	log := func(share float64) float64 { return math.Log(share + 0.02) }
	near := func(what string, got float32, want float64) {
		t.Helper()
		if math.Abs(float64(got)-want) > 1e-3 {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	g := signals("甲乙专员", "4-01-02-01")
	near("细类", g[sigPeerLeaf], log(0.5))
	near("小类", g[sigPeerMinor], log(1))
	near("大类", g[sigPeerMajor], log(1))
	g = signals("丙丁讲师", "2-08-99")
	near("小类 without 细类", g[sigPeerLeaf], log(1))
	near("its 中类", g[sigPeerSub], log(1))
}
