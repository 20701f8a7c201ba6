package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// What scoring a province may cost: 1,000 unit groups, 12 regions, 8 quarters,
// 500 replicates, on two cores.
const (
	maxScoring     = 90.0 // seconds
	maxScoringPeak = 4096 // MiB, of the whole process, which also simulated the province
)

var provinceLine = regexp.MustCompile(`(scoring|the rest) of (\d+) ads: ([\d.]+) s, ([\d.]+) s of processor, peak memory (\d+) MiB`)

// province times TestProvince of transforms/statistics, compiled beforehand.
func province(dir string, ads int) error {
	binary, err := filepath.Abs(filepath.Join(dir, "province.test"))
	if err != nil {
		return err
	}
	if out, err := exec.Command("go", "test", "-c", "-tags", "truth", "-o", binary, "./transforms/statistics").CombinedOutput(); err != nil {
		return fmt.Errorf("go test -c: %w\n%s", err, out)
	}
	cmd := exec.Command(binary, "-test.run", "^TestProvince$", "-test.v", "-test.timeout", "60m")
	cmd.Dir = filepath.Join("transforms", "statistics")
	cmd.Env = append(os.Environ(), "GONGQIU_PROVINCE_ADS="+strconv.Itoa(ads))
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("TestProvince: %w\n%s", err, out)
	}
	lines := provinceLine.FindAllStringSubmatch(string(out), -1)
	if len(lines) != 2 {
		return fmt.Errorf("TestProvince printed %d lines of times, expected 2:\n%s", len(lines), out)
	}
	fmt.Printf("province of %s ads\n", lines[0][2])
	for _, l := range lines {
		fmt.Printf("%-36s %6s s, %6s s of processor, peak %5s MiB\n", "    "+l[1], l[3], l[4], l[5])
	}
	seconds, err := strconv.ParseFloat(lines[0][3], 64)
	if err != nil {
		return err
	}
	peak, err := strconv.Atoi(lines[0][5])
	if err != nil {
		return err
	}
	word := "ok"
	if seconds > maxScoring || peak > maxScoringPeak {
		word, err = "TOO MUCH", errors.New("scoring a province exceeds a limit")
	}
	fmt.Printf("%-36s %6.1f s  at most %.0f s and %d MiB   %s\n", "province, scored with 500 replicates", seconds, maxScoring, maxScoringPeak, word)
	return err
}
