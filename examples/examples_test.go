// Package examples holds the configuration and the queries that newcomers copy.
package examples

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"gongqiu/internal/config"
)

// The example is what people begin with: it must be accepted as it stands, and
// it must show every key there is, so that a new key cannot go undocumented.
func TestExampleConfigurationShowsEveryKey(t *testing.T) {
	c, err := config.Load("gongqiu.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("gongqiu.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, line := range strings.Split(string(text), "\n") {
		code, _, _ := strings.Cut(line, "#")
		shown = append(shown, strings.TrimPrefix(strings.TrimSpace(code), "- "))
	}
	var missing []string
	var walk func(of reflect.Type)
	walk = func(of reflect.Type) {
		if of.Kind() == reflect.Slice {
			of = of.Elem()
		}
		if of.Kind() != reflect.Struct {
			return
		}
		for i := range of.NumField() {
			key, _, _ := strings.Cut(of.Field(i).Tag.Get("yaml"), ",")
			if key == "-" || key == "" {
				continue
			}
			found := false
			for _, line := range shown {
				found = found || strings.HasPrefix(line, key+":")
			}
			if !found {
				missing = append(missing, key)
			}
			walk(of.Field(i).Type)
		}
	}
	walk(reflect.TypeFor[config.Config]())
	if len(missing) > 0 {
		t.Errorf("gongqiu.yaml does not show: %s", strings.Join(missing, ", "))
	}
	kinds := map[string]bool{}
	for _, s := range c.Sources {
		kinds[s.Kind] = true
	}
	for _, k := range config.Kinds {
		if !kinds[k] {
			t.Errorf("gongqiu.yaml has no source of kind %s", k)
		}
	}
}
