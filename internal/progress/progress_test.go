package progress

import (
	"bytes"
	"strings"
	"testing"
)

func TestLinesWithoutATerminal(t *testing.T) {
	var b bytes.Buffer
	r := New(&b)
	task := r.Start("stage", -1)
	task.Add(3)
	task.Done("%s rows", Count(1234567))
	r.Warn("2 rows refused")
	if got := b.String(); !strings.Contains(got, "1,234,567 rows\n") || !strings.Contains(got, "warning: 2 rows refused\n") || strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
	var none *Reporter
	none.Start("quiet", 1).Done("nothing")
}

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234: "-1,234", 100000: "100,000"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %s, want %s", n, got, want)
		}
	}
}
