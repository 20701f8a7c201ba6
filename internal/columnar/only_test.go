package columnar

import (
	"path/filepath"
	"testing"
)

func TestOnlyReadsTheNamedColumns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.parquet")
	w, err := Create(path, []Field{{Name: "a", Type: Int64, Required: true}, {Name: "b", Type: Text}, {Name: "c", Type: Text}})
	if err != nil {
		t.Fatal(err)
	}
	batch := &Batch{Rows: 2, Columns: []Column{{Int: []int64{1, 2}}, {Text: []string{"x", "y"}}, {Text: []string{"岗", "位"}}}}
	if err := w.Write(batch); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path, 10)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.Only("c", "nope"); err == nil {
		t.Error("a column that is not there was accepted")
	}
	if err := r.Only("c", "a"); err != nil {
		t.Fatal(err)
	}
	b, err := r.Next()
	if err != nil || len(b.Columns) != 2 || b.Columns[0].Text[1] != "位" || b.Columns[1].Int[0] != 1 {
		t.Errorf("%+v %v", b, err)
	}
}
