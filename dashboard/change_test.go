package dashboard

import (
	"html"
	"slices"
	"strings"
	"testing"

	"gongqiu/release"
)

// The fixture's release follows another one: 6-18-02-04 goes from 2.28 to 2.31.
func TestChangeIsDividedAndNamed(t *testing.T) {
	h := fixtureServer(t).Handler()
	for path, want := range map[string][]string{
		"/occ/6-18-02-04":    {"与上次发布相比，指数上升", "数据修订 +0.05，方法变化 +0.02", "2026Q2-9876543210ab", "以往每次发布平均改动初步数 0.14 分"},
		"/occ/6-18-01-07":    {"程度由“紧缺”转为“非常紧缺”，主要因为市场变化。"},
		"/occ/4-10-01-05":    {"修订与方法（不可分） +0.07", "职业编码器换了版本"},
		"/":                  {"与上次发布 2026Q2-9876543210ab 相比", "本期修订 1 处"},
		"/quality":           {"每次发布平均改动初步数 0.14 分、上一季 0.04 分、最终数 0.01 分", "0.120 P（40）"},
		"/en/occ/6-18-02-04": {"the score is up 0.03: real change −0.04, data revision +0.05, method +0.02"},
		"/en/quality":        {"provisional scores by 0.14 points on average"},
		"/occ?w=mohrss":      {"试算：按“人社口径”权重排序，不是发布的评估", "升 1 位"},
		"/chain/equip":       {"其 94% 归入本链", "其 70% 归入本链", "未经主管部门核实"},
	} {
		_, body, _ := fetch(t, h, path)
		body = html.UnescapeString(body)
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%s lacks %q", path, text)
			}
		}
	}
	if _, body, _ := fetch(t, h, "/occ/6-23-03-01"); strings.Contains(body, `id="change"`) || strings.Contains(body, `id="weights"`) {
		t.Error("an occupation that was not assessed has a divided change or weights")
	}
}

// A release from before these tables shows its pages without them.
func TestOlderReleasesLackTheNewTables(t *testing.T) {
	data := t.TempDir()
	makeRelease(t, data, fixtureID, nil, "out_change", "out_revision", "out_preset", "out_chain_history", "ref_chain_link")
	if err := release.SetCurrent(data, fixtureID); err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{DataDir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, path := range []string{"/", "/occ", "/occ?w=mohrss", "/occ/6-18-02-04", "/chain/equip", "/quality"} {
		if code, body, _ := fetch(t, s.Handler(), path); code != 200 || strings.Contains(body, "本期修订") {
			t.Errorf("%s: %d", path, code)
		}
	}
}

// 14 → 12 chains: A stays whole, B and C become one, D is divided. Only A is the
// same chain before and after.
func TestChainsOfOtherListsAreTheSameOnlyOneToOne(t *testing.T) {
	link := func(from, to string, w float64) chainLink {
		return chainLink{FromVersion: "v14", FromChain: from, ToVersion: "v12", ToChain: to, LinkWeight: some(w)}
	}
	links := []chainLink{link("A", "A2", 1), link("B", "BC", 1), link("C", "BC", 1), link("D", "D2", 0.7), link("D", "OTHER", 0.3)}
	for _, c := range []struct {
		version, id string
		want        []relative
	}{
		{"v12", "A2", []relative{{version: "v14", id: "A", weight: 1, isSame: true}}},
		{"v12", "BC", []relative{{version: "v14", id: "B", weight: 1}, {version: "v14", id: "C", weight: 1}}},
		{"v12", "D2", []relative{{version: "v14", id: "D", weight: 0.7}}},
		{"v14", "A", []relative{{version: "v12", id: "A2", weight: 1, isLater: true, isSame: true}}},
		{"v14", "B", []relative{{version: "v12", id: "BC", weight: 1, isLater: true}}},
		{"v14", "D", []relative{{version: "v12", id: "D2", weight: 0.7, isLater: true}}},
	} {
		got := relativesOf(chainInfo{ChainVersion: c.version, ChainID: c.id}, links)[1:]
		if !slices.Equal(got, c.want) {
			t.Errorf("%s of %s: %+v, want %+v", c.id, c.version, got, c.want)
		}
	}
}
