package forecast

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"
	"strings"
)

// Scores are the quality of forecasts of one horizon and volume class.
// RelMAE is against "same as last month", RelMAESeasonal against "same as a
// year before". Coverage is the share of outcomes inside the 80 % and 95 %
// intervals, which at each origin rest on errors known by then. Direction is
// the share of forecasts that move to the side of the outcome. NaN, shown as
// null, where nothing can be said.
type Scores struct {
	Horizon        int    `json:"h"`
	Volume         string `json:"volume"`
	Forecasts      int    `json:"n"`
	Origins        int    `json:"origins"`
	WAPE           Figure `json:"wape"`
	MASE12         Figure `json:"mase12"`
	RelMAE         Figure `json:"rel_mae"`
	RelMAESeasonal Figure `json:"rel_mae_seasonal"`
	Bias           Figure `json:"bias"`
	Coverage80     Figure `json:"coverage80"`
	Coverage95     Figure `json:"coverage95"`
	Direction      Figure `json:"direction"`
}

// Figure is a number that may not exist: NaN is null in JSON.
type Figure float64

// MarshalJSON writes the number with six decimals, or null.
func (f Figure) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(f), 'f', 6, 64), nil
}

// Report is the back-test of a file of series: one row per horizon for all
// series ("all") and per volume class.
type Report struct {
	Series int      `json:"series"`
	First  string   `json:"first"`
	Last   string   `json:"last"`
	Rows   []Scores `json:"rows"`
}

// Evaluate runs the rolling back-test on CSV with the columns series, month
// (2023-01) and ads. All series must cover the same months without gaps.
// Origins that are scored have at least 24 months before them, or fewer where
// the data would otherwise not give the origins that method.toml asks for.
func Evaluate(r io.Reader, s Settings) (Report, error) {
	p, err := ReadPanel(r)
	if err != nil {
		return Report{}, err
	}
	n := p.Months()
	first := max(s.MinTrain+1, min(24, n-s.Horizon-s.Origins+1))
	if first >= n {
		return Report{}, fmt.Errorf("%d months are too few: %d to learn from and %d origins are needed", n, s.MinTrain, s.Origins)
	}
	trials := p.backTest(s)
	report := Report{Series: len(p.Y), First: p.First.String(), Last: (p.First + Month(n-1)).String()}
	for h := 1; h <= s.Horizon; h++ {
		for class := -1; class < len(volumeNames); class++ {
			var part []trial
			for _, t := range trials {
				if t.h == h && t.origin >= first && (class < 0 || t.class == class) {
					part = append(part, t)
				}
			}
			if len(part) > 0 {
				row := score(trials, part)
				row.Horizon, row.Volume = h, "all"
				if class >= 0 {
					row.Volume = volumeNames[class]
				}
				report.Rows = append(report.Rows, row)
			}
		}
	}
	return report, nil
}

func score(known, part []trial) Scores {
	var absError, naive, seasonal, absSeasonal, actual, bias, mase, nMase, in80, in95, banded, hits, moves float64
	origins := map[int]bool{}
	cache := map[[3]int][]float64{}
	for _, t := range part {
		origins[t.origin] = true
		e := math.Abs(t.actual - t.forecast)
		absError += e
		actual += t.actual
		bias += t.forecast - t.actual
		naive += math.Abs(t.actual - t.naive)
		if !math.IsNaN(t.seasonal) {
			seasonal += math.Abs(t.actual - t.seasonal)
			absSeasonal += e
		}
		if t.scale > 0 {
			mase += e / t.scale
			nMase++
		}
		key := [3]int{t.origin, t.h, t.class}
		errors, ok := cache[key]
		if !ok {
			errors = errorsBefore(known, t.origin, t.h, t.class)
			cache[key] = errors
		}
		l80, h80, ok80 := band(errors, 0.8, t.forecast)
		l95, h95, ok95 := band(errors, 0.95, t.forecast)
		if ok80 && ok95 {
			banded++
			if t.actual >= l80 && t.actual <= h80 {
				in80++
			}
			if t.actual >= l95 && t.actual <= h95 {
				in95++
			}
		}
		if t.actual != t.last {
			moves++
			if (t.forecast > t.last) == (t.actual > t.last) {
				hits++
			}
		}
	}
	of := func(x, y float64) Figure { return Figure(x / y) }
	return Scores{Forecasts: len(part), Origins: len(origins), WAPE: of(absError, actual), MASE12: of(mase, nMase), RelMAE: of(absError, naive),
		RelMAESeasonal: of(absSeasonal, seasonal), Bias: of(bias, actual), Coverage80: of(in80, banded), Coverage95: of(in95, banded), Direction: of(hits, moves)}
}

// ReadPanel reads series,month,ads. Errors name the line, what was found and
// what was expected.
func ReadPanel(r io.Reader) (Panel, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord = -1
	head, err := c.Read()
	if err != nil {
		return Panel{}, fmt.Errorf("line 1: %w", err)
	}
	column := map[string]int{}
	for i, h := range head {
		column[strings.TrimPrefix(strings.TrimSpace(h), "\ufeff")] = i
	}
	for _, want := range []string{"series", "month", "ads"} {
		if _, ok := column[want]; !ok {
			return Panel{}, fmt.Errorf("line 1: column %s is missing; expected series,month,ads", want)
		}
	}
	values := map[string]map[Month]float64{}
	var low, high Month
	for line := 2; ; line++ {
		record, err := c.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Panel{}, fmt.Errorf("line %d: %w", line, err)
		}
		if len(record) < len(head) {
			return Panel{}, fmt.Errorf("line %d has %d cells, expected %d", line, len(record), len(head))
		}
		name := record[column["series"]]
		month, err := ParseMonth(record[column["month"]])
		if err != nil {
			return Panel{}, fmt.Errorf("line %d: %w", line, err)
		}
		ads, err := strconv.ParseFloat(record[column["ads"]], 64)
		if err != nil || ads < 0 || math.IsNaN(ads) || math.IsInf(ads, 0) {
			return Panel{}, fmt.Errorf("line %d: ads is %q, expected a number of at least 0", line, record[column["ads"]])
		}
		if values[name] == nil {
			values[name] = map[Month]float64{}
		}
		if _, twice := values[name][month]; twice {
			return Panel{}, fmt.Errorf("line %d: %s has %s twice", line, name, month)
		}
		values[name][month] = ads
		if len(values) == 1 && len(values[name]) == 1 {
			low, high = month, month
		}
		low, high = min(low, month), max(high, month)
	}
	if len(values) == 0 {
		return Panel{}, fmt.Errorf("the file has no rows")
	}
	if high-low > 1200 {
		return Panel{}, fmt.Errorf("the months reach from %s to %s: more than a hundred years", low, high)
	}
	p := Panel{First: low}
	for name := range values {
		p.Names = append(p.Names, name)
	}
	sort.Strings(p.Names)
	for _, name := range p.Names {
		y := make([]float64, high-low+1)
		for t := range y {
			v, ok := values[name][low+Month(t)]
			if !ok {
				return Panel{}, fmt.Errorf("series %s lacks month %s; write 0 for a month without ads", name, low+Month(t))
			}
			y[t] = v
		}
		p.Y = append(p.Y, y)
	}
	return p, nil
}
