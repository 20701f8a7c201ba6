package duplicate

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// build makes Ads from rows written in words.
type line struct {
	employer, city, title, text string
	lo, hi                      float32
	level                       uint8
	agency                      bool
	day                         int32
	source                      uint16
	key                         uint64
	expiry                      int32
}

func build(lines ...line) Ads {
	var ads Ads
	ids := map[string]int32{}
	id := func(kind, s string) int32 {
		if s == "" {
			return -1
		}
		k := kind + s
		if n, ok := ids[k]; ok {
			return n
		}
		switch kind {
		case "t":
			ads.Titles = append(ads.Titles, s)
			ids[k] = int32(len(ads.Titles) - 1)
		case "d":
			t := Sign(s)
			ads.Texts = append(ads.Texts, &t)
			ids[k] = int32(len(ads.Texts) - 1)
		default:
			ids[k] = int32(len(ids))
		}
		return ids[k]
	}
	for _, l := range lines {
		if l.expiry == 0 {
			l.expiry = -1
		}
		ads.Items = append(ads.Items, Item{Key: l.key, Employer: id("e", l.employer), City: id("c", l.city), Title: id("t", l.title), Text: id("d", l.text), PayLo: l.lo, PayHi: l.hi, Level: l.level, Agency: l.agency, Day: l.day, Source: l.source, Expiry: l.expiry})
	}
	return ads
}

const (
	weld = "负责压力容器的焊接作业；按图纸和工艺要求完成管道法兰的焊接；做好焊缝自检和记录；保养焊机与工具；遵守安全操作规程；服从班组长安排"
	// one point of seven is new
	weld2 = weld + "；有特种设备焊接证"
	cook  = "负责热菜烹制；控制菜品成本；保持灶台卫生；管理切配人员；研发新菜；验收食材"
)

func TestGroupRules(t *testing.T) {
	base := line{employer: "甲", city: "南昌", title: "电焊工", text: weld, lo: 6000, hi: 8000, day: 100}
	with := func(change func(*line)) line {
		l := base
		change(&l)
		return l
	}
	for name, c := range map[string]struct {
		b    line
		same bool
		kind Kind
	}{
		"identical":                     {base, true, Full},
		"identical, other source":       {with(func(l *line) { l.source = 1 }), true, Full},
		"identical, next week":          {with(func(l *line) { l.day = 107 }), true, Temporal},
		"pay changed":                   {with(func(l *line) { l.hi = 9000 }), true, Semantic},
		"text edited":                   {with(func(l *line) { l.text = weld2 }), true, Semantic},
		"text renumbered":               {with(func(l *line) { l.text = "岗位职责：1、" + strings.ReplaceAll(weld, "；", "。2、"); l.hi = 1 }), true, Semantic},
		"other text":                    {with(func(l *line) { l.text = cook }), false, Unique},
		"other company":                 {with(func(l *line) { l.employer = "乙" }), false, Unique},
		"other city":                    {with(func(l *line) { l.city = "九江" }), false, Unique},
		"other grade":                   {with(func(l *line) { l.level = 4 }), true, Semantic}, // one side does not state it
		"title with a word more":        {with(func(l *line) { l.title = "氩弧电焊工"; l.text = weld2 }), true, Semantic},
		"nearly equal text, other job":  {with(func(l *line) { l.title = "仓库管理员" }), false, Unique},
		"equal text, rank added":        {with(func(l *line) { l.title = "电焊工班长" }), false, Unique},
		"same agency copy":              {with(func(l *line) { l.employer = "丙人力"; l.agency = true }), true, Semantic},
		"agency with edited text":       {with(func(l *line) { l.employer = "丙人力"; l.agency = true; l.text = cook }), false, Unique},
		"no text, pay overlaps":         {with(func(l *line) { l.text = ""; l.lo = 6500 }), true, Semantic},
		"no text, pay apart":            {with(func(l *line) { l.text = ""; l.lo, l.hi = 9000, 12000 }), false, Unique},
		"unknown employer":              {with(func(l *line) { l.employer = "" }), false, Unique},
		"source's own number, retitled": {with(func(l *line) { l.title = "焊工"; l.key = 9; l.text = cook }), true, Semantic},
	} {
		a := base
		if strings.HasPrefix(name, "source's") {
			a.key = 9
		}
		r := Group(build(a, c.b), DefaultRule())
		if got := r.Ad[0] == r.Ad[1]; got != c.same || r.Kind[1] != c.kind {
			t.Errorf("%s: same %v, %s; want %v, %s", name, got, r.Kind[1], c.same, c.kind)
		}
	}
	// two firms with one text stay apart even if an agency carries it too
	r := Group(build(base, with(func(l *line) { l.employer = "乙" }), with(func(l *line) { l.employer = "丙人力"; l.agency = true })), DefaultRule())
	if r.N != 2 || r.Ad[0] == r.Ad[1] {
		t.Errorf("agency glued two firms: %v", r.Ad)
	}
	// a row without a grade does not glue two grades
	r = Group(build(with(func(l *line) { l.level = 4 }), base, with(func(l *line) { l.level = 3 })), DefaultRule())
	if r.Ad[0] == r.Ad[2] {
		t.Errorf("grades glued: %v", r.Ad)
	}
	// rows of one unknown employer with one text at one source are one ad, without a text none is
	anon := with(func(l *line) { l.employer = "" })
	bare := with(func(l *line) { l.employer, l.text = "", "" })
	r = Group(build(anon, anon, bare, bare), DefaultRule())
	if !reflect.DeepEqual(r.Ad, []int32{0, 0, 1, 2}) {
		t.Errorf("unknown employers: %v", r.Ad)
	}
}

func TestSpells(t *testing.T) {
	at := func(days ...int32) Ads {
		var ls []line
		for _, d := range days {
			ls = append(ls, line{employer: "甲", city: "南昌", title: "电焊工", text: weld, day: d})
		}
		return build(ls...)
	}
	for _, c := range []struct {
		days   []int32
		ads    []int32
		spells []int16
	}{
		{[]int32{0, 14, 28}, []int32{0, 0, 0}, []int16{1, 1, 1}}, // gaps of 14 days go on
		{[]int32{0, 15}, []int32{0, 0}, []int16{1, 2}},           // 15 days: reposted
		{[]int32{0, 60}, []int32{0, 0}, []int16{1, 2}},           // 60 days: still
		{[]int32{0, 61}, []int32{0, 1}, []int16{1, 1}},           // 61: new demand
		{[]int32{0, 10, 40, 50, 130}, []int32{0, 0, 0, 0, 1}, []int16{1, 1, 2, 2, 1}},
		{[]int32{50, 0, -1}, []int32{0, 0, 0}, []int16{2, 1, 1}}, // order does not matter, unknown joins the first
	} {
		r := Group(at(c.days...), DefaultRule())
		if !reflect.DeepEqual(r.Ad, c.ads) || !reflect.DeepEqual(r.Spell, c.spells) {
			t.Errorf("days %v: ads %v spells %v, want %v %v", c.days, r.Ad, r.Spell, c.ads, c.spells)
		}
	}
	rule := DefaultRule()
	rule.GapBySource = map[uint16]int32{0: 30}
	if r := Group(at(0, 30), rule); r.Spell[1] != 1 {
		t.Errorf("gap of the source: %v", r.Spell)
	}
	// an expiry date beats the window: open until day 90, so day 80 is the same spell and day 100 a repost
	ads := at(0, 80, 100)
	for i := range ads.Items {
		ads.Items[i].Expiry = -1
	}
	ads.Items[0].Expiry = 90
	if r := Group(ads, DefaultRule()); !reflect.DeepEqual(r.Spell, []int16{1, 1, 2}) || r.N != 1 {
		t.Errorf("expiry: %v %v", r.Ad, r.Spell)
	}
}

// mutate returns a signature in which a share of the bins is drawn anew.
func mutate(r *rand.Rand, s Signature, share float64) Signature {
	for i := range s {
		if r.Float64() < share {
			s[i] = byte(1 + r.IntN(255))
		}
	}
	return s
}

// A large block must find what comparing all pairs finds: ads of 40 contents,
// repeated with changes, in one block of 2,000.
func TestLargeBlock(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var ads Ads
	truth := []int{}
	for c := range 40 {
		ads.Titles = append(ads.Titles, fmt.Sprintf("岗位%c", 'a'+c%7))
		base := mutate(r, Signature{}, 1)
		for range 50 {
			ads.Texts = append(ads.Texts, &Text{Hash: r.Uint64() | 1, Sig: mutate(r, base, 0.07)})
			ads.Items = append(ads.Items, Item{Title: int32(c), Text: int32(len(ads.Texts) - 1), Day: 1, Expiry: -1})
			truth = append(truth, c)
		}
	}
	// equal titles must have equal numbers
	for i := range ads.Items {
		ads.Items[i].Title %= 7
	}
	res := Group(ads, DefaultRule())
	ad := map[int]int32{}
	for i, c := range truth {
		if first, ok := ad[c]; ok && first != res.Ad[i] {
			t.Fatalf("content %d lies in two ads", c)
		}
		ad[c] = res.Ad[i]
	}
	if res.N != 40 {
		t.Errorf("%d ads, want 40", res.N)
	}
}

// The estimate is close to the exact similarity of the 5-grams.
func TestSimilarity(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{weld, weld, 1}, {weld, cook, 0},
		// 6 points of 7, 52 5-grams against 52 + 6
		{weld, weld2, exact(weld, weld2)},
		{weld, weld + "；" + cook, exact(weld, weld+"；"+cook)},
	} {
		a, b := Sign(c.a), Sign(c.b)
		if got := Similarity(&a.Sig, &b.Sig); got < c.want-0.06 || got > c.want+0.06 {
			t.Errorf("%.3f, want %.3f", got, c.want)
		}
	}
	// the company's own praise and the numbering do not count
	a := Sign("公司简介：我们成立于2008年，是一家龙头企业。岗位职责：1、" + strings.ReplaceAll(weld, "；", "；2、") + "。福利待遇：五险一金，包吃住。")
	b := Sign(weld)
	if j := Similarity(&a.Sig, &b.Sig); j < 0.99 {
		t.Errorf("boilerplate counts: %.3f", j)
	}
	if Sign("").Hash != 0 || Sign(" ，。").Hash != 0 {
		t.Error("an empty text has a hash")
	}
	if Sign("负责 焊接。").Hash != Sign("负责焊接").Hash {
		t.Error("spaces change the hash")
	}
}

// exact is the Jaccard similarity of the sets of 5-grams within points.
func exact(a, b string) float64 {
	set := func(s string) map[string]bool {
		m := map[string]bool{}
		for _, p := range strings.Split(s, "；") {
			r := []rune(p)
			for i := 0; i+shingle <= len(r); i++ {
				m[string(r[i:i+shingle])] = true
			}
		}
		return m
	}
	x, y := set(a), set(b)
	both := 0
	for k := range x {
		if y[k] {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

func TestTitles(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"焊工", "焊工", false}, {"java开发工程师", "java工程师", false}, {"高级java开发", "java高级开发", false}, {"测试员", "测试工程师", false},
		{"前端开发工程师", "后端开发工程师", true}, {"工程师", "高级工程师", true}, {"销售经理", "销售助理", true}, {"会计", "会计主管", true}, {"数学教师", "语文教师", true},
	} {
		if differentTitles(c.a, c.b) != c.want || differentTitles(c.b, c.a) != c.want {
			t.Errorf("differentTitles(%q, %q) is not %v", c.a, c.b, c.want)
		}
	}
	if s := TitleSimilarity("电焊工", "焊工"); s < 0.66 || s > 0.67 { // 2·1/(2+1)
		t.Error(s)
	}
}

func FuzzSign(f *testing.F) {
	f.Add(weld, cook)
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := Sign(a), Sign(b)
		if x.Hash != 0 && Similarity(&x.Sig, &x.Sig) != 1 {
			t.Fatalf("%q is not like itself", a)
		}
		j := Similarity(&x.Sig, &y.Sig)
		if j < 0 || j > 1 || j != Similarity(&y.Sig, &x.Sig) {
			t.Fatal(j)
		}
	})
}

func TestTwinsAtTwoBoardsAreOneAd(t *testing.T) {
	long := Sign("岗位职责：1、使用量具，进行制件精度检验及误差分析；2、维护保养设备及工装；3、安装夹具，调整设备，装夹工件；岗位情况：需轮值三车间夜班，每月不超过4天；班车停靠总装段等10个站点")
	short := Sign("岗位职责：1、使用量具，进行制件精度检验及误差分析；2、维护保养设备及工装；3、安装夹具，调整设备，装夹工件；岗位情况：班车停靠总装段等10个站点")
	if j := Similarity(&long.Sig, &short.Sig); j >= DefaultRule().Text {
		t.Fatalf("similarity %.2f: the texts are too alike for this test", j)
	}
	other := Sign("岗位职责：1、使用量具，进行制件精度检验及误差分析；2、维护保养设备及工装；3、负责配电柜接线与调试；岗位情况：二号厂房长白班，不需要倒班；班车停靠总装段等10个站点")
	base := Item{Employer: 1, City: 1, Title: 0, Text: 0, Day: 100, Expiry: -1, PayLo: 4000, PayHi: 6000, Source: 1}
	for _, c := range []struct {
		name   string
		change func(*Item)
		ads    int
	}{
		{"another board, same pay, same time", func(i *Item) { i.Source = 2; i.Day = 106 }, 1},
		{"the same board", func(i *Item) { i.Day = 106 }, 2},
		{"other pay", func(i *Item) { i.Source = 2; i.PayHi = 6500 }, 2},
		{"pay not stated", func(i *Item) { i.Source = 2; i.PayLo, i.PayHi = 0, 0 }, 2},
		{"weeks apart", func(i *Item) { i.Source = 2; i.Day = 140 }, 2},
		{"another workshop", func(i *Item) { i.Source = 2; i.Text = 2 }, 2},
		{"another title", func(i *Item) { i.Source = 2; i.Title = 1 }, 2},
	} {
		second := base
		second.Text = 1
		c.change(&second)
		r := Group(Ads{Items: []Item{base, second}, Titles: []string{"装配钳工", "质检员"}, Texts: []*Text{&long, &short, &other}}, DefaultRule())
		if r.N != c.ads {
			t.Errorf("%s: %d ads, want %d", c.name, r.N, c.ads)
		}
	}
}

// The short way to a threshold must decide as the estimate itself.
func TestAtLeastIsSimilarity(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20000 {
		var a Signature
		for i := range a {
			if r.IntN(8) > 0 {
				a[i] = byte(1 + r.IntN(255))
			}
		}
		b := mutate(r, a, 0.3*r.Float64())
		if r.IntN(4) == 0 {
			for i := range 40 + r.IntN(200) {
				a[i], b[i] = 0, 0
			}
		}
		for _, least := range []float64{0.8, 0.85, 0.9, 0.95} {
			if got, want := atLeast(&a, &b, least), Similarity(&a, &b) >= least; got != want {
				t.Fatalf("atLeast %v is %v at similarity %v", least, got, Similarity(&a, &b))
			}
		}
	}
}

// A sketch may pass over a pair only if too many of its bins differ.
func TestSketchesDifferOnlyWhereBinsDo(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		var a Signature
		for i := range a {
			a[i] = byte(r.IntN(256))
		}
		b := mutate(r, a, 0.5*r.Float64())
		want, differ := 0, 0
		for i := range a {
			if a[i] != b[i] {
				differ++
			}
			want += int((a[i] ^ b[i]) & 1)
		}
		x, y := sketchOf(&a), sketchOf(&b)
		if got := x.different(&y); got != want || got > differ {
			t.Fatalf("%d bits differ, want %d of %d bins that differ", got, want, differ)
		}
	}
}
