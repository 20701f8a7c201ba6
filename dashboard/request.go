package dashboard

import (
	"context"
	"net/url"
	"slices"
	"strings"
)

// request is one reader's question: which release, scope, place and period, in
// which language. State lives in the URL and nowhere else.
type request struct {
	*locale
	f      format
	ctx    context.Context
	srv    *Server
	e      *edition
	path   string // without base path, language and .csv or .json
	arg    string // last element of /occ/…, /chain/…
	q      url.Values
	past   bool // a release is named in the URL and is not the current one
	sc     scope
	reg    region // place shown; the root unless the reader chose another
	period string // quarter shown
	wrong  []string
}

// parameters in the order in which they stand in every URL.
var parameters = []string{"scope", "rel", "region", "chain", "occ", "major", "class", "w", "level", "t", "basis", "metric", "unit", "a", "b", "q", "sort", "view", "page", "fig"}

// carried parameters follow the reader from page to page.
var carried = []string{"scope", "rel", "region", "t"}

// canonical writes parameters in their fixed order, without empty ones.
func canonical(q url.Values) string {
	var b strings.Builder
	for _, name := range parameters {
		for _, v := range q[name] {
			if v == "" {
				continue
			}
			if b.Len() > 0 {
				b.WriteByte('&')
			}
			b.WriteString(name + "=" + url.QueryEscape(v))
		}
	}
	return b.String()
}

// known drops parameters that no page has, and bounds the length of the rest.
func known(q url.Values) url.Values {
	out := url.Values{}
	for _, name := range parameters {
		vs := q[name]
		if len(vs) > 4 {
			vs = vs[:4]
		}
		for _, v := range vs {
			if v != "" && len(v) <= 200 {
				out.Add(name, v)
			}
		}
	}
	return out
}

// place resolves scope, region and period; what is not valid is replaced by
// the default and named in a notice.
func (r *request) place() {
	r.sc = r.e.scopes[0]
	if want := r.q.Get("scope"); want != "" {
		if i := slices.IndexFunc(r.e.scopes, func(s scope) bool { return s.Scope == want }); i >= 0 {
			r.sc = r.e.scopes[i]
		} else {
			r.reject("scope", want, r.scopeName(r.sc))
		}
	}
	if r.sc.Scope == r.e.scopes[0].Scope {
		r.q.Del("scope")
	}
	r.reg, _ = r.e.region(r.sc.Scope, r.sc.RegionCode)
	if r.reg.RegionCode == "" {
		r.reg = region{Scope: r.sc.Scope, RegionCode: r.sc.RegionCode, RegionName: r.sc.Name, ShortName: r.sc.Name}
	}
	if want := r.q.Get("region"); want != "" {
		if reg, ok := r.e.region(r.sc.Scope, want); ok {
			r.reg = reg
		} else {
			r.reject("region", want, r.regionName(r.reg))
		}
		if r.reg.RegionCode == r.sc.RegionCode {
			r.q.Del("region")
		}
	}
	quarters := r.e.quarters[r.sc.Scope]
	r.period = r.e.Manifest.Edition
	if len(quarters) > 0 {
		r.period = quarters[0]
	}
	if want := r.q.Get("t"); want != "" {
		if slices.Contains(quarters, want) {
			r.period = want
		} else {
			r.reject("t", want, r.period)
		}
		if len(quarters) == 0 || r.period == quarters[0] {
			r.q.Del("t")
		}
	}
}

// reject drops a bad value and remembers to say so.
func (r *request) reject(param, value, shown string) {
	r.q.Del(param)
	r.wrong = append(r.wrong, r.t("msg.bad", "param", param, "v", value, "default", shown))
}

// choice returns the value of a parameter if it is among the allowed ones,
// else the first of them. The first is the default and stays out of the URL.
func (r *request) choice(param string, allowed ...string) string {
	v := r.q.Get(param)
	if v == "" {
		return allowed[0]
	}
	if !slices.Contains(allowed, v) {
		r.reject(param, v, allowed[0])
		return allowed[0]
	}
	if v == allowed[0] {
		r.q.Del(param)
	}
	return v
}

// base is the path before a page's own: the base path, and /en in English.
func (r *request) base() string {
	if r.lang == "en" {
		return r.srv.base + "/en"
	}
	return r.srv.base
}

// link is the address of another page with the state that travels along;
// pairs of name and value are added, an empty value takes one away.
func (r *request) link(path string, pairs ...string) string {
	q := url.Values{}
	for _, name := range carried {
		if v := r.q.Get(name); v != "" {
			q.Set(name, v)
		}
	}
	return r.with(path, q, pairs)
}

// here is the address of this page with some parameters changed.
func (r *request) here(pairs ...string) string { return r.with(r.path, clone(r.q), pairs) }

func (r *request) with(path string, q url.Values, pairs []string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if q.Get("scope") == r.e.scopes[0].Scope {
		q.Del("scope")
	}
	if s := canonical(q); s != "" {
		return r.base() + path + "?" + s
	}
	return r.base() + path
}

func clone(q url.Values) url.Values {
	out := url.Values{}
	for k, v := range q {
		out[k] = slices.Clone(v)
	}
	return out
}

func (r *request) scopeName(s scope) string {
	if r.lang == "en" && s.NameEn != "" {
		return s.NameEn
	}
	return s.Name
}

// regionName is the place in the reader's language.
func (r *request) regionName(g region) string {
	if r.lang == "en" {
		if name, ok := r.regions[g.RegionCode]; ok {
			return name
		}
		if g.RegionCode == r.sc.RegionCode && r.sc.NameEn != "" {
			return r.sc.NameEn
		}
	}
	if g.RegionName == "" {
		return g.RegionCode
	}
	return g.RegionName
}

func (r *request) regionShort(g region) string {
	if r.lang == "en" || g.ShortName == "" {
		return r.regionName(g)
	}
	return g.ShortName
}

func (r *request) chainName(id string) string {
	switch id {
	case "":
		return r.t("chain.all")
	case "OTHER":
		return r.t("chain.other")
	}
	if ch, ok := r.e.chain(r.sc.Scope, id); ok {
		return ch.ChainName
	}
	return id
}

// isRoot reports whether the whole scope is shown.
func (r *request) isRoot() bool { return r.reg.RegionCode == r.sc.RegionCode }

// isLatest reports whether the newest quarter is shown.
func (r *request) isLatest() bool {
	qs := r.e.quarters[r.sc.Scope]
	return len(qs) == 0 || qs[0] == r.period
}

// get runs a query for this request.
func get[T any](r *request, q query) ([]T, error) { return records[T](r.ctx, r.e.stmts, q) }

// sub joins the parts of a sub-title.
func (r *request) sub(parts ...string) string {
	var list []string
	for _, p := range parts {
		if p != "" {
			list = append(list, p)
		}
	}
	return strings.Join(list, r.t("sep"))
}
