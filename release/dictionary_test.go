package release

import (
	"strings"
	"testing"
)

func TestDictionaryIsConsistent(t *testing.T) {
	tables, err := parseDictionary(fieldsYAML)
	if err != nil {
		t.Fatal(err)
	}
	for _, tab := range tables {
		if tab.ZH == "" || tab.EN == "" {
			t.Errorf("%s has no text", tab.Name)
		}
		for _, c := range tab.Columns {
			if c.ZH == "" || c.EN == "" {
				t.Errorf("%s.%s has no text", tab.Name, c.Name)
			}
			switch c.Type {
			case "BOOLEAN", "VARCHAR", "INTEGER", "BIGINT", "DOUBLE", "DATE":
			default:
				t.Errorf("%s.%s has type %s, which a browser cannot read", tab.Name, c.Name, c.Type)
			}
		}
		if tab.Layer() != "out" {
			continue
		}
		if tab.Columns[0].Name != "is_simulated" || tab.Columns[1].Name != "scope" {
			t.Errorf("%s does not begin with is_simulated, scope", tab.Name)
		}
		sql := tab.CreateSQL()
		for _, must := range []string{"unit", "obs_status", "conf_status", "method_version", "release_id"} {
			if !strings.Contains(sql, `"`+must+`"`) {
				t.Errorf("%s lacks %s", tab.Name, must)
			}
		}
	}
}
