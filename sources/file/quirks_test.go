package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"gongqiu/internal/columnar"
	"gongqiu/sources"
	"gongqiu/sources/sourcetest"

	"github.com/xuri/excelize/v2"
)

// stage takes and stages bytes; it returns the report, the accepted rows as
// "column=value" maps, and the quarantined rows by number.
func stage(t testing.TB, name string, data []byte, o sources.Options) (sources.Report, []map[string]string, map[string]string, error) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := sources.Take(context.Background(), path, filepath.Join(dir, "raw"), "s")
	if err != nil {
		t.Fatal(err)
	}
	s.Taken = time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	r, err := Stage(context.Background(), s, o, filepath.Join(dir, "staged"), nil)
	if err != nil {
		if left, _ := filepath.Glob(filepath.Join(dir, "staged", "*", "*")); len(left) > 0 {
			t.Errorf("a failed staging left %v", left)
		}
		return r, nil, nil, err
	}
	var rows []map[string]string
	for _, p := range r.Parts {
		rows = append(rows, readRows(t, p)...)
	}
	bad := map[string]string{}
	for _, q := range readRows(t, filepath.Join(r.Dir, "quarantine.parquet")) {
		bad[q["row_no"]] = q["reason"]
	}
	if int64(len(rows)) != r.Accepted || int64(len(bad)) != r.Bad() || r.Read != r.Accepted+r.Blank+r.Bad() {
		t.Errorf("the report does not add up: %+v with %d rows and %d bad", r, len(rows), len(bad))
	}
	return r, rows, bad, nil
}

func readRows(t testing.TB, path string) []map[string]string {
	t.Helper()
	r, err := columnar.Open(path, 1000)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var rows []map[string]string
	for {
		b, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Rows {
			row := map[string]string{}
			for j, f := range r.Fields() {
				if c := &b.Columns[j]; c.Valid == nil || c.Valid[i] {
					row[f.Name] = cellText(c, f.Type, i)
				}
			}
			rows = append(rows, row)
		}
	}
}

// expect compares the rows in the columns that want names.
func expect(t *testing.T, rows, want []map[string]string) {
	t.Helper()
	if len(rows) != len(want) {
		t.Fatalf("%d rows, expected %d: %v", len(rows), len(want), rows)
	}
	for i, w := range want {
		for k, v := range w {
			if got, ok := rows[i][k]; got != v || (v == "" && ok) {
				t.Errorf("row %d, %s is %q, expected %q", i, k, got, v)
			}
		}
	}
}

var posting = sources.Options{Kind: sources.Posting}

func TestSlippedRowsAreQuarantined(t *testing.T) {
	_, rows, bad, err := stage(t, "a.csv", []byte(`职位名称,公司名称,薪酬,城市地区,学历要求,工作经验要求,规模类型
焊工,甲有限公司,4-6千,青岛-市南区,高中,1年经验,民营  |  50-150人
电工,乙有限公司,4-6千,青岛,03-06发布,无需经验,民营  |  50-150人
钳工,丙有限公司,4-6千,青岛,03-07发布,中技/中专,国企  |  10000人以上
职位名称,公司名称,薪酬,城市地区,学历要求,工作经验要求,规模类型
车工,丁有限公司,4-6千,本科,大专,2年经验,民营  
",,,",计算机软件,,,民营  |  1000-5000人,,
铣工,戊有限公司,面议,南昌,大专,3-4年经验,国企  |  少于50人
磨工,己有限公司,5-6千,南昌,大专,3-4年经验
普工,庚有限公司,5-6千,南昌,大专,3-4年经验,民营,多
`), sources.Options{Kind: sources.Posting, MaxBadShare: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, rows, []map[string]string{
		{"row_no": "2", "title": "焊工", "education": "高中", "experience": "1年经验", "employer_type": "民营", "employer_size": "50-150人", "place": "青岛-市南区", "pay": "4-6千"},
		{"row_no": "8", "title": "铣工", "pay": "面议", "employer_type": "国企", "employer_size": "少于50人"},
	})
	want := map[string]string{"3": "slipped", "4": "slipped", "5": "repeated_header", "6": "slipped", "7": "slipped", "9": "cell_count", "10": "cell_count"}
	if !reflect.DeepEqual(bad, want) {
		t.Errorf("quarantined %v, expected %v", bad, want)
	}
}

func TestValuesBelieHeaders(t *testing.T) {
	titles := []string{"Web前端开发工程师", "焊工", "销售代表", "会计", "测试工程师", "数控车工", "仓库管理员"}
	t.Run("a title called company_name", func(t *testing.T) {
		b := "\uFEFFcompany_name,max_wages,min_wages,place,place2,education,treatment\n"
		for i, x := range titles {
			b += fmt.Sprintf("%s,15000.0,8000.0,某某路%d号2楼,北京-朝阳区,本科,\"五险一金,年终奖金\"\n", x, i)
		}
		r, rows, _, err := stage(t, "a.csv", []byte(b), posting)
		if err != nil {
			t.Fatal(err)
		}
		if m := r.Mapping["title"]; m.Header != "company_name" || m.Confidence >= 0.8 {
			t.Errorf("title is mapped as %+v, expected company_name with low confidence", m)
		}
		if _, ok := r.Mapping["employer"]; ok {
			t.Error("the titles are taken as employers, too")
		}
		expect(t, rows[:1], []map[string]string{{"title": titles[0], "place": "北京-朝阳区", "pay_min": "8000.0", "skills": "", "employer": ""}})
	})
	t.Run("a header twice", func(t *testing.T) {
		b := "公司名称,职位名称,薪酬,公司名称\n"
		for i, x := range titles {
			b += fmt.Sprintf("甲%d有限公司,%s,3-5千,\"财务\n出纳\n审计\"\n", i, x)
		}
		r, rows, _, err := stage(t, "a.csv", []byte(b), posting)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, rows[:1], []map[string]string{{"employer": "甲0有限公司", "title": titles[0], "skills": "财务\n出纳\n审计"}})
		if r.Mapping["employer"].Position != 1 || r.Mapping["skills"].Position != 4 {
			t.Errorf("mapping %+v", r.Mapping)
		}
	})
	t.Run("codes instead of classes", func(t *testing.T) {
		b := "职位名称,学历要求,工作经验要求\n"
		for i, x := range titles {
			b += fmt.Sprintf("%s,%d,%d\n", x, i%5, i%7)
		}
		_, rows, _, err := stage(t, "a.csv", []byte(b), posting)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, rows[:1], []map[string]string{{"title": titles[0], "education": "", "experience": ""}})
	})
	t.Run("the city that was searched for", func(t *testing.T) {
		b := "position,city,district,location\n"
		for i := range 60 {
			if i%2 == 0 {
				b += "焊工,上海,海珠区  ,广州-海珠区\u00a0\u00a0\n"
			} else {
				b += "焊工,上海,虹口区,\n"
			}
		}
		_, rows, _, err := stage(t, "a.csv", []byte(b), posting)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, rows[:2], []map[string]string{{"place": "广州-海珠区"}, {"place": "虹口区"}})
	})
}

func TestHeaderless(t *testing.T) {
	var b strings.Builder
	for i, x := range []string{"运营主管", "焊工", "行政经理", "会计", "销售代表", "仓库管理员"} {
		fmt.Fprintf(&b, "08-%d,%s,广东甲%d科技有限公司,广州-天河区,0.8-1.3万/月,\"\u00a0\u00a02年经验\u00a0\u00a0|\u00a0\u00a0大专\u00a0\u00a0|\u00a0\u00a0招%d人\u00a0\u00a0|\",https://example.com/%d.html\n", 20+i, x, i, i+1, i)
	}
	r, rows, _, err := stage(t, "a.csv", []byte(b.String()), sources.Options{Kind: sources.Posting, Constants: map[string]string{"year": "2018"}})
	if err != nil {
		t.Fatal(err)
	}
	if r.HasHeader {
		t.Error("data are taken as a header")
	}
	expect(t, rows[:1], []map[string]string{{"row_no": "1", "posted_date": "2018-08-20", "title": "运营主管", "employer": "广东甲0科技有限公司", "place": "广州-天河区",
		"pay": "0.8-1.3万/月", "experience": "2年经验", "education": "大专", "headcount": "招1人", "posting_id": "https://example.com/0.html"}})

	r, rows, _, err = stage(t, "b.csv", []byte(b.String()), posting)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, rows[:1], []map[string]string{{"posted_date": ""}})
	if r.SetMissing["posted_date:no_year"] != 6 {
		t.Errorf("set missing: %v, expected 6 dates without year", r.SetMissing)
	}
}

func TestOptionsOverrule(t *testing.T) {
	data := []byte("a,b,c\n焊工,甲公司,\"高中|1年经验\"\n电工,乙公司,\"大专|2年经验\"\n")
	no := false
	_, rows, _, err := stage(t, "a.csv", data, sources.Options{Kind: sources.Posting, Columns: map[string]string{"title": "a", "employer": "2"},
		Packed: map[string][]string{"c": {"education", "experience"}}, Constants: map[string]string{"place": "青岛", "pay_unit": "千", "posted_date": "2024-01-02"}, Header: ptr(true)})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, rows[1:], []map[string]string{{"title": "电工", "employer": "乙公司", "education": "大专", "experience": "2年经验", "place": "青岛", "pay_unit": "千", "posted_date": "2024-01-02"}})

	_, rows, _, err = stage(t, "b.csv", data, sources.Options{Kind: sources.Posting, Header: &no, Columns: map[string]string{"title": "1", "employer": "-"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3 || rows[0]["title"] != "a" {
		t.Errorf("with header: no, rows are %v", rows)
	}
	for _, o := range []sources.Options{
		{Kind: "job"}, {Kind: sources.Posting, Columns: map[string]string{"salary": "1"}}, {Kind: sources.Posting, Columns: map[string]string{"title": "9"}},
		{Kind: sources.Posting, Constants: map[string]string{"year": "18"}}, {Kind: sources.Posting, Sheet: "x", Format: "xlsx"}, {Kind: sources.Posting, Encoding: "latin"}, {MaxBadShare: 2},
	} {
		if _, _, _, err := stage(t, "a.csv", data, o); err == nil {
			t.Errorf("options %+v were accepted", o)
		}
	}
}

func ptr[T any](v T) *T { return &v }

func TestCellsAreSetMissingWithReason(t *testing.T) {
	r, rows, bad, err := stage(t, "a.csv", []byte(`职位名称,公司名称,所属行业,发布日期,工作经验,学历,公司规模,城市
焊工,互联网/移动互联网,互联网移动互联网,0002-01-01 00:00:00,3,本科,50-150人,青岛
电工,某知名公司,汽车,1970-01-01,1-3,５个月,游戏,青岛市　
钳工,"北京海淀区西屋国际E座
  点击查看地图",汽车,2031-01-01,不限,Unknown,N/A,null
车工,青岛,汽车,45000.5,应届生,大专及以上,保密,无
铣工, 丁有限公司  ,天使轮,昨天,2年,,,
`), posting)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, rows, []map[string]string{
		{"title": "焊工", "employer": "", "posted_date": "", "experience": "", "education": "本科", "place": "青岛"},
		{"title": "电工", "employer": "", "posted_date": "", "experience": "1-3", "education": "", "employer_size": "", "place": "青岛市"},
		{"title": "钳工", "employer": "", "posted_date": "", "experience": "不限", "education": "", "employer_size": "", "place": ""},
		{"title": "车工", "employer": "", "posted_date": "2023-03-15", "experience": "应届生", "education": "大专及以上", "employer_size": "保密"},
		{"title": "铣工", "employer": "丁有限公司", "industry": "", "posted_date": "", "experience": "2年"},
	})
	if len(bad) > 0 {
		t.Errorf("quarantined %v", bad)
	}
	want := map[string]int64{"employer:an_industry": 1, "employer:anonymous": 1, "employer:nonsense": 1, "employer:a_place": 1,
		"posted_date:sentinel": 2, "posted_date:future": 1, "posted_date:relative": 1, "experience:bare_number": 1,
		"industry:not_such_a_value": 1, "education:not_such_a_value": 1, "employer_size:not_such_a_value": 1}
	if !reflect.DeepEqual(r.SetMissing, want) {
		t.Errorf("set missing %v, expected %v", r.SetMissing, want)
	}
}

func TestTwoColumnsThatContradict(t *testing.T) {
	b := "职位名称,公司规模,规模类型\n"
	for range 10 {
		b += "焊工,50-150人,民营 | 50-150人\n电工,50-150人,国企 | 10000人以上\n"
	}
	r, rows, _, err := stage(t, "a.csv", []byte(b), posting)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, rows[:2], []map[string]string{{"employer_size": "50-150人", "employer_type": "民营"}, {"employer_size": "", "employer_type": "国企"}})
	if r.SetMissing["employer_size:contradiction"] != 10 {
		t.Errorf("set missing %v", r.SetMissing)
	}
}

func TestBrokenQuotesCostOneRow(t *testing.T) {
	b := "职位名称,公司名称,职位描述\n"
	for i := range 50 {
		switch i {
		case 10:
			b += "焊工10,甲公司,\"没有关上\n" // opens and never closes
		case 20:
			b += "焊工20,\"甲公司,说\"了\"一句\n"
		case 30:
			b += "焊工30,甲\"公司\",他说\"好\"\n" // quotes inside an unquoted cell are text
		default:
			b += fmt.Sprintf("焊工%d,甲公司,\"第一行\n第二\"\"行\"\"\"\n", i)
		}
	}
	_, rows, bad, err := stage(t, "a.csv", []byte(b), posting)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range rows {
		seen[r["title"]] = true
		if r["title"] != "焊工30" && r["description"] != "第一行\n第二\"行\"" {
			t.Errorf("%s has description %q", r["title"], r["description"])
		}
	}
	for i := range 50 {
		if x := fmt.Sprintf("焊工%d", i); !seen[x] && i != 10 && i != 20 && i != 11 && i != 21 {
			t.Errorf("%s is lost; quarantined %v", x, bad)
		}
	}
	if len(bad) == 0 {
		t.Error("nothing is quarantined")
	}
}

func TestHostileFilesEndInClearErrors(t *testing.T) {
	good := []byte("职位名称,公司名称\n" + strings.Repeat("焊工,甲公司\n电工,乙公司\n", 20000))
	zip := gzipped(good)
	random := bytes.Clone(good)
	for i := 50; i < len(random); i += 100 {
		random[i] = byte(i * 131)
	}
	old := append([]byte("\xD0\xCF\x11\xE0"), make([]byte, 600)...)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"cut.csv.gz", zip[:len(zip)/2], "ends too early"},
		{"damaged.csv.gz", append(append(bytes.Clone(zip[:len(zip)/2]), 0xff, 0xff, 0xff, 0xff), zip[len(zip)/2+4:]...), "gzip file"},
		{"empty.csv", nil, "empty"},
		{"blank.csv", []byte(" \n\n \n"), "white space"},
		{"header.csv", []byte("职位名称,公司名称\n"), "no rows"},
		{"other.csv", []byte("甲,乙,丙\n1,2,3\n4,5,6\n"), "no column holds title"},
		{"dump.sql", []byte("-- MySQL dump 10.13\nDROP TABLE IF EXISTS `job`;\nCREATE TABLE `job` (id int);\n"), "SQL dump"},
		{"page.html", []byte("<!DOCTYPE html><table><tr><td>焊工"), "web page"},
		{"old.xls", old, ".xls"},
		{"book.xlsx", []byte("PK\x03\x04 no zip at all"), "damaged workbook"},
		{"table.parquet", []byte("PAR1 no parquet at all PAR1"), "Parquet"},
		{"cut.json", []byte(`[{"title":"焊工"},{"title":"电`), "ends in the middle"},
		{"numbers.json", []byte(`{"a":1}`), "no array of objects"},
		{"mostly bad.csv", []byte("职位名称,学历\n焊工,本科\n" + strings.Repeat(",高中\n", 5)), "nothing was taken"},
		{"long.json", []byte(`[{"title":"` + strings.Repeat("焊", 8<<20) + `"}]`), "longer than"},
	} {
		_, _, _, err := stage(t, c.name, c.data, sources.Options{Kind: sources.Posting})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, expected one with %q", c.name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "panic") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	r, rows, _, err := stage(t, "random.csv", random, posting)
	if err == nil {
		for _, x := range rows {
			if !strings.Contains("焊工电工", x["title"]) && len(x["title"]) == 6 && r.Bad() == 0 {
				t.Errorf("a damaged title was taken: %q", x["title"])
			}
		}
		if r.Quarantined["damaged_text"] == 0 {
			t.Errorf("no damaged text found: %v", r.Quarantined)
		}
	}
}

func TestZipBomb(t *testing.T) {
	var b bytes.Buffer
	f := excelize.NewFile()
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "bomb.xlsx")
	if err := os.WriteFile(path, bomb(t, 200<<20), 0o644); err != nil {
		t.Fatal(err)
	}
	before := heap()
	_, err := Inspect(context.Background(), path, posting)
	if err == nil || !strings.Contains(err.Error(), "would grow") {
		t.Errorf("error %v", err)
	}
	if grown := heap() - before; grown > 50<<20 {
		t.Errorf("memory grew by %d bytes", grown)
	}
}

func heap() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys)
}

// A line far longer than any row is passed over without being kept.
func TestEndlessLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "long.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, "职位名称,公司名称\n焊工,甲公司\n")
	block := bytes.Repeat([]byte("长"), 1<<18)
	for range 160 { // 120 MB
		f.Write(block)
	}
	io.WriteString(f, "\n电工,乙公司\n")
	f.Close()
	before := heap()
	in, err := Inspect(context.Background(), path, posting)
	if err != nil {
		t.Fatal(err)
	}
	if in.Accepted != 2 || in.Quarantined[sources.ReasonTooLong] != 1 {
		t.Errorf("accepted %d, quarantined %v", in.Accepted, in.Quarantined)
	}
	if grown := heap() - before; grown > 60<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
}

func TestWorkbook(t *testing.T) {
	f := excelize.NewFile()
	for _, s := range []string{"Sheet1", "二月", "说明"} {
		if s != "Sheet1" {
			f.NewSheet(s)
		}
	}
	f.SetSheetRow("Sheet1", "A1", &[]any{"", "job_title", "company_name", "issue_date", "requirement"})
	f.SetSheetRow("Sheet1", "A2", &[]any{0, "财务出纳", "甲有限公司", 44341.66581018519, "['1年经验', '本科', '招1人']"})
	f.SetSheetRow("Sheet1", "A4", &[]any{1, "会计", "乙有限公司", time.Date(2021, 5, 26, 0, 0, 0, 0, time.UTC), "['无需经验', '大专', '招若干人']"})
	f.SetSheetRow("二月", "A1", &[]any{"", "job_title", "company_name", "issue_date", "requirement"})
	f.SetSheetRow("二月", "A2", &[]any{2, "焊工", "丙有限公司", 44342, "['2年经验', '高中', '招3人']"})
	f.SetSheetRow("说明", "A1", &[]any{"数据来源"})
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	r, rows, _, err := stage(t, "a.xlsx", b.Bytes(), posting)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, rows, []map[string]string{
		{"title": "财务出纳", "posted_date": "2021-05-25", "experience": "1年经验", "education": "本科", "headcount": "招1人"},
		{"title": "会计", "posted_date": "2021-05-26", "experience": "无需经验", "education": "大专", "headcount": "招若干人"},
		{"title": "焊工", "posted_date": "2021-05-26", "experience": "2年经验", "education": "高中", "headcount": "招3人"},
	})
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "说明") {
		t.Errorf("notes %q, expected one about the sheet that was not read", r.Notes)
	}
	if _, rows, _, err = stage(t, "a.xlsx", b.Bytes(), sources.Options{Kind: sources.Posting, Sheet: "二月"}); err != nil || len(rows) != 1 {
		t.Errorf("the named sheet gave %d rows, %v", len(rows), err)
	}
}

func TestStatisticalKinds(t *testing.T) {
	t.Run("wages with a head of two rows", func(t *testing.T) {
		_, rows, bad, err := stage(t, "a.csv", []byte(`2022年某市工资价位,,,,,,
单位：元/年,,,,,,
序号,职业名称,职业代码,分位值,,,
,,,10%,50%,90%,平均数
1,焊工,6-18-02-04,"36,000",60000,９００００,62000
2,电工,6-31-01-03,—,58000,88000,
3,钳工,6-20-01-01,90000,60000,70000,
4,合计,,1,2,3,
5,车工,,,,,
`), sources.Options{Kind: sources.Wage, MaxBadShare: 0.8, Constants: map[string]string{"stat_year": "2022", "region": "青岛市"}})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, rows, []map[string]string{
			{"occupation": "焊工", "occupation_code": "6-18-02-04", "p10": "36000", "p50": "60000", "p90": "90000", "mean": "62000", "unit": "元/年", "stat_year": "2022", "region": "青岛市"},
			{"occupation": "电工", "p10": "", "p50": "58000"},
		})
		if want := map[string]string{"7": "percentiles_unordered", "8": "total_row", "9": "no_figure"}; !reflect.DeepEqual(bad, want) {
			t.Errorf("quarantined %v, expected %v", bad, want)
		}
	})
	t.Run("kinds are told apart", func(t *testing.T) {
		for _, c := range []struct {
			data string
			kind sources.Kind
			want map[string]string
		}{
			{"地区,职业,职业代码,技能等级,季度,求职人数,招聘需求人数\n南昌市,焊工,6-18-02-04,高级工,2024Q1,120,\"1,300\"\n", sources.Seeker, map[string]string{"region": "南昌市", "period": "2024Q1", "seekers": "120", "vacancies": "1300", "skill_level": "高级工"}},
			{"地区,工种,等级,月份,培训类型,培训人数\n青岛市,焊工,中级工,2024-03,企业新型学徒制,35人\n", sources.Training, map[string]string{"occupation": "焊工", "skill_level": "中级工", "period": "2024-03", "kind": "企业新型学徒制", "people": "35"}},
			{"issuer_region,city_label,occupation_name,occupation_code,stat_year,p25,p50,p75,unit,source_document\n东莞市,东莞,通信工程技术人员,2-02-10-01,2024,7083,10717,13433,元/月,某公告\n", sources.Wage, map[string]string{"region": "东莞市", "occupation": "通信工程技术人员", "p25": "7083", "stat_year": "2024", "unit": "元/月", "source_document": "某公告"}},
			{"职位名称,公司名称,薪资\n焊工,甲公司,5-8千\n", sources.Posting, map[string]string{"title": "焊工"}},
		} {
			r, rows, _, err := stage(t, "a.csv", []byte(c.data), sources.Options{})
			if err != nil || r.Kind != c.kind {
				t.Errorf("%q is taken as %q, %v; expected %s", c.data, r.Kind, err, c.kind)
				continue
			}
			expect(t, rows, []map[string]string{c.want})
		}
	})
}

func TestPersonalDataGoesNowhere(t *testing.T) {
	secrets := []string{"13800138000", "0532-88886666", "zhang@example.com", "张三丰", "wx_zhang88", "李小姐"}
	r, _, _, err := stage(t, "a.csv", []byte(`职位名称,公司名称,学历要求,联系人,电话,职位描述
焊工,甲公司,高中,张三丰,13800138000,联系人：张三丰 微信：wx_zhang88
电工13800138000,乙公司 zhang@example.com,大专,张三丰,0532-88886666,致电李小姐0532-88886666
钳工,丙公司,03-07发布,张三丰,13800138000,邮箱zhang@example.com
车工,丁公司,大专,张三丰,13800138000,１３８００１３８０００
铣工,戊公司,大专,张三丰,13800138000,多,一格 13800138000
`), posting)
	if err != nil {
		t.Fatal(err)
	}
	if r.Accepted != 3 || r.Bad() != 2 || len(r.Removed) != 2 {
		t.Errorf("report %+v", r)
	}
	for _, p := range append(r.Parts, filepath.Join(r.Dir, "quarantine.parquet")) {
		text := sourcetest.Text(t, p)
		for _, s := range append(secrets, "１３８") {
			if strings.Contains(text, s) {
				t.Errorf("%s is in %s", s, filepath.Base(p))
			}
		}
	}
}

func TestFinishedFolderIsReturnedAtOnce(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	os.WriteFile(path, []byte("职位名称\n焊工\n"), 0o644)
	s, err := sources.Take(context.Background(), path, filepath.Join(dir, "raw"), "s")
	if err != nil {
		t.Fatal(err)
	}
	first, err := Stage(context.Background(), s, posting, filepath.Join(dir, "staged"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(s.Path); err != nil {
		t.Fatal(err)
	}
	again, err := Stage(context.Background(), s, posting, filepath.Join(dir, "staged"), nil)
	if err != nil || !reflect.DeepEqual(first, again) {
		t.Errorf("again: %+v, %v; first: %+v", again, err, first)
	}
	if _, err := Stage(context.Background(), s, sources.Options{Kind: sources.Posting, MaxBadShare: 0.2}, filepath.Join(dir, "staged"), nil); err == nil {
		t.Error("other options were served the same folder")
	}
}
