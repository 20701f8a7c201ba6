package file

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongqiu/sources"
)

// TestSamples stages every file of a folder of real deliveries, without a word
// of configuration, and prints what came of each. It runs when GONGQIU_SAMPLES
// names the folder.
//
// How well-formed and misaligned rows are counted, independently of the
// package: the raw cells of the accepted and the refused rows are looked at by
// the patterns below. A row is misaligned if a cell under an education header
// holds a date of publication, an experience or a number of people, a cell
// under an experience header an education or a date, or if the header stands
// in it again. Of those none may be among the accepted. All others are well
// formed, of which 99 % must be accepted; blank rows count for neither.
func TestSamples(t *testing.T) {
	root := os.Getenv("GONGQIU_SAMPLES")
	if root == "" {
		t.Skip("GONGQIU_SAMPLES is not set")
	}
	var wellFormed, accepted int64
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasSuffix(path, ".sql") || strings.HasPrefix(e.Name(), ".") {
			return err
		}
		raw := t.TempDir()
		s, err := sources.Take(context.Background(), path, raw, "samples")
		if err != nil {
			return err
		}
		o := sources.Options{Kind: sources.Posting}
		r, err := Stage(context.Background(), s, o, filepath.Join(raw, "staged"), nil)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return nil
		}
		name, _ := filepath.Rel(root, path)
		fmt.Printf("%s | %s %s | read %d accepted %d blank %d | %v | set missing %v\n", name, r.Format, r.Encoding, r.Read, r.Accepted, r.Blank, r.Quarantined, r.SetMissing)
		for _, c := range sources.Columns(sources.Posting) {
			if m, ok := r.Mapping[c.Name]; ok && r.Read > 100 {
				fmt.Printf("    %-14s %s #%d %.2f\n", c.Name, m.Header, m.Position, m.Confidence)
			}
		}
		misaligned, wrong := judgeRows(t, path, r)
		for _, no := range wrong {
			t.Errorf("%s: row %d is misaligned and was accepted", name, no)
		}
		well := r.Read - r.Blank - int64(misaligned)
		wellFormed += well
		accepted += r.Accepted
		if float64(r.Accepted) < 0.99*float64(well) {
			t.Errorf("%s: %d of %d well-formed rows accepted", name, r.Accepted, well)
		}
		checkAccepted(t, name, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("all files: %d of %d well-formed rows accepted (%.2f %%)\n", accepted, wellFormed, 100*float64(accepted)/float64(wellFormed))
}

var (
	pubDate  = regexp.MustCompile(`^\d{1,2}-\d{1,2}发布$|^\d{4}-\d{2}-\d{2}`)
	eduCell  = regexp.MustCompile(`^(初中及以下|高中|中专|中技|中技/中专|大专|本科|硕士|博士)$`)
	expCell  = regexp.MustCompile(`年(以上)?经验$|^无需经验$|^无经验$`)
	peopleNo = regexp.MustCompile(`^招.+人$`)
)

// judgeRows reads the file once more and looks at its raw cells.
func judgeRows(t *testing.T, path string, r sources.Report) (misaligned int, wrong []int64) {
	d, err := open(context.Background(), path, sources.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	taken := map[string]bool{}
	for _, p := range r.Parts {
		for _, row := range readRows(t, p) {
			taken[row["row_no"]] = true
		}
	}
	var header []string
	if names := d.Names(); names != nil {
		header = slices.Clone(names)
	}
	if !r.HasHeader {
		header = []string{}
	}
	k := &sources.Chunk{}
	for {
		k.Reset()
		ferr := d.Fill(k)
		for i := range k.Rows() {
			no, cells, bad := k.Row(i)
			if header == nil {
				header = []string{}
				for _, c := range cells {
					header = append(header, strings.Clone(c))
				}
				continue
			}
			slipped := bad != "" || slices.Equal(cells, header)
			for j, c := range cells {
				if j >= len(header) {
					break
				}
				c = strings.TrimSpace(strings.ReplaceAll(c, "\u00a0", " "))
				switch h := strings.ToLower(header[j]); {
				case strings.Contains(h, "学历") || strings.Contains(h, "education") || strings.Contains(h, "degree"):
					slipped = slipped || pubDate.MatchString(c) || expCell.MatchString(c) || peopleNo.MatchString(c)
				case strings.Contains(h, "经验") || strings.Contains(h, "experience"):
					slipped = slipped || pubDate.MatchString(c) || eduCell.MatchString(c)
				}
			}
			if slipped {
				misaligned++
				if taken[fmt.Sprint(no)] {
					wrong = append(wrong, no)
				}
			}
		}
		if ferr != nil {
			return misaligned, wrong
		}
	}
}

var (
	staysPrivate = regexp.MustCompile(`(?:^|[^\d])1[3-9]\d{9}(?:[^\d]|$)|[\w.]+@[\w-]+\.(?:com|cn|net)`)
	notTitle     = regexp.MustCompile(`^(?:本科|大专|硕士|博士|高中|不限)$|^\d+(?:\.\d+)?[-千万]\d*[千万元kK]?(?:/月)?$|^[^-（(\s]*有限公司$|\d发布$`)
	notEmployer  = regexp.MustCompile(`^(?:民营|国企|合资|外资)$|\d+-\d+人|\d发布$|^\d+$`)
	notPlace     = regexp.MustCompile(`经验|本科|大专|有限公司|发布|\d+-\d+人|\d千|\d万`)
)

// checkAccepted looks at every accepted row for values that cannot stand where
// they do, and for personal data.
func checkAccepted(t *testing.T, name string, r sources.Report) {
	n := 0
	bad := func(row map[string]string, column string) {
		if n++; n < 10 {
			t.Errorf("%s, row %s: %s is %q", name, row["row_no"], column, row[column])
		}
	}
	for _, p := range r.Parts {
		for _, row := range readRows(t, p) {
			for column, pattern := range map[string]*regexp.Regexp{"title": notTitle, "employer": notEmployer, "place": notPlace} {
				if v := row[column]; v != "" && pattern.MatchString(v) {
					bad(row, column)
				}
			}
			if v := row["education"]; v != "" && (pubDate.MatchString(v) || expCell.MatchString(v)) {
				bad(row, "education")
			}
			if v := row["experience"]; v != "" && (pubDate.MatchString(v) || eduCell.MatchString(v)) {
				bad(row, "experience")
			}
			if v := row["employer_size"]; v != "" && !strings.ContainsAny(v, "0123456789保全") {
				bad(row, "employer_size")
			}
			for column, v := range row {
				if column != "posting_id" && staysPrivate.MatchString(v) {
					bad(row, column)
				}
			}
		}
	}
}
