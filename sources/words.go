package sources

import "strings"

// words tells texts by the words in them: what an alternation of a regular
// expression does, at a small part of its cost.
type words struct {
	within []string // anywhere
	atEnd  []string
	latin  []string // anywhere, in small letters; the text's own case does not count
}

func (w *words) in(s string) bool {
	for _, word := range w.atEnd {
		if strings.HasSuffix(s, word) {
			return true
		}
	}
	for _, word := range w.within {
		if strings.Contains(s, word) {
			return true
		}
	}
	if len(w.latin) > 0 && strings.IndexFunc(s, isASCIILetter) >= 0 {
		small := strings.ToLower(s)
		for _, word := range w.latin {
			if strings.Contains(small, word) {
				return true
			}
		}
	}
	return false
}

func isASCIILetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }

// titleEnds end the titles of jobs, in small letters.
var titleEnds = words{atEnd: endings(`工程师 设计师 程序员 分析师 架构师 培训生 管培生 实习生 业务员 技术员 操作工 工人 普工 学徒 经理 主管 助理 专员 专家 顾问 代表 会计 出纳 司机 文员 秘书
主任 组长 班长 部长 队长 教师 老师 讲师 教练 护士 医生 医师 药师 导购 客服 前台 保安 保洁 厨师 店长 店员 储备干部 总裁 总经理 校长 院长 厂长 研究员
负责人 合伙人 师傅 焊工 钳工 电工 车工 铣工 开发 测试 运维 架构 研发 设计 销售 编辑 策划 产品 运营 engineer developer manager
analyst designer architect assistant intern director specialist java php web python
android ios .net c++ c#`,
	`总副`, `监`,
	`管货售业推操驾维巡检值服收押理配库营导船乘议文话播剪质化学`, `员`,
	`技理厨讲法律厂摄教会培美发设按`, `师`)}

// endings are the words of a list, and those of a last character each of whose
// first characters stands before it: endings("工人", "管货", "员") are 工人, 管员 and 货员.
func endings(list string, pairs ...string) []string {
	all := strings.Fields(list)
	for i := 0; i < len(pairs); i += 2 {
		for _, first := range pairs[i] {
			all = append(all, string(first)+pairs[i+1])
		}
	}
	return all
}

// employerMarks stand in the names of employers, organisationMarks in few other
// texts.
var (
	employerMarks = words{
		within: strings.Fields("公司 集团 医院 学校 学院 大学 中学 小学 中心 研究院 研究所 银行 事务所 酒店 宾馆 合作社 工作室 商行 经营部 门市 有限 委员会 协会"),
		atEnd:  strings.Fields("厂 店 行 所 院 社 局 处 站 馆 场 园 部 铺 坊 城 会"),
		latin:  []string{"co.", "ltd", "inc.", "corp", "limited"},
	}
	organisationMarks = words{
		within: strings.Fields("公司 集团 有限 医院 学校 学院 大学 研究院 研究所 事务所 合作社 工作室"),
		latin:  []string{"co.,", "ltd", "inc."},
	}
)
