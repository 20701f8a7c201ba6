package posting

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongqiu/internal/zh"
)

// employersCSV lists names that are one employer (alias: normalised name,
// canonical name) and words that mark a labour agency (agency).
//
//go:embed data/employers.csv
var employersCSV string

var employerAliases, agencyWords = loadEmployers()

func loadEmployers() (map[string]string, []string) {
	rows, err := csv.NewReader(strings.NewReader(employersCSV)).ReadAll()
	if err != nil {
		panic("transforms/posting/data/employers.csv: " + err.Error())
	}
	aliases, words := map[string]string{}, []string(nil)
	for _, r := range rows[1:] {
		if r[0] == "alias" {
			aliases[r[1]] = r[2]
		} else {
			words = append(words, r[1])
		}
	}
	return aliases, words
}

// Employer is an employer's name made comparable.
type Employer struct {
	// Key is the name without legal form, branch and bracketed place, "" if the
	// cell names nobody (某公司, 保密, a date, a pay).
	Key string
	// Agency marks labour dispatch, recruitment and outsourcing firms.
	Agency bool
}

// NormaliseEmployer makes the key under which an employer's ads are compared:
// 有限公司, 分公司 and bracketed places go, the alias table is applied.
// "京信通信技术（广州）有限公司湖北分公司" becomes "京信通信技术".
func NormaliseEmployer(cell string) Employer {
	s := strings.ToLower(zh.Fold(zh.Simplify(cell)))
	agency := false
	for _, w := range agencyWords {
		if strings.Contains(s, w) {
			agency = true
			break
		}
	}
	s = stripBrackets(s)
	// what follows the legal form is a branch or the name in another language
	for _, form := range []string{"股份有限责任公司", "股份有限公司", "有限责任公司", "有限公司", "股份公司"} {
		at := strings.Index(s, form)
		if at <= 0 {
			continue
		}
		tail := strings.TrimSpace(s[at+len(form):])
		if tail == "" || isBranch(tail) || !hasHan(tail) {
			s = s[:at]
		} else {
			s = s[:at] + tail
		}
		break
	}
	s = strings.TrimSpace(s)
	if hasHan(s) { // drop the marks, and a Latin twin beside a Chinese name
		s = keepName(s)
	} else {
		s = strings.Join(strings.Fields(s), " ")
	}
	for again := true; again; {
		again = false
		for _, end := range []string{"集团股份", "集团公司", "分公司", "公司", "集团", "股份", "总部", "有限合伙", "个体工商户"} {
			if t, ok := strings.CutSuffix(s, end); ok && utf8.RuneCountInString(t) >= 2 {
				s, again = strings.TrimSpace(t), true
			}
		}
	}
	s = dropCityMark(s)
	if isNobody(s) || strings.ContainsRune(cell, utf8.RuneError) { // damaged on its way here
		return Employer{Agency: agency}
	}
	if c, ok := employerAliases[s]; ok {
		s = c
	}
	return Employer{Key: s, Agency: agency}
}

// stripBrackets takes bracketed parts out: 爱彼（深圳）, (集团), [急聘].
func stripBrackets(s string) string {
	if !strings.ContainsAny(s, "([") {
		return s
	}
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch r {
		case '(', '[':
			depth++
		case ')', ']':
			depth = max(depth-1, 0)
		default:
			if depth == 0 {
				b.WriteRune(r)
			}
		}
	}
	if strings.TrimSpace(b.String()) == "" {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune("()[]", r) {
				return -1
			}
			return r
		}, s)
	}
	return b.String()
}

func isBranch(tail string) bool {
	for _, w := range []string{"分公司", "分店", "分行", "支行", "营业部", "办事处", "分部", "分厂", "事业部", "项目部", "分校", "门店", "经营部"} {
		if strings.HasSuffix(tail, w) {
			return true
		}
	}
	return false
}

// dropCityMark writes 深圳市南深 as 深圳南深.
func dropCityMark(s string) string {
	n := 0
	for i, r := range s {
		if n >= 2 && n <= 3 && (r == '市' || r == '省') {
			rest := s[i+utf8.RuneLen(r):]
			if utf8.RuneCountInString(rest) >= 2 && !strings.HasPrefix(rest, "场") && !strings.HasPrefix(rest, "政") {
				return s[:i] + dropCityMark(rest)
			}
			return s
		}
		if n++; n > 3 {
			return s
		}
	}
	return s
}

// keepName keeps the Chinese name with digits and the Latin that is part of
// it; Latin words set off by a space are the same name in another language.
func keepName(s string) string {
	var b strings.Builder
	for _, word := range strings.Fields(s) {
		if hasHan(word) || strings.IndexFunc(word, unicode.IsLetter) < 0 {
			for _, r := range word {
				if unicode.IsLetter(r) || unicode.IsDigit(r) {
					b.WriteRune(r)
				}
			}
		}
	}
	return b.String()
}

func hasHan(s string) bool { return strings.IndexFunc(s, zh.IsHan) >= 0 }

// isNobody reports names that name no employer.
func isNobody(s string) bool {
	if n := utf8.RuneCountInString(s); n < 2 || n > 60 || strings.IndexFunc(s, unicode.IsLetter) < 0 {
		return true
	}
	// what scrapers took for a name: the map link of an address, a rating box
	for _, w := range []string{"点击查看", "查看地图", "竞争力评估", "综合排名"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	switch s {
	case "公司", "企业", "n/a", "保密", "匿名", "个人", "未知", "不详", "公司名称", "企业名称", "公司保密", "null", "nan", "none", "unknown", "test", "测试", "本科", "大专", "硕士", "高中", "不限", "无", "暂无", "其他", "民营", "国企", "外资", "合资", "面议":
		return true
	}
	for _, p := range []string{"某", "xx", "**"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	for _, w := range []string{"某知名", "某大型", "某上市", "知名企业", "某某", "年经验", "招聘人数", "人以上", "万/月", "千/月", "万/年"} {
		if strings.Contains(s, w) && utf8.RuneCountInString(s) < 14 {
			return true
		}
	}
	return false
}
