package reference

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// ChainVersion is one published list of industry chains, such as jx-14-2022.
// ValidFrom and ValidTo are ISO dates; an empty ValidTo is open. A version is
// verified only if the source of every name of it was read.
type ChainVersion struct {
	ID, RegionCode, Programme, Name, NameEN, ValidFrom, ValidTo, Note string
	Verified                                                          bool
}

// Chain is one chain of a version. The ID is ASCII and keeps its meaning
// between versions: jx-food is the same chain in 2018 and 2023. Seq counts from
// 1 in the order of the source.
type Chain struct {
	Version, ID, Name, NameEN, Group string
	Year, Seq                        int
	Verified                         bool
	Source, Note                     string
}

// Kinds of chain rules.
const (
	RuleIndustry   = "industry"   // Code is a class of GB/T 4754-2017
	RuleOccupation = "occupation" // Code is a class of the 职业分类大典 2022
	RuleKeyword    = "keyword"    // Code is a word to look for in an ad
)

// ChainRule says that an industry, an occupation or a keyword speaks for a
// chain with strength M in [0,1]. The longest rule that covers a class decides,
// so a rule with M = 0 takes a class out of a wider one.
type ChainRule struct {
	Version, ChainID, Kind, Code, Name string
	M                                  float64
	Basis                              string
	Verified                           bool
}

// ChainLink carries the share Weight of a chain of one version over to a chain,
// or to OTHER, of a later one. The weights of an old chain sum to 1.
type ChainLink struct {
	FromVersion, FromChain, ToVersion, ToChain string
	Weight                                     float64
	Basis                                      string
}

// OtherChain is the id of what belongs to no key chain (非重点链).
const OtherChain = "OTHER"

// ChainVersion returns the version with this id.
func (s *Set) ChainVersion(id string) (ChainVersion, bool) {
	return at(s.ChainVersions, s.chainVersion, id)
}

// ChainsOf returns the chains of a version in their order.
func (s *Set) ChainsOf(version string) []Chain {
	return where(s.Chains, func(c Chain) bool { return c.Version == version })
}

// RulesOf returns the rules of a version in the order of the file; none if the
// version is a bare list of names.
func (s *Set) RulesOf(version string) []ChainRule {
	return where(s.ChainRules, func(r ChainRule) bool { return r.Version == version })
}

// LinksBetween returns the crosswalk from one version to another, empty if
// there is none. OneToOne says whether it keeps every chain whole.
func (s *Set) LinksBetween(from, to string) (links []ChainLink, oneToOne bool) {
	links = where(s.ChainLinks, func(l ChainLink) bool { return l.FromVersion == from && l.ToVersion == to })
	seen := map[string]bool{}
	oneToOne = len(links) > 0
	for _, l := range links {
		if l.Weight != 1 || l.ToChain == OtherChain || seen[l.ToChain] {
			oneToOne = false
		}
		seen[l.ToChain] = true
	}
	return links, oneToOne
}

func where[T any](list []T, keep func(T) bool) []T {
	var out []T
	for _, v := range list {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}

func (s *Set) loadChainVersions(dir string) error {
	return EachRow(dir, "chain_versions.csv", []string{"version", "region_code", "programme", "name", "name_en", "valid_from", "valid_to", "verified", "note"}, func(r Row) error {
		v := ChainVersion{ID: r.Get("version"), RegionCode: r.Get("region_code"), Programme: r.Get("programme"), Name: r.Get("name"), NameEN: r.Get("name_en"), ValidFrom: r.Get("valid_from"), ValidTo: r.Get("valid_to"), Note: r.Get("note")}
		var err error
		if err = r.slug("version", v.ID); err != nil {
			return err
		}
		if err = r.filled("programme", "name", "name_en"); err != nil {
			return err
		}
		if _, ok := s.region[v.RegionCode]; !ok {
			return r.Errorf("region_code %q is not in admin_divisions.csv", v.RegionCode)
		}
		if err = r.date("valid_from", v.ValidFrom); err != nil {
			return err
		}
		if v.ValidTo != "" {
			if err = r.date("valid_to", v.ValidTo); err != nil {
				return err
			}
			if v.ValidTo < v.ValidFrom {
				return r.Errorf("valid_to %s is before valid_from %s", v.ValidTo, v.ValidFrom)
			}
		}
		if v.Verified, err = r.flag("verified"); err != nil {
			return err
		}
		return put(r, &s.ChainVersions, s.chainVersion, v.ID, v, "chain version")
	})
}

// loadChains reads industry_chains.csv, whose rows name their version by region
// and programme as the source does.
func (s *Set) loadChains(dir string) error {
	version := map[[2]string]string{}
	for _, v := range s.ChainVersions {
		g, _ := s.Region(v.RegionCode)
		version[[2]string{g.Name, v.Programme}] = v.ID
	}
	seq := map[string]int{}
	seen := map[[2]string]int{}
	err := EachRow(dir, "industry_chains.csv", []string{"region", "programme", "year", "chain_name", "group", "verified", "source", "note", "chain_id", "name_en"}, func(r Row) error {
		c := Chain{ID: r.Get("chain_id"), Name: r.Get("chain_name"), NameEN: r.Get("name_en"), Group: r.Get("group"), Source: r.Get("source"), Note: r.Get("note")}
		var ok bool
		if c.Version, ok = version[[2]string{r.Get("region"), r.Get("programme")}]; !ok {
			return r.Errorf("no version in chain_versions.csv has region %q and programme %q", r.Get("region"), r.Get("programme"))
		}
		var err error
		if err = r.slug("chain_id", c.ID); err != nil {
			return err
		}
		if err = r.filled("chain_name", "name_en"); err != nil {
			return err
		}
		if c.Year, err = r.integer("year", 1990, 2100); err != nil {
			return err
		}
		if c.Verified, err = r.flag("verified"); err != nil {
			return err
		}
		if line, twice := seen[[2]string{c.Version, c.ID}]; twice {
			return r.Errorf("chain %s of %s stands twice, first in line %d", c.ID, c.Version, line)
		}
		seen[[2]string{c.Version, c.ID}] = r.line
		v := s.ChainVersions[s.chainVersion[c.Version]]
		if v.Verified && !c.Verified {
			return r.Errorf("chain %s is not verified, but its version %s says it is", c.ID, v.ID)
		}
		seq[c.Version]++
		c.Seq = seq[c.Version]
		s.Chains = append(s.Chains, c)
		return nil
	})
	if err != nil {
		return err
	}
	for _, v := range s.ChainVersions {
		if seq[v.ID] == 0 {
			return fileErrorf("industry_chains.csv", "version %s of chain_versions.csv has no chains", v.ID)
		}
	}
	return nil
}

func (s *Set) chainIDs() map[[2]string]bool {
	known := map[[2]string]bool{}
	for _, c := range s.Chains {
		known[[2]string{c.Version, c.ID}] = true
	}
	return known
}

func (s *Set) loadChainRules(dir string) error {
	known := s.chainIDs()
	seen := map[[4]string]int{}
	return EachRow(dir, "chain_rules.csv", []string{"version", "chain_id", "kind", "code", "name", "m", "basis", "verified"}, func(r Row) error {
		u := ChainRule{Version: r.Get("version"), ChainID: r.Get("chain_id"), Kind: r.Get("kind"), Code: r.Get("code"), Name: r.Get("name"), Basis: r.Get("basis")}
		if !known[[2]string{u.Version, u.ChainID}] {
			return r.Errorf("chain %q of version %q is not in industry_chains.csv", u.ChainID, u.Version)
		}
		var official string
		switch u.Kind {
		case RuleIndustry:
			n, ok := s.Industry(u.Code)
			if !ok {
				return r.Errorf("industry %q is not in gbt4754_2017_industry.csv", u.Code)
			}
			official = n.Name
		case RuleOccupation:
			o, ok := s.Occupation(u.Code)
			if !ok {
				return r.Errorf("occupation %q is not in occupation_2022.csv", u.Code)
			}
			official = o.Name
		case RuleKeyword:
			if utf8.RuneCountInString(u.Code) < 2 {
				return r.Errorf("keyword %q is shorter than two characters and would match everywhere", u.Code)
			}
		default:
			return r.Errorf("kind %q is not industry, occupation or keyword", u.Kind)
		}
		if u.Name != "" && official != "" && u.Name != official {
			return r.Errorf("%s %s is %s, not %s", u.Kind, u.Code, official, u.Name)
		}
		var err error
		if u.M, err = r.share("m"); err != nil {
			return err
		}
		if u.Verified, err = r.flag("verified"); err != nil {
			return err
		}
		key := [4]string{u.Version, u.ChainID, u.Kind, strings.ToLower(u.Code)}
		if line, twice := seen[key]; twice {
			return r.Errorf("the rule for %s %s of chain %s stands twice, first in line %d", u.Kind, u.Code, u.ChainID, line)
		}
		seen[key] = r.line
		s.ChainRules = append(s.ChainRules, u)
		return nil
	})
}

func (s *Set) loadChainLinks(dir string) error {
	const file = "chain_crosswalk.csv"
	known := s.chainIDs()
	seen := map[[4]string]int{}
	sum := map[[3]string]float64{}
	next := map[string][]string{}
	err := EachRow(dir, file, []string{"from_version", "from_chain", "to_version", "to_chain", "weight", "basis"}, func(r Row) error {
		l := ChainLink{FromVersion: r.Get("from_version"), FromChain: r.Get("from_chain"), ToVersion: r.Get("to_version"), ToChain: r.Get("to_chain"), Basis: r.Get("basis")}
		if !known[[2]string{l.FromVersion, l.FromChain}] {
			return r.Errorf("chain %q of version %q is not in industry_chains.csv", l.FromChain, l.FromVersion)
		}
		if _, ok := s.chainVersion[l.ToVersion]; !ok || (l.ToChain != OtherChain && !known[[2]string{l.ToVersion, l.ToChain}]) {
			return r.Errorf("chain %q of version %q is not in industry_chains.csv", l.ToChain, l.ToVersion)
		}
		var err error
		if l.Weight, err = r.share("weight"); err != nil {
			return err
		}
		key := [4]string{l.FromVersion, l.FromChain, l.ToVersion, l.ToChain}
		if line, twice := seen[key]; twice {
			return r.Errorf("the link %s → %s stands twice, first in line %d", l.FromChain, l.ToChain, line)
		}
		seen[key] = r.line
		sum[[3]string{l.FromVersion, l.FromChain, l.ToVersion}] += l.Weight
		if !slices.Contains(next[l.FromVersion], l.ToVersion) {
			next[l.FromVersion] = append(next[l.FromVersion], l.ToVersion)
		}
		if back := path(next, l.ToVersion, l.FromVersion); back != nil {
			return r.Errorf("the crosswalk runs in a circle: %s", strings.Join(append([]string{l.FromVersion}, back...), " → "))
		}
		s.ChainLinks = append(s.ChainLinks, l)
		return nil
	})
	if err != nil {
		return err
	}
	for k, w := range sum {
		if w < 1-1e-6 || w > 1+1e-6 {
			return fileErrorf(file, "the weights of %s of %s into %s sum to %.4f, not 1 (what belongs to no chain goes to OTHER)", k[1], k[0], k[2], w)
		}
	}
	return nil
}

// path returns a way from one node to another, nil if there is none.
func path(next map[string][]string, from, to string) []string {
	if from == to {
		return []string{from}
	}
	for _, n := range next[from] {
		if p := path(next, n, to); p != nil {
			return append([]string{from}, p...)
		}
	}
	return nil
}
