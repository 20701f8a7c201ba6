package sources

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// sampleRows is how many rows the understanding of a delivery rests on.
const sampleRows = 2000

// role says how a column of the file takes part in the mapping.
type part struct {
	at     int // position in the row
	packed bool
	class  class // which of the packed values
}

// layout is what the columns of a delivery mean.
type layout struct {
	kind     Kind
	columns  []Column
	headers  []string // as found; nil if headerless
	skip     int      // rows up to and including the header
	width    int
	from     []part   // of each canonical column; at = -1 if it has none
	second   []part   // a second place that states the same, for comparison
	constant []string // of each canonical column
	district int      // position of the district that belongs to place, or -1
	province int
	city     int    // position of a city beside a fuller place, or -1
	personal []bool // positions never to be read
	tolerant []bool // positions in which damaged characters cost no more than themselves
	year     int
	years    bool // bare numbers in experience are years: the header says so
	report   Report
	refused  []refusal
}

// refusal is a header that its values belie.
type refusal struct {
	at   int
	note string
}

// header words of columns that hold persons, never read. Compared like all
// headers; contained words count.
var personalHeader = regexp.MustCompile(`联系人|联系方式|联系电话|联络人|电话|手机|座机|传真|邮箱|邮件|微信号|微信|qq|姓名|身份证|证件号|招聘者|招聘人员|hr姓名|recruiter|contact|phone|mobile|telephone|email|mail|wechat|weixin|hrname|hruid|bossname|realname|idcard|staffname|publisher`)

// personalFalse are headers that contain such a word and hold no person.
var personalFalse = regexp.MustCompile(`^has|^is|^show|^allow|^enable|medal|公众号`)

// understand finds the header and maps the columns from the first rows. names
// are the columns' names if the format has them.
func understand(rows [][]string, names []string, o Options) (*layout, error) {
	l := &layout{district: -1, province: -1, city: -1}
	l.report.Mapping = map[string]ColumnMatch{}
	for _, r := range rows {
		l.width = max(l.width, len(r))
	}
	kinds := Kinds()
	if o.Kind != "" {
		kinds = []Kind{o.Kind}
	}
	best := -1.0
	switch {
	case names != nil:
		l.headers = names
		l.width = max(l.width, len(names))
		for _, k := range kinds {
			if s := headerScore(k, names); s > best {
				best, l.kind = s, k
			}
		}
	case o.Header != nil && !*o.Header:
		l.kind = kinds[0]
	default:
		at, two := -1, false
		for i, r := range rows[:min(len(rows), 12)] {
			if !looksLikeHeader(r) {
				continue
			}
			for _, k := range kinds {
				if s := headerScore(k, r); s >= 2 && s > best+0.5 {
					best, at, two, l.kind = s, i, false, k
				}
				// Bureau tables have heads of two rows: 分位值 over 10 % · 25 % · 50 %.
				if i+1 >= len(rows) || !looksLikeHeader(rows[i+1]) {
					continue
				}
				if s := headerScore(k, joinHeads(r, rows[i+1])); s >= 2 && s > best+0.9 {
					best, at, two, l.kind = s, i, true, k
				}
			}
		}
		if at < 0 && o.Header != nil && len(rows) > 0 {
			at, l.kind = firstFilled(rows), kinds[0]
		}
		if at < 0 {
			l.kind = kinds[0]
		} else {
			l.headers = slices.Clone(rows[at])
			l.skip = at + 1
			if two {
				l.headers = joinHeads(rows[at], rows[at+1])
				l.skip++
			}
			if l.kind == Wage {
				l.unitAbove(rows[:at])
			}
		}
	}
	for i := range l.headers {
		l.headers[i] = strings.Clone(clean(l.headers[i]))
	}
	l.width = max(l.width, len(l.headers))
	l.columns = Columns(l.kind)
	l.report.Kind, l.report.HasHeader = l.kind, l.headers != nil
	sample := rows[min(l.skip, len(rows)):]
	if err := l.assign(sample, o); err != nil {
		return nil, err
	}
	return l, nil
}

// joinHeads puts the lower of two header rows over the upper, where it says
// anything.
func joinHeads(upper, lower []string) []string {
	out := slices.Clone(upper)
	for i, h := range lower {
		for len(out) <= i {
			out = append(out, "")
		}
		if clean(h) != "" {
			out[i] = h
		}
	}
	return out
}

func firstFilled(rows [][]string) int {
	for i, r := range rows {
		if slices.ContainsFunc(r, func(s string) bool { return clean(s) != "" }) {
			return i
		}
	}
	return 0
}

var reUnitAbove = regexp.MustCompile(`单位\s*[:：]\s*([^\s，,；;]+)`)

// unitAbove takes the unit from the lines above a table: 单位：元/年.
func (l *layout) unitAbove(rows [][]string) {
	for _, r := range rows {
		if m := reUnitAbove.FindStringSubmatch(strings.Join(r, " ")); m != nil {
			l.report.Mapping["unit"] = ColumnMatch{Header: strings.TrimSpace(m[0]), Confidence: 0.9, Evidence: "written above the table"}
			l.report.Notes = append(l.report.Notes, "unit from the line above the table: "+m[1])
			l.constant = make([]string, len(Columns(Wage)))
			l.constant[columnIndex(Wage, "unit")] = strings.Clone(m[1])
			return
		}
	}
}

// looksLikeHeader refuses rows that hold data.
func looksLikeHeader(r []string) bool {
	filled, data := 0, 0
	for _, c := range r {
		c = fold(clean(c))
		if c == "" {
			continue
		}
		filled++
		if runes(c, 40) > 30 || strongClass(c) != classAny || reDateCell.MatchString(c) {
			data++
		}
	}
	return filled >= 2 && data*4 <= filled
}

// headerScore is how many columns of the kind the headers name; exact words
// count 1, contained ones 0.6.
func headerScore(k Kind, headers []string) float64 {
	taken := map[int]float64{}
	seen := map[string]bool{}
	for _, h := range headers {
		n := normalHeader(lastName(h))
		if n == "" || len(n) > 60 || seen[n] {
			continue
		}
		seen[n] = true
		bestColumn, bestScore := -1, 0.0
		for i, c := range Columns(k) {
			if s := headerFit(c, n); s > bestScore {
				bestColumn, bestScore = i, s
			}
		}
		if bestColumn > 0 {
			v := 0.6
			if bestScore >= 0.8 {
				v = 1
			}
			taken[bestColumn] = max(taken[bestColumn], v)
		}
	}
	total := 0.0
	for _, v := range taken {
		total += v
	}
	for _, any := range needed[k] {
		ok := false
		for _, name := range any {
			_, has := taken[columnIndex(k, name)]
			ok = ok || has
		}
		if ok {
			total += 0.4
		} else {
			total -= 2
		}
	}
	return total
}

// lastName is the last step of a path such as job.company.name.
func lastName(h string) string {
	if i := strings.LastIndexByte(h, '.'); i >= 0 && i+1 < len(h) {
		return h[i+1:]
	}
	return h
}

// headerFit is how sure a header names a column: 0.98 for the best word, less
// for later ones, 0.6 for a contained word.
func headerFit(c Column, normal string) float64 {
	trimmed := strings.TrimRight(normal, "0123456789")
	best := 0.0
	for i, w := range c.words {
		switch {
		case w == normal:
			return 0.98 - 0.004*float64(min(i, 40))
		case w == trimmed && trimmed != "":
			best = max(best, 0.9-0.004*float64(min(i, 40)))
		case len(w) >= 6 && w[0] >= 0x80 && strings.Contains(normal, w) && len(normal) <= 3*len(w):
			best = max(best, 0.6+0.001*float64(len(w)))
		}
	}
	return best
}

// profile is what the sampled values of a column look like.
type profile struct {
	filled int
	values []string // cleaned and folded, not missing, at most 400
	share  map[class]float64
}

func profileOf(sample [][]string, at int) *profile {
	p := &profile{share: map[class]float64{}}
	for _, r := range sample {
		if at >= len(r) {
			continue
		}
		v := clean(r[at])
		if missing(v) {
			continue
		}
		p.filled++
		if len(p.values) < 400 {
			p.values = append(p.values, fold(v))
		}
	}
	return p
}

func (p *profile) of(c class) float64 {
	if len(p.values) == 0 {
		return 0
	}
	if s, ok := p.share[c]; ok {
		return s
	}
	n := 0
	for _, v := range p.values {
		if c.is(v) {
			n++
		}
	}
	p.share[c] = float64(n) / float64(len(p.values))
	return p.share[c]
}

// fit is how well the values suit a column that the header names, and why not.
func (p *profile) fit(c class) (float64, string) {
	if len(p.values) == 0 {
		return 0.2, "no values in the sample"
	}
	share := p.of(c)
	percent := fmt.Sprintf("%.0f %% of %d values look like %s", share*100, len(p.values), className[c])
	switch c {
	case classTitle:
		if org := p.of(classEmployer); org > 0.6 && share < 0.2 {
			return 0, fmt.Sprintf("%.0f %% of the values look like employers", org*100)
		}
		return max(share, 0.7), percent
	case classEmployer:
		if t := p.of(classTitle); t > 0.5 && share < 0.2 {
			return 0, fmt.Sprintf("%.0f %% of the values look like job titles and %.0f %% like employers", t*100, share*100)
		}
		if tags := p.tags(); tags > 0.5 && share < 0.3 {
			return 0, fmt.Sprintf("%.0f %% of the values are lists", tags*100)
		}
		return max(share, 0.5), percent
	case classTags:
		tags := p.tags()
		if b := p.benefits(); b > 0.7 {
			return 0, fmt.Sprintf("%.0f %% of the words are benefits", b*100)
		}
		return max(tags, 0.4), fmt.Sprintf("%.0f %% of the values are lists of short words", tags*100)
	case classAny, classID, classLong, classSkillLevel:
		return 1, ""
	case classIndustry:
		n := 0
		for _, v := range p.values {
			if reIndustryCell.MatchString(v) {
				n++
			}
		}
		return 0.7 + 0.3*float64(n)/float64(len(p.values)), ""
	case classExperience:
		// A bare number of years is not recognised by its value alone.
		n := 0
		for _, v := range p.values {
			if c.is(v) || reYearsOnly.MatchString(v) || reEduLoose.MatchString(v) {
				n++
			}
		}
		if share < 0.3 {
			return share, percent
		}
		return float64(n) / float64(len(p.values)), percent
	}
	return share, percent
}

func (p *profile) tags() float64 {
	if len(p.values) == 0 {
		return 0
	}
	n := 0
	for _, v := range p.values {
		if tagCount(v) >= 2 {
			n++
		}
	}
	return float64(n) / float64(len(p.values))
}

var reBenefit = regexp.MustCompile(`险|金$|假|补贴|补助|福利|奖金|体检|旅游|双休|餐|班车|宿|培训|弹性|加班|[车房饭]补|年终|股票|期权|节日|下午茶|团建|晋升|工龄|五休|双薪|分红|包[吃住]|领导好|管理规范|发展空间|氛围`)

// benefits is the share of benefits among the words of a column of lists.
func (p *profile) benefits() float64 {
	total, n := 0, 0
	for _, v := range p.values {
		for _, w := range splitPacked(v) {
			total++
			if reBenefit.MatchString(w) {
				n++
			}
		}
	}
	return float64(n) / float64(max(total, 1))
}

// packedClasses finds which kinds of values are packed into the cells of a
// column, each with the share of cells that hold it.
func (p *profile) packedClasses() map[class]float64 {
	if len(p.values) == 0 {
		return nil
	}
	cells, recognised, total := 0, 0, 0
	hits := map[class]int{}
	for _, v := range p.values {
		if len(v) > 200 {
			continue
		}
		parts := splitPacked(v)
		if len(parts) >= 2 || (len(parts) == 1 && strings.ContainsAny(v, "|｜[")) {
			cells++
		}
		seen := map[class]bool{}
		for _, q := range parts {
			total++
			c := packedClass(q)
			if c == classAny {
				continue
			}
			recognised++
			if !seen[c] {
				seen[c] = true
				hits[c]++
			}
		}
	}
	if cells*2 < len(p.values) || recognised*10 < total*8 {
		return nil
	}
	out := map[class]float64{}
	for c, n := range hits {
		if share := float64(n) / float64(len(p.values)); share >= 0.02 {
			out[c] = share
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// packedClass is strongClass with the values that are clear among their like.
func packedClass(q string) class {
	c := strongClass(q)
	if c != classAny {
		return c
	}
	switch {
	case isPlace(q):
		return classPlace
	case reExperienceWeak.MatchString(q):
		return classExperience
	case reSizeWeak.MatchString(q) && strings.HasSuffix(q, "人"):
		return classSize
	case reTypeWeak.MatchString(q):
		return classEmployerType
	}
	return classAny
}

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
