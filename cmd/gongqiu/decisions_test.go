package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongqiu/pipeline/publish"
	"gongqiu/release"
	"gongqiu/transforms/occupation"
)

const decisionsConfig = `scopes: [{id: jx, name: 江西省, region: "360000", chains: jx-14-2022}]
sources: [{id: ads, scope: jx, kind: posting, files: inbox/*.csv}]
`

// advertised is one ad of the test: core_ad publishes no title, but the day and
// the number of people tell which ad is which.
type advertised struct {
	title  string
	day    string
	people int
}

func (a advertised) key() string { return fmt.Sprintf("%s %d", a.day, a.people) }

// advertise writes ads for titles of labels/, each as it stands and in the
// wrapping of a board, and returns them in the order of the titles.
func advertise(t *testing.T, path string, titles int) []advertised {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "transforms", "occupation", "labels", "common_titles.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var ads []advertised
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Write([]string{"职位名称", "公司名称", "薪资", "工作地点", "发布日期", "招聘人数"}) //nolint:errcheck // into memory
	places := []string{"江西省南昌市", "江西省九江市", "江西省赣州市"}
	seen := map[string]bool{}
	for _, r := range rows[1:] {
		plain := r[0]
		wrapped := "急招" + plain + "（包吃住）"
		if clean := occupation.Clean(plain); seen[clean] || occupation.Clean(wrapped) != clean {
			continue
		} else {
			seen[clean] = true
		}
		for _, title := range []string{plain, wrapped} {
			n := len(ads)
			a := advertised{title, time.Date(2026, 1, 1+n%120, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), 1 + n/120}
			w.Write([]string{title, fmt.Sprintf("赣江第%d制造有限公司", n%97), fmt.Sprintf("%d-%d元/月", 4000+10*n, 6000+10*n), places[n%3], a.day, fmt.Sprint(a.people)}) //nolint:errcheck // into memory
			ads = append(ads, a)
		}
		if len(ads) == 2*titles {
			break
		}
	}
	w.Flush()
	if len(ads) != 2*titles {
		t.Fatalf("common_titles.csv gives %d ads, expected %d", len(ads), 2*titles)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return ads
}

// published reads from the current release the row of every ad, as text
// without the name of the release, and its code.
func published(t *testing.T, data string) (rows, codes map[string]string, decisions []string) {
	t.Helper()
	id, err := release.Current(data)
	if err != nil {
		t.Fatal(err)
	}
	r, err := release.Open(release.Dir(data, id))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rows, codes = map[string]string{}, map[string]string{}
	lines, err := r.DB.Query(`SELECT strftime(first_date, '%Y-%m-%d') || ' ' || ad_headcount, coalesce(occupation_code, ''),
		to_json(a)::VARCHAR FROM (SELECT * EXCLUDE (chain_key) FROM core_ad) a`)
	if err != nil {
		t.Fatal(err)
	}
	defer lines.Close()
	for lines.Next() {
		var key, code, row string
		if err := lines.Scan(&key, &code, &row); err != nil {
			t.Fatal(err)
		}
		if rows[key] != "" {
			t.Fatalf("two ads of %s", key)
		}
		rows[key], codes[key] = row, code
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	told, err := r.DB.Query("SELECT title || ' ' || coalesce(occupation_code, '') || ' ' || decided_on || ' ' || author || ' ' || reason FROM meta_decision")
	if err != nil {
		t.Fatal(err)
	}
	defer told.Close()
	for told.Next() {
		var line string
		if err := told.Scan(&line); err != nil {
			t.Fatal(err)
		}
		decisions = append(decisions, line)
	}
	if err := told.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(decisions)
	return rows, codes, decisions
}

// A hundred decisions, filled into the review file and taken back in, change
// the code of exactly the ads whose title has the decided form, are there
// again after everything was made anew from raw, and stand in the release.
func TestDecisionsChangeExactlyTheAdsTheyShould(t *testing.T) {
	if testing.Short() {
		t.Skip("makes three releases")
	}
	dir := t.TempDir()
	config, data := filepath.Join(dir, "gongqiu.yaml"), filepath.Join(dir, "data")
	inbox, queue := filepath.Join(dir, "inbox"), filepath.Join(dir, "queue")
	if err := os.Mkdir(inbox, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, []byte(decisionsConfig), 0o644); err != nil {
		t.Fatal(err)
	}
	ads := advertise(t, filepath.Join(inbox, "ads.csv"), 240)
	program := func(args ...string) string {
		t.Helper()
		var out, problems bytes.Buffer
		if code := run(context.Background(), append(args, "-c", config, "-q"), nil, &out, &problems); code != exitDone {
			t.Fatalf("gongqiu %s ended with %d: %s", strings.Join(args, " "), code, problems.String())
		}
		return out.String()
	}
	program("run")
	rowsBefore, before, none := published(t, data)
	if len(before) != len(ads) || len(none) != 0 {
		t.Fatalf("%d ads and %d decisions published, expected %d and 0", len(before), len(none), len(ads))
	}

	// Every reviewer's answer is among the hundred: another 细类, a class above
	// it, and "cannot be coded". The review file names one title for each form.
	program("review", "titles", queue, "--limit", "0")
	header, rows, err := publish.ReadSheet(queue + ".xlsx")
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int {
		at := slices.Index(header, name)
		if at < 0 {
			t.Fatalf("the review file has no column %s; found %v", name, header)
		}
		return at
	}
	title, decision, reason := column("标题"), column("决定编码"), column("决定理由")
	if len(rows) != len(ads)/2 {
		t.Fatalf("%d titles to review, expected %d", len(rows), len(ads)/2)
	}
	codeOf := map[string]string{} // by cleaned title
	for _, a := range ads {
		codeOf[occupation.Clean(a.title)] = before[a.key()]
	}
	decided := map[string]string{} // by cleaned title
	var want []string
	for i := range rows {
		for len(rows[i]) < len(header) {
			rows[i] = append(rows[i], "")
		}
		if i%2 == 1 || len(decided) == 100 {
			continue
		}
		answers := []string{"6-18-02-04", "5-05-02", "X", "1-06-01-02"}
		n := len(decided) % len(answers)
		clean := occupation.Clean(rows[i][title])
		if strings.Trim(answers[n], "X") == codeOf[clean] { // a decision must change something to be seen
			n = (n + 1) % len(answers)
		}
		rows[i][decision], rows[i][reason] = answers[n], fmt.Sprintf("第%d条", len(decided))
		decided[clean] = strings.Trim(answers[n], "X")
		want = append(want, rows[i][title]+" "+decided[clean]+" 2026-05-20 复核员 1 "+rows[i][reason])
	}
	if len(decided) != 100 {
		t.Fatalf("%d decisions, expected 100", len(decided))
	}
	slices.Sort(want)
	if err := publish.WriteSheet(queue+".xlsx", header, rows); err != nil {
		t.Fatal(err)
	}
	var taken []json.RawMessage
	if err := json.Unmarshal([]byte(program("review", "apply", queue+".xlsx", "--author", "张三", "--date", "2026-05-20", "--json")), &taken); err != nil || len(taken) != 100 {
		t.Fatalf("%d decisions taken over: %v", len(taken), err)
	}

	check := func(when string) map[string]string {
		t.Helper()
		rowsAfter, after, told := published(t, data)
		if len(after) != len(ads) {
			t.Errorf("%s: %d ads, expected %d", when, len(after), len(ads))
		}
		changed := 0
		for _, a := range ads {
			code, is := decided[occupation.Clean(a.title)]
			switch {
			case is && after[a.key()] != code:
				t.Errorf("%s: %s is decided as %q and coded %q", when, a.title, code, after[a.key()])
			case is:
				changed++
			case rowsAfter[a.key()] != rowsBefore[a.key()]:
				t.Errorf("%s: %s is not decided and went\nfrom %s\nto   %s", when, a.title, rowsBefore[a.key()], rowsAfter[a.key()])
			}
		}
		if changed != 200 {
			t.Errorf("%s: 100 decisions set the code of %d ads, expected 200", when, changed)
		}
		if !slices.Equal(told, want) {
			t.Errorf("%s: the release tells of %d decisions, expected %d:\n%s", when, len(told), len(want), strings.Join(told, "\n"))
		}
		return rowsAfter
	}
	program("run")
	first := check("after the next run")

	// All that can be made again is thrown away; the raw bytes and the
	// decisions stay, and give the same ads. The release has another name, as
	// it follows on none.
	for _, name := range []string{"staged", "cache", "work", "review", "releases", "current.json"} {
		if err := os.RemoveAll(filepath.Join(data, name)); err != nil {
			t.Fatal(err)
		}
	}
	program("run")
	if again := check("made anew from raw"); !maps.Equal(again, first) {
		t.Error("made anew from raw some ads are not what they were")
	}
}
