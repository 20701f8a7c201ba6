package forecast

import (
	"fmt"
	"io"
	"math"
	"strconv"
)

// Scores are the quality of forecasts of one horizon and volume class. MASE1 and
// MASE12 are mean errors in units of the training months' mean change from one
// month, and from one year, to the next (Hyndman and Koehler 2006).
// RelMAE is against "same as last month", RelMAESeasonal against "same as a
// year before". Direction is the share of forecasts that move to the side of
// the outcome. Coverage is the share of outcomes inside the 80 % and 95 %
// intervals, which at each origin rest on errors known by then; it is counted
// at every origin that has an interval, and Late at the origins of the other
// figures alone. NaN, shown as null, where nothing can be said.
type Scores struct {
	Horizon        int    `json:"h"`
	Volume         string `json:"volume"`
	Forecasts      int    `json:"n"`
	Origins        int    `json:"origins"`
	WAPE           Figure `json:"wape"`
	MASE1          Figure `json:"mase1"`
	MASE12         Figure `json:"mase12"`
	RelMAE         Figure `json:"rel_mae"`
	RelMAESeasonal Figure `json:"rel_mae_seasonal"`
	Bias           Figure `json:"bias"`
	Direction      Figure `json:"direction"`
	Intervals      int    `json:"n_intervals"`
	Coverage80     Figure `json:"coverage80"`
	Coverage95     Figure `json:"coverage95"`
	Late80         Figure `json:"coverage80_late"`
	Late95         Figure `json:"coverage95_late"`
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
// series ("all") and per volume class, and what adding up over the series does.
type Report struct {
	Series int         `json:"series"`
	First  string      `json:"first"`
	Last   string      `json:"last"`
	Rows   []Scores    `json:"rows"`
	Sums   []SumScores `json:"sums"`
}

// Evaluate runs the rolling back-test on CSV with the columns series, month
// (2023-01) and ads. All series must cover the same months without gaps.
// Errors are scored at origins with at least 24 months before them (two
// festivals), or fewer where the data would otherwise not give the origins that
// method.toml asks for.
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
	report := Report{Series: len(p.Y), First: p.First.String(), Last: (p.First + Month(n-1)).String(), Sums: p.sums(first, s)}
	for h := 1; h <= s.Horizon; h++ {
		bands := bandsOf(trials, h, s)
		for class := -1; class < len(volumeNames); class++ {
			row := Scores{Horizon: h, Volume: "all"}
			if class >= 0 {
				row.Volume = volumeNames[class]
			}
			of := func(t trial) bool { return t.h == h && (class < 0 || t.class == class) }
			row.score(trials, func(t trial) bool { return of(t) && t.origin >= first })
			if row.Forecasts == 0 {
				continue
			}
			row.cover(bands, of, first)
			report.Rows = append(report.Rows, row)
		}
	}
	return report, nil
}

// score fills in what concerns the forecasts that pass.
func (row *Scores) score(trials []trial, pass func(trial) bool) {
	var absError, naive, seasonal, absSeasonal, actual, bias, mase1, nMase1, mase12, nMase12, hits, moves float64
	origins := map[int]bool{}
	for _, t := range trials {
		if !pass(t) {
			continue
		}
		row.Forecasts++
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
		if t.scale1 > 0 {
			mase1 += e / t.scale1
			nMase1++
		}
		if t.scale12 > 0 {
			mase12 += e / t.scale12
			nMase12++
		}
		if t.actual != t.last {
			moves++
			if (t.forecast > t.last) == (t.actual > t.last) {
				hits++
			}
		}
	}
	of := func(x, y float64) Figure { return Figure(x / y) }
	row.Origins = len(origins)
	row.WAPE, row.MASE1, row.MASE12 = of(absError, actual), of(mase1, nMase1), of(mase12, nMase12)
	row.RelMAE, row.RelMAESeasonal = of(absError, naive), of(absSeasonal, seasonal)
	row.Bias, row.Direction = of(bias, actual), of(hits, moves)
}

// banded is a trial with its intervals.
type banded struct {
	trial
	in80, in95 bool
}

// bandsOf gives the trials of a horizon their intervals, where there are any.
func bandsOf(trials []trial, h int, s Settings) (list []banded) {
	cache := map[[2]int][]float64{}
	for _, t := range trials {
		if t.h != h {
			continue
		}
		key := [2]int{t.origin, t.class}
		errors, ok := cache[key]
		if !ok {
			errors = errorsBefore(trials, t.origin, h, t.class, s.ErrorOrigins)
			cache[key] = errors
		}
		l80, h80, ok80 := band(errors, 0.8, t.forecast, t.spread)
		l95, h95, ok95 := band(errors, 0.95, t.forecast, t.spread)
		if ok80 && ok95 {
			list = append(list, banded{t, t.actual >= l80 && t.actual <= h80, t.actual >= l95 && t.actual <= h95})
		}
	}
	return list
}

// cover fills in what concerns the intervals that pass.
func (row *Scores) cover(list []banded, pass func(trial) bool, late int) {
	var in80, in95, late80, late95, nLate float64
	for _, b := range list {
		if !pass(b.trial) {
			continue
		}
		row.Intervals++
		x80, x95 := 0.0, 0.0
		if b.in80 {
			x80 = 1
		}
		if b.in95 {
			x95 = 1
		}
		in80, in95 = in80+x80, in95+x95
		if b.origin >= late {
			nLate++
			late80, late95 = late80+x80, late95+x95
		}
	}
	n := float64(row.Intervals)
	row.Coverage80, row.Coverage95, row.Late80, row.Late95 = Figure(in80/n), Figure(in95/n), Figure(late80/nLate), Figure(late95/nLate)
}
