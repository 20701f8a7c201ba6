package dashboard

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"gongqiu/release"
)

// ScheduleEntry is one source in the schedule of the server.
type ScheduleEntry struct {
	Source string    // name as configured
	Cron   string    // cron line, Asia/Shanghai
	Last   time.Time // zero if it has not run
	Next   time.Time // zero if it will not
	Result string    // what the last run ended in, in words
}

// Options configure a Server. DataDir holds current.json and releases/.
type Options struct {
	DataDir  string
	BasePath string                 // "" or "/gongqiu" behind a proxy
	CacheMB  int                    // finished pages kept in memory, default 64
	Schedule func() []ScheduleEntry // next and last runs, may be nil
}

// Server shows the current release of a data folder and past ones by name.
type Server struct {
	opts    Options
	base    string
	library *library
	locales map[string]*locale
	views   map[string]*views
	assets  *assets
}

// New reads texts and templates. It succeeds without a release: pages then say
// how to make one.
func New(o Options) (*Server, error) {
	if o.CacheMB == 0 {
		o.CacheMB = 64
	}
	base := strings.TrimRight(o.BasePath, "/")
	if base != "" && !strings.HasPrefix(base, "/") {
		return nil, fmt.Errorf("base path %q must begin with /", o.BasePath)
	}
	s := &Server{opts: o, base: base, library: newLibrary(o.DataDir, o.CacheMB), locales: map[string]*locale{}, views: map[string]*views{}}
	var err error
	if s.assets, err = loadAssets(base); err != nil {
		return nil, err
	}
	if s.assets.charts == "" {
		log.Print("dashboard: the chart library is not built in; pages show tables only (make assets)")
	}
	for lang, tag := range map[string]string{"zh": "zh-CN", "en": "en"} {
		if s.locales[lang], err = loadLocale(lang, tag); err != nil {
			return nil, err
		}
		if s.views[lang], err = loadViews(s.locales[lang]); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Close closes the releases; requests under way may fail.
func (s *Server) Close() { s.library.close() }

// Handler serves pages under the base path and the health checks at the root.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET "+s.base+"/static/", s.assets)
	mux.HandleFunc("GET "+s.base+"/files/{release}/{path...}", s.file)
	mux.HandleFunc("GET "+s.base+"/feed.xml", s.feed)
	mux.HandleFunc("GET "+s.base+"/", s.page)
	if s.base != "" {
		mux.Handle("GET /{$}", http.RedirectHandler(s.base+"/", http.StatusFound))
		mux.Handle("GET "+s.base, http.RedirectHandler(s.base+"/", http.StatusMovedPermanently))
	}
	return s.guard(mux)
}

// policy allows what the pages use: style, script, images and data of their
// own origin.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"

// guard sets the security headers and turns a panic into an error page.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		defer func() {
			if v := recover(); v != nil && v != http.ErrAbortHandler {
				log.Printf("dashboard: %s: %v\n%s", q.URL.Path, v, debug.Stack())
				plain(w, http.StatusInternalServerError, "internal error\n")
			}
		}()
		next.ServeHTTP(w, q)
	})
}

func plain(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	fmt.Fprint(w, text)
}

// ready is 200 when a release can be read.
func (s *Server) ready(w http.ResponseWriter, q *http.Request) {
	e, err := s.library.take(q.Context(), "")
	if err != nil {
		plain(w, http.StatusServiceUnavailable, err.Error()+"\n")
		return
	}
	defer s.library.give(e)
	if err := e.DB.PingContext(q.Context()); err != nil {
		plain(w, http.StatusServiceUnavailable, err.Error()+"\n")
		return
	}
	plain(w, http.StatusOK, "release "+e.ID+"\n")
}

// page answers every page and its twins.
func (s *Server) page(w http.ResponseWriter, q *http.Request) {
	lang, path, twin := split(strings.TrimPrefix(q.URL.Path, s.base))
	query := known(q.URL.Query())
	e, err := s.library.take(q.Context(), query.Get("rel"))
	if err != nil && query.Get("rel") != "" && !errors.Is(err, release.ErrNone) {
		query.Del("rel")
		e, err = s.library.take(q.Context(), "")
	}
	if err != nil {
		s.noRelease(w, lang, err)
		return
	}
	defer s.library.give(e)

	key := lang + path + "." + twin + "?" + canonical(query)
	if r := e.cache.get(key); r != nil {
		send(w, q, r)
		return
	}
	r := &request{locale: s.locales[lang], f: format{lang}, ctx: q.Context(), srv: s, e: e, path: path, q: query}
	if query.Get("rel") != "" {
		r.past = query.Get("rel") != s.library.currentID()
	}
	answer, live, err := s.answer(r, twin)
	if err != nil {
		if q.Context().Err() != nil {
			return
		}
		log.Printf("dashboard: %s?%s: %v", q.URL.Path, q.URL.RawQuery, err)
		s.broken(w, r)
		return
	}
	if !live && answer.code == http.StatusOK {
		e.cache.put(key, answer)
	}
	send(w, q, answer)
}

// split takes language and twin off a path: /en/occ/4-01.csv is en, /occ/4-01, csv.
func split(path string) (lang, rest, twin string) {
	lang = "zh"
	if path == "/en" || strings.HasPrefix(path, "/en/") {
		lang, path = "en", strings.TrimPrefix(path, "/en")
	}
	for _, t := range []string{"csv", "json"} {
		if cut, ok := strings.CutSuffix(path, "."+t); ok {
			path, twin = cut, t
		}
	}
	if path = strings.TrimRight(path, "/"); path == "" || path == "/home" {
		path = "/"
	}
	return lang, path, twin
}

// answer makes the page and writes it as HTML, CSV or JSON.
func (s *Server) answer(r *request, twin string) (*reply, bool, error) {
	r.place()
	if r.path == "/suggest" {
		return r.suggest()
	}
	p, err := r.route()
	if err != nil {
		return nil, false, err
	}
	r.finish(p)
	if twin != "" {
		answer, err := r.twin(p, twin)
		return answer, p.Live, err
	}
	body, err := s.views[r.lang].page(r.shell(p))
	if err != nil {
		return nil, false, err
	}
	code := p.Code
	if code == 0 {
		code = http.StatusOK
	}
	return newReply(code, "text/html; charset=utf-8", body), p.Live, nil
}

// route calls the page for the path.
func (r *request) route() (*page, error) {
	pages := map[string]func() (*page, error){
		"/": r.home, "/chains": r.chains, "/occ": r.occupations, "/wages": r.wages, "/regions": r.regionsPage,
		"/compare": r.compare, "/catalogue": r.catalogue, "/quality": r.quality, "/method": r.method,
		"/downloads": r.downloads, "/search": r.search, "/review/titles": r.review,
	}
	if f, ok := pages[r.path]; ok {
		return f()
	}
	if code, ok := strings.CutPrefix(r.path, "/occ/"); ok && !strings.Contains(code, "/") {
		r.arg = code
		return r.occupation()
	}
	if id, ok := strings.CutPrefix(r.path, "/chain/"); ok && !strings.Contains(id, "/") {
		r.arg = id
		return r.chain()
	}
	return r.notFound(""), nil
}

// notFound is the 404 page; what names the thing that was not found.
func (r *request) notFound(what string) *page {
	p := &page{Title: r.t("err.404.title"), H1: r.t("err.404.h1"), Lead: []string{r.t("err.404.lead")}, Code: http.StatusNotFound}
	if what != "" {
		p.Lead = append([]string{what}, p.Lead...)
	}
	return p
}

// broken answers when the data cannot be read.
func (s *Server) broken(w http.ResponseWriter, r *request) {
	s.bare(w, r.locale, http.StatusInternalServerError, "err.500", time.Now().UTC().Format("20060102T150405"))
}

// noRelease answers while there is nothing to show.
func (s *Server) noRelease(w http.ResponseWriter, lang string, err error) {
	l := s.locales[lang]
	if errors.Is(err, release.ErrNone) {
		s.bare(w, l, http.StatusServiceUnavailable, "err.none", "")
		return
	}
	log.Printf("dashboard: %v", err)
	s.bare(w, l, http.StatusServiceUnavailable, "err.unreadable", err.Error())
}

// bare writes a page without data.
func (s *Server) bare(w http.ResponseWriter, l *locale, code int, key, detail string) {
	body, err := s.views[l.lang].bare(map[string]any{
		"Lang": l.tag, "Asset": s.assets.url, "Home": s.base + "/", "Title": l.t(key + ".h1"),
		"H1": l.t(key + ".h1"), "Lead": l.t(key+".lead", "id", detail), "Detail": detail, "Code": l.t(key + ".code"),
	})
	if err != nil {
		plain(w, code, l.t(key+".h1")+"\n")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write(body) // the reader may be gone
}

// mirror is the address of this page in the other language.
func (r *request) mirror() string {
	base := r.srv.base
	if r.lang == "zh" {
		base += "/en"
	}
	if s := canonical(r.q); s != "" {
		return base + r.path + "?" + s
	}
	return base + r.path
}
