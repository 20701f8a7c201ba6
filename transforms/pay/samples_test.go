package pay

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// samples is the folder of collected job ads that GONGQIU_SAMPLES names; they
// are not part of the repository. Without it the comparison is skipped.
func samples(t *testing.T) string {
	dir := os.Getenv("GONGQIU_SAMPLES")
	if dir == "" {
		t.Skip("set GONGQIU_SAMPLES to the folder of collected postings")
	}
	return dir
}

// open reads a file, gzipped or not.
func open(t *testing.T, name string) io.Reader {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if !strings.HasSuffix(name, ".gz") {
		return f
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// The file carries the monthly minimum and maximum that its author worked out.
// He kept posted months (no N/12) and wrote yearly pay as if it were tens of
// thousands a month; those rows are his errors and are listed.
func TestAuthorsColumns(t *testing.T) {
	r := csv.NewReader(simplifiedchinese.GB18030.NewDecoder().Reader(open(t, filepath.Join(samples(t), "mariaaira-51job-2023", "数据最最最新(1).csv"))))
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	agree, yearly := 0, 0
	for i, row := range rows[1:] {
		p := Parse(Input{Text: row[2]})
		lo, _ := strconv.ParseFloat(row[13], 64)
		hi, _ := strconv.ParseFloat(row[14], 64)
		switch {
		case math.Abs(p.RawLo-lo) < 0.5 && math.Abs(p.RawHi-hi) < 0.5 && p.Period == Month:
			agree++
		case p.Period == Year && p.RawLo == lo*10 && p.RawHi == hi*10:
			yearly++
			t.Logf("record %d: %s is a year's pay; the author has %v to %v a month, it is %.0f to %.0f", i+2, row[2], lo, hi, p.Lo, p.Hi)
		default:
			t.Errorf("record %d: %s read as %v to %v %s, author %v to %v", i+2, row[2], p.RawLo, p.RawHi, p.Reason, lo, hi)
		}
	}
	t.Logf("%d rows: %d agree, %d yearly rows are the author's errors", len(rows)-1, agree, yearly)
	if agree < 4435 || agree+yearly != 4442 {
		t.Errorf("%d of %d agree", agree, len(rows)-1)
	}
}

// The pages carry the site's own numbers for pay by the month (none for yearly
// pay), before N薪.
func TestSitesOwnNumbers(t *testing.T) {
	names, _ := filepath.Glob(filepath.Join(samples(t), "catquantum-51job-api-2024", "*.json*"))
	if len(names) == 0 {
		t.Fatal("no pages found")
	}
	n, agree, stated, priced := 0, 0, 0, 0
	for _, name := range names {
		var page struct {
			ResultBody struct {
				Job struct {
					Items []struct {
						ProvideSalaryString, JobSalaryMin, JobSalaryMax string
					}
				}
			}
		}
		if err := json.NewDecoder(open(t, name)).Decode(&page); err != nil {
			t.Fatal(name, err)
		}
		for _, it := range page.ResultBody.Job.Items {
			p := Parse(Input{Text: it.ProvideSalaryString})
			if it.ProvideSalaryString != "" {
				stated++
				if p.Period != "" {
					priced++
				}
			}
			if it.JobSalaryMin == "" && it.JobSalaryMax == "" {
				continue
			}
			n++
			lo, _ := strconv.ParseFloat(it.JobSalaryMin, 64)
			hi, _ := strconv.ParseFloat(it.JobSalaryMax, 64)
			if p.RawLo == lo && p.RawHi == hi {
				agree++
			} else {
				t.Logf("%q read as %v to %v %s, site %v to %v", it.ProvideSalaryString, p.RawLo, p.RawHi, p.Reason, lo, hi)
			}
		}
	}
	t.Logf("%d of %d agree with the site; %d of %d stated texts read", agree, n, priced, stated)
	if float64(agree) < 0.99*float64(n) || priced != stated {
		t.Error("under 99 %")
	}
}

// Pay that is negotiable never becomes a number, wherever it stands.
func TestNegotiableStaysMissing(t *testing.T) {
	n := 0
	_ = filepath.WalkDir(samples(t), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(path, ".csv") {
			return err
		}
		data, err := io.ReadAll(open(t, path))
		if err != nil {
			return err
		}
		for _, text := range []string{string(data), decodeGB(data)} {
			for _, cell := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' || r == ',' }) {
				if strings.Contains(cell, "面议") && len(cell) < 200 {
					n++
					if p := Parse(Input{Text: cell}); p.Lo != 0 || p.Hi != 0 || p.Reason == "" {
						t.Errorf("%q priced: %v to %v", cell, p.Lo, p.Hi)
					}
				}
			}
		}
		return nil
	})
	t.Logf("%d cells with 面议", n)
	if n == 0 {
		t.Error("none found")
	}
}

func decodeGB(data []byte) string {
	out, _ := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	return string(out)
}
