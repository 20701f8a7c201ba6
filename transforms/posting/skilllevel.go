package posting

import (
	"strings"
	"unicode/utf8"

	"gongqiu/internal/zh"
)

// Level is a grade of the eight-grade scheme (八级工): 1 学徒工, 2 初级工,
// 3 中级工, 4 高级工, 5 技师, 6 高级技师, 7 特级技师, 8 首席技师; 0 not stated.
type Level struct {
	Level    int
	Evidence string // the words that state it
	Source   string // "certificate", "requirement" or "title"
}

var levelNames = []struct {
	word  string
	level int
}{
	{"首席技师", 8}, {"特级技师", 7}, {"高级技师", 6}, {"技师", 5}, {"高级工", 4}, {"中级工", 3}, {"初级工", 2}, {"学徒工", 1},
}

// gradeNumbers are 职业资格 and 技能等级 by number: 一级 is 高级技师.
var gradeNumbers = map[rune]int{'一': 6, '二': 5, '三': 4, '四': 3, '五': 2, '1': 6, '2': 5, '3': 4, '4': 3, '5': 2}

// LevelWord reads a cell that is about skill level and nothing else, as in
// tables of seekers, wages and training: "高级工（三级）", "三级", "技师",
// "国家职业资格四级", "高级". ok is false for what is no grade; "无等级" and
// "未注明" are grade 0.
func LevelWord(cell string) (level int, ok bool) {
	s := zh.Compact(zh.Simplify(cell))
	for _, no := range []string{"无等级", "无技能等级", "未注明", "未取得", "未评定", "不限", "无证"} {
		if strings.Contains(s, no) {
			return 0, true
		}
	}
	if s == "无" {
		return 0, true
	}
	for _, no := range []string{"职称", "专业技术", "工程师", "医师", "管理"} {
		if strings.Contains(s, no) {
			return 0, false
		}
	}
	for _, n := range levelNames {
		if strings.Contains(s, n.word) {
			return n.level, true
		}
	}
	rest := s
	for _, w := range []string{"国家", "职业", "技能", "资格", "等级", "证书", "及以上", "认定", "(", ")", ":"} {
		rest = strings.ReplaceAll(rest, w, "")
	}
	switch rest {
	case "学徒":
		return 1, true
	case "初级":
		return 2, true
	case "中级":
		return 3, true
	case "高级":
		return 4, true
	case "首席":
		return 8, true
	case "特级":
		return 7, true
	}
	if r, w := utf8.DecodeRuneInString(rest); strings.HasPrefix(rest[w:], "级") {
		if l, found := gradeNumbers[r]; found {
			switch tail := rest[w+len("级"):]; tail {
			case "", "初级", "中级", "高级":
				return l, true
			}
		}
	}
	return 0, false
}

// SkillLevel reads the grade that an ad states: in its certificate field, else
// in its requirements, else in its title. Of several grades the lowest counts,
// since that is what suffices; what is only preferred (优先) does not. A
// seniority word (高级) or a professional title (高级工程师) is no grade, and 技师
// as the name of a job (美容技师, 汽修技师) only with a certificate or grade near.
func SkillLevel(certificate, requirement, title string) Level {
	if c := zh.Compact(zh.Simplify(certificate)); c != "" {
		if l, ok := LevelWord(c); ok && l > 0 {
			return Level{l, c, "certificate"}
		}
		if l := levelIn(c, true); l.Level > 0 {
			l.Source = "certificate"
			return l
		}
	}
	if mayHoldLevel(requirement) {
		best := Level{}
		for _, clause := range strings.FieldsFunc(zh.Compact(zh.Simplify(requirement)), func(r rune) bool { return strings.ContainsRune(",，。;；!！?？\n", r) }) {
			if strings.Contains(clause, "优先") || strings.Contains(clause, "者佳") || strings.Contains(clause, "可放宽") || strings.Contains(clause, "加分") {
				continue
			}
			if l := levelIn(clause, false); l.Level > 0 && (best.Level == 0 || l.Level < best.Level) {
				best = l
			}
		}
		if best.Level > 0 {
			best.Source = "requirement"
			return best
		}
	}
	if mayHoldLevel(title) {
		t := zh.Compact(zh.Simplify(title))
		l := levelIn(t, false)
		if l.Level == 0 {
			if at := strings.Index(t, "学徒"); at >= 0 && !strings.HasSuffix(t[:at], "非") && !strings.HasSuffix(t[:at], "带") {
				l = Level{Level: 1, Evidence: "学徒"}
			}
		}
		if l.Level > 0 {
			l.Source = "title"
			return l
		}
	}
	return Level{}
}

// mayHoldLevel is a cheap test before a text is folded: traditional forms too.
func mayHoldLevel(s string) bool {
	for _, w := range []string{"级", "級", "技师", "技師", "学徒", "學徒"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// levelIn finds the lowest grade stated in one clause, already compact. sure
// tells that the clause is about certificates.
func levelIn(s string, sure bool) Level {
	best := Level{}
	take := func(level int, words string) {
		if level > 0 && (best.Level == 0 || level < best.Level) {
			best = Level{Level: level, Evidence: words}
		}
	}
	for _, n := range levelNames {
		for from := 0; ; {
			at := strings.Index(s[from:], n.word)
			if at < 0 {
				break
			}
			at += from
			from = at + len(n.word)
			before, after := s[:at], s[from:]
			switch {
			case n.level == 5:
				if l := technician(before, after, sure); l > 0 {
					take(l, s[at:from])
				}
			case n.level == 6 && inService(before, after) && !sure && !certified(after):
			case n.level >= 6 && strings.HasPrefix(after, "学院"):
			case n.level <= 4 && !isGradeWord(before, after):
			default:
				take(n.level, n.word)
			}
		}
	}
	for i, r := range s { // 三级(高级工), 职业资格四级, 二级证书
		l, ok := gradeNumbers[r]
		if !ok {
			continue
		}
		w := utf8.RuneLen(r)
		if strings.HasPrefix(s[i+w:], "级") && isGradeNumber(s[:i], s[i+w+len("级"):]) && (l >= 5 || !strings.HasPrefix(s[i+w+len("级"):], "技师")) {
			take(l, string(r)+"级")
		}
	}
	for _, q := range []struct {
		word  string
		level int
	}{{"初级", 2}, {"中级", 3}, {"高级", 4}} { // 高级电工证, 电工中级证书
		if at := strings.Index(s, q.word); at >= 0 {
			if words := tradeCertificate(s[:at], s[at+len(q.word):]); words {
				take(q.level, q.word+firstRunes(s[at+len(q.word):], 4))
			}
		}
	}
	return best
}

// isGradeWord tells 高级工 the grade from 高级工程师, 高级工艺员, 高级工商.
func isGradeWord(before, after string) bool {
	for _, no := range []string{"程", "艺", "业", "作", "商", "会", "位", "厂", "地", "人", "具", "装", "控", "期", "种", "资", "段", "况", "伤", "学", "美", "务", "党"} {
		if strings.HasPrefix(after, no) {
			return false
		}
	}
	return !strings.HasSuffix(before, "中") || !strings.HasPrefix(after, "程")
}

// services are trades in which 技师 is what the worker is called, whatever the
// grade.
var services = []string{
	"美容", "美发", "美甲", "美体", "美睫", "美肤", "纹绣", "养生", "足疗", "足浴", "足底", "按摩", "推拿", "理疗", "保健", "spa", "采耳", "修脚", "中医", "针灸", "洗浴", "桑拿", "汗蒸", "沐足", "水疗",
	"汽修", "汽车", "钣金", "喷漆", "机修", "机电", "维修", "售后", "4s", "洗车", "贴膜", "轮胎", "改装", "发型", "烫染", "造型", "化妆", "宠物", "摄影", "洗护", "月子", "产后", "康复", "塑形", "头疗",
	"检验", "放射", "影像", "口腔", "药剂", "医学", "心电", "超声", "病理", "麻醉", "手术", "护理", "义齿", "眼视光", "视光", "验光", "听力", "临床", "主管",
	"测试", "检测", "实验", "弱电", "安防", "软件", "网络", "电脑", "手机", "空调", "家电", "调试",
}

func inService(before, after string) bool {
	for _, w := range services {
		if strings.Contains(before, w) || strings.Contains(after, w) {
			return true
		}
	}
	return false
}

// certified reports whether the words right after name a certificate or grade.
func certified(after string) bool {
	near := firstRunes(after, 8)
	for _, w := range []string{"证", "等级", "职业资格", "技能"} {
		if strings.Contains(near, w) {
			return true
		}
	}
	for r := range gradeNumbers {
		if strings.Contains(near, string(r)+"级") {
			return true
		}
	}
	return false
}

// technician decides on the bare word 技师, which is a grade only with a
// certificate or grade near, after a trade that ends in 工, in brackets, or as
// a threshold (技师及以上).
func technician(before, after string, sure bool) int {
	switch {
	case strings.HasSuffix(before, "高级"), strings.HasSuffix(before, "首席"), strings.HasSuffix(before, "特级"):
		return 0 // counted as such
	case strings.HasPrefix(after, "学院"), strings.HasPrefix(after, "学校"), strings.HasPrefix(after, "班"), strings.HasPrefix(after, "傅"), strings.HasPrefix(after, "助理"):
		return 0
	case strings.HasSuffix(before, "助理"), strings.HasSuffix(before, "主管"), strings.HasSuffix(before, "药"), strings.HasSuffix(before, "副主任"), strings.HasSuffix(before, "主任"):
		return 0
	case strings.HasSuffix(before, "一级"):
		return 6
	case strings.HasSuffix(before, "二级"), strings.HasSuffix(before, "二级/"), strings.HasSuffix(before, "二级("):
		return 5
	case strings.HasSuffix(before, "三级"), strings.HasSuffix(before, "四级"), strings.HasSuffix(before, "五级"):
		return 0 // a house's own ladder
	case sure, certified(after):
		return 5
	case strings.HasSuffix(before, "工"), strings.HasSuffix(before, "工("), strings.HasSuffix(before, "工/"), strings.HasSuffix(before, "工、"), strings.HasSuffix(before, "工-"):
		return 5
	case inService(before, after):
		return 0
	case strings.HasPrefix(after, "及以上"), strings.HasPrefix(after, "以上"), strings.HasPrefix(after, "资格"), strings.HasPrefix(after, "职称"), strings.HasPrefix(after, "水平"):
		return 5
	}
	return 0
}

// isGradeNumber tells 三级 of a skill certificate from 三级医院, 二级建造师,
// 日语一级.
func isGradeNumber(before, after string) bool {
	for _, w := range []string{"日语", "英语", "计算机", "普通话", "建造", "等保", "专业", "大学", "资质", "运动员", "裁判", "密", "甲"} {
		if strings.HasSuffix(before, w) {
			return false
		}
	}
	for _, no := range []string{"建造", "医院", "医疗", "甲等", "市场", "学院", "公司", "单位", "代理", "造价", "注册", "消防工程", "结构", "计量", "口译", "笔译", "建筑师", "等保", "子公司", "部门", "城市", "域名", "页面", "审核", "审批", "资质", "保密"} {
		if strings.HasPrefix(after, no) {
			return false
		}
	}
	for _, w := range []string{"(高级技师", "/高级技师", "高级技师", "(技师", "/技师", "技师", "(高级工", "/高级工", "高级工", "(中级工", "/中级工", "中级工", "(初级工", "/初级工", "初级工"} {
		if strings.HasPrefix(after, w) && !strings.HasPrefix(after[len(w):], "程") {
			return true
		}
	}
	tail := firstRunes(after, 12)
	for _, w := range []string{"职业资格", "技能等级", "技能证", "职业技能"} {
		if strings.HasSuffix(before, w) || strings.HasSuffix(before, w+"证书") || strings.HasSuffix(before, w+"等级") || strings.Contains(tail, w) {
			return true
		}
	}
	// 电工三级证, 三级焊工证
	for _, w := range []string{"证", "及以上证", "以上证", "资格证", "等级证"} {
		if strings.HasPrefix(after, w) && endsInTrade(before) {
			return true
		}
	}
	if at := strings.Index(tail, "工"); at >= 0 && at <= 4*len("工") {
		rest := tail[at+len("工"):]
		return !strings.HasPrefix(rest, "程") && (strings.HasPrefix(rest, "证") || strings.HasPrefix(rest, "资格") || strings.HasPrefix(rest, "及以上"))
	}
	return false
}

// tradeCertificate recognises 高级|电工证, 电工|高级证书 and 高级|技能证书.
func tradeCertificate(before, after string) bool {
	for _, w := range []string{"证", "证书", "资格证", "技能证", "职业资格", "技能等级", "及以上证"} {
		if strings.HasPrefix(after, w) {
			return endsInTrade(before) || strings.HasPrefix(after, "技能") || strings.HasPrefix(after, "职业资格")
		}
	}
	tail := firstRunes(after, 9)
	at := strings.Index(tail, "工")
	if at <= 0 || at > 5*len("工") {
		return false
	}
	rest := tail[at+len("工"):]
	return strings.HasPrefix(rest, "证") || strings.HasPrefix(rest, "资格证") || strings.HasPrefix(rest, "职业资格") || strings.HasPrefix(rest, "技能") || strings.HasPrefix(rest, "操作证")
}

// endsInTrade reports whether the words end in a trade: 电工, 焊工, 保育员.
func endsInTrade(s string) bool {
	for _, w := range []string{"工", "保育员", "育婴员", "养老护理员", "茶艺师", "西式面点师", "中式烹调师", "消防设施操作员", "评茶员"} {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

// firstRunes returns at most n runes of s.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
