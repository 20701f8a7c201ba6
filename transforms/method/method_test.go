package method

import (
	"strings"
	"testing"
)

func TestDefaultKeepsTheGatesOfTheMethod(t *testing.T) {
	m := Default()
	for key, want := range map[string]float64{"min_ads": 30, "min_employers": 10, "wage_tail_ads": 50, "wage_max_cv": 0.2, "replicates": 500, "threshold_short": 2} {
		if got := m.Float(key); got != want {
			t.Errorf("%s = %v, want %v", key, got, want)
		}
	}
	if m.Variables()["method_version"] != m.Version {
		t.Error("the version is not among the variables")
	}
	sum := 0.0
	for _, d := range []string{"t", "f", "m", "w", "s"} {
		sum += m.Float("weight_" + d)
	}
	if sum < 1-1e-12 || sum > 1+1e-12 {
		t.Errorf("weights sum to %v, want 1", sum)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`version = "1.0"`, "major.minor.patch"},
		{"version = \"1.0.0\"\nx = 1", "outside a group"},
		{"version = \"1.0.0\"\n[a]\nx = 1", "is not of the form"},
		{"version = \"1.0.0\"\n[a]\nx = { value = \"1\", zh = \"一\", en = \"one\" }", "is not a number"},
		{"version = \"1.0.0\"\n[a]\nx = { value = 1, zh = \"一\" }", "lacks its text"},
		{"version = \"1.0.0\"\n[a]\nx = { value = 1, zh = \"一\", en = \"one\", foo = \"y\" }", "unknown"},
		{"version = \"1.0.0\"\n[a]\nx = { value = 1, zh = \"一\", en = \"one\" }\n[b]\nx = { value = 1, zh = \"一\", en = \"one\" }", "two groups"},
		{"version = \"1.0.0\"\n[a]\nx = { value = nan, zh = \"一\", en = \"one\" }", "not finite"},
	} {
		if _, err := Parse(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: found %v, want %q", c.text, err, c.want)
		}
	}
}
