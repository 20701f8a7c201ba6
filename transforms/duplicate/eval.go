package duplicate

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"gongqiu/internal/zh"
	"gongqiu/transforms/pay"
	"gongqiu/transforms/posting"
)

// PairColumns are the columns of a file of labelled pairs: same is 1 if both
// rows are one ad, else 0; kind and part (which half of the set) are for
// reading the result. Employers, titles and pay are as a source writes them;
// pay and text may be empty.
var PairColumns = []string{
	"pair", "part", "kind", "same",
	"a_employer", "a_city", "a_title", "a_pay", "a_text",
	"b_employer", "b_city", "b_title", "b_pay", "b_text",
}

// Counts are decisions on pairs.
type Counts struct{ TruePos, FalsePos, FalseNeg, TrueNeg int }

// Precision is the share of merged pairs that are one ad; 1 if none was merged.
func (c Counts) Precision() float64 { return ratio(c.TruePos, c.TruePos+c.FalsePos) }

// Recall is the share of pairs that are one ad and were merged.
func (c Counts) Recall() float64 { return ratio(c.TruePos, c.TruePos+c.FalseNeg) }

// F1 is the harmonic mean of both.
func (c Counts) F1() float64 {
	return ratio(2*c.TruePos, 2*c.TruePos+c.FalsePos+c.FalseNeg)
}

// N is the number of pairs.
func (c Counts) N() int { return c.TruePos + c.FalsePos + c.FalseNeg + c.TrueNeg }

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// Evaluation is the outcome on a file of pairs.
type Evaluation struct {
	All    Counts
	Kinds  []string // in alphabetical order
	ByKind map[string]Counts
	Wrong  []string // numbers of the pairs decided wrongly
	// Near counts pairs at the threshold: texts of a similarity of 0.60 to
	// 0.95, or more although the ads differ.
	Near int
}

// EvalPairs runs the published rule on each pair of a file and compares with
// its label. part restricts it to one half of the set, "" takes all. Errors
// name file, line and column.
func EvalPairs(file, part string) (Evaluation, error) {
	f, err := os.Open(file)
	if err != nil {
		return Evaluation{}, err
	}
	defer f.Close()
	e, err := evalPairs(f, part)
	if err != nil {
		return e, fmt.Errorf("%s: %w", file, err)
	}
	return e, nil
}

func evalPairs(r io.Reader, part string) (Evaluation, error) {
	e := Evaluation{ByKind: map[string]Counts{}}
	c := csv.NewReader(r)
	head, err := c.Read()
	if err != nil {
		return e, fmt.Errorf("line 1: %w", err)
	}
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	col := map[string]int{}
	for i, h := range head {
		col[h] = i
	}
	for _, want := range PairColumns {
		if _, ok := col[want]; !ok {
			return e, fmt.Errorf("line 1: column %q is missing; expected %s", want, strings.Join(PairColumns, ", "))
		}
	}
	for {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return e, err
		}
		line, _ := c.FieldPos(0)
		get := func(name string) string { return row[col[name]] }
		if part != "" && get("part") != part {
			continue
		}
		same := get("same")
		if same != "0" && same != "1" {
			return e, fmt.Errorf("line %d, column same: found %q, expected 0 or 1", line, same)
		}
		ads := pairAds(get)
		res := Group(ads, DefaultRule())
		merged := res.Ad[0] == res.Ad[1]
		n := e.ByKind[get("kind")]
		for _, k := range []*Counts{&e.All, &n} {
			switch {
			case merged && same == "1":
				k.TruePos++
			case merged:
				k.FalsePos++
			case same == "1":
				k.FalseNeg++
			default:
				k.TrueNeg++
			}
		}
		e.ByKind[get("kind")] = n
		if merged != (same == "1") {
			e.Wrong = append(e.Wrong, get("pair"))
		}
		if j := Similarity(&ads.Texts[0].Sig, &ads.Texts[1].Sig); j >= 0.6 && (j <= 0.95 || same == "0") {
			e.Near++
		}
	}
	for k := range e.ByKind {
		e.Kinds = append(e.Kinds, k)
	}
	slices.Sort(e.Kinds)
	return e, nil
}

// pairAds turns a row of the file into two items, by the same readers as the
// pipeline uses.
func pairAds(get func(string) string) Ads {
	ads := Ads{}
	employers, cities := map[string]int32{}, map[string]int32{}
	number := func(m map[string]int32, s string) int32 {
		if s == "" {
			return -1
		}
		if _, ok := m[s]; !ok {
			m[s] = int32(len(m))
		}
		return m[s]
	}
	for i, side := range []string{"a_", "b_"} {
		who := posting.NormaliseEmployer(get(side + "employer"))
		title := get(side + "title")
		text := get(side + "text")
		p := pay.Parse(pay.Input{Text: get(side + "pay")})
		ads.Titles = append(ads.Titles, posting.NormaliseTitle(title))
		t := Sign(text)
		ads.Texts = append(ads.Texts, &t)
		it := Item{
			Employer: number(employers, who.Key), City: number(cities, zh.Compact(get(side+"city"))),
			Title: int32(i), Text: int32(i), Day: 20000, Expiry: -1, Source: uint16(i),
			PayLo: float32(p.Lo), PayHi: float32(p.Hi), Agency: who.Agency,
			Level: uint8(posting.SkillLevel("", text, title).Level),
		}
		if i == 1 && ads.Titles[1] == ads.Titles[0] {
			it.Title = 0
		}
		ads.Items = append(ads.Items, it)
	}
	return ads
}

// Write prints precision, recall and F1, overall and by kind of pair.
func (e Evaluation) Write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "pairs      %d (%d near the threshold)\nprecision  %.3f\nrecall     %.3f\nF1         %.3f\n\n%-28s %6s %6s %6s %6s\n",
		e.All.N(), e.Near, e.All.Precision(), e.All.Recall(), e.All.F1(), "kind", "merged", "wrong", "missed", "apart")
	for _, k := range e.Kinds {
		if err == nil {
			c := e.ByKind[k]
			_, err = fmt.Fprintf(w, "%-28s %6d %6d %6d %6d\n", k, c.TruePos, c.FalsePos, c.FalseNeg, c.TrueNeg)
		}
	}
	return err
}
