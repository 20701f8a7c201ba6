package config

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// unknownKeys compares the keys of a mapping with the yaml tags of like's
// type, and so on downwards.
func unknownKeys(path string, n *yaml.Node, like any) []error {
	return checkNode(path, n, reflect.TypeOf(like))
}

func checkNode(path string, n *yaml.Node, t reflect.Type) (errs []error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch {
	case t.Kind() == reflect.Slice && n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			errs = append(errs, checkNode(path, item, t.Elem())...)
		}
	case t.Kind() == reflect.Struct && n.Kind == yaml.MappingNode:
		fields := map[string]reflect.Type{}
		for i := range t.NumField() {
			if tag := t.Field(i).Tag.Get("yaml"); tag != "-" {
				fields[tag] = t.Field(i).Type
			}
		}
		seen := map[string]bool{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			ft, ok := fields[key.Value]
			switch {
			case !ok:
				errs = append(errs, &Error{path, key.Line, fmt.Sprintf("unknown key %q; did you mean %q?", key.Value, nearest(key.Value, fields))})
				continue
			case seen[key.Value]:
				errs = append(errs, &Error{path, key.Line, fmt.Sprintf("key %q stands twice", key.Value)})
			}
			seen[key.Value] = true
			errs = append(errs, checkNode(path, value, ft)...)
		}
	case t.Kind() == reflect.Struct && n.Kind != yaml.MappingNode:
		errs = append(errs, &Error{path, n.Line, fmt.Sprintf("found %q where keys were expected", n.Value)})
	}
	return errs
}

// nearest is the field name with the smallest edit distance; of equals the
// alphabetically first.
func nearest(word string, fields map[string]reflect.Type) string {
	best, distance := "", 1<<30
	for f := range fields {
		if d := editDistance(word, f); d < distance || d == distance && f < best {
			best, distance = f, d
		}
	}
	return best
}

func editDistance(a, b string) int {
	a, b = strings.ToLower(a), strings.ToLower(b)
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
