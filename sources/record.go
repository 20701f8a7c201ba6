package sources

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"gongqiu/internal/columnar"
)

// posting makes the checks that look at several cells of an ad, and takes
// personal data out. It reports whether the row is accepted.
func (c *checker) posting(no int64, cells []string) bool {
	title, employer, industry, skills, description := ix.title, ix.employer, ix.industry, ix.skills, ix.description
	if c.values[title] == "" {
		c.refuse(no, ReasonNoTitle, c.found(title), "", "a job title", cells)
		return false
	}
	if t := c.values[title]; !hasLetter(t) || runes(t, 130) > 120 || strings.ContainsAny(t, "\n\r") {
		c.refuse(no, ReasonBadTitle, c.found(title), t, "a job title: one line of at most 120 characters with letters in it", cells)
		return false
	}
	for i, p := range c.l.second {
		if p.at < 0 || c.values[i] == "" {
			continue
		}
		other := c.cell(p, cells)
		if other != "" && comparable(other) != comparable(c.values[i]) && c.l.columns[i].class.is(fold(other)) {
			c.drop(i, missContradiction)
		}
	}
	if e := c.values[employer]; e != "" {
		switch {
		case e == c.values[title]:
			c.drop(employer, missNonsense)
		case c.values[industry] != "" && !organisationMarks.in(e) && lettersOnly(e) == lettersOnly(c.values[industry]):
			c.drop(employer, missIndustry)
		}
		if s := c.values[skills]; s != "" && s == e {
			c.drop(skills, missEmployer)
		}
		if p := c.values[ix.place]; p == e {
			c.drop(ix.place, missEmployer)
		}
	}
	for _, i := range []int{title, employer, ix.place, ix.pay, skills, industry, ix.headcount, ix.experience, ix.education, ix.skillLevel, description} {
		if c.values[i] == "" {
			continue
		}
		if s, hit := Scrub(c.values[i]); hit {
			c.scrubbed++
			if strings.TrimSpace(s) == mask {
				c.drop(i, missPersonal)
				continue
			}
			c.values[i] = s
		}
	}
	if c.values[title] == "" {
		c.refuse(no, ReasonBadTitle, c.found(title), mask, "a job title", cells)
		return false
	}
	return true
}

// ix holds the positions of posting columns.
var ix = struct {
	title, employer, place, pay, education, experience, headcount, industry, skills, skillLevel, description int
}{
	columnIndex(Posting, "title"), columnIndex(Posting, "employer"), columnIndex(Posting, "place"), columnIndex(Posting, "pay"),
	columnIndex(Posting, "education"), columnIndex(Posting, "experience"), columnIndex(Posting, "headcount"), columnIndex(Posting, "industry"),
	columnIndex(Posting, "skills"), columnIndex(Posting, "skill_level"), columnIndex(Posting, "description"),
}

func comparable(s string) string {
	s = strings.Join(strings.Fields(fold(s)), "")
	return strings.NewReplacer("公司", "", "企业", "", "外企", "外资").Replace(s)
}

func lettersOnly(s string) string {
	return normalHeader(strings.NewReplacer("(", " ", "（", " ", "｜", "").Replace(s))
}

// joinPlace completes a place from neighbouring columns. A city and a fuller
// place must agree; if they do not, a district that both a column and the
// fuller place name decides; otherwise the place is missing.
func (c *checker) joinPlace(cells []string) {
	l, i := c.l, ix.place
	at := func(p int) string {
		if p < 0 {
			return ""
		}
		v := c.cell(part{at: p}, cells)
		if v == "" || strongClass(fold(v)) != classAny {
			return ""
		}
		return v
	}
	v, city, district := c.values[i], at(l.city), at(l.district)
	switch {
	case city == "":
	case v == "":
		v = city
	case strings.Contains(v, strings.TrimSuffix(city, "市")) || strings.Contains(city, v):
		if strings.Contains(city, v) {
			v = city
		}
	case district != "" && strings.Contains(v, district):
	case startsWithPlace(v) == 0:
		v = city + "-" + v
	default:
		c.drop(i, missContradiction)
		return
	}
	if district != "" && v != "" && !strings.Contains(v, district) && !placeNames[district] && runes(district, 20) <= 12 && !strings.ContainsAny(v, "-·") {
		v = v + "-" + district
	} else if district != "" && v == "" {
		v = district
	}
	if p := at(l.province); p != "" && v != "" && !strings.Contains(v, strings.TrimRight(p, "省市")) {
		v = p + v
	}
	c.values[i] = v
}

// statistic makes the checks of seeker, wage and training rows.
func (c *checker) statistic(no int64, cells []string) bool {
	l := c.l
	for n, any := range needed[l.kind] {
		ok := false
		for _, name := range any {
			i := columnIndex(l.kind, name)
			ok = ok || c.values[i] != "" || l.constant[i] != ""
		}
		if !ok {
			reason := ReasonNoKey
			if n == 1 {
				reason = ReasonNoFigure
			}
			c.refuse(no, reason, "", "", strings.Join(any, " or "), cells)
			return false
		}
	}
	switch o := strings.Join(strings.Fields(c.values[columnIndex(l.kind, "occupation")]), ""); o {
	case "合计", "总计", "小计", "总数", "全部", "总体":
		c.refuse(no, ReasonTotal, "", o, "an occupation", cells)
		return false
	}
	if l.kind == Wage {
		last, name := 0.0, ""
		for _, p := range []string{"p10", "p25", "p50", "p75", "p90"} {
			i := columnIndex(Wage, p)
			if c.values[i] == "" {
				continue
			}
			if c.floats[i] < last {
				c.refuse(no, ReasonOrder, c.found(i), c.values[i], "at least the "+name, cells)
				return false
			}
			last, name = c.floats[i], p
		}
	}
	for i, col := range l.columns {
		if col.Type == columnar.Text && c.values[i] != "" {
			if s, hit := Scrub(c.values[i]); hit {
				c.scrubbed++
				c.values[i] = s
			}
		}
	}
	return true
}

// accept appends the row to the batch, with constants where it has no value.
func (c *checker) accept(no int64) {
	c.accepted++
	b := c.batch
	b.Rows++
	b.Columns[0].Int = append(b.Columns[0].Int, no)
	for i := 1; i < len(c.l.columns); i++ {
		v, days, x := c.values[i], c.days[i], c.floats[i]
		if v == "" {
			if k := c.l.constant[i]; k != "" {
				d := c.judge(i, k)
				if d.missing == "" && d.slipped == classAny {
					v, days, x = k, d.days, d.number
				}
			}
		}
		col := &b.Columns[i]
		col.Valid = append(col.Valid, v != "")
		switch c.fields[i].Type {
		case columnar.Text:
			col.Text = append(col.Text, v)
		case columnar.Float64:
			col.Float = append(col.Float, x)
		case columnar.Date:
			col.Int = append(col.Int, days)
		default:
			col.Int = append(col.Int, int64(x))
		}
	}
}

var replacement = []byte("\uFFFD")

// damagedText reports whether bytes are not UTF-8 or hold U+FFFD, which is
// what decoders put where they could not read.
func damagedText(b []byte) bool { return !utf8.Valid(b) || bytes.Contains(b, replacement) }

// controlCharacters reports whether there are any but tab and line ends. Eight
// bytes are looked at together.
func controlCharacters(b []byte) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for len(b) >= 8 {
		w := binary.LittleEndian.Uint64(b)
		if (w-0x20*ones)&^w&high != 0 && controlIn(b[:8]) {
			return true
		}
		b = b[8:]
	}
	return controlIn(b)
}

func controlIn(b []byte) bool {
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
			return true
		}
	}
	return false
}
