package reference

import (
	"slices"
	"strings"
)

// Kinds of search terms and of what they say.
const (
	SearchOccupation = "occupation"
	SearchChain      = "chain"
	SearchRegion     = "region"

	AliasName  = "name"
	AliasTrade = "trade"
	AliasAlias = "alias"
	AliasCode  = "code"
)

// SearchTerm is one row of ref_search: Alias finds the thing Code, shown as
// Label. Pinyin and Initials hold all readings joined by |, and are empty for
// codes.
type SearchTerm struct {
	Kind, Code, Label, Alias, AliasKind, Pinyin, Initials string
}

// SearchTerms lists what a search box knows: the occupations (细类) by name,
// variant, 工种, 俗称 and code with and without dashes; the chains of the given
// versions; the given root regions and their children. Each alias stands once
// for each thing, the most official kind first. The order is fixed.
func (s *Set) SearchTerms(versions, roots []string) []SearchTerm {
	c := searchList{spell: NewPinyin(s), seen: map[[3]string]bool{}}
	aliases := map[string][]string{}
	for _, a := range s.Aliases {
		aliases[a.Code] = append(aliases[a.Code], a.Name)
	}
	now := map[string][]string{} // later codes of a class
	for _, r := range s.Recodes {
		if r.CodeNow != r.Code2022 {
			now[r.Code2022] = append(now[r.Code2022], r.CodeNow)
		}
	}
	for _, o := range s.Occupations {
		if o.Level != 4 {
			continue
		}
		c.add(SearchOccupation, o.Code, o.Name, AliasName, o.Name)
		c.add(SearchOccupation, o.Code, o.Name, AliasTrade, o.Trades...)
		c.add(SearchOccupation, o.Code, o.Name, AliasAlias, variants(o)...)
		c.add(SearchOccupation, o.Code, o.Name, AliasAlias, aliases[o.Code]...)
		for _, code := range append([]string{o.Code}, now[o.Code]...) {
			c.add(SearchOccupation, o.Code, o.Name, AliasCode, code, strings.ReplaceAll(code, "-", ""))
		}
	}
	for _, h := range s.Chains {
		if slices.Contains(versions, h.Version) {
			c.add(SearchChain, h.ID, h.Name, AliasName, h.Name)
			c.add(SearchChain, h.ID, h.Name, AliasAlias, h.NameEN)
			c.add(SearchChain, h.ID, h.Name, AliasCode, h.ID)
		}
	}
	for _, g := range s.Regions {
		if slices.Contains(roots, g.Code) || slices.Contains(roots, g.Parent) {
			c.add(SearchRegion, g.Code, g.Name, AliasName, g.Name)
			c.add(SearchRegion, g.Code, g.Name, AliasAlias, g.Short)
			c.add(SearchRegion, g.Code, g.Name, AliasCode, g.Code)
		}
	}
	return c.terms
}

// variants returns the other names of a class; each stands as "edition:name".
// Those of the draft of 2022 are left out: the draft counted some classes
// otherwise, so its name may belong to the neighbour (4-04-04-06 was
// 网络安全等级保护测评师 and is 密码技术应用员).
func variants(o Occupation) []string {
	var out []string
	for _, v := range o.Variants {
		edition, name, ok := strings.Cut(v, ":")
		if ok && !strings.HasPrefix(edition, "draft") {
			out = append(out, name)
		}
	}
	return out
}

type searchList struct {
	terms []SearchTerm
	spell *Pinyin
	seen  map[[3]string]bool
}

func (c *searchList) add(kind, code, label, aliasKind string, aliases ...string) {
	for _, a := range aliases {
		key := [3]string{kind, code, a}
		if a == "" || c.seen[key] {
			continue
		}
		c.seen[key] = true
		t := SearchTerm{Kind: kind, Code: code, Label: label, Alias: a, AliasKind: aliasKind}
		if aliasKind != AliasCode {
			readings, initials := c.spell.Spell(a)
			t.Pinyin, t.Initials = strings.Join(readings, "|"), strings.Join(initials, "|")
		}
		c.terms = append(c.terms, t)
	}
}
