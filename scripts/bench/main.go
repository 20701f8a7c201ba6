// Command bench measures a whole run of the program on simulated deliveries
// against reading the same files into DuckDB, in the same bench: what counts
// are the ratios, which depend little on the machine.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// What a run may cost.
const (
	maxRatio     = 6.0     // of the time of a run to that of the baseline
	maxIncrement = 0.25    // of the time of a run with 1 % new ads to that of a full run
	maxPeak      = 4 << 20 // KiB
)

func main() {
	ads := flag.Int("ads", 730_000, "unique ads; boards carry 2.75 times as many rows")
	provinceAds := flag.Int("province", 5_000_000, "unique ads of the province that is scored; 0 leaves it out")
	dir := flag.String("dir", ".bench", "folder that keeps the simulated deliveries")
	baselineOnly := flag.Bool("baseline", false, "only read the files into DuckDB; used by the bench itself")
	flag.Parse()
	var err error
	if *baselineOnly {
		err = readFiles(flag.Args())
	} else {
		err = bench(*dir, flag.Arg(0), *ads)
		if *provinceAds > 0 {
			err = errors.Join(err, province(*dir, *provinceAds))
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// cost is what a process took.
type cost struct {
	wall, cpu time.Duration
	peakKiB   int64
}

func (c cost) String() string {
	return fmt.Sprintf("%6.1f s, %6.1f s of processor, peak %4d MiB", c.wall.Seconds(), c.cpu.Seconds(), c.peakKiB>>10)
}

// measure runs a program to its end; its peak is that of the whole process.
func measure(program string, args ...string) (cost, error) {
	var out strings.Builder
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	err := cmd.Run()
	c := cost{wall: time.Since(start)}
	if err != nil {
		return c, fmt.Errorf("%s %s: %w\n%s", program, strings.Join(args, " "), err, out.String())
	}
	c.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.peakKiB = usage.Maxrss
	}
	return c, nil
}

func bench(dir, program string, ads int) error {
	if program == "" {
		return errors.New("which program? usage: bench [-ads N] [-dir DIR] PROGRAM")
	}
	program, err := filepath.Abs(program)
	if err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	market, err := deliver(dir, program, ads)
	if err != nil {
		return err
	}
	run := filepath.Join(dir, "run")
	if err := os.RemoveAll(run); err != nil {
		return err
	}
	if err := layOut(run, market); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var base cost
	for range 2 { // the better of two, so that the files are in memory as for the run
		c, err := measure(self, append([]string{"-baseline"}, readable(market)...)...)
		if err != nil {
			return err
		}
		if base.wall == 0 || c.wall < base.wall {
			base = c
		}
	}
	fmt.Println("baseline, CREATE TABLE AS read_csv ", base)
	config := filepath.Join(run, "gongqiu.yaml")
	full, err := measure(program, "-c", config, "run", "-q")
	if err != nil {
		return err
	}
	fmt.Println("run from deliveries to release     ", full)
	profile(program, config)
	more, err := deliver(dir, program, ads/100)
	if err != nil {
		return err
	}
	if err := add(run, more); err != nil {
		return err
	}
	increment, err := measure(program, "-c", config, "run", "-q")
	if err != nil {
		return err
	}
	fmt.Println("run after 1 % new ads              ", increment)
	profile(program, config)
	nothing, err := measure(program, "-c", config, "run", "-q")
	if err != nil {
		return err
	}
	fmt.Println("run with nothing to do             ", nothing)

	failed := false
	verdict := func(what string, value, limit float64, unit string) {
		word := "ok"
		if value > limit {
			word, failed = "TOO MUCH", true
		}
		fmt.Printf("%-36s %6.2f%s   at most %.2f%s   %s\n", what, value, unit, limit, unit, word)
	}
	verdict("run ÷ baseline", full.wall.Seconds()/base.wall.Seconds(), maxRatio, "")
	fmt.Printf("%-36s %6.2f    of processor time, which other work on the machine disturbs less\n", "", full.cpu.Seconds()/base.cpu.Seconds())
	verdict("peak memory", float64(max(full.peakKiB, increment.peakKiB))/(1<<20), maxPeak/(1<<20), " GiB")
	verdict("increment ÷ full run", increment.wall.Seconds()/full.wall.Seconds(), maxIncrement, "")
	fmt.Printf("%-36s %6.2f    of processor time\n", "", increment.cpu.Seconds()/full.cpu.Seconds())
	verdict("nothing to do", nothing.wall.Seconds(), 2, " s")
	if failed {
		return errors.New("a limit is exceeded")
	}
	return nil
}

// deliver simulates a market once and keeps it; markets of different size
// have different seeds and so different ads.
func deliver(dir, program string, ads int) (string, error) {
	market := filepath.Join(dir, fmt.Sprintf("market-%d", ads))
	if _, err := os.Stat(market); err == nil {
		return market, nil
	}
	making := market + ".making"
	if err := os.RemoveAll(making); err != nil {
		return "", err
	}
	fmt.Printf("simulating %d ads\n", ads)
	if _, err := measure(program, "synth", making, "--ads", fmt.Sprint(ads), "--seed", fmt.Sprint(ads), "--no-ad-truth", "-q"); err != nil {
		return "", err
	}
	if err := os.RemoveAll(filepath.Join(making, "truth")); err != nil {
		return "", err
	}
	if err := transcode(making); err != nil {
		return "", err
	}
	return market, os.Rename(making, market)
}

const configuration = `scopes: [{id: jiangxi, name: 江西省, region: "360000", chains: jx-14-2022}]
sources:
  - {id: jia, scope: jiangxi, kind: posting, files: inbox/模拟_江西_招聘_甲网_*.csv, simulated: true, snapshots: true}
  - {id: yi, scope: jiangxi, kind: posting, files: inbox/模拟_江西_招聘_乙网_*.csv, simulated: true, snapshots: true}
  - {id: pes, scope: jiangxi, kind: posting, files: inbox/模拟_江西_招聘_公共服务_*.csv, simulated: true, snapshots: true}
  - {id: seekers, scope: jiangxi, kind: seeker, files: inbox/模拟_江西_求职登记.csv, simulated: true}
  - {id: training, scope: jiangxi, kind: training, files: inbox/模拟_江西_培训取证.csv, simulated: true}
  - {id: wages, scope: jiangxi, kind: wage, files: inbox/模拟_江西_工资价位.csv, simulated: true}
`

// layOut makes a folder with a configuration and the deliveries of a market.
func layOut(run, market string) error {
	inbox := filepath.Join(run, "inbox")
	if err := os.MkdirAll(inbox, 0o755); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(market, "*.csv"))
	if err != nil {
		return err
	}
	for _, path := range files {
		if err := os.Symlink(path, filepath.Join(inbox, filepath.Base(path))); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(run, "gongqiu.yaml"), []byte(configuration), 0o644)
}

// add delivers the ads of another market besides.
func add(run, market string) error {
	files, err := filepath.Glob(filepath.Join(market, "*_招聘_*.csv"))
	if err != nil {
		return err
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".csv") + "_new.csv"
		if err := os.Symlink(path, filepath.Join(run, "inbox", name)); err != nil {
			return err
		}
	}
	return nil
}

// profile prints what the newest run spent its time on.
func profile(program, config string) {
	out, err := exec.Command(program, "-c", config, "runs", "show", "--json").Output()
	if err != nil {
		return
	}
	var record struct {
		Started, Finished time.Time
		Steps             []struct {
			Name    string
			Seconds float64
		}
	}
	if json.Unmarshal(out, &record) != nil {
		return
	}
	steps := record.Steps
	total := record.Finished.Sub(record.Started).Seconds()
	slices.SortStableFunc(steps, func(a, b struct {
		Name    string
		Seconds float64
	}) int {
		return int(1000 * (b.Seconds - a.Seconds))
	})
	// steps overlap, so their shares add up to more than the whole
	for _, s := range steps[:min(12, len(steps))] {
		fmt.Printf("    %-22s %5.1f %%\n", s.Name, 100*s.Seconds/total)
	}
}
