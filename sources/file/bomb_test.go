package file

import (
	"archive/zip"
	"bytes"
	"testing"
)

// bomb is a workbook with a sheet of n bytes in a small file.
func bomb(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	row := bytes.Repeat([]byte(`<row><c><v>1</v></c></row>`), 4096)
	for i := 0; i < n; i += len(row) {
		if _, err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
