package shortage

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// bootstrap gives every scored cell the spread of its score: replicates that
// resample employers (Poisson weights), draw the occupation of each title from
// the coder's candidates, and shake registered counts by their own error. The
// reference and the means that cells are compared with stay as they are: they
// rest on the whole market.
//
// Cells of unit groups have m.replicates replicates. Minor groups, which only
// stand in where a unit group is too thin, have a fifth and no draws of the
// coder: its doubt is mostly between neighbours of one minor group. Those that
// stand in for nothing have none.
func (m *market) bootstrap(ctx context.Context) error {
	m.markAnswers()
	return m.eachSeries(ctx, m.replicates, func(c *cell) bool { return c.answers }, (*replicator).replicate)
}

// markAnswers marks the cells whose data some verdict rests on: scored ones of
// unit groups, and the minor groups that stand in for one.
func (m *market) markAnswers() {
	_ = m.eachAssessed(func(class, r, q int) error {
		if used, _ := m.resolve(class, r, q); used >= 0 {
			m.cells[used].answers = true
		}
		return nil
	})
}

// varianceReplicates are enough for the sampling variance of an indicator.
const varianceReplicates = 64

// estimateVariances fills s2 of the indicators that rest on ads, from the same
// resampling as the score.
func (m *market) estimateVariances(ctx context.Context) error {
	return m.eachSeries(ctx, varianceReplicates, func(c *cell) bool { return c.adsOK }, (*replicator).variances)
}

// eachSeries goes through the classes of all regions with one replicator per
// processor; do is called for the cells that are wanted, after the sums of all
// quarters of their series are there.
func (m *market) eachSeries(ctx context.Context, replicates int, want func(*cell) bool, do func(p *replicator, class, r, q int)) error {
	var next atomic.Int64
	var group sync.WaitGroup
	series := len(m.classes) * len(m.regions)
	drawn := m.resample(replicates)
	for range min(runtime.GOMAXPROCS(0), 8) {
		group.Add(1)
		go func() {
			defer group.Done()
			work := newReplicator(m, drawn, want)
			for {
				s := int(next.Add(1)) - 1
				if s >= series || ctx.Err() != nil {
					return
				}
				class, r := s/len(m.regions), s%len(m.regions)
				if m.any(class, r, want) {
					work.run(class, r, do)
				}
			}
		}()
	}
	group.Wait()
	return ctx.Err()
}

func (m *market) any(class, r int, want func(*cell) bool) bool {
	for q := range m.quarters {
		if want(&m.cells[m.at(class, r, q)]) {
			return true
		}
	}
	return false
}

// Sums of one replicate of one cell.
const (
	sumHeadcount = iota
	sumClosed
	sumReposted
	sumPay
	sumPayWeight
	nSums
)

// Of whole numbers a cell counts headcount, closed and reposted ads, and the ads
// with spells, which only the medians need.
const (
	countSpells = sumReposted + 1
	nCounts     = countSpells + 1
)

// replicator holds the work space of one goroutine. Of whole numbers the sums
// are exact in any order; of pay they depend on it in the last digits, so ads
// are added in the order of m.cellAds, employer by employer.
type replicator struct {
	m        *market
	drawn    *resample
	want     func(*cell) bool
	b        int // replicates of the series at hand
	sums     [][nSums][]float32
	median   [][]float64
	counts   [nCounts]counter // of the cell at hand: the whole numbers among its sums
	w, wv    []uint64         // weights of the employer at hand: all, and of some replicates
	bits     []uint64
	z1, z2   []float64 // noise of openings, of seekers
	z3       []float64 // of qualified people and of high skill
	score    [][]float64
	theta    []float64
	gapDraws []float64
	lastEmp  int32
	scale    []float64 // by quarter
	spells   durations
	shift    []float64
}

func newReplicator(m *market, drawn *resample, want func(*cell) bool) *replicator {
	n := drawn.n
	whole := 8 * words(n, 8)
	p := &replicator{m: m, drawn: drawn, want: want, w: make([]uint64, 2*words(n, 16)), wv: make([]uint64, 2*words(n, 16)), bits: make([]uint64, words(n, 64)),
		z1: make([]float64, n), z2: make([]float64, n), z3: make([]float64, n), theta: make([]float64, n), gapDraws: make([]float64, n)}
	p.scale, p.shift = make([]float64, len(m.quarters)), make([]float64, len(m.quarters))
	p.sums = make([][nSums][]float32, len(m.quarters))
	p.median = make([][]float64, len(m.quarters))
	p.score = make([][]float64, len(m.quarters))
	for q := range p.sums {
		for s := range p.sums[q] {
			p.sums[q][s] = make([]float32, whole)
		}
		p.median[q], p.score[q] = make([]float64, n), make([]float64, n)
	}
	for k := range p.counts {
		p.counts[k] = newCounter(n)
	}
	p.spells = newDurations(n)
	return p
}

func (p *replicator) run(class, r int, do func(p *replicator, class, r, q int)) {
	m := p.m
	p.b = p.drawn.n
	if class >= m.units && p.b > varianceReplicates {
		p.b = max(1, p.b/fallbackShrink)
	}
	p.w, p.wv, p.lastEmp = p.w[:words(p.b, 8)], p.wv[:words(p.b, 8)], -1
	for q := range m.quarters {
		p.addUp(class, r, q)
	}
	for q := range m.quarters {
		if p.want(&m.cells[m.at(class, r, q)]) {
			do(p, class, r, q)
		}
	}
}

// weights puts an employer's weights into p.w.
func (p *replicator) weights(employer int32) {
	if employer == p.lastEmp {
		return
	}
	p.lastEmp = employer
	n := words(p.drawn.n, 16)
	row := p.drawn.weights[int(employer)*n:][:n]
	w := p.w[:2*words(len(p.w), 2)]
	for i := range len(w) / 2 {
		x := row[i]
		w[2*i], w[2*i+1] = x&0x0f0f0f0f0f0f0f0f, x>>4&0x0f0f0f0f0f0f0f0f
	}
}

// addUp fills the sums of every replicate of one cell from its ads.
func (p *replicator) addUp(class, r, q int) {
	m, ads := p.m, p.drawn.ads
	i := m.at(class, r, q)
	for k := range p.counts {
		p.counts[k].reset(len(p.w))
	}
	clear(p.sums[q][sumPay])
	clear(p.sums[q][sumPayWeight])
	unit := class < m.units
	list := m.cellAds[i]
	p.startSpells(list, i)
	// Ads of one employer whose title is certain go together.
	for from := 0; from < len(list); {
		employer := ads[list[from]].employer
		p.weights(employer)
		var total adSums
		for ; from < len(list); from++ {
			ad := &ads[list[from]]
			if ad.employer != employer {
				break
			}
			if unit && ad.doubt {
				p.stays(ad, class)
				p.addAd(q, p.wv, ad)
				continue
			}
			total.add(ad)
			p.addSpell(ad, p.w)
		}
		p.add(q, p.w, &total)
	}
	if unit {
		for _, in := range m.candidates[i] {
			ad := &ads[in.ad]
			p.weights(ad.employer)
			masked(p.wv, p.w, p.drawn.pick(ad.title, int(in.pick)-1))
			p.addAd(q, p.wv, ad)
		}
	}
	for k := range countSpells {
		p.counts[k].sums(p.sums[q][k])
	}
	p.centre(&m.cells[i], q)
	p.spells.medians(&p.counts[countSpells], p.median[q][:p.b])
}

// stays puts into p.wv the weights of the replicates in which an ad accepted as
// class is still there: the draw took the rest, or the candidate that is the
// class.
func (p *replicator) stays(ad *adTerms, class int) {
	for i := range p.bits {
		p.bits[i] = ^uint64(0)
	}
	for k, c := range p.m.titles[ad.title].list {
		if c.class != class {
			for i, gone := range p.drawn.pick(ad.title, k) {
				p.bits[i] &^= gone
			}
		}
	}
	masked(p.wv, p.w, p.bits)
}

// adSums are the terms of several ads with the same weights.
type adSums struct {
	counts         [nCounts]int
	pay, payWeight float32
}

func (x *adSums) add(ad *adTerms) {
	x.counts[sumHeadcount] += int(ad.headcount)
	x.counts[sumClosed] += int(ad.closed)
	x.counts[sumReposted] += int(ad.reposted)
	if ad.days >= 0 {
		x.counts[countSpells]++
	}
	x.pay += ad.pay
	x.payWeight += ad.payWeight
}

func (p *replicator) add(q int, w []uint64, x *adSums) {
	for k, n := range x.counts {
		p.counts[k].add(w, n)
	}
	if x.payWeight != 0 {
		addTimes(p.sums[q][sumPay], p.sums[q][sumPayWeight], w, x.pay, x.payWeight)
	}
}

// addAd adds one ad alone.
func (p *replicator) addAd(q int, w []uint64, ad *adTerms) {
	var x adSums
	x.add(ad)
	p.add(q, w, &x)
	p.addSpell(ad, w)
}

// spread moves a value by a replicate's deviation of the raw indicator, scaled
// so that the spread is the posterior one of the normal model: what the cell's
// own error leaves, and the error of the mean that it is pulled to.
func spread(c *cell, k int, deviation float64) float64 {
	return c.value[k] + c.widen[k]*deviation
}

// fewEmployers corrects a variance from resampling few employers, m/(m−1), where
// m is their effective number 1/Σ share².
func (c *cell) fewEmployers() float64 { return 1 / (1 - min(c.variance, 0.5)) }

// fromAds are the indicators whose variance the replicates give.
var fromAds = [...]int{duration, repost, density, growth, payGrowth, payPremium}

// variances stores the variance of the raw indicators over the replicates.
func (p *replicator) variances(class, r, q int) {
	c := &p.m.cells[p.m.at(class, r, q)]
	for _, k := range fromAds {
		if !c.have[k] {
			continue
		}
		f := p.raw(class, r, q, k)
		var sum, sum2 float64
		for b := range p.b {
			d := f(b) - c.raw[k]
			sum += d
			sum2 += d * d
		}
		n := float64(p.b)
		c.s2[k] = max(1e-6, (sum2-sum*sum/n)/(n-1)*c.fewEmployers())
		if k == repost { // a share of 0 or 1 is not certain either
			share := (c.reposted + 1) / (c.closed + 2)
			c.s2[k] = max(c.s2[k], share*(1-share)/c.closed)
		}
	}
}

// raw gives the raw indicator that rests on ads in replicate b.
func (p *replicator) raw(class, r, q, k int) func(b int) float64 {
	m := p.m
	c := &m.cells[m.at(class, r, q)]
	lag := q - m.method.Int("growth_quarters")
	switch k {
	case duration:
		return func(b int) float64 { return math.Log(max(p.median[q][b], 0.5)) - c.lnSource }
	case repost:
		return func(b int) float64 {
			closed := p.sums[q][sumClosed][b]
			if closed == 0 {
				return c.raw[k]
			}
			return float64(p.sums[q][sumReposted][b] / closed)
		}
	case density:
		perHead, from := c.adjusted/c.headcount, max(0, q-m.method.Int("density_quarters"))
		return func(b int) float64 { return p.density(c, class, r, from, q, b, perHead) }
	case growth:
		past := &m.cells[m.at(class, r, lag)]
		all := math.Log((m.total[r][q] + 0.5) / (m.total[r][lag] + 0.5))
		return func(b int) float64 {
			return math.Log((p.adjusted(c, q, b)+0.5)/(p.adjusted(past, lag, b)+0.5)) - all
		}
	case payGrowth:
		past := &m.cells[m.at(class, r, lag)]
		return func(b int) float64 {
			return c.raw[k] + p.pay(c, q, b) - c.payMean - (p.pay(past, lag, b) - past.payMean)
		}
	}
	return func(b int) float64 { return c.raw[payPremium] + p.pay(c, q, b) - c.payMean }
}

// replicate computes the score of every replicate of one cell and its spread.
func (p *replicator) replicate(class, r, q int) {
	m := p.m
	i := m.at(class, r, q)
	c := &m.cells[i]
	each, _ := weights(c.have, m.dimensionWeights())
	score := p.score[q][:p.b]
	clear(score)
	key := m.scope + m.classes[class] + m.regions[r] + m.quarters[q]
	if c.have[ratio] {
		normals(key+"J", p.z2[:p.b])
		if c.hasVacancies {
			normals(key, p.z1[:p.b])
		}
	}
	if c.have[pipeline] || c.have[highSkill] {
		normals(key+"S", p.z3[:p.b])
	}
	sdV, sdJ := math.Sqrt(1/(c.vacancies+0.5)+m.phi), math.Sqrt(1/(c.seekers+0.5))
	openings := func(b int) float64 {
		if c.hasVacancies {
			return max(0, (c.vacancies+0.5)*math.Exp(p.z1[b]*sdV)-0.5)
		}
		return p.ads(c, q, b)
	}
	seekers := func(b int) float64 { return max(0, (c.seekers+0.5)*math.Exp(p.z2[b]*sdJ)-0.5) }
	for k := range nIndicators {
		if !c.have[k] {
			continue
		}
		var f func(b int) float64
		switch k {
		case ratio:
			f = func(b int) float64 {
				v, j := openings(b), seekers(b)
				p.gapDraws[b] = v - j
				p.theta[b] = spread(c, k, math.Log((v+0.5)/(j+0.5))-c.raw[k])
				return p.theta[b]
			}
		case gap:
			f = func(b int) float64 { return math.Tanh(p.theta[b] / 2) }
		case pipeline, highSkill:
			s := math.Sqrt(m.sampling(k, c))
			f = func(b int) float64 { return spread(c, k, s*p.z3[b]) }
			if k == pipeline && !c.hasVacancies { // demand is of ads
				sd := math.Sqrt(1 / (c.supplyYear + 0.5))
				f = func(b int) float64 {
					return spread(c, k, math.Log(max(p.ads(c, q, b), 0.5)/c.headcount)+sd*p.z3[b])
				}
			}
		default:
			raw := p.raw(class, r, q, k)
			few := math.Sqrt(c.fewEmployers())
			f = func(b int) float64 { return spread(c, k, few*(raw(b)-c.raw[k])) }
		}
		ref := m.referenceFor(k, tierOf(r), q)
		points := 3 * each[k]
		for b := range score {
			score[b] += points * ref.smoothRank(f(b))
		}
	}
	p.settle(c, class, score)
	if c.have[ratio] {
		x := quantiles(p.theta[:p.b], 0.1, 0.9)
		c.ratioLow, c.ratioHigh = math.Exp(x[0]), math.Exp(x[1])
		x = quantiles(p.gapDraws[:p.b], 0.1, 0.9) // of openings less seekers
		now := c.v() - c.seekers
		c.gapLow, c.gapHigh = math.Min(x[0], now), math.Max(x[1], now)
	}
	if class < m.units {
		c.draws = make([]float32, p.b)
		for b, s := range score {
			c.draws[b] = float32(s)
		}
	}
}

// ads is a replicate's headcount. Draws of the coder move ads between cells
// in both directions; where more leave than come the replicates would all be
// short although the accepted codes are right on the whole. So draws widen
// the spread and do not shift it: the mean over the replicates is set to the
// count, and likewise for pay.
func (p *replicator) ads(c *cell, q, b int) float64 {
	return float64(p.sums[q][sumHeadcount][b]) * p.scale[q]
}

// centre finds what brings the means of the replicates to the cell's own figures.
func (p *replicator) centre(c *cell, q int) {
	var headcount, pay, n float64
	for b := range p.b {
		headcount += float64(p.sums[q][sumHeadcount][b])
		if w := p.sums[q][sumPayWeight][b]; w > 0 {
			pay += float64(p.sums[q][sumPay][b] / w)
			n++
		}
	}
	p.scale[q], p.shift[q] = 1, 0
	if headcount > 0 {
		p.scale[q] = c.headcount * float64(p.b) / headcount
	}
	if n > 0 {
		p.shift[q] = c.payMean - pay/n
	}
}

func (p *replicator) adjusted(c *cell, q, b int) float64 {
	if c.headcount == 0 {
		return 0
	}
	return p.ads(c, q, b) * c.adjusted / c.headcount
}

func (p *replicator) density(c *cell, class, r, from, q, b int, perHead float64) float64 {
	m := p.m
	var sum, n float64
	for past := from; past < q; past++ {
		if m.total[r][past] > 0 {
			sum += share(p.adjusted(&m.cells[m.at(class, r, past)], past, b), m.total[r][past])
			n++
		}
	}
	return math.Log(share(p.ads(c, q, b)*perHead, m.total[r][q]) / (sum / n))
}

func (p *replicator) pay(c *cell, q, b int) float64 {
	w := p.sums[q][sumPayWeight][b]
	if w <= 0 {
		return c.payMean
	}
	return float64(p.sums[q][sumPay][b]/w) + p.shift[q]
}

// settle stores interval and probability. The interval is the replicates' 10th
// to 90th percentile, its distance from their median stretched by
// interval_factor: on simulated markets the plain one held the truth too
// seldom. It always holds the score.
func (p *replicator) settle(c *cell, class int, score []float64) {
	short, line := 0, p.m.method.Float("threshold_short")
	for _, s := range score {
		if s >= line {
			short++
		}
	}
	c.pShort = float64(short) / float64(len(score))
	x := quantiles(slices.Clone(score), 0.1, 0.5, 0.9)
	f := p.m.method.Float("interval_factor")
	c.low = math.Max(0, math.Min(x[1]-f*(x[1]-x[0]), c.score))
	c.high = math.Min(3, math.Max(x[1]+f*(x[2]-x[1]), c.score))
}
