package sources

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// class is what the values of a column look like.
type class uint8

const (
	classAny class = iota
	classID
	classTitle
	classEmployer
	classEmployerType
	classSize
	classPlace
	classPay
	classPayNumber
	classPayUnit
	classPayMonths
	classEducation
	classExperience
	classHeadcount
	classIndustry
	classDate
	classTags
	classJobType
	classSkillLevel
	classLong
	classNumber
	classCode
	classContact
	classURL
)

var className = map[class]string{
	classTitle: "a job title", classEmployer: "an employer", classEmployerType: "a type of employer", classSize: "a size of employer",
	classPlace: "a place", classPay: "pay", classPayNumber: "an amount", classPayUnit: "a unit of pay", classPayMonths: "a number of months paid",
	classEducation: "an education", classExperience: "a work experience", classHeadcount: "a number of people", classIndustry: "an industry",
	classDate: "a date", classTags: "tags", classJobType: "a type of employment", classSkillLevel: "a skill level", classLong: "a description",
	classNumber: "a number", classCode: "a code", classContact: "a contact", classURL: "an address on the web", classID: "an identifier", classAny: "a text",
}

const (
	eduWord  = `小学|初中|高中|中专|中技|职高|技校|中职|高职|技工学校|大专|专科|本科|大学|学士|硕士|研究生|博士|博士后|MBA|EMBA|中等专科|中等职业`
	expYears = `\d+(?:\.\d+)?(?:\s*[-–~至到]\s*\d+(?:\.\d+)?)?\s*年`
)

var (
	reEducation = regexp.MustCompile(`^(?:学历|最低学历)?[:：]?(?:统招|全日制|普通|正规)?(?:` + eduWord + `)(?:[/、或及（(]*(?:` + eduWord + `)[)）]*)*(?:学历|毕业)?(?:及其?以上|以上|及以下|以下|或以上|优先)?(?:学历|文凭)?$|^(?:学历)?(?:不限|不要求|无要求|无限制)(?:学历)?$|^无学历要求$|^学历不限$`)
	reEduLoose  = regexp.MustCompile(eduWord)
	// Strong: unmistakable. Weak: plausible in its own column only.
	reExperience     = regexp.MustCompile(`^(?:工作)?(?:经验)?(?:` + expYears + `|(?:一|二|两|三|四|五|六|七|八|九|十)年)(?:及?以上|以内|以下|内|或以上|左右)?(?:及以上)?(?:相关)?(?:工作)?(?:经验|经历)?(?:以上)?(?:优先)?$|^(?:经验不限|不限经验|无需经验|无经验|无工作经验|无经验要求|工作经验不限|不限工作经验|应届(?:毕业)?生|在校生|在校/应届|在校生/应届生|应届生/在校生|在读学生)$`)
	reExperienceWeak = regexp.MustCompile(`^(?:不限|不要求|无要求|无限制|\d{1,2}\s*[-–~至到]\s*\d{1,2})$`)
	reYearsOnly      = regexp.MustCompile(`^\d{1,2}(?:\.\d+)?$`)
	reSize           = regexp.MustCompile(`^(?:\d+\s*[-–~至到]\s*\d+\s*人(?:以上)?|(?:少于|小于|不足|多于|大于)\s*\d+\s*人|\d+\s*人(?:及?以上|及?以下|以内)|\d+\+\s*人?)$`)
	reSizeWeak       = regexp.MustCompile(`^(?:\d+(?:\s*[-–~至到]\s*\d+)?\s*人?|保密|全部|大型|中型|小型|微型)$`)
	reEmployerType   = regexp.MustCompile(`^(?:民营|民企|国企|国有|央企|外资|外企|外商|合资|中外合资|私营|私企|上市|已上市|未上市|非上市|股份制|集体|事业|政府|国家机关|机关|非营利|社会团体|个体|创业|港澳台|代表处|外企代表处|外商独资|国内上市)(?:公司|企业|独资|单位|机关|机构|组织|控股|工商户|经营|/非营利机构|代表处|投资企业)*(?:[（(].{1,12}[)）])?$`)
	reTypeWeak       = regexp.MustCompile(`^(?:其它|其他|保密|股份|独资|银行|医院|学校|学校/下级学院|有限责任公司|股份有限公司)$`)
	reJobType        = regexp.MustCompile(`^(?:全职|兼职|实习|实习生|校园|校招|社招|校园招聘|社会招聘|临时|临时工|小时工|劳务派遣|派遣|长期|短期|季节工|日结|灵活就业|合同工|正式工|外包|劳务外包|劳动合同|全日制|非全日制|应届|见习|full[- ]?time|part[- ]?time|intern(?:ship)?|contract|temporary)(?:/(?:全职|兼职|实习))*$`)
	reHeadcount      = regexp.MustCompile(`^招(?:聘)?\s*(?:若干|数|\d+(?:\s*[-–~至到]\s*\d+)?)\s*(?:人|名|位)?$|^若干(?:人|名)?$`)
	reHeadcountWeak  = regexp.MustCompile(`^\d{1,5}(?:\.0+)?\s*(?:人|名|位)?$|^\d{1,4}\s*[-–~至到]\s*\d{1,4}\s*(?:人|名)$|^(?:若干|不限|多名|数名)$`)
	payUnit          = `(?:万元|千元|元|千|万|k|K|w|W|块)`
	payAmount        = `[<>≤≥约]?\s*[\d,]+(?:\.\d+)?\s*` + payUnit + `?`
	rePayStrong      = regexp.MustCompile(`^(?:(?:月薪|年薪|日薪|时薪|底薪|薪资|薪酬|待遇|工资|税前|税后|综合)[:：]?\s*)?(?:(?:` + payAmount + `)\s*(?:[-–—~～至到]+\s*(?:` + payAmount + `))?)\s*(?:元|RMB)?\s*(?:及?以上|及?以下|以内|起|左右|\+)?\s*(?:[/每]\s*(?:年|月|天|日|时|小时|周|次|件|人))?\s*(?:及?以上|及?以下)?\s*(?:[·•.*×xX,，]?\s*\d{2}\s*薪)?(?:[（(].{0,12}[)）])?$`)
	rePayWord        = regexp.MustCompile(`^(?:薪资|薪酬|工资|待遇)?(?:面议|面谈|另议|可议|详谈)$`)
	rePayMark        = regexp.MustCompile(`万|千|元|[kKwW]|薪|/|每`)
	rePayNumber      = regexp.MustCompile(`^-?\s*[\d,]+(?:\.\d+)?\s*(?:[-–—~～至到]\s*-?\s*[\d,]*(?:\.\d+)?)?$`)
	rePayUnitCell    = regexp.MustCompile(`^(?:元|千元?|万元?|k|K)?\s*[/每]?\s*(?:月|年|天|日|时|小时|周|次)?(?:薪|结)?$`)
	rePayMonths      = regexp.MustCompile(`^\d{1,2}(?:\.\d+)?\s*(?:薪|个月)?$`)
	reDateCell       = regexp.MustCompile(`^(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[T\s].*)?|\d{1,2}[-月]\d{1,2}日?|(?:19|20)\d{6})$`)
	reDateMark       = regexp.MustCompile(`^\d{1,2}[-/月]\d{1,2}日?\s*(?:发布|更新|刊登)$|^\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?(?:\s*(?:发布|更新|刊登)|[T\s]\d{1,2}:\d{2}.*)?$`)
	reURL            = regexp.MustCompile(`^(?:https?://|www\.)\S+$`)
	reIndustryCell   = regexp.MustCompile(`^[\p{Han}A-Za-z]+(?:[/、，,·丨|]\s*[\p{Han}A-Za-z]+)+(?:[（(].*[)）])?$|行业$|^(?:房地产|计算机软件|计算机硬件|电子商务|互联网|移动互联网|游戏|网络游戏|金融|银行|保险|证券|汽车|新能源|通信|法律|广告|教育|环保|物流|酒店业|餐饮业|制造业|建筑业|采矿业|批发业|零售业|房产开发|投资理财|互联网金融|企业服务|数据服务|专业服务.*)$`)
	reFunding        = regexp.MustCompile(`^(?:种子|天使|Pre-?[A-D]|[A-H]\+*)?轮(?:及以上)?$|^(?:未融资|不需要融资|战略融资|已上市|上市|未上市|融资.*)$`)
	reSkillLevel     = regexp.MustCompile(`学徒工|[初中高]级工|技师|[一二三四五]级|等级|职业资格|证`)
	reCode           = regexp.MustCompile(`^[A-Z]?\d[\d-]*$`)
	reMobileCell     = regexp.MustCompile(`^(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}$|^1[3-9]\d\*{4}\d{4}$|^0\d{2,3}[- ]?\d{7,8}$`)
	reMailCell       = regexp.MustCompile(`^[\w.+-]+@[\w-]+\.[\w.-]+$`)
	rePersonCell     = regexp.MustCompile(`^[\p{Han}]{1,3}(?:先生|女士|小姐)$`)
	rePlaceCell      = regexp.MustCompile(`^[\p{Han}·\-—－,，/、\s]{2,24}(?:省|市|区|县|州|盟|旗|镇|乡|街道|开发区|新区)$`)
	rePlaceEnd       = regexp.MustCompile(`^[\p{Han}·-]{0,6}(?:省|市|区|县|州|盟|旗|镇|乡)$|^(?:省|市|区|县)$`)
	reAddress        = regexp.MustCompile(`(?:路|街|道|巷|弄|大道)[^，。]{0,12}\d+\s*号|\d+\s*(?:室|楼|层|号楼|栋)`)
)

// placeNames are the provinces and the larger cities by their short names: a
// value that begins with one is a place if it is nothing else. The full list
// belongs to the reference data; this one only tells columns apart.
var placeNames = func() map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Fields(`北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 全国
石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 长春 四平 辽源 通化 白山 松原 哈尔滨 齐齐哈尔 大庆 佳木斯 牡丹江
南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德
南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店
武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮
南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 昆明 曲靖 玉溪 保山 大理 拉萨 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 兰州 嘉峪关 金昌 白银 天水 西宁 银川 石嘴山 吴忠 乌鲁木齐 克拉玛依 异地招聘 国外 海外`) {
		m[s] = true
	}
	return m
}()

// startsWithPlace reports whether s begins with a known place, and its length
// in bytes.
func startsWithPlace(s string) int {
	n, longest := 0, 0
	for i, r := range s {
		if r < 0x4E00 || r > 0x9FFF {
			break
		}
		n = i + utf8.RuneLen(r)
		if n > 15 {
			break
		}
		if placeNames[s[:n]] {
			longest = n
		}
	}
	return longest
}

// onlyPlace is isPlace for columns in which a name may begin with a place, as
// those of employers do: nothing may follow but the names of its parts.
func onlyPlace(s string) bool {
	n := startsWithPlace(s)
	return n > 0 && (n == len(s) || runes(s[n:], 10) <= 8 && rePlaceEnd.MatchString(s[n:]) && !organisationMarks.in(s))
}

func isPlace(s string) bool {
	if runes(s, 60) > 40 || organisationMarks.in(s) || reAddress.MatchString(s) {
		return false
	}
	n := startsWithPlace(s)
	if n > 0 && (n == len(s) || runes(s[n:], 20) < 16) {
		return !titleEnds.in(strings.ToLower(s))
	}
	return rePlaceCell.MatchString(s)
}

// is reports whether a cleaned, folded, non-missing value can stand in a column
// of the class.
func (c class) is(s string) bool {
	switch c {
	case classTitle:
		n := runes(s, 80)
		return n >= 2 && n < 80 && titleEnds.in(titleCore(s)) && !organisationMarks.in(s)
	case classEmployer:
		return employerMarks.in(s) && runes(s, 80) < 60 && !strings.ContainsAny(s, "。；\n")
	case classEmployerType:
		return reEmployerType.MatchString(s) || reTypeWeak.MatchString(s)
	case classSize:
		return reSize.MatchString(s) || reSizeWeak.MatchString(s)
	case classPlace:
		return isPlace(s)
	case classPay:
		return len(s) < 60 && (isPayStrong(s) || rePayNumber.MatchString(s) || rePayWord.MatchString(s))
	case classPayNumber:
		return len(s) < 40 && (rePayNumber.MatchString(s) || rePayWord.MatchString(s))
	case classPayUnit:
		return rePayUnitCell.MatchString(s)
	case classPayMonths:
		return rePayMonths.MatchString(s)
	case classEducation:
		return reEducation.MatchString(s) || (runes(s, 20) <= 16 && reEduLoose.MatchString(s) && !organisationMarks.in(strings.ReplaceAll(s, "大学", "")))
	case classExperience:
		return reExperience.MatchString(s) || reExperienceWeak.MatchString(s)
	case classHeadcount:
		return reHeadcount.MatchString(s) || reHeadcountWeak.MatchString(s)
	case classIndustry:
		return runes(s, 60) < 50 && !strings.ContainsAny(s, "。；\n")
	case classDate:
		_, why := parseDate(s, 2000, 1<<40)
		return why == "" || why == dateSentinel
	case classTags:
		return tagCount(s) >= 2 || runes(s, 16) <= 12
	case classJobType:
		return reJobType.MatchString(strings.ToLower(s))
	case classSkillLevel:
		return reSkillLevel.MatchString(s)
	case classNumber:
		_, why := parseNumber(s)
		return why == ""
	case classCode:
		return reCode.MatchString(s)
	case classURL:
		return reURL.MatchString(s)
	case classContact:
		return reMobileCell.MatchString(s) || reMailCell.MatchString(s) || rePersonCell.MatchString(s)
	}
	return true
}

// strongFirst holds the first characters of all values of strong classes.
var strongFirst = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range "0123456789<>≤≥约hHwW小初高中技职大专本学硕研博MEme统全普正最不无一二两三四五六七八九十工经应在少多招若民国央外合私上已未非股集事政机社个创港代月年日时底薪待综税面另可详" {
		m[r] = true
	}
	return m
}()

// isPersonName reports whether a value could be a person's name. Many words
// could; it tells columns apart only where nearly all values could.
func isPersonName(s string) bool {
	n := runes(s, 5)
	r, _ := utf8.DecodeRuneInString(s)
	return n >= 2 && n <= 3 && strings.ContainsRune(surnames, r) && !titleEnds.in(s) && !placeNames[s] && strings.IndexFunc(s, func(r rune) bool { return !isHan(r) }) < 0
}

func isPayStrong(s string) bool { return rePayMark.MatchString(s) && rePayStrong.MatchString(s) }

// strongClass names the class that a value unmistakably has, or classAny. It
// is what tells a slipped row from an odd value.
func strongClass(s string) class {
	if s == "" || len(s) > 60 {
		return classAny
	}
	// Most texts are none of these, and their first character says so.
	if r, _ := utf8.DecodeRuneInString(s); !strongFirst[r] {
		return classAny
	}
	if len(s) > 36 && !strings.ContainsAny(s, "0123456789") && !strings.HasPrefix(s, "http") {
		return classAny
	}
	switch {
	case reDateMark.MatchString(s):
		return classDate
	case reEducation.MatchString(s) && reEduLoose.MatchString(s):
		return classEducation
	case reExperience.MatchString(s):
		return classExperience
	case reSize.MatchString(s):
		return classSize
	case reHeadcount.MatchString(s):
		return classHeadcount
	case reEmployerType.MatchString(s):
		return classEmployerType
	case isPayStrong(s) || rePayWord.MatchString(s):
		return classPay
	case reURL.MatchString(s):
		return classURL
	}
	return classAny
}

// titleCore drops what stands in brackets at the end of a title.
func titleCore(s string) string {
	s = strings.ToLower(strings.TrimSpace(fold(s)))
	for strings.HasSuffix(s, ")") || strings.HasSuffix(s, "】") || strings.HasSuffix(s, "]") {
		i := strings.LastIndexAny(s, "(【[")
		if i <= 0 {
			break
		}
		s = strings.TrimSpace(s[:i])
	}
	return s
}

// splitPacked splits a cell that holds several values: 2年经验｜大专｜招1人｜,
// ['1年经验', '本科', '招1人'], 民营  |  50-150人.
func splitPacked(s string) []string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") {
		s = s[1 : len(s)-1]
	}
	parts := strings.FieldsFunc(s, func(r rune) bool {
		return r == '|' || r == '｜' || r == '丨' || r == ',' || r == '，' || r == ';' || r == '；' || r == '\n' || r == '\t'
	})
	out := parts[:0]
	for _, p := range parts {
		if p = strings.Trim(clean(p), `'"`); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func tagCount(s string) int {
	if len(s) > 4000 {
		return 0
	}
	parts := splitPacked(s)
	long := 0
	for _, p := range parts {
		if runes(p, 32) > 24 {
			long++
		}
	}
	if long*4 > len(parts) {
		return 0
	}
	return len(parts)
}
