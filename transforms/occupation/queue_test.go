package occupation

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestReviewTeaches(t *testing.T) {
	c := coder(t)
	titles := []TitleCount{
		{Title: "焊工", Headcount: 900, Ads: 300},          // certain: last
		{Title: "急招普工", Headcount: 50, Ads: 20},          // uncertain
		{Title: "普工（包住）", Headcount: 60, Ads: 30},        // the same cleaned form
		{Title: "元宇宙捏脸师", Headcount: 40, Ads: 4},         // uncertain
		{Title: "高级Java开发工程师", Headcount: 500, Ads: 100}, // certain
	}
	queue := c.Queue(slices.Values(titles), 0)
	if len(queue) != 4 || queue[0].Cleaned != "普工" || queue[0].Headcount != 110 || queue[0].Ads != 50 || queue[0].Title != "普工（包住）" {
		t.Fatalf("queue: %+v", queue)
	}
	header, rows := c.QueueTable(queue)
	at := slices.Index(header, columnCode)
	rows[0][at], rows[0][at+1], rows[0][at+2], rows[0][at+3] = "6-31-05-00", "李", "2026-02-03", "本厂普工均为包装"
	rows[1][at] = "9-99-99-99"
	list, refused := c.DecisionsFrom(header, rows, "张", "2026-02-03")
	if len(list) != 1 || len(refused) != 1 || !strings.Contains(refused[0].Error(), "row 3") || list[0].Author != "李" {
		t.Fatalf("decisions %+v, refused %v", list, refused)
	}
	path := filepath.Join(t.TempDir(), "decisions.csv")
	for range 2 { // appending keeps what is there
		if err := AppendDecisions(path, list); err != nil {
			t.Fatal(err)
		}
	}
	data, _ := os.ReadFile(path)
	if n := strings.Count(string(data), "\n"); n != 3 {
		t.Errorf("%d lines after two appends:\n%s", n, data)
	}
	kept, err := ReadDecisions(path)
	if err != nil || len(kept) != 2 || kept[0] != list[0] {
		t.Errorf("read back %+v, %v", kept, err)
	}
	if none, err := ReadDecisions(path + "x"); err != nil || none != nil {
		t.Errorf("a file that is not there: %v, %v", none, err)
	}
}

func TestDecisionWithoutAuthorOrDateIsRefusedWithItsRow(t *testing.T) {
	_, err := readDecisions(strings.NewReader("title,code,author,date,reason\n普工,6,李,2026-02-03,\n普工,6,,2026-02-03,\n"), "decisions.csv")
	if err == nil || !strings.Contains(err.Error(), "decisions.csv line 3") {
		t.Errorf("got %v", err)
	}
}

func TestClustersFindTheTermOfWhatIsNotPlaced(t *testing.T) {
	c := coder(t)
	titles := []TitleCount{{Title: "焊工", Headcount: 500}, {Title: "会计", Headcount: 500}}
	for _, s := range []string{"元宇宙捏脸", "元宇宙搭建人", "元宇宙体验官", "元宇宙世界观"} {
		titles = append(titles, TitleCount{Title: s, Headcount: 30})
	}
	list, err := c.Clusters(slices.Values(titles), 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 || list[0].Term != "元宇宙" || list[0].N < 2 {
		t.Errorf("clusters: %+v", list)
	}
}
