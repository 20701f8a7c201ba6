package sources

import (
	"regexp"
	"slices"
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
