package synth

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"gongqiu/reference"
)

// The demand, pay and everyday names of common occupations, and the
// industries that employ them. Assumptions for a simulation, not statistics.
var (
	//go:embed occupations.csv
	occupationTable string
	//go:embed industries.csv
	industryTable string
)

// occupation is one 细类 with demand in a market.
type occupation struct {
	code, name string
	share      float64 // of the market's ads
	pay        float64 // median monthly yuan offered, all levels, at the start
	sigma      int     // index into spreads
	education  int     // typical, index into educations
	levels     []float64
	levelUpTo  []float64 // cumulated shares of skill levels 1…6, nil where levels are not used
	levelPay   []float64 // pay relative to the occupation's median
	headcount  float64   // mean people per ad
	industries []int     // indices into market.industries
	industryTo []float64
	titles     []string // everyday names, most usual first
	titleTo    []float64
	tasks      []string
	skills     []string
	siblings   []int // other occupations of the market in the same 小类
}

// spreads are the standard deviations of log pay that occupations have.
var spreads = [...]float64{.18, .22, .26, .30}

// levelShares are the demand for skill levels 1 (学徒工) to 6 (高级技师) and
// levelRatio their pay, relative to a fully skilled 中级工.
var (
	levelShares = []float64{.08, .30, .34, .19, .07, .02}
	levelRatio  = []float64{.74, .87, 1, 1.15, 1.34, 1.56}
)

// everyday is a row of occupations.csv.
type everyday struct {
	weight, pay float64
	education   int
	titles      []string
}

func everydayOccupations() (map[string]everyday, error) {
	rows, err := csv.NewReader(strings.NewReader(occupationTable)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("synth/occupations.csv: %w", err)
	}
	out := map[string]everyday{}
	for i, row := range rows[1:] {
		w, err1 := strconv.ParseFloat(row[1], 64)
		pay, err2 := strconv.ParseFloat(row[2], 64)
		edu, err3 := strconv.Atoi(row[3])
		if err1 != nil || err2 != nil || err3 != nil || edu < 0 || edu >= len(educations) {
			return nil, fmt.Errorf("synth/occupations.csv line %d: weight, pay or education is not a number in range: %v", i+2, row)
		}
		out[row[0]] = everyday{w, pay, edu, strings.Split(row[4], "|")}
	}
	return out, nil
}

// industriesFor gives the industry codes of the longest prefix of the table
// that fits an occupation code, nil if none does.
func industriesFor(code string, table [][2]string) []string {
	best := -1
	for i, row := range table {
		if strings.HasPrefix(code, row[0]) && (best < 0 || len(row[0]) > len(table[best][0])) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	return strings.Split(table[best][1], "|")
}

func industryRows() ([][2]string, error) {
	rows, err := csv.NewReader(strings.NewReader(industryTable)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("synth/industries.csv: %w", err)
	}
	var out [][2]string
	for _, r := range rows[1:] {
		out = append(out, [2]string{r[0], r[1]})
	}
	return out, nil
}

// chainBoost is how much more demand a class has that belongs wholly to a key
// chain of the region.
const chainBoost = 1.6

// boost is the factor for a class code under the rules of one kind: 1 where no
// rule covers it. The longest rule decides.
func boost(rules []reference.ChainRule, kind, code string) float64 {
	longest, share := -1, 0.0
	for _, r := range rules {
		if r.Kind != kind || !strings.HasPrefix(code, r.Code) {
			continue
		}
		if len(r.Code) > longest {
			longest, share = len(r.Code), r.M
		} else if len(r.Code) == longest {
			share = max(share, r.M)
		}
	}
	return 1 + (chainBoost-1)*share
}

// marketOccupations chooses the n occupations with the most demand and gives
// them a Zipf-like share, share ∝ (rank+3)^−1.2, the first rank being 0.
func marketOccupations(set *reference.Set, rules []reference.ChainRule, n int, seed uint64) ([]occupation, error) {
	known, err := everydayOccupations()
	if err != nil {
		return nil, err
	}
	for code := range known {
		if _, ok := set.Occupation(code); !ok {
			return nil, fmt.Errorf("synth/occupations.csv: occupation %s is not in occupation_2022.csv", code)
		}
	}
	skills := map[string][]string{}
	for _, s := range set.Skills {
		if len(skills[s.OccupationCode]) < 12 && !slices.Contains(skills[s.OccupationCode], s.Name) {
			skills[s.OccupationCode] = append(skills[s.OccupationCode], plain(s.Name))
		}
	}
	type candidate struct {
		o      reference.Occupation
		weight float64
	}
	var list []candidate
	for _, o := range set.Occupations {
		if o.Level != 4 || !strings.ContainsAny(o.Code[:1], "23456") {
			continue
		}
		e, common := known[o.Code]
		weight := e.weight
		if !common {
			weight = .3 + 2*float64(textKey(o.Code)>>40)/(1<<24)
		}
		jitter := math.Exp(.25 * keyNormal(key(seed, 11, textKey(o.Code))))
		list = append(list, candidate{o, weight * jitter * boost(rules, reference.RuleOccupation, o.Code)})
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].weight > list[j].weight })
	list = list[:min(n, len(list))]
	var out []occupation
	sum := 0.0
	for rank := range list {
		sum += math.Pow(float64(rank+3), -1.2)
	}
	for rank, c := range list {
		o := newOccupation(c.o, known[c.o.Code], seed)
		o.share = math.Pow(float64(rank+3), -1.2) / sum
		o.skills = skills[o.code]
		out = append(out, o)
	}
	for i := range out {
		for j := range out {
			if i != j && out[i].code[:7] == out[j].code[:7] {
				out[i].siblings = append(out[i].siblings, j)
			}
		}
	}
	return out, nil
}

func newOccupation(r reference.Occupation, e everyday, seed uint64) occupation {
	k := key(seed, 12, textKey(r.Code))
	o := occupation{code: r.Code, name: plain(r.Name), pay: e.pay, education: e.education, sigma: int(k % uint64(len(spreads)))}
	if o.pay == 0 {
		o.pay, o.education = usualPay(r.Code, k)
	}
	o.headcount = map[byte]float64{'2': 1.4, '3': 1.3, '4': 2.2, '5': 2.2, '6': 3.2}[r.Code[0]]
	if strings.ContainsAny(r.Code[:1], "456") {
		w, mean := make([]float64, 6), 0.0
		for i := range w {
			w[i] = levelShares[i] * math.Exp(.2*keyNormal(key(k, 5, uint64(i))))
			mean += w[i]
		}
		logMean := 0.0
		for i := range w {
			w[i] /= mean
			logMean += w[i] * math.Log(levelRatio[i])
		}
		o.levels, o.levelUpTo = w, cumulate(w)
		for i := range w {
			o.levelPay = append(o.levelPay, levelRatio[i]*math.Exp(-logMean))
		}
	}
	o.titles, o.titleTo = titleBank(r, e.titles)
	o.tasks = taskBank(r)
	return o
}

// usualPay is the assumption for occupations without a row of their own.
func usualPay(code string, k uint64) (pay float64, education int) {
	switch {
	case strings.HasPrefix(code, "2-02"):
		pay, education = 8600, 4
	case code[0] == '2':
		pay, education = 7200, 4
	case code[0] == '3':
		pay, education = 5200, 3
	case code[0] == '4':
		pay, education = 5400, 2
	case code[0] == '5':
		pay, education = 4900, 1
	default:
		pay, education = 6200, 1
	}
	return math.Round(pay*math.Exp(.12*keyNormal(key(k, 3)))/100) * 100, education
}

// titleBank lists what ads call an occupation: everyday names first, then the
// 大典 name and its 工种.
func titleBank(r reference.Occupation, titles []string) ([]string, []float64) {
	var bank []string
	var weight []float64
	add := func(t string, w float64) {
		if t = plain(t); t != "" && !slices.Contains(bank, t) {
			bank, weight = append(bank, t), append(weight, w)
		}
	}
	for i, t := range titles {
		add(t, 4/float64(i+1))
	}
	if stem, ok := strings.CutSuffix(r.Name, "工程技术人员"); ok {
		add(stem+"工程师", 2)
		add(stem+"技术员", 1)
	} else if stem, ok := strings.CutSuffix(r.Name, "专业人员"); ok {
		add(stem+"专员", 1.5)
	} else {
		add(r.Name, 2)
	}
	for i, t := range r.Trades {
		if i < 6 {
			add(t, .7)
		}
	}
	return bank, cumulate(weight)
}

var numbered = regexp.MustCompile(`\s*\d+[.．、]\s*`)

// taskBank splits the tasks of the 大典, or falls back to the definition.
func taskBank(r reference.Occupation) []string {
	var bank []string
	for _, t := range numbered.Split(r.Tasks, -1) {
		if t = strings.Trim(plain(t), "。；; "); len(t) > 6 {
			bank = append(bank, t)
		}
	}
	if len(bank) == 0 && r.Definition != "" {
		bank = append(bank, strings.Trim(plain(r.Definition), "。 "))
	}
	if len(bank) == 0 {
		bank = append(bank, "负责"+plain(r.Name)+"岗位的日常工作")
	}
	return bank
}

// plain makes a text safe to write into a CSV cell without quotes.
func plain(s string) string {
	return strings.TrimSpace(strings.NewReplacer(",", "，", `"`, "", "\n", " ", "\r", " ").Replace(s))
}
