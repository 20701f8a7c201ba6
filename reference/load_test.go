package reference

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLoadCountsOfTheOccupationBook(t *testing.T) {
	s, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	var n [5]int
	for _, o := range s.Occupations {
		n[o.Level]++
	}
	if n != [5]int{0, 8, 79, 450, 1639} {
		t.Errorf("classes by level: %v", n)
	}
	if o, ok := s.Occupation("6-18-02-04"); !ok || o.Name != "焊工" || o.Definition == "" {
		t.Errorf("6-18-02-04: %+v", o)
	}
}

// testdata/bad holds one bad file a case, named FILE__CASE.csv; expected.txt
// says what its refusal must contain.
func TestLoadRefusesBadFiles(t *testing.T) {
	expected, err := os.ReadFile("testdata/bad/expected.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]string{}
	for line := range strings.Lines(string(expected)) {
		name, want, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			t.Fatalf("expected.txt: %q has no tab", line)
		}
		cases[name] = want
	}
	files, _ := filepath.Glob("testdata/bad/*.csv")
	if len(files) != len(cases) {
		t.Errorf("%d files, but expected.txt has %d", len(files), len(cases))
	}
	for _, f := range files {
		name := filepath.Base(f)
		t.Run(name, func(t *testing.T) {
			want, ok := cases[name]
			if !ok {
				t.Fatal("not in expected.txt")
			}
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			target, _, _ := strings.Cut(name, "__")
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, target+".csv"), text, 0o644); err != nil {
				t.Fatal(err)
			}
			_, err = Load(dir)
			if err == nil {
				t.Fatalf("accepted; want a refusal with %q", want)
			}
			if !strings.Contains(err.Error(), want) {
				t.Errorf("got  %s\nwant %s", err, want)
			}
			if !strings.HasPrefix(err.Error(), "reference/"+target+".csv") {
				t.Errorf("%s does not begin with the file", err)
			}
		})
	}
}

// A folder replaces a file of the embedded set, and only that file.
func TestLoadTakesAFileFromTheFolder(t *testing.T) {
	dir := t.TempDir()
	text := "region,code,row,col\n370200,370202,1,1\n"
	if err := os.WriteFile(filepath.Join(dir, "tiles.csv"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.TilesOf("370200")) != 1 || len(s.TilesOf("360000")) != 0 {
		t.Errorf("tiles: %v", s.Tiles)
	}
	if _, ok := s.Occupation("6-18-02-04"); !ok {
		t.Error("the other files are gone")
	}
}
