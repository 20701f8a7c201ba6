package occupation

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// Four titles with known answers, scored by hand.
func TestReportByHand(t *testing.T) {
	h, _ := classes(t)
	answer := func(code string, level int, p float64, more ...string) Answer {
		a := Answer{Level: level}
		for l := 1; l <= 4; l++ {
			a.Best[l], a.BestP[l] = at(code, l), p
		}
		if level > 0 {
			a.Code = at(code, level)
		}
		for i, c := range append([]string{code}, more...) {
			a.Candidates = append(a.Candidates, Candidate{Code: c, P: p / float64(i+1)})
		}
		return a
	}
	list := []scored{
		{e: example{code: "6-18-02-04"}, alts: []string{"6-18-02-04"}, a: answer("6-18-02-04", 4, 0.95)},                             // right
		{e: example{code: "6-18-01-01"}, alts: []string{"6-18-01-01", "6-18-01-07"}, a: answer("6-18-01-07", 4, 0.85, "6-18-01-01")}, // alternative, truth second
		{e: example{code: "4-01-02"}, alts: []string{"4-01-02"}, a: answer("4-01-02-01", 3, 0.75)},                                   // label stops at 小类
		{e: example{code: "2-06-03-00"}, alts: []string{"2-06-03-00"}, a: answer("4-01-02-01", 0, 0.25)},                             // wrong, not accepted
	}
	var r Report
	r.fill(h, list)
	near := func(name string, got, want float64) {
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	near("major.top1", r.Major.Top1, 3./4)
	near("minor.n", float64(r.Minor.N), 4)
	near("minor.top1", r.Minor.Top1, 3./4)
	near("unit.n", float64(r.Unit.N), 3)
	near("unit.top1", r.Unit.Top1, 1./3)
	near("unit.top1_alt", r.Unit.Top1Alt, 2./3)
	near("unit.top5", r.Unit.Top5, 2./3)
	near("uncodable", r.Uncodable, 1./4)
	near("auto.coverage", r.Auto.Coverage, 2./4)
	near("auto.unit", r.Auto.Unit, 1)
	near("auto minor.coverage", r.AutoLevels["minor"].Coverage, 3./4)
	near("auto minor.minor", r.AutoLevels["minor"].Minor, 1)
	// bins .9: |.95−1|, .8: |.85−1|, .2: |.25−0|, over three titles
	near("ece", r.ECE, (0.05+0.15+0.25)/3)
	near("confusion", float64(r.Confusion["2>4"]), 1)
	if n := len(r.Curve); n != 20 || r.Curve[19].Unit != 2./3 || r.Curve[0].Unit != 1 {
		t.Errorf("curve %+v", r.Curve)
	}
	// F1: 焊工 1; 车工 0; 会计 0
	near("macro_f1", r.MacroF1, 1./3)
}

func TestEvaluateReadsBothColumnLayoutsAndWritesMisses(t *testing.T) {
	dir := t.TempDir()
	labels := filepath.Join(dir, "labels.csv")
	errors := filepath.Join(dir, "errors.csv")
	os.WriteFile(labels, []byte("job_name,expected_code,expected_name\n焊工,6-18-02-04,焊工\n会计,6-18-02-04L,\n美甲师,4-10-03-00,\n五险一金,X,\n"), 0o644)
	r, err := Evaluate(context.Background(), EvaluateOptions{Labels: labels, Errors: errors})
	if err != nil {
		t.Fatal(err)
	}
	if r.N != 4 || r.Major.N != 3 || r.Unit.N != 2 || r.Unit.Top1 != 0.5 || r.Minor.Top1 != 2./3 || r.Uncodable != 0.25 {
		t.Errorf("%+v", r)
	}
	f, err := os.Open(errors)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != "会计" || rows[1][6] != "2-06-03-00" {
		t.Errorf("misses: %q, %v", rows, err)
	}
	os.WriteFile(labels, []byte("title,code\n焊工,9-99\n"), 0o644)
	if _, err := Evaluate(context.Background(), EvaluateOptions{Labels: labels}); err == nil {
		t.Error("a code that does not exist was accepted")
	}
}
