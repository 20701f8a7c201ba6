package posting

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"unicode/utf8"

	"gongqiu/reference"
)

// zonesCSV lists functional zones and former names that are no division today:
// city, name, the county it lies in (empty where it spans several) and why.
// The entries are common knowledge of administrative changes and have not been
// checked against their decrees.
//
//go:embed data/zones.csv
var zonesCSV string

// Places finds administrative divisions in the words of job ads.
type Places struct {
	regions []reference.Region
	byCode  map[string]int
	parent  []int             // index of the parent, -1 for the country
	names   map[string][]name // every way to write a division
	zones   map[int][]zone    // by city
	longest int               // runes of the longest name
}

type name struct {
	region int
	stem   bool // a county's name without 区, 县, 市: needs context
}

type zone struct {
	name   string
	county int // -1 where it is not certain
}

// peoples are the ethnic names inside the names of autonomous divisions, which
// job boards leave out: 延边朝鲜族自治州 is written 延边.
var peoples = []string{
	"土家族", "布依族", "哈尼族", "傈僳族", "景颇族", "朝鲜族", "蒙古族", "柯尔克孜", "哈萨克族", "哈萨克", "藏族", "羌族", "彝族", "苗族", "侗族",
	"壮族", "傣族", "白族", "回族", "满族", "瑶族", "畲族", "黎族", "土族", "撒拉族", "东乡族", "保安族", "裕固族", "仫佬族", "毛南族", "仡佬族",
	"水族", "佤族", "拉祜族", "布朗族", "纳西族", "普米族", "独龙族", "怒族", "达斡尔族", "锡伯", "塔吉克", "蒙古", "各族",
}

// NewPlaces indexes the divisions of set and the zones that lie in them.
func NewPlaces(set *reference.Set) (*Places, error) {
	p := &Places{regions: set.Regions, byCode: map[string]int{}, names: map[string][]name{}, zones: map[int][]zone{}}
	for i, r := range p.regions {
		p.byCode[r.Code] = i
	}
	p.parent = make([]int, len(p.regions))
	for i, r := range p.regions {
		up, ok := p.byCode[r.Parent]
		if !ok {
			up = -1
			if r.Level > 0 {
				return nil, fmt.Errorf("region %s %s: its parent %s is not listed", r.Code, r.Name, r.Parent)
			}
		}
		p.parent[i] = up
	}
	for i, r := range p.regions {
		if r.Level == 0 {
			continue
		}
		seen := map[string]bool{}
		add := func(form string, stem bool) {
			if n := utf8.RuneCountInString(form); n >= 2 && !seen[form] {
				seen[form] = true
				p.longest = max(p.longest, n)
				p.names[form] = append(p.names[form], name{i, stem})
			}
		}
		add(r.Name, false)
		short := shorten(r.Name)
		up := p.parent[i]
		// 南昌县 within 南昌市 must be written out
		if r.Level < 3 || short != shorten(p.regions[up].Name) {
			add(short, r.Level == 3)
		}
	}
	return p, p.loadZones()
}

func (p *Places) loadZones() error {
	rows, err := csv.NewReader(strings.NewReader(zonesCSV)).ReadAll()
	if err != nil {
		return fmt.Errorf("zones.csv: %w", err)
	}
	for i, r := range rows[1:] {
		city, ok := p.byCode[r[0]]
		if !ok {
			continue // a bureau may load a smaller list of divisions
		}
		county := -1
		if r[2] != "" {
			if county, ok = p.byCode[r[2]]; !ok {
				return fmt.Errorf("zones.csv line %d: county %s is not listed", i+2, r[2])
			}
		}
		p.zones[city] = append(p.zones[city], zone{r[1], county})
	}
	return nil
}

// shorten takes off what everyday speech leaves out: 市, 省, 自治州 and the
// names of peoples. A name of one character keeps its ending.
func shorten(full string) string {
	for _, end := range []string{"壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "自治州", "自治县", "自治旗", "林区", "新区", "矿区", "地区", "省", "市", "区", "县", "盟", "旗"} {
		if s, ok := strings.CutSuffix(full, end); ok && utf8.RuneCountInString(s) >= 2 {
			if strings.HasPrefix(end, "自治") && end != "自治区" {
				for again := true; again; {
					again = false
					for _, who := range peoples {
						if t, ok := strings.CutSuffix(s, who); ok && utf8.RuneCountInString(t) >= 2 {
							s, again = t, true
						}
					}
				}
			}
			return s
		}
	}
	return full
}

// within reports whether region i is r or lies in it.
func (p *Places) within(i, r int) bool {
	for ; i >= 0; i = p.parent[i] {
		if i == r {
			return true
		}
	}
	return false
}

// common is the smallest region that holds all of list.
func (p *Places) common(list []int) int {
	r := list[0]
	for _, i := range list[1:] {
		for !p.within(i, r) {
			r = p.parent[r]
		}
	}
	return r
}

// city is the prefecture of region i, or the municipality, or the county
// itself where it stands directly under a province; -1 for a province or more.
func (p *Places) city(i int) int {
	r := p.regions[i]
	switch {
	case r.Level == 2:
		return i
	case r.Level == 1 && isMunicipality(r.Code):
		return i
	case r.Level == 3:
		up := p.parent[i]
		if p.regions[up].Level == 2 || isMunicipality(p.regions[up].Code) {
			return up
		}
		return i
	}
	return -1
}

func isMunicipality(code string) bool {
	switch code {
	case "110000", "120000", "310000", "500000":
		return true
	}
	return false
}
