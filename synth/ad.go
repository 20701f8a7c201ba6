package synth

import (
	"math"
	"math/rand/v2"
)

// spell is one continuous time that an ad is open, both days included. end
// may lie after the window: then the ad is still open at its end.
type spell struct{ start, end int }

// ad is one true vacancy advertisement.
type ad struct {
	id         uint64
	occupation int
	place      int
	county     int // index into place.counties, −1 if not stated
	rootOnly   bool
	level      int // true skill level 1…6, 0 where levels are not used
	employer   employer
	agency     bool
	headcount  int
	offer      offer
	education  int
	experience int
	month      int
	text       uint64 // what title and description are made from
	titleOf    int    // occupation whose names the title uses, −1 for a title that says nothing
	copyOf     uint64 // ad whose text this one copies though it is another employer's; id+1, 0 for none
	own        uint64 // what everything else of the ad is made from
	spells     [3]spell
	nSpells    int
	boards     uint8 // bit set; the first board is board
	board      int
}

var (
	educations  = []string{"学历不限", "初中及以下", "中专/高中", "大专", "本科", "硕士"}
	experiences = []string{"经验不限", "1年以下", "1-3年", "3-5年", "5-10年", "10年以上"}
)

// factory draws ads of one market and month.
type factory struct {
	*market
	r      *rand.Rand
	month  int
	boards []float64 // cumulated shares
	pay    []float64 // cumulated mix
	// model is an ad of the same cell whose text the next ad copies, though
	// another employer puts it up; nil for none. Agencies take no part: an
	// agency's copy of a client's ad is arguably the same ad.
	model *ad
}

// draw makes the ad id in a cell of the market.
func (f *factory) draw(id uint64, cell int, out *ad) {
	r, m := f.r, f.market
	n := &m.plan.Nuisance
	mon := &m.cal.months[f.month]
	o, g := cell/len(m.places), cell%len(m.places)
	occ := &m.occupations[o]
	*out = ad{id: id, occupation: o, place: g, county: -1, month: f.month, titleOf: o, text: r.Uint64(), own: r.Uint64()}
	if c := len(m.places[g].counties); c > 0 && r.Float64() < .6 {
		out.county = int(r.Float64() * float64(c))
	}
	out.rootOnly = r.Float64() < n.RootOnly
	if occ.levels != nil {
		out.level = 1 + pick(occ.levelUpTo, r.Float64())
	}
	if f.model != nil {
		out.level = f.model.level
	}
	out.agency = r.Float64() < n.Agency && f.model == nil
	ind := m.agency
	if !out.agency {
		ind = occ.industries[pick(occ.industryTo, r.Float64())]
	}
	out.employer = m.drawEmployer(ind, g, r.Float64())
	out.headcount = f.people(occ)
	out.offer = drawOffer(r, payForm(pick(f.pay, r.Float64())), f.centre(out), n.Position)
	out.education = min(5, max(0, occ.education+[]int{-1, -1, 0, 0, 0, 0, 0, 1}[r.IntN(8)]))
	if r.Float64() < .2 {
		out.education = 0
	}
	out.experience = f.years(out.level)
	switch u := r.Float64(); {
	case u < n.JunkTitles:
		out.titleOf = -1
	case u < n.JunkTitles+n.CodingNoise && len(occ.siblings) > 0:
		out.titleOf = occ.siblings[r.IntN(len(occ.siblings))]
	}
	if c := f.model; c != nil && c.employer.id != out.employer.id {
		out.text, out.titleOf, out.education, out.copyOf = c.text, c.titleOf, c.education, c.id+1
	}
	f.time(out, mon)
	out.board = pick(f.boards, r.Float64())
	out.boards = 1 << out.board
	for b := range m.spec.Boards {
		if b != out.board && r.Float64() < n.CrossBoard {
			out.boards |= 1 << b
		}
	}
}

// centre is the middle of an offer in yuan a month. Its log is normal around
// the cell's with the occupation's spread, part of which is the employer's.
func (f *factory) centre(a *ad) float64 {
	m := f.market
	occ := &m.occupations[a.occupation]
	s, own := spreads[occ.sigma], m.plan.Nuisance.EmployerPay
	own = min(own, .9*s)
	x := own*keyNormal(key(m.seed, 61, a.employer.id)) + math.Sqrt(s*s-own*own)*f.r.NormFloat64()
	pay := m.cellPay(a.occupation, a.place, m.cal.months[a.month].quarter)
	if a.level > 0 {
		pay *= occ.levelPay[a.level-1]
	}
	return max(1500, pay*math.Exp(x))
}

// people draws the advertised headcount: most ads want one to three, some
// many. The mean is close to the occupation's.
func (f *factory) people(occ *occupation) int {
	u := f.r.Float64()
	if u < .45 {
		return 1
	}
	x := 1 - math.Log(1-f.r.Float64())*(occ.headcount-1)/.55
	return min(100, max(1, int(x+.5)))
}

// years draws the experience class asked for; higher skill levels ask for more.
func (f *factory) years(level int) int {
	if f.r.Float64() < .35 {
		return 0
	}
	return min(5, max(1, int(1.2+.5*float64(max(level, 2)-1)+.8*f.r.NormFloat64())))
}

// time draws the first day in the month, how long the ad is open, and whether
// it comes back within 60 days of closing.
func (f *factory) time(a *ad, mon *month) {
	r, m := f.r, f.market
	cell := m.lat.at(a.occupation, a.place, warmUp+mon.quarter)
	start := mon.first + pick(mon.upTo, r.Float64())
	for {
		days := int(m.lat.spell[cell]*math.Exp(.6*r.NormFloat64()) + .5)
		end := start + max(3, min(180, days)) - 1
		a.spells[a.nSpells] = spell{start, end}
		a.nSpells++
		if a.nSpells == len(a.spells) || r.Float64() >= m.lat.repost[cell] {
			return
		}
		start = end + 16 + r.IntN(44) // a gap of more than 14 and less than 60 days
		if start > m.cal.last {
			return
		}
	}
}
