//go:build unix

package synth

import (
	"context"
	"fmt"
	"runtime"
	"syscall"
	"testing"
)

// BenchmarkWrite tells ads a second of the clock and of one processor, rows, bytes a second of everything
// written, and the largest heap. The heap must stay under a bound that does
// not depend on the number of ads.
func BenchmarkWrite(b *testing.B) {
	const heapLimit = 400 << 20
	for _, c := range []struct{ ads, text int }{{200_000, 0}, {200_000, 120}, {200_000, 400}, {1_000_000, 0}} {
		b.Run(fmt.Sprintf("ads=%d/text=%d", c.ads, c.text), func(b *testing.B) {
			runtime.GC()
			p := Default()
			p.Ads, p.Description = c.ads, c.text
			var rows, bytes int64
			var peak uint64
			var cpu float64
			for b.Loop() {
				var stats runtime.MemStats
				seen := 0
				before := cpuSeconds(b)
				s, err := Write(context.Background(), p, b.TempDir(), func(int64) {
					if seen++; seen%16 == 0 {
						runtime.ReadMemStats(&stats)
						peak = max(peak, stats.HeapInuse)
					}
				})
				if err != nil {
					b.Fatal(err)
				}
				cpu += cpuSeconds(b) - before
				for _, f := range s.Files {
					bytes += f.Bytes
				}
				rows += s.Rows
			}
			seconds := b.Elapsed().Seconds()
			b.ReportMetric(float64(c.ads*b.N)/seconds, "ads/s")
			b.ReportMetric(float64(c.ads*b.N)/cpu, "ads/cpu-s")
			b.ReportMetric(float64(rows)/seconds, "rows/s")
			b.ReportMetric(float64(bytes)/seconds/1e6, "MB/s")
			b.ReportMetric(float64(peak)/1e6, "peak-MB")
			if peak > heapLimit {
				b.Errorf("heap of %d MB, limit %d MB", peak>>20, heapLimit>>20)
			}
		})
	}
}

// cpuSeconds is the processor time that this process has used, which says
// more than the clock on a machine that others use too.
func cpuSeconds(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// BenchmarkDemo is the bundled demonstration.
func BenchmarkDemo(b *testing.B) {
	for b.Loop() {
		if _, err := Write(context.Background(), Demo(), b.TempDir(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
