package sources

import (
	"maps"
	"slices"

	"gongqiu/internal/columnar"
)

// Column is a canonical column of a kind of record.
type Column struct {
	Name  string
	Type  columnar.Type
	Long  bool
	class class    // what its values look like
	words []string // headers that mean it, best first, in the form of normalHeader
}

// Columns lists the staged columns of a kind in order. The first is row_no,
// the only one that is never missing.
func Columns(k Kind) []Column { return columnsOf[k] }

// Fields is Columns as the schema of a staged file.
func Fields(k Kind) []columnar.Field {
	fields := make([]columnar.Field, len(columnsOf[k]))
	for i, c := range columnsOf[k] {
		fields[i] = columnar.Field{Name: c.Name, Type: c.Type, Required: i == 0, Long: c.Long}
	}
	return fields
}

func columnIndex(k Kind, name string) int {
	return slices.IndexFunc(columnsOf[k], func(c Column) bool { return c.Name == name })
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

var rowNo = Column{Name: "row_no", Type: columnar.Int64}

func text(name string, c class, words ...string) Column {
	return Column{Name: name, Type: columnar.Text, class: c, words: words}
}

func number(name string, words ...string) Column {
	return Column{Name: name, Type: columnar.Float64, class: classNumber, words: words}
}

// Words shared by the statistical kinds.
var (
	regionWords     = []string{"地区", "issuerregion", "区域", "城市", "市", "地市", "设区市", "区县", "县区", "统计地区", "所在地区", "行政区", "行政区划", "region", "city", "area", "地区名称"}
	occupationWords = []string{"职业名称", "职业工种名称", "职业工种", "职业", "工种", "工种名称", "职位名称", "岗位名称", "职位", "岗位", "职业细类", "职业小类", "职业中类", "细类名称", "专业工种", "培训工种", "鉴定工种", "评价职业工种", "occupation", "occupationname", "jobtitle"}
	codeWords       = []string{"职业代码", "职业编码", "工种代码", "职业工种代码", "代码", "编码", "职业分类代码", "occupationcode", "code"}
	levelWords      = []string{"技能等级", "职业技能等级", "技术等级", "等级", "级别", "证书等级", "职业资格等级", "评价等级", "岗位等级", "skilllevel", "level"}
	periodWords     = []string{"时期", "统计期", "统计时间", "期间", "季度", "月份", "年月", "日期", "时间", "年度", "年份", "期次", "报告期", "period", "quarter", "month", "date"}
)

// columnsOf is the contract with the pipeline: order, names and types.
var columnsOf = map[Kind][]Column{
	Posting: {
		rowNo,
		text("posting_id", classID, "职位编号", "职位id", "岗位编号", "岗位id", "招聘编号", "招聘id", "信息编号", "jobid", "postingid", "positionid", "adid", "encryptjobid", "职位链接", "岗位链接", "招聘网址", "职位网址", "链接", "网址", "joburl", "jobhref", "joblink", "url", "link", "href"),
		text("title", classTitle, "职位名称", "岗位名称", "招聘岗位", "招聘职位", "职位", "岗位", "工种名称", "招聘工种", "工种", "职位标题", "招聘标题", "标题", "职务", "jobname", "jobtitle", "positionname", "position", "title", "job", "postname"),
		text("employer", classEmployer, "公司名称", "企业名称", "单位名称", "用人单位", "招聘单位", "用人单位名称", "招聘单位名称", "招聘企业", "公司全称", "公司", "企业", "单位", "雇主", "fullcompanyname", "companyfullname", "companyname", "company", "employer", "employername", "brandname", "enterprise", "corp"),
		text("employer_type", classEmployerType, "公司性质", "企业性质", "单位性质", "公司类型", "企业类型", "单位类型", "性质", "经济类型", "登记注册类型", "companytypestring", "companytype", "companynature", "employertype", "nature"),
		text("employer_size", classSize, "公司规模", "企业规模", "单位规模", "人员规模", "规模", "公司人数", "规模类型", "companysizestring", "companysize", "companyscale", "employersize", "size", "scale"),
		text("place", classPlace, "工作地点", "工作地区", "工作城市", "城市地区", "地点", "工作地址", "所在城市", "城市", "地区", "区域", "工作区域", "所在地", "用工地点", "jobareastring", "jobarea", "workposition", "workcity", "workplace", "worklocation", "joblocation", "location", "area", "city", "cityname", "place", "region", "address"),
		text("pay", classPay, "薪酬", "薪资", "工资", "薪水", "薪资待遇", "工资待遇", "薪酬待遇", "月薪", "薪资范围", "薪酬范围", "薪资水平", "待遇", "工资范围", "providesalarystring", "salarydesc", "salarytext", "salary", "salaryrange", "wagerange", "wage", "pay", "money"),
		text("pay_min", classPayNumber, "最低薪资", "最低工资", "最低月薪", "薪酬low", "薪资下限", "工资下限", "薪酬下限", "月薪最小值", "最低薪酬", "起薪", "jobsalarymin", "salarymin", "minsalary", "wagemin", "minwage", "minwages", "lowsalary", "salarylow", "paymin", "lo"),
		text("pay_max", classPayNumber, "最高薪资", "最高工资", "最高月薪", "薪酬high", "薪资上限", "工资上限", "薪酬上限", "月薪最大值", "最高薪酬", "jobsalarymax", "salarymax", "maxsalary", "wagemax", "maxwage", "maxwages", "highsalary", "salaryhigh", "paymax", "hi"),
		text("pay_unit", classPayUnit, "薪资单位", "薪酬单位", "工资单位", "计薪单位", "计薪方式", "薪资类型", "salaryunit", "payunit", "salarytype", "wageunit"),
		text("pay_months", classPayMonths, "几薪", "n薪", "薪数", "年薪月数", "发薪月数", "salarymonth", "salarymonths", "paymonths"),
		text("education", classEducation, "学历要求", "学历", "最低学历", "学历学位", "教育程度", "文化程度", "学位", "degreestring", "jobdegree", "degree", "educationdegree", "education", "diplomarequirement", "edulevel", "edu", "diploma"),
		text("experience", classExperience, "工作经验", "工作经验要求", "经验要求", "经验", "工作年限", "年限要求", "工作年限要求", "经验年限", "workyearstring", "workexperience", "jobexperience", "experience", "experiencerequirement", "workyear", "workyears", "workingexp", "exp"),
		text("headcount", classHeadcount, "招聘人数", "需求人数", "招收人数", "招工人数", "拟招人数", "用工人数", "人数", "需求数", "岗位数", "jobnumstring", "demandnumber", "recruitnum", "recruitnumber", "headcount", "vacancies", "number", "positionnum"),
		text("industry", classIndustry, "所属行业", "行业", "公司行业", "行业类别", "行业名称", "企业行业", "单位行业", "国民经济行业", "行业类型", "公司标签", "industrytype1str", "companyindustrytype1str", "companyindustry", "companyindustrial", "industryname", "industry", "industryfield", "trade"),
		{Name: "posted_date", Type: columnar.Date, class: classDate, words: []string{"发布日期", "发布时间", "发布", "登记日期", "登记时间", "刊登日期", "信息发布时间", "招聘开始时间", "开始时间", "有效期起", "issuedatestring", "issuedate", "publishdate", "publishtime", "posteddate", "postdate", "pubdate", "releasedate", "createtime", "createdate", "date", "日期", "confirmdatestring", "updatedatetime", "更新时间", "更新日期", "updatetime"}},
		{Name: "closed_date", Type: columnar.Date, class: classDate, words: []string{"结束时间", "截止日期", "截止时间", "结束日期", "失效日期", "到期日期", "有效期", "有效期止", "招聘截止日期", "下架时间", "enddate", "closeddate", "closedate", "deadline", "expirydate", "expiredate", "endtime"}},
		{Name: "seen_date", Type: columnar.Date, class: classDate, words: []string{"采集日期", "采集时间", "抓取日期", "抓取时间", "爬取时间", "采样日期", "数据日期", "seendate", "crawldate", "crawltime", "scrapedat", "collectdate", "snapshotdate"}},
		text("skills", classTags, "技能要求", "技能", "技能标签", "岗位标签", "职位标签", "标签", "关键词", "关键字", "jobtagsfororder", "jobtags", "tags", "skills", "skilllabels", "keywords", "公司福利", "福利待遇", "福利", "jobwelf", "welfare", "treatment"),
		text("job_type", classJobType, "工作性质", "职位性质", "岗位性质", "用工形式", "用工类型", "工作类型", "职位类型", "招聘类型", "就业形式", "termstr", "jobnature", "jobtype", "employmenttype", "worktype"),
		text("skill_level", classSkillLevel, "技能等级", "职业技能等级", "技能等级要求", "技术等级", "职业资格", "证书等级", "证书要求", "职业资格要求", "skilllevel"),
		{Name: "description", Type: columnar.Text, Long: true, class: classLong, words: []string{"职位描述", "岗位描述", "职位描述或任职要求", "工作内容", "岗位职责", "工作职责", "职位详情", "职位信息", "岗位需求", "职位要求", "岗位要求", "任职要求", "任职条件", "招聘条件", "招聘要求", "描述", "详细描述", "具体要求", "备注说明", "jobdescribe", "jobdescription", "jobdesc", "description", "describe", "jobdetail", "detail", "requirement", "requirements", "responsibility"}},
	},
	Seeker: {
		rowNo,
		text("region", classAny, regionWords...),
		text("occupation", classAny, occupationWords...),
		text("occupation_code", classCode, codeWords...),
		text("skill_level", classAny, levelWords...),
		text("period", classAny, periodWords...),
		number("seekers", "求职人数", "求职人次", "登记求职人数", "求职登记人数", "供给人数", "求职者人数", "求职", "进场求职人数", "本期求职人数", "本期求职人数人", "求职人数人", "seekers", "jobseekers", "applicants", "supply"),
		number("vacancies", "需求人数", "招聘需求人数", "岗位需求人数", "用人需求", "招聘人数", "岗位数", "空岗数", "需求岗位数", "本期需求人数", "登记招聘人数", "需求", "需求人数人", "招聘需求人数人", "vacancies", "demand", "openings"),
	},
	Wage: {
		rowNo,
		text("region", classAny, regionWords...),
		text("occupation", classAny, append(slices.Clone(occupationWords), "行业职业", "职业中类名称", "职业类别", "名称", "序号职业")...),
		text("occupation_code", classCode, codeWords...),
		text("skill_level", classAny, levelWords...),
		text("industry", classAny, "行业", "行业名称", "所属行业", "行业门类", "industry"),
		{Name: "stat_year", Type: columnar.Int32, class: classNumber, words: []string{"年份", "年度", "统计年份", "统计年度", "数据年份", "调查年份", "statyear", "year", "refyear", "dataperiod"}},
		number("p10", "10", "10分位", "10分位值", "10分位数", "分位值10", "第10分位", "低位数", "低位", "低位值", "低位10", "低值", "下十分位", "p10", "10th", "percentile10"),
		number("p25", "25", "25分位", "25分位值", "25分位数", "分位值25", "第25分位", "下四分位", "下四分位数", "下四分位25", "较低位", "较低值", "p25", "25th", "percentile25"),
		number("p50", "50", "50分位", "50分位值", "50分位数", "分位值50", "第50分位", "中位数", "中位", "中位值", "中位50", "中值", "p50", "median", "50th", "percentile50"),
		number("p75", "75", "75分位", "75分位值", "75分位数", "分位值75", "第75分位", "上四分位", "上四分位数", "上四分位75", "较高位", "较高值", "p75", "75th", "percentile75"),
		number("p90", "90", "90分位", "90分位值", "90分位数", "分位值90", "第90分位", "高位数", "高位", "高位值", "高位90", "高值", "上十分位", "p90", "90th", "percentile90"),
		number("mean", "平均数", "平均值", "平均", "平均工资", "均值", "平均位", "平均薪酬", "mean", "average", "avg"),
		text("unit", classAny, "单位", "计量单位", "unit"),
		number("n_people", "人数", "样本人数", "调查人数", "样本量", "职工人数", "从业人数", "npeople", "nworkers", "people"),
		number("n_firms", "企业数", "样本企业数", "调查企业数", "单位数", "nfirms", "firms"),
		text("source_document", classAny, "来源", "数据来源", "来源文件", "文件", "出处", "sourcedocument", "source", "sourceid", "document"),
	},
	Training: {
		rowNo,
		text("region", classAny, regionWords...),
		text("occupation", classAny, append(slices.Clone(occupationWords), "专业名称", "专业", "培训项目", "项目名称", "培训专业")...),
		text("occupation_code", classCode, append(slices.Clone(codeWords), "专业代码")...),
		text("skill_level", classAny, levelWords...),
		text("period", classAny, append(slices.Clone(periodWords), "培训时间", "发证日期", "发证时间", "毕业时间", "毕业年份")...),
		text("kind", classAny, "类别", "类型", "培训类型", "培训类别", "项目类别", "统计类别", "kind", "type", "category"),
		number("people", "人数", "培训人数", "取证人数", "获证人数", "发证人数", "毕业人数", "毕业生人数", "结业人数", "合格人数", "培训人次", "人次", "学徒人数", "鉴定人数", "评价人数", "people", "persons", "count"),
	},
}

// needed names, for each kind, sets of columns of which one must be there for
// a delivery to be of use.
var needed = map[Kind][][]string{
	Posting:  {{"title"}},
	Seeker:   {{"occupation", "occupation_code"}, {"seekers", "vacancies"}},
	Wage:     {{"occupation", "occupation_code", "industry", "skill_level"}, {"p10", "p25", "p50", "p75", "p90", "mean"}},
	Training: {{"occupation", "occupation_code"}, {"people"}},
}
