package sources

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// byValue guesses the columns of a headerless delivery of postings from what
// their values look like.
func (l *layout) byValue(profiles []*profile, used []bool, off map[int]bool) {
	order := []struct {
		column string
		class  class
		least  float64
	}{
		{"posted_date", classDate, 0.9}, {"education", classEducation, 0.8}, {"experience", classExperience, 0.8},
		{"employer_size", classSize, 0.8}, {"employer_type", classEmployerType, 0.8}, {"employer", classEmployer, 0.5},
		{"title", classTitle, 0.3}, {"place", classPlace, 0.5}, {"pay", classPay, 0.8}, {"posting_id", classURL, 0.9}, {"job_type", classJobType, 0.9},
	}
	for _, w := range order {
		c := columnIndex(l.kind, w.column)
		if l.from[c].at >= 0 || off[c] {
			continue
		}
		best, at := 0.0, -1
		for i, p := range profiles {
			if used[i] || len(p.values) == 0 || p.packedClasses() != nil {
				continue
			}
			share := p.of(w.class)
			if w.class == classSize || w.class == classExperience || w.class == classEducation {
				share = p.strong(w.class) // bare numbers could be anything
			}
			if w.class == classPay && !plausiblePay(p) {
				continue
			}
			if w.class == classDate && !plausibleDates(p) {
				continue
			}
			if w.class != classLong && averageLength(p) > 150 {
				continue
			}
			if share >= w.least && share > best {
				best, at = share, i
			}
		}
		if at >= 0 {
			l.take(c, part{at: at}, best*0.8, fmt.Sprintf("no header; %.0f %% of %d values look like %s", best*100, len(profiles[at].values), className[w.class]))
			used[at] = true
		}
	}
	if c := columnIndex(l.kind, "description"); l.from[c].at < 0 && !off[c] {
		for i, p := range profiles {
			if !used[i] && averageLength(p) > 150 {
				l.take(c, part{at: i}, 0.7, "no header; long texts")
				used[i] = true
				break
			}
		}
	}
}

// strong is the share of values that are unmistakably of a class.
func (p *profile) strong(c class) float64 {
	n := 0
	for _, v := range p.values {
		if strongClass(v) == c {
			n++
		}
	}
	return float64(n) / float64(max(len(p.values), 1))
}

func averageLength(p *profile) int {
	total := 0
	for _, v := range p.values {
		total += len(v)
	}
	return total / max(1, len(p.values))
}

// plausiblePay tells pay from running numbers: stated with a unit, or amounts
// of a month's wage that repeat.
func plausiblePay(p *profile) bool {
	strong, amounts := 0, 0
	distinct := map[string]bool{}
	for _, v := range p.values {
		distinct[v] = true
		if isPayStrong(v) || rePayWord.MatchString(v) {
			strong++
		}
		first := strings.FieldsFunc(v, func(r rune) bool { return !(r >= '0' && r <= '9' || r == '.') })
		if len(first) > 0 {
			if x, err := strconv.ParseFloat(first[0], 64); err == nil && x >= 800 && x <= 200000 {
				amounts++
			}
		}
	}
	n := len(p.values)
	return strong*2 > n || (amounts*10 > n*9 && len(distinct)*3 < n+6)
}

// plausibleDates refuses bare numbers, which could be anything.
func plausibleDates(p *profile) bool {
	bare := 0
	for _, v := range p.values {
		if dateSerial.MatchString(v) || dateEpoch.MatchString(v) {
			bare++
		}
	}
	return bare*2 < len(p.values)
}

// misnamed looks for a missing title or employer under a wrong name: a column
// called company_name may hold the titles.
func (l *layout) misnamed(profiles []*profile, used []bool, off map[int]bool) {
	for _, w := range []struct {
		column string
		class  class
	}{{"title", classTitle}, {"employer", classEmployer}} {
		c := columnIndex(l.kind, w.column)
		if l.from[c].at >= 0 || off[c] || l.headers == nil {
			continue
		}
		best, at := 0.5, -1
		for i, p := range profiles {
			if !used[i] && len(p.values) > 0 && averageLength(p) < 100 && p.of(w.class) > best {
				best, at = p.of(w.class), i
			}
		}
		if at >= 0 {
			l.take(c, part{at: at}, 0.7*best, fmt.Sprintf("the header says %s, but %.0f %% of %d values look like %s", l.columnName(at), best*100, len(profiles[at].values), className[w.class]))
			used[at] = true
			l.note("column %s is read as %s, against its header", l.columnName(at), w.column)
		}
	}
	// Lists of short words under a header that says something else.
	c := columnIndex(l.kind, "skills")
	if l.from[c].at < 0 && !off[c] && l.headers != nil {
		for i, p := range profiles {
			if used[i] || p.packedClasses() != nil || p.tags() < 0.6 {
				continue
			}
			if repeated(l.headers, i) {
				l.take(c, part{at: i}, 0.5, fmt.Sprintf("the header repeats another column's; %.0f %% of the values are lists of short words", p.tags()*100))
				used[i] = true
				break
			}
		}
	}
}

func repeated(headers []string, i int) bool {
	for j, h := range headers {
		if j != i && h == headers[i] && h != "" {
			return true
		}
	}
	return false
}

// unpack finds cells that hold several values and gives them to the columns
// that have none yet; where a column has one, the packed value is kept for
// comparison.
func (l *layout) unpack(profiles []*profile, used []bool, off map[int]bool) {
	for i, p := range profiles {
		owner := -1
		for c := range l.from {
			if l.from[c].at == i && !l.from[c].packed {
				owner = c
			}
		}
		if l.personal[i] || (used[i] && owner < 0) {
			continue
		}
		if owner >= 0 && !slices.Contains([]class{classSize, classEmployerType, classEducation, classExperience, classHeadcount, classLong}, l.columns[owner].class) {
			continue
		}
		classes := p.packedClasses()
		if classes == nil {
			continue
		}
		if owner >= 0 {
			l.from[owner] = part{at: -1}
			delete(l.report.Mapping, l.columns[owner].Name)
		}
		for c := 1; c < len(l.columns); c++ {
			share, ok := classes[l.columns[c].class]
			if !ok || off[c] || l.columns[c].class == classDate {
				continue
			}
			q := part{at: i, packed: true, class: l.columns[c].class}
			switch {
			case l.from[c].at < 0:
				l.take(c, q, 0.85, fmt.Sprintf("one of several values in a cell, in %.0f %% of cells", share*100))
			case l.second[c].at < 0 && share > 0.5:
				l.second[c] = q
			}
		}
		used[i] = true
	}
}

// places finds the columns that complete a place: province, city, district.
func (l *layout) places(profiles []*profile, used []bool, sample [][]string) {
	c := columnIndex(l.kind, "place")
	if l.headers == nil {
		return
	}
	for i, h := range l.headers {
		if used[i] || len(profiles[i].values) == 0 {
			continue
		}
		switch normalHeader(lastName(h)) {
		case "district", "区县", "区", "县", "行政区", "所在区", "地区", "区域", "districtstring", "businessdistrict", "jobdistrict":
			if l.district < 0 && profiles[i].of(classPlace) > 0.2 {
				l.district, used[i] = i, true
			}
		case "province", "省", "省份", "provincestring", "所在省":
			if l.province < 0 && !strings.Contains(h, ".") {
				l.province, used[i] = i, true
			}
		case "city", "城市", "工作城市", "所在城市":
			if l.city < 0 && profiles[i].of(classPlace) > 0.5 && !strings.Contains(h, ".") {
				l.city, used[i] = i, true
			}
		}
	}
	l.doubtCity(sample)
	if l.from[c].at < 0 {
		for _, p := range []*int{&l.city, &l.district, &l.province} {
			if *p >= 0 {
				l.take(c, part{at: *p}, 0.8, "header")
				*p = -1
				break
			}
		}
	}
	if m, ok := l.report.Mapping["place"]; ok {
		for _, p := range []int{l.province, l.city, l.district} {
			if p >= 0 {
				m.Evidence += "; with " + l.columnName(p)
			}
		}
		l.report.Mapping["place"] = m
	}
}

// doubtCity gives up a column of cities that contradicts the fuller place in
// more than three of ten rows: it holds the city that was searched for, not the
// one of the ad.
func (l *layout) doubtCity(sample [][]string) {
	place := l.from[columnIndex(l.kind, "place")]
	if l.city < 0 || place.at < 0 || place.packed {
		return
	}
	both, against := 0, 0
	for _, r := range sample {
		if l.city >= len(r) || place.at >= len(r) {
			continue
		}
		city, v := clean(r[l.city]), clean(r[place.at])
		if missing(city) || missing(v) || startsWithPlace(v) == 0 {
			continue
		}
		both++
		if !strings.Contains(v, strings.TrimSuffix(city, "市")) {
			against++
		}
	}
	if both >= 20 && against*10 > both*3 {
		l.note("column %s is not taken as a city: it contradicts column %s in %d of %d rows", l.columnName(l.city), l.columnName(place.at), against, both)
		l.city = -1
	}
}
