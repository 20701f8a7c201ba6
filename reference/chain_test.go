package reference

import "testing"

func load(t testing.TB) *Set {
	t.Helper()
	s, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestChainVersions(t *testing.T) {
	s := load(t)
	for _, c := range []struct {
		id       string
		chains   int
		verified bool
		rules    bool
	}{
		{"jx-269n-2018", 14, false, true},
		{"jx-14-2022", 14, true, true},
		{"jx-1269-2023", 12, true, true},
		{"jx-1269c-2023", 6, true, false},
		{"qd-13-2021", 13, false, true},
		{"qd-24-2022", 15, true, false},
		{"qd-10p1-2025", 7, true, false},
	} {
		v, ok := s.ChainVersion(c.id)
		if !ok {
			t.Errorf("no version %s", c.id)
			continue
		}
		if n := len(s.ChainsOf(c.id)); n != c.chains {
			t.Errorf("%s has %d chains, want %d", c.id, n, c.chains)
		}
		if v.Verified != c.verified {
			t.Errorf("%s verified: %v", c.id, v.Verified)
		}
		if (len(s.RulesOf(c.id)) > 0) != c.rules {
			t.Errorf("%s has %d rules", c.id, len(s.RulesOf(c.id)))
		}
	}
	// each chain of a version with rules can be reached by an industry, an
	// occupation and a keyword, and no rule claims to be signed off
	kinds := map[[3]string]bool{}
	for _, r := range s.ChainRules {
		kinds[[3]string{r.Version, r.ChainID, r.Kind}] = true
		if r.Verified {
			t.Errorf("rule %+v is marked verified", r)
		}
	}
	for _, v := range []string{"jx-269n-2018", "jx-14-2022", "jx-1269-2023", "qd-13-2021"} {
		for i, c := range s.ChainsOf(v) {
			if c.Seq != i+1 {
				t.Errorf("%s of %s is number %d, want %d", c.ID, v, c.Seq, i+1)
			}
			for _, k := range []string{RuleIndustry, RuleOccupation, RuleKeyword} {
				if !kinds[[3]string{v, c.ID, k}] {
					t.Errorf("%s of %s has no %s rule", c.ID, v, k)
				}
			}
		}
	}
}

func TestLinksBetween(t *testing.T) {
	s := load(t)
	if links, one := s.LinksBetween("jx-269n-2018", "jx-14-2022"); len(links) != 14 || !one {
		t.Errorf("2018 → 2022: %d links, one to one %v", len(links), one)
	}
	links, one := s.LinksBetween("jx-14-2022", "jx-1269-2023")
	if one {
		t.Error("2022 → 2023 is called one to one")
	}
	from := map[string]bool{}
	for _, l := range links {
		from[l.FromChain] = true
	}
	if len(from) != 14 {
		t.Errorf("2022 → 2023 speaks of %d chains", len(from))
	}
	if links, one := s.LinksBetween("jx-14-2022", "qd-13-2021"); links != nil || one {
		t.Error("a crosswalk between Jiangxi and Qingdao")
	}
}

func TestTiles(t *testing.T) {
	s := load(t)
	want := map[string][2]int{"360400": {1, 3}, "360500": {3, 2}, "361100": {2, 4}, "360700": {5, 2}, "370283": {1, 2}, "370212": {3, 4}, "370202": {4, 4}, "370203": {4, 3}}
	n := 0
	for _, tile := range append(s.TilesOf("360000"), s.TilesOf("370200")...) {
		if w, ok := want[tile.Code]; ok {
			n++
			if w != [2]int{tile.Row, tile.Col} {
				t.Errorf("%s at %d,%d, want %v", tile.Code, tile.Row, tile.Col, w)
			}
		}
	}
	if n != len(want) || len(s.TilesOf("360000")) != 11 || len(s.TilesOf("370200")) != 10 {
		t.Errorf("tiles: %d and %d", len(s.TilesOf("360000")), len(s.TilesOf("370200")))
	}
}

func TestMajorsTargetsAndChanges(t *testing.T) {
	s := load(t)
	if len(s.Majors) != 1935 || len(s.MajorLinks) != 4728 || len(s.Targets) != 86 || len(s.NewOccupations) != 110 {
		t.Errorf("majors %d, links %d, targets %d, new occupations %d", len(s.Majors), len(s.MajorLinks), len(s.Targets), len(s.NewOccupations))
	}
	for _, x := range s.Targets {
		if x.ID == "000-04" && (x.Lo != 2 || x.Hi != 3) {
			t.Errorf("target 000-04: %+v", x)
		}
		if x.ID == "000-01" && (x.Lo != 40000000 || x.Hi != 40000000 || x.Operator != ">=") {
			t.Errorf("target 000-01: %+v", x)
		}
	}
	for _, n := range s.NewOccupations {
		if n.Name == "生物工程技术人员" && n.Parent != "2-02-32" {
			t.Errorf("%+v", n)
		}
	}
}
