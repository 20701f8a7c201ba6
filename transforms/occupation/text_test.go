package occupation

import (
	"strings"
	"testing"
)

func TestDutiesCutsPraiseAndWelfareAway(t *testing.T) {
	in := "公司成立于1998年，行业领先。岗位职责：操作数控车床，刃磨刀具。福利待遇：五险一金"
	if got, want := duties(in), "岗位职责：操作数控车床，刃磨刀具。"; got != want {
		t.Errorf("duties = %q, want %q", got, want)
	}
	if got := duties("车削轴类零件"); got != "车削轴类零件" {
		t.Errorf("a text without marks came back as %q", got)
	}
}

// A title that says little is settled by what else the ad says, and a title
// that says all is not moved.
func TestOtherFieldsMoveWhatTheTitleLeavesOpen(t *testing.T) {
	c := coder(t)
	sum := func(q Query, class string) (p float64) {
		for _, x := range c.Code(q).Candidates {
			if strings.HasPrefix(x.Code, class) {
				p += x.P
			}
		}
		return p
	}
	for industry, class := range map[string]string{"食品/饮料": "6-0", "纺织业": "6-04"} {
		plain, told := sum(Query{Title: "操作工"}, class), sum(Query{Title: "操作工", Industry: industry}, class)
		if told < 1.5*plain || told == 0 {
			t.Errorf("操作工 in %s: %s has %.3f, without the industry %.3f", industry, class, told, plain)
		}
	}
	for _, industry := range []string{"", "食品/饮料", "互联网/电子商务", "C36"} {
		if got := c.Code(Query{Title: "焊工", Industry: industry}).Code; got != "6-18-02-04" {
			t.Errorf("焊工 in %q: %s", industry, got)
		}
	}
	p := func(q Query, code string) float64 {
		for _, x := range c.Code(q).Candidates {
			if x.Code == code {
				return x.P
			}
		}
		return 0
	}
	plain := p(Query{Title: "机床操作工"}, "6-18-01-01")
	told := p(Query{Title: "机床操作工", Description: "岗位职责：操作普通车床、数控车床，对工件进行车削加工"}, "6-18-01-01")
	if told <= plain {
		t.Errorf("车工 for 机床操作工: %.3f without and %.3f with a description of turning", plain, told)
	}
}

func TestEveryIndustryPairIsInBothClassifications(t *testing.T) {
	c := coder(t)
	for division, nodes := range c.v.fields.nodes {
		if len(nodes) == 0 {
			t.Errorf("division %s employs nobody", division)
		}
	}
	for text, want := range map[string]string{"C36": "6-22", "36 ": "", "汽车制造业": "6-22", "餐饮业": "4-03-02"} {
		found := want == ""
		for _, n := range c.v.fields.favoured(text) {
			found = found || c.h.code[n] == want
		}
		if !found {
			t.Errorf("%q does not favour %s", text, want)
		}
	}
}
