package dashboard

import (
	"slices"
	"strings"
)

// filters is the plain GET form under the lead.
type filters struct {
	Action  string
	Hidden  []hidden
	Fields  []field
	Chips   []link
	Clear   string
	Summary string
	Offers  []string // of the text fields
}

type field struct {
	Name, Label, Value string
	Text               bool // typed, not chosen
	Options            []option
}

type option struct {
	Value, Text string
	Selected    bool
}

// newFilters begins a form for this page; what the form does not ask travels
// as hidden fields.
func (r *request) newFilters(names ...string) *filters {
	f := &filters{Action: r.base() + r.path, Clear: r.here(cleared(names)...)}
	for _, name := range parameters {
		if slices.Contains(names, name) || name == "page" || name == "fig" {
			continue
		}
		for _, v := range r.q[name] {
			f.Hidden = append(f.Hidden, hidden{name, v})
		}
	}
	return f
}

func cleared(names []string) []string {
	var pairs []string
	for _, n := range names {
		pairs = append(pairs, n, "")
	}
	return append(pairs, "page", "")
}

// add appends one select. The first option is the default and has no chip.
func (f *filters) add(r *request, name, label, current string, options []option) {
	for i := range options {
		options[i].Selected = options[i].Value == current
		if options[i].Selected && i > 0 {
			f.Chips = append(f.Chips, link{strings.TrimLeft(options[i].Text, "　 "), r.here(name, "", "page", "")})
		}
	}
	f.Fields = append(f.Fields, field{Name: name, Label: label, Options: options})
}

// addRegion asks for a place of the scope.
func (f *filters) addRegion(r *request) {
	var list []option
	for i, g := range r.e.regions[r.sc.Scope] {
		value := g.RegionCode
		if i == 0 {
			value = ""
		}
		list = append(list, option{Value: value, Text: r.regionName(g)})
	}
	current := r.reg.RegionCode
	if r.isRoot() {
		current = ""
	}
	f.add(r, "region", r.t("filter.region"), current, list)
}

// addPeriod asks for a quarter.
func (f *filters) addPeriod(r *request) {
	var list []option
	for i, q := range r.e.quarters[r.sc.Scope] {
		value := q
		if i == 0 {
			value = ""
		}
		list = append(list, option{Value: value, Text: r.f.quarter(q)})
	}
	f.add(r, "t", r.t("filter.t"), r.q.Get("t"), list)
}

// addChain asks for a chain and returns the one chosen, or empty.
func (f *filters) addChain(r *request) string {
	list := []option{{Value: "", Text: r.t("chain.all")}}
	values := []string{""}
	for _, ch := range r.e.chains[r.sc.Scope] {
		list = append(list, option{Value: ch.ChainID, Text: ch.ChainName})
		values = append(values, ch.ChainID)
	}
	current := r.choice("chain", values...)
	f.add(r, "chain", r.t("filter.chain"), current, list)
	return current
}

// addMajor asks for a major group and returns the one chosen, or empty.
func (f *filters) addMajor(r *request) string {
	list := []option{{Value: "", Text: r.t("major.all")}}
	values := []string{""}
	for _, m := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
		if _, ok := r.e.occupations[m]; ok {
			list = append(list, option{Value: m, Text: r.t("major." + m)})
			values = append(values, m)
		}
	}
	current := r.choice("major", values...)
	f.add(r, "major", r.t("filter.major"), current, list)
	return current
}

// addClass asks for a class of shortage and returns the one chosen, or empty.
func (f *filters) addClass(r *request) string {
	list := []option{{Value: "", Text: r.t("class.all")}}
	for _, c := range classes {
		list = append(list, option{Value: c, Text: glyphs[c] + " " + r.t("class."+c)})
	}
	current := r.choice("class", append([]string{""}, classes...)...)
	f.add(r, "class", r.t("filter.class"), current, list)
	return current
}
