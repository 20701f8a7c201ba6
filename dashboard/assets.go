package dashboard

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// all: so that an empty dist with only its placeholder compiles.
//
//go:embed all:static
var staticFiles embed.FS

// chartLibrary is what web/build.mjs writes.
const chartLibrary = "dist/echarts.min.js"

// assets serves style and script from memory under addresses that change with
// their content.
type assets struct {
	prefix string
	files  map[string]*reply
	charts string // address of the chart library, empty if it is not built in
}

func loadAssets(base string) (*assets, error) {
	a := &assets{prefix: base + "/static/", files: map[string]*reply{}}
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Base(name) == ".keep" {
			return err
		}
		body, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		kind := mime.TypeByExtension(path.Ext(name))
		switch path.Ext(name) { // the machine's own table may lack these
		case ".js":
			kind = "text/javascript; charset=utf-8"
		case ".css":
			kind = "text/css; charset=utf-8"
		case ".svg":
			kind = "image/svg+xml"
		case ".txt":
			kind = "text/plain; charset=utf-8"
		}
		a.files[strings.TrimPrefix(name, "static/")] = newReply(http.StatusOK, kind, body)
		return nil
	})
	if err != nil {
		return nil, err
	}
	// One style sheet for the browser: tokens first, then the rest.
	tokens, style := a.files["css/tokens.css"], a.files["css/app.css"]
	a.files["css/app.css"] = newReply(http.StatusOK, style.kind, bytes.Join([][]byte{tokens.body, style.body}, []byte("\n")))
	if _, ok := a.files[chartLibrary]; ok {
		a.charts = a.url(chartLibrary)
	}
	return a, nil
}

// url is the address of a file, with a hash of its content.
func (a *assets) url(name string) string {
	f, ok := a.files[name]
	if !ok {
		return a.prefix + name
	}
	sum := sha256.Sum256(f.body)
	return a.prefix + name + "?h=" + hex.EncodeToString(sum[:6])
}

func (a *assets) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	name := strings.TrimPrefix(q.URL.Path, a.prefix)
	f, ok := a.files[name]
	if !ok {
		plain(w, http.StatusNotFound, "not found\n")
		return
	}
	if q.URL.Query().Has("h") {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	send(w, q, f)
}
