package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"gongqiu/transforms/method"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance || math.IsNaN(got) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func month(t *testing.T, s string) Month {
	t.Helper()
	m, err := ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The Spring Festival of 2024 was on 10 February: 31 January to 19 February.
// That of 2023 on 22 January: 12 to 31 January.
func TestFestivalShareByHand(t *testing.T) {
	c := NewCalendar(10, 9)
	for m, want := range map[string]float64{"2024-01": 1.0 / 31, "2024-02": 19.0 / 29, "2024-03": 0, "2023-01": 20.0 / 31, "2023-02": 0, "2020-01": 17.0 / 31, "2020-02": 3.0 / 29} {
		near(t, m, c.Share(month(t, m)), want, 1e-12)
	}
}

func TestEffectComesBack(t *testing.T) {
	c := NewCalendar(10, 9)
	r := rand.New(rand.NewPCG(3, 4))
	first := month(t, "2023-07")
	var panel [][]float64
	for range 30 {
		level := math.Exp(5 + r.NormFloat64())
		y := make([]float64, 24)
		for i := range y {
			y[i] = level * math.Exp(-1.1*c.Share(first+Month(i))+0.1*r.NormFloat64())
		}
		panel = append(panel, y)
	}
	beta, ok := Effect(panel, first, c)
	if !ok {
		t.Fatal("no festival found")
	}
	near(t, "β", beta, -1.1, 0.05)
	near(t, "adjusted", without([]float64{100 * math.Exp(-1.1*c.Share(month(t, "2024-02")))}, calendarEffect{festival: -1.1}.factors(month(t, "2024-02"), 1, c))[0], 100, 1e-9)
	if _, ok := Effect([][]float64{{1, 2, 3}}, month(t, "2023-07"), c); ok {
		t.Error("an effect without a festival")
	}
}

// A constant series is forecast by the constant; a straight line by something
// between its last value and its continuation.
func TestPointForecasts(t *testing.T) {
	flat := make([]float64, 24)
	line := make([]float64, 24)
	for i := range flat {
		flat[i], line[i] = 50, 100+10*float64(i)
	}
	for h, f := range point(flat, 6, 6) {
		near(t, fmt.Sprint("flat ", h), f, 50, 1e-9)
	}
	near(t, "smoothing of a constant", exponential(flat), 50, 1e-9)
	// Theta on a line: the level follows with α = 0.95, half the slope is drift.
	near(t, "theta", thetaMethod(line, 1)[0], exponential(line)+5, 1e-9)
	if d := dampedTrend(line, 3); d[2] < 330 || d[2] > 361 {
		t.Errorf("damped trend three months ahead is %v, want 330 to 360", d[2])
	}
}

// Errors 0.1 … 0.9 in units of a spread of 2: the 80 % band takes the ⌈0.8·10⌉ = 8th.
func TestBandByHand(t *testing.T) {
	sizes := []float64{.1, .2, .3, .4, .5, .6, .7, .8, .9}
	low, high, ok := band(sizes, 0.8, 99.5, 2)
	if !ok {
		t.Fatal("no band")
	}
	near(t, "low", low, 100*math.Exp(-1.6)-0.5, 1e-9)
	near(t, "high", high, 100*math.Exp(1.6)-0.5, 1e-9)
	if _, _, ok := band(sizes, 0.95, 100, 2); ok {
		t.Error("nine errors cannot make a 95 % band")
	}
}

func TestJudge(t *testing.T) {
	s := Settings{Origins: 3, PublishAt: 0.6}
	trials := func(series int, model, naive []float64) (list []trial) {
		for o := range model {
			list = append(list, trial{series: series, origin: o, h: 1, actual: 100, forecast: 100 + model[o], naive: 100 + naive[o]})
		}
		return list
	}
	var all []trial
	all = append(all, trials(0, []float64{1, 1, 9}, []float64{5, 5, 5})...) // better at 2 of 3, 11 to 15
	all = append(all, trials(1, []float64{1, 9, 9}, []float64{5, 5, 5})...) // better at 1 of 3
	all = append(all, trials(2, []float64{1, 1}, []float64{5, 5})...)
	v := judge(all, 3, s)
	for i, want := range []string{"", "NAIVE", "HISTORY"} {
		if v[i].reason != want {
			t.Errorf("series %d: %q, want %q", i, v[i].reason, want)
		}
	}
	near(t, "relative error", v[0].relMAE, 11.0/15, 1e-12)
}

func TestReconcile(t *testing.T) {
	list := []monthly{{a: "root", b: "x"}, {a: "r1", b: "x"}, {a: "r2", b: "x"}, {a: "r1", b: "y"}}
	f := [][]float64{{100, 100, 100, 100}, {60, 60, 60, 60}, {60, 60, 60, 60}, {7, 7, 7, 7}}
	reconcile(list, f, "root")
	near(t, "child near", f[1][0], 50, 1e-9)
	near(t, "root far", f[0][3], 120, 1e-9)
	near(t, "another occupation", f[3][0], 7, 0)
}

func TestEvaluateOnAKnownMarket(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	c := NewCalendar(10, 9)
	first := month(t, "2021-01")
	var b strings.Builder
	b.WriteString("series,month,ads\n")
	for s := range 20 {
		for i := range 36 {
			fmt.Fprintf(&b, "s%d,%s,%.0f\n", s, first+Month(i), 1000*math.Exp(-1.1*c.Share(first+Month(i))+0.1*r.NormFloat64()))
		}
	}
	report, err := Evaluate(strings.NewReader(b.String()), SettingsOf(method.Default()))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range report.Rows {
		if row.Volume == "all" && row.Horizon == 3 {
			if row.RelMAE > 0.75 || row.WAPE > 0.13 || row.Coverage80 < 0.7 || row.Coverage80 > 0.9 || row.Coverage95 < 0.9 {
				t.Errorf("%+v", row)
			}
		}
	}
}

func TestReadPanelRefuses(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "line 1"},
		{"series,month\n", "column ads is missing"},
		{"series,month,ads\na,2021-13,1\n", `line 2: month "2021-13"`},
		{"series,month,ads\na,2021-01,-1\n", `ads is "-1"`},
		{"series,month,ads\na,2021-01,1\na,2021-01,2\n", "twice"},
		{"series,month,ads\na,2021-01,1\na,2021-03,2\n", "lacks month 2021-02"},
		{"series,month,ads\n", "no rows"},
	} {
		if _, err := ReadPanel(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: found %v, want %q", c.text, err, c.want)
		}
	}
}

func FuzzReadPanel(f *testing.F) {
	f.Add("series,month,ads\na,2021-01,5\na,2021-02,6\n")
	f.Add("\ufeffseries,month,ads\na,0000-01,5\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ReadPanel(strings.NewReader(text))
		if err == nil && (len(p.Y) == 0 || len(p.Y) != len(p.Names)) {
			t.Errorf("%q: %d series, %d names", text, len(p.Y), len(p.Names))
		}
	})
}

// TestReport prints the back-test of the file in GONGQIU_SERIES.
func TestReport(t *testing.T) {
	path := os.Getenv("GONGQIU_SERIES")
	if path == "" {
		t.Skip("GONGQIU_SERIES names no file")
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	report, err := Evaluate(f, SettingsOf(method.Default()))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range report.Rows {
		if row.Volume == "all" {
			t.Logf("%+v", row)
		}
	}
}

// Sums of people times factors are exact if factors have few binary digits.
func TestFestivalFactorsHaveFewDigits(t *testing.T) {
	for _, beta := range []float64{0, 0.3, 1.7, -0.2} {
		x := exact(math.Exp(-beta * 0.37))
		if scaled := x * (1 << 26); scaled != math.Trunc(scaled) {
			t.Errorf("exp(−%v·0.37) became %v", beta, x)
		}
		near(t, "factor", x, math.Exp(-beta*0.37), 1e-8)
	}
}
