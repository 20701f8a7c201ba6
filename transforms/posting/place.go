package posting

import (
	"strings"
	"unicode/utf8"

	"gongqiu/internal/zh"
)

// Place is where an ad's work is, as far as its text is certain. Codes have
// six digits and are "" where unknown.
type Place struct {
	Province string
	// Prefecture is "" in the four municipalities and in counties directly
	// under a province; City covers those.
	Prefecture, County string
	// City is the prefecture, the municipality, or the county directly under
	// its province: the unit inside which duplicates are looked for.
	City    string
	Several bool   // the cell names several places; this is the first
	Zone    string // a functional zone that is not itself a division
	Reason  string // "" found, "none" nothing stated, "ambiguous", "unknown"
}

// Code is the deepest code that is known, "" if none.
func (p Place) Code() string {
	for _, c := range []string{p.County, p.Prefecture, p.City, p.Province} {
		if c != "" {
			return c
		}
	}
	return ""
}

const separators = ",，、;；/|+&-·> _"

// Find reads a place cell: "浙江省宁波", "上海-浦东新区", "南昌·红谷滩区". hint
// is a place that the source is known to be about, as text or code; it decides
// between counties of one name and stands in for an empty cell.
func (p *Places) Find(text, hint string) Place {
	s := zh.Compact(zh.Simplify(strings.NewReplacer(" ", "/", "\u00a0", "/", "　", "/").Replace(strings.TrimSpace(text))))
	for _, lead := range []string{"工作地点", "工作地址", "工作城市", "上班地点", "上班地址", "地点", "地址", "中国"} {
		s = strings.TrimLeft(strings.TrimPrefix(s, lead), ":")
	}
	at := 0
	if hint = zh.Compact(zh.Simplify(hint)); hint != "" {
		if i, ok := p.byCode[hint]; ok {
			at = i
		} else if f := p.scan(hint, 0); f.region > 0 {
			at = f.region
		}
	}
	switch s {
	case "", "-", "/", "不限", "全国", "异地招聘", "其他", "null", "nan", "无":
		if at == 0 {
			return Place{Reason: "none"}
		}
		return p.place(found{region: at})
	}
	f := p.scan(s, at)
	if f.region == at && at > 0 && f.zone == "" || f.region <= 0 && len(f.options) == 0 {
		if g := p.scan(s, 0); g.region > 0 || f.region <= 0 {
			// a county that only its namesakes share with the hint is no news
			if g.region > 0 || at == 0 {
				f = g
			}
		}
	}
	return p.place(f)
}

// found is the state of reading a cell.
type found struct {
	region  int // 0 the country: nothing yet
	options []int
	zone    string
	several bool
}

// scan reads the parts of s from left to right, each inside what the parts
// before it said, starting in region at.
func (p *Places) scan(s string, at int) found {
	f := found{region: at}
	named := false // a place was read, not only taken from at
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		in := found{region: f.region}
		if len(f.options) > 0 {
			in.region = 0
		}
		n := p.part(part, &in)
		if n == 0 && f.region > 0 { // not inside: another place?
			out := found{}
			if p.part(part, &out) > 0 && out.region > 0 {
				switch {
				case !named:
					f.region, named = out.region, true
				case !p.within(f.region, out.region):
					f.several = true
				}
			}
			continue
		}
		if n == 0 {
			continue
		}
		if len(f.options) > 0 && in.region > 0 { // 朝阳区-北京
			for _, o := range f.options {
				if p.within(o, in.region) {
					in.region = o
				}
			}
			f.options = nil
		}
		if in.zone != "" && f.zone == "" {
			f.zone = in.zone
		}
		if in.region > 0 {
			f.region = in.region
		}
		if len(in.options) > 0 && len(f.options) == 0 {
			f.options = in.options
		}
		named = true
	}
	return f
}

// part reads names that follow each other without a break ("深圳宝安区") and
// returns how many bytes were names.
func (p *Places) part(s string, f *found) int {
	i := 0
	for i < len(s) && p.regions[f.region].Level < 3 {
		if n := p.zoneAt(s[i:], f); n > 0 {
			return i + n
		}
		region, options, n := p.longestAt(s[i:], f.region)
		if n == 0 {
			break
		}
		i += n
		if len(options) > 0 {
			f.options = options
			f.region = p.common(options)
			if f.region == 0 {
				return i
			}
			continue
		}
		f.region, f.options = region, nil
	}
	if i < len(s) && i > 0 || f.region > 0 {
		if rest := s[i:]; f.zone == "" && p.city(f.region) >= 0 && p.regions[f.region].Level < 3 && isZone(rest) {
			f.zone = rest
			return len(s)
		}
	}
	return i
}

// longestAt matches the longest name at the start of s that lies in region in.
func (p *Places) longestAt(s string, in int) (region int, options []int, n int) {
	ends := make([]int, 0, p.longest)
	for i, w := 0, 0; i < len(s) && len(ends) < p.longest; i += w {
		_, w = utf8.DecodeRuneInString(s[i:])
		ends = append(ends, i+w)
	}
	for k := len(ends) - 1; k >= 1; k-- {
		end := ends[k]
		list := p.names[s[:end]]
		if len(list) == 0 {
			continue
		}
		rest := s[end:]
		best := []int(nil)
		level := 9
		for _, c := range list {
			r := p.regions[c.region]
			if !p.within(c.region, in) {
				continue
			}
			if c.stem || r.Name != s[:end] {
				if isStreet(rest) {
					continue
				}
			}
			if c.stem && in == 0 && rest != "" && !startsWithAny(rest, "市区县") {
				continue
			}
			l := r.Level
			if c.region == in {
				l = 8 // 上海上海浦东: a repetition, unless something inside fits
			}
			switch {
			case l < level:
				best, level = append(best[:0], c.region), l
			case l == level:
				best = append(best, c.region)
			}
		}
		if len(best) == 0 {
			continue
		}
		// 即墨市 is today's 即墨区
		if p.regions[best[0]].Name != s[:end] && startsWithAny(rest, "市区县省") && !isZonePrefix(rest) {
			_, w := utf8.DecodeRuneInString(rest)
			end += w
		}
		// 朝阳: a district of Beijing as often as the city in Liaoning
		if in == 0 && level == 2 && s[:end] == "朝阳" {
			for _, c := range list {
				if c.stem {
					best = append(best, c.region)
				}
			}
		}
		if len(best) > 1 {
			return 0, best, end
		}
		return best[0], nil, end
	}
	return 0, nil, 0
}

// zoneAt matches a listed zone of the city that f stands in.
func (p *Places) zoneAt(s string, f *found) int {
	city := p.city(f.region)
	if city < 0 {
		return 0
	}
	best := -1
	zones := p.zones[city]
	for i, z := range zones {
		if strings.HasPrefix(s, z.name) && (best < 0 || len(z.name) > len(zones[best].name)) {
			best = i
		}
	}
	if best < 0 {
		return 0
	}
	z := zones[best]
	if _, _, n := p.longestAt(s, f.region); n > len(z.name) {
		return 0
	}
	rest := s[len(z.name):]
	if isStreet(rest) {
		return 0
	}
	f.zone = z.name
	if z.county >= 0 {
		f.region = z.county
	}
	return len(s)
}

// isZone recognises zones that are not listed, which stay at the city.
func isZone(s string) bool {
	for _, w := range []string{"高新", "经开", "开发区", "新区", "工业园", "产业园", "保税", "自贸", "新城"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func isZonePrefix(rest string) bool {
	return strings.HasPrefix(rest, "市区") || strings.HasPrefix(rest, "区域")
}

func isStreet(rest string) bool {
	for _, w := range []string{"路", "街", "大道", "东路", "西路", "南路", "北路", "中路", "大街", "广场", "大厦", "公园", "站"} {
		if strings.HasPrefix(rest, w) {
			return true
		}
	}
	return false
}

func startsWithAny(s, runes string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune(runes, r)
}

func (p *Places) place(f found) Place {
	out := Place{Several: f.several, Zone: f.zone}
	switch {
	case len(f.options) > 0:
		out.Reason = "ambiguous"
		f.region = p.common(f.options)
	case f.region <= 0:
		out.Reason = "unknown"
	}
	if f.region <= 0 {
		return out
	}
	if c := p.city(f.region); c >= 0 {
		out.City = p.regions[c].Code
	}
	for i := f.region; i > 0; i = p.parent[i] {
		switch r := p.regions[i]; r.Level {
		case 1:
			out.Province = r.Code
		case 2:
			out.Prefecture = r.Code
		case 3:
			out.County = r.Code
		}
	}
	return out
}
