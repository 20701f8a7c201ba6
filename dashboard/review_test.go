package dashboard

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"gongqiu/release"
)

// Three titles with 611 + 300 + 40 = 951 people wait; all ads of the scope ask
// for 6·30 + 2·20 + 475 + 476 = 1,171, so 951 are 81.2 %. One of the three is
// not suggested a unit group; two titles are decided. Six of the ten ads of the
// source reach unit groups.
func TestReviewSaysWhatWaits(t *testing.T) {
	h := fixtureServer(t).Handler()
	_, body, _ := fetch(t, h, "/review/titles")
	for _, want := range []string{"3 个招聘名称待复核，代表招聘需求 951 人（占全部的 81.2%）", "其中 1 个只能编到小类或更浅。已定 2 个名称", "2 个反复出现而编不了的词，其中 1 个与已公布的新职业相符",
		"jx-ads 的广告有 60.0% 能编到细类", "不可编码", "gongqiu review titles queue", "gongqiu review apply queue.xlsx --author 职建处", "6-18-01-07 多工序数控机床操作调整工 0.41"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if i, j := strings.Index(body, "2026-10-08"), strings.Index(body, "2026-09-30</td>"); i < 0 || j < 0 || i > j {
		t.Error("the newest decision does not come first")
	}
	_, body, _ = fetch(t, h, "/review/titles.json?fig=sources")
	var twin struct{ Rows []map[string]any }
	if err := json.Unmarshal([]byte(body), &twin); err != nil {
		t.Fatal(err)
	}
	if len(twin.Rows) != 1 || twin.Rows[0]["share_level_4"] != 0.6 || twin.Rows[0]["share_level_0"] != 0.2 || twin.Rows[0]["headcount"] != 1171.0 {
		t.Errorf("%s", body)
	}
	for _, p := range []string{"/", "/quality"} {
		if _, body, _ := fetch(t, h, p); !strings.Contains(body, `href="/review/titles"`) {
			t.Errorf("%s does not lead to the review", p)
		}
	}
}

// A release made before the queue was published says so.
func TestReviewOfAnOlderRelease(t *testing.T) {
	data := t.TempDir()
	makeRelease(t, data, fixtureID, nil, "meta_title_queue", "meta_title_cluster", "meta_decision")
	if err := release.SetCurrent(data, fixtureID); err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{DataDir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for path, want := range map[string]string{"/review/titles": "没有收录复核队列", "/en/review/titles": "holds no review queue", "/review/titles.csv": "occupation_level"} {
		if code, body, _ := fetch(t, s.Handler(), path); code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d %.300s", path, code, body)
		}
	}
}
