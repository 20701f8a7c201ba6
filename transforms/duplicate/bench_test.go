package duplicate

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

func BenchmarkSign(b *testing.B) {
	text := strings.Repeat(weld+"\n公司简介：成立于2008年；", 3) + strings.Repeat(cook+"。五险一金，双休。", 2)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Sign(text)
	}
}

func BenchmarkSimilarity(b *testing.B) {
	x, y := Sign(weld), Sign(weld2)
	for b.Loop() {
		Similarity(&x.Sig, &y.Sig)
	}
}

// market makes n rows: employers of very unequal size (the largest block has
// big rows), a third reposts in other words, a sixth identical.
func market(n, big int) Ads {
	r := rand.New(rand.NewPCG(7, 7))
	ads := Ads{Items: make([]Item, 0, n), Texts: make([]*Text, 0, n)}
	for i := range 20000 {
		ads.Titles = append(ads.Titles, fmt.Sprintf("%c%c%c工程师", 0x4e00+i%97, 0x5000+i/97%89, 0x6000+i%53))
	}
	fresh := func() int32 {
		var s Signature
		for k := 0; k < bins; k += 8 {
			v := r.Uint64()
			for m := range 8 {
				s[k+m] = byte(1 + (v>>(8*m))%255)
			}
		}
		ads.Texts = append(ads.Texts, &Text{r.Uint64() | 1, s})
		return int32(len(ads.Texts) - 1)
	}
	var recent [64]int
	for i := range n {
		it := Item{Employer: 1 + int32(float64(n/8)*r.Float64()*r.Float64()*r.Float64()), City: int32(r.IntN(12)), Title: int32(r.IntN(len(ads.Titles))), Day: 20000 + int32(r.IntN(300)), Expiry: -1, PayLo: float32(3000 + 500*r.IntN(10)), PayHi: 9000, Source: uint16(r.IntN(3)), Agency: r.IntN(20) == 0, Key: r.Uint64()}
		if i < big {
			it.Employer, it.City = 0, 0
		}
		switch k := r.IntN(6); {
		case k < 3 && i > 100:
			old := ads.Items[recent[r.IntN(len(recent))]]
			day := it.Day
			it = old
			it.Day = day
			if k > 0 {
				s := mutate(r, ads.Texts[old.Text].Sig, 0.06)
				ads.Texts = append(ads.Texts, &Text{r.Uint64() | 1, s})
				it.Text = int32(len(ads.Texts) - 1)
			}
		default:
			it.Text = fresh()
		}
		ads.Items = append(ads.Items, it)
		recent[i%len(recent)] = i
	}
	return ads
}

func benchmarkGroup(b *testing.B, n, big int) {
	ads := market(n, big)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	b.ResetTimer()
	for b.Loop() {
		res := Group(ads, DefaultRule())
		b.ReportMetric(float64(res.N)/float64(n), "ads/row")
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.Sys)/(1<<20), "MB-sys")
}

// One employer's 16,000 ads with one text and as many titles: the worst case.
func BenchmarkGroupTemplate(b *testing.B) {
	ads := market(16_000, 16_000)
	ads.Titles = nil
	for i := range ads.Items {
		ads.Items[i].Text, ads.Items[i].Title = 0, int32(i)
		ads.Titles = append(ads.Titles, fmt.Sprintf("%c%c%c专员", 0x4e00+i%97, 0x5000+i/97%89, 0x6000+i%53))
	}
	for b.Loop() {
		Group(ads, DefaultRule())
	}
}

func BenchmarkGroup200k(b *testing.B)  { benchmarkGroup(b, 200_000, 2_000) }
func BenchmarkGroup2M(b *testing.B)    { benchmarkGroup(b, 2_000_000, 16_500) }
func BenchmarkGroupBlock(b *testing.B) { benchmarkGroup(b, 16_000, 16_000) }
