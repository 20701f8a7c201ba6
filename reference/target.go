package reference

import (
	"regexp"
	"strconv"
	"strings"
)

// Target is one numeric target of a policy document. Value is as written in the
// document, in Unit; a range is "2-3" and a proportion "1:16-1:20", so the
// bounds Lo and Hi are set for plain numbers and plain ranges only. Years are 0
// where the document names none.
type Target struct {
	ID, Document, DocumentNo, DocumentDate, Section, Kind, Indicator string
	Operator                                                         string // =, >=, >, ~, range
	Value, Unit                                                      string
	Lo, Hi                                                           float64
	Region, Scope                                                    string
	StartYear, TargetYear                                            int
	Quote, Note                                                      string
}

var (
	targetValue     = regexp.MustCompile(`^[0-9.]+(:[0-9.]+)?(-[0-9.]+(:[0-9.]+)?)?$`)
	targetOperators = map[string]bool{"=": true, ">=": true, ">": true, "~": true, "range": true}
)

func (s *Set) loadTargets(dir string) error {
	seen := map[string]int{}
	return EachRow(dir, "targets.csv", []string{"id", "document", "document_no", "document_date", "section", "kind", "indicator", "operator", "value", "unit", "region", "scope", "start_year", "target_year", "quote", "note"}, func(r Row) error {
		t := Target{ID: r.Get("id"), Document: r.Get("document"), DocumentNo: r.Get("document_no"), DocumentDate: r.Get("document_date"), Section: r.Get("section"), Kind: r.Get("kind"), Indicator: r.Get("indicator"), Operator: r.Get("operator"), Value: r.Get("value"), Unit: r.Get("unit"), Region: r.Get("region"), Scope: r.Get("scope"), Quote: r.Get("quote"), Note: r.Get("note")}
		if err := r.filled("id", "document", "indicator", "quote"); err != nil {
			return err
		}
		if line, twice := seen[t.ID]; twice {
			return r.Errorf("target %s stands twice, first in line %d", t.ID, line)
		}
		seen[t.ID] = r.line
		if !targetOperators[t.Operator] {
			return r.Errorf("operator %q is not =, >=, >, ~ or range", t.Operator)
		}
		if !targetValue.MatchString(t.Value) {
			return r.Errorf("value %q is not a number, a range such as 2-3 or a proportion such as 1:16", t.Value)
		}
		if !strings.Contains(t.Value, ":") {
			lo, hi, ranged := strings.Cut(t.Value, "-")
			if !ranged {
				hi = lo
			}
			var errs [2]error
			t.Lo, errs[0] = strconv.ParseFloat(lo, 64)
			t.Hi, errs[1] = strconv.ParseFloat(hi, 64)
			if errs[0] != nil || errs[1] != nil || t.Lo > t.Hi {
				return r.Errorf("value %q is not a number or a rising range", t.Value)
			}
		}
		var err error
		for column, to := range map[string]*int{"start_year": &t.StartYear, "target_year": &t.TargetYear} {
			if r.Get(column) == "" {
				continue
			}
			if *to, err = r.integer(column, 1990, 2100); err != nil {
				return err
			}
		}
		s.Targets = append(s.Targets, t)
		return nil
	})
}
