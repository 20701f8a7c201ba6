package dashboard

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// hit is one answer of the search, with why it matched.
type hit struct {
	Kind, Code, Label, Alias, AliasKind string
	Grade, Size                         int
	Headcount                           Num
}

// fold brings what people type to one form: half width, lower case, no
// spaces, dashes or apostrophes.
func fold(s string) string {
	s = strings.ToLower(width.Fold.String(s))
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || strings.ContainsRune("-'’·.", c) {
			return -1
		}
		return c
	}, s)
}

// find searches names, trades, aliases, codes and pinyin. Grades: code,
// exact, prefix, alias prefix, inside, initials, full pinyin; then by demand.
func (r *request) find(text string, limit int) ([]hit, error) {
	q, ok := r.findQuery(text, limit)
	if !ok {
		return nil, nil
	}
	return get[hit](r, q)
}

// findQuery is the search as a query; false for what is too short to search.
func (r *request) findQuery(text string, limit int) (q query, ok bool) {
	f := fold(text)
	if f == "" {
		return q, false
	}
	han := strings.ContainsFunc(f, func(c rune) bool { return unicode.Is(unicode.Han, c) })
	if !han && len(f) < 2 {
		return q, false
	}
	return ask(`WITH terms AS (
  SELECT kind, code, label, alias, alias_kind, coalesce(headcount, 0) AS headcount, replace(code, '-', '') AS flat, lower(replace(alias, ' ', '')) AS a,
    string_split(coalesce(pinyin, ''), '|') AS sounds, string_split(coalesce(initials, ''), '|') AS heads
  FROM ref_search
  WHERE (kind <> 'region' OR code IN (SELECT region_code FROM ref_region WHERE scope = ?)) AND (kind <> 'chain' OR code IN (SELECT chain_id FROM ref_chain WHERE scope = ? AND chain_version = ?))
), graded AS (
  SELECT kind, code, label, alias, alias_kind, headcount, CASE
    WHEN starts_with(flat, ?) THEN 0
    WHEN a = ? AND alias_kind = 'name' THEN 1
    WHEN a = ? THEN 2
    WHEN starts_with(a, ?) AND alias_kind = 'name' THEN 3
    WHEN starts_with(a, ?) THEN 4
    WHEN contains(a, ?) THEN 5
    WHEN list_contains(heads, ?) THEN 6
    WHEN list_contains(sounds, ?) THEN 7
    WHEN len(list_filter(sounds, lambda x: starts_with(x, ?))) > 0 AND length(?) >= 3 THEN 8
    WHEN len(list_filter(heads, lambda x: starts_with(x, ?))) > 0 AND length(?) >= 3 THEN 9
    END AS grade
  FROM terms
)
SELECT kind, code, arg_min(label, grade) AS label, arg_min(alias, grade) AS alias, arg_min(alias_kind, grade) AS alias_kind, min(grade) AS grade, max(headcount) AS headcount, min(length(label)) AS size
FROM graded WHERE grade IS NOT NULL GROUP BY kind, code ORDER BY grade, headcount DESC, size, code LIMIT ?`,
		r.sc.Scope, r.sc.Scope, r.sc.ChainVersion, f, f, f, f, f, f, f, f, f, f, f, f, limit), true
}

// near offers names that are one typing error away from a name of the release.
func (r *request) near(text string) []hit {
	f := []rune(fold(text))
	if len(f) < 2 || len(f) > 20 {
		return nil
	}
	var list []hit
	for code, o := range r.e.occupations {
		if o.OccupationLevel == 4 && oneTypo(f, []rune(fold(o.OccupationName))) {
			list = append(list, hit{Kind: "occupation", Code: code, Label: o.OccupationName, Alias: o.OccupationName, AliasKind: "name"})
		}
	}
	slices.SortFunc(list, func(a, b hit) int { return strings.Compare(a.Code, b.Code) })
	return list[:min(len(list), 5)]
}

// oneTypo reports whether a becomes b by one insertion, deletion or
// replacement.
func oneTypo(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || slices.Equal(a[i+1:], b[i+1:])
	}
	return slices.Equal(a[i:], b[i+1:])
}

// target is the page of a hit.
func (r *request) target(h hit) string {
	switch h.Kind {
	case "chain":
		return r.link("/chain/" + h.Code)
	case "region":
		return r.link("/", "region", h.Code)
	}
	return r.link("/occ/" + h.Code)
}

// why says what matched when it is not the name itself.
func (r *request) why(h hit) string {
	if h.Alias == "" || h.Alias == h.Label || !r.has("alias."+h.AliasKind) {
		return ""
	}
	return r.t("search.why", "alias", h.Alias, "kind", r.t("alias."+h.AliasKind))
}

// search is the page of results; it works without script.
func (r *request) search() (*page, error) {
	text := strings.TrimSpace(r.q.Get("q"))
	found := ""
	p := &page{Title: r.t("search.title"), Main: "hits"}
	if text == "" {
		p.Lead = []string{r.t("search.lead.empty")}
		return p, r.searchable(p)
	}
	hits, err := r.find(text, 50)
	if err != nil {
		return nil, err
	}
	if len(hits) == 0 {
		p.H1 = r.t("search.h1.none", "q", text)
		p.Lead = []string{r.t("search.lead.none")}
		near := r.near(text)
		if len(near) == 0 {
			return p, nil
		}
		hits = near
		p.Lead = []string{r.t("search.lead.near")}
	} else {
		q, _ := r.findQuery(text, 50)
		found = q.String()
		p.H1 = r.t("search.h1", "q", text, "n", len(hits))
	}
	t := &table{RowHead: 2, List: true, Caption: p.H1, Cols: []col{{Name: "kind"}, {Name: "code"}, {Name: "label", Head: r.t("col.name")}, {Head: r.t("col.kind")}, {Name: "alias", Head: r.t("col.matched")}, {Name: "class", Head: r.t("col.class")}, {Name: "headcount", Head: r.t("col.demand"), Unit: r.t("unit.people"), Kind: digits}}}
	states, err := r.states(hits)
	if err != nil {
		return nil, err
	}
	for _, h := range hits {
		class := cell{Text: "—"}
		if c, ok := states[h.Code]; ok && h.Kind == "occupation" {
			class = cell{V: c, Status: r.status(c)}
		}
		demand := "—"
		if h.Headcount.OK && h.Headcount.V > 0 {
			demand = r.f.count(h.Headcount.V)
		}
		t.add(cell{V: h.Kind}, cell{V: h.Code}, cell{V: h.Label, Text: h.Label, Href: r.target(h), Note: h.Code, Chinese: r.lang == "en"}, cell{Text: r.t("found." + h.Kind)}, cell{V: h.Alias, Text: or(r.why(h), r.t("search.byname"))}, class, cell{V: h.Headcount, Text: demand})
	}
	p.figure(12, &figure{ID: "hits", Claim: r.t("search.claim"), Sub: r.sub(r.scopeName(r.sc), r.f.quarter(r.period)), Table: t, SQL: found})
	return p, nil
}

// searchable says what the search box knows.
func (r *request) searchable(p *page) error {
	q := ask(`SELECT kind, count(DISTINCT code) AS things, count(*) FILTER (alias_kind = 'name') AS name, count(*) FILTER (alias_kind = 'trade') AS trade, count(*) FILTER (alias_kind = 'alias') AS alias, count(*) FILTER (alias_kind = 'code') AS code FROM ref_search
WHERE (kind <> 'region' OR code IN (SELECT region_code FROM ref_region WHERE scope = ?)) AND (kind <> 'chain' OR code IN (SELECT chain_id FROM ref_chain WHERE scope = ? AND chain_version = ?))
GROUP BY kind ORDER BY count(*) DESC, kind`, r.sc.Scope, r.sc.Scope, r.sc.ChainVersion)
	rows, err := get[struct {
		Kind                             string
		Things, Name, Trade, Alias, Code Num
	}](r, q)
	if err != nil {
		return err
	}
	var names, trades, aliases, codes float64
	t := &table{RowHead: 0, List: true, Empty: r.t("search.lead.none"), Cols: []col{{Name: "kind", Head: r.t("col.kind")}, {Name: "things", Head: r.t("col.things"), Kind: digits}, {Name: "name", Head: r.t("alias.name"), Kind: digits}, {Name: "trade", Head: r.t("alias.trade"), Kind: digits}, {Name: "alias", Head: r.t("alias.alias"), Kind: digits}, {Name: "code", Head: r.t("alias.code"), Kind: digits}}}
	for _, x := range rows {
		names, trades, aliases, codes = names+x.Name.V, trades+x.Trade.V, aliases+x.Alias.V, codes+x.Code.V
		kind := x.Kind
		if r.has("found." + kind) {
			kind = r.t("found." + kind)
		}
		t.add(cell{V: x.Kind, Text: kind}, cell{V: x.Things, Text: r.orDash(x.Things)}, cell{V: x.Name, Text: r.orDash(x.Name)}, cell{V: x.Trade, Text: r.orDash(x.Trade)}, cell{V: x.Alias, Text: r.orDash(x.Alias)}, cell{V: x.Code, Text: r.orDash(x.Code)})
	}
	p.H1 = r.t("search.h1.empty", "n", r.f.count(names+trades+aliases+codes), "a", r.f.count(names), "b", r.f.count(trades), "c", r.f.count(aliases), "d", r.f.count(codes))
	t.Caption = r.t("search.terms.claim")
	p.figure(12, &figure{ID: "terms", Claim: t.Caption, Sub: r.sub(r.t("search.terms.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String()})
	return nil
}

// states are the classes of occupations in the place and quarter shown.
func (r *request) states(hits []hit) (map[string]string, error) {
	codes := make([]string, len(hits))
	for i, h := range hits {
		codes[i] = h.Code
	}
	rows, err := get[struct{ OccupationCode, Class string }](r, ask(`SELECT occupation_code, class FROM out_shortage WHERE scope = ? AND region_code = ? AND quarter = ? AND list_contains(string_split(?, '|'), occupation_code)`, r.sc.Scope, r.reg.RegionCode, r.period, strings.Join(codes, "|")))
	out := map[string]string{}
	for _, x := range rows {
		out[x.OccupationCode] = x.Class
	}
	return out, err
}

// suggest answers the search box while the reader types.
func (r *request) suggest() (*reply, bool, error) {
	hits, err := r.find(r.q.Get("q"), 8)
	if err != nil {
		return nil, false, err
	}
	type item struct {
		Label string `json:"label"`
		Why   string `json:"why,omitempty"`
		Kind  string `json:"kind"`
		Code  string `json:"code"`
		Href  string `json:"href"`
	}
	list := []item{}
	for _, h := range hits {
		list = append(list, item{h.Label, r.why(h), r.t("found." + h.Kind), h.Code, r.target(h)})
	}
	body, err := json.Marshal(map[string]any{"ok": true, "items": list})
	if err != nil {
		return nil, false, err
	}
	return newReply(http.StatusOK, "application/json; charset=utf-8", body), false, nil
}
