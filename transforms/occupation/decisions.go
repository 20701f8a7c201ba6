package occupation

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
)

// Decision is what a reviewer said about a title. Code "" means uncodable.
type Decision struct {
	Title  string
	Code   string
	Author string
	Date   string // YYYY-MM-DD
	Reason string
}

var decisionColumns = []string{"title", "code", "author", "date", "reason"}

// ReadDecisions reads the append-only file of decisions; a file that is not
// there yet holds none. Of several decisions on the same cleaned title the
// last one wins; all are kept.
func ReadDecisions(path string) ([]Decision, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readDecisions(f, path)
}

func readDecisions(r io.Reader, name string) ([]Decision, error) {
	var list []Decision
	err := table(r, name, decisionColumns, func(get func(string) string, _ int) error {
		d := Decision{Title: get("title"), Code: get("code"), Author: get("author"), Date: get("date"), Reason: get("reason")}
		if err := d.check(); err != nil {
			return err
		}
		list = append(list, d)
		return nil
	})
	return list, err
}

func (d Decision) check() error {
	switch {
	case d.Title == "":
		return errors.New("column title is empty")
	case d.Author == "":
		return fmt.Errorf("decision on %q has no author", d.Title)
	}
	if _, err := time.Parse(time.DateOnly, d.Date); err != nil {
		return fmt.Errorf("decision on %q: date %q is not YYYY-MM-DD", d.Title, d.Date)
	}
	return nil
}

// AppendDecisions adds decisions at the end of the file, which it makes if
// need be. Nothing that is in the file is changed.
func AppendDecisions(path string, list []Decision) error {
	for _, d := range list {
		if err := d.check(); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	if info, err := f.Stat(); err == nil && info.Size() == 0 {
		w.Write(decisionColumns) //nolint:errcheck // a csv.Writer keeps its error until Flush
	}
	for _, d := range list {
		w.Write([]string{d.Title, d.Code, d.Author, d.Date, d.Reason}) //nolint:errcheck // see above
	}
	w.Flush()
	return errors.Join(w.Error(), f.Sync(), f.Close())
}

func decisionsHash(list []Decision) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%s\x00%s\x00%s\x00%s\n", d.Title, d.Code, d.Author, d.Date)
	}
	return hashOf([]byte(b.String()))
}

// decided is the answer that a decision gives.
func (c *Coder) decided(d Decision) Answer {
	a := Answer{Decided: true, P: 1}
	code, err := c.h.normal(d.Code)
	if err != nil || code == "" {
		a.Reason = fmt.Sprintf("复核决定：不可编码（%s，%s）", d.Author, d.Date)
		return a
	}
	a.Code, a.Level = code, levelOf(code)
	for level := 1; level <= a.Level; level++ {
		a.Best[level], a.BestP[level] = at(code, level), 1
	}
	e := []Evidence{{Source: kindNames[kindDecision], Text: d.Title, Code: code, On: d.Reason, Score: 1}}
	if a.Level == 4 {
		a.Candidates = []Candidate{{Code: code, P: 1, Evidence: e}}
	} else {
		a.Reason = fmt.Sprintf("复核决定编到此层（%s，%s）：%s", d.Author, d.Date, d.Reason)
	}
	return a
}
