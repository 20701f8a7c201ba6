package duplicate

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// The two files of labelled pairs: pairs.csv is simulated (pairs_gen_test.go),
// pairs_hand.csv written by hand after real ads. Goals: precision 0.97, recall
// 0.92.
func TestEvalPairs(t *testing.T) {
	for _, file := range []string{"testdata/pairs.csv", "testdata/pairs_hand.csv"} {
		e, err := EvalPairs(file, os.Getenv("PAIRS_PART"))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		_ = e.Write(&b)
		t.Logf("%s\n%swrong: %s", file, &b, strings.Join(e.Wrong, " "))
		if e.All.Precision() < 0.97 || e.All.Recall() < 0.92 {
			t.Errorf("%s: precision %.3f, recall %.3f", file, e.All.Precision(), e.All.Recall())
		}
	}
}

func TestEvalPairsErrors(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "line 1: EOF",
		"pair,part,kind\n1,2,3\n": `line 1: column "same" is missing`,
		strings.Join(PairColumns, ",") + "\n1,tune,x,yes,a,b,c,d,e,a,b,c,d,e\n": `line 2, column same: found "yes", expected 0 or 1`,
	} {
		_, err := evalPairs(strings.NewReader(in), "")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}
