package synth

import "strconv"

// Decoration of titles as seen on real boards. All of it is noise for a coder.
var (
	before = []string{"急招", "急聘", "高薪急招", "【急招】", "诚聘", "高薪诚聘", "招聘", "直招", "（急）", "长期招聘"}
	after  = []string{
		"（包吃住）", "(双休)", "（五险一金）", "+五险一金", "/包吃住", "（可培养）", "（长白班）", "（两班倒）", "-五险", "（生手可带）",
		"（无经验可）", " 包住", "（坐班）", "/双休/五险", "（提供住宿）", "！", "~", "（稳定）", "（大厂直招）", "（月休四天）",
	}
	juniors   = []string{"储备", "助理"}
	seniors   = []string{"高级", "资深", "中级"}
	noTitles  = []string{"诚聘英才", "急招多名", "长期招工", "高薪职位", "诚招合作伙伴", "工资高待遇好", "招人", "厂里直招", "岗位直招", "加入我们"}
	levelWord = [...]string{"", "学徒工", "初级工", "中级工", "高级工", "技师", "高级技师"}
	levelRank = [...]string{"", "", "五级", "四级", "三级", "二级", "一级"}
)

// appendTitle writes a title. name decides the name, shared by all boards of
// an ad; d varies the decoration from board to board.
func (m *market) appendTitle(b []byte, a *ad, name dice, d *dice) []byte {
	n := &m.plan.Nuisance
	if a.titleOf < 0 {
		return append(b, noTitles[name.n(len(noTitles))]...)
	}
	occ := &m.occupations[a.titleOf]
	messy := d.yes(n.Messy)
	if messy {
		if d.n(5) == 0 {
			b = append(b, m.places[a.place].short...)
		} else {
			b = append(b, before[d.n(len(before))]...)
		}
	}
	title := occ.titles[pick(occ.titleTo, float64(name.next()>>11)/(1<<53))]
	worker := a.level > 0
	stated := worker && m.statesLevel(a)
	switch {
	case stated && name.n(3) == 0 && a.level >= 2:
		b = append(append(append(b, title...), "（"...), levelWord[a.level]...)
		b = append(b, "）"...)
	case stated && a.level == 1:
		b = append(append(b, title...), "学徒"...)
	case !worker && name.n(10) == 0:
		b = append(append(b, seniors[name.n(len(seniors))]...), title...)
	case name.n(40) == 0:
		b = append(append(b, juniors[name.n(len(juniors))]...), title...)
	default:
		b = append(b, title...)
	}
	if !d.yes(n.Messy) {
		return b
	}
	switch d.n(8) {
	case 0:
		if lo, hi := a.offer.monthly(); a.offer.form == payMonth && hi > lo {
			b = appendDecimal(append(b, ' '), a.offer.lo, 1000)
			b = appendDecimal(append(b, '-'), a.offer.hi, 1000)
			return append(b, 'K')
		}
		fallthrough
	case 1:
		if a.headcount > 2 {
			b = append(b, "（"...)
			return append(strconv.AppendInt(b, int64(a.headcount), 10), "名）"...)
		}
		fallthrough
	case 2:
		b = append(append(b, "（"...), m.places[a.place].short...)
		return append(b, "）"...)
	}
	return append(b, after[d.n(len(after))]...)
}

// statesLevel tells whether the ad names its true skill level anywhere.
func (m *market) statesLevel(a *ad) bool {
	return a.level > 0 && float64(mix(a.text^71)>>11)/(1<<53) < m.plan.Nuisance.LevelStated
}

// appendPlace writes the place of work in a board's manner.
func (m *market) appendPlace(b []byte, a *ad, style Style) []byte {
	p := &m.places[a.place]
	deep := m.root.Level == 2 // the root is the city, its children are districts
	if a.rootOnly {
		if deep && style != Bureau {
			return append(b, m.root.Short...)
		}
		return append(b, m.root.Name...)
	}
	county := ""
	if a.county >= 0 {
		county = p.counties[a.county].Name
	}
	switch {
	case deep && style == Chat:
		b = append(append(append(b, m.root.Short...), '-'), p.name...)
	case deep && style == Bureau:
		b = append(append(append(b, m.province...), m.root.Name...), p.name...)
	case deep:
		b = append(append(b, m.root.Name...), p.name...)
	case style == Bureau:
		b = append(append(append(b, m.root.Name...), p.name...), county...)
	case style == Chat:
		b = append(b, p.short...)
		if county != "" {
			b = append(append(b, '-'), county...)
		}
	default:
		b = append(append(b, p.name...), county...)
	}
	return b
}
