package synth

import (
	"strconv"
	"unicode/utf8"
)

// Sentences of workplaces. # is replaced by a number and @ by a word, so that
// two ads of one employer tell of different workplaces, as real ones do.
var details = []string{
	"所属部门为@#部", "工作地点在@厂区#号楼", "负责#号产线@工段的当班作业", "实行@班制，每班#小时", "班组现有#人，缺口由@组补充",
	"每月上交@记录不少于#份", "新人由@师傅带教#天", "本岗位对接@客户项目#个", "设备为@系列#台套", "需配合@车间完成#类产品的切换",
	"每周@例会由班长主持，每次#分钟", "试用期#个月，转正后定岗@组", "月度产量目标#件，按@计件核算", "需轮值@夜班，每月不超过#天", "负责#号仓与@区之间的交接",
	"年度@培训不少于#课时", "@项目二期扩产，新增#个工位", "产品用于@领域，合格率要求#%以上", "与@岗实行轮岗，周期#周", "面试安排在每周#，携带@证件",
	"宿舍距@厂区#分钟步行", "班车途经@路等#个站点", "@季度奖金按#档评定", "师徒结对，@证书考取后一次性奖励#百元", "本批次招满#人即止，优先@方向",
}

var detailWords = []string{
	"装配", "精加工", "东区", "西区", "南苑", "北苑", "一车间", "二车间", "三车间", "新能源", "总装", "前处理", "后道", "包装", "检测", "涂覆", "成型", "热处理",
	"华东", "华南", "出口", "研发试制", "售后", "工艺", "设备", "物流", "仓储", "质量", "安全", "行政", "早", "中", "白", "滨江", "高新", "临港", "创新", "智能", "绿色", "数字化",
}

var welfare = []string{
	"五险一金", "包吃包住", "餐补", "交通补贴", "全勤奖", "节日福利", "带薪年假", "免费体检", "高温补贴", "夫妻房", "空调宿舍", "工龄奖", "年终奖", "员工旅游", "生日礼金", "岗前培训",
}

var wants = []string{
	"身体健康，吃苦耐劳", "服从安排，有责任心", "有同岗位经验者优先", "能适应倒班", "熟悉安全操作规程", "团队意识强", "沟通能力良好", "动手能力强", "视力良好，无色盲", "长期稳定者优先",
	"能看懂图纸", "会使用办公软件", "有相关证书者优先", "退伍军人优先", "应届毕业生可培养",
}

// appendDescription writes the text of an ad, about plan.Description
// characters, the same for the same dice. A drop above 0 leaves out that
// numbered part and reorders the welfare, as boards and recruiters do when an
// ad is put up a second time.
func (m *market) appendDescription(b []byte, a *ad, d dice, drop int, newline string) []byte {
	occ := &m.occupations[a.occupation]
	target := m.plan.Description
	start, chars := len(b), 0
	count := func() int {
		chars += utf8.RuneCount(b[start:])
		start = len(b)
		return chars
	}
	b = append(b, "岗位职责："...)
	b = append(b, newline...)
	// Tasks fill a good third; they start anywhere, so that ads differ.
	first := d.n(len(occ.tasks))
	for i := range occ.tasks {
		if i > 0 && count() > target*2/5 {
			break
		}
		if i+1 == drop && i > 0 {
			continue
		}
		b = strconv.AppendInt(b, int64(i+1), 10)
		b = append(b, "、"...)
		b = append(b, occ.tasks[(first+i)%len(occ.tasks)]...)
		b = append(append(b, "；"...), newline...)
	}
	b = append(b, "岗位情况："...)
	for i := 0; i == 0 || count() < target*7/10; i++ {
		b = appendDetail(b, details[d.n(len(details))], &d)
		b = append(b, "；"...)
	}
	b = append(append(b, newline...), "任职要求："...)
	if a.education > 0 {
		b = append(append(b, educations[a.education]...), "及以上学历；"...)
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
	k := d.n(len(welfare)) + drop
	for i := 0; i < 3 || (count() < target && i < len(welfare)); i++ {
		if i > 0 {
			b = append(b, "、"...)
		}
		b = append(b, welfare[(k+i*5)%len(welfare)]...)
	}
	b = append(b, "。"...)
	// What is still missing is workplace again: no padding that all ads share.
	for count() < target {
		b = appendDetail(b, details[d.n(len(details))], &d)
		b = append(b, "；"...)
	}
	return b
}

func appendDetail(b []byte, s string, d *dice) []byte {
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && s[j] != '#' && s[j] != '@' {
			j++
		}
		b = append(b, s[i:j]...)
		if j == len(s) {
			break
		}
		if s[j] == '#' {
			b = strconv.AppendInt(b, int64(2+d.n(28)), 10)
		} else {
			b = append(b, detailWords[d.n(len(detailWords))]...)
			b = append(b, detailWords[d.n(len(detailWords))]...)
		}
		i = j + 1
	}
	return b
}
