package synth

import (
	"math"
)

// warmUp is how many quarters the latent market runs before the window, so
// that growth over a year and shares over eight quarters exist from the first.
const warmUp = 8

// latent is the hidden state of a market: how tight each occupation is in
// each child region and quarter, and what follows from it. Arrays run over
// occupation × region × quarter, quarter 0 being warmUp before the window.
type latent struct {
	nOcc, nReg, nQ int
	tight          []float64 // standard normal over cells, persistent
	demand         []float64 // log demand relative to the occupation's level
	ratio          []float64 // log openings per seeker
	spell          []float64 // median days that an ad is open
	repost         []float64 // probability that a closed ad comes back
	payLog         []float64 // occupation × quarter: log pay relative to the start
	pipeline       []float64 // occupation × region × quarter: new certificates and graduates per opening, 12 months
	highSkill      []float64 // occupation: log ratio of levels ≥ 4 less that of all levels
	premium        []float64 // occupation: log pay beyond what its kind of work earns
}

func (l *latent) at(o, r, q int) int { return (o*l.nReg+r)*l.nQ + q }

// newLatent draws the hidden state.
//
// tight = √.55·occupation + √.15·(occupation × region) + √.30·AR(1), the last
// with correlation .8 from quarter to quarter. Each consequence loads on it
// and has noise of its own, so that no single indicator tells everything.
func newLatent(seed uint64, nOcc, nReg, quarters int, meanRepost float64) *latent {
	l := &latent{nOcc: nOcc, nReg: nReg, nQ: quarters + warmUp}
	n := nOcc * nReg * l.nQ
	for _, a := range []*[]float64{&l.tight, &l.demand, &l.ratio, &l.spell, &l.repost, &l.pipeline} {
		*a = make([]float64, n)
	}
	l.payLog = make([]float64, nOcc*l.nQ)
	l.highSkill, l.premium = make([]float64, nOcc), make([]float64, nOcc)
	for o := range nOcc {
		r := stream(seed, 21, uint64(o))
		of := r.NormFloat64()
		trend := .06 * (.8*of + .6*r.NormFloat64())
		payTrend := .035 + .03*(.85*of+.53*r.NormFloat64())
		spellOwn, repostOwn, pipeOwn := r.NormFloat64(), r.NormFloat64(), r.NormFloat64()
		l.highSkill[o] = .25 + .30*(.85*of+.53*r.NormFloat64())
		l.premium[o] = .10 * (.85*of + .53*r.NormFloat64())
		meanTight := make([]float64, l.nQ)
		for g := range nReg {
			place := r.NormFloat64()
			wave := r.NormFloat64()
			for q := range l.nQ {
				wave = .8*wave + .6*r.NormFloat64()
				z := math.Sqrt(.55)*of + math.Sqrt(.15)*place + math.Sqrt(.30)*wave
				i := l.at(o, g, q)
				years := float64(q-warmUp) / 4
				l.tight[i] = z
				l.demand[i] = trend*years + .16*z
				l.ratio[i] = .30 + .60*z
				l.spell[i] = 22 * math.Exp(.38*z+.12*spellOwn)
				l.repost[i] = min(.6, meanRepost*math.Exp(.5*z+.15*repostOwn-.14))
				l.pipeline[i] = .45 * math.Exp(-.60*z+.20*pipeOwn)
				meanTight[q] += z / float64(nReg)
			}
		}
		for q := range l.nQ {
			l.payLog[o*l.nQ+q] = payTrend*float64(q-warmUp)/4 + .03*(meanTight[q]-math.Sqrt(.55)*of)
		}
	}
	return l
}
