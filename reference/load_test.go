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

func TestLoadRefusesABadFileWithLineAndReason(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "occupation_2022_trades.csv"), []byte("occupation_code,trade_name\n6-18-02-04,电焊工\n6-99-99-99,无\n"), 0o644)
	_, err := Load(dir)
	if err == nil || !strings.Contains(err.Error(), "occupation_2022_trades.csv line 3") || !strings.Contains(err.Error(), "6-99-99-99") {
		t.Errorf("got %v", err)
	}
}
