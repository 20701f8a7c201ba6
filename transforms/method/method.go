// Package method holds the constants of the method, their version and their
// texts. They live in one file, method.toml; SQL models read them as DuckDB
// variables of the same names, Go reads them here.
package method

import (
	_ "embed"
	"fmt"
	"math"
	"regexp"
	"sync"

	"github.com/BurntSushi/toml"
)

//go:embed method.toml
var embedded string

// Constant is one number of the method with its unit and texts.
type Constant struct {
	Key, Group string
	Value      float64
	Unit       string
	ZH, EN     string
}

// Method is one version of the constants, in the order of the file.
type Method struct {
	Version   string
	Constants []Constant
	index     map[string]float64
}

var version = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// Default is the method of this program.
var Default = sync.OnceValue(func() *Method {
	m, err := Parse(embedded)
	if err != nil {
		panic("transforms/method/method.toml: " + err.Error())
	}
	return m
})

// Parse reads a method file. An unknown key, a missing text or a version that
// is not major.minor.patch is an error.
func Parse(text string) (*Method, error) {
	var doc map[string]any
	meta, err := toml.Decode(text, &doc)
	if err != nil {
		return nil, err
	}
	m := &Method{index: map[string]float64{}}
	m.Version, _ = doc["version"].(string)
	if !version.MatchString(m.Version) {
		return nil, fmt.Errorf("version %q is not major.minor.patch", m.Version)
	}
	for _, key := range meta.Keys() {
		switch len(key) {
		case 1:
			if _, group := doc[key[0]].(map[string]any); !group && key[0] != "version" {
				return nil, fmt.Errorf("%s stands outside a group", key)
			}
		case 2:
			group, name := key[0], key[1]
			var c struct {
				Value        any
				Unit, ZH, EN string
			}
			fields, ok := doc[group].(map[string]any)[name].(map[string]any)
			if !ok {
				return nil, fmt.Errorf("%s is not of the form { value = …, unit = …, zh = …, en = … }", key)
			}
			for field, v := range fields {
				s, isText := v.(string)
				switch {
				case field == "value":
					c.Value = v
				case field == "unit" && isText:
					c.Unit = s
				case field == "zh" && isText:
					c.ZH = s
				case field == "en" && isText:
					c.EN = s
				default:
					return nil, fmt.Errorf("%s.%s: unknown, or not a text", key, field)
				}
			}
			var value float64
			switch v := c.Value.(type) {
			case int64:
				value = float64(v)
			case float64:
				value = v
			default:
				return nil, fmt.Errorf("%s: value %v is not a number", key, c.Value)
			}
			if math.IsNaN(value) || math.IsInf(value, 0) {
				return nil, fmt.Errorf("%s: value %v is not finite", key, value)
			}
			if c.ZH == "" || c.EN == "" {
				return nil, fmt.Errorf("%s lacks its text in zh or en", key)
			}
			if _, twice := m.index[name]; twice {
				return nil, fmt.Errorf("%s stands in two groups", name)
			}
			m.index[name] = value
			m.Constants = append(m.Constants, Constant{name, group, value, c.Unit, c.ZH, c.EN})
		}
	}
	return m, nil
}

// Float returns a constant. It panics on a key that is not in the file, which
// any test of the caller shows.
func (m *Method) Float(key string) float64 {
	v, ok := m.index[key]
	if !ok {
		panic("transforms/method/method.toml has no constant " + key)
	}
	return v
}

// Int returns a constant that is a whole number.
func (m *Method) Int(key string) int {
	v := m.Float(key)
	if v != math.Trunc(v) {
		panic(fmt.Sprintf("transforms/method/method.toml: %s = %v is not a whole number", key, v))
	}
	return int(v)
}

// Variables are the constants as DuckDB variables, and method_version.
func (m *Method) Variables() map[string]any {
	v := map[string]any{"method_version": m.Version}
	for _, c := range m.Constants {
		if c.Value == math.Trunc(c.Value) {
			v[c.Key] = int64(c.Value)
		} else {
			v[c.Key] = c.Value
		}
	}
	return v
}
