package wage

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"gongqiu/transforms/method"
)

// worked puts ads into one place and works out the cell. An ad is employer, lo,
// hi, people.
func worked(r rules, list ...[4]int32) (figures, *accountant) {
	a := &ads{from: []int32{0, int32(len(list))}}
	for _, x := range list {
		pay := payRange{x[1], x[2]}
		k := slices.Index(a.ranges, pay)
		if k < 0 {
			k = len(a.ranges)
			a.ranges = append(a.ranges, pay)
		}
		a.list = append(a.list, ad{employer: x[0], pay: int32(k), people: x[3]})
		a.employers = max(a.employers, int(x[0])+1)
	}
	// Ranges stand in their order.
	sorted := slices.Clone(a.ranges)
	slices.SortFunc(sorted, func(x, y payRange) int { return int(x.lo-y.lo)*100_000 + int(x.hi-y.hi) })
	for i := range a.list {
		a.list[i].pay = int32(slices.Index(sorted, a.ranges[a.list[i].pay]))
	}
	a.ranges = sorted
	c := newAccountant(a, r)
	return c.figures([]int32{0}), c
}

var open2 = rules{minAds: 2, minEmployers: 2, maxTopShare: 1, tailAds: 1000, outlierAds: 1000}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6 {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// Weights 12/√4 = 6, 1 and 3/√1 = 3 of 10 together.
func TestAnUnknownEmployerWeighsAndDoesNotCount(t *testing.T) {
	list := [][4]int32{{7, 4000, 4000, 3}, {7, 4000, 4000, 3}, {7, 4000, 4000, 3}, {7, 4000, 4000, 3}, {8, 4000, 4000, 1}, {0, 4000, 4000, 3}}
	f, _ := worked(rules{minAds: 6, minEmployers: 2, maxTopShare: 0.6}, list...)
	if f.ads != 6 || f.clusters != 3 || f.employers != 2 || !f.passes {
		t.Errorf("%+v", f)
	}
	near(t, "top share", f.topShare, 0.6)
	for what, r := range map[string]rules{
		"an ad too few":                  {minAds: 7, minEmployers: 2, maxTopShare: 0.6},
		"an employer too few":            {minAds: 6, minEmployers: 3, maxTopShare: 0.6},
		"one with more than his share":   {minAds: 6, minEmployers: 2, maxTopShare: 0.59},
		"all who are not known are one ": {minAds: 6, minEmployers: 3, maxTopShare: 1},
	} {
		if f, _ := worked(r, list...); f.passes || f.p != [5]float64{} {
			t.Errorf("%s: %+v", what, f)
		}
	}
}

func TestWeightIsPeopleOverTheRootOfTheEmployersAds(t *testing.T) {
	_, c := worked(open2, [4]int32{1, 4000, 6000, 8}, [4]int32{1, 4000, 5000, 2}, [4]int32{1, 9000, 9000, 1}, [4]int32{1, 9000, 9000, 1}, [4]int32{2, 4000, 6000, 3})
	var got []float64
	for _, k := range c.offered {
		got = append(got, c.offer[k].weight, c.offer[k].squares)
	}
	// 4000–5000: 2/√4; 4000–6000: 8/√4 + 3, of which 3 alone; 9000: twice 1/√4.
	if want := []float64{1, 0, 7, 9, 1, 0}; !slices.Equal(got, want) {
		t.Errorf("weights and squares %v, want %v", got, want)
	}
}

// Weights 2, 1, 1. Lower ends: 4,000 up to 0.5, 5,000 up to 0.75, 6,000. Upper ends: 5,000 up to 0.25,
// 6,000 up to 0.75, 9,000. Middles: 5,000 up to 0.75 (4,000–6,000 and the amount), 7,500.
func TestBoundsAreTheFirstEndsUpToWhichTheShareIsReached(t *testing.T) {
	f, _ := worked(open2, [4]int32{1, 4000, 6000, 2}, [4]int32{2, 5000, 5000, 1}, [4]int32{3, 6000, 9000, 1})
	if want := [5][2]float64{{4000, 5000}, {4000, 5000}, {4000, 6000}, {5000, 6000}, {6000, 9000}}; f.bounds != want {
		t.Errorf("bounds %v, want %v", f.bounds, want)
	}
	near(t, "median of the middles", f.mid, 5000)
	// Three tenths are less than 0.3·1 in the last digit: reached all the same.
	if p := percentiles([]amount{{4000, 0.1}, {5000, 0.2}, {6000, 0.1}, {7000, 0.2}}); p[1] != 5000 || p[2] != 5000 || p[3] != 7000 {
		t.Errorf("percentiles %v", p)
	}
}

// A range 4000 to 6000 and an amount of 5000, of equal weight: F rises by 1/2 up to 5000, jumps by 1, rises
// by 1/2 up to 6000.
func TestTheCurveAddsRangesAndAmounts(t *testing.T) {
	_, c := worked(open2, [4]int32{1, 4000, 6000, 1}, [4]int32{2, 5000, 5000, 1})
	got := c.curve(c.offered)
	want := []point{{4000, 0, 0.5, 0.0005, 0}, {5000, 1, 0.5, 0.0005, 0.5}, {6000, 0, 0, 0, 2}}
	if !slices.Equal(got.points, want) || got.total != 2 {
		t.Errorf("curve %v", got)
	}
	for share, x := range map[float64]float64{0: 4000, 0.1: 4400, 0.25: 5000, 0.5: 5000, 0.75: 5000, 0.9: 5600, 1: 6000} {
		near(t, "quantile", got.quantile(share), x)
	}
}

// Logs against 5,000: −0.223 twice, 0, 0.223 twice, 2.303. Median 0.112; deviations 0.112 three
// times, 0.335 twice, 2.191: MAD 0.223, limit 4·1.4826·0.223 = 1.323.
func TestAnAmountFarOutIsLeftOutOfP10AndP90OfASmallCell(t *testing.T) {
	list := [][4]int32{{1, 4000, 4000, 1}, {2, 4000, 4000, 1}, {3, 5000, 5000, 1}, {4, 6250, 6250, 1}, {5, 6250, 6250, 1}, {6, 50000, 50000, 1}}
	small := rules{minAds: 2, minEmployers: 2, maxTopShare: 1, tailAds: 6, outlierAds: 7, outlierMAD: 4}
	f, c := worked(small, list...)
	if kept := c.withoutOutliers(6); len(kept) != 3 || c.ads.ranges[kept[2]].lo != 6250 {
		t.Errorf("kept %v", kept)
	}
	if want := [5]float64{4000, 4000, 5000, 6250, 6250}; f.p != want {
		t.Errorf("percentiles %v, want %v", f.p, want)
	}
	for what, r := range map[string]rules{"not too few for tails": {tailAds: 7, outlierAds: 8}, "large enough": {tailAds: 5, outlierAds: 6}} {
		r.minAds, r.minEmployers, r.maxTopShare, r.outlierMAD = 2, 2, 1, 4
		if f, _ := worked(r, list...); f.p[4] != 50000 {
			t.Errorf("%s: P90 %v", what, f.p[4])
		}
	}
	// Where all amounts are alike but a few, the spread is nothing, and nothing is far.
	if f, _ := worked(small, [4]int32{1, 4000, 4000, 1}, [4]int32{2, 4000, 4000, 1}, [4]int32{3, 4000, 4000, 1}, [4]int32{4, 4000, 4000, 1}, [4]int32{5, 4000, 4000, 1}, [4]int32{6, 50000, 50000, 1}); f.p[4] != 50000 {
		t.Errorf("P90 %v", f.p[4])
	}
}

func TestTheErrorOfTheMedianIsThatOfItsEmployers(t *testing.T) {
	// Median 6000. Employer 1 lies all below: 10 − 10/2 = 5; employer 2, with four ads of weight 5/√4, all
	// above: −5. se = √(2/1 · (25+25))/20 = ½, held at 0.49: quantiles at 0.01 and 0.99, 4040 and 7960.
	above := [4]int32{2, 6000, 8000, 5}
	f, _ := worked(open2, [4]int32{1, 4000, 6000, 10}, above, above, above, above)
	if want := [5]float64{4400, 5000, 6000, 7000, 7600}; !slices.EqualFunc(f.p[:], want[:], func(x, y float64) bool { return math.Abs(x-y) < 1e-6 }) {
		t.Errorf("percentiles %v, want %v", f.p, want)
	}
	near(t, "cv", f.cv, 3920.0/12000)

	// The median is 4,000, where employer 1 stands with all his weight: half of it counts as below, he moves
	// nothing; 2 by −½·5: se = √(2 · 6.25)/10 = 0.354, quantiles at 0.146 and 0.854: 4,000 and 9,000.
	g, _ := worked(open2, [4]int32{1, 4000, 4000, 5}, [4]int32{2, 9000, 9000, 5})
	near(t, "P50", g.p[2], 4000)
	near(t, "cv", g.cv, 0.625)
}

// Ads count in every cell of their place; cells that do not pass have numbers alone.
func TestStepMakesOneRowPerCellWithAds(t *testing.T) {
	db := open(t, "",
		`CREATE TABLE int_wage_ad AS SELECT * FROM (VALUES
			(1, 6, 4000, 6000, 3, false), (1, 6, 5000, 5000, 100, true), (2, 6, 4000, 6000, 1, false), (2, -1, 4000, 6000, 1, true), (2, -1, 4000, 6000, 2, false), (3, 6, 4000, 6000, 9, false)
			) v(place, employer, lo, hi, people, is_wide)`,
		"CREATE TABLE int_wage_target AS SELECT * FROM (VALUES (1, 1), (1, 2), (2, 2), (9, 3)) v(place, cell)")
	if err := CellStep(method.Default()).Run(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	var got string
	if err := db.QueryRow(`SELECT string_agg(concat_ws(' ', cell, n_ads, n_clusters, n_employers, round(top_share, 4), round(share_wide, 4), coalesce(p50::VARCHAR, '-')), '; ' ORDER BY cell) FROM int_wage_figure`).Scan(&got); err != nil {
		t.Fatal(err)
	}
	// Cell 2: employer 6 with 104 people in three ads, 60.04; the unknown with 3 in two, 2.12.
	if want := "1 2 1 1 1.0 0.5 -; 2 5 2 1 0.9659 0.4 -"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	list := cells(&ads{list: []ad{{1, 0, 2, false}, {2, 0, 2, false}}, from: []int32{0, 0, 2}, ranges: []payRange{{4000, 6000}}, employers: 3}, [][]int32{nil, {1}}, open2)
	if row := list[1].row(1); len(row) != 23 || row[8] != 5000.0 || strings.Count(figureDDL, ",")+1 != len(row) {
		t.Errorf("row %v", row)
	}
}
