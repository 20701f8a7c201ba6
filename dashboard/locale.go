package dashboard

import (
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

//go:embed locale/*.json
var localeFiles embed.FS

// locale is the text of one language by key; {name} in a text is a slot.
type locale struct {
	lang    string // zh or en
	tag     string // for <html lang>
	text    map[string]string
	regions map[string]string // names of regions by code, where the release has Chinese names only
}

func loadLocale(lang, tag string) (*locale, error) {
	l := &locale{lang: lang, tag: tag}
	for file, into := range map[string]*map[string]string{"locale/" + lang + ".json": &l.text, "locale/regions_" + lang + ".json": &l.regions} {
		text, err := localeFiles.ReadFile(file)
		if err != nil {
			if strings.Contains(file, "regions_") {
				continue
			}
			return nil, err
		}
		if err := json.Unmarshal(text, into); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return l, nil
}

var slot = regexp.MustCompile(`\{[a-z0-9_]+\}`)

// t returns the text of key with its slots filled from name, value pairs. A
// missing key shows as itself; a test keeps that from happening.
func (l *locale) t(key string, pairs ...any) string {
	text, ok := l.text[key]
	if !ok {
		return key
	}
	if len(pairs) == 0 {
		return text
	}
	return slot.ReplaceAllStringFunc(text, func(s string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == s[1:len(s)-1] {
				return fmt.Sprint(pairs[i+1])
			}
		}
		return s
	})
}

// has reports whether the language has the key.
func (l *locale) has(key string) bool { _, ok := l.text[key]; return ok }
