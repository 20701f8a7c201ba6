package posting

import (
	_ "embed"
	"encoding/csv"
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongqiu/internal/zh"
)

// noiseCSV lists the words of a title that say nothing about the job (noise)
// and those that mark internships and part-time work.
//
//go:embed data/title_noise.csv
var noiseCSV string

var titleNoise, internWords, partTimeWords = loadNoise()

func loadNoise() (noise, intern, parttime []string) {
	rows, err := csv.NewReader(strings.NewReader(noiseCSV)).ReadAll()
	if err != nil {
		panic("transforms/posting/data/title_noise.csv: " + err.Error())
	}
	for _, r := range rows[1:] {
		switch r[0] {
		case "intern":
			intern = append(intern, r[1])
		case "parttime":
			parttime = append(parttime, r[1])
		default:
			noise = append(noise, r[1])
		}
	}
	sort.SliceStable(noise, func(i, j int) bool { return len(noise[i]) > len(noise[j]) })
	return noise, intern, parttime
}

var (
	// 8000-12000元, 5k-8k, 4K起, 1万+, 10-15万/年
	titleMoney  = regexp.MustCompile(`(月薪|年薪|日薪|时薪|薪资|工资|综合|保底|月入)?[¥]?\d+(\.\d+)?(元|k|w|万|千)?([-~到至]\d+(\.\d+)?)?(元|k|w|万|千)(/?(月|年|天|小时|时|日))?(起|以上|左右|薪|\+)?`)
	titlePeople = regexp.MustCompile(`(招)?(\d+|若干)(名|人)(以上)?`)
	// J10063, MJ000113, 00977
	titleCode = regexp.MustCompile(`\b(no\.)?[a-z]{0,8}\d{3,}\b`)
	titleYear = regexp.MustCompile(`\b20\d\d(届|年)`)
)

// titlePlaces are cities and provinces that titles carry beside the job; in
// the name of a job they do not occur.
var titlePlaces = strings.Fields("北京 上海 天津 重庆 深圳 广州 成都 杭州 武汉 西安 南京 苏州 长沙 郑州 青岛 济南 合肥 南昌 宁波 东莞 佛山 厦门 福州 大连 沈阳 昆明 贵阳 南宁 石家庄 太原 哈尔滨 长春 无锡 常州 昆山 珠海 惠州 中山 嘉兴 温州 烟台 潍坊 九江 赣州 上饶 宜春 吉安 抚州 萍乡 新余 鹰潭 景德镇 兰州 海口 乌鲁木齐 呼和浩特 芜湖 徐州 南通 扬州 绍兴 金华 台州")

// NormaliseTitle makes the key under which titles are compared: bracketed and
// appended advertisement (急招, 五险一金, 8000元, 招3人, 职位编号, a city) goes,
// what says something of the job stays, the grade included. Latin letters are
// in lower case, spaces gone. It is stable: a key is its own key.
//
// "【急聘】高级焊工（双休+五险一金）8000-12000元" becomes "高级焊工".
func NormaliseTitle(title string) string {
	s := strings.ToLower(zh.Fold(zh.Simplify(title)))
	for range 8 {
		t := normaliseOnce(s)
		if t == s {
			break
		}
		s = t
	}
	return s
}

func normaliseOnce(s string) string {
	if strings.ContainsAny(s, "0123456789") || strings.Contains(s, "若干") {
		s = titleMoney.ReplaceAllString(s, " ")
		s = titlePeople.ReplaceAllString(s, " ")
		s = titleYear.ReplaceAllString(s, " ")
		s = titleCode.ReplaceAllString(s, " ")
	}
	if rest, ok := strings.CutPrefix(s, "招聘"); ok && !recruitsThemselves(rest) {
		s = rest
	}
	for _, w := range titleNoise {
		if !strings.Contains(s, w) {
			continue
		}
		if t := strings.ReplaceAll(s, w, " "); (w != "招聘" && w != "社保" && w != "公积金" && w != "住宿" && w != "提成") || standsApart(s, w) {
			s = t
		}
	}
	parts := strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("#+./&", r)
	})
	var kept []string
	for _, p := range parts {
		p = strings.TrimLeft(p, "+./&")
		for !strings.HasSuffix(p, "c++") && strings.TrimRight(p, "+./&") != p {
			p = p[:len(p)-1]
		}
		if p == "" || isPlaceWord(p) && len(parts) > 1 || p == "急" || p == "招" || p == "聘" || p == "岗位" || p == "职位" {
			continue
		}
		if strings.Trim(p, "0123456789") == "" && len(parts) > 1 {
			continue
		}
		kept = append(kept, p)
	}
	out := strings.Join(kept, "")
	for _, w := range titlePlaces {
		if t, ok := strings.CutSuffix(out, w); ok && utf8.RuneCountInString(t) >= 3 {
			out = t
			break
		}
		if t, ok := strings.CutPrefix(out, w); ok && utf8.RuneCountInString(t) >= 3 {
			out = t
			break
		}
	}
	return out
}

// recruitsThemselves reports whether what follows 招聘 makes it a job in
// recruiting: 招聘专员 hires people, 招聘焊工 seeks a welder.
func recruitsThemselves(rest string) bool {
	for _, w := range []string{"专员", "专家", "经理", "主管", "助理", "顾问", "总监", "组长", "负责人", "实习", "运营", "管理", "文员", "人员", "与", "及", "和", "配置", "数据", "网站", "平台", "产品", "hr", "bp"} {
		if strings.HasPrefix(rest, w) {
			return true
		}
	}
	return utf8.RuneCountInString(rest) < 2
}

// standsApart reports whether w is an addition and not part of a job's name:
// 招聘 in 招聘专员 is the job, in "招聘：焊工" it is not.
func standsApart(s, w string) bool {
	at := strings.Index(s, w)
	after, before := s[at+len(w):], s[:at]
	a, _ := utf8.DecodeRuneInString(after)
	b, _ := utf8.DecodeLastRuneInString(before)
	return (after == "" || !unicode.IsLetter(a)) && (before == "" || !unicode.IsLetter(b))
}

func isPlaceWord(p string) bool {
	for _, w := range titlePlaces {
		if p == w || p == w+"市" {
			return true
		}
	}
	return false
}

// TitleFlags are kinds of work that do not count as ordinary demand.
type TitleFlags struct {
	Intern, PartTime bool
	Agency           bool // 代招: posted for somebody else
}

// Flags reads a title and the source's job type ("全职", "实习", "兼职/临时").
func Flags(title, jobType string) TitleFlags {
	t, k := zh.Compact(zh.Simplify(title)), zh.Compact(zh.Simplify(jobType))
	var f TitleFlags
	for _, w := range internWords {
		if strings.Contains(k, w) || strings.Contains(t, w) && !strings.Contains(t, "可"+w) && !strings.Contains(t, w+"可") && !strings.Contains(t, "接受"+w) && !strings.Contains(t, w+"管理") && !strings.Contains(t, "非"+w) {
			f.Intern = true
		}
	}
	for _, w := range partTimeWords {
		if strings.Contains(k, w) || strings.Contains(t, w) && !strings.Contains(t, "非"+w) {
			f.PartTime = true
		}
	}
	if strings.Contains(k, "part") {
		f.PartTime = true
	}
	if strings.Contains(k, "intern") {
		f.Intern = true
	}
	f.Agency = strings.Contains(t, "代招") || strings.Contains(t, "劳务派遣") || strings.Contains(t, "(外包") || strings.Contains(t, "派遣制")
	return f
}
