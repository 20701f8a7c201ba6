package synth

import (
	"strconv"
)

// column is what a cell of a board's file holds.
type column uint8

const (
	colTitle column = iota
	colEmployer
	colNature
	colSize
	colIndustry
	colPlace
	colPay
	colEducation
	colExperience
	colPeople
	colJobType
	colLevel
	colPosted
	colUpdated
	colClosed
	colSeen
	colSkills
	colText
	colSimulated
)

type header struct {
	word   string
	column column
}

// layouts are the columns of the three styles in their own words.
var layouts = [...][]header{
	Commercial: {
		{"职位名称", colTitle}, {"公司名称", colEmployer}, {"公司性质", colNature}, {"公司规模", colSize}, {"所属行业", colIndustry}, {"工作地点", colPlace},
		{"薪资", colPay}, {"学历要求", colEducation}, {"经验要求", colExperience}, {"招聘人数", colPeople}, {"工作性质", colJobType}, {"发布日期", colPosted},
		{"更新日期", colUpdated}, {"截止日期", colClosed}, {"采集日期", colSeen}, {"职位描述", colText}, {"数据性质", colSimulated},
	},
	Chat: {
		{"岗位名称", colTitle}, {"企业名称", colEmployer}, {"行业", colIndustry}, {"工作城市", colPlace}, {"薪资", colPay}, {"学历", colEducation},
		{"工作经验", colExperience}, {"招聘人数", colPeople}, {"工作性质", colJobType}, {"发布日期", colPosted}, {"更新日期", colUpdated}, {"采集日期", colSeen},
		{"技能要求", colSkills}, {"岗位描述", colText}, {"数据性质", colSimulated},
	},
	Bureau: {
		{"招聘岗位", colTitle}, {"单位名称", colEmployer}, {"行业", colIndustry}, {"工作地点", colPlace}, {"工资待遇", colPay}, {"学历要求", colEducation},
		{"经验要求", colExperience}, {"招聘人数", colPeople}, {"技能等级", colLevel}, {"工作性质", colJobType}, {"发布日期", colPosted}, {"截止日期", colClosed},
		{"采集日期", colSeen}, {"职位描述", colText}, {"数据性质", colSimulated},
	},
}

// columns are a board's headers under a plan.
func (p *Plan) columns(s Style) []header {
	var out []header
	for _, h := range layouts[s] {
		if h.column != colText || p.Description > 0 {
			out = append(out, h)
		}
	}
	return out
}

func headerLine(columns []header) []byte {
	var b []byte
	for i, h := range columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, h.word...)
	}
	return append(b, '\n')
}

// rowKind says why a row is there.
type rowKind uint8

const (
	rowFirst   rowKind = iota // the ad's first appearance
	rowCross                  // the same ad on another board, its text slightly changed
	rowRefresh                // seen again while open
	rowRepost                 // back after it was closed
	rowFull                   // an exact copy of another row of the file
	rowKinds
)

var rowKindNames = [rowKinds]string{"first", "cross", "refresh", "repost", "full"}

// row is one row to be delivered.
type row struct {
	ad     int32
	tie    uint32
	seen   int32
	posted int32
	closed int32 // 0 if not known
	board  uint8
	kind   rowKind
	spell  uint8
}

// jobType is 全职, 兼职 or 实习.
func (a *ad) jobType() string {
	u := mix(a.own^81) % 100
	switch {
	case a.offer.form == payHour && u < 80, a.offer.form == payDay && u < 20:
		return "兼职"
	case a.offer.form == payMonth && u < 1:
		return "实习"
	}
	return "全职"
}

// appendRow renders a row as a CSV line. Whatever varies between boards hangs
// on (ad, board), so that an exact copy is exact and a refresh changes only
// its dates.
func (m *market) appendRow(b []byte, columns []header, a *ad, r *row) []byte {
	style := m.spec.Boards[r.board].Style
	d := dice(key(a.own, 82, uint64(r.board)))
	variant := 0
	if int(r.board) != a.board && d.yes(m.plan.Nuisance.NameVariant) {
		variant = 1 + d.n(2)
	}
	for i, h := range columns {
		if i > 0 {
			b = append(b, ',')
		}
		switch h.column {
		case colTitle:
			b = m.appendTitle(b, a, dice(a.text), &d)
		case colEmployer:
			b = m.appendEmployer(b, a.employer, variant)
		case colNature:
			b = append(b, m.nature(a.employer)...)
		case colSize:
			b = append(b, m.size(a.employer)...)
		case colIndustry:
			if d.n(12) > 0 {
				names := m.industries[a.employer.industry].names
				b = append(b, names[min(d.n(4), len(names)-1)]...)
			}
		case colPlace:
			b = m.appendPlace(b, a, style)
		case colPay:
			b = appendPay(b, &a.offer, style, &d)
		case colEducation:
			b = append(b, educations[a.education]...)
		case colExperience:
			b = append(b, experiences[a.experience]...)
		case colPeople:
			b = appendPeople(b, a.headcount, style, &d)
		case colJobType:
			b = append(b, a.jobType()...)
		case colLevel:
			if m.statesLevel(a) {
				b = append(b, levelWord[a.level]...)
				if a.level > 1 {
					b = append(append(b, '/'), levelRank[a.level]...)
				}
			}
		case colPosted:
			b = m.appendDate(b, r.posted, style)
		case colUpdated:
			b = m.appendDate(b, r.seen, style)
		case colClosed:
			if r.closed > 0 {
				b = m.appendDate(b, r.closed, style)
			}
		case colSeen:
			b = m.appendDate(b, r.seen, Commercial)
		case colSkills:
			s := m.occupations[a.occupation].skills
			for i := 0; i < 2 && i < len(s); i++ {
				if i > 0 {
					b = append(b, '|')
				}
				b = append(b, s[(d.n(len(s))+i)%len(s)]...)
			}
		case colText:
			var how change
			newline := ""
			if int(r.board) != a.board {
				how = changes[d.n(len(changes))]
			}
			if style == Chat {
				newline = "\n"
			}
			b = append(b, '"')
			b = m.appendDescription(b, a, dice(mix(a.text)), how, newline)
			b = append(b, '"')
		case colSimulated:
			b = append(b, "模拟"...)
		}
	}
	return append(b, '\n')
}

func appendPeople(b []byte, n int, style Style, d *dice) []byte {
	if n == 1 && style != Bureau {
		switch d.n(5) {
		case 0:
			return append(b, "若干"...)
		case 1:
			return b
		}
	}
	if style == Commercial && d.n(2) == 0 {
		b = append(b, "招"...)
		return append(strconv.AppendInt(b, int64(n), 10), "人"...)
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// appendDate writes a day: 2025-03-04, 2025/03/04 or 2025年03月04日.
func (m *market) appendDate(b []byte, day int32, style Style) []byte {
	s := m.cal.date(int(day))
	switch style {
	case Chat:
		return append(append(append(append(append(b, s[:4]...), '/'), s[5:7]...), '/'), s[8:]...)
	case Bureau:
		b = append(append(b, s[:4]...), "年"...)
		b = append(append(b, s[5:7]...), "月"...)
		return append(append(b, s[8:]...), "日"...)
	}
	return append(b, s...)
}
