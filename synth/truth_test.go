package synth

import (
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
)

// delivered is one row of a delivery beside its truth.
type delivered struct {
	board    Board
	cell     func(column string) string
	line     string
	adID     string
	spellNo  string
	why      string
	position string // file and row
}

// deliveries reads all postings of Jiangxi with their truth rows.
func deliveries(t *testing.T, dir string, s Summary, p Plan) []delivered {
	t.Helper()
	boards := map[string]Board{}
	for _, b := range p.Markets[0].Boards {
		boards[b.Name] = b
	}
	var out []delivered
	for _, f := range s.Files {
		if f.Kind != "posting" {
			continue
		}
		x := readTable(t, filepath.Join(dir, f.Path), f.Encoding == "gb18030")
		truth := readTable(t, filepath.Join(dir, "truth", strings.Replace(f.Path, "_招聘_", "_真值_行_", 1)), false)
		if len(x.rows) != len(truth.rows) {
			t.Fatalf("%s has %d rows and its truth %d", f.Path, len(x.rows), len(truth.rows))
		}
		for i, row := range x.rows {
			if truth.get(truth.rows[i], "row_no") != strconv.Itoa(i+2) {
				t.Fatalf("%s: truth of row %d says row_no %s", f.Path, i+2, truth.get(truth.rows[i], "row_no"))
			}
			out = append(out, delivered{
				board: boards[f.Board], cell: func(c string) string { return x.get(row, c) }, line: f.Board + strings.Join(row, "\x00"),
				adID: truth.get(truth.rows[i], "ad_id"), spellNo: truth.get(truth.rows[i], "spell_no"), why: truth.get(truth.rows[i], "why"),
				position: fmt.Sprintf("%s row %d", f.Path, i+2),
			})
		}
	}
	return out
}

func trueAds(t *testing.T, dir string) (*table, map[string][]string) {
	t.Helper()
	x := readTable(t, filepath.Join(dir, "truth", "模拟_江西_真值_广告.csv"), false)
	byID := map[string][]string{}
	for _, r := range x.rows {
		byID[x.get(r, "ad_id")] = r
	}
	return x, byID
}

// The true counts are those that a recount of the first rows of the files
// gives, by month, place and occupation.
func TestCountsEqualRecountFromFiles(t *testing.T) {
	p := small()
	dir, s := write(t, p)
	ads, byID := trueAds(t, dir)
	recount, people := map[string]int{}, map[string]float64{}
	digits := regexp.MustCompile(`\d+`)
	for _, d := range deliveries(t, dir, s, p) {
		if d.why != "first" {
			continue
		}
		ad := byID[d.adID]
		seen := d.cell("采集日期")
		cell := seen[:7] + " " + ads.get(ad, "region_code") + " " + ads.get(ad, "occupation_code")
		recount[cell]++
		n := 1.0 // 若干 or empty
		if s := digits.FindString(d.cell("招聘人数")); s != "" {
			n, _ = strconv.ParseFloat(s, 64)
		}
		people[cell] += n
	}
	counts := readTable(t, filepath.Join(dir, "truth", "模拟_江西_真值_数量.csv"), false)
	expected := 0.0
	for _, r := range counts.rows {
		cell := counts.get(r, "month") + " " + counts.get(r, "region_code") + " " + counts.get(r, "occupation_code")
		if got := counts.number(t, r, "ads"); int(got) != recount[cell] {
			t.Errorf("%s: truth says %v ads, the files hold %d", cell, got, recount[cell])
		}
		if got := counts.number(t, r, "headcount"); got != people[cell] {
			t.Errorf("%s: truth says %v people, the files %v", cell, got, people[cell])
		}
		expected += counts.number(t, r, "expected_ads")
		delete(recount, cell)
	}
	if len(recount) > 0 {
		t.Errorf("cells that truth does not know: %v", recount)
	}
	if math.Abs(expected-float64(p.Ads)) > 1 {
		t.Errorf("expected ads sum to %v of %d", expected, p.Ads)
	}
}

// Rows of one ad on one board are exact copies if and only if truth says so,
// and other ads never look exactly the same.
func TestExactCopiesAreThoseInjected(t *testing.T) {
	p := small()
	p.Markets[0].Boards[0].Duplicates = .7
	dir, s := write(t, p)
	first := map[string]string{}
	rows, full := map[string]float64{}, map[string]float64{}
	for _, d := range deliveries(t, dir, s, p) {
		rows[d.board.Name]++
		if d.why == "full" {
			full[d.board.Name]++
		}
		if before, seen := first[d.line]; seen && before != d.adID {
			t.Fatalf("%s is equal to a row of another ad, %s and %s", d.position, before, d.adID)
		}
		first[d.line] = d.adID
	}
	distinct := map[string]float64{}
	for line := range first {
		for _, b := range p.Markets[0].Boards {
			if strings.HasPrefix(line, b.Name) {
				distinct[b.Name]++
			}
		}
	}
	for _, b := range p.Markets[0].Boards {
		if rows[b.Name]-distinct[b.Name] != full[b.Name] {
			t.Errorf("%s: %v rows, %v distinct, but truth tells of %v copies", b.Name, rows[b.Name], distinct[b.Name], full[b.Name])
		}
		if got := full[b.Name] / rows[b.Name]; math.Abs(got-b.Duplicates) > .015 {
			t.Errorf("%s: share of copies %.3f, wanted %.2f", b.Name, got, b.Duplicates)
		}
	}
}

// payReaders turn pay texts back into numbers by plain patterns, on purpose
// not by the pipeline's grammar: unit of the ends, then the period.
var payPattern = regexp.MustCompile(`^(\d+(?:\.\d+)?)(千|万|K|k|元)?(?:-(\d+(?:\.\d+)?)(千|万|K|k|元)?)?(元)?(/月|/年|/天|/时|/小时)?(以上|及以下|以下)?(?:·(\d+)薪)?$`)

func TestPayTextsParseBack(t *testing.T) {
	p := small()
	p.Pay = PayMix{Months: .2, Year: .1, Day: .1, Hour: .1, Above: .05, Below: .05, Fixed: .1, Unitless: .02, Missing: .1}
	dir, s := write(t, p)
	ads, byID := trueAds(t, dir)
	unit := map[string]float64{"千": 1000, "万": 10000, "K": 1000, "k": 1000, "元": 1, "": 1}
	formsSeen := map[string]int{}
	for _, d := range deliveries(t, dir, s, p) {
		ad := byID[d.adID]
		column := "薪资"
		if d.board.Style == Bureau {
			column = "工资待遇"
		}
		text, form := d.cell(column), ads.get(ad, "pay_form")
		lo, hi := ads.number(t, ad, "posted_lo"), ads.number(t, ad, "posted_hi")
		formsSeen[form]++
		if form == "missing" {
			if text != "" && text != "面议" {
				t.Fatalf("%s: pay %q where truth says missing", d.position, text)
			}
			continue
		}
		m := payPattern.FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("%s: pay %q is in no known form", d.position, text)
		}
		a, _ := strconv.ParseFloat(m[1], 64)
		b := a
		if m[3] != "" {
			b, _ = strconv.ParseFloat(m[3], 64)
		}
		loUnit, hiUnit := m[2], m[4]
		if loUnit == "" {
			loUnit = hiUnit
		}
		if m[3] == "" {
			hiUnit = loUnit
		}
		a, b = a*unit[loUnit], b*unit[hiUnit]
		if form == "unitless" {
			a, b = a*1000, b*1000
			if m[2]+m[4]+m[5]+m[6] != "" {
				t.Fatalf("%s: pay %q has a unit", d.position, text)
			}
		}
		if form == "above" {
			b = hi
		}
		if form == "below" {
			a = lo
		}
		if math.Abs(a-lo) > .01 || math.Abs(b-hi) > .01 {
			t.Fatalf("%s: pay %q reads as %v to %v, truth says %v to %v", d.position, text, a, b, lo, hi)
		}
		if want := map[string]string{"year": "/年", "day": "/天"}[form]; want != "" && m[6] != want {
			t.Fatalf("%s: pay %q lacks %s", d.position, text, want)
		}
		if (form == "hour") != (m[6] == "/时" || m[6] == "/小时") || (form == "above") != (m[7] == "以上") || (form == "below") != strings.HasSuffix(m[7], "以下") {
			t.Fatalf("%s: pay %q does not fit its form %s", d.position, text, form)
		}
		if months := ads.get(ad, "pay_months"); (m[8] != "" || months != "12") && m[8] != months {
			t.Fatalf("%s: pay %q, truth says %s months", d.position, text, months)
		}
	}
	if len(formsSeen) != int(payForms) {
		t.Errorf("forms seen: %v, expected all %d", formsSeen, payForms)
	}
	// Shares among ads: within four standard errors of the target.
	share := map[string]float64{}
	for _, r := range ads.rows {
		share[ads.get(r, "pay_form")] += 1 / float64(len(ads.rows))
	}
	for i, up := range payUpTo(p.Pay) {
		want := up
		if i > 0 {
			want -= payUpTo(p.Pay)[i-1]
		}
		if got := share[payFormNames[i]]; math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/float64(p.Ads)) {
			t.Errorf("share of %s is %.4f, wanted %.4f", payFormNames[i], got, want)
		}
	}
}

// Every true pay lies in its posted range; over all ads it is spread evenly
// there, which is what Uniform promises.
func TestTruePayIsUniformInTheRange(t *testing.T) {
	dir, _ := write(t, small())
	ads, _ := trueAds(t, dir)
	var where []float64
	for _, r := range ads.rows {
		lo, hi, x := ads.number(t, r, "pay_lo"), ads.number(t, r, "pay_hi"), ads.number(t, r, "pay_true")
		if x < lo-.01 || x > hi+.01 {
			t.Fatalf("ad %s: true pay %v outside %v to %v", ads.get(r, "ad_id"), x, lo, hi)
		}
		if hi > lo {
			where = append(where, (x-lo)/(hi-lo))
		}
	}
	sort.Float64s(where)
	gap := 0.0
	for i, x := range where {
		gap = max(gap, math.Abs(x-(float64(i)+.5)/float64(len(where))))
	}
	if limit := 1.63 / math.Sqrt(float64(len(where))); gap > limit { // Kolmogorov, 1 %
		t.Errorf("largest distance from the uniform distribution %.4f, limit %.4f", gap, limit)
	}
}

// The true percentiles are those of the population that the ads are drawn
// from: with one employer effect off, the ads of a cell reproduce them.
func TestTruePercentilesAreThoseOfTheAds(t *testing.T) {
	for _, position := range []Position{Uniform, LowerThird} {
		p := small()
		p.Ads, p.AggregateTruth, p.Nuisance.EmployerPay, p.Nuisance.Position = 40_000, false, 0, position
		p.Markets[0].Occupations, p.Description = 10, 0
		dir, _ := write(t, p)
		ads, _ := trueAds(t, dir)
		pay := map[string][]float64{}
		for _, r := range ads.rows {
			month := ads.get(r, "month")
			q, _ := strconv.Atoi(month[5:])
			key := ads.get(r, "occupation_code") + fmt.Sprintf(" %sQ%d", month[:4], (q+2)/3)
			pay[key] = append(pay[key], ads.number(t, r, "pay_true"))
		}
		truth := readTable(t, filepath.Join(dir, "truth", "模拟_江西_真值_薪酬.csv"), false)
		cells, off := 0, map[string]float64{}
		for _, r := range truth.rows {
			x := pay[truth.get(r, "occupation_code")+" "+truth.get(r, "quarter")]
			if truth.get(r, "region_code") != "360000" || truth.get(r, "skill_level") != "-1" || len(x) < 400 {
				continue
			}
			slices.Sort(x)
			cells++
			for i, c := range []string{"p10", "p25", "p50", "p75", "p90"} {
				off[c] += math.Log(x[int(percentiles[i]*float64(len(x)))] / truth.number(t, r, c))
			}
		}
		if cells < 15 {
			t.Fatalf("only %d cells have 400 ads", cells)
		}
		for c, sum := range off {
			if mean := sum / float64(cells); math.Abs(mean) > .012 {
				t.Errorf("position %d: %s of the ads is off the truth by %.2f %% on average over %d cells", position, c, 100*mean, cells)
			}
		}
	}
}

func TestEmployersAreUnequal(t *testing.T) {
	gini := func(exponent float64) float64 {
		p := small()
		p.Ads, p.Description, p.Nuisance.EmployerExponent = 40_000, 0, exponent
		dir, _ := write(t, p)
		ads, _ := trueAds(t, dir)
		count := map[string]int{}
		for _, r := range ads.rows {
			count[ads.get(r, "employer_id")]++
		}
		var n []int
		total := 0
		for _, c := range count {
			n = append(n, c)
			total += c
		}
		slices.Sort(n)
		g := 0.0
		for i, c := range n {
			g += float64(2*i-len(n)+1) * float64(c)
		}
		return g / float64(len(n)) / float64(total)
	}
	// Even equal employers have unequal numbers of ads by chance and since
	// industries differ.
	even, usual, steep := gini(0), gini(Default().Nuisance.EmployerExponent), gini(1.4)
	if !(even < usual-.08 && usual < steep-.02) || usual < .55 || usual > .85 {
		t.Errorf("Gini of ads by employer: %.2f, %.2f, %.2f with exponents 0, the default and 1.4; expected to rise, the middle within 0.55 to 0.85", even, usual, steep)
	}
}

// Ads said to share their text do so, in one cell and at different employers;
// no ad of another pair has the text of a third.
func TestSameTextBelongsToDifferentEmployers(t *testing.T) {
	p := small()
	p.Nuisance.SameText = .1
	dir, s := write(t, p)
	ads, byID := trueAds(t, dir)
	text := map[string]string{}
	for _, d := range deliveries(t, dir, s, p) {
		if d.why == "first" && d.board.Style != Chat { // whose line breaks count as characters
			text[d.adID] = d.cell("职位描述")
		}
	}
	pairs := readTable(t, filepath.Join(dir, "truth", "模拟_江西_真值_同文异企.csv"), false)
	compared, related := 0, map[string]bool{}
	for _, r := range pairs.rows {
		x, y := pairs.get(r, "ad_id"), pairs.get(r, "copy_ad_id")
		related[y] = true
		a, b := byID[x], byID[y]
		for _, same := range []string{"region_code", "occupation_code", "skill_level", "education"} {
			if ads.get(a, same) != ads.get(b, same) {
				t.Errorf("ads %s and %s differ in %s", x, y, same)
			}
		}
		if ads.get(a, "employer_id") == ads.get(b, "employer_id") || ads.get(a, "is_agency")+ads.get(b, "is_agency") != "00" {
			t.Errorf("ads %s and %s are not of two different employers that are no agencies", x, y)
		}
		if text[x] != "" && text[y] != "" {
			compared++
			if text[x] != text[y] {
				t.Fatalf("ads %s and %s have different texts:\n%s\n%s", x, y, text[x], text[y])
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d pairs could be compared", compared)
	}
	holder := map[string]string{}
	for id, x := range text {
		if other, ok := holder[x]; ok && !related[id] && !related[other] {
			t.Errorf("ads %s and %s have the same text, but truth does not say so", id, other)
		}
		holder[x] = id
	}
}

// An ad comes back only after a gap that ends the spell (more than 14 days)
// and within 60 days, also as seen on a board without closing dates.
func TestGapsBetweenSpellsAndSightings(t *testing.T) {
	p := small()
	p.Markets[0].Boards[1].Share = 1
	p.Nuisance.Repost = .3
	dir, s := write(t, p)
	ads, _ := trueAds(t, dir)
	again := 0
	for _, r := range ads.rows {
		spells := strings.Split(ads.get(r, "spells"), ";")
		for i := 1; i < len(spells); i++ {
			_, end, _ := strings.Cut(spells[i-1], "/")
			start, _, _ := strings.Cut(spells[i], "/")
			if gap := dayOf(t, start) - dayOf(t, end); gap <= 14 || gap > 60 {
				t.Fatalf("ad %s: %d days between %s and %s", ads.get(r, "ad_id"), gap, end, start)
			}
			again++
		}
	}
	if share := float64(again) / float64(len(ads.rows)); share < .2 || share > .5 {
		t.Errorf("%.2f spells too many an ad, wanted about .3 and those of the second spell", share)
	}
	seen := map[string][]int{}
	for _, d := range deliveries(t, dir, s, p) {
		if d.board.Style == Chat {
			seen[d.adID+" "+d.spellNo] = append(seen[d.adID+" "+d.spellNo], dayOf(t, d.cell("采集日期")))
		}
	}
	for spell, days := range seen {
		slices.Sort(days)
		for i := 1; i < len(days); i++ {
			if days[i]-days[i-1] > 14 {
				t.Fatalf("ad and spell %s: not seen for %d days while open", spell, days[i]-days[i-1])
			}
		}
	}
}

func dayOf(t *testing.T, date string) int {
	t.Helper()
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		t.Fatal(err)
	}
	return dayNumber(d)
}
