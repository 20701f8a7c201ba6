package dashboard

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

func newReply(code int, kind string, body []byte) *reply {
	sum := sha256.Sum256(body)
	r := &reply{code: code, kind: kind, body: body, etag: `"` + hex.EncodeToString(sum[:12]) + `"`}
	if len(body) > 1024 {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.DefaultCompression) // the level is valid
		_, _ = z.Write(body)                                     // a buffer takes everything
		_ = z.Close()
		r.gz = b.Bytes()
	}
	return r
}

func send(w http.ResponseWriter, q *http.Request, r *reply) {
	h := w.Header()
	h.Set("Content-Type", r.kind)
	h.Set("ETag", r.etag)
	h.Set("Vary", "Accept-Encoding")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache") // ask again, 304 if unchanged
	}
	if r.file != "" {
		h.Set("Content-Disposition", `attachment; filename="`+r.file+`"`)
	}
	if r.code == http.StatusOK && strings.Contains(q.Header.Get("If-None-Match"), r.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := r.body
	if r.gz != nil && strings.Contains(q.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = r.gz
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(r.code)
	if q.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader may be gone
	}
}

// twin writes the table of a page, or of the figure named by fig, as CSV or
// JSON.
func (r *request) twin(p *page, kind string) (*reply, error) {
	if p.Code >= 400 {
		return errorReply(kind, p.Code, p.H1), nil
	}
	f := p.tableFigure(r.q.Get("fig"))
	if f == nil {
		return errorReply(kind, http.StatusNotFound, r.t("err.notable")), nil
	}
	if kind == "csv" {
		var b bytes.Buffer
		if err := f.Table.writeCSV(&b); err != nil {
			return nil, err
		}
		answer := newReply(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
		answer.file = r.fileName(f) + ".csv"
		return answer, nil
	}
	body, err := json.Marshal(map[string]any{
		"ok": true, "release": r.e.ID, "edition": r.e.Manifest.Edition, "data_until": r.e.Manifest.DataUntil, "status": r.e.Manifest.Status,
		"scope": r.sc.Scope, "is_simulated": r.sc.IsSimulated, "region_code": r.reg.RegionCode, "quarter": r.period,
		"method_version": r.e.Manifest.MethodVersion, "title": p.H1, "figure": f.ID, "claim": f.Claim, "measure": f.Sub, "notes": f.Notes, "sql": f.SQL,
		"rows": f.Table.objects(),
	})
	if err != nil {
		return nil, err
	}
	return newReply(http.StatusOK, "application/json; charset=utf-8", append(body, '\n')), nil
}

// errorReply is the one shape of an error in a file.
func errorReply(kind string, code int, text string) *reply {
	if kind == "json" {
		body, _ := json.Marshal(map[string]any{"ok": false, "status": code, "error": text}) // strings and numbers always marshal
		return newReply(code, "application/json; charset=utf-8", append(body, '\n'))
	}
	return newReply(code, "text/plain; charset=utf-8", []byte(text+"\n"))
}

// fileName is subject_figure_region_period_release, with sim_ before
// simulated figures.
func (r *request) fileName(f *figure) string {
	name := strings.Trim(strings.ReplaceAll(r.path, "/", "_"), "_")
	if name == "" {
		name = "home"
	}
	name += "_" + f.ID + "_" + r.reg.RegionCode + "_" + r.period + "_" + r.e.ID
	if r.sc.IsSimulated {
		name = "sim_" + name
	}
	return name
}
