//go:build truth

package statistics

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestProvince is the speed line: GONGQIU_PROVINCE_ADS ads (default 1 million)
// over 1,000 unit groups, 12 regions and 8 quarters, scored with 500 replicates,
// and after that everything else. make bench runs it and reads its last lines.
func TestProvince(t *testing.T) {
	ads := 1_000_000
	if s := os.Getenv("GONGQIU_PROVINCE_ADS"); s != "" {
		if _, err := fmt.Sscan(s, &ads); err != nil {
			t.Fatal(err)
		}
	}
	db := simFile(t, filepath.Join(t.TempDir(), "build.duckdb"), 2000) // as a run keeps it
	simulate(t, db, plan{seed: 5, occupations: 1000, regions: 12, adsPerCell: 2.5, seekers: 40, employers: 5, coding: 0.05})
	n := int(count(t, db, "SELECT count(*) FROM int_ad"))
	copies := (ads + n - 1) / n
	for _, q := range []string{
		fmt.Sprintf(`CREATE TABLE wide AS SELECT a.* REPLACE (a.ad_id * 100 + c AS ad_id, a.employer_id * 100 + c AS employer_id, a.employer_key || c AS employer_key)
			FROM int_ad a, range(%d) t(c)`, copies),
		"DROP TABLE int_ad", "ALTER TABLE wide RENAME TO int_ad", "CHECKPOINT",
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	ads = n * copies
	scoring := map[string]bool{"festival": true, "method": true, "int_number_period": true, "int_number_area": true, "int_number_class": true, "int_number_ad": true, "int_number_chain": true, "int_chain_member": true, "counts": true, "int_shortage_count": true, "int_shortage_register": true, "int_shortage_supply": true, "out_chain_occupation": true, "shortage": true}
	for _, part := range []struct {
		name string
		want func(string) bool
	}{{"scoring", func(name string) bool { return scoring[name] }}, {"the rest", func(name string) bool { return !scoring[name] }}} {
		before, start := processor(), time.Now()
		runSome(t, db, 2, part.want)
		t.Logf("%s of %d ads: %.1f s, %.1f s of processor, peak memory %d MiB", part.name, ads, time.Since(start).Seconds(), processor()-before, peakMiB(t))
	}
	if n := count(t, db, "SELECT count(*) FROM out_shortage WHERE score_lo IS NOT NULL"); n < 1000 {
		t.Errorf("only %d scores have an interval: the line above says little", n)
	}
}

// processor is the processor time that this process has taken, in seconds.
func processor() float64 {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return float64(r.Utime.Sec+r.Stime.Sec) + float64(r.Utime.Usec+r.Stime.Usec)/1e6
}

// peakMiB is the largest resident size that this process has had.
func peakMiB(t *testing.T) (kib int) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("this system does not tell the peak: ", err)
	}
	for _, line := range strings.Split(string(status), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			fmt.Sscan(rest, &kib) //nolint:errcheck // a number and kB
		}
	}
	return kib >> 10
}
