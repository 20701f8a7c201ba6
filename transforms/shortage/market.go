// Package shortage scores how short an occupation is in a region and quarter:
// eleven indicators in five dimensions, gates, a fall-back to larger cells, a
// bootstrap over employers and over the coder's candidates, classes, and the
// sentence that explains them. docs/methodology.md, section on shortage.
package shortage

import (
	"slices"

	"gongqiu/transforms/method"
)

// Indicators I1 to I11 by index 0 to 10.
const (
	ratio = iota
	gap
	duration
	repost
	survey
	density
	growth
	payGrowth
	payPremium
	pipeline
	highSkill
	nIndicators
)

// Dimensions.
const (
	tightness = iota
	friction
	demand
	wages
	supply
	nDimensions
)

var (
	dimensionOf   = [nIndicators]int{tightness, tightness, friction, friction, friction, demand, demand, wages, wages, supply, supply}
	dimensionName = [nDimensions]string{"T", "F", "M", "W", "S"}
)

// Reasons why an indicator is missing, as published in missing_reason.
const (
	missNone       = ""
	missSeekers    = "no_seekers"   // no seeker counts for the cell
	missSpells     = "no_spells"    // the sources do not show how long an ad stays
	missFewAds     = "few_ads"      // too few ads or employers for the indicator
	missSurvey     = "no_survey"    // no survey of employers' difficulty
	missHistory    = "no_history"   // the quarters to compare with are not there, or too thin
	missPay        = "few_paid_ads" // too few ads with pay
	missTraining   = "no_training"  // no training records for the cell
	missLevels     = "no_levels"    // registrations are not by skill level
	missWatched    = "too_early"    // too few ads closed long enough ago to have come back
	missReference  = "no_reference" // too few occupations to compare with
	minReference   = 10             // values that an indicator's reference must have
	fallbackShrink = 5              // fall-back cells use a fifth of the replicates
)

// cell is one region × class × quarter. Values are of the ads and
// registrations that stand in it.
type cell struct {
	ads, employers             int64
	headcount, adjusted        float64
	variance                   float64 // of ln headcount, employers resampled
	topShare, coderP, skilled  float64
	seekers, vacancies         float64
	seekersHigh, vacanciesHigh float64
	hasSeekers, hasVacancies   bool
	hasHigh                    bool
	supply                     float64
	hasSupply                  bool
	chains                     int32 // key chains that list the class here and now

	closed, reposted, spells float64 // ads watched for reposts, of these reposted; ads with spells
	medianDays, lnSource     float64 // Kaplan–Meier median; mean log of the source medians
	payAds                   int
	payWeight, payMean       float64              // Σw and the mean pay residual δ
	s2                       [nIndicators]float64 // sampling variance of raw indicators that rest on ads
	supplyYear               float64              // newly qualified in training_quarters quarters

	adsOK, registerOK bool // the gates of numbers hold for ads, for registrations
	raw, value        [nIndicators]float64
	keep              [nIndicators]float64 // share of the deviation that shrinkage keeps; 1 unshrunk
	typical           [nIndicators]float64 // what stands in the reference
	widen             [nIndicators]float64 // what of a raw deviation is in the spread of the value
	have              [nIndicators]bool
	missing           [nIndicators]string
	f                 [nIndicators]float64 // mid-rank in the reference, 0 to 1
	dims              int
	scored            bool
	answers           bool // scored, and a verdict rests on it
	score             float64
	scoreRaw          float64 // without the Spring-Festival adjustment
	reasons           []string

	// from the replicates
	low, high, pShort       float64
	ratioLow, ratioHigh     float64
	gapLow, gapHigh         float64
	weightLow, weightHigh   float64
	rank, rankLow, rankHigh int
	gapRank                 int
	draws                   []float32 // replicates of S, own cells of unit groups only
}

// v is the number of openings on the basis of the seeker counts: registered
// openings where the source has them, else the headcount of the ads.
func (c *cell) v() float64 {
	if c.hasVacancies {
		return c.vacancies
	}
	return c.headcount
}

// assessed says whether a unit group's cell has a verdict: there are ads or
// registrations.
func (c *cell) assessed() bool { return c.ads > 0 || c.hasSeekers }

// market is one scope in arrays. A cell's index is (class·(regions) +
// region)·quarters + quarter; region 0 is the root.
type market struct {
	scope                      string
	simulated                  bool
	method                     *method.Method
	regions, classes, quarters []string
	units                      int   // classes[:units] are unit groups, the rest minor groups
	minorOf                    []int // of a unit group: index of its minor group
	names                      map[string]string
	regionNames                []string
	cells                      []cell
	cellAds                    [][]int32 // accepted ads by cell, ordered by employer
	candidates                 map[int][]placement
	ads                        ads
	employerHash               []uint64
	titles                     []titleCandidates // by ads.title
	trainingLevel              []float64         // by class at the root; 0 unknown
	typicalLevel               []int             // most stated skill level of a class's ads, 0 unknown
	education                  []int             // most asked education of a class
	hasRegister                bool
	phi                        float64     // variance of ln V/J beyond Poisson
	total                      [][]float64 // adjusted headcount of region × quarter, all classes
	totalRaw                   [][]float64
	references                 map[refKey]*reference
	replicates                 int
}

func (m *market) at(class, region, quarter int) int {
	return (class*len(m.regions)+region)*len(m.quarters) + quarter
}

// position is the inverse of at.
func (m *market) position(i int) (class, region, quarter int) {
	q := len(m.quarters)
	return i / q / len(m.regions), i / q % len(m.regions), i % q
}

func (m *market) classIndex(code string) (int, bool) {
	if i, ok := slices.BinarySearch(m.classes[:m.units], code); ok {
		return i, true
	}
	i, ok := slices.BinarySearch(m.classes[m.units:], code)
	return m.units + i, ok
}

// ads holds the scope's ads that count in the score, ordered by employer,
// title and number.
type ads struct {
	unit, minor []int32 // class indices; −1 none
	region      []int16 // −1 only the root is known
	quarter     []uint8
	source      []uint8
	employer    []int32
	title       []int32
	headcount   []float32
	days        []int16 // of the first spell; −1 not observed
	open        []bool
	reposted    []bool
	watched     []bool // closed, and the days in which it could come back are over
	education   []int8 // 0 none asked … 6; 7 not stated
	experience  []int8 // 0 … 5; 6 not stated
	level       []int8
	lnPay       []float32 // NaN without pay
	residual    []float32 // of the pay regression
	payWeight   []float32
}

// grow makes room for n ads.
func (a *ads) grow(n int) {
	a.unit, a.minor, a.region = make([]int32, 0, n), make([]int32, 0, n), make([]int16, 0, n)
	a.quarter, a.source = make([]uint8, 0, n), make([]uint8, 0, n)
	a.employer, a.title = make([]int32, 0, n), make([]int32, 0, n)
	a.headcount, a.days = make([]float32, 0, n), make([]int16, 0, n)
	a.open, a.reposted, a.watched = make([]bool, 0, n), make([]bool, 0, n), make([]bool, 0, n)
	a.education, a.experience, a.level = make([]int8, 0, n), make([]int8, 0, n), make([]int8, 0, n)
	a.lnPay = make([]float32, 0, n)
}

// placement puts an ad in a cell under one of its title's candidates.
type placement struct {
	ad   int32
	pick uint8 // which draw puts it there
}
