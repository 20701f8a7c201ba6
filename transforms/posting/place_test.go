package posting

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"gongqiu/reference"
)

func places(tb testing.TB) *Places {
	set := &reference.Set{Regions: []reference.Region{{Code: "000000", Name: "全国"}}}
	err := reference.EachRow("", "admin_divisions.csv", []string{"code", "name", "level", "parent_code"}, func(r reference.Row) error {
		g := reference.Region{Code: r.Get("code"), Name: r.Get("name"), Parent: r.Get("parent_code"), Level: int(r.Get("level")[0] - '0')}
		if g.Level == 1 {
			g.Parent = "000000"
		}
		set.Regions = append(set.Regions, g)
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	p, err := NewPlaces(set)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func TestFind(t *testing.T) {
	p := places(t)
	for _, c := range []struct{ text, hint, province, prefecture, county, note string }{
		{"浙江省宁波", "", "330000", "330200", "", ""},
		{"浙江省宁波慈溪市", "", "330000", "330200", "330282", ""},
		{"上海-浦东新区", "", "310000", "", "310115", ""},
		{"上海上海浦东新区", "", "310000", "", "310115", ""},
		{"深圳深圳宝安区宝安", "", "440000", "440300", "440306", ""},
		{"南昌·红谷滩区", "", "360000", "360100", "360113", ""},
		{"南昌-红谷滩新区", "", "360000", "360100", "360113", "zone 红谷滩新区"},
		{"无锡-宜兴市", "", "320000", "320200", "320282", ""},
		{"青岛西海岸新区", "", "370000", "370200", "370211", "zone 西海岸新区"},
		{"青岛-黄岛区", "", "370000", "370200", "370211", ""},
		{"青岛市即墨市", "", "370000", "370200", "370215", ""},
		{"山东省青岛高新区", "", "370000", "370200", "", "zone 高新区"},
		{"北京/上海/深圳", "", "110000", "", "", "several"},
		{"南京，苏州", "", "320000", "320100", "", "several"},
		{"江西省/南昌市", "", "360000", "360100", "", ""},
		{"江西 南昌 东湖区", "", "360000", "360100", "360102", ""},
		{"四川省成都红星路", "", "510000", "510100", "", ""},
		{"湖北省武汉东湖新技术产业开发区", "", "420000", "420100", "", "zone 东湖新技术产业开发区"},
		{"安徽省合肥经开区", "", "340000", "340100", "", "zone 经开区"},
		{"鼓楼区", "", "", "", "", "ambiguous"},
		{"鼓楼区", "南京", "320000", "320100", "320106", ""},
		{"朝阳区", "北京", "110000", "", "110105", ""},
		{"朝阳", "", "", "", "", "ambiguous"},
		{"朝阳区-北京", "", "110000", "", "110105", ""},
		{"辽宁朝阳", "", "210000", "211300", "", ""},
		{"吉林", "", "220000", "", "", ""},
		{"吉林省吉林市", "", "220000", "220200", "", ""},
		{"云南省云南省", "", "530000", "", "", ""},
		{"海南省陵水", "", "460000", "", "469028", ""},
		{"延边", "", "220000", "222400", "", ""},
		{"恩施", "", "420000", "422800", "", ""},
		{"昆山", "", "320000", "320500", "320583", ""},
		{"东莞洪梅镇", "", "440000", "441900", "", ""},
		{"南昌", "南昌", "360000", "360100", "", ""},
		{"南昌县", "", "360000", "360100", "360121", ""},
		{"上海", "南昌", "310000", "", "", ""},
		{"青秀区", "南宁", "450000", "450100", "450103", ""},
		{"", "南昌", "360000", "360100", "", ""},
		{"", "", "", "", "", "none"},
		{"全国", "", "", "", "", "none"},
		{"火星", "", "", "", "", "unknown"},
		{"上海南京西路", "", "310000", "", "", ""},
		{"內蒙古呼和浩特", "", "150000", "150100", "", ""},
		{"广西南宁江南区", "", "450000", "450100", "450105", ""},
		{"九江县", "", "360000", "360400", "", "unlisted"},
		{"江西九江九江县", "", "360000", "360400", "360404", "zone 九江县"},
		{"苏州-苏州工业园区", "", "320000", "320500", "", "zone 苏州工业园区"},
		{"广州-天河区", "", "440000", "440100", "440106", ""},
		{"北京市朝阳区西大望路63号", "", "110000", "", "110105", ""},
	} {
		g := p.Find(c.text, c.hint)
		note := g.Reason
		if g.Several {
			note = "several"
		}
		if g.Zone != "" {
			note = "zone " + g.Zone
		}
		if c.note == "unlisted" {
			c.note = note
		}
		if g.Province != c.province || g.Prefecture != c.prefecture || g.County != c.county || note != c.note {
			t.Errorf("%q (%s): %+v, want %s %s %s %s", c.text, c.hint, g, c.province, c.prefecture, c.county, c.note)
		}
	}
}

// Every division is found by its own full path.
func TestFindEveryDivision(t *testing.T) {
	p := places(t)
	for i, r := range p.regions {
		if r.Level == 0 {
			continue
		}
		path := r.Name
		for up := p.parent[i]; up > 0; up = p.parent[up] {
			path = p.regions[up].Name + path
		}
		if g := p.Find(path, ""); g.Code() != r.Code {
			t.Errorf("%s: %+v, want %s", path, g, r.Code)
		}
	}
}

func TestFindOnSamples(t *testing.T) {
	dir := os.Getenv("GONGQIU_SAMPLES")
	if dir == "" {
		t.Skip("set GONGQIU_SAMPLES to the folder of collected postings")
	}
	f, err := os.Open(filepath.Join(dir, "isixe-51job-2023", "51job.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	p := places(t)
	count := map[string]int{}
	missed := map[string]int{}
	for _, r := range rows[1:] {
		g := p.Find(r[2], "")
		switch {
		case g.County != "":
			count["county"]++
		case g.City != "":
			count["city"]++
		case g.Province != "":
			count["province"]++
			missed[r[2]]++
		default:
			count["none"]++
			missed[r[2]]++
		}
	}
	t.Log(count, missed)
	if count["none"]+count["province"] > len(rows)/50 {
		t.Error("over 2 % without a city")
	}
}

func BenchmarkFind(b *testing.B) {
	p := places(b)
	texts := []string{"浙江省宁波", "上海-浦东新区", "深圳深圳宝安区宝安", "青岛西海岸新区", "北京/上海"}
	for i := 0; b.Loop(); i++ {
		p.Find(texts[i%len(texts)], "")
	}
}
