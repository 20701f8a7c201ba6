package sources

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

type candidate struct {
	column, at int
	score      float64
	evidence   string
}

// assign gives each canonical column its place in the row.
func (l *layout) assign(sample [][]string, o Options) error {
	n := len(l.columns)
	l.from, l.second = make([]part, n), make([]part, n)
	for i := range l.from {
		l.from[i].at, l.second[i].at = -1, -1
	}
	if l.constant == nil {
		l.constant = make([]string, n)
	}
	profiles := make([]*profile, l.width)
	for i := range profiles {
		profiles[i] = profileOf(sample, i)
	}
	l.personal = make([]bool, l.width)
	used := make([]bool, l.width)
	for i := range l.personal {
		if l.isPersonal(i, profiles[i]) {
			l.personal[i], used[i] = true, true
			l.report.Removed = append(l.report.Removed, l.columnName(i))
		}
	}
	// what the options say
	off := map[int]bool{}
	for _, name := range sortedKeys(o.Columns) {
		c := columnIndex(l.kind, name)
		if o.Columns[name] == "-" {
			off[c] = true
			continue
		}
		at, err := l.position(o.Columns[name])
		if err != nil {
			return fmt.Errorf("columns: %s: %w", name, err)
		}
		if l.personal[at] {
			return fmt.Errorf("columns: %s: column %s holds personal data and is not read", name, l.columnName(at))
		}
		l.take(c, part{at: at}, 1, "set in the configuration")
		used[at] = true
	}
	for _, from := range sortedKeys(o.Packed) {
		at, err := l.position(from)
		if err != nil {
			return fmt.Errorf("packed: %w", err)
		}
		for _, name := range o.Packed[from] {
			c := columnIndex(l.kind, name)
			l.take(c, part{at: at, packed: true, class: l.columns[c].class}, 1, "set in the configuration")
		}
		used[at] = true
	}
	for name, v := range o.Constants {
		if name == "year" {
			y, err := strconv.Atoi(v)
			if err != nil || y < 1990 || y > 2200 {
				return fmt.Errorf("constants: year: found %q, expected a year", v)
			}
			l.year = y
			continue
		}
		l.constant[columnIndex(l.kind, name)] = v
	}
	// what the headers say, as far as the values agree
	if l.headers != nil {
		l.byHeader(profiles, used, off)
	} else if l.kind == Posting {
		l.byValue(profiles, used, off)
	}
	if l.kind == Posting {
		l.misnamed(profiles, used, off)
		l.unpack(profiles, used, off)
		l.places(profiles, used, sample)
	}
	l.tolerant = make([]bool, l.width+1)
	for i := range l.tolerant {
		l.tolerant[i] = true
	}
	for c, p := range l.from {
		if p.at >= 0 && !slices.Contains([]class{classLong, classTags}, l.columns[c].class) {
			l.tolerant[p.at] = false
		}
	}
	for i, v := range l.constant {
		if v != "" && l.from[i].at < 0 {
			if _, ok := l.report.Mapping[l.columns[i].Name]; !ok {
				l.report.Mapping[l.columns[i].Name] = ColumnMatch{Confidence: 1, Evidence: "constant " + v}
			}
		}
	}
	if c := columnIndex(l.kind, "experience"); c > 0 && l.from[c].at >= 0 && l.headers != nil {
		l.years = strings.Contains(l.headers[l.from[c].at], "年限") || strings.Contains(l.headers[l.from[c].at], "年数")
	}
	if c := columnIndex(l.kind, "unit"); c > 0 && l.from[c].at < 0 && l.constant[c] == "" {
		l.unitInHeader(c)
	}
	for _, r := range l.refused {
		if !used[r.at] {
			l.note("%s", r.note)
		}
	}
	for i := range l.width {
		if !used[i] && profiles[i].filled > 0 {
			l.report.Unmapped = append(l.report.Unmapped, l.columnName(i))
		}
	}
	for _, any := range needed[l.kind] {
		if !slices.ContainsFunc(any, func(name string) bool {
			c := columnIndex(l.kind, name)
			return l.from[c].at >= 0 || l.constant[c] != ""
		}) {
			return fmt.Errorf("no column holds %s of %s records; columns found: %s. Name it in the configuration, by header or position",
				strings.Join(any, " or "), l.kind, strings.Join(l.allNames(), ", "))
		}
	}
	return nil
}

var reUnitHeader = regexp.MustCompile(`[（(]\s*((?:万|千)?元[^)）]*)[)）]`)

func (l *layout) unitInHeader(c int) {
	for i := range l.columns {
		if l.columns[i].class != classNumber || l.from[i].at < 0 || l.headers == nil {
			continue
		}
		if m := reUnitHeader.FindStringSubmatch(l.headers[l.from[i].at]); m != nil {
			l.constant[c] = m[1]
			l.report.Mapping["unit"] = ColumnMatch{Header: l.headers[l.from[i].at], Confidence: 0.9, Evidence: "in the header"}
			return
		}
	}
}

func (l *layout) take(c int, p part, confidence float64, evidence string) {
	l.from[c] = p
	header := ""
	if l.headers != nil && p.at < len(l.headers) {
		header = l.headers[p.at]
	}
	l.report.Mapping[l.columns[c].Name] = ColumnMatch{Header: header, Position: p.at + 1, Packed: p.packed,
		Confidence: math.Round(confidence*100) / 100, Evidence: evidence}
}

func (l *layout) columnName(i int) string {
	if l.headers != nil && i < len(l.headers) && l.headers[i] != "" {
		return l.headers[i]
	}
	return fmt.Sprintf("column %d", i+1)
}

func (l *layout) allNames() []string {
	var names []string
	for i := range min(l.width, 40) {
		names = append(names, l.columnName(i))
	}
	if names == nil {
		return []string{"none"}
	}
	return names
}

// position finds a column by header or 1-based number.
func (l *layout) position(s string) (int, error) {
	for i, h := range l.headers {
		if h == s {
			return i, nil
		}
	}
	for i, h := range l.headers {
		if n := normalHeader(s); n != "" && normalHeader(h) == n {
			return i, nil
		}
	}
	if n, err := strconv.Atoi(s); err == nil && n >= 1 && n <= l.width {
		return n - 1, nil
	}
	return 0, fmt.Errorf("found no column %q; columns are %s", s, strings.Join(l.allNames(), ", "))
}

// isPersonal reports whether a column holds persons, by its header or values.
func (l *layout) isPersonal(i int, p *profile) bool {
	if l.headers != nil && i < len(l.headers) {
		h := normalHeader(l.headers[i])
		if personalHeader.MatchString(h) && !personalFalse.MatchString(h) {
			return true
		}
	}
	if len(p.values) < 5 {
		return false
	}
	if l.headers == nil {
		n := 0
		for _, v := range p.values {
			if isPersonName(v) {
				n++
			}
		}
		if n*10 >= len(p.values)*8 {
			return true
		}
	}
	return p.of(classContact) >= 0.3
}

func (l *layout) byHeader(profiles []*profile, used []bool, off map[int]bool) {
	var all []candidate
	for at, h := range l.headers {
		if used[at] {
			continue
		}
		normal := normalHeader(h)
		if strings.Contains(h, ".") {
			normal = normalHeader(lastName(h))
		}
		if normal == "" || len(normal) > 60 {
			continue
		}
		for c := 1; c < len(l.columns); c++ {
			if l.from[c].at >= 0 || off[c] {
				continue
			}
			head := headerFit(l.columns[c], normal)
			if head == 0 {
				continue
			}
			if strings.Contains(h, ".") {
				head -= 0.1 // members of nested objects come after the object's own
			}
			fit, why := profiles[at].fit(l.columns[c].class)
			if fit < 0.3 && len(profiles[at].values) > 0 {
				if head > 0.7 {
					l.refused = append(l.refused, refusal{at, fmt.Sprintf("column %s is not taken as %s: %s", l.columnName(at), l.columns[c].Name, why)})
				}
				continue
			}
			evidence := "header"
			if why != "" {
				evidence += "; " + why
			}
			all = append(all, candidate{c, at, head * (0.4 + 0.6*fit), evidence})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return a.at - b.at
	})
	for _, x := range all {
		if used[x.at] {
			continue
		}
		if l.from[x.column].at < 0 {
			l.take(x.column, part{at: x.at}, x.score, x.evidence)
			used[x.at] = true
		} else if l.second[x.column].at < 0 && slices.Contains([]class{classSize, classEmployerType, classEducation}, l.columns[x.column].class) {
			l.second[x.column] = part{at: x.at}
			used[x.at] = true
		}
	}
}

func (l *layout) note(format string, a ...any) {
	l.report.Notes = append(l.report.Notes, fmt.Sprintf(format, a...))
}
