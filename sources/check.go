package sources

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongqiu/internal/columnar"
)

// checker turns rows into records of one kind. Each worker has its own.
//
// Two rules decide what happens to a doubtful value. If it unmistakably belongs
// to another column (a date under 学历要求), the row has slipped and its other
// values cannot be trusted either: the whole row is quarantined, and nothing is
// moved, because which of the cells slipped is not certain. If it is only no
// value of its column, the cell is set to missing and counted.
type checker struct {
	l      *layout
	expect int   // cells in a row; 0 if rows may be ragged
	latest int64 // last day that is believed
	fields []columnar.Field
	batch  *columnar.Batch
	memo   []map[string]verdict

	read, accepted, blank, scrubbed, damaged int64
	quarantined, setMissing                  map[string]int64
	refused                                  []Quarantined

	values []string // of the row, by canonical column; "" is missing
	days   []int64
	floats []float64
	cells  []string
}

// verdict is what a value is found to be in its column.
type verdict struct {
	missing string // reason, if the cell is set to missing
	slipped class  // the class it really has, if it slipped
	number  float64
	days    int64
}

const memoLimit = 100_000

// newChecker has room for a chunk of so many rows.
func newChecker(l *layout, expect int, latest int64, rows int) *checker {
	n := len(l.columns)
	c := &checker{l: l, expect: expect, latest: latest, fields: Fields(l.kind), memo: make([]map[string]verdict, n),
		quarantined: map[string]int64{}, setMissing: map[string]int64{},
		values: make([]string, n), days: make([]int64, n), floats: make([]float64, n)}
	c.batch = columnar.NewBatch(c.fields, rows)
	for i := range c.memo {
		c.memo[i] = map[string]verdict{}
	}
	return c
}

func (c *checker) refuse(no int64, reason, column, found, expected string, raw []string) {
	c.quarantined[reason]++
	f, _ := Scrub(strings.ToValidUTF8(cut(found, 200), "\uFFFD"))
	c.refused = append(c.refused, Quarantined{RowNo: no, Reason: reason, Column: column, Found: strings.Clone(f), Expected: expected, Raw: c.rawRow(raw)})
}

// rawRow writes a row as it was, without the personal columns and with
// personal data taken out.
func (c *checker) rawRow(cells []string) string {
	var b strings.Builder
	for i, v := range cells {
		if i > 0 {
			b.WriteString(" ¦ ")
		}
		if i < len(c.l.personal) && c.l.personal[i] {
			if clean(v) != "" {
				b.WriteString(mask)
			}
			continue
		}
		b.WriteString(cut(strings.ToValidUTF8(v, "\uFFFD"), 400))
		if b.Len() > 4000 {
			b.WriteString(" …")
			break
		}
	}
	// Scrubbed as a whole, too: a number may be cut by a slipped separator.
	s, _ := Scrub(b.String())
	return s
}

// chunk checks all rows of a chunk but those up to row number skip.
func (c *checker) chunk(k *Chunk, first int) {
	damaged, control := damagedText(k.buf), controlCharacters(k.buf)
	for i := first; i < k.Rows(); i++ {
		c.read++
		r := &k.rows[i]
		c.cells = k.cells(i, c.cells[:0])
		if r.bad != "" {
			_, en := ReasonText(r.bad)
			c.refuse(r.no, r.bad, "", r.found, "a row that can be read; "+en, c.cells)
			continue
		}
		if damaged || control {
			raw := k.raw(i)
			if damaged && damagedText(raw) {
				if at := c.fatalDamage(raw); at >= 0 {
					c.refuse(r.no, ReasonEncoding, c.l.columnName(at), "", "text", c.cells)
					continue
				}
				c.damaged++
			}
			if control && controlCharacters(raw) {
				c.refuse(r.no, ReasonControl, "", "", "text without control characters", c.cells)
				continue
			}
		}
		c.row(r.no, c.cells)
	}
}

// fatalDamage finds the column whose damage makes the row unfit, or -1. A
// U+FFFD that the sender wrote into a description, tags or a column that is not
// read costs a few characters there and no more. Anything that could not be
// decoded here may have cost the borders between cells, too.
func (c *checker) fatalDamage(raw []byte) int {
	ours := !strings.HasPrefix(c.l.report.Encoding, "utf-8") || !utf8.Valid(raw)
	for i, v := range c.cells {
		if damagedText([]byte(v)) && (ours || !c.l.tolerant[i]) {
			return i
		}
	}
	if ours {
		return 0
	}
	return -1
}

func (c *checker) row(no int64, cells []string) {
	l := c.l
	blank := true
	for i, v := range cells {
		if v != "" && clean(v) != "" && (i > 0 || !onlyIndex(v)) {
			blank = false
			break
		}
	}
	if blank {
		c.blank++
		return
	}
	if l.headers != nil && sameAsHeader(cells, l.headers) {
		c.refuse(no, ReasonHeader, "", "", "a record", cells)
		return
	}
	if c.expect > 0 && len(cells) != c.expect {
		for len(cells) > c.expect && clean(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) != c.expect {
			c.refuse(no, ReasonCells, "", strconv.Itoa(len(cells))+" cells", strconv.Itoa(c.expect)+" cells", cells)
			return
		}
	}
	clear(c.values)
	for i := 1; i < len(l.columns); i++ {
		c.values[i] = c.cell(l.from[i], cells)
	}
	if l.kind == Posting {
		c.joinPlace(cells)
	}
	for i := 1; i < len(l.columns); i++ {
		v := c.values[i]
		if v == "" {
			continue
		}
		d := c.judge(i, v)
		if d.slipped != classAny {
			c.refuse(no, ReasonSlipped, c.found(i), v, className[l.columns[i].class]+"; this looks like "+className[d.slipped], cells)
			return
		}
		if d.missing != "" {
			c.drop(i, d.missing)
			continue
		}
		c.days[i], c.floats[i] = d.days, d.number
	}
	if l.kind == Posting {
		if !c.posting(no, cells) {
			return
		}
	} else if !c.statistic(no, cells) {
		return
	}
	c.accept(no)
}

// drop sets a cell to missing and counts why.
func (c *checker) drop(i int, reason string) {
	c.values[i] = ""
	c.setMissing[c.l.columns[i].Name+":"+reason]++
}

func (c *checker) found(i int) string { return c.l.columnName(c.l.from[i].at) }

func onlyIndex(v string) bool {
	for i := range len(v) {
		if v[i] < '0' || v[i] > '9' {
			return false
		}
	}
	return true
}

func sameAsHeader(cells, headers []string) bool {
	same := 0
	for i, h := range headers {
		if i >= len(cells) {
			return false
		}
		if h == "" {
			continue
		}
		if clean(cells[i]) != h {
			return false
		}
		same++
	}
	return same >= 2
}

// cell reads a value from its place in the row; missing values are "".
func (c *checker) cell(p part, cells []string) string {
	if p.at < 0 || p.at >= len(cells) {
		return ""
	}
	v := clean(cells[p.at])
	if p.packed {
		for _, q := range splitPacked(v) {
			q = fold(q)
			if k := packedClass(q); k == p.class {
				return q
			}
		}
		return ""
	}
	if missing(v) {
		return ""
	}
	return v
}

func (c *checker) judge(i int, v string) verdict {
	col := &c.l.columns[i]
	switch {
	case col.class == classLong, col.class == classAny, col.class == classTags:
		return verdict{}
	case len(v) > 120, col.class == classID: // hardly ever the same twice
		return c.decide(i, v)
	}
	m := c.memo[i]
	if d, ok := m[v]; ok {
		return d
	}
	d := c.decide(i, v)
	if len(m) >= memoLimit {
		clear(m)
	}
	m[strings.Clone(v)] = d
	return d
}

var (
	reAnonymous = regexp.MustCompile(`^某|^(?:国内|国际|世界|全球|全国|行业|业内|本地|一家|中国|大型|北京|上海|深圳|广州)*(?:某|知名|著名|大型|领先|顶级|TOP|top|\d+强).*(?:公司|集团|企业|平台|机构|银行|券商|基金)$|^保密$|^匿名`)
)

// pageText reports whether a value is text of a web page around the value.
func pageText(v string) bool {
	if strings.ContainsAny(v, "?？<") {
		return true
	}
	for _, w := range []string{"查看地图", "竞争力", "登录后", "点击"} {
		if strings.Contains(v, w) {
			return true
		}
	}
	return false
}

// decide judges a value by itself.
func (c *checker) decide(i int, raw string) verdict {
	col := &c.l.columns[i]
	v := strings.TrimSpace(fold(raw))
	if col.Type == columnar.Date {
		days, why := parseDate(v, c.l.year, c.latest)
		switch why {
		case "":
			return verdict{days: days}
		case dateUnreadable:
			if s := slip(v); s != classAny && s != classDate {
				return verdict{slipped: s}
			}
			return verdict{missing: missUnreadable}
		case dateSentinel:
			return verdict{missing: missSentinel}
		case dateFuture:
			return verdict{missing: missFuture}
		case dateNoYear:
			return verdict{missing: missNoYear}
		}
		return verdict{missing: missRelative}
	}
	if col.class == classNumber {
		x, why := parseNumber(v)
		return verdict{number: x, missing: why}
	}
	s := slip(v)
	switch col.class {
	case classTitle:
		if s != classAny && s != classEmployerType {
			return verdict{slipped: s}
		}
	case classEmployer:
		switch {
		case s == classEmployerType:
			return verdict{missing: missWrongValue}
		case s != classAny:
			return verdict{slipped: s}
		case pageText(v) || strings.ContainsAny(v, "\n。；") || runes(v, 90) > 60 || !hasLetter(v):
			return verdict{missing: missNonsense}
		case strings.ContainsAny(v, "某知著领顶强Tt保匿大") && reAnonymous.MatchString(v) && (!strings.Contains(v, "有限") || strings.HasPrefix(v, "某") || strings.Contains(v, "知名")):
			return verdict{missing: missAnonymous}
		case organisationMarks.in(v):
			return verdict{}
		case onlyPlace(v) || startsWithPlace(v) > 0 && reAddress.MatchString(v):
			return verdict{missing: missPlace}
		case reIndustryCell.MatchString(v) && !employerMarks.in(v):
			return verdict{missing: missIndustry}
		}
	case classPlace:
		switch {
		case s != classAny:
			return verdict{slipped: s}
		case organisationMarks.in(v) && startsWithPlace(v) == 0:
			return verdict{missing: missWrongValue}
		case onlyIndex(v) || !hasLetter(v):
			return verdict{missing: missWrongValue}
		}
	case classPay:
		if !classPay.is(v) && s != classAny {
			return verdict{slipped: s}
		}
	case classIndustry:
		switch s {
		case classAny:
		case classEmployerType, classSize:
			return verdict{missing: missWrongValue}
		default:
			return verdict{slipped: s}
		}
		if runes(v, 90) > 80 || reFunding.MatchString(v) { // a round of funding is no industry
			return verdict{missing: missWrongValue}
		}
	case classEducation, classHeadcount, classSize, classEmployerType, classJobType:
		if col.class.is(v) && (s == classAny || s == col.class) {
			return verdict{}
		}
		if s != classAny && s != col.class {
			return verdict{slipped: s}
		}
		return verdict{missing: missWrongValue}
	case classExperience:
		switch {
		case classExperience.is(v):
			return verdict{}
		case s != classAny && s != classExperience:
			return verdict{slipped: s}
		case reYearsOnly.MatchString(v):
			if c.l.years {
				return verdict{}
			}
			return verdict{missing: missBareNumber}
		case strings.Contains(v, "年") || strings.Contains(v, "经验") || strings.Contains(v, "应届") || strings.Contains(v, "届"):
			return verdict{}
		}
		return verdict{missing: missWrongValue}
	case classID:
		if strings.Contains(v, "@") || len(v) < 20 && reMobileCell.MatchString(v) {
			return verdict{missing: missPersonal}
		}
	}
	return verdict{}
}

// slip is strongClass, also for cells in which all of several values are of
// strong classes, such as 民营 | 50-150人.
func slip(v string) class {
	s := strongClass(v)
	if s == classAny && strings.ContainsAny(v, "|｜") && len(v) < 200 {
		for _, q := range splitPacked(v) {
			if s = strongClass(q); s == classAny {
				return classAny
			}
		}
	}
	return s
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

// parseNumber reads an amount: thousands separators, full-width digits, a
// trailing 万 or unit of counting.
func parseNumber(v string) (float64, string) {
	v = strings.ReplaceAll(strings.ReplaceAll(v, ",", ""), " ", "")
	for _, u := range []string{"人次", "人", "元", "家", "个", "年"} {
		v = strings.TrimSuffix(v, u)
	}
	times := 1.0
	if t := strings.TrimSuffix(v, "万"); t != v {
		v, times = t, 1e4
	}
	x, err := strconv.ParseFloat(v, 64)
	if err != nil || x != x || x > 1e15 || x < -1e15 {
		return 0, missUnreadable
	}
	if x < 0 {
		return 0, missNegative
	}
	return x * times, ""
}
