package dashboard

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"
)

//go:embed templates/*.html
var templateFiles embed.FS

// views are the templates of one language, parsed once at start.
type views struct{ set *template.Template }

func loadViews(l *locale) (*views, error) {
	v := &views{}
	funcs := template.FuncMap{
		"t":    l.t,
		"lang": func() string { return l.lang },
		// render calls the template of a part by its name, so that a figure
		// can hold any part.
		"render": func(name string, data any) (template.HTML, error) {
			var b strings.Builder
			err := v.set.ExecuteTemplate(&b, name, data)
			return template.HTML(b.String()), err
		},
		"add": func(a, b int) int { return a + b },
	}
	var err error
	v.set, err = template.New("").Funcs(funcs).ParseFS(templateFiles, "templates/*.html")
	return v, err
}

func (v *views) part(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := v.set.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	return b.Bytes(), nil
}

func (v *views) page(s *shell) ([]byte, error)            { return v.part("layout.html", s) }
func (v *views) bare(data map[string]any) ([]byte, error) { return v.part("bare.html", data) }
