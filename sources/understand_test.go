package sources

import (
	"strings"
	"testing"
)

func TestStrongClassesAreUnmistakable(t *testing.T) {
	for v, want := range map[string]class{
		"本科": classEducation, "大专及以上": classEducation, "中技/中专": classEducation, "学历不限": classAny, "统招本科": classEducation, "大学": classEducation,
		"3-4年经验": classExperience, "无需经验": classExperience, "10年以上": classExperience, "在校生/应届生": classExperience, "1-3": classAny, "3": classAny,
		"50-150人": classSize, "少于50人": classSize, "10000人以上": classSize, "招若干人": classHeadcount, "招2人": classHeadcount, "2人": classAny,
		"民营": classEmployerType, "外资（非欧美）": classEmployerType, "上市公司": classEmployerType, "事业单位": classEmployerType,
		"03-06发布": classDate, "2023-03-07": classDate, "03-07": classAny,
		"6-8千": classPay, "1-1.5万·13薪": classPay, "20-38万/年": classPay, "15k-25k": classPay, "3千及以下": classPay, "200元/天": classPay, "面议": classPay, "薪资面议": classPay, "8000-12000": classAny,
		"焊工": classAny, "高级工程师": classAny, "本科教学秘书": classAny, "国企改革顾问": classAny, "大学教师": classAny, "小学教师": classAny, "十五冶公司": classAny,
		"青岛-市南区": classAny, "民营企业家协会": classAny, "3D设计师": classAny, "1688运营": classAny, "4S店经理": classAny, "双休6K": classAny,
	} {
		if got := strongClass(v); got != want {
			t.Errorf("strongClass(%q) = %q, expected %q", v, className[got], className[want])
		}
	}
}

func TestHeadersOfBoardsAndBureaus(t *testing.T) {
	for _, c := range []struct {
		kind    Kind
		headers string
		want    map[string]string
	}{
		{Posting, "jobName,tags,area,salary,workYear,degree,companyName,companyType,companySize,issueDate", map[string]string{"title": "jobName", "skills": "tags", "place": "area", "pay": "salary", "experience": "workYear", "education": "degree", "employer": "companyName", "employer_type": "companyType", "employer_size": "companySize", "posted_date": "issueDate"}},
		{Posting, "岗位名称（必填）,用人单位,招聘人数(人),薪资待遇（元/月）,工作地点,学历要求,发布日期", map[string]string{"title": "岗位名称（必填）", "employer": "用人单位", "headcount": "招聘人数(人)", "pay": "薪资待遇（元/月）", "place": "工作地点"}},
		{Posting, "position,company,city,diploma_requirement,wage_max,wage_min,wage,size", map[string]string{"title": "position", "pay": "wage", "pay_min": "wage_min", "pay_max": "wage_max", "education": "diploma_requirement", "employer_size": "size"}},
		{Seeker, "统计地区,职业（工种）,技术等级,季度,求职人数（人）,需求人数（人）", map[string]string{"region": "统计地区", "occupation": "职业（工种）", "skill_level": "技术等级", "seekers": "求职人数（人）", "vacancies": "需求人数（人）"}},
		{Wage, "职业小类,10%,25%,50%,75%,90%", map[string]string{"occupation": "职业小类", "p10": "10%", "p50": "50%", "p90": "90%"}},
		{Wage, "职业名称,低位数,中位数,高位数,平均数", map[string]string{"p10": "低位数", "p50": "中位数", "p90": "高位数", "mean": "平均数"}},
	} {
		h := strings.Split(c.headers, ",")
		row := make([]string, len(h))
		l, err := understand([][]string{h, row}, nil, Options{Kind: c.kind})
		if err != nil {
			t.Errorf("%s: %v", c.headers, err)
			continue
		}
		for column, header := range c.want {
			if got := l.report.Mapping[column].Header; got != header {
				t.Errorf("%s: %s comes from %q, expected %q", c.headers, column, got, header)
			}
		}
	}
}

// FuzzUnderstand: whatever the first rows are, the mapping names existing
// columns, no column twice, and personal columns never.
func FuzzUnderstand(f *testing.F) {
	f.Add("职位名称,公司名称,电话\n焊工,甲公司,13800138000")
	f.Add("a,b\n1,2\n3")
	f.Add("08-30,焊工,甲公司,\"2年经验|大专|\"\n08-30,电工,乙公司,1年经验|本科|")
	f.Add(",,\n职位,职位,职位\n,,,,")
	f.Fuzz(func(t *testing.T, s string) {
		var rows [][]string
		for _, line := range strings.Split(s, "\n") {
			rows = append(rows, strings.Split(line, ","))
		}
		for _, k := range Kinds() {
			l, err := understand(rows, nil, Options{Kind: k})
			if err != nil {
				continue
			}
			used := map[int]string{}
			for i, p := range l.from {
				if p.at < 0 {
					continue
				}
				if p.at >= l.width || l.personal[p.at] {
					t.Fatalf("%s comes from column %d of %d", l.columns[i].Name, p.at, l.width)
				}
				if was, ok := used[p.at]; ok && !p.packed {
					t.Fatalf("column %d is both %s and %s", p.at, was, l.columns[i].Name)
				}
				used[p.at] = l.columns[i].Name
			}
			c := newChecker(l, 0, 1<<20, len(rows))
			for i, r := range rows {
				c.row(int64(i+1), r)
			}
			if int(c.accepted) != c.batch.Rows {
				t.Fatalf("%d accepted, %d rows", c.accepted, c.batch.Rows)
			}
			for i, col := range c.batch.Columns {
				if n := len(col.Text) + len(col.Int) + len(col.Float); n != c.batch.Rows {
					t.Fatalf("column %s has %d values for %d rows", c.fields[i].Name, n, c.batch.Rows)
				}
			}
		}
	})
}
