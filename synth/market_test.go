package synth

import (
	"bytes"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongqiu/reference"
)

func calendarOf(t *testing.T, last string, n int, beta float64) *calendar {
	t.Helper()
	c, err := newCalendar(last, n, beta)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func marketOf(t *testing.T, p Plan) *market {
	t.Helper()
	set, err := reference.Load("")
	if err != nil {
		t.Fatal(err)
	}
	m, err := newMarket(&p, 0, p.Ads, calendarOf(t, p.Last, p.Months, p.Nuisance.Festival), set)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// 2025: the festival is on 29 January, so 19 January to 7 February count:
// 13 days of January and 7 of February. 2026: 17 February, so 7 to 26
// February, all 20 days in one month.
func TestFestivalShareOfMonths(t *testing.T) {
	want := map[string]float64{"2024-12": 0, "2025-01": 13. / 31, "2025-02": 7. / 28, "2025-03": 0, "2026-01": 0, "2026-02": 20. / 28, "2026-03": 0}
	for _, m := range calendarOf(t, "2026-03", 16, -1.1).months {
		if w, ok := want[m.name]; ok && math.Abs(m.festival-w) > 1e-12 {
			t.Errorf("%s: festival share %.4f, by hand %.4f", m.name, m.festival, w)
		}
	}
}

func TestCalendarCoversItsMonths(t *testing.T) {
	c := calendarOf(t, "2026-09", 24, 0)
	if c.months[0].name != "2024-10" || c.date(c.first) != "2024-10-01" || c.date(c.last) != "2026-09-30" {
		t.Errorf("window %s, %s to %s; expected 2024-10, 2024-10-01 to 2026-09-30", c.months[0].name, c.date(c.first), c.date(c.last))
	}
	if want := []string{"2024Q4", "2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3"}; !slices.Equal(c.quarters, want) {
		t.Errorf("quarters %v", c.quarters)
	}
	if got := dayTime(dayNumber(time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC))).Format(time.DateOnly); got != "2026-09-30" {
		t.Errorf("a day there and back is %s", got)
	}
}

// The dip of February 2026 against the same market without the festival is
// exp(β·20/28), apart from the usual liveliness of months.
func TestSpringFestivalDip(t *testing.T) {
	p := small()
	p.Ads, p.Months, p.Last, p.Description = 60_000, 6, "2026-05", 0
	with := marketOf(t, p)
	p.Nuisance.Festival = 0
	without := marketOf(t, p)
	ratio := func(m *market) float64 { return float64(m.monthAds[2]) / float64(m.monthAds[3]) } // February to March
	got, want := math.Log(ratio(with)/ratio(without)), -1.1*20/28
	if math.Abs(got-want) > .01 {
		t.Errorf("log dip of February 2026 is %.3f, by hand %.3f", got, want)
	}
	dir, _ := write(t, func() Plan { p.Nuisance.Festival = -1.1; return p }())
	ads, _ := trueAds(t, dir)
	perDay := map[bool]float64{}
	for _, r := range ads.rows {
		if ads.get(r, "month") == "2026-02" {
			day := ads.get(r, "spells")[8:10]
			perDay[day >= "07" && day <= "26"]++
		}
	}
	// 20 festival days hold 6 days of weekends and the 8 others 3 (1 February
	// is a Sunday, 28 a Saturday): weights .45 on those days.
	in, out := perDay[true]/(14+6*.45), perDay[false]/(6+2*.45)
	if got := math.Log(in / out); math.Abs(got+1.1) > .12 {
		t.Errorf("days around the festival have %.2f log points of other days' ads, wanted −1.1", got)
	}
}

func TestApportionSumsUp(t *testing.T) {
	if got := apportion(10, []float64{1, 1, 1}); !slices.Equal(got, []int{4, 3, 3}) {
		t.Errorf("ten by three is %v", got)
	}
	if got := apportion(7, []float64{.5, .3, .2}); !slices.Equal(got, []int{4, 2, 1}) { // 3.5, 2.1, 1.4
		t.Errorf("seven by 50, 30 and 20 %% is %v", got)
	}
}

// Scores by hand: one region, the points of an indicator are mid-rank shares.
func TestMidRanks(t *testing.T) {
	got := midRanks([]float64{3, 1, 2, 2, math.NaN()})
	want := []float64{3.5 / 4, .5 / 4, 2. / 4, 2. / 4} // 1 < 2 = 2 < 3
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-12 {
			t.Errorf("value %d has mid-rank share %v, by hand %v", i, got[i], want[i])
		}
	}
	if !math.IsNaN(got[4]) {
		t.Error("a missing value has a rank")
	}
}

func TestTrueClasses(t *testing.T) {
	for _, c := range []struct {
		score   float64
		exceeds bool
		class   string
		rel     bool
	}{{2.5, true, "severe", false}, {2.49, true, "short", false}, {2.1, false, "short", true}, {1.99, true, "watch", false}, {1.5, false, "watch", false}, {1.49, true, "none", false}} {
		if class, rel := trueClass(c.score, c.exceeds); class != c.class || rel != c.rel {
			t.Errorf("score %v, openings exceed seekers %v: %s %v, expected %s %v", c.score, c.exceeds, class, rel, c.class, c.rel)
		}
	}
}

// The score must follow the latent tightness, all classes must occur, and
// tightness must last: neighbouring quarters resemble each other more than
// distant ones.
func TestLatentShortageIsPersistentAndDrivesTheScore(t *testing.T) {
	p := Default()
	p.Description = 0
	m := marketOf(t, p)
	s := m.trueScores([]int{0})
	if r := correlation(s.tight, s.score); r < .75 || r > .99 {
		t.Errorf("correlation of tightness and score %.3f: expected strong but not perfect", r)
	}
	classes := map[string]int{}
	for i, x := range s.score {
		c, _ := trueClass(x, s.vacancies[i] > s.seekers[i])
		classes[c]++
	}
	for c, atLeast := range map[string]float64{"severe": .01, "short": .08, "watch": .15, "none": .35} {
		if got := float64(classes[c]) / float64(len(s.score)); got < atLeast {
			t.Errorf("only %.1f %% of cells are %s", 100*got, c)
		}
	}
	nQ := len(m.cal.quarters)
	var now, next, far []float64
	for o := range m.occupations {
		now, next, far = append(now, s.tight[o*nQ]), append(next, s.tight[o*nQ+1]), append(far, s.tight[o*nQ+7])
	}
	// By construction .70 + .30·.8 = .94 and .70 + .30·.8⁷ = .76.
	if a, b := correlation(now, next), correlation(now, far); math.Abs(a-.94) > .03 || math.Abs(b-.763) > .08 {
		t.Errorf("correlation with the next quarter %.3f and with the seventh after %.3f, by hand .94 and .763", a, b)
	}
}

func correlation(x, y []float64) float64 {
	var sx, sy, sxx, syy, sxy float64
	n := float64(len(x))
	for i := range x {
		sx, sy, sxx, syy, sxy = sx+x[i], sy+y[i], sxx+x[i]*x[i], syy+y[i]*y[i], sxy+x[i]*y[i]
	}
	return (n*sxy - sx*sy) / math.Sqrt((n*sxx-sx*sx)*(n*syy-sy*sy))
}

// Registered openings and seekers reproduce the true ratio, and levels sum to
// the whole.
func TestSeekersFollowTheTrueRatio(t *testing.T) {
	p := small()
	p.Ads, p.Description = 200_000, 0
	p.Markets[0].Occupations = 20
	dir, _ := write(t, p)
	v, j := map[string]float64{}, map[string]float64{}
	x := readTable(t, filepath.Join(dir, "模拟_江西_求职登记.csv"), false)
	for _, r := range x.rows {
		key := x.get(r, "地区编码") + x.get(r, "职业编码") + x.get(r, "季度")
		v[key] += x.number(t, r, "需求人数")
		j[key] += x.number(t, r, "求职人数")
	}
	truth := readTable(t, filepath.Join(dir, "truth", "模拟_江西_真值_紧缺.csv"), false)
	cells, outside, sum := 0, 0, 0.0
	for _, r := range truth.rows {
		key := truth.get(r, "region_code") + truth.get(r, "occupation_code") + quarterText(truth.get(r, "quarter"))
		if v[key] < 100 || j[key] < 100 {
			continue
		}
		cells++
		// Six levels with variance mean + countNoise·mean² each.
		s := math.Sqrt(1/v[key] + 1/j[key] + 2*countNoise/4)
		z := (math.Log(v[key]/j[key]) - math.Log(truth.number(t, r, "ratio"))) / s
		sum += z
		if math.Abs(z) > 3 {
			outside++
		}
	}
	if cells < 100 || float64(outside) > .02*float64(cells) || math.Abs(sum/float64(cells)) > .25 {
		t.Errorf("%d cells, %d beyond three standard errors, mean %.2f", cells, outside, sum/float64(cells))
	}
}

// Every employer of a pool has a name of its own that says 模拟, and the Zipf
// rank has the expected shape.
func TestEmployerNamesAreDistinctAndMarked(t *testing.T) {
	p := small()
	m := marketOf(t, p)
	names := map[string]bool{}
	n := 0
	for ind := range m.industries {
		for rank := range m.pools[ind*len(m.places)] {
			name := string(m.appendEmployer(nil, m.employer(ind, 0, rank), 0))
			if !strings.Contains(name, "模拟") {
				t.Fatalf("employer %s", name)
			}
			names[name] = true
			n++
		}
	}
	if len(names) != n {
		t.Errorf("%d employers have %d names", n, len(names))
	}
	r := rand.New(rand.NewPCG(1, 2))
	first, draws := 0, 100_000
	for range draws {
		if zipfRank(100, 1, r.Float64()) == 0 {
			first++
		}
	}
	// Continuous power law with exponent 1 on [1, 101): ln 2 / ln 101.
	if got, want := float64(first)/float64(draws), math.Ln2/math.Log(101); math.Abs(got-want) > .005 {
		t.Errorf("the first of 100 employers has %.3f of the ads, by hand %.3f", got, want)
	}
}

func TestPoissonAndOverdispersedMoments(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, mean := range []float64{.3, 8, 400} {
		var sum, square float64
		const n = 40_000
		for range n {
			x := float64(overdispersed(r, mean, .05))
			sum, square = sum+x, square+x*x
		}
		avg := sum / n
		variance, want := square/n-avg*avg, mean+.05*mean*mean
		if math.Abs(avg/mean-1) > .03 || math.Abs(variance/want-1) > .06 {
			t.Errorf("mean %v: drew mean %.3f and variance %.3f, expected variance %.3f", mean, avg, variance, want)
		}
	}
}

// Texts have about the wanted length, differ between ads of one employer, and
// a copy on another board stays recognisably the same.
func TestDescriptions(t *testing.T) {
	p := Default()
	m := marketOf(t, p)
	f := factory{market: m, r: stream(5), pay: payUpTo(p.Pay), boards: boardShares(p.Markets[0].Boards)}
	var total int
	var apart, copies []float64
	const n = 400
	for i := range n {
		var a, b ad
		f.draw(uint64(2*i), i%len(m.upTo[0]), &a)
		f.draw(uint64(2*i+1), i%len(m.upTo[0]), &b)
		x := string(m.appendDescription(nil, &a, dice(a.text), 0, ""))
		total += len([]rune(x))
		apart = append(apart, jaccard(x, string(m.appendDescription(nil, &b, dice(b.text), 0, ""))))
		copies = append(copies, jaccard(x, string(m.appendDescription(nil, &a, dice(a.text), changes[i%10], ""))))
	}
	if mean := float64(total) / n; mean < 380 || mean > 480 {
		t.Errorf("texts have %.0f characters on average, wanted about 400", mean)
	}
	slices.Sort(apart)
	slices.Sort(copies)
	if apart[n-5] > .7 {
		t.Errorf("one in a hundred pairs of different ads of one occupation has similarity above %.2f", apart[n-5])
	}
	if copies[n/20] < .85 || copies[n/2] > .99 {
		t.Errorf("copies have similarity %.2f at the fifth percentile and %.2f in the middle", copies[n/20], copies[n/2])
	}
}

// jaccard is the similarity of two texts by character 5-grams.
func jaccard(a, b string) float64 {
	grams := func(s string) map[string]bool {
		r, out := []rune(s), map[string]bool{}
		for i := 0; i+5 <= len(r); i++ {
			out[string(r[i:i+5])] = true
		}
		return out
	}
	x, y := grams(a), grams(b)
	both := 0
	for g := range x {
		if y[g] {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

// Nothing that goes into a cell without quotes may need them.
func TestReferenceTextsNeedNoQuotes(t *testing.T) {
	p := Default()
	p.Markets[0].Occupations = 1200
	m := marketOf(t, p)
	var all []string
	for _, o := range m.occupations {
		all = append(append(append(append(all, o.name), o.titles...), o.tasks...), o.skills...)
	}
	for _, i := range m.industries {
		all = append(all, i.names...)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(all); err != nil {
		t.Fatal(err)
	}
	w.Flush()
	if i := bytes.IndexByte(b.Bytes(), '"'); i >= 0 {
		t.Errorf("needs quotes: …%s…", b.Bytes()[max(0, i-20):min(b.Len(), i+60)])
	}
}

func TestGB18030IsThatOfTheLibrary(t *testing.T) {
	text := "急招焊工5-8K·13薪（包吃住）∗𠮷，①Ⅲ€"
	got, err := appendGB18030(nil, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("% x, the library gives % x (%v)", got, want, err)
	}
}

// A single lognormal-like shape without ranges is the lognormal itself, and a
// mixture of two far apart has its median between them.
func TestQuantiles(t *testing.T) {
	h := newPayShape(.3, Midpoint, 1) // every ad names one figure
	got := quantiles([]component{{math.Log(6000), 2, h}})
	for i, z := range []float64{-1.2816, -.6745, 0, .6745, 1.2816} {
		if want := 6000 * math.Exp(.3*z); math.Abs(got[i]/want-1) > .003 {
			t.Errorf("P%.0f is %.1f, by hand %.1f", 100*percentiles[i], got[i], want)
		}
	}
	two := quantiles([]component{{math.Log(3000), 1, newPayShape(.01, Midpoint, 1)}, {math.Log(9000), 3, newPayShape(.01, Midpoint, 1)}})
	for i, want := range []float64{3000, 0, 9000, 9000, 9000} { // a quarter of the weight lies at 3,000
		if want > 0 && math.Abs(two[i]/want-1) > .03 {
			t.Errorf("mixture: P%.0f is %.1f, by hand about %.0f", 100*percentiles[i], two[i], want)
		}
	}
}

func BenchmarkQuantiles(b *testing.B) {
	h := newPayShape(.26, Uniform, .04)
	var parts []component
	for i := range 66 {
		parts = append(parts, component{math.Log(6000) + .3*keyNormal(uint64(i)), 1 + float64(i%6), h})
	}
	for b.Loop() {
		quantiles(parts)
	}
}

// A market of a hundred million ads is set up like any other: employers are
// numbers, so only the numbers grow.
func TestHundredMillionAds(t *testing.T) {
	p := Default()
	p.Ads, p.AggregateTruth = 100_000_000, true
	m := marketOf(t, p)
	sum := 0
	for _, n := range m.monthAds {
		sum += n
	}
	if sum != p.Ads {
		t.Errorf("months sum to %d ads", sum)
	}
	if ids := len(m.industries) * m.poolMax; ids >= 1<<40 || ids > 1<<(6*m.syllables) {
		t.Errorf("%d employer numbers a place do not fit %d syllables", ids, m.syllables)
	}
	s := shard{market: m, month: 23, number: 7, firstID: 99_000_000, n: shardAds, made: new(scratch)}
	tally := m.newTally()
	if err := s.run(tally); err != nil {
		t.Fatal(err)
	}
	if len(s.made.ads) != shardAds || s.made.ads[0].id != 99_000_000 || len(s.made.lines) > 0 {
		t.Errorf("a shard has %d ads beginning with %d and %d bytes of truth per ad", len(s.made.ads), s.made.ads[0].id, len(s.made.lines))
	}
}
