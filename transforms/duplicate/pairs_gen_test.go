package duplicate

import (
	"encoding/csv"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/pairs.csv anew")

// The simulated half of the labelled pairs: ads composed from the vocabulary
// of a trade, then changed as boards, agencies and firms change them. The
// label is known by construction and not by any similarity. Firms are
// invented.

type trade struct {
	titles  []string // the first is usual, the others are other jobs of the shop
	objects []string
	tools   []string
	proofs  []string
}

var trades = []trade{
	{[]string{"电焊工", "氩弧焊工", "冷作工"}, []string{"压力容器", "钢结构件", "管道法兰", "储罐筒体", "吊耳支座", "换热器管束"}, []string{"氩弧焊机", "二保焊机", "角磨机", "碳弧气刨"}, []string{"焊工操作证", "特种设备焊接作业证"}},
	{[]string{"数控车床操作工", "数控铣床操作工", "加工中心操作工"}, []string{"轴类零件", "法兰盘", "阀体阀芯", "齿轮坯料", "液压接头", "电机端盖"}, []string{"发那科系统", "游标卡尺", "千分尺", "数控刀具"}, []string{"车工证", "机械专业毕业证"}},
	{[]string{"维修电工", "低压电工", "设备维护员"}, []string{"配电柜", "变频器", "生产线电控系统", "空压机", "照明线路", "行车电气"}, []string{"万用表", "兆欧表", "PLC编程软件", "示波器"}, []string{"低压电工证", "高压电工证"}},
	{[]string{"叉车司机", "仓库管理员", "装卸工"}, []string{"原料托盘", "成品货架", "出入库单据", "周转箱", "集装箱货物", "冷库物料"}, []string{"电动叉车", "手持扫码枪", "液压搬运车", "仓储管理系统"}, []string{"叉车证", "特种设备作业证"}},
	{[]string{"品质检验员", "来料检验员", "化验员"}, []string{"来料批次", "首件样品", "成品外观", "尺寸公差", "电性能参数", "不合格品"}, []string{"三坐标测量仪", "投影仪", "硬度计", "光谱仪"}, []string{"内审员证书", "检验员证"}},
	{[]string{"护士", "护理员", "导诊"}, []string{"住院患者", "输液治疗", "护理文书", "急救药品", "病区环境", "手术器械"}, []string{"心电监护仪", "输液泵", "护理信息系统", "除颤仪"}, []string{"护士执业证", "健康证"}},
	{[]string{"会计", "出纳", "成本核算员"}, []string{"记账凭证", "增值税申报", "往来账款", "固定资产台账", "财务报表", "银行对账单"}, []string{"金蝶软件", "用友软件", "开票系统", "Excel函数"}, []string{"会计证书", "初级会计师证"}},
	{[]string{"Java开发工程师", "前端开发工程师", "测试工程师"}, []string{"订单模块", "支付接口", "微服务网关", "数据库表结构", "消息队列", "权限系统"}, []string{"Spring框架", "Redis缓存", "MySQL数据库", "Git版本管理"}, []string{"计算机本科学历", "软件设计师证书"}},
	{[]string{"厨师", "面点师", "切配工"}, []string{"热菜菜品", "宴席冷盘", "食材验收", "灶台卫生", "新菜研发", "员工餐"}, []string{"猛火灶", "蒸箱", "冷藏柜", "绞肉机"}, []string{"健康证", "中式烹调师证"}},
	{[]string{"缝纫工", "裁剪工", "熨烫工"}, []string{"衬衫领口", "牛仔裤裤腰", "西服袖窿", "羽绒服绗线", "运动服拼接", "成衣包装"}, []string{"平缝机", "包缝机", "电动裁刀", "蒸汽熨斗"}, []string{"服装厂工作证明", "健康证明"}},
	{[]string{"货车司机", "押运员", "调度员"}, []string{"干线运输", "城市配送", "回程单据", "冷链货物", "车辆年检", "途中安全"}, []string{"厢式货车", "北斗终端", "冷藏车", "牵引车"}, []string{"A2驾驶证", "从业资格证"}},
	{[]string{"客服专员", "电话销售", "售后专员"}, []string{"客户来电", "投诉工单", "订单退换", "会员回访", "在线咨询", "满意度调查"}, []string{"呼叫系统", "工单平台", "办公软件", "话术手册"}, []string{"普通话证书", "大专毕业证"}},
}

var (
	firms    = []string{"赣江源机械", "鄱阳湖食品", "瑞昌恒通电子", "胶州湾船舶", "崂山泉水", "宏远新材料", "立诚纺织", "天工重装", "锦程物流", "华芯微电子", "百谷生物", "鲁信精工", "安和医疗", "启明软件", "东岳橡塑"}
	agencies = []string{"博才人力资源有限公司", "众诚劳务派遣有限公司", "优聘人才服务有限公司"}
	cities   = []string{"南昌", "青岛", "九江", "赣州", "上饶"}
	verbs    = []string{"负责%s的日常操作与过程记录，保证按计划完成", "按图纸和工艺文件处理%s，发现异常及时上报", "做好%s的检查、整理与归档，数据真实完整", "配合班组完成%s相关任务，服从现场安排", "跟进%s的进度，协调上下工序解决问题", "定期对%s进行清点和维护，减少差错损耗", "参与%s的改进，提出降低成本的办法", "熟悉%s的标准流程，严格遵守安全规程"}
	uses     = []string{"熟练使用%s，能独立排除常见故障", "会操作%s，看得懂说明与参数", "有%s使用经验一年以上", "能够按规定保养%s并填写点检表"}
	demands  = []string{"持有%s", "能提供%s", "须具备%s"}
	general  = []string{"身体健康，能适应倒班", "工作认真细致，有团队精神", "吃苦耐劳，责任心强", "年龄在二十至四十五岁之间", "中专以上学历，同岗位两年经验", "遵守公司规章制度", "沟通表达能力良好", "能接受短期出差", "学习能力强，愿意长期发展", "作风正派，无不良记录"}
	welfares = []string{"五险一金，包吃包住，年底双薪", "福利待遇：缴纳社保公积金，节日礼品，带薪年假", "周末双休，餐补房补，每年体检旅游", "提供食宿，工龄奖金，生日礼物"}
	intros   = []string{"公司成立于二〇〇八年，是一家集研发生产销售于一体的企业", "我们总部位于开发区，占地面积三百亩，欢迎您的加入", "公司简介：本企业为行业骨干，产品销往全国"}
	urgents  = []string{"急聘%s", "%s（包吃住）", "%s 双休", "【高薪】%s", "%s（五险一金）", "%s 招5人"}
)

type adRow struct {
	employer, city, title, pay string
	duties, needs              []string
	welfare, intro             string
	style                      int
}

func (a adRow) text() string {
	if a.duties == nil {
		return ""
	}
	var b strings.Builder
	heads := [][2]string{{"岗位职责：", "任职要求："}, {"【工作内容】", "【岗位要求】"}, {"一、职位描述", "二、任职资格"}}[a.style%3]
	if a.intro != "" {
		b.WriteString(a.intro + "。\n")
	}
	for part, lines := range [][]string{a.duties, a.needs} {
		b.WriteString(heads[part] + "\n")
		for i, l := range lines {
			switch a.style % 4 {
			case 0:
				fmt.Fprintf(&b, "%d、%s；\n", i+1, l)
			case 1:
				fmt.Fprintf(&b, "%d.%s。", i+1, l)
			case 2:
				fmt.Fprintf(&b, "（%d）%s；", i+1, l)
			default:
				fmt.Fprintf(&b, "%s。\n", l)
			}
		}
		b.WriteString("\n")
	}
	if a.welfare != "" {
		b.WriteString(a.welfare + "。")
	}
	return b.String()
}

// payRange reads back the pay that newAd wrote.
func (a adRow) payRange() (lo, hi int) {
	if _, err := fmt.Sscanf(a.pay, "%d-%d", &lo, &hi); err != nil {
		panic(err)
	}
	return lo, hi
}

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func newAd(r *rand.Rand, t trade, job int) adRow {
	a := adRow{employer: fmt.Sprintf("%s%s有限公司", pick(r, cities), pick(r, firms)), city: pick(r, cities), title: t.titles[job], style: r.IntN(12), welfare: pick(r, welfares)}
	lo := 35 + r.IntN(80)
	a.pay = fmt.Sprintf("%d-%d元/月", lo*100, lo*100+1000+500*r.IntN(8))
	a.duties = duties(r, t, job, 4+r.IntN(4))
	a.needs = needs(r, t, 4+r.IntN(3))
	if r.IntN(2) == 0 {
		a.intro = pick(r, intros)
	}
	return a
}

// duties of different jobs of a trade use different objects.
func duties(r *rand.Rand, t trade, job, n int) []string {
	var out []string
	v := r.Perm(len(verbs))
	for i := range min(n, len(v)) {
		obj := t.objects[(job*2+r.IntN(4))%len(t.objects)]
		out = append(out, fmt.Sprintf(verbs[v[i]], obj))
	}
	return out
}

func needs(r *rand.Rand, t trade, n int) []string {
	out := []string{fmt.Sprintf(pick(r, uses), pick(r, t.tools)), fmt.Sprintf(pick(r, demands), pick(r, t.proofs))}
	for _, i := range r.Perm(len(general))[:n-2] {
		out = append(out, general[i])
	}
	return out
}

func clone(a adRow) adRow {
	a.duties, a.needs = append([]string(nil), a.duties...), append([]string(nil), a.needs...)
	return a
}

// edit changes k sentences: replaced, dropped, added or swapped.
func edit(r *rand.Rand, t trade, job int, a adRow, k int) adRow {
	b := clone(a)
	for range k {
		list := &b.duties
		if r.IntN(2) == 0 {
			list = &b.needs
		}
		i := r.IntN(len(*list))
		switch r.IntN(4) {
		case 0:
			if len(*list) > 2 {
				*list = append((*list)[:i], (*list)[i+1:]...)
			}
		case 1:
			*list = append(*list, pick(r, general))
		case 2:
			(*list)[i] = strings.NewReplacer("负责", "主要负责", "熟练使用", "能熟练操作", "能够", "能", "有团队精神", "具有良好的团队合作精神", "责任心强", "有责任心", "及时上报", "第一时间报告班长", "严格遵守", "自觉遵守").Replace((*list)[i])
		default:
			j := r.IntN(len(*list))
			(*list)[i], (*list)[j] = (*list)[j], (*list)[i]
		}
	}
	return b
}

type pairRow struct {
	kind string
	same int
	a, b adRow
}

func simulate(seed uint64, n int) []pairRow {
	r := rand.New(rand.NewPCG(seed, 20261120))
	var out []pairRow
	for len(out) < n {
		t := trades[r.IntN(len(trades))]
		job := r.IntN(len(t.titles))
		a := newAd(r, t, job)
		b := clone(a)
		same, kind := 1, ""
		switch k := r.IntN(100); {
		case k < 4:
			kind = "repost identical"
		case k < 10:
			kind = "repost, welfare changed"
			b.welfare, b.intro, b.style = pick(r, welfares), pick(r, intros), r.IntN(12)
		case k < 27:
			kind = "repost edited"
			b = edit(r, t, job, a, 1+r.IntN(3))
		case k < 34:
			kind = "repost edited more"
			b = edit(r, t, job, a, 4)
		case k < 43:
			kind = "other board"
			b = edit(r, t, job, a, 1+r.IntN(2))
			b.title, b.style = fmt.Sprintf(pick(r, urgents), a.title), r.IntN(12)
			b.employer = strings.TrimSuffix(a.employer, "有限公司")
		case k < 47:
			kind = "agency copy"
			b = edit(r, t, job, a, r.IntN(2))
			b.employer = pick(r, agencies)
		case k < 51:
			kind = "no description"
			a.duties, b.duties = nil, nil
			lo, hi := a.payRange()
			b.pay = fmt.Sprintf("%d-%d元/月", lo+(hi-lo)/5, hi)
		case k < 65:
			kind, same = "same text, other company", 0
			b = edit(r, t, job, a, r.IntN(3))
			for b.employer == a.employer {
				b.employer = fmt.Sprintf("%s%s有限公司", pick(r, cities), pick(r, firms))
			}
		case k < 71:
			kind, same = "same text, other city", 0
			b = edit(r, t, job, a, r.IntN(3))
			for b.city == a.city {
				b.city = pick(r, cities)
			}
		case k < 80:
			kind, same = "other job, shared text", 0
			other := (job + 1) % len(t.titles)
			b.title = t.titles[other]
			if r.IntN(2) == 0 { // only some tasks are rewritten, or not even those
				copy(b.duties, duties(r, t, other, 1+r.IntN(3)))
			}
		case k < 86:
			kind, same = "other grade, same text", 0
			g := []string{"高级工", "中级工", "初级工"}
			i := r.IntN(3)
			b = edit(r, t, job, a, r.IntN(2))
			a.title, b.title = a.title+"（"+g[i]+"）", b.title+"（"+g[(i+1)%3]+"）"
		case k < 96:
			kind, same = "same title, other workshop", 0
			copy(b.duties, duties(r, t, (job+1)%3, 2+r.IntN(len(b.duties)-2)))
			b.duties = append(b.duties, fmt.Sprintf("在%d号车间工作，%s", 1+r.IntN(6), fmt.Sprintf(pick(r, verbs), pick(r, t.objects))))
		default:
			kind, same = "no description, other pay", 0
			a.duties, b.duties = nil, nil
			_, hi := a.payRange()
			b.pay = fmt.Sprintf("%d-%d元/月", hi+500, hi+3000)
		}
		out = append(out, pairRow{kind, same, a, b})
	}
	return out
}

// TestWritePairs makes testdata/pairs.csv: go test -run WritePairs -update.
// Without the flag it checks that the file is what the generator makes.
func TestWritePairs(t *testing.T) {
	const name = "testdata/pairs.csv"
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(PairColumns)
	for i, p := range simulate(5, 1600) {
		part := []string{"tune", "heldout"}[i%2]
		_ = w.Write([]string{"s" + strconv.Itoa(i+1), part, p.kind, strconv.Itoa(p.same),
			p.a.employer, p.a.city, p.a.title, p.a.pay, p.a.text(),
			p.b.employer, p.b.city, p.b.title, p.b.pay, p.b.text()})
	}
	w.Flush()
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != b.String() {
		t.Errorf("%s differs from what its generator makes; run go test -run WritePairs -update", name)
	}
}
