package occupation

import (
	"sync"
	"testing"
)

var loaded = sync.OnceValues(func() (*Coder, error) { return Load() })

func coder(t testing.TB) *Coder {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Titles on which no coder of Chinese ads may fail.
func TestCodeEasyTitles(t *testing.T) {
	c := coder(t)
	for _, x := range []struct{ title, code string }{
		{"焊工 5-8K 包住", "6-18-02-04"},
		{"【急聘】二保焊电焊工（包吃住）", "6-18-02-04"},
		{"挖掘机司机", "6-30-05-05"},
		{"数控铣工", "6-18-01-02"},
		{"美甲师", "4-10-03-03"},
		{"保安员 双休 五险一金", "4-07-05-01"},
		{"Java开发工程师(J10618)", "2-02-10-03"},
		{"会计", "2-06-03-00"},
		{"品质工程师", "2-02-29-03"},
		{"南昌招聘收银员", "4-01-02-04"},
		{"快递员 月入过万", "4-02-07-08"},
		{"人事专员（双休）", "2-06-08-01"},
	} {
		if a := c.Code(Query{Title: x.title}); a.Code != x.code {
			t.Errorf("%s: %s %s (%.2f, %s), want %s %s", x.title, a.Code, c.Name(a.Code), a.P, a.Reason, x.code, c.Name(x.code))
		}
	}
}

func TestCodeGivesNoCodeToWhatIsNoJob(t *testing.T) {
	c := coder(t)
	for _, title := range []string{"", "五险一金双休", "！！！", "12345"} {
		if a := c.Code(Query{Title: title}); a.Level != 0 || a.Code != "" || a.Reason == "" {
			t.Errorf("%q: %+v", title, a)
		}
	}
}

// 其他教学人员 and its like are classes without 细类: they are answered as the
// 小类 that they are, and no 细类 is made up for them.
func TestClassesWithoutUnitsAreAnswered(t *testing.T) {
	c := coder(t)
	a := c.Code(Query{Title: "美术老师"})
	if a.Code != "2-08-99" || a.Level != 3 || a.Best[3] != "2-08-99" {
		t.Errorf("美术老师: %+v", a)
	}
	for _, x := range a.Candidates {
		if levelOf(x.Code) != 4 {
			t.Errorf("candidate %s is no 细类", x.Code)
		}
	}
	h := c.h
	for n, code := range h.code[h.units:h.none] {
		leaf := int32(h.units + n)
		if h.above(leaf, 4) != -1 || h.code[h.above(leaf, 3)] != code || len(h.under[h.above(leaf, 3)]) != 1 {
			t.Errorf("%s is not the only leaf of its 小类", code)
		}
	}
}

// Whoever coded 司机 or 技术总监 could not tell the 细类; the coder does not
// pretend to, until the ad says more.
func TestCodeStopsWhereTheLabelsOfTheTitleStop(t *testing.T) {
	c := coder(t)
	for title, want := range map[string]string{"司机": "4-02-02", "技术总监": "2-02", "急招护士（双休）": "2-05-08"} {
		if a := c.Code(Query{Title: title}); a.Code != want || a.Reason == "" {
			t.Errorf("%s: %s (%s), want %s", title, a.Code, a.Reason, want)
		}
	}
	if a := c.Code(Query{Title: "司机", Industry: "道路货物运输业"}); a.Level < 3 {
		t.Errorf("司机 in freight: %+v", a)
	}
}

// The mask may let through too much, never too little.
func TestNamesInsideATitle(t *testing.T) {
	c := coder(t)
	leaf := int32(c.h.node["6-18-02-04"])
	for _, x := range []struct {
		title string
		share float32
		whole bool
	}{{"焊工", 1, true}, {"二保焊工学徒", 2. / 6, false}, {"钳工", 0, false}, {"", 0, false}} {
		if share, whole := c.v.names.inside(leaf, x.title, letters(x.title)); share != x.share || whole != x.whole {
			t.Errorf("%s: %v %v, want %v %v", x.title, share, whole, x.share, x.whole)
		}
	}
}

func TestDecisionWinsForEveryTitleOfTheSameCleanedForm(t *testing.T) {
	base := coder(t)
	c := &Coder{h: base.h, v: base.v, model: base.model, exact: base.exact, decisions: map[string]Decision{}, version: base.version}
	c.pool.New = func() any { return newScratch(base.h) }
	d := Decision{Title: "焊工", Code: "6-18-02-05", Author: "张", Date: "2026-01-05", Reason: "核对"}
	if err := WithDecisions([]Decision{d})(c); err != nil {
		t.Fatal(err)
	}
	if c.Version() == base.Version() {
		t.Error("a decision must change the version that keys cached answers")
	}
	for title, want := range map[string]string{"急招焊工 包住": "6-18-02-05", "数控铣工": base.Code(Query{Title: "数控铣工"}).Code} {
		if got := c.Code(Query{Title: title}).Code; got != want {
			t.Errorf("%s: %s, want %s", title, got, want)
		}
	}
	if err := WithDecisions([]Decision{{Title: "x", Code: "9-99"}})(c); err == nil {
		t.Error("a decision for a code that does not exist must be refused")
	}
}

func FuzzCode(f *testing.F) {
	c := coder(f)
	for _, s := range []string{"焊工", "\x00\xff", "C++#.net", "（（）", "招", "a b c d e f g", "🔥🔥"} {
		f.Add(s, "制造业")
	}
	f.Fuzz(func(t *testing.T, title, industry string) {
		a := c.Code(Query{Title: title, Industry: industry})
		if a.Level != levelOf(a.Code) || a.P < 0 || a.P > 1.0001 || a.Level == 0 && a.Reason == "" {
			t.Fatalf("%q: %+v", title, a)
		}
		var sum float64
		for i, x := range a.Candidates {
			sum += x.P
			if i > 0 && x.P > a.Candidates[i-1].P {
				t.Fatalf("%q: candidates out of order: %+v", title, a.Candidates)
			}
		}
		if sum > 1.001 || len(a.Candidates) > 5 {
			t.Fatalf("%q: candidates %+v", title, a.Candidates)
		}
	})
}

func BenchmarkCode(b *testing.B) {
	c := coder(b)
	titles := []string{"焊工 5-8K 包住", "高级Java开发工程师", "销售代表（双休）", "数控车床操作工", "电商运营助理/实习生", "某某电子厂招聘普工", "财务经理", "光伏电站运维工程师"}
	for i := 0; b.Loop(); i++ {
		c.Code(Query{Title: titles[i%len(titles)]})
	}
}

// A hundred decisions change the titles of their cleaned forms and no other.
func TestHundredDecisionsChangeExactlyWhatTheyShould(t *testing.T) {
	base := coder(t)
	c := &Coder{h: base.h, v: base.v, model: base.model, exact: base.exact, decisions: map[string]Decision{}, version: base.version}
	c.pool.New = func() any { return newScratch(base.h) }
	var titles []string
	for i, d := range base.v.index.docs {
		if d.kind == kindLabel && i%7 == 0 && len(titles) < 1000 {
			titles = append(titles, d.title)
		}
	}
	var list []Decision
	decided := map[string]bool{}
	for i := 0; len(list) < 100; i += 10 {
		list = append(list, Decision{Title: titles[i], Code: "8-00-00-00", Author: "张", Date: "2026-01-05"})
		decided[Clean(titles[i])] = true
	}
	if err := WithDecisions(list)(c); err != nil {
		t.Fatal(err)
	}
	changed := 0
	for _, raw := range titles {
		for _, title := range []string{raw, "急招" + raw + "（包住）"} {
			before, after := base.Code(Query{Title: title}), c.Code(Query{Title: title})
			switch {
			case decided[Clean(title)]:
				changed++
				if after.Code != "8-00-00-00" || !after.Decided || after.Candidates[0].Evidence[0].Source != kindNames[kindDecision] {
					t.Errorf("%s is decided and came out %s", title, after.Code)
				}
			case after.Code != before.Code || after.Decided:
				t.Errorf("%s is not decided and went from %s to %s", title, before.Code, after.Code)
			}
		}
	}
	if changed < 100 {
		t.Errorf("only %d titles changed by 100 decisions", changed)
	}
}

func TestCoderIsSafeForConcurrentUse(t *testing.T) {
	c := coder(t)
	want := c.Code(Query{Title: "数控铣工", Industry: "C34"})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got := c.Code(Query{Title: "数控铣工", Industry: "C34"}); got.Code != want.Code || got.P != want.P {
					t.Errorf("got %s %v, want %s %v", got.Code, got.P, want.Code, want.P)
				}
				c.Code(Query{Title: "销售代表"})
			}
		})
	}
	wg.Wait()
}

// The shipped model was made from what is in the repository now, by the rules
// of now; make model brings them together again.
func TestModelIsMadeFromWhatIsHere(t *testing.T) {
	made := coder(t).Made()
	now, err := sources("")
	if err != nil {
		t.Fatal(err)
	}
	for name, hash := range now {
		if made.Files[name] != hash {
			t.Errorf("%s is %s, the model was made from %q: run make model", name, hash, made.Files[name])
		}
	}
	if made.Rules != rulesVersion {
		t.Errorf("the model was made by rules %s, the program has %s: run make model", made.Rules, rulesVersion)
	}
}
