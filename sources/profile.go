package sources

import (
	"fmt"
	"regexp"
	"strings"
)

// profile is what the sampled values of a column look like.
type profile struct {
	filled int
	values []string // cleaned and folded, not missing, at most 400
	share  map[class]float64
}

func profileOf(sample [][]string, at int) *profile {
	p := &profile{share: map[class]float64{}}
	for _, r := range sample {
		if at >= len(r) {
			continue
		}
		v := clean(r[at])
		if missing(v) {
			continue
		}
		p.filled++
		if len(p.values) < 400 {
			p.values = append(p.values, fold(v))
		}
	}
	return p
}

func (p *profile) of(c class) float64 {
	if len(p.values) == 0 {
		return 0
	}
	if s, ok := p.share[c]; ok {
		return s
	}
	n := 0
	known := map[string]bool{} // values repeat, and telling their class costs
	for _, v := range p.values {
		is, ok := known[v]
		if !ok {
			is = c.is(v)
			known[v] = is
		}
		if is {
			n++
		}
	}
	p.share[c] = float64(n) / float64(len(p.values))
	return p.share[c]
}

// fit is how well the values suit a column that the header names, and why not.
func (p *profile) fit(c class) (float64, string) {
	if len(p.values) == 0 {
		return 0.2, "no values in the sample"
	}
	share := p.of(c)
	percent := fmt.Sprintf("%.0f %% of %d values look like %s", share*100, len(p.values), className[c])
	switch c {
	case classTitle:
		if org := p.of(classEmployer); org > 0.6 && share < 0.2 {
			return 0, fmt.Sprintf("%.0f %% of the values look like employers", org*100)
		}
		return max(share, 0.7), percent
	case classEmployer:
		if t := p.of(classTitle); t > 0.5 && share < 0.2 {
			return 0, fmt.Sprintf("%.0f %% of the values look like job titles and %.0f %% like employers", t*100, share*100)
		}
		if tags := p.tags(); tags > 0.5 && share < 0.3 {
			return 0, fmt.Sprintf("%.0f %% of the values are lists", tags*100)
		}
		return max(share, 0.5), percent
	case classTags:
		tags := p.tags()
		if b := p.benefits(); b > 0.7 {
			return 0, fmt.Sprintf("%.0f %% of the words are benefits", b*100)
		}
		return max(tags, 0.4), fmt.Sprintf("%.0f %% of the values are lists of short words", tags*100)
	case classAny, classID, classLong, classSkillLevel:
		return 1, ""
	case classIndustry:
		n := 0
		for _, v := range p.values {
			if reIndustryCell.MatchString(v) {
				n++
			}
		}
		return 0.7 + 0.3*float64(n)/float64(len(p.values)), ""
	case classExperience:
		// A bare number of years is not recognised by its value alone.
		n := 0
		for _, v := range p.values {
			if c.is(v) || reYearsOnly.MatchString(v) || reEduLoose.MatchString(v) {
				n++
			}
		}
		if share < 0.3 {
			return share, percent
		}
		return float64(n) / float64(len(p.values)), percent
	}
	return share, percent
}

func (p *profile) tags() float64 {
	if len(p.values) == 0 {
		return 0
	}
	n := 0
	for _, v := range p.values {
		if tagCount(v) >= 2 {
			n++
		}
	}
	return float64(n) / float64(len(p.values))
}

var reBenefit = regexp.MustCompile(`险|金$|假|补贴|补助|福利|奖金|体检|旅游|双休|餐|班车|宿|培训|弹性|加班|[车房饭]补|年终|股票|期权|节日|下午茶|团建|晋升|工龄|五休|双薪|分红|包[吃住]|领导好|管理规范|发展空间|氛围`)

// benefits is the share of benefits among the words of a column of lists.
func (p *profile) benefits() float64 {
	total, n := 0, 0
	for _, v := range p.values {
		for _, w := range splitPacked(v) {
			total++
			if reBenefit.MatchString(w) {
				n++
			}
		}
	}
	return float64(n) / float64(max(total, 1))
}

// packedClasses finds which kinds of values are packed into the cells of a
// column, each with the share of cells that hold it.
func (p *profile) packedClasses() map[class]float64 {
	if len(p.values) == 0 {
		return nil
	}
	cells, recognised, total := 0, 0, 0
	hits := map[class]int{}
	for _, v := range p.values {
		if len(v) > 200 {
			continue
		}
		parts := splitPacked(v)
		if len(parts) >= 2 || (len(parts) == 1 && strings.ContainsAny(v, "|｜[")) {
			cells++
		}
		seen := map[class]bool{}
		for _, q := range parts {
			total++
			c := packedClass(q)
			if c == classAny {
				continue
			}
			recognised++
			if !seen[c] {
				seen[c] = true
				hits[c]++
			}
		}
	}
	if cells*2 < len(p.values) || recognised*10 < total*8 {
		return nil
	}
	out := map[class]float64{}
	for c, n := range hits {
		if share := float64(n) / float64(len(p.values)); share >= 0.02 {
			out[c] = share
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// packedClass is strongClass with the values that are clear among their like.
func packedClass(q string) class {
	c := strongClass(q)
	if c != classAny {
		return c
	}
	switch {
	case isPlace(q):
		return classPlace
	case reExperienceWeak.MatchString(q):
		return classExperience
	case reSizeWeak.MatchString(q) && strings.HasSuffix(q, "人"):
		return classSize
	case reTypeWeak.MatchString(q):
		return classEmployerType
	}
	return classAny
}
