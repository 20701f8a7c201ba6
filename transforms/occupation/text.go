package occupation

import (
	"math"
	"strings"

	"gongqiu/reference"
)

// The skills, the description and the major of an ad are weak voices: they
// only move probability between the candidates that the title allows. There
// are no labelled descriptions to learn their weights from, so these are set
// low and bounded; docs/occupation-coding.md says so.
const (
	textWeight = 0.25 // of a candidate's log-probability given the text alone
	textBound  = 2.0  // … and at most this far from the candidates' mean
	majorBoost = 0.7  // log-odds for an occupation that the major is taught for
)

// dutyMarks begin the part of a description that tells the work; what stands
// before them is mostly the employer's praise of itself.
var dutyMarks = []string{"岗位职责", "工作职责", "职位描述", "工作内容", "主要职责", "岗位描述", "工作描述", "职责描述", "岗位内容", "岗位要求", "任职要求", "任职资格", "职位要求"}

// endMarks begin what no longer tells it.
var endMarks = []string{"公司简介", "公司介绍", "企业简介", "关于我们", "福利待遇", "薪资福利", "薪酬福利", "公司福利", "工作时间", "上班时间", "工作地址", "上班地址", "联系方式"}

const maxDutyRunes = 240

// duties cuts the description to what tells the work.
func duties(description string) string {
	text := description
	from := -1
	for _, m := range dutyMarks {
		if i := strings.Index(text, m); i >= 0 && (from < 0 || i < from) {
			from = i
		}
	}
	if from > 0 {
		text = text[from:]
	}
	for _, m := range endMarks {
		if i := strings.Index(text, m); i > 0 {
			text = text[:i]
		}
	}
	n := 0
	for i := range text {
		if n++; n > maxDutyRunes {
			return text[:i]
		}
	}
	return text
}

// weighText multiplies the candidates' shares by what industry, skills,
// description and major say, and sorts them again.
func (v *voices) weighText(q *Query, s *scratch) {
	cands := s.cands
	moved := false
	if q.Skills != "" || q.Description != "" {
		s.feats = s.feats[:0]
		for _, text := range splitText(q.Skills + "，" + duties(q.Description)) {
			s.buf = symbols(s.buf[:0], text)
			s.feats = grams(s.feats, s.buf, roleText, 1)
		}
		s.feats = unit(s.feats, 2)
		v.linear.scores(s.feats, s.z)
		shift := leafSoftmax(v.h, s.z, s.sums)
		var mean float32
		for i := range cands {
			mean += cands[i].p * max(s.z[cands[i].leaf]-shift, minLogP)
		}
		for i := range cands {
			d := textWeight * (max(s.z[cands[i].leaf]-shift, minLogP) - mean)
			cands[i].p *= float32(math.Exp(float64(max(-textBound, min(textBound, d)))))
		}
		moved = true
	}
	for i := range cands {
		for _, n := range s.favoured {
			if v.h.within(cands[i].leaf, n) {
				cands[i].p *= float32(math.Exp(industryShare))
				moved = true
				break
			}
		}
	}
	if q.Major != "" {
		for _, name := range splitText(q.Major) {
			for _, leaf := range v.majors[name] {
				for i := range cands {
					if cands[i].leaf == leaf {
						cands[i].p *= float32(math.Exp(majorBoost))
						moved = true
					}
				}
			}
		}
	}
	if !moved {
		return
	}
	var total float32
	for i := range cands {
		total += cands[i].p
	}
	for i := range cands {
		cands[i].p /= total
		for j := i; j > 0 && cands[j-1].p < cands[j].p; j-- {
			cands[j-1], cands[j] = cands[j], cands[j-1]
		}
	}
}

// splitText cuts at punctuation, so that no n-gram spans two phrases.
func splitText(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		r = foldRune(r)
		return !isHan(r) && !isWord(r) && r != '+' && r != '#' && r != '.'
	})
}

// newMajors maps the name of a major to the leaves it is taught for.
func newMajors(h *hierarchy) (map[string][]int32, error) {
	out := map[string][]int32{}
	err := reference.EachRow("", "major_occupation.csv", []string{"major_name", "occupation_code"}, func(r reference.Row) error {
		if n, ok := h.node[r.Get("occupation_code")]; ok && n < h.leaves {
			out[r.Get("major_name")] = append(out[r.Get("major_name")], int32(n))
		}
		return nil
	})
	return out, err
}
