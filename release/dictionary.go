// Package release is the contract between the pipeline that writes releases
// and everything that reads them: the data dictionary, the manifest, the
// pointer to the current release, and how to open and verify one.
package release

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed fields.yml
var fieldsYAML []byte

// Field is one published column. Type is a DuckDB type that browsers can read:
// no JSON and no TIMESTAMPTZ.
type Field struct {
	Name, Type, Unit, ZH, EN string
}

// Comment is the text stored with the column.
func (f Field) Comment() string {
	c := f.ZH
	if f.Unit != "" {
		c += "（" + f.Unit + "）"
	}
	return c + " / " + f.EN
}

// Table is one published table with its columns in order.
type Table struct {
	Name, ZH, EN string
	Key          []string
	Columns      []Field
}

// Layer is core, out, ref or meta.
func (t Table) Layer() string { return t.Name[:strings.IndexByte(t.Name, '_')] }

// CreateSQL is the statement that creates the empty table.
func (t Table) CreateSQL() string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s (", t.Name)
	for i, c := range t.Columns {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, `"%s" %s`, c.Name, c.Type)
	}
	b.WriteString(")")
	return b.String()
}

// Dictionary returns every published table in the order of fields.yml. It
// panics on an inconsistent fields.yml, which a test would have caught.
var Dictionary = sync.OnceValue(func() []Table {
	tables, err := parseDictionary(fieldsYAML)
	if err != nil {
		panic("release/fields.yml: " + err.Error())
	}
	return tables
})

// TableByName returns one table of the dictionary.
func TableByName(name string) (Table, bool) {
	for _, t := range Dictionary() {
		if t.Name == name {
			return t, true
		}
	}
	return Table{}, false
}

func parseDictionary(text []byte) ([]Table, error) {
	var doc struct {
		Fields map[string][4]string
		Tables yaml.Node
	}
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	var tables []Table
	for i := 0; i+1 < len(doc.Tables.Content); i += 2 {
		var raw struct {
			Text         [2]string
			Key, Columns []string
		}
		name := doc.Tables.Content[i].Value
		if err := doc.Tables.Content[i+1].Decode(&raw); err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
		t := Table{Name: name, ZH: raw.Text[0], EN: raw.Text[1], Key: raw.Key}
		seen := map[string]bool{}
		for _, c := range raw.Columns {
			f, ok := doc.Fields[c]
			if !ok {
				return nil, fmt.Errorf("table %s: column %s is not among the fields", name, c)
			}
			if seen[c] {
				return nil, fmt.Errorf("table %s: column %s stands twice", name, c)
			}
			seen[c] = true
			t.Columns = append(t.Columns, Field{c, f[0], f[1], f[2], f[3]})
		}
		for _, k := range t.Key {
			if !seen[k] {
				return nil, fmt.Errorf("table %s: key column %s is not a column", name, k)
			}
		}
		tables = append(tables, t)
	}
	return tables, nil
}
