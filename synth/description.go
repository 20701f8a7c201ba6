package synth

import (
	"strconv"
	"strings"
)

// detail is a sentence about a workplace. # stands for a number from lo to hi,
// @ for a workshop or site, & for a product or customer: two ads of one
// employer tell of different workplaces, as real ones do.
type detail struct {
	text   string
	lo, hi int
}

var details = []detail{
	{"所属部门为@生产#部", 1, 9}, {"工作地点在@#号楼", 1, 28}, {"负责&产线@当班作业，共#个工位", 3, 30}, {"@实行两班倒，每班#小时", 8, 11},
	{"@现有#人，为&订单增补", 6, 60}, {"每周上交&记录不少于#份", 2, 15}, {"新人由@师傅带教#天", 3, 30}, {"本岗位在@对接&客户#家", 2, 20},
	{"@配有&设备#台套", 2, 40}, {"配合@完成&等#类产品的切换", 2, 9}, {"@早会由班长主持，每次#分钟", 5, 20}, {"试用期#个月，转正后定岗@", 1, 6},
	{"月度产量目标为&#百件", 3, 90}, {"需轮值@夜班，每月不超过#天", 4, 12}, {"负责@与#号仓之间&的交接", 1, 20}, {"年度&培训不少于#课时", 8, 72},
	{"&二期扩产，@新增#个岗位", 2, 60}, {"产品为&，一次合格率要求9#%以上", 1, 9}, {"与@岗位轮换，周期#周", 2, 26}, {"每月#日在@集中面试", 1, 28},
	{"宿舍距@步行#分钟", 2, 25}, {"班车停靠@等#个站点", 3, 18}, {"&项目奖金按季考核，分#档", 3, 6}, {"@本批次招满#人即止", 2, 50}, {"&验收后一次性奖励#百元", 2, 20},
}

var sites = []string{
	"东区", "西区", "南厂", "北厂", "一车间", "二车间", "三车间", "四车间", "五车间", "总装段", "前处理段", "后整理段", "包装段", "检测室", "涂覆段", "成型段", "热处理段", "中试线",
	"滨江厂区", "高新厂区", "临港厂区", "新城门店", "老城门店", "研发楼", "物流园", "分拨中心", "备件库", "调度室", "服务台", "客服区", "工程部", "项目部", "展厅", "样品间",
}

var products = []string{
	"出口", "内销", "新能源", "汽车件", "家电件", "医疗件", "铝制", "铜制", "不锈钢", "塑胶", "精密", "大件", "小批量", "定制", "标准", "春季", "夏季", "秋冬", "华东", "华南", "华北",
	"西南", "海外", "电商", "商超", "学校", "医院", "工地", "轨道", "通信", "照明", "储能", "光伏", "食品级", "防爆", "低温", "高压", "自动化", "节能", "环保",
}

var welfare = []string{
	"五险一金", "包吃包住", "餐补", "交通补贴", "全勤奖", "节日福利", "带薪年假", "免费体检", "高温补贴", "夫妻房", "空调宿舍", "工龄奖", "年终奖", "员工旅游", "生日礼金", "岗前培训",
}

var wants = []string{
	"身体健康，吃苦耐劳", "服从安排，有责任心", "有同岗位经验者优先", "能适应倒班", "熟悉安全操作规程", "团队意识强", "沟通能力良好", "动手能力强", "视力良好，无色盲", "长期稳定者优先",
	"能看懂图纸", "会使用办公软件", "有相关证书者优先", "退伍军人优先", "应届毕业生可培养",
}

// change is a set of small differences between two copies of a text.
type change uint8

const (
	omitDetail change = 1 << iota
	swapWelfare
	addClosing
)

// changes are what happens to a copy on another board; each is as likely.
// One copy in ten keeps its text, one in ten is changed in every way.
var changes = [10]change{
	0, omitDetail, omitDetail, swapWelfare, swapWelfare, swapWelfare, addClosing, addClosing, addClosing | swapWelfare, omitDetail | swapWelfare | addClosing,
}

// appendDescription writes the text of an ad, about plan.Description
// characters, the same for the same dice. change says how a copy on another
// board differs, as when a recruiter puts an ad up a second time.
func (m *market) appendDescription(b []byte, a *ad, d dice, change change, newline string) []byte {
	occ := &m.occupations[a.occupation]
	target := m.plan.Description
	// Nearly all characters take three bytes; an omitted sentence counts as if
	// it stood there, so that the rest of a copy stays the same.
	start := len(b)
	count := func() int { return (len(b) - start) / 3 }
	b = append(b, "岗位职责："...)
	b = append(b, newline...)
	// Tasks fill a good third; they start anywhere, so that ads differ.
	first := d.n(len(occ.tasks))
	for i := range occ.tasks {
		if i > 0 && count() > target*2/5 {
			break
		}
		b = strconv.AppendInt(b, int64(i+1), 10)
		b = append(b, "、"...)
		b = append(b, occ.tasks[(first+i)%len(occ.tasks)]...)
		b = append(append(b, "；"...), newline...)
	}
	b = append(b, "岗位情况："...)
	for i := 0; i == 0 || count() < target*7/10; i++ {
		before := len(b)
		b = appendDetail(b, details[d.n(len(details))], &d)
		b = append(b, "；"...)
		if i == 0 && change&omitDetail != 0 {
			start -= len(b) - before
			b = b[:before]
		}
	}
	b = append(append(b, newline...), "任职要求："...)
	if a.education > 0 {
		b = append(append(b, strings.TrimSuffix(educations[a.education], "及以下")...), "及以上学历；"...)
	}
	if m.statesLevel(a) && a.level >= 2 {
		b = append(append(b, "持"...), occ.name...)
		b = append(append(b, levelRank[a.level]...), "／"...)
		b = append(append(b, levelWord[a.level]...), "职业资格证书；"...)
	}
	if len(occ.skills) > 0 {
		b = append(b, "掌握"...)
		b = append(b, occ.skills[d.n(len(occ.skills))]...)
		b = append(b, "等技能；"...)
	}
	for count() < target*17/20 {
		b = append(append(b, wants[d.n(len(wants))]...), "；"...)
	}
	b = append(append(b, newline...), "福利待遇："...)
	k := d.n(len(welfare))
	for i := 0; i < 3 || (count() < target && i < len(welfare)); i++ {
		if i > 0 {
			b = append(b, "、"...)
		}
		at := i
		if change&swapWelfare != 0 && i < 2 {
			at = 1 - i
		}
		b = append(b, welfare[(k+at*5)%len(welfare)]...)
	}
	b = append(b, "。"...)
	// What is still missing is workplace again: no padding that all ads share.
	for count() < target {
		b = appendDetail(b, details[d.n(len(details))], &d)
		b = append(b, "；"...)
	}
	if change&addClosing != 0 {
		b = append(b, "欢迎到厂参观面谈。"...)
	}
	return b
}

func appendDetail(b []byte, t detail, d *dice) []byte {
	s := t.text
	for {
		j := strings.IndexAny(s, "#@&")
		if j < 0 {
			return append(b, s...)
		}
		b = append(b, s[:j]...)
		switch s[j] {
		case '#':
			b = strconv.AppendInt(b, int64(t.lo+d.n(t.hi-t.lo+1)), 10)
		case '@':
			b = append(b, sites[d.n(len(sites))]...)
		default:
			b = append(b, products[d.n(len(products))]...)
		}
		s = s[j+1:]
	}
}
