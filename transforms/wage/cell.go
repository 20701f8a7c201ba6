package wage

import (
	"math"
	"slices"

	"gongqiu/transforms/method"
)

// ad is one priced ad. Its pay is anywhere between two amounts, in yuan a month.
type ad struct {
	employer int32 // from 1; 0 stands for all who are not known
	pay      int32 // index into ads.ranges
	people   int32
	isWide   bool
}

type payRange struct{ lo, hi int32 }

// ads are the priced ads by the places where they count, and the ranges of pay
// that they state, each once, by lower and upper end.
type ads struct {
	list      []ad
	from      []int32 // ads of place p are list[from[p]:from[p+1]]
	ranges    []payRange
	employers int // one more than the highest number
}

// figures are what a cell of the wage table says. Amounts are NaN where the
// cell does not pass the gates of numbers.
type figures struct {
	ads, clusters, employers int64
	topShare, shareWide      float64
	passes                   bool
	p                        [5]float64    // P10, P25, P50, P75, P90
	bounds                   [5][2]float64 // if everybody were paid the lower end, and the upper
	mid                      float64       // P50 if everybody were paid the middle
	cv                       float64       // of the median
}

var shares = [5]float64{0.10, 0.25, 0.50, 0.75, 0.90}

// rules are the constants of the method.
type rules struct {
	minAds, minEmployers, tailAds, outlierAds int64
	maxTopShare, outlierMAD                   float64
}

func rulesOf(m *method.Method) rules {
	return rules{
		minAds: int64(m.Int("wage_min_ads")), minEmployers: int64(m.Int("wage_min_employers")), tailAds: int64(m.Int("wage_tail_ads")), outlierAds: int64(m.Int("wage_outlier_ads")),
		maxTopShare: m.Float("wage_max_top_share"), outlierMAD: m.Float("wage_outlier_mad"),
	}
}

// accountant works cells out one after the other. What it counts by employers
// and ranges lies in tables as long as all of them, which a stamp clears.
type accountant struct {
	ads     *ads
	rules   rules
	stamp   int32
	cluster []cluster // by employer
	touched []int32   // employers of the cell
	offer   []offer   // by range
	offered []int32   // ranges of the cell, in their order
	amounts []amount  // room for ends
}

// cluster is an employer in a cell; all who are not known are one.
type cluster struct {
	stamp, ads, people, wide int32
	factor                   float64 // (number of ads)^-½
	moved                    float64 // weight below the median less half the weight
}

// offer is a range of pay in a cell.
type offer struct {
	stamp, ads int32
	weight     float64 // Σ people · factor
	squares    float64 // Σ weight² of ads whose employer has no other in the cell
}

func newAccountant(a *ads, r rules) *accountant {
	return &accountant{ads: a, rules: r, cluster: make([]cluster, a.employers), offer: make([]offer, len(a.ranges))}
}

// figures works out the cell that holds the ads of places.
func (c *accountant) figures(places []int32) figures {
	c.stamp++
	f := c.count(places)
	if !f.passes {
		return f
	}
	c.weigh(places)
	f.bounds, f.mid = c.ends()
	all := c.curve(c.offered)
	for k, share := range shares {
		f.p[k] = all.quantile(share)
	}
	if f.ads >= c.rules.tailAds && f.ads < c.rules.outlierAds {
		if kept := c.withoutOutliers(f.ads); len(kept) > 0 {
			trimmed := c.curve(kept)
			f.p[0], f.p[4] = trimmed.quantile(shares[0]), trimmed.quantile(shares[4])
		}
	}
	// From the error of F at the median to that of the median along the curve
	// itself (Woodruff).
	se := math.Min(0.49, math.Sqrt(float64(f.clusters)/float64(f.clusters-1)*c.movedSquares(places, f.p[2]))/all.total)
	f.cv = (all.quantile(0.5+se) - all.quantile(0.5-se)) / (2 * f.p[2])
	return f
}

// count fills the clusters and the gates of numbers. Ads of unknown employers
// weigh as one employer and count as none. An employer's weight is his people ·
// (his ads)^-½.
func (c *accountant) count(places []int32) figures {
	c.touched = c.touched[:0]
	var f figures
	for _, place := range places {
		for _, a := range c.ads.list[c.ads.from[place]:c.ads.from[place+1]] {
			k := &c.cluster[a.employer]
			if k.stamp != c.stamp {
				*k = cluster{stamp: c.stamp}
				c.touched = append(c.touched, a.employer)
			}
			k.ads++
			k.people += a.people
			if a.isWide {
				k.wide++
			}
		}
	}
	var weight, most float64
	var wide int64
	for _, e := range c.touched {
		k := &c.cluster[e]
		k.factor = factor(k.ads)
		own := float64(k.people) * k.factor
		weight, most = weight+own, max(most, own)
		f.ads, wide = f.ads+int64(k.ads), wide+int64(k.wide)
		if e != 0 {
			f.employers++
		}
	}
	f.clusters = int64(len(c.touched))
	f.topShare, f.shareWide = most/weight, float64(wide)/float64(f.ads)
	f.passes = f.ads >= c.rules.minAds && f.employers >= c.rules.minEmployers && f.topShare <= c.rules.maxTopShare
	return f
}

// factor is (ads)^-½ as a multiple of 2^-26, so that sums of weights are exact, in
// whatever order they are taken.
func factor(ads int32) float64 { return math.Round((1<<26)/math.Sqrt(float64(ads))) / (1 << 26) }

// weigh fills the offers. An ad's weight is its people times its employer's
// factor.
func (c *accountant) weigh(places []int32) {
	c.offered = c.offered[:0]
	for _, place := range places {
		for _, a := range c.ads.list[c.ads.from[place]:c.ads.from[place+1]] {
			o := &c.offer[a.pay]
			if o.stamp != c.stamp {
				*o = offer{stamp: c.stamp}
				c.offered = append(c.offered, a.pay)
			}
			k := &c.cluster[a.employer]
			w := float64(a.people) * k.factor
			o.ads++
			o.weight += w
			if k.ads == 1 {
				o.squares += w * w
			}
		}
	}
	slices.Sort(c.offered)
}

// ends gives the percentiles if everybody were paid the lower end, the upper
// end, and the median if everybody were paid the middle.
func (c *accountant) ends() (bounds [5][2]float64, mid float64) {
	if room := len(c.offered); cap(c.amounts) < room {
		c.amounts = make([]amount, 2*room)
	}
	paid := func(x func(r payRange) float64) [5]float64 {
		list := c.amounts[:len(c.offered)]
		for i, k := range c.offered {
			list[i] = amount{x(c.ads.ranges[k]), c.offer[k].weight}
		}
		return percentiles(list)
	}
	lower := paid(func(r payRange) float64 { return float64(r.lo) })
	upper := paid(func(r payRange) float64 { return float64(r.hi) })
	for k := range shares {
		bounds[k] = [2]float64{lower[k], upper[k]}
	}
	return bounds, paid(payRange.middle)[2]
}

// withoutOutliers leaves out the ranges whose middle is further than so many
// deviations from the cell's median, in logs. It matters for P10 and P90 of
// small cells only.
func (c *accountant) withoutOutliers(n int64) []int32 {
	middle := func(k int32) float64 { return math.Log(c.ads.ranges[k].middle()) }
	logs := make([]float64, 0, n)
	for _, k := range c.offered {
		for range c.offer[k].ads {
			logs = append(logs, middle(k))
		}
	}
	centre := median(logs)
	for i, y := range logs {
		logs[i] = math.Abs(y - centre)
	}
	spread := 1.4826 * median(logs)
	return slices.DeleteFunc(slices.Clone(c.offered), func(k int32) bool {
		return spread > 0 && math.Abs(middle(k)-centre) > c.rules.outlierMAD*spread
	})
}

// median sorts the numbers.
func median(x []float64) float64 {
	slices.Sort(x)
	n := len(x)
	return (x[(n-1)/2] + x[n/2]) / 2
}

// movedSquares is what F at the median moves by under resampling of employers,
// the limit of the employer bootstrap: an employer moves it by the weight that
// he has below the median less half his weight.
func (c *accountant) movedSquares(places []int32, median float64) (sum float64) {
	// Those with one ad in the cell, range by range, then the others.
	for _, k := range c.offered {
		d := c.ads.ranges[k].below(median) - 0.5
		sum += c.offer[k].squares * d * d
	}
	for _, place := range places {
		for _, a := range c.ads.list[c.ads.from[place]:c.ads.from[place+1]] {
			if k := &c.cluster[a.employer]; k.ads > 1 {
				k.moved += float64(a.people) * k.factor * (c.ads.ranges[a.pay].below(median) - 0.5)
			}
		}
	}
	for _, e := range c.touched {
		if k := &c.cluster[e]; k.ads > 1 {
			sum += k.moved * k.moved
		}
	}
	return sum
}

func (r payRange) middle() float64 { return (float64(r.lo) + float64(r.hi)) / 2 }

// below is the part of a range below an amount; a single amount lies half below
// itself.
func (r payRange) below(x float64) float64 {
	lo, hi := float64(r.lo), float64(r.hi)
	switch {
	case hi > lo:
		return max(0, min(1, (x-lo)/(hi-lo)))
	case lo < x:
		return 1
	case lo == x:
		return 0.5
	}
	return 0
}
