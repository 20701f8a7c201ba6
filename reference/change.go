package reference

import "strings"

// NewOccupation is an occupation announced since 2019. Code is empty where no
// code was published; it may be one that the 大典 of 2022 does not have yet, see
// Parent.
type NewOccupation struct {
	Batch                         int
	Date, DocumentNo, Name, Flags string
	Code                          string
	Parent                        string // deepest class of the 大典 2022 that holds Code, "" if none
}

// Recode is a code or name of the 大典 2022 that has changed since.
type Recode struct {
	Code2022, Name2022, CodeNow, NameNow, Note string
}

// Term is a text form and the one to use instead of it, with the kind of
// difference. Kinds that begin with "term" are plain replacements of words.
type Term struct {
	From, To, Kind string
}

func (s *Set) loadNewOccupations(dir string) error {
	seen := map[string]int{}
	return EachRow(dir, "new_occupations_2019_2025.csv", []string{"batch", "published_date", "document_no", "name", "occupation_code", "flags"}, func(r Row) error {
		n := NewOccupation{Date: r.Get("published_date"), DocumentNo: r.Get("document_no"), Name: r.Get("name"), Flags: r.Get("flags"), Code: r.Get("occupation_code")}
		if err := r.filled("name"); err != nil {
			return err
		}
		var err error
		if n.Batch, err = r.integer("batch", 1, 99); err != nil {
			return err
		}
		if line, twice := seen[n.Name]; twice {
			return r.Errorf("occupation %s stands twice, first in line %d", n.Name, line)
		}
		seen[n.Name] = r.line
		if n.Code != "" {
			if !occupationCode.MatchString(n.Code) {
				return r.Errorf("occupation_code %q is not an occupation code such as 6-18-02-04", n.Code)
			}
			n.Parent = s.deepest(n.Code)
			if n.Parent == "" {
				return r.Errorf("occupation_code %q lies in no class of occupation_2022.csv", n.Code)
			}
		}
		s.NewOccupations = append(s.NewOccupations, n)
		return nil
	})
}

// deepest returns code itself or the nearest class above it that exists.
func (s *Set) deepest(code string) string {
	for code != "" {
		if _, ok := s.occupation[code]; ok {
			return code
		}
		i := strings.LastIndexByte(code, '-')
		if i < 0 {
			return ""
		}
		code = code[:i]
	}
	return ""
}

func (s *Set) loadRecodes(dir string) error {
	next := map[string][]string{}
	seen := map[string]int{}
	return EachRow(dir, "occupation_2022_changes.csv", []string{"code_2022", "name_2022", "code_now", "name_now", "note"}, func(r Row) error {
		c := Recode{Code2022: r.Get("code_2022"), Name2022: r.Get("name_2022"), CodeNow: r.Get("code_now"), NameNow: r.Get("name_now"), Note: r.Get("note")}
		if _, ok := s.occupation[c.Code2022]; !ok {
			return r.Errorf("code_2022 %q is not in occupation_2022.csv", c.Code2022)
		}
		if !occupationCode.MatchString(c.CodeNow) {
			return r.Errorf("code_now %q is not an occupation code such as 6-18-02-04", c.CodeNow)
		}
		if line, twice := seen[c.Code2022]; twice {
			return r.Errorf("code %s stands twice, first in line %d", c.Code2022, line)
		}
		seen[c.Code2022] = r.line
		if c.CodeNow != c.Code2022 {
			next[c.Code2022] = append(next[c.Code2022], c.CodeNow)
			if back := path(next, c.CodeNow, c.Code2022); back != nil {
				return r.Errorf("the recodes run in a circle: %s", strings.Join(append([]string{c.Code2022}, back...), " → "))
			}
		}
		s.Recodes = append(s.Recodes, c)
		return nil
	})
}

func (s *Set) loadTerms(dir string) error {
	seen := map[string]int{}
	return EachRow(dir, "text_normalisation_terms.csv", []string{"source_form", "target_form", "kind"}, func(r Row) error {
		t := Term{From: r.Get("source_form"), To: r.Get("target_form"), Kind: r.Get("kind")}
		if err := r.filled("source_form", "kind"); err != nil {
			return err
		}
		if line, twice := seen[t.From]; twice {
			return r.Errorf("%q stands twice, first in line %d", t.From, line)
		}
		seen[t.From] = r.line
		s.Terms = append(s.Terms, t)
		return nil
	})
}
