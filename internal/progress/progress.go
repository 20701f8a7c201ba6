// Package progress tells a person what a run is doing: a bar on a terminal,
// one line a finished task elsewhere. Everything goes to stderr; results are
// not its business.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Reporter writes progress. A nil Reporter says nothing.
type Reporter struct {
	w        io.Writer
	terminal bool
	colour   bool
}

// New reports to w; bars are drawn only if w is a terminal, in colour unless
// NO_COLOR is set.
func New(w io.Writer) *Reporter {
	f, ok := w.(*os.File)
	terminal := ok && term.IsTerminal(int(f.Fd()))
	return &Reporter{w: w, terminal: terminal, colour: terminal && os.Getenv("NO_COLOR") == ""}
}

// Task is one piece of work under way.
type Task struct {
	r     *Reporter
	name  string
	start time.Time
	n     atomic.Int64
	bar   *progressbar.ProgressBar
}

// Start begins a task; total is how much there is to do, or -1 if unknown.
func (r *Reporter) Start(name string, total int64) *Task {
	t := &Task{r: r, name: name, start: time.Now()}
	if r != nil && r.terminal {
		t.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(r.w), progressbar.OptionSetDescription(name),
			progressbar.OptionEnableColorCodes(r.colour), progressbar.OptionShowCount(),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetWidth(30))
	}
	return t
}

// Add says that n more rows are done. It is safe for concurrent use.
func (t *Task) Add(n int64) {
	t.n.Add(n)
	if t.bar != nil {
		t.bar.Add64(n) //nolint:errcheck // a bar that cannot be drawn is no reason to stop
	}
}

// Done ends the task with what came of it.
func (t *Task) Done(format string, args ...any) {
	if t.bar != nil {
		t.bar.Finish() //nolint:errcheck // see Add
	}
	t.r.Say("%-10s %-9s %s", t.name, time.Since(t.start).Round(10*time.Millisecond), fmt.Sprintf(format, args...))
}

// Say writes one line.
func (r *Reporter) Say(format string, args ...any) {
	if r == nil {
		return
	}
	fmt.Fprintln(r.w, strings.TrimRight(fmt.Sprintf(format, args...), " \n"))
}

// Warn writes one line that should not be overlooked.
func (r *Reporter) Warn(format string, args ...any) {
	if r == nil {
		return
	}
	mark := "warning:"
	if r.colour {
		mark = "\x1b[33mwarning:\x1b[0m"
	}
	r.Say("%s %s", mark, fmt.Sprintf(format, args...))
}

// Count formats a number with thousands commas.
func Count(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
