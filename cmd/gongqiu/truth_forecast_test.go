//go:build truth

package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"gongqiu/synth"
	"gongqiu/transforms/forecast"
	"gongqiu/transforms/method"
)

// Intervals of forecasts hold what they claim, three months ahead, on monthly
// counts of simulated markets: at every origin that has an interval, and at the
// later ones where errors are scored.
func TestTruthForecastIntervals(t *testing.T) {
	const markets = 8
	var all80, all95, late80, late95 float64
	for seed := range uint64(markets) {
		plan := synth.Default()
		plan.Seed, plan.Ads, plan.Months, plan.Description, plan.AggregateTruth = 101+seed, 150_000, 36, 0, true
		dir := filepath.Join(t.TempDir(), "market")
		if _, err := synth.Write(t.Context(), plan, dir, nil); err != nil {
			t.Fatal(err)
		}
		report, err := forecast.Evaluate(monthlyAds(t, filepath.Join(dir, "truth", "模拟_江西_真值_数量.csv"), plan.Months), forecast.SettingsOf(method.Default()))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range report.Rows {
			if row.Horizon == 3 && row.Volume == "all" {
				t.Logf("market %d: %d series, %d intervals: 80 %% held %.3f, late %.3f; 95 %% held %.3f, late %.3f; WAPE %.3f", plan.Seed, report.Series, row.Intervals, row.Coverage80, row.Late80, row.Coverage95, row.Late95, row.WAPE)
				all80, all95, late80, late95 = all80+float64(row.Coverage80)/markets, all95+float64(row.Coverage95)/markets, late80+float64(row.Late80)/markets, late95+float64(row.Late95)/markets
			}
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("mean: 80 %% held %.3f, late %.3f; 95 %% held %.3f, late %.3f", all80, late80, all95, late95)
	for _, c := range []float64{all80, late80} {
		if c < .75 || c > .90 {
			t.Errorf("80 %% intervals hold %.3f, wanted 0.75 to 0.90", c)
		}
	}
	for _, c := range []float64{all95, late95} {
		if c < .92 || c > .98 {
			t.Errorf("95 %% intervals hold %.3f, wanted 0.92 to 0.98", c)
		}
	}
}

// monthlyAds sums true ads over regions, by unit group and month, of those
// with twenty a month or more, as CSV of series, month, ads.
func monthlyAds(t *testing.T, path string, months int) *bytes.Buffer {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	ads, all := map[string]map[string]int{}, map[string]int{}
	var series, order []string
	seen := map[string]bool{}
	for _, r := range rows[1:] { // month, region_code, occupation_code, ads, …
		n, err := strconv.Atoi(r[3])
		if err != nil {
			t.Fatal(err)
		}
		if ads[r[2]] == nil {
			ads[r[2]] = map[string]int{}
			series = append(series, r[2])
		}
		if !seen[r[0]] {
			seen[r[0]] = true
			order = append(order, r[0])
		}
		ads[r[2]][r[0]] += n
		all[r[2]] += n
	}
	out := bytes.NewBufferString("series,month,ads\n")
	for _, s := range series {
		if all[s] < 20*months {
			continue
		}
		for _, m := range order {
			fmt.Fprintf(out, "%s,%s,%d\n", s, m, ads[s][m])
		}
	}
	return out
}
