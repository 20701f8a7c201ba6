package synth

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"gongqiu/reference"
)

// place is a child region of a market's root.
type place struct {
	code, name, short string
	counties          []reference.Region
}

// industry is one GB/T 4754 class that has employers in a market.
type industry struct {
	code  string
	names []string // its name and its parents' names, as boards write them
	words []string // in employer names
}

// market is a Market made ready: everything that does not depend on single
// ads. A cell is occupation × place, index o·len(places)+r.
type market struct {
	plan        *Plan
	spec        Market
	cal         *calendar
	seed        uint64
	index       int // in Plan.Markets
	root        reference.Region
	province    string // name of the province, "" if the root is one
	places      []place
	placeShare  []float64
	occupations []occupation
	industries  []industry
	agency      int // index of labour dispatch in industries
	lat         *latent
	ads         int
	monthAds    []int       // unique ads by month, summing to ads
	expected    [][]float64 // month × cell: expected ads
	upTo        [][]float64 // month × cell: cumulated probability
	pools       []int       // industry × place: number of employers
	poolMax     int
	syllables   int
}

// placeWeights are rough sizes of labour markets, assumptions for a
// simulation; other regions get a falling weight in code order.
var placeWeights = map[string]float64{
	"360100": 27, "360200": 5, "360300": 5, "360400": 13, "360500": 5, "360600": 4, "360700": 19, "360800": 10, "360900": 10, "361000": 8, "361100": 13,
	"370202": 8, "370203": 10, "370211": 24, "370212": 10, "370213": 8, "370214": 14, "370215": 10, "370281": 9, "370283": 8, "370285": 6,
}

func newMarket(p *Plan, index, ads int, cal *calendar, set *reference.Set) (*market, error) {
	m := &market{plan: p, spec: p.Markets[index], cal: cal, index: index, ads: ads}
	m.seed = key(p.Seed, textKey(m.spec.Root))
	root, ok := set.Region(m.spec.Root)
	if !ok || root.Level < 1 || root.Level > 2 {
		return nil, fmt.Errorf("synth: region %q: expected the six-digit code of a province or prefecture in admin_divisions.csv", m.spec.Root)
	}
	m.root = root
	if up, ok := set.Region(root.Parent); ok && up.Level == 1 {
		m.province = up.Name
	}
	if err := m.addPlaces(set); err != nil {
		return nil, err
	}
	var rules []reference.ChainRule
	if v := m.spec.ChainVersion; v != "" {
		if _, ok := set.ChainVersion(v); !ok {
			return nil, fmt.Errorf("synth: chain version %q of region %s is not in chain_versions.csv", v, root.Code)
		}
		rules = set.RulesOf(v)
	}
	var err error
	if m.occupations, err = marketOccupations(set, rules, m.spec.Occupations, m.seed); err != nil {
		return nil, err
	}
	if err := m.addIndustries(set, rules); err != nil {
		return nil, err
	}
	m.lat = newLatent(key(m.seed, 2), len(m.occupations), len(m.places), len(cal.quarters), p.Nuisance.Repost)
	for o := range m.occupations {
		m.occupations[o].pay *= math.Exp(m.lat.premium[o])
	}
	m.spreadDemand()
	m.sizePools()
	return m, nil
}

func (m *market) addPlaces(set *reference.Set) error {
	var weights []float64
	for _, g := range set.Regions {
		if g.Parent == m.root.Code {
			w := placeWeights[g.Code]
			if w == 0 {
				w = 10 * math.Pow(float64(len(m.places)+2), -.7)
			}
			m.places, weights = append(m.places, place{code: g.Code, name: g.Name, short: g.Short}), append(weights, w)
		}
	}
	if len(m.places) < 2 {
		return fmt.Errorf("synth: region %s %s has %d child regions in admin_divisions.csv: expected at least 2", m.root.Code, m.root.Name, len(m.places))
	}
	byCode := map[string]int{}
	for i, g := range m.places {
		byCode[g.code] = i
	}
	for _, g := range set.Regions {
		if i, ok := byCode[g.Parent]; ok && g.Level == 3 {
			m.places[i].counties = append(m.places[i].counties, g)
		}
	}
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	for _, w := range weights {
		m.placeShare = append(m.placeShare, w/sum)
	}
	return nil
}

func (m *market) addIndustries(set *reference.Set, rules []reference.ChainRule) error {
	rows, err := industryRows()
	if err != nil {
		return err
	}
	known := map[string]int{}
	add := func(code string) (int, error) {
		if i, ok := known[code]; ok {
			return i, nil
		}
		n, ok := set.Industry(code)
		if !ok {
			return 0, fmt.Errorf("synth/industries.csv: industry %q is not in gbt4754_2017_industry.csv", code)
		}
		ind := industry{code: code, words: employerWords(code)}
		for ; ok && n.Level > 1; n, ok = set.Industry(n.Parent) {
			if name := plain(n.Name); !slices.Contains(ind.names, name) {
				ind.names = append(ind.names, name)
			}
		}
		known[code] = len(m.industries)
		m.industries = append(m.industries, ind)
		return known[code], nil
	}
	for o := range m.occupations {
		occ := &m.occupations[o]
		var w []float64
		for rank, code := range industriesFor(occ.code, rows) {
			i, err := add(code)
			if err != nil {
				return err
			}
			occ.industries = append(occ.industries, i)
			w = append(w, boost(rules, reference.RuleIndustry, code)/float64(rank+1))
		}
		if w == nil {
			return fmt.Errorf("synth/industries.csv: no row for occupation %s", occ.code)
		}
		occ.industryTo = cumulate(w)
	}
	m.agency, err = add("7263")
	return err
}

// spreadDemand fixes the expected ads of every cell and month and, by largest
// remainders, how many ads each month has.
func (m *market) spreadDemand() {
	nR, nC := len(m.places), len(m.occupations)*len(m.places)
	taste := make([]float64, nC)
	for c := range taste {
		taste[c] = math.Exp(.35 * keyNormal(key(m.seed, 31, uint64(c))))
	}
	total := 0.0
	monthSum := make([]float64, len(m.cal.months))
	for t, mon := range m.cal.months {
		row := make([]float64, nC)
		for o := range m.occupations {
			for g := range m.places {
				c := o*nR + g
				row[c] = m.occupations[o].share * m.placeShare[g] * taste[c] * mon.weight * math.Exp(.01*float64(t)/3+m.lat.demand[m.lat.at(o, g, warmUp+mon.quarter)])
				monthSum[t] += row[c]
			}
		}
		total += monthSum[t]
		m.expected = append(m.expected, row)
		m.upTo = append(m.upTo, cumulate(row))
	}
	for _, row := range m.expected {
		for c := range row {
			row[c] *= float64(m.ads) / total
		}
	}
	m.monthAds = apportion(m.ads, monthSum)
}

// apportion splits n by weights into whole numbers that sum to n.
func apportion(n int, weights []float64) []int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	out, order, rest := make([]int, len(weights)), make([]int, len(weights)), make([]float64, len(weights))
	left := n
	for i, w := range weights {
		exact := float64(n) * w / sum
		out[i] = int(exact)
		rest[i], order[i] = exact-float64(out[i]), i
		left -= out[i]
	}
	sort.SliceStable(order, func(a, b int) bool { return rest[order[a]] > rest[order[b]] })
	for i := range left {
		out[order[i%len(order)]]++
	}
	return out
}

// sizePools decides how many employers each industry has in each place.
func (m *market) sizePools() {
	share := make([]float64, len(m.industries))
	for _, o := range m.occupations {
		last := 0.0
		for k, i := range o.industries {
			share[i] += o.share * (o.industryTo[k] - last) * (1 - m.plan.Nuisance.Agency)
			last = o.industryTo[k]
		}
	}
	share[m.agency] += m.plan.Nuisance.Agency / 3 // an agency has three times the ads of others
	m.pools = make([]int, len(m.industries)*len(m.places))
	m.poolMax = 12
	for i := range m.industries {
		for g := range m.places {
			n := max(12, int(float64(m.ads)*share[i]*m.placeShare[g]/m.plan.Nuisance.AdsPerEmployer))
			m.pools[i*len(m.places)+g] = n
			m.poolMax = max(m.poolMax, n)
		}
	}
	for m.syllables = 2; 1<<(6*m.syllables) < len(m.industries)*m.poolMax; m.syllables++ {
	}
}

// cellPay is the median monthly pay offered in an occupation and place in a
// quarter (counted from the window's start), all levels together.
func (m *market) cellPay(o, g, q int) float64 {
	local := .05*keyNormal(key(m.seed, 41, uint64(g))) + .04*keyNormal(key(m.seed, 42, uint64(o), uint64(g)))
	if g == 0 {
		local += .05
	}
	return m.occupations[o].pay * math.Exp(local+m.lat.payLog[o*m.lat.nQ+warmUp+q])
}

// short is the root's short name for file names, e.g. 江西.
func (m *market) short() string { return strings.NewReplacer("/", "", `\`, "").Replace(m.root.Short) }
