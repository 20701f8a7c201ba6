package reference

// Alias is a colloquial name (俗称) of an occupation class. Basis says where it
// comes from.
type Alias struct {
	Name, Code, Basis string
}

// IndustryAlias is a name that job boards use for an industry and the class of
// GB/T 4754 that covers it, at the depth that is certain. Confidence in [0,1]
// is the compiler's, not measured.
type IndustryAlias struct {
	Name, Code string
	Confidence float64
	Basis      string
}

// Reading is a word with the readings that it is looked up by, each one
// syllables joined by spaces, the right one first. It overrides a converter
// that reads characters one by one.
type Reading struct {
	Word     string
	Readings []string
}

// loadAliases refuses an alias that is the official name or trade of another
// class, since the official one would always win.
func (s *Set) loadAliases(dir string) error {
	official := map[string]string{}
	for _, o := range s.Occupations {
		for _, t := range o.Trades {
			official[t] = o.Code
		}
	}
	for _, o := range s.Occupations {
		official[o.Name] = o.Code
	}
	seen := map[string]int{}
	return EachRow(dir, "occupation_aliases.csv", []string{"alias", "code", "basis"}, func(r Row) error {
		a := Alias{Name: r.Get("alias"), Code: r.Get("code"), Basis: r.Get("basis")}
		if err := r.filled("alias", "basis"); err != nil {
			return err
		}
		if _, ok := s.occupation[a.Code]; !ok {
			return r.Errorf("occupation %q is not in occupation_2022.csv", a.Code)
		}
		if code, ok := official[a.Name]; ok {
			return r.Errorf("%s is an official name or trade of %s and needs no alias", a.Name, code)
		}
		if line, twice := seen[a.Name]; twice {
			return r.Errorf("alias %s stands twice, first in line %d", a.Name, line)
		}
		seen[a.Name] = r.line
		s.Aliases = append(s.Aliases, a)
		return nil
	})
}

func (s *Set) loadIndustryAliases(dir string) error {
	seen := map[string]int{}
	return EachRow(dir, "industry_aliases.csv", []string{"alias", "code", "confidence", "basis"}, func(r Row) error {
		a := IndustryAlias{Name: r.Get("alias"), Code: r.Get("code"), Basis: r.Get("basis")}
		if err := r.filled("alias"); err != nil {
			return err
		}
		if _, ok := s.industry[a.Code]; !ok {
			return r.Errorf("industry %q is not in gbt4754_2017_industry.csv", a.Code)
		}
		var err error
		if a.Confidence, err = r.share("confidence"); err != nil {
			return err
		}
		if line, twice := seen[a.Name]; twice {
			return r.Errorf("alias %s stands twice, first in line %d", a.Name, line)
		}
		seen[a.Name] = r.line
		s.IndustryAliases = append(s.IndustryAliases, a)
		return nil
	})
}
