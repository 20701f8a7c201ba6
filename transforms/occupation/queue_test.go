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

func TestTermsAreRunsOfTwoToSixCharacters(t *testing.T) {
	got := strings.Join(slices.Collect(terms("电焊 a.b网约车司机班")), ",")
	if want := "电焊,b网,b网约,b网约车,b网约车司,b网约车司机,网约,网约车,网约车司,网约车司机,网约车司机班,约车,约车司,约车司机,约车司机班,车司,车司机,车司机班,司机,司机班,机班"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// A term counts once for each name or title that holds it, however often it
// stands there, and terms that nobody asks for do not count at all.
func TestBackgroundCountsTitlesNotPlaces(t *testing.T) {
	c := &Coder{v: &voices{index: &index{docs: []document{{title: "销售销售"}, {title: "Java销售"}, {title: "焊工"}}}}}
	got := c.background(slices.Values([]string{"销售", "java", "缝纫"}))
	if len(got) != 3 || got["销售"] != 2 || got["java"] != 1 || got["缝纫"] != 0 {
		t.Errorf("got %v", got)
	}
}
