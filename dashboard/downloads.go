package dashboard

import (
	"encoding/xml"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongqiu/release"
)

// fileURL is the address of a file of this release.
func (r *request) fileURL(name string) string {
	return r.srv.base + (&url.URL{Path: "/files/" + r.e.ID + "/" + name}).EscapedPath()
}

// downloads lists every file with its rows, size and hash, and how to open it.
func (r *request) downloads() (*page, error) {
	m := r.e.Manifest
	p := &page{Name: "downloads", Title: r.t("nav.downloads"), Main: "files"}
	total := int64(0)
	for _, f := range m.Files {
		total += f.Bytes
	}
	p.H1 = r.t("downloads.h1", "n", len(m.Files), "size", r.f.bytes(total))
	p.Lead = []string{r.t("downloads.lead", "id", m.ID)}
	p.Blocks = append(p.Blocks, block{Wide: 12, Part: "contents.html", Data: []choice{{r.t("want.publish"), "#bureau", false}, {r.t("want.table"), "#csv", false}, {r.t("want.analyse"), "#data", false}, {r.t("want.api"), "#api", false}}})
	groups := []struct {
		id    string
		match func(string) bool
	}{
		{"bureau", func(s string) bool { return strings.HasPrefix(s, "bureau/") }},
		{"csv", func(s string) bool { return strings.HasPrefix(s, "csv/") }},
		{"data", func(s string) bool { return strings.HasSuffix(s, ".duckdb") || strings.HasPrefix(s, "parquet/") }},
		{"other", func(string) bool { return true }},
	}
	taken := map[string]bool{}
	for _, g := range groups {
		t := &table{RowHead: 0, List: true, Caption: r.t("downloads." + g.id), Cols: []col{{Name: "path", Head: r.t("col.file")}, {Name: "content", Head: r.t("col.content")}, {Name: "rows", Head: r.t("col.rows"), Kind: digits}, {Name: "bytes", Head: r.t("col.size"), Kind: digits}, {Name: "sha256", Head: "SHA-256"}}}
		for _, f := range m.Files {
			if taken[f.Path] || !g.match(f.Path) {
				continue
			}
			taken[f.Path] = true
			text := f.ZH
			if r.lang == "en" {
				text = f.EN
			}
			rows := "—"
			if f.Rows > 0 {
				rows = r.f.count(float64(f.Rows))
			}
			name := cell{V: f.Path, Text: f.Path, Href: r.fileURL(f.Path)}
			if info, err := os.Stat(filepath.Join(r.e.Dir, filepath.FromSlash(f.Path))); err != nil || info.Size() != f.Bytes {
				name = cell{V: f.Path, Text: f.Path, Mark: r.t("downloads.missing")}
			}
			t.add(name, cell{V: text, Text: or(text, "—"), Note: f.Table}, cell{V: float64(f.Rows), Text: rows}, cell{V: float64(f.Bytes), Text: r.f.bytes(f.Bytes)}, cell{V: f.SHA256, Text: short(f.SHA256)})
		}
		if len(t.Rows) == 0 {
			p.Blocks = append(p.Blocks, block{Wide: 12, Part: "prose.html", Data: []string{r.t("downloads.empty")}, Title: r.t("downloads." + g.id), ID: g.id})
			continue
		}
		p.figure(12, &figure{ID: g.id, Claim: r.t("downloads."+g.id+".claim", "n", len(t.Rows)), Sub: r.t("downloads." + g.id + ".sub"), Table: t, Source: r.t("downloads.verify")})
	}
	p.Blocks = append(p.Blocks, block{Wide: 12, Part: "code.html", Data: r.recipes(), Title: r.t("downloads.open"), ID: "open"})
	p.Blocks = append(p.Blocks, block{Wide: 12, Part: "prose.html", Data: r.paragraphs("api"), Title: r.t("api"), ID: "api"})
	r.dictionary(p)
	if err := r.queries(p); err != nil {
		return nil, err
	}
	r.pastReleases(p)
	p.Blocks = append(p.Blocks, block{Wide: 12, Part: "facts.html", Data: r.citation(), Title: r.t("cite.title"), ID: "licence"})
	return p, nil
}

// recipe is code to copy.
type recipe struct{ Name, Code string }

// recipes open the release in the tools that researchers use.
func (r *request) recipes() []recipe {
	db := r.e.Manifest.Database
	sql := "SELECT occupation_code, class, score, score_lo, score_hi, rank, n_ads, n_employers FROM out_shortage WHERE scope = '" + r.sc.Scope + "' AND region_code = '" + r.reg.RegionCode + "' AND quarter = '" + r.period + "' ORDER BY rank NULLS LAST LIMIT 10"
	return []recipe{
		{"DuckDB", "duckdb -readonly " + db + " \"" + sql + "\""},
		{"Python", "import duckdb\ncon = duckdb.connect(\"" + db + "\", read_only=True)\nprint(con.sql(\"\"\"" + sql + "\"\"\").df())"},
		{"R", "library(duckdb)\ncon <- dbConnect(duckdb(), \"" + db + "\", read_only = TRUE)\ndbGetQuery(con, \"" + sql + "\")"},
		{"Node", "import { DuckDBInstance } from \"@duckdb/node-api\";\nconst db = await DuckDBInstance.create(\"" + db + "\", { access_mode: \"READ_ONLY\" });\nconst con = await db.connect();\nconst result = await con.runAndReadAll(`" + sql + "`);\nconsole.table(result.getRowObjects());"},
	}
}

// dictionary lists the published tables with their columns.
func (r *request) dictionary(p *page) {
	t := &table{RowHead: 1, List: true, Caption: r.t("dict.title"), Cols: []col{{Name: "table_name"}, {Name: "column_name", Head: r.t("col.columnname")}, {Name: "type", Head: r.t("col.type")}, {Name: "unit", Head: r.t("col.unit")}, {Name: "text", Head: r.t("col.meaning")}}, Groups: map[int]string{}}
	tables := 0
	for _, tab := range release.Dictionary() {
		tables++
		title := tab.ZH
		if r.lang == "en" {
			title = tab.EN
		}
		t.Groups[len(t.Rows)] = tab.Name + r.t("colon") + title
		for _, c := range tab.Columns {
			text := c.ZH
			if r.lang == "en" {
				text = c.EN
			}
			t.add(cell{V: tab.Name}, cell{V: c.Name, Text: c.Name}, cell{V: c.Type, Text: c.Type}, cell{V: c.Unit, Text: or(c.Unit, "—"), Chinese: r.lang == "en"}, cell{V: text, Text: text})
		}
	}
	p.figure(12, &figure{ID: "dictionary", Claim: r.t("dict.claim", "n", tables, "k", len(t.Rows)), Sub: r.t("dict.sub"), Table: t, Closed: true, SQL: "SELECT table_name, column_name, column_type, unit, zh, en FROM meta_field;", Source: r.t("dict.source")})
}

// queries shows the SQL that recomputes published figures.
func (r *request) queries(p *page) error {
	rows, err := get[struct{ Name, TableName, SQL, Zh, En string }](r, ask(`SELECT name, table_name, sql, zh, en FROM meta_query ORDER BY table_name, name`))
	if err != nil || len(rows) == 0 {
		return err
	}
	var list []recipe
	for _, q := range rows {
		text := q.Zh
		if r.lang == "en" {
			text = q.En
		}
		list = append(list, recipe{q.TableName + r.t("colon") + or(text, q.Name), q.SQL})
	}
	p.Blocks = append(p.Blocks, block{Wide: 12, Part: "code.html", Data: list, Title: r.t("queries.title", "n", len(list)), ID: "queries"})
	return nil
}

// pastReleases links the editions that are kept.
func (r *request) pastReleases(p *page) {
	list, err := release.List(r.srv.opts.DataDir)
	if err != nil || len(list) == 0 {
		return
	}
	t := &table{RowHead: 0, List: true, Caption: r.t("past.title"), Cols: []col{{Name: "release", Head: r.t("col.release")}, {Name: "edition", Head: r.t("col.edition")}, {Name: "data_until", Head: r.t("col.until")}, {Name: "published_at", Head: r.t("col.published")}, {Name: "status", Head: r.t("col.vintage")}}}
	for _, m := range list {
		t.add(cell{V: m.ID, Text: m.ID, Href: r.base() + "/?rel=" + m.ID}, cell{V: m.Edition, Text: r.f.edition(m.Edition)}, cell{V: m.DataUntil, Text: m.DataUntil}, cell{V: m.PublishedAt.Format(time.RFC3339), Text: m.PublishedAt.In(shanghai).Format(time.DateOnly)}, cell{V: m.Status, Text: r.t("vintage." + m.Status)})
	}
	p.Live = true // releases may be added while this one stands
	p.figure(12, &figure{ID: "past", Claim: r.t("past.claim", "n", len(list)), Sub: r.t("past.sub"), Table: t, Source: r.t("past.source")})
}

// citation says how to cite, and under which licences the data stand.
func (r *request) citation() *facts {
	m := r.e.Manifest
	issuer := or(m.Issuer, r.t("brand"))
	mark := ""
	if r.sc.IsSimulated {
		mark = r.t("sim.mark")
	}
	year := m.PublishedAt.In(shanghai).Format("2006")
	title := mark + r.t("cite.data", "scope", r.scopeName(r.sc), "edition", r.f.edition(m.Edition))
	b := &facts{Items: []fact{
		{Term: "GB/T 7714", Text: fmt.Sprintf("%s. %s[DS]. %s, %s.", issuer, title, m.ID, m.PublishedAt.In(shanghai).Format(time.DateOnly))},
		{Term: "APA", Text: fmt.Sprintf("%s. (%s). %s [Data set]. Release %s.", issuer, year, title, m.ID)},
	}}
	rows, err := get[struct{ Licence, Name string }](r, ask(`SELECT DISTINCT licence, name FROM meta_source WHERE scope = ? ORDER BY name`, r.sc.Scope))
	if err == nil {
		for _, x := range rows {
			if x.Licence != "" {
				b.Items = append(b.Items, fact{Term: r.t("col.licence"), Text: x.Name + r.t("colon") + x.Licence, Chinese: r.lang == "en"})
			}
		}
	}
	if r.sc.IsSimulated {
		b.Note = r.t("sim.strip")
	}
	return b
}

// file serves one file of a release; only what the manifest lists, and the
// manifest and checksums themselves.
func (s *Server) file(w http.ResponseWriter, q *http.Request) {
	id, name := q.PathValue("release"), q.PathValue("path")
	e, err := s.library.take(q.Context(), id)
	if err != nil {
		plain(w, http.StatusNotFound, "no such release\n")
		return
	}
	defer s.library.give(e)
	listed := name == "manifest.json" || name == "SHA256SUMS" || slices.ContainsFunc(e.Manifest.Files, func(f release.File) bool { return f.Path == name })
	if !listed || !filepath.IsLocal(filepath.FromSlash(name)) {
		plain(w, http.StatusNotFound, "no such file in this release\n")
		return
	}
	f, err := os.Open(filepath.Join(e.Dir, filepath.FromSlash(name)))
	if err != nil {
		plain(w, http.StatusNotFound, "the file is missing from the release\n")
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		plain(w, http.StatusInternalServerError, "the file cannot be read\n")
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(name)}))
	if strings.HasSuffix(name, ".duckdb") || strings.HasSuffix(name, ".parquet") {
		h.Set("Content-Type", "application/octet-stream")
	}
	http.ServeContent(w, q, path.Base(name), info.ModTime(), f)
}

// feed is an Atom feed of the releases.
func (s *Server) feed(w http.ResponseWriter, q *http.Request) {
	list, err := release.List(s.opts.DataDir)
	if err != nil {
		plain(w, http.StatusInternalServerError, "the releases cannot be listed\n")
		return
	}
	type atomLink struct {
		Href string `xml:"href,attr"`
	}
	type atomEntry struct {
		Title   string   `xml:"title"`
		ID      string   `xml:"id"`
		Updated string   `xml:"updated"`
		Link    atomLink `xml:"link"`
		Summary string   `xml:"summary"`
	}
	feed := struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Title   string      `xml:"title"`
		ID      string      `xml:"id"`
		Updated string      `xml:"updated"`
		Entries []atomEntry `xml:"entry"`
	}{Title: s.locales["zh"].t("brand") + " " + s.locales["en"].t("brand"), ID: "urn:gongqiu:releases", Updated: time.Time{}.Format(time.RFC3339)}
	for _, m := range list {
		mark := ""
		if m.Simulated != "none" && m.Simulated != "" {
			mark = s.locales["zh"].t("sim.mark")
		}
		at := m.PublishedAt.UTC().Format(time.RFC3339)
		if feed.Updated < at {
			feed.Updated = at
		}
		feed.Entries = append(feed.Entries, atomEntry{Title: mark + format{"zh"}.edition(m.Edition) + " " + m.Status, ID: "urn:gongqiu:" + m.ID, Updated: at, Link: atomLink{s.base + "/?rel=" + m.ID}, Summary: s.locales["zh"].t("rel.until", "date", m.DataUntil)})
	}
	body, err := xml.MarshalIndent(feed, "", " ")
	if err != nil {
		plain(w, http.StatusInternalServerError, "the feed cannot be written\n")
		return
	}
	send(w, q, newReply(http.StatusOK, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), body...)))
}
