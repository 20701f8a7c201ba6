// Package labels holds titles with their classes; see README.md. There is no
// code here, only the check that the files say what the README promises.
package labels

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongqiu/reference"
)

var bases = []string{"name", "trade", "head-word", "function", "judgement", "vernacular", "composed", "uncodable", "public"}

var levels = []string{"", "学徒工", "初级工", "中级工", "高级工", "技师", "高级技师"}

// otherwiseInAds are trades of the 大典 whose name means another occupation in
// ads; the 大典's own code must then be among the alternatives.
var otherwiseInAds = []string{"镀锌工", "打胶工", "织造工", "调浆工", "破碎机操作工", "货运调度员"}

func TestFilesKeepTheirPromises(t *testing.T) {
	set, err := reference.Load("")
	if err != nil {
		t.Fatal(err)
	}
	level := map[string]int{}
	owner := map[string][]string{} // official name or 工种 → codes
	for _, o := range set.Occupations {
		level[o.Code] = o.Level
		if o.Level == 4 {
			for _, n := range append([]string{o.Name}, o.Trades...) {
				owner[n] = append(owner[n], o.Code)
			}
		}
	}
	files, err := filepath.Glob("*.csv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no label files: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.ContainsRune(data, '\r') || bytes.HasPrefix(data, []byte("\ufeff")) {
			t.Errorf("%s: want LF line ends and no byte order mark", name)
		}
		rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if head := strings.Join(rows[0], ","); head != "title,industry,code,alt,level,basis" {
			t.Fatalf("%s: header %s", name, head)
		}
		public := name == "public_titles.csv" // taken over as published
		seen := map[string]bool{}
		for i, r := range rows[1:] {
			title, code, alts, ladder, basis := r[0], r[2], strings.Split(r[3], "|"), r[4], r[5]
			bad := func(why string) { t.Errorf("%s row %d, %q: %s", name, i+2, title, why) }
			if title == "" {
				bad("no title")
			}
			if !public && seen[title+"\x00"+r[1]] {
				bad("stands twice")
			}
			seen[title+"\x00"+r[1]] = true
			if !slices.Contains(bases, basis) {
				bad("basis " + basis)
			}
			if !slices.Contains(levels, ladder) {
				bad("level " + ladder)
			}
			if (code == "") != (basis == "uncodable") {
				bad("only an uncodable title has no code")
			}
			if public {
				continue
			}
			if code != "" && level[code] == 0 {
				bad("code " + code + " is not in the 大典")
			}
			for _, a := range alts {
				if a != "" && (level[a] != 4 || a == code) {
					bad("alt " + a + " is not another 细类")
				}
			}
			if own := owner[title]; own != nil && !slices.Contains(own, code) {
				if !slices.Contains(otherwiseInAds, title) || !slices.ContainsFunc(alts, func(a string) bool { return slices.Contains(own, a) }) {
					bad("is an official name of " + strings.Join(own, " or ") + ", coded " + code)
				}
			}
		}
	}
}
