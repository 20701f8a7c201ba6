package config

import (
	"strings"
	"testing"
)

const good = `
data: store
scopes:
  - {id: jiangxi, name: 江西省, region: "360000", chains: jx-14-2022}
sources:
  - id: board-a
    scope: jiangxi
    kind: posting
    files: inbox/*.csv
    schedule: "0 3 * * *"
    constants: {year: "2026"}
`

func TestParseFillsDefaults(t *testing.T) {
	c, err := Parse("/srv/gq/gongqiu.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != "/srv/gq/store" || c.Sources[0].Files != "/srv/gq/inbox/*.csv" || c.Sources[0].GapDays != 14 || c.Reference != "/srv/gq/store/reference" {
		t.Errorf("%+v", c)
	}
}

func TestParseNamesLineAndReason(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"unknown key", "schedule:", "shedule:", `gongqiu.yaml line 10: unknown key "shedule"; did you mean "schedule"?`},
		{"unknown top key", "data: store", "dat: store", `line 2: unknown key "dat"; did you mean "data"?`},
		{"bad kind", "kind: posting", "kind: postings", `line 6: source "board-a": kind "postings": expected one of posting, seeker, wage, training`},
		{"bad cron", `"0 3 * * *"`, `"0 3 * *"`, `line 6: source "board-a": schedule "0 3 * *"`},
		{"scope missing", "scope: jiangxi", "scope: hunan", `line 6: source "board-a": scope "hunan" is not among the scopes`},
		{"bad region", `"360000"`, `"36"`, `line 4: scope "jiangxi": region "36"`},
		{"not a list", "files: inbox/*.csv", "files: [a, b]", `cannot unmarshal`},
		{"broken yaml", "data: store", "data: [store", `gongqiu.yaml: `},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("gongqiu.yaml", []byte(strings.Replace(good, c.from, c.to, 1)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add(good)
	f.Add("scopes: {a: b}")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse("gongqiu.yaml", []byte(text))
		if err == nil && (len(c.Scopes) == 0 || len(c.Sources) == 0) {
			t.Error("accepted a configuration without scopes or sources")
		}
	})
}
