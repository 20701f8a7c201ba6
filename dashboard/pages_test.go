package dashboard

import (
	"regexp"
	"strings"
	"testing"
)

// paths are all pages with the states of the fixture: normal, not assessed,
// suppressed, simulated and real, empty, filtered, sorted, and wrong values.
var paths = []string{
	"/", "/?region=360700", "/?t=2026Q1", "/?scope=cn-51job-2023", "/occ", "/occ?class=unknown&major=6", "/occ?chain=equip&sort=-s", "/occ?class=severe&major=1", "/occ?w=mohrss", "/occ?w=training&major=1", "/occ/6-18-02-04?t=2026Q2",
	"/occ/6-18-02-04", "/occ/6-18-01-07", "/occ/4-10-01-05", "/occ/4-07-05-01", "/occ/6-23-03-01", "/occ/2-02-01-02", "/occ/3-01-02-01", "/occ/6-18", "/occ/6", "/occ/6-18-02-04?region=360200",
	"/occ/2-02-10-03?scope=cn-51job-2023", "/occ/6-20-01-01?scope=cn-51job-2023", "/chains", "/chain/equip", "/chain/electronics?class=unknown", "/chains?scope=cn-51job-2023",
	"/wages", "/wages?unit=year&sort=p50", "/wages?basis=survey", "/wages?occ=6-18-02-04", "/wages?occ=6-18-02-04&basis=survey", "/wages?occ=6-23-03-01", "/wages?occ=4-10-01-05&basis=survey", "/wages?scope=cn-51job-2023",
	"/regions", "/regions?metric=headcount", "/regions?occ=6-18-02-04", "/regions?scope=cn-51job-2023", "/compare", "/compare?a=6-18-02-04@360700&b=6-18-02-04@360100&b=6-18-01-07", "/compare?a=6-23-03-01&b=6-18-02-04",
	"/catalogue", "/catalogue?chain=equip&sort=-gap", "/catalogue?scope=cn-51job-2023", "/quality", "/quality?scope=cn-51job-2023", "/method", "/method?scope=cn-51job-2023", "/downloads", "/search", "/search?q=焊工", "/search?q=hg", "/search?q=zzzz", "/search?q=汗工",
	"/review/titles", "/review/titles?page=2", "/review/titles?scope=cn-51job-2023",
	"/?region=999999&t=1999Q1&scope=nowhere", "/occ?sort=evil&page=-3",
}

var heading = regexp.MustCompile(`(?s)<h1[^>]*>(.*?)</h1>`)
var tags = regexp.MustCompile(`<[^>]*>`)

func TestEveryPageInBothLanguages(t *testing.T) {
	h := fixtureServer(t).Handler()
	for _, lang := range []string{"", "/en"} {
		for _, p := range paths {
			path := lang + p
			code, body, head := fetch(t, h, path)
			if code != 200 {
				t.Errorf("%s: status %d: %s", path, code, body)
				continue
			}
			if csp := head.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
				t.Errorf("%s: policy %q", path, csp)
			}
			m := heading.FindStringSubmatch(body)
			if m == nil {
				t.Errorf("%s: no h1", path)
				continue
			}
			h1 := tags.ReplaceAllString(m[1], "")
			if !strings.ContainsAny(h1, "0123456789") {
				t.Errorf("%s: h1 %q has no number", path, h1)
			}
			for _, bad := range []string{`style="`, "<style", "onclick=", "<no value>", "%!", "ZgotmplZ", "<td></td>", "NaN"} {
				if strings.Contains(body, bad) {
					i := strings.Index(body, bad)
					t.Errorf("%s: has %q near …%s…", path, bad, body[max(0, i-120):min(len(body), i+60)])
				}
			}
			if m := regexp.MustCompile(`\{[a-z0-9_]+\}`).FindString(tags.ReplaceAllString(stripScripts(body), "")); m != "" {
				t.Errorf("%s: slot %s is not filled", path, m)
			}
			for _, u := range regexp.MustCompile(`(?:src|href|action)="([^"]*)"`).FindAllStringSubmatch(body, -1) {
				if strings.Contains(u[1], "//") {
					t.Errorf("%s: leaves the origin: %s", path, u[1])
				}
			}
			simulated := !strings.Contains(p, "cn-51job") // the first scope of the fixture is simulated
			if got := strings.Contains(body, `class="simstrip"`); got != simulated {
				t.Errorf("%s: simulated strip %v, want %v", path, got, simulated)
			}
			if !simulated && strings.Contains(tags.ReplaceAllString(stripScripts(body), ""), map[string]string{"": "模拟数据", "/en": "SIMULATED"}[lang]) {
				t.Errorf("%s: a real scope is marked as simulated", path)
			}
			if lang == "/en" {
				checkEnglish(t, path, body)
			}
		}
	}
}

func stripScripts(body string) string {
	return regexp.MustCompile(`(?s)<script.*?</script>`).ReplaceAllString(body, "")
}

var chinese = regexp.MustCompile(`(?s)<(?:span|a|dd|td|p|th|h2|summary|li|dt|option|label)(?: [^>]*)?>[^<]*\p{Han}[^<]*`)

// checkEnglish finds text that was left in Chinese: everything but names of
// occupations, chains and files, which stay as the classification has them.
func checkEnglish(t *testing.T, path, body string) {
	t.Helper()
	for _, m := range chinese.FindAllString(stripScripts(body), -1) {
		if strings.Contains(m, `lang="zh-CN"`) || strings.HasPrefix(m, "<option") {
			continue
		}
		text := tags.ReplaceAllString(m, "")
		if strings.ContainsAny(text, "，。；：（）的") && !strings.Contains(text, "（示例）") && !strings.Contains(text, "（51job") {
			t.Errorf("%s: Chinese text in the English page: %.80s", path, text)
		}
	}
}
