//go:build truth

package statistics

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestTruthOverMarkets repeats the coverage test on several markets and
// with other nuisance settings. make truth runs it.
func TestTruthOverMarkets(t *testing.T) {
	base := plan{occupations: 24, regions: 3, adsPerCell: 60, seekers: 100, employers: 40, coding: 0.05}
	var score, rank, found, alarm, n float64
	for _, c := range []struct {
		name   string
		change func(*plan)
	}{
		{"another market", func(p *plan) { p.seed = 26 }}, // 21 and 22 set interval_factor
		{"no coding errors", func(p *plan) { p.seed = 23; p.coding = 0 }},
		{"few employers", func(p *plan) { p.seed = 24; p.employers = 20 }},
		{"twice the ads", func(p *plan) { p.seed = 25; p.adsPerCell = 120 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := base
			c.change(&p)
			s, r, f, a := coverage(t, p, 2, 12)
			score, rank, alarm, n = score+s, rank+r, alarm+a, n+1
			if f == f { // some markets have no very short cell
				found += f
			} else {
				found++
			}
		})
	}
	t.Logf("score %.3f, rank %.3f, very short found %.3f, not short listed %.4f", score/n, rank/n, found/n, alarm/n)
	if s := score / n; s < 0.75 || s > 0.90 {
		t.Errorf("80 %% score intervals hold the truth in %.3f of cells; 0.75 to 0.90 expected", s)
	}
	if r := rank / n; r < 0.85 || r > 0.97 {
		t.Errorf("90 %% rank intervals hold the true rank in %.3f of cells; 0.85 to 0.97 expected", r)
	}
	if found/n < 0.90 || alarm/n > 0.03 {
		t.Errorf("of the very short %.3f found (at least 0.90), of the not short %.4f listed (at most 0.03)", found/n, alarm/n)
	}
}

// TestProvince is the speed line: GONGQIU_PROVINCE_ADS ads (default 2 million)
// over 1,000 unit groups, 12 regions and 8 quarters.
func TestProvince(t *testing.T) {
	ads := 2_000_000
	if s := os.Getenv("GONGQIU_PROVINCE_ADS"); s != "" {
		fmt.Sscan(s, &ads)
	}
	db := simDB(t, 2000)
	simulate(t, db, plan{seed: 5, occupations: 1000, regions: 12, adsPerCell: 2.5, seekers: 40, employers: 5, coding: 0.05})
	n := int(count(t, db, "SELECT count(*) FROM int_ad"))
	copies := (ads + n - 1) / n
	if _, err := db.Exec(fmt.Sprintf("CREATE TABLE wide AS SELECT a.* REPLACE (a.ad_id * 100 + c AS ad_id, a.employer_id * 100 + c AS employer_id, a.employer_key || c AS employer_key) FROM int_ad a, range(%d) t(c)", copies)); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"DROP TABLE int_ad", "ALTER TABLE wide RENAME TO int_ad"} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	var before, after syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &before)
	start := time.Now()
	runAll(t, db)
	syscall.Getrusage(syscall.RUSAGE_SELF, &after)
	cpu := func(r syscall.Rusage) float64 {
		return float64(r.Utime.Sec+r.Stime.Sec) + float64(r.Utime.Usec+r.Stime.Usec)/1e6
	}
	status, _ := os.ReadFile("/proc/self/status")
	peak := ""
	for _, line := range strings.Split(string(status), "\n") {
		if strings.HasPrefix(line, "VmHWM") {
			peak = strings.TrimSpace(strings.TrimPrefix(line, "VmHWM:"))
		}
	}
	t.Logf("%d ads: %.1f s, %.1f s of processor, peak memory %s", count(t, db, "SELECT count(*) FROM int_ad"), time.Since(start).Seconds(), cpu(after)-cpu(before), peak)
}
