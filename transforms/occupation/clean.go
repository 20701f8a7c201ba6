package occupation

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"gongqiu/reference"
)

// A title that has been cleaned: the words that name the work (main) and what
// qualifies it (mods: further occupations, brackets, fields of work).
type cleaned struct {
	main  string
	mods  []string
	noise bool // nothing was left; main is the folded title
}

// Clean returns the title without the noise of ads: welfare, pay, hours, job
// numbers, places, employers and recruiting verbs, in lower case and half
// width. Folds for evaluation are split by it, review decisions apply by it.
// A title that is nothing but noise comes back folded, otherwise untouched.
func Clean(title string) string { return parse(title).key() }

type segment struct {
	text    []rune
	bracket bool
}

// skipAfter are labels whose value says nothing about the work.
var skipAfter = []string{"编号", "地点", "地址", "坐标", "工号", "代码", "电话", "微信", "薪资", "底薪"}

// segments cuts a folded title at brackets and separators. '+', '#' and '.'
// stay inside c++, c# and node.js; '/' and '-' always cut, except in a range of
// digits, which later falls to the money rule.
func segments(title string) []segment {
	rs := []rune(title)
	out := make([]segment, 0, 4)
	cur := make([]rune, 0, len(rs)) // the segments lie behind one another in it
	depth, skip := 0, false
	push := func() {
		if len(cur) > 0 && !skip {
			out = append(out, segment{cur[:len(cur):len(cur)], depth > 0})
		}
		cur, skip = cur[len(cur):], false
	}
	for i, r := range rs {
		r = foldRune(r)
		switch {
		case r == '(' || r == '[' || r == '{' || r == '<':
			push()
			depth++
		case r == ')' || r == ']' || r == '}' || r == '>':
			push()
			if depth > 0 {
				depth--
			}
		case r == ':':
			s := string(cur)
			push()
			for _, w := range skipAfter {
				if strings.HasSuffix(s, w) {
					skip = true
				}
			}
		case r == ' ':
			// A space between Han characters cuts; inside Latin text it joins words.
			if n := len(cur); n > 0 && isWord(cur[n-1]) && i+1 < len(rs) && isWord(foldRune(rs[i+1])) {
				cur = append(cur, ' ')
			} else if n > 0 && (isWord(cur[n-1]) != (i+1 < len(rs) && isWord(foldRune(rs[i+1])))) && !isDigit(cur[n-1]) {
				// "java 开发": one term
			} else {
				push()
			}
		case r == '+' && len(cur) > 0 && (cur[len(cur)-1] == 'c' || cur[len(cur)-1] == '+' && len(cur) > 1 && cur[len(cur)-2] == 'c'):
			cur = append(cur, r)
		case r == '#' && len(cur) > 0 && (cur[len(cur)-1] == 'c' || cur[len(cur)-1] == 'f'):
			cur = append(cur, r)
		case r == '.' && i+1 < len(rs) && isWord(foldRune(rs[i+1])):
			cur = append(cur, r)
		case isHan(r) || isWord(r):
			cur = append(cur, r)
		case r == '&' && len(cur) > 0 && isWord(cur[len(cur)-1]) && i+1 < len(rs) && isWord(foldRune(rs[i+1])): // r&d
		case r == '%':
		case (r == '-' || r == '~') && len(cur) > 0 && isDigit(cur[len(cur)-1]) && i+1 < len(rs) && isDigit(rs[i+1]):
			cur = append(cur, '-')
		case r == '&' || r == '/' || r == ',' || r == '+' || r == '-' || r == '|' || r == '!' || r == '_' || r == '~' || r == ';':
			push()
		default:
			push() // pictures and other signs
		}
	}
	push()
	return out
}

func parse(title string) cleaned {
	n := noise()
	segs := segments(title)
	type part struct {
		text    string
		bracket bool
		head    bool
	}
	var parts []part
	alone := "" // 招聘 or 保险 is noise beside a job and a job by itself
	for _, s := range segs {
		for _, text := range n.strip(s.text) {
			text = strings.TrimSpace(text)
			if text == "" {
				continue
			}
			if n.isNoise(text) {
				if alone == "" && hasHead(text) {
					alone = text
				}
				continue
			}
			parts = append(parts, part{text, s.bracket, hasHead(text)})
		}
	}
	if len(parts) == 0 && alone != "" {
		return cleaned{main: alone}
	}
	if len(parts) == 0 {
		var b strings.Builder
		for _, r := range title {
			if r = foldRune(r); isHan(r) || isWord(r) {
				b.WriteRune(r)
			}
		}
		return cleaned{main: b.String(), noise: true}
	}
	best, score := 0, -1
	for i, p := range parts {
		s := 0
		if p.head {
			s += 4
		}
		if !p.bracket {
			s += 2
		}
		if utf8.RuneCountInString(p.text) > 1 {
			s++
		}
		if s > score {
			best, score = i, s
		}
	}
	c := cleaned{main: parts[best].text}
	for i, p := range parts {
		if i != best && p.text != c.main {
			c.mods = append(c.mods, p.text)
		}
	}
	return c
}

// heads are endings by which a Chinese title names a person at work.
var heads = strings.Fields(`师 员 工 经理 主管 总监 助理 代表 顾问 司机 保安 保洁 厨 店长 组长 班长 会计 出纳 客服 教练 教师 老师 医生 护士 秘书
	主任 导购 专家 领班 学徒 经纪人 编辑 策划 设计 销售 研发 测试 开发 运营 律师 法务 文秘 前台 翻译 美工 剪辑 后期 主播 模特 演员 歌手 保姆 月嫂 护工
	焊 钳 车工 铣 采购 仓管 物控 计划 品控 品管 质检 巡检 外贸 跟单 单证 报关 人事 行政 财务 审计 税务 招聘 培训 讲师 督导 厂长 车间 校长 园长 院长 所长 站长
	负责人 干部 管培生 培训生 实习生 科学家 架构师 技师 大夫 药师 检验 维修 安装 装配 操作 驾驶 叉车 打包 分拣 理货 收银 送餐 骑手 快递 外卖 engineer manager developer hr bd ui java php`)

// headsByLast finds the heads that could end a text by its last character.
var headsByLast = sync.OnceValue(func() map[rune][]string {
	m := map[rune][]string{}
	for _, h := range heads {
		r, _ := utf8.DecodeLastRuneInString(h)
		m[r] = append(m[r], h)
	}
	return m
})

func hasHead(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	for _, h := range headsByLast()[r] {
		if strings.HasSuffix(text, h) {
			return true
		}
	}
	return false
}

// stripper removes noise from one segment.
type stripper struct {
	strong map[rune][][]rune // by first rune, longest first
	all    map[rune][][]rune
	places map[string]bool // 省, 市, 县 with and without the word
	front  map[string]bool // places removed at the front of a longer text
	begins map[rune]bool   // first characters of places
}

var noise = sync.OnceValue(func() *stripper {
	s := &stripper{strong: map[rune][][]rune{}, all: map[rune][][]rune{}, places: map[string]bool{}, front: map[string]bool{}, begins: map[rune]bool{}}
	add := func(m map[rune][][]rune, w string) {
		r := []rune(w)
		list := append(m[r[0]], r)
		for i := len(list) - 1; i > 0 && len(list[i]) > len(list[i-1]); i-- {
			list[i], list[i-1] = list[i-1], list[i]
		}
		m[r[0]] = list
	}
	for _, w := range noiseWords {
		add(s.strong, w)
		add(s.all, w)
	}
	for _, w := range weakNoise {
		add(s.all, w)
	}
	notFront := map[string]bool{"大理": true, "东方": true, "安康": true, "保山": true, "全国": true}
	err := reference.EachRow("", "admin_divisions.csv", []string{"name", "level", "short_name"}, func(r reference.Row) error {
		name, short := r.Get("name"), r.Get("short_name")
		s.places[name] = true
		first, _ := utf8.DecodeRuneInString(name)
		s.begins[first] = true
		first, _ = utf8.DecodeRuneInString(short)
		s.begins[first] = true
		if utf8.RuneCountInString(short) > 1 {
			s.places[short] = true
			s.places[short+"市"] = true
			if r.Get("level") != "3" && !notFront[short] {
				s.front[short], s.front[name], s.front[short+"市"], s.front[short+"区"] = true, true, true, true
			}
		}
		return nil
	})
	if err != nil {
		panic(err) // the embedded table is part of the program
	}
	return s
})

func match(m map[rune][][]rune, text []rune) int {
	for _, w := range m[text[0]] {
		if len(w) <= len(text) && slices.Equal(text[:len(w)], w) {
			return len(w)
		}
	}
	return 0
}

// strip returns what is left of a segment, possibly in several pieces.
func (s *stripper) strip(text []rune) []string {
	if hasLetterAndDigitOnly(text) {
		return nil
	}
	var pieces [][]rune
	start := 0
	cut := func(end, next int) {
		if end > start {
			pieces = append(pieces, text[start:end])
		}
		start = next
	}
	for i := 0; i < len(text); {
		r := text[i]
		if isDigit(r) && (i == 0 || !isWord(text[i-1])) {
			if n := amount(text[i:]); n > 0 {
				cut(i, i+n)
				i += n
				continue
			}
		}
		if isWord(r) && (i == 0 || !isWord(text[i-1])) {
			if n := jobNumber(text[i:]); n > 0 {
				cut(i, i+n)
				i += n
				continue
			}
		}
		if n := match(s.strong, text[i:]); n > 0 {
			cut(i, i+n)
			i += n
			continue
		}
		i++
	}
	cut(len(text), len(text))
	var out []string
	for _, p := range pieces {
		if p = s.afterVerb(p); len(p) == 0 {
			continue
		}
		p = s.withoutPlace(p)
		p = withoutEmployer(p)
		p = withoutSeniority(p)
		if len(p) == 1 && (isDigit(p[0]) || strings.ContainsRune("的和及与或等可有无来从年月日元起招聘名位个各请男女级中高初副", p[0])) {
			continue
		}
		if len(p) > 0 {
			out = append(out, string(p))
		}
	}
	return out
}

// amount is the length of a number with its units at the start of text, 0 if
// the number belongs to a term such as 3d, 5g, 4s店 or 2b.
func amount(text []rune) int {
	i := 0
	for i < len(text) && (isDigit(text[i]) || (text[i] == '.' || text[i] == '-') && i+1 < len(text) && isDigit(text[i+1])) {
		i++
	}
	if i < len(text) && text[i] >= 'a' && text[i] <= 'z' {
		if (text[i] == 'k' || text[i] == 'w') && (i+1 == len(text) || !isWord(text[i+1]) || isDigit(text[i+1])) {
			i++
			if i < len(text) && isDigit(text[i]) {
				return i + amount(text[i:])
			}
		} else {
			return 0
		}
	}
	if i < len(text) && text[i] == '-' {
		i++
		if i < len(text) && isDigit(text[i]) {
			return i + amount(text[i:])
		}
	}
	for i < len(text) && strings.ContainsRune("千万元块薪起名位个届后岁年月天时号休险周半以上左右点金场班款+", text[i]) {
		if text[i] == '班' && i+1 < len(text) && text[i+1] == '长' || text[i] == '年' && i+1 < len(text) && text[i+1] == '级' {
			break
		}
		i++
	}
	return i
}

// jobNumber is the length of a word of letters and at least four digits at the
// start of text (id135786), 0 if there is none.
func jobNumber(text []rune) int {
	i, digits := 0, 0
	for ; i < len(text) && isWord(text[i]); i++ {
		if isDigit(text[i]) {
			digits++
		}
	}
	if digits < 4 || digits == i {
		return 0
	}
	return i
}

// hasLetterAndDigitOnly tells job numbers (j10618, 35604, wxg02) from terms.
func hasLetterAndDigitOnly(text []rune) bool {
	digits := 0
	for _, r := range text {
		if !isWord(r) && r != ' ' && r != '.' {
			return false
		}
		if isDigit(r) {
			digits++
		}
	}
	return digits >= 2 && string(text) != "cocos2d" || digits == len(text)
}

func (s *stripper) afterVerb(p []rune) []rune {
	if !slices.ContainsFunc(p, func(r rune) bool { return r == '招' || r == '聘' }) {
		return p
	}
	text := string(p)
	for _, v := range recruitVerbs {
		at := strings.Index(text, v)
		if at < 0 {
			continue
		}
		after := text[at+len(v):]
		work := false
		for _, w := range recruitWork {
			if strings.HasPrefix(after, w) {
				work = true
			}
		}
		single := utf8.RuneCountInString(v) == 1
		switch {
		case work:
			return p
		case utf8.RuneCountInString(after) >= 2 && (!single || at == 0 || v == "聘" || hasHead(after)):
			return []rune(strings.TrimLeft(after, "的个名位 "))
		case after == "" && at >= 6 && !single:
			return []rune(text[:at])
		}
	}
	return p
}

func (s *stripper) withoutPlace(p []rune) []rune {
	if !s.begins[p[0]] {
		return p
	}
	if s.places[string(p)] {
		return nil
	}
	for again := true; again; {
		again = false
		for n := min(len(p)-2, 8); n >= 2 && s.begins[p[0]]; n-- {
			if s.front[string(p[:n])] {
				p, again = p[n:], true
				break
			}
		}
	}
	return p
}

func withoutEmployer(p []rune) []rune {
	if !slices.ContainsFunc(p, func(r rune) bool { return r == '司' || r == '团' }) {
		return p
	}
	text := string(p)
	for _, w := range []string{"有限责任公司", "有限公司", "集团", "公司"} {
		if at := strings.LastIndex(text, w); at > 0 {
			after := text[at+len(w):]
			if utf8.RuneCountInString(after) >= 2 {
				return []rune(after)
			}
		}
	}
	return p
}

var seniority = sync.OnceValue(func() [][]rune {
	var out [][]rune
	for _, w := range seniorityPrefixes {
		out = append(out, []rune(w))
	}
	return out
})

func withoutSeniority(p []rune) []rune {
	for again := true; again; {
		again = false
		for _, r := range seniority() {
			if len(p) < len(r)+2 || !slices.Equal(p[:len(r)], r) {
				continue
			}
			rest := string(p[len(r):])
			for _, k := range seniorityKeep {
				if strings.HasPrefix(rest, k) && (len(r) == 1 || k == "中学" || k == "教育" || k == "数据" && r[0] == '大') {
					return p
				}
			}
			if len(r) == 1 && !hasHead(rest) {
				continue
			}
			p, again = p[len(r):], true
			break
		}
	}
	return p
}

// isNoise tells a text made of nothing but noise words.
func (s *stripper) isNoise(text string) bool {
	rs := []rune(text)
	for len(rs) > 0 {
		n := match(s.all, rs)
		if n == 0 {
			return false
		}
		rs = rs[n:]
	}
	return true
}
