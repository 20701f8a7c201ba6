package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// serves TEXT ARGS… starts `gongqiu ARGS…`, which must print where it serves,
// finds TEXT on the page there, and interrupts it, upon which it must end with
// exit code 0.
func serves(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: serves TEXT ARGS...")
	}
	cmd := exec.Command("gongqiu", args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	stdout, err := cmd.StdoutPipe()
	ts.Check(err)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	ts.Check(cmd.Start())
	stuck := time.AfterFunc(30*time.Second, func() { cmd.Process.Kill() }) //nolint:errcheck // gone already
	defer stuck.Stop()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "dashboard at ")
	if !ok {
		cmd.Process.Kill() //nolint:errcheck // gone already
		cmd.Wait()         //nolint:errcheck // what it said is told instead
		ts.Fatalf("printed %q (%v) and not where it serves: %s", line, err, stderr.String())
	}
	page, err := http.Get(url)
	ts.Check(err)
	body, err := io.ReadAll(page.Body)
	ts.Check(err)
	page.Body.Close()
	if page.StatusCode != http.StatusOK || !strings.Contains(string(body), args[0]) {
		ts.Logf("%.2000s", body)
		ts.Fatalf("%s: %s, without %q", url, page.Status, args[0])
	}
	ts.Check(cmd.Process.Signal(os.Interrupt))
	if err := cmd.Wait(); err != nil {
		ts.Fatalf("after an interrupt: %v\n%s", err, stderr.String())
	}
}
