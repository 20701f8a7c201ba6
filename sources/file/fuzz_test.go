package file

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"gongqiu/sources"
)

type slow struct {
	data []byte
	step int
}

func (s *slow) Read(p []byte) (int, error) {
	if len(s.data) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), s.step)], s.data)
	s.data = s.data[n:]
	return n, nil
}

func (s *slow) Close() error { return nil }

func readCSV(t *testing.T, data []byte, step int) (rows []string) {
	t.Helper()
	in := &slow{data, step}
	d := openCSV(in, in, "csv", "utf-8", data)
	d.Decoder.(*csvDecoder).delim = ','
	k := &sources.Chunk{}
	for {
		k.Reset()
		err := d.Fill(k)
		for i := range k.Rows() {
			_, cells, bad := k.Row(i)
			rows = append(rows, bad+"\x00"+strings.Join(cells, "\x01"))
		}
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzCSV: any bytes end, the same whatever the pieces in which they come; and
// what encoding/csv writes is read back.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a,\"b\nc\"\n", "\"\"\"x\"\"\",y\r\n", "\"open\na,b\n", "a\"b,c\n", "\"a\"b,c\n\"d\",e", "\n\n", "\"\r", "\"a\",\"b\"\r\n\"c\",\"d\"", ",\",\",\n\"", "x\n\"a,\"\nb"} {
		f.Add([]byte(s), "甲,\"乙\"\n丙", "丁")
	}
	f.Fuzz(func(t *testing.T, data []byte, a, b string) {
		rows := readCSV(t, data, 1<<20)
		if again := readCSV(t, data, 3); !slices.Equal(rows, again) {
			t.Fatalf("in pieces %q, whole %q", again, rows)
		}
		if lines := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")) + 1; len(rows) > lines {
			t.Fatalf("%d rows out of %d lines", len(rows), lines)
		}
		if strings.Contains(a+b, "\r") { // encoding/csv reads line ends differently
			return
		}
		var w bytes.Buffer
		c := csv.NewWriter(&w)
		want := [][]string{{"h1", "h2"}, {a, b}, {b, a}, {"x", "y"}}
		c.WriteAll(want)
		got := readCSV(t, w.Bytes(), 1<<20)
		if len(got) != len(want) {
			t.Fatalf("wrote %q, read %q", want, got)
		}
		for i, r := range want {
			if got[i] != "\x00"+strings.Join(r, "\x01") {
				t.Fatalf("wrote %q, read %q", r, got[i])
			}
		}
	})
}

func FuzzFlatten(f *testing.F) {
	f.Add([]byte(`{"a":{"b":[1,"x",{"c":2}]},"d":null}`))
	f.Add([]byte(`{"a":[[1,2],[3]]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := flatten(data); err == nil && !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
			t.Fatalf("%q was taken as an object", data)
		}
	})
}
