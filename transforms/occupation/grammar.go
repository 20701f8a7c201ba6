package occupation

import "strings"

// variants rewrites a name of the 大典 in the wording of ads: nobody advertises
// for a 机械工程技术人员, everybody for a 机械工程师. Each rule replaces an ending.
var variantRules = []struct {
	ending string
	ads    []string
}{
	{"工程技术人员", []string{"工程师", "技术员", "研发工程师", "技术工程师", "设计工程师"}},
	{"技术人员", []string{"技术员", "工程师", "技术工程师"}},
	{"研究人员", []string{"研究员", "研究"}},
	{"科学研究人员", []string{"研究员"}},
	{"管理专业人员", []string{"管理专员", "经理", "主管", "管理"}},
	{"专业人员", []string{"专员", "主管", "经理", "助理", ""}},
	{"设计人员", []string{"设计师", "设计"}},
	{"教学人员", []string{"教师", "老师"}},
	{"教师", []string{"老师"}},
	{"医师", []string{"医生", "大夫"}},
	{"服务人员", []string{"服务员", "服务"}},
	{"操作工", []string{"操作员", "工", "普工", "学徒"}},
	{"操作员", []string{"员", "工"}},
	{"制作工", []string{"工", "师傅"}},
	{"加工工", []string{"工", "师傅"}},
	{"装配工", []string{"组装工", "装配", "装配技工"}},
	{"修理工", []string{"维修工", "维修", "维修员", "维修技师"}},
	{"维修工", []string{"修理工", "维修", "维修员", "维修技师", "维修学徒"}},
	{"检验员", []string{"质检员", "检验", "质检"}},
	{"驾驶员", []string{"司机"}},
	{"服务员", []string{"服务", "接待员"}},
	{"管理员", []string{"管理", "员", "管理专员"}},
	{"管理师", []string{"管理", "管理专员", "管理员"}},
	{"工", []string{"技工", "师傅", "学徒", "技师"}},
	{"师", []string{"", "助理"}},
	{"员", []string{"", "专员"}},
}

// variants returns the wordings of a name, the name itself not included.
func variants(name string) []string {
	var out []string
	for _, part := range nameParts(name) {
		if part != name {
			out = append(out, part)
		}
		for _, r := range variantRules {
			stem, ok := strings.CutSuffix(part, r.ending)
			if !ok || len(stem) < 6 && len(stem) > 0 && r.ending == "员" || len(stem) < 3 {
				continue
			}
			for _, ad := range r.ads {
				if v := stem + ad; len(v) >= 6 && v != name {
					out = append(out, v)
				}
			}
			break
		}
	}
	return out
}

// nameParts opens enumerations: 采矿、选矿工 stays one name and gives two more.
func nameParts(name string) []string {
	parts := []string{name}
	if strings.ContainsAny(name, "（(") {
		if i := strings.IndexAny(name, "（("); i > 6 {
			parts = append(parts, name[:i])
		}
	}
	for _, sep := range []string{"、", "和", "及"} {
		left, right, ok := strings.Cut(name, sep)
		if ok && len(left) >= 6 && len(right) >= 6 && !strings.Contains(right, "、") {
			parts = append(parts, right)
		}
	}
	return parts
}
