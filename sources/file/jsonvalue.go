package file

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

func plainText(t json.Token) string {
	switch v := t.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return ""
}

// flatten reads an object into named texts in the order of the file.
func flatten(raw []byte) ([]pair, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	t, err := dec.Token()
	if err != nil {
		return nil, jsonError(err)
	}
	if t != json.Delim('{') {
		return nil, fmt.Errorf("found %v, expected an object", t)
	}
	var out []pair
	if err := members(dec, "", &out, 0); err != nil {
		return nil, jsonError(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value on the line")
	}
	return out, nil
}

func members(dec *json.Decoder, prefix string, out *[]pair, depth int) error {
	if depth > 32 {
		return errors.New("objects nested more than 32 deep")
	}
	for dec.More() {
		k, err := dec.Token()
		if err != nil {
			return err
		}
		name := prefix + k.(string)
		v, err := dec.Token()
		if err != nil {
			return err
		}
		switch v {
		case json.Delim('{'):
			if err := members(dec, name+".", out, depth+1); err != nil {
				return err
			}
		case json.Delim('['):
			var list []string
			if err := elements(dec, &list); err != nil {
				return err
			}
			*out = append(*out, pair{name, strings.Join(list, ",")})
		default:
			*out = append(*out, pair{name, plainText(v)})
		}
	}
	_, err := dec.Token()
	return err
}

// elements reads the plain values of an array and passes over the others.
func elements(dec *json.Decoder, list *[]string) error {
	for dec.More() {
		v, err := dec.Token()
		if err != nil {
			return err
		}
		if d, ok := v.(json.Delim); ok {
			for depth := 1; depth > 0; {
				t, err := dec.Token()
				if err != nil {
					return err
				}
				switch t {
				case json.Delim('['), json.Delim('{'):
					depth++
				case json.Delim(']'), json.Delim('}'):
					depth--
				}
			}
			_ = d
			continue
		}
		if s := plainText(v); s != "" {
			*list = append(*list, s)
		}
	}
	_, err := dec.Token()
	return err
}
