package synth

import (
	"fmt"
	"strings"
	"time"
)

// Plan describes a simulated labour market. The same plan writes the same
// bytes however many cores work on it (on one processor architecture: others
// may round the last digit of a logarithm differently). Begin with Default or
// Demo and change what matters.
type Plan struct {
	Seed    uint64
	Markets []Market
	// Ads is the number of unique true ads over all markets, 1 to 100 million.
	// Boards carry more rows than that: refreshes, reposts, duplicates.
	Ads    int
	Months int    // window in months, 3 to 120
	Last   string // last month of the window, YYYY-MM
	// Description is the length of an ad's text in Chinese characters, about;
	// 0 leaves the column out. Without texts two ads of one employer with one
	// title cannot be told apart by anybody, so truth about duplicates then
	// holds only for exact ones.
	Description int
	// AggregateTruth leaves out the truth files that have a row per ad or per
	// delivered row, which for big plans are as large as the deliveries.
	AggregateTruth bool
	// ReferenceDir overrides reference files, see reference.Load.
	ReferenceDir string
	Pay          PayMix
	Nuisance     Nuisance
}

// Market is one region tree: a province with its prefectures, or a prefecture
// with its districts.
type Market struct {
	Root        string  // six-digit code, e.g. 360000
	Share       float64 // share of Plan.Ads; shares are scaled to sum to 1
	Occupations int     // number of 细类 with demand, 10 to 1200
	// ChainVersion is a version of chain_versions.csv, e.g. jx-14-2022: the
	// industries and occupations of its chains get more demand. Empty for none.
	ChainVersion string
	Boards       []Board // 1 to 8
}

// Board is one source of ads with its own headers, pay style and habits.
type Board struct {
	Name  string // goes into the file name, e.g. 甲网
	Style Style
	// GB18030 writes the files in that encoding instead of UTF-8.
	GB18030 bool
	// Share of ads that appear on this board first; scaled to sum to 1.
	Share float64
	// Duplicates is the share of the board's rows that repeat another row of
	// it exactly: 0 to 0.9.
	Duplicates float64
}

// Style is a board's layout: its header words, its way of writing pay and
// dates, and whether it tells when an ad was closed.
type Style int

// The three layouts.
const (
	// Commercial writes pay in 千 and 万 and gives closing dates.
	Commercial Style = iota
	// Chat writes pay in K, gives no closing dates, and shows an ad again
	// every few days while it is open.
	Chat
	// Bureau is a public employment service: pay in yuan, skill levels as a
	// column, closing dates, long dates.
	Bureau
)

// PayMix is the share of ads by the form of their pay; the rest of 1 is a
// monthly range. Every true pay lies in the offered range.
type PayMix struct {
	Months   float64 // monthly range with 13 to 16 months' pay
	Year     float64 // yearly range
	Day      float64 // daily range
	Hour     float64 // hourly range
	Above    float64 // "…以上": only the lower bound is told
	Below    float64 // "…以下": only the upper bound is told
	Fixed    float64 // one figure
	Unitless float64 // a range whose unit is lost, e.g. "5-8"
	Missing  float64 // 面议 or an empty cell
}

// Position says where in its offered range an ad's true pay lies.
type Position int

// Positions in the range, see METHOD decision 4: Uniform is what the uniform
// mixture assumes, the others break it on purpose.
const (
	Uniform Position = iota
	LogUniform
	Middle     // Beta(4,4)
	LowerThird // uniform in the lower third
	Midpoint
)

// Nuisance are the settings that a good statistic should not notice.
type Nuisance struct {
	CrossBoard  float64 // probability that an ad is also put on each other board
	Repost      float64 // average probability that a closed ad comes back within 60 days
	Messy       float64 // probability of decoration before and of decoration after a title
	JunkTitles  float64 // share of ads whose title says nothing
	CodingNoise float64 // share of ads titled as a neighbouring occupation of the same 小类
	Agency      float64 // share of ads put up by labour-dispatch companies, client unknown
	SameText    float64 // share of ads that copy title and text of another employer's ad
	RootOnly    float64 // share of ads whose place names the root region only
	NameVariant float64 // share of cross-board copies with the employer's name spelt differently
	LevelStated float64 // share of ads for skilled workers that state the skill level
	// EmployerExponent is the Zipf exponent of ads by employer rank, 0 to 1.5.
	EmployerExponent float64
	AdsPerEmployer   float64 // average over the whole window
	EmployerPay      float64 // standard deviation of log pay between employers of an occupation
	// Festival is the log effect on a month's ads per unit share of its days
	// within −10…+9 days of the Spring Festival.
	Festival    float64
	RefreshDays int // days between two sightings of an open ad on a Chat board
	Position    Position
}

// Default is a plan for Jiangxi with 200,000 ads and full texts.
func Default() Plan {
	return Plan{
		Seed: 1, Ads: 200_000, Months: 24, Last: "2026-09", Description: 400,
		Markets: []Market{{Root: "360000", Share: 1, Occupations: 400, ChainVersion: "jx-14-2022", Boards: boards()}},
		Pay:     PayMix{Months: .12, Year: .03, Day: .025, Hour: .015, Above: .01, Below: .01, Fixed: .04, Unitless: .005, Missing: .06},
		Nuisance: Nuisance{
			CrossBoard: .12, Repost: .09, Messy: .30, JunkTitles: .01, CodingNoise: .02, Agency: .10, SameText: .01,
			RootOnly: .03, NameVariant: .02, LevelStated: .15, EmployerExponent: 1.05, AdsPerEmployer: 9, EmployerPay: .10,
			Festival: -1.1, RefreshDays: 10,
		},
	}
}

// Demo is the bundled demonstration: Jiangxi with 130,000 ads in 120
// occupations and Qingdao with 70,000 in 100, over 24 months. Texts are short,
// so that it is written in seconds. Large occupations in large cities have
// enough evidence to be assessed, small ones do not.
func Demo() Plan {
	p := Default()
	p.Seed, p.Description, p.Nuisance.RefreshDays = 20260930, 120, 13
	jx, qd := p.Markets[0], p.Markets[0]
	jx.Share, jx.Occupations = 130, 120
	qd.Root, qd.Share, qd.Occupations, qd.ChainVersion = "370200", 70, 100, "qd-13-2021"
	for _, m := range []*Market{&jx, &qd} {
		m.Boards = boards()
		m.Boards[1].Share = .1 // every sighting is a row there: keep the demonstration small
	}
	p.Markets = []Market{jx, qd}
	return p
}

func boards() []Board {
	return []Board{
		{Name: "甲网", Style: Commercial, Share: .5, Duplicates: .06},
		{Name: "乙网", Style: Chat, GB18030: true, Share: .2, Duplicates: .08},
		{Name: "公共服务", Style: Bureau, Share: .3, Duplicates: .04},
	}
}

// check says what is wrong with the plan in the reader's words.
func (p *Plan) check() error {
	if p.Ads < 1 || p.Ads > 100_000_000 {
		return fmt.Errorf("synth: %d ads: expected 1 to 100,000,000", p.Ads)
	}
	if p.Months < 3 || p.Months > 120 {
		return fmt.Errorf("synth: %d months: expected 3 to 120", p.Months)
	}
	if _, err := time.Parse("2006-01", p.Last); err != nil {
		return fmt.Errorf("synth: last month %q: expected YYYY-MM", p.Last)
	}
	if p.Description < 0 || p.Description > 5000 {
		return fmt.Errorf("synth: description of %d characters: expected 0 to 5,000", p.Description)
	}
	if len(p.Markets) == 0 {
		return fmt.Errorf("synth: the plan has no market")
	}
	mix, n := p.Pay, p.Nuisance
	shares := []struct {
		name  string
		value float64
	}{
		{"Pay.Months", mix.Months}, {"Pay.Year", mix.Year}, {"Pay.Day", mix.Day}, {"Pay.Hour", mix.Hour}, {"Pay.Above", mix.Above},
		{"Pay.Below", mix.Below}, {"Pay.Fixed", mix.Fixed}, {"Pay.Unitless", mix.Unitless}, {"Pay.Missing", mix.Missing},
		{"Pay, all forms together,", mix.sum()},
		{"CrossBoard", n.CrossBoard}, {"Repost", n.Repost}, {"Messy", n.Messy}, {"JunkTitles", n.JunkTitles}, {"CodingNoise", n.CodingNoise},
		{"Agency", n.Agency}, {"SameText", n.SameText}, {"RootOnly", n.RootOnly}, {"NameVariant", n.NameVariant}, {"LevelStated", n.LevelStated},
	}
	for _, s := range shares {
		if !(s.value >= 0 && s.value <= 1) {
			return fmt.Errorf("synth: %s is %v: expected a share from 0 to 1", s.name, s.value)
		}
	}
	if !(n.EmployerExponent >= 0 && n.EmployerExponent <= 1.5) {
		return fmt.Errorf("synth: EmployerExponent is %v: expected 0 to 1.5", n.EmployerExponent)
	}
	if !(n.AdsPerEmployer >= 1) {
		return fmt.Errorf("synth: AdsPerEmployer is %v: expected at least 1", n.AdsPerEmployer)
	}
	if !(n.EmployerPay >= 0 && n.EmployerPay <= .2) {
		return fmt.Errorf("synth: EmployerPay is %v: expected 0 to 0.2", n.EmployerPay)
	}
	if !(n.Festival >= -4 && n.Festival <= 4) {
		return fmt.Errorf("synth: Festival is %v: expected −4 to 4", n.Festival)
	}
	if n.RefreshDays < 2 || n.RefreshDays > 14 {
		return fmt.Errorf("synth: RefreshDays is %d: expected 2 to 14", n.RefreshDays)
	}
	if n.Position < Uniform || n.Position > Midpoint {
		return fmt.Errorf("synth: Position %d is unknown", n.Position)
	}
	roots := map[string]bool{}
	for _, m := range p.Markets {
		if roots[m.Root] {
			return fmt.Errorf("synth: region %s stands twice in the plan", m.Root)
		}
		roots[m.Root] = true
		if err := m.check(); err != nil {
			return err
		}
	}
	return nil
}

func (m *Market) check() error {
	if !(m.Share > 0) {
		return fmt.Errorf("synth: region %s has share %v: expected a positive number", m.Root, m.Share)
	}
	if m.Occupations < 10 || m.Occupations > 1200 {
		return fmt.Errorf("synth: region %s has %d occupations: expected 10 to 1,200", m.Root, m.Occupations)
	}
	if len(m.Boards) == 0 || len(m.Boards) > 8 {
		return fmt.Errorf("synth: region %s has %d boards: expected 1 to 8", m.Root, len(m.Boards))
	}
	names := map[string]bool{}
	for _, b := range m.Boards {
		switch {
		case b.Name == "" || strings.ContainsAny(b.Name, `/\_,"`) || names[b.Name]:
			return fmt.Errorf("synth: board name %q of region %s: expected a name of its own without / \\ _ , \"", b.Name, m.Root)
		case b.Style < Commercial || b.Style > Bureau:
			return fmt.Errorf("synth: board %s: style %d is unknown", b.Name, b.Style)
		case !(b.Share > 0):
			return fmt.Errorf("synth: board %s has share %v: expected a positive number", b.Name, b.Share)
		case !(b.Duplicates >= 0 && b.Duplicates <= .9):
			return fmt.Errorf("synth: board %s: Duplicates is %v: expected 0 to 0.9", b.Name, b.Duplicates)
		}
		names[b.Name] = true
	}
	return nil
}

func (m PayMix) sum() float64 {
	return m.Months + m.Year + m.Day + m.Hour + m.Above + m.Below + m.Fixed + m.Unitless + m.Missing
}
