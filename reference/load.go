package reference

import (
	"regexp"
	"sort"
	"strconv"
	"strings"
)

var (
	occupationCode = regexp.MustCompile(`^[1-8](-\d\d(-\d\d(-\d\d)?)?)?$`)
	industryCode   = regexp.MustCompile(`^([A-T]|\d{2,4})$`)
	regionCode     = regexp.MustCompile(`^\d{6}$`)
)

// Load reads all classifications, taking files from dir where it has them.
func Load(dir string) (*Set, error) {
	s := &Set{occupation: map[string]int{}, industry: map[string]int{}, region: map[string]int{}, chainVersion: map[string]int{}, major: map[string]int{}}
	for _, step := range []func(string) error{
		s.loadOccupations, s.loadTrades, s.loadDefinitions, s.loadIndustries, s.loadRegions, s.loadSkills,
		s.loadNewOccupations, s.loadRecodes, s.loadTerms,
		s.loadChainVersions, s.loadChains, s.loadChainRules, s.loadChainLinks,
		s.loadMajors, s.loadMajorLinks, s.loadTargets, s.loadTiles,
		s.loadAliases, s.loadIndustryAliases, s.loadReadings,
	} {
		if err := step(dir); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Set) loadOccupations(dir string) error {
	err := EachRow(dir, "occupation_2022.csv", []string{"code", "level", "name", "parent_code", "is_green", "is_digital", "name_variants"}, func(r Row) error {
		o := Occupation{Code: r.Get("code"), Name: r.Get("name"), Parent: r.Get("parent_code"), Green: r.Get("is_green") == "1", Digital: r.Get("is_digital") == "1", Variants: list(r.Get("name_variants"))}
		if !occupationCode.MatchString(o.Code) {
			return r.Errorf("code %q is not an occupation code such as 6-18-02-04", o.Code)
		}
		if o.Name == "" {
			return r.Errorf("occupation %s has no name", o.Code)
		}
		var err error
		if o.Level, err = strconv.Atoi(r.Get("level")); err != nil || o.Level != strings.Count(o.Code, "-")+1 {
			return r.Errorf("level %q does not fit code %s", r.Get("level"), o.Code)
		}
		if _, twice := s.occupation[o.Code]; twice {
			return r.Errorf("occupation %s stands twice", o.Code)
		}
		s.occupation[o.Code] = len(s.Occupations)
		s.Occupations = append(s.Occupations, o)
		return nil
	})
	if err != nil {
		return err
	}
	sort.Slice(s.Occupations, func(i, j int) bool { return s.Occupations[i].Code < s.Occupations[j].Code })
	for i, o := range s.Occupations {
		s.occupation[o.Code] = i
	}
	return checkParents("occupation_2022.csv", s.Occupations, s.occupation, func(o Occupation) (string, string, int) { return o.Code, o.Parent, o.Level })
}

func (s *Set) loadTrades(dir string) error {
	holder := map[string]string{}
	return EachRow(dir, "occupation_2022_trades.csv", []string{"occupation_code", "trade_name"}, func(r Row) error {
		i, ok := s.occupation[r.Get("occupation_code")]
		if !ok {
			return r.Errorf("occupation %q is not in occupation_2022.csv", r.Get("occupation_code"))
		}
		name := r.Get("trade_name")
		if name == "" {
			return r.Errorf("trade_name is empty")
		}
		if code, twice := holder[name]; twice {
			return r.Errorf("trade %s stands twice, first under %s", name, code)
		}
		holder[name] = s.Occupations[i].Code
		s.Occupations[i].Trades = append(s.Occupations[i].Trades, name)
		return nil
	})
}

func (s *Set) loadDefinitions(dir string) error {
	return EachRow(dir, "occupation_2022_definitions.csv", []string{"code", "definition", "tasks"}, func(r Row) error {
		i, ok := s.occupation[r.Get("code")]
		if !ok {
			return r.Errorf("occupation %q is not in occupation_2022.csv", r.Get("code"))
		}
		s.Occupations[i].Definition, s.Occupations[i].Tasks = r.Get("definition"), r.Get("tasks")
		return nil
	})
}

func (s *Set) loadIndustries(dir string) error {
	err := EachRow(dir, "gbt4754_2017_industry.csv", []string{"code", "level", "name", "parent_code"}, func(r Row) error {
		n := Industry{Code: r.Get("code"), Name: r.Get("name"), Parent: r.Get("parent_code")}
		var err error
		if !industryCode.MatchString(n.Code) {
			return r.Errorf("code %q is not a letter or two to four digits", n.Code)
		}
		if n.Name == "" {
			return r.Errorf("industry %s has no name", n.Code)
		}
		if n.Level, err = strconv.Atoi(r.Get("level")); err != nil || n.Level != len(n.Code) {
			return r.Errorf("level %q does not fit code %s", r.Get("level"), n.Code)
		}
		if _, twice := s.industry[n.Code]; twice {
			return r.Errorf("industry %s stands twice", n.Code)
		}
		s.industry[n.Code] = len(s.Industries)
		s.Industries = append(s.Industries, n)
		return nil
	})
	if err != nil {
		return err
	}
	return checkParents("gbt4754_2017_industry.csv", s.Industries, s.industry, func(n Industry) (string, string, int) { return n.Code, n.Parent, n.Level })
}

func (s *Set) loadRegions(dir string) error {
	s.region["000000"] = 0
	s.Regions = append(s.Regions, Region{Code: "000000", Name: "全国", Short: "全国"})
	err := EachRow(dir, "admin_divisions.csv", []string{"code", "name", "level", "parent_code", "short_name"}, func(r Row) error {
		g := Region{Code: r.Get("code"), Name: r.Get("name"), Short: r.Get("short_name"), Parent: r.Get("parent_code")}
		var err error
		if g.Level, err = strconv.Atoi(r.Get("level")); err != nil || g.Level < 1 || g.Level > 3 {
			return r.Errorf("level %q is not 1, 2 or 3", r.Get("level"))
		}
		if !regionCode.MatchString(g.Code) {
			return r.Errorf("code %q does not have six digits", g.Code)
		}
		if g.Name == "" {
			return r.Errorf("region %s has no name", g.Code)
		}
		if g.Level == 1 {
			g.Parent = "000000"
		}
		if _, twice := s.region[g.Code]; twice {
			return r.Errorf("region %s stands twice", g.Code)
		}
		s.region[g.Code] = len(s.Regions)
		s.Regions = append(s.Regions, g)
		return nil
	})
	if err != nil {
		return err
	}
	return checkParents("admin_divisions.csv", s.Regions, s.region, func(g Region) (string, string, int) { return g.Code, g.Parent, g.Level })
}

func (s *Set) loadSkills(dir string) error {
	named := map[string]string{}
	for _, o := range s.Occupations {
		if o.Level == 4 {
			named[o.Name] = o.Code
		}
	}
	return EachRow(dir, "occupation_skills.csv", []string{"occupation_code", "occupation_name", "skill_level", "skill", "weight_pct", "standard_edition"}, func(r Row) error {
		k := Skill{OccupationCode: r.Get("occupation_code"), Level: r.Get("skill_level"), Name: r.Get("skill"), Edition: r.Get("standard_edition")}
		if _, ok := s.occupation[k.OccupationCode]; !ok {
			// A standard issued under a code of before or after 2022: its name
			// tells the class, or the 小类 of a later code must be there.
			if code, ok := named[strings.TrimRight(r.Get("occupation_name"), "SL")]; ok {
				k.OccupationCode = code
			} else if !occupationCode.MatchString(k.OccupationCode) || s.deepest(k.OccupationCode) == "" {
				return r.Errorf("occupation %q lies in no class of occupation_2022.csv", k.OccupationCode)
			}
		}
		if w := r.Get("weight_pct"); w != "" {
			var err error
			if k.Weight, err = strconv.ParseFloat(w, 64); err != nil || !(k.Weight >= 0 && k.Weight <= 100) {
				return r.Errorf("weight_pct %q is not a number from 0 to 100", w)
			}
		}
		s.Skills = append(s.Skills, k)
		return nil
	})
}

// list splits a cell that holds several values.
func list(cell string) []string {
	return strings.FieldsFunc(cell, func(r rune) bool { return r == '|' || r == '、' || r == ';' })
}
