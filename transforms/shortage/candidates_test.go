package shortage

import (
	"slices"
	"strings"
	"testing"
)

// The first two of four candidates count; of these one that is hardly meant is
// left out, and one whose class the scope does not have leads out of it.
func TestCandidatesOfATitleAreRead(t *testing.T) {
	m := &market{classes: []string{"6-18-02-04", "6-31-01-01", "6-18-02", "6-31-01"}, units: 2}
	for text, want := range map[string][]candidate{
		"":                                    nil,
		"6-31-01-01 0.910000":                 {{1, 0.91}},
		"6-18-02-04 0.019999|6-31-01-01 0.02": {{1, 0.02}},
		"4-01-02-03 0.5|6-18-02-04 0.3|6-31-01-01 0.1|6-31-01-02 0.1": {{-1, 0.5}, {0, 0.3}},
	} {
		got, err := m.parseCandidates(text, 2)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %v, %v; want %v", text, got, err, want)
		}
	}
	if _, err := m.parseCandidates("6-31-01-01", 2); err == nil || !strings.Contains(err.Error(), `found "6-31-01-01"`) {
		t.Errorf("a candidate without a probability gave %v", err)
	}
}
