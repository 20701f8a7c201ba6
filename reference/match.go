package reference

import (
	"regexp"
	"strings"

	"gongqiu/internal/zh"
)

// Matcher gives the class of an occupation that a bureau's table names: by code,
// official name, 工种 or 俗称, and by nothing less. Ad titles are another
// matter, see transforms/occupation.
type Matcher struct {
	codes map[string]string // code as written, with and without dashes → code of 2022
	names map[string]match
}

type match struct {
	code  string // "" if several classes have the name
	basis string
	rank  int
}

// Bases of a match, the strongest first.
const (
	ByCode   = "code"
	ByName   = "name"
	ByRecode = "recode" // a code or name given since 2022
	ByTrade  = "trade"
	ByAlias  = "alias"
)

var basisRank = map[string]int{ByName: 0, ByRecode: 1, ByTrade: 2, ByAlias: 3}

// NewMatcher indexes the names and codes of s. A name that two classes have on
// the same basis matches nothing; on different bases the stronger one wins.
// Where a class has the name of the only class in it (2-06-03 and 2-06-03-00
// 会计专业人员), the deeper one is meant.
func NewMatcher(s *Set) *Matcher {
	m := &Matcher{codes: map[string]string{}, names: map[string]match{}}
	code := func(written, code string) {
		m.codes[written] = code
		if bare := strings.ReplaceAll(written, "-", ""); len(bare) > 2 {
			m.codes[bare] = code
		}
	}
	for _, o := range s.Occupations {
		code(o.Code, o.Code)
		m.name(o.Name, o.Code, ByName)
		for _, t := range o.Trades {
			m.name(t, o.Code, ByTrade)
		}
		for _, v := range variants(o) {
			m.name(v, o.Code, ByAlias)
		}
	}
	for _, r := range s.Recodes {
		if _, ok := s.occupation[r.CodeNow]; !ok {
			code(r.CodeNow, r.Code2022)
		}
		m.name(r.NameNow, r.Code2022, ByRecode)
	}
	for _, n := range s.NewOccupations {
		if n.Parent != "" {
			if _, ok := m.codes[n.Code]; !ok {
				code(n.Code, n.Parent)
			}
			m.name(n.Name, n.Parent, ByRecode)
		}
	}
	for _, a := range s.Aliases {
		m.name(a.Name, a.Code, ByAlias)
	}
	return m
}

func (m *Matcher) name(name, code, basis string) {
	name = fold(name)
	had, ok := m.names[name]
	rank := basisRank[basis]
	switch {
	case name == "" || ok && had.rank < rank:
	case !ok || had.rank > rank, strings.HasPrefix(code, had.code+"-"):
		m.names[name] = match{code, basis, rank}
	case had.code != code && !strings.HasPrefix(had.code, code+"-"):
		m.names[name] = match{"", basis, rank}
	}
}

var (
	codeInText = regexp.MustCompile(`(?:^|[^0-9-])([1-8](?:-\d\d){1,3})(?:[^0-9-]|$)`)
	marks      = regexp.MustCompile(`^[*★☆▲●◆■\s]+|[*★☆▲●◆■\s]+$|[(\[](?:[LS](?:[/、,]?[LS])?)[)\]]$|\s+(?:L|S|L/S)$`)
)

// Match returns the class of the 大典 2022, its basis and whether there is one.
// It takes "6-18-02-04", "6180204", "焊工", "焊工 6-18-02-04", "６－１８－０２－０４" and
// the marks of printed lists ("焊工L", "★焊工"); a code and a name that disagree
// match nothing.
func (m *Matcher) Match(text string) (code, basis string, ok bool) {
	text = strings.ToUpper(zh.Fold(text))
	if c, ok := m.codes[text]; ok {
		return c, ByCode, true
	}
	if loc := codeInText.FindStringSubmatchIndex(text); loc != nil {
		c, known := m.codes[text[loc[2]:loc[3]]]
		if !known {
			return "", "", false
		}
		rest := strings.Trim(text[:loc[2]]+" "+text[loc[3]:], " ()[]/、,:：-")
		if n, _, ok := m.byName(rest); ok && n != c && !strings.HasPrefix(c, n+"-") && !strings.HasPrefix(n, c+"-") {
			return "", "", false
		}
		return c, ByCode, true
	}
	return m.byName(text)
}

func (m *Matcher) byName(text string) (code, basis string, ok bool) {
	for {
		if got := m.names[fold(text)]; got.code != "" {
			return got.code, got.basis, true
		}
		cut := strings.TrimSpace(marks.ReplaceAllString(text, ""))
		if cut == text {
			break
		}
		text = cut
	}
	// 焊工S and 焊工L: the marks of digital and green occupations
	if n := len(text); n > 1 && (text[n-1] == 'S' || text[n-1] == 'L') {
		if got := m.names[fold(text[:n-1])]; got.code != "" {
			return got.code, got.basis, true
		}
	}
	return "", "", false
}

// fold makes names equal that differ in width, case, spaces or brackets.
func fold(name string) string {
	return strings.ReplaceAll(strings.ToUpper(zh.Fold(name)), " ", "")
}
