package duplicate

import (
	"slices"
	"strings"
)

// TitleSimilarity is the Dice coefficient of the character pairs of two
// normalised titles, 0 to 1; titles of one character compare as a whole.
func TitleSimilarity(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := []rune(a), []rune(b)
	if len(x) < 2 || len(y) < 2 {
		return 0
	}
	equal := 0
	var used [64]bool
	for i := 1; i < len(x); i++ {
		for j := 1; j < len(y) && j < len(used); j++ {
			if !used[j] && x[i] == y[j] && x[i-1] == y[j-1] {
				used[j] = true
				equal++
				break
			}
		}
	}
	return 2 * float64(equal) / float64(len(x)+len(y)-2)
}

// ranks are the words whose presence makes another job of the same trade.
var ranks = []string{
	"高级", "中级", "初级", "资深", "助理", "副", "主管", "经理", "总监", "组长", "班长", "领班", "队长", "店长", "厂长", "主任", "实习", "储备", "见习", "学徒", "首席", "专家", "负责人", "技师", "兼职", "夜班", "白班", "晚班",
	"总", "海外", "国际", "外贸", "医疗", "教师", "培训", "客户", "电话", "渠道", "大客户", "线上", "线下", "测试", "运维", "架构", "算法", "管培", "leader", "senior",
}

// endings are ways to say "somebody who does it"; they make no other job.
var endings = []string{"工程师", "开发", "人员", "专员", "员", "师", "工", "开发工程师", "工人", "岗", "者", "技术员", "操作员", "操作工"}

// differentTitles tells titles of two jobs from two ways to write one: what is
// left between their common beginning and end decides. A replaced word makes
// another job (前端开发 and 后端开发), an added one only if it is a rank or a
// branch (主管, 高级).
func differentTitles(a, b string) bool {
	if a == b {
		return false
	}
	x, y := []rune(a), []rune(b)
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	if len(x) > 0 && len(y) > 0 {
		if slices.Contains(endings, string(x)) && slices.Contains(endings, string(y)) {
			return false
		}
		slices.Sort(x)
		slices.Sort(y)
		return !slices.Equal(x, y) // only the order differs
	}
	for _, w := range ranks {
		if strings.Contains(a, w) != strings.Contains(b, w) {
			return true
		}
	}
	return false
}
