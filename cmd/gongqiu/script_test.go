package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gongqiu": main})
}

// TestScripts runs the program as a person would, by the scripts in
// testdata/script. Besides the commands of testscript they have those below.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("TZ", "Asia/Shanghai")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "shape": shape, "field": field, "encode": encode, "workbook": workbook, "parquet": parquet, "serves": serves, "replace": replace,
		},
	})
}

// exits CODE PROGRAM ARGS… runs a program that must end with this code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var failed *exec.ExitError
		if !errors.As(err, &failed) {
			ts.Fatalf("%v", err)
		}
		got = failed.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// jsonOutput reads the whole of stdout as one JSON value.
func jsonOutput(ts *testscript.TestScript) any {
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	var v any
	if err := dec.Decode(&v); err != nil {
		ts.Fatalf("stdout is not JSON: %v", err)
	}
	if dec.More() {
		ts.Fatalf("stdout holds more than one JSON value")
	}
	return v
}

// first is v, or its first element if it is a list.
func first(ts *testscript.TestScript, v any) any {
	if list, ok := v.([]any); ok {
		if len(list) == 0 {
			ts.Fatalf("the JSON list is empty")
		}
		return list[0]
	}
	return v
}

// shape KEY… says that stdout is a JSON object, or a list of them, with exactly
// these keys.
func shape(ts *testscript.TestScript, neg bool, args []string) {
	object, ok := first(ts, jsonOutput(ts)).(map[string]any)
	if !ok || neg {
		ts.Fatalf("stdout is no JSON object")
	}
	got := slices.Sorted(maps.Keys(object))
	want := slices.Sorted(slices.Values(args))
	if !slices.Equal(got, want) {
		ts.Fatalf("keys are %v\nwant      %v", got, want)
	}
}

// field PATH [VALUE] says that the JSON on stdout has VALUE at PATH, such as
// files.0.status; without VALUE, that there is something. With another word
// beginning with $ the value is kept in that environment variable.
func field(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: field PATH [VALUE or >NAME]")
	}
	v := jsonOutput(ts)
	for _, step := range strings.Split(args[0], ".") {
		switch in := v.(type) {
		case map[string]any:
			var ok bool
			if v, ok = in[step]; !ok {
				ts.Fatalf("%s: no key %s among %v", args[0], step, slices.Sorted(maps.Keys(in)))
			}
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(in) {
				ts.Fatalf("%s: no element %s of %d", args[0], step, len(in))
			}
			v = in[i]
		default:
			ts.Fatalf("%s: %v has no parts", args[0], v)
		}
	}
	text, err := json.Marshal(v)
	ts.Check(err)
	got := strings.Trim(string(text), `"`)
	switch {
	case len(args) == 1:
	case strings.HasPrefix(args[1], ">"):
		ts.Setenv(args[1][1:], got)
	case got != args[1]:
		ts.Fatalf("%s is %s, want %s", args[0], got, args[1])
	}
}

// replace OLD NEW FILE changes a file in place; OLD must be there.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace OLD NEW FILE")
	}
	text := []byte(ts.ReadFile(args[2]))
	if !bytes.Contains(text, []byte(args[0])) {
		ts.Fatalf("%s has no %q", args[2], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), bytes.ReplaceAll(text, []byte(args[0]), []byte(args[1])), 0o644))
}
