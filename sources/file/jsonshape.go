package file

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// shape is where the records of a JSON file are.
type shape struct {
	path    string
	found   bool
	columns bool
}

// survey reads the whole file once and finds the longest array of objects, or
// that the file is a set of columns.
func survey(text io.Reader, named string) (shape, error) {
	g := &guard{text, maxValue}
	dec := json.NewDecoder(g)
	dec.UseNumber()
	type level struct {
		array bool
		path  string
		key   string
		want  bool // the next token of an object is a key
	}
	var stack []level
	counts := map[string]int{}
	var order []string
	scalars := map[string]int{} // members of containers right under the root object
	plain := true               // all of those members are plain values
	rootObject := false
	for {
		g.left = maxValue
		t, err := dec.Token()
		if errors.Is(err, io.EOF) && len(stack) == 0 {
			break
		}
		if err != nil {
			return shape{}, jsonError(err)
		}
		top := len(stack) - 1
		if top >= 0 && !stack[top].array && stack[top].want && t != json.Delim('}') {
			stack[top].key, stack[top].want = t.(string), false
			continue
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			path := ""
			if top >= 0 {
				path = stack[top].path
				if stack[top].array {
					if t == json.Delim('{') {
						if counts[path] == 0 && len(order) < jsonPaths {
							order = append(order, path)
						}
						counts[path]++
					}
					path += "[]"
				} else {
					if path != "" {
						path += "."
					}
					path += stack[top].key
					stack[top].want = true
				}
			} else {
				rootObject = t == json.Delim('{')
			}
			if top >= 1 && len(stack) == 2 {
				plain = false
			}
			stack = append(stack, level{array: t == json.Delim('['), path: path, want: true})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:top]
		default:
			if top >= 0 && !stack[top].array {
				stack[top].want = true
			}
			if len(stack) == 2 {
				scalars[stack[top].path]++
			}
			if len(stack) == 1 && rootObject {
				plain = false
			}
		}
	}
	if named != "" {
		return shape{path: named, found: true}, nil
	}
	best, bestN := "", 0
	for _, p := range order {
		if n := counts[p]; n > bestN && !strings.Contains(p, "[]") {
			best, bestN = p, n
		}
	}
	if bestN > 0 {
		return shape{path: best, found: true}, nil
	}
	if rootObject && plain && len(scalars) >= 2 {
		rows := 0
		for _, n := range scalars {
			rows = max(rows, n)
		}
		same := 0
		for _, n := range scalars {
			if n == rows {
				same++
			}
		}
		if same*2 > len(scalars) {
			return shape{columns: true}, nil
		}
	}
	return shape{}, nil
}

// jsonColumns reads a column-oriented file whole and gives its rows in the
// order of the first column.
func jsonColumns(text io.Reader) (func() ([]pair, []byte, string, error), error) {
	limited := &io.LimitedReader{R: text, N: maxColumnsJSON}
	dec := json.NewDecoder(&guard{limited, maxColumnsJSON + 1})
	dec.UseNumber()
	var names []string
	rows := map[string]int{}
	var values [][]string
	if _, err := dec.Token(); err != nil {
		return nil, jsonError(err)
	}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, jsonError(err)
		}
		name, _ := t.(string)
		column := len(names)
		names = append(names, name)
		open, err := dec.Token()
		if err != nil {
			return nil, jsonError(err)
		}
		for i := 0; dec.More(); i++ {
			row := i
			if open == json.Delim('{') {
				k, err := dec.Token()
				if err != nil {
					return nil, jsonError(err)
				}
				label := fmt.Sprint(k)
				known := false
				if row, known = rows[label]; !known {
					row = len(rows)
					rows[label] = row
				}
			}
			v, err := dec.Token()
			if err != nil {
				if limited.N <= 0 {
					return nil, fmt.Errorf("a column-oriented JSON of more than %d bytes cannot be read; deliver one object a line", maxColumnsJSON)
				}
				return nil, jsonError(err)
			}
			for len(values) <= row {
				values = append(values, nil)
			}
			for len(values[row]) <= column {
				values[row] = append(values[row], "")
			}
			values[row][column] = plainText(v)
		}
		if _, err := dec.Token(); err != nil {
			if limited.N <= 0 {
				return nil, fmt.Errorf("a column-oriented JSON of more than %d bytes cannot be read; deliver one object a line", maxColumnsJSON)
			}
			return nil, jsonError(err)
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, jsonError(err)
	}
	at := 0
	return func() ([]pair, []byte, string, error) {
		if at >= len(values) {
			return nil, nil, "", io.EOF
		}
		record := make([]pair, len(names))
		for i, n := range names {
			record[i].key = n
			if i < len(values[at]) {
				record[i].value = values[at][i]
			}
		}
		values[at] = nil
		at++
		return record, nil, "", nil
	}, nil
}
