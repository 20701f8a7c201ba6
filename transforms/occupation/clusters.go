package occupation

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"gongqiu/reference"
)

// Cluster is a group of titles that the coder cannot place and that share a
// term: perhaps an occupation that the 大典 does not have yet.
type Cluster struct {
	Term      string   // the shared term
	Headcount float64  // of the titles in it
	Titles    []string // largest first, at most ten
	N         int      // cleaned titles in it
	Nearest   string   // code of the occupation most often guessed
	Lift      float64  // how much commoner the term is here than in what is coded
	Announced string   // an occupation announced since 2019 whose name holds the term, "" if none
	Batch     string   // … and its batch
}

// emergingBelow is the probability under which a title counts as not placed.
const emergingBelow = 0.5

// Clusters groups the titles whose best 细类 has a probability under one half
// by the term that sets them apart, greedily by headcount × log lift: take the
// best term, put its titles into a cluster, repeat. A term has two to six
// characters and stands in at least two cleaned titles.
func (c *Coder) Clusters(titles iter.Seq[TitleCount], limit int) ([]Cluster, error) {
	announced, err := newOccupations()
	if err != nil {
		return nil, err
	}
	type open struct {
		text   string
		weight float64
		best   string
		used   bool
	}
	var list []*open
	byKey := map[string]*open{}
	for t := range titles {
		p := parse(t.Title)
		if p.noise {
			continue
		}
		if o, ok := byKey[p.main]; ok {
			o.weight += t.Headcount
			continue
		}
		a := c.Code(Query{Title: t.Title, Industry: t.Industry})
		o := &open{text: p.main, weight: t.Headcount, best: a.Best[4], used: a.Decided || a.BestP[4] >= emergingBelow}
		byKey[p.main] = o
		list = append(list, o)
	}
	members := map[string][]*open{}
	for _, o := range list {
		if !o.used {
			for g := range terms(o.text) {
				if ms := members[g]; len(ms) == 0 || ms[len(ms)-1] != o {
					members[g] = append(ms, o)
				}
			}
		}
	}
	background := c.background(maps.Keys(members))
	var total float64
	for _, o := range list {
		total += o.weight
	}
	docs := float64(len(c.v.index.docs))
	lift := func(g string, weight float64) float64 {
		return math.Log((weight/total + 1e-9) / ((float64(background[g]) + 0.5) / docs))
	}
	var out []Cluster
	for limit <= 0 || len(out) < limit {
		best, score := "", 0.0
		for g, ms := range members {
			var weight float64
			n := 0
			for _, o := range ms {
				if !o.used {
					weight += o.weight
					n++
				}
			}
			if n < 2 {
				delete(members, g)
				continue
			}
			s := weight * lift(g, weight) * math.Sqrt(float64(utf8.RuneCountInString(g)))
			if s > score || s == score && s > 0 && g < best {
				best, score = g, s
			}
		}
		if best == "" {
			break
		}
		k := Cluster{Term: best}
		var in []*open
		guess := map[string]float64{}
		for _, o := range members[best] {
			if !o.used {
				o.used = true
				in = append(in, o)
				k.Headcount += o.weight
				guess[o.best] += o.weight
			}
		}
		delete(members, best)
		slices.SortFunc(in, func(a, b *open) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.text, b.text)) })
		k.N = len(in)
		for _, o := range in[:min(10, len(in))] {
			k.Titles = append(k.Titles, o.text)
		}
		for _, code := range sortedKeys(guess) {
			if k.Nearest == "" || guess[code] > guess[k.Nearest] {
				k.Nearest = code
			}
		}
		k.Lift = math.Exp(lift(best, k.Headcount))
		for _, a := range announced {
			if strings.Contains(a.name, best) {
				k.Announced, k.Batch = a.name, a.batch
			}
		}
		out = append(out, k)
	}
	return out, nil
}

// background counts the names and coded titles that each of some terms stands
// in; of all terms there are millions.
func (c *Coder) background(of iter.Seq[string]) map[string]int {
	type count struct{ n, last int }
	counts := map[string]*count{}
	for g := range of {
		counts[g] = &count{last: -1}
	}
	for i, d := range c.v.index.docs {
		for g := range terms(strings.ToLower(d.title)) {
			if k := counts[g]; k != nil && k.last != i {
				k.n++
				k.last = i
			}
		}
	}
	out := make(map[string]int, len(counts))
	for g, k := range counts {
		out[g] = k.n
	}
	return out
}

// terms are the runs of two to six characters of a text, without space or full
// stop; a run that stands there twice comes twice.
func terms(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for from := range text {
			at := from
			for n := 1; n <= 6 && at < len(text); n++ {
				r, size := utf8.DecodeRuneInString(text[at:])
				if r == ' ' || r == '.' {
					break
				}
				at += size
				if n >= 2 && !yield(text[from:at]) {
					return
				}
			}
		}
	}
}

type newOccupation struct{ name, batch string }

func newOccupations() ([]newOccupation, error) {
	var out []newOccupation
	err := reference.EachRow("", "new_occupations_2019_2025.csv", []string{"batch", "name"}, func(r reference.Row) error {
		out = append(out, newOccupation{r.Get("name"), r.Get("batch")})
		return nil
	})
	return out, err
}
