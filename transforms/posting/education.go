// Package posting reads what the texts of a job ad mean: place, education,
// experience, headcount, skill level, title and employer. Every function is
// pure and total, and reads a distinct value once.
package posting

import (
	"strings"

	"gongqiu/internal/zh"
)

// Education classes, as in the field education of the data dictionary.
const (
	EducationAny = iota
	EducationLowerSecondary
	EducationUpperSecondary
	EducationCollege
	EducationBachelor
	EducationMaster
	EducationDoctor
)

var educationWords = []struct {
	word  string
	class int
}{
	{"博士", EducationDoctor}, {"硕士", EducationMaster}, {"研究生", EducationMaster}, {"mba", EducationMaster}, {"emba", EducationMaster},
	{"本科", EducationBachelor}, {"学士", EducationBachelor}, {"大学", EducationBachelor}, {"bachelor", EducationBachelor},
	{"大专", EducationCollege}, {"专科", EducationCollege}, {"高职", EducationCollege}, {"高级技工", EducationUpperSecondary},
	{"高中", EducationUpperSecondary}, {"中专", EducationUpperSecondary}, {"中技", EducationUpperSecondary}, {"技校", EducationUpperSecondary},
	{"职高", EducationUpperSecondary}, {"职中", EducationUpperSecondary}, {"技工", EducationUpperSecondary}, {"中职", EducationUpperSecondary},
	{"初中", EducationLowerSecondary}, {"小学", EducationLowerSecondary}, {"文盲", EducationLowerSecondary},
	{"不限", EducationAny}, {"无要求", EducationAny}, {"无学历", EducationAny}, {"不要求", EducationAny},
}

// Education reads the schooling an ad asks for as one of the seven classes: of
// several the lowest, since that is what suffices. "高中以下" asks for nothing.
// ok is false where nothing is stated or the cell is about something else.
func Education(cell string) (class int, ok bool) {
	s := zh.Compact(zh.Simplify(cell))
	if s == "无" || s == "any" {
		return EducationAny, true
	}
	class = -1
	for _, w := range educationWords {
		at := strings.Index(s, w.word)
		if at < 0 || w.word == "大学" && strings.Contains(s, "大学专科") {
			continue
		}
		c := w.class
		if rest := s[at+len(w.word):]; c > EducationLowerSecondary && (strings.HasPrefix(rest, "及以下") || strings.HasPrefix(rest, "以下")) {
			c = EducationAny
		}
		if class < 0 || c < class {
			class = c
		}
	}
	return max(class, 0), class >= 0
}
