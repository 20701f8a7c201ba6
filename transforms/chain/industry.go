package chain

import (
	"regexp"
	"strings"

	"gongqiu/internal/zh"
	"gongqiu/reference"
)

// Industries maps what job boards write under 行业 to GB/T 4754-2017.
type Industries struct {
	set   *reference.Set
	names map[string]named
}

type named struct {
	code       string
	confidence float64
}

// NewIndustries indexes the official names and the aliases of
// reference/industry_aliases.csv.
func NewIndustries(s *reference.Set) *Industries {
	d := &Industries{set: s, names: map[string]named{}}
	for _, n := range s.Industries { // in the order of the book: the wider class comes first
		key := plain(n.Name)
		if had, ok := d.names[key]; !ok || len(n.Code) < len(had.code) {
			d.names[key] = named{n.Code, 1}
		}
	}
	for _, a := range s.IndustryAliases {
		if key := plain(a.Name); d.names[key].code == "" || d.names[key].confidence < 1 {
			d.names[key] = named{a.Code, a.Confidence}
		}
	}
	return d
}

// separators between several industries in one cell, or between levels of one.
var (
	separators = strings.NewReplacer("、", "/", ",", "/", ";", "/", "|", "/", "\\", "/", ">", "/", "，", "/", "；", "/")
	lead       = regexp.MustCompile(`^\[?([a-t])?-?(\d{2,4})?\]?[.:_/-]?(.*)$`)
	brackets   = regexp.MustCompile(`[(\[][^)\]]*[)\]]?`)
	tails      = regexp.MustCompile(`(行业|产业|领域|相关|类|业)$`)
)

// plain is the form in which names are compared.
func plain(text string) string { return separators.Replace(zh.Compact(text)) }

// Code returns the class at the depth that is certain and a confidence in
// [0,1]: 1 for a code or an official name, that of the alias table otherwise,
// less where only a part of the text was understood. It reads codes with their
// section ("C36", "C36 汽车制造业"), codes of three or four digits, official names,
// board names ("互联网/电子商务"), and several of these in one cell, of which the
// deepest of one branch or else the first counts. A bare number of two digits
// is refused, since boards number their own lists so.
func (d *Industries) Code(text string) (code string, confidence float64, ok bool) {
	key := plain(text)
	if key == "" {
		return "", 0, false
	}
	if got, ok := d.one(key); ok {
		return got.code, got.confidence, true
	}
	if bare := strings.Trim(brackets.ReplaceAllString(key, ""), "/"); bare != key && bare != "" {
		if got, ok := d.one(bare); ok {
			return got.code, got.confidence * .9, true
		}
		key = bare
	}
	var best named
	for _, part := range strings.FieldsFunc(key, func(r rune) bool { return r == '/' || r == '-' || r == '+' || r == '·' }) {
		got, ok := d.one(part)
		if ok && (best.code == "" || d.within(got.code, best.code)) {
			best = got
		}
	}
	if best.code == "" {
		return "", 0, false
	}
	return best.code, best.confidence * .8, true
}

// one reads a text that names one industry.
func (d *Industries) one(key string) (named, bool) {
	if got, ok := d.names[key]; ok {
		return got, true
	}
	if p := lead.FindStringSubmatch(key); p != nil && (p[1] != "" || p[2] != "") {
		if got, ok := d.coded(strings.ToUpper(p[1]), p[2], p[3]); ok {
			return got, true
		}
	}
	if short := tails.ReplaceAllString(key, ""); short != key && short != "" {
		for _, k := range []string{short, short + "业"} {
			if got, ok := d.names[k]; ok {
				return got, true
			}
		}
	} else if got, ok := d.names[key+"业"]; ok {
		return got, true
	}
	return named{}, false
}

// coded checks a section letter, digits and the name after them against the
// book: what is there must agree.
func (d *Industries) coded(section, digits, name string) (named, bool) {
	code := digits
	if code == "" {
		code = section
	}
	n, ok := d.set.Industry(code)
	if !ok {
		return named{}, false
	}
	official := plain(n.Name)
	switch {
	case section != "" && digits != "":
		return named{code, 1}, d.section(code) == section
	case len(digits) >= 3:
		return named{code, 1}, name == "" || name == official
	case digits != "": // two digits
		return named{code, 1}, name == official
	default: // a letter
		return named{code, 1}, name == "" || name == official
	}
}

func (d *Industries) section(code string) string {
	for {
		n, ok := d.set.Industry(code)
		if !ok || n.Parent == "" {
			return code
		}
		code = n.Parent
	}
}

// within reports whether class code lies in class other.
func (d *Industries) within(code, other string) bool {
	for code != "" {
		n, ok := d.set.Industry(code)
		if !ok {
			return false
		}
		if n.Parent == other {
			return true
		}
		code = n.Parent
	}
	return false
}
