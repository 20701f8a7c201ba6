//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A run is stopped while it works; a second one beside it must name it and
// leave with exit code 4, and take over once the first is dead.
func TestASecondRunIsToldWhoHoldsTheLock(t *testing.T) {
	dir := t.TempDir()
	program, err := exec.LookPath("gongqiu")
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("gongqiu.yaml", `{scopes: [{id: jx, region: "360000"}], sources: [{id: a, scope: jx, kind: posting, files: a.csv}]}`)
	write("a.csv", "职位名称,公司名称,薪资,工作地点,发布日期\n电工,赣江电器厂,5000-7000元/月,江西省南昌市,2026-05-06\n")
	command := func(args ...string) (*exec.Cmd, *strings.Builder) {
		var out strings.Builder
		cmd := exec.Command(program, args...)
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &out
		return cmd, &out
	}

	first, said := command("run")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(time.Millisecond) {
		if begun, err := filepath.Glob(filepath.Join(dir, "data", "runs", "*.json")); err == nil && len(begun) == 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the first run never began: %s", said)
		}
	}
	if err := first.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"run"}, {"runs", "replay"}} {
		second, out := command(args...)
		var failed *exec.ExitError
		if err := second.Run(); !errors.As(err, &failed) || failed.ExitCode() != exitLocked {
			if args[0] == "runs" && strings.Contains(out.String(), "no run has read a file yet") {
				continue // stopped before anything was read
			}
			t.Errorf("%v beside a run ended with %v: %s", args, err, out)
		}
		if want := fmt.Sprintf("process %d, since ", first.Process.Pid); !strings.Contains(out.String(), want) {
			t.Errorf("%v does not say %q: %s", args, want, out)
		}
	}
	// Reading needs no lock.
	if list, out := command("runs", "list"); list.Run() != nil || !strings.Contains(out.String(), "running") {
		t.Errorf("runs list beside a run: %s", out)
	}
	first.Process.Kill() //nolint:errcheck // it is stopped, so it is there
	first.Wait()         //nolint:errcheck // killed
	// The next run does its work, and finds that one ad is nothing to publish.
	third, out := command("run")
	third.Run() //nolint:errcheck // its code is looked at
	if third.ProcessState.ExitCode() != exitRefused || !strings.Contains(out.String(), "a check failed; nothing was published") {
		t.Errorf("after the holder died, run ended with %v: %s", third.ProcessState, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "data", "current.json")); err == nil {
		t.Error("a refused run published")
	}
	if left, err := os.ReadDir(filepath.Join(dir, "data", "releases")); err != nil || len(left) > 0 {
		t.Errorf("a refused run left %v (%v)", left, err)
	}
}
