package synth

import (
	"context"
	"fmt"
	"runtime"
	"testing"
)

// BenchmarkWrite tells ads and rows a second, bytes a second of everything
// written, and the largest heap. The heap must stay under a bound that does
// not depend on the number of ads.
func BenchmarkWrite(b *testing.B) {
	const heapLimit = 400 << 20
	for _, c := range []struct{ ads, text int }{{200_000, 0}, {200_000, 120}, {200_000, 400}, {1_000_000, 0}} {
		b.Run(fmt.Sprintf("ads=%d/text=%d", c.ads, c.text), func(b *testing.B) {
			p := Default()
			p.Ads, p.Description = c.ads, c.text
			var rows, bytes int64
			var peak uint64
			for b.Loop() {
				var stats runtime.MemStats
				seen := 0
				s, err := Write(context.Background(), p, b.TempDir(), func(int64) {
					if seen++; seen%16 == 0 {
						runtime.ReadMemStats(&stats)
						peak = max(peak, stats.HeapInuse)
					}
				})
				if err != nil {
					b.Fatal(err)
				}
				for _, f := range s.Files {
					bytes += f.Bytes
				}
				rows += s.Rows
			}
			seconds := b.Elapsed().Seconds()
			b.ReportMetric(float64(c.ads*b.N)/seconds, "ads/s")
			b.ReportMetric(float64(rows)/seconds, "rows/s")
			b.ReportMetric(float64(bytes)/seconds/1e6, "MB/s")
			b.ReportMetric(float64(peak)/1e6, "peak-MB")
			if peak > heapLimit {
				b.Errorf("heap of %d MB, limit %d MB", peak>>20, heapLimit>>20)
			}
		})
	}
}

// BenchmarkDemo is the bundled demonstration.
func BenchmarkDemo(b *testing.B) {
	for b.Loop() {
		if _, err := Write(context.Background(), Demo(), b.TempDir(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
