// Command gongqiu turns job postings, job-seeker counts, wage surveys and
// training records into releases of labour-market statistics, and serves them.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"gongqiu/internal/progress"
	"gongqiu/internal/version"
	"gongqiu/pipeline"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// Exit codes.
const (
	exitDone    = 0 // done, or nothing to do
	exitFailure = 1
	exitUsage   = 2 // wrong words on the command line, or a wrong configuration
	exitRefused = 3 // a check failed; nothing was published
	exitLocked  = 4 // another run holds the lock
)

// usageError marks errors of the command line or the configuration.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// app is what every command gets.
type app struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	report         *progress.Reporter
	json           bool
}

// print writes a result: as JSON if asked, else by text.
func (a *app) print(v any, text func(io.Writer) error) error {
	if !a.json {
		return text(a.stdout)
	}
	enc := json.NewEncoder(a.stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

type commands struct {
	Config  string           `short:"c" default:"gongqiu.yaml" type:"path" help:"Configuration file."`
	JSON    bool             `name:"json" help:"Print results as JSON."`
	Quiet   bool             `short:"q" help:"No progress on stderr."`
	Version kong.VersionFlag `help:"Print the version and stop."`

	Demo    demoCmd    `cmd:"" help:"Run the pipeline on the bundled data and serve the dashboard."`
	Run     runCmd     `cmd:"" help:"Fetch, stage, build, check and publish what is new."`
	Serve   serveCmd   `cmd:"" help:"Serve the dashboard of the current release."`
	Inspect inspectCmd `cmd:"" help:"Show how a file would be read: format, encoding, mapping, rows, refusals."`
	Synth   synthCmd   `cmd:"" help:"Write a simulated labour market as deliveries, with its truth beside."`
	Check   checkCmd   `cmd:"" help:"Check the configuration, the SQL models or a release."`
	Runs    runsCmd    `cmd:"" help:"List past runs, show one, show or replay what was quarantined."`
	Release releaseCmd `cmd:"" help:"List, verify, compare and prune releases."`
	Code    codeCmd    `cmd:"" help:"Code the title of an ad, with the evidence; or titles from a pipe, one a line."`
	Eval    evalCmd    `cmd:"" help:"Measure the occupation coder, the duplicate rule or the forecast."`
	Review  reviewCmd  `cmd:"" help:"Write the queue of doubtful titles, and take decisions back in."`
	Train   trainCmd   `cmd:"" hidden:"" help:"Train the occupation coder anew (make model)."`
	Explain explainCmd `cmd:"" help:"Explain the shortage verdict for one occupation, down to counts and SQL."`
	Docs    docsCmd    `cmd:"" hidden:"" help:"Write the generated pages of docs/."`
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var c commands
	a := &app{ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr}
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("gongqiu"),
		kong.Description("供求: skills demand by industry chain, from raw files to a published release."),
		kong.Vars{"version": "gongqiu " + version.String()},
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Bind(a, &c),
	)
	if err != nil {
		fmt.Fprintln(stderr, "gongqiu:", err)
		return exitFailure
	}
	k, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help or --version
	}
	if err != nil {
		fmt.Fprintln(stderr, "gongqiu:", err)
		fmt.Fprintln(stderr, "`gongqiu --help` lists the commands")
		return exitUsage
	}
	a.json = c.JSON
	if !c.Quiet {
		a.report = progress.New(stderr)
	}
	return a.exitCode(k.Run())
}

// exitCode tells the person what went wrong and the shell which kind it was.
func (a *app) exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(a.stderr, "gongqiu:", err)
	var locked *pipeline.ErrLocked
	var usage usageError
	switch {
	case errors.As(err, &locked):
		return exitLocked
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, pipeline.ErrRefused):
		return exitRefused
	}
	return exitFailure
}
