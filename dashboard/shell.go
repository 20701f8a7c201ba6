package dashboard

import (
	"strconv"
	"strings"
	"time"
)

// shell is what stands around every page: head, header, release line, footer.
type shell struct {
	*page
	Lang, DocTitle       string
	Style, App, Charts   string
	ChartLib, Icon, Feed string
	Home, Brand, Scope   string
	Scopes               []choice
	Nav                  []choice
	SearchURL, Query     string
	SuggestURL           string
	Hidden               []hidden
	Permalink            string // for print
	Mirror, MirrorTag    string
	MirrorText           string
	Sim                  bool
	SimText              string
	Release              []string
	Status               string
	StatusWord           string
	Stale                string
	Past                 *message
	Footer               footer
	HasCharts            bool
}

type choice struct {
	Text, Href string
	Current    bool
}

type hidden struct{ Name, Value string }

type footer struct {
	Sources  []string
	Issuer   string
	Contact  string
	Build    string
	Schedule string
	Feed     string
	About    []link
}

// navigation in the order of reading, with the page it marks as current.
var navigation = []struct{ name, path string }{
	{"home", "/"}, {"chains", "/chains"}, {"wages", "/wages"}, {"regions", "/regions"}, {"compare", "/compare"},
	{"catalogue", "/catalogue"}, {"quality", "/quality"}, {"method", "/method"}, {"downloads", "/downloads"},
}

func (r *request) shell(p *page) *shell {
	m := r.e.Manifest
	a := r.srv.assets
	s := &shell{
		page: p, Lang: r.tag, Style: a.url("css/app.css"), App: a.url("js/app.js"), Icon: a.url("favicon.svg"), Feed: r.srv.base + "/feed.xml",
		Home: r.link("/"), Brand: r.t("brand"), Scope: r.t("brand.scope", "scope", r.scopeName(r.sc)),
		SearchURL: r.base() + "/search", SuggestURL: r.link("/suggest"), Query: r.q.Get("q"),
		Permalink: r.permalink(), Mirror: r.mirror(), MirrorText: r.t("mirror"), MirrorTag: map[string]string{"zh": "en", "en": "zh-CN"}[r.lang],
		Sim: r.sc.IsSimulated, Status: m.Status, StatusWord: r.t("vintage." + m.Status),
	}
	prefix := ""
	if s.Sim {
		prefix = r.t("sim.mark")
		s.SimText = r.t("sim.strip")
	}
	s.DocTitle = prefix + p.Title + " · " + r.scopeName(r.sc) + " " + r.period + " · " + r.t("brand")
	for _, sc := range r.e.scopes {
		name := r.scopeName(sc)
		if sc.IsSimulated {
			name += r.t("sim.mark.after")
		}
		s.Scopes = append(s.Scopes, choice{name, r.scopeLink(sc), sc.Scope == r.sc.Scope})
	}
	for _, n := range navigation {
		s.Nav = append(s.Nav, choice{r.t("nav." + n.name), r.link(n.path), n.name == p.Name})
	}
	for _, name := range carried {
		if v := r.q.Get(name); v != "" {
			s.Hidden = append(s.Hidden, hidden{name, v})
		}
	}
	until := r.until()
	s.Release = []string{r.f.edition(m.Edition), r.t("rel.until", "date", until)}
	if !m.PublishedAt.IsZero() {
		s.Release = append(s.Release, r.t("rel.published", "date", m.PublishedAt.In(shanghai).Format(time.DateOnly)))
	}
	if m.NextRelease != "" {
		s.Release = append(s.Release, r.t("rel.next", "date", m.NextRelease))
		if next, err := time.ParseInLocation(time.DateOnly, m.NextRelease, shanghai); err == nil && !r.past {
			if late := int(time.Since(next).Hours() / 24); late > 0 {
				s.Stale = r.t("rel.stale", "date", until, "d", late)
			}
		}
	} else {
		s.Release = append(s.Release, r.t("rel.nonext"))
	}
	if n, ok := r.e.revised[r.sc.Scope]; ok {
		s.Release = append(s.Release, r.t("rel.revised", "n", n))
	}
	switch {
	case r.past:
		s.Past = &message{Level: "info", Text: r.t("rel.past", "edition", r.f.edition(m.Edition)), Link: &link{r.t("rel.tocurrent"), r.here("rel", "")}}
	case !r.isLatest():
		s.Past = &message{Level: "info", Text: r.t("rel.period", "t", r.f.quarter(r.period)), Link: &link{r.t("rel.tolatest"), r.here("t", "")}}
	}
	for _, b := range p.Blocks {
		if b.Figure != nil && b.Figure.Chart != nil {
			s.HasCharts = true
		}
	}
	if s.HasCharts && a.charts != "" {
		s.ChartLib, s.Charts = a.charts, a.url("js/charts.js")
	}
	s.Footer = footer{
		Issuer: m.Issuer, Contact: m.Contact, Feed: r.srv.base + "/feed.xml",
		Build: r.t("foot.build", "id", m.ID, "program", m.ProgramVersion, "method", m.MethodVersion),
		About: []link{{r.t("foot.method"), r.link("/method")}, {r.t("foot.licence"), r.link("/downloads") + "#licence"}, {r.t("foot.a11y"), r.link("/method") + "#a11y"}, {r.t("foot.schedule"), r.link("/quality") + "#schedule"}, {r.t("review.title"), r.link("/review/titles")}},
	}
	return s
}

// until is the last day in the data of the scope.
func (r *request) until() string { return or(r.sc.DataUntil, r.e.Manifest.DataUntil) }

// scopeLink is this page for another scope; a page about one place or chain
// leads to its list there.
func (r *request) scopeLink(sc scope) string {
	pairs := []string{"scope", sc.Scope, "region", "", "t", "", "chain", "", "page", "", "fig", "", "a", "", "b", ""}
	if strings.HasPrefix(r.path, "/chain/") {
		return r.link("/chains", pairs...)
	}
	return r.here(pairs...)
}

// finish completes what all figures and pages have in common.
func (r *request) finish(p *page) {
	for _, w := range r.wrong {
		p.warn(w)
	}
	xlsx := r.link("/downloads") + "#bureau"
	kind := []string{"目录", "catalogue"}
	if p.Name == "wages" {
		kind = []string{"薪酬", "wage"}
	}
	for _, f := range r.bureauFiles(kind[0], kind[1]) {
		if strings.HasSuffix(f.Href, ".xlsx") {
			xlsx = f.Href
		}
	}
	for i := range p.Blocks {
		f := p.Blocks[i].Figure
		if f == nil {
			continue
		}
		if f.ID == "" {
			f.ID = "f" + strconv.Itoa(i+1)
		}
		if r.sc.IsSimulated {
			f.Sim = r.t("sim.watermark")
		}
		if f.Source == "" {
			f.Source = r.t("fig.source", "scope", r.scopeName(r.sc), "method", r.e.Manifest.MethodVersion, "date", r.until())
		} else {
			f.Source += r.t("sep") + r.t("fig.method", "method", r.e.Manifest.MethodVersion)
		}
		if f.Table != nil {
			f.Rows = r.t("fig.rows", "n", r.f.dec(float64(len(f.Table.Rows)), 0))
			csv := r.twinPath("csv")
			f.Links = append(f.Links, link{"CSV", r.with(csv, clone(r.q), []string{"fig", f.ID})})
			f.Links = append(f.Links, link{"JSON", r.with(r.twinPath("json"), clone(r.q), []string{"fig", f.ID})})
			f.Links = append(f.Links, link{"XLSX", xlsx})
		}
		f.Links = append(f.Links, link{r.t("fig.permalink"), r.permalink() + "#" + f.ID})
	}
}

func (r *request) twinPath(kind string) string {
	if r.path == "/" {
		return "/home." + kind
	}
	return r.path + "." + kind
}

// permalink names the release, so that it shows the same figures for ever.
func (r *request) permalink() string {
	return r.here("rel", r.e.ID, "scope", r.sc.Scope, "t", r.period)
}

var shanghai = time.FixedZone("CST", 8*3600)
