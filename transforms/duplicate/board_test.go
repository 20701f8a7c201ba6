package duplicate

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gongqiu/transforms/pay"
	"gongqiu/transforms/posting"
)

// Boards with 70 % duplicates and a known number of ads: firms with 1 to 25
// jobs, one in eight of them a second job of the same name with other tasks;
// every ad carried by up to two boards, seen again in later weeks, now and
// then edited, crawled twice, or copied by an agency. The number of ads found
// must be within 2 % of the truth.
func TestBoards(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 70))
		b := newBuilder()
		truth, rows := 0, 0
		post := func(a adRow, board int, day int32) {
			for range 1 + r.IntN(5)/4 { // one in five is crawled twice
				b.add(a, uint16(board), day)
				rows++
			}
		}
		for firm := 0; rows < 20000; firm++ {
			employer, city := fmt.Sprintf("%s%d有限公司", pick(r, firms), firm), pick(r, cities)
			for _, k := range r.Perm(3 * len(trades))[:1+r.IntN(25)] {
				tr, job := trades[k/3], k%3
				for range 1 + r.IntN(8)/7 {
					a := newAd(r, tr, job)
					a.employer, a.city = employer, city
					truth++
					day := int32(20000 + r.IntN(200))
					for board := range 1 + r.IntN(2) {
						seen := clone(a)
						if board > 0 {
							seen.title, seen.style = fmt.Sprintf(pick(r, urgents), a.title), r.IntN(12)
						}
						for week := range 1 + r.IntN(3) {
							if week > 0 && r.IntN(4) == 0 {
								seen = edit(r, tr, job, seen, 1)
							}
							post(seen, board, day+int32(7*week))
						}
					}
					if r.IntN(10) == 0 {
						a.employer = pick(r, agencies)
						post(a, 2, day+3)
					}
				}
			}
		}
		res := Group(b.ads, DefaultRule())
		off := float64(res.N)/float64(truth) - 1
		t.Logf("seed %d: %d rows, %.0f %% duplicates, %d ads, %d found (%+.1f %%)", seed, rows, 100-100*float64(truth)/float64(rows), truth, res.N, 100*off)
		if off < -0.02 || off > 0.02 {
			t.Errorf("seed %d: %d ads found, truth %d", seed, res.N, truth)
		}
	}
}

// builder numbers employers, cities, titles and texts as the pipeline does.
type builder struct {
	ads                              Ads
	employers, cities, titles, texts map[string]int32
}

func newBuilder() *builder {
	return &builder{employers: map[string]int32{}, cities: map[string]int32{}, titles: map[string]int32{}, texts: map[string]int32{}}
}

func (b *builder) add(a adRow, source uint16, day int32) {
	number := func(m map[string]int32, k string, fresh func()) int32 {
		n, ok := m[k]
		if !ok {
			n = int32(len(m))
			m[k] = n
			fresh()
		}
		return n
	}
	who := posting.NormaliseEmployer(a.employer)
	title, text := posting.NormaliseTitle(a.title), a.text()
	p := pay.Parse(pay.Input{Text: a.pay})
	b.ads.Items = append(b.ads.Items, Item{
		Employer: number(b.employers, who.Key, func() {}), City: number(b.cities, a.city, func() {}),
		Title: number(b.titles, title, func() { b.ads.Titles = append(b.ads.Titles, title) }),
		Text:  number(b.texts, text, func() { t := Sign(text); b.ads.Texts = append(b.ads.Texts, &t) }),
		PayLo: float32(p.Lo), PayHi: float32(p.Hi), Day: day, Expiry: -1, Source: source, Agency: who.Agency,
	})
}
