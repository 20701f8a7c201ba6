package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"gongqiu/pipeline"
)

type runsCmd struct {
	List       runsListCmd       `cmd:"" default:"withargs" help:"List past runs, newest first."`
	Show       runsShowCmd       `cmd:"" help:"Show one run: what became of each file, each step and each check."`
	Quarantine runsQuarantineCmd `cmd:"" help:"Show the rows that a run refused, with reason, column, found and expected."`
	Replay     runsReplayCmd     `cmd:"" help:"Read again what was refused, after a fix of the configuration or the program."`
}

type runsListCmd struct {
	Limit int `default:"20" help:"How many."`
}

func (r runsListCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	list, err := pipeline.Runs(cfg.Data)
	if err != nil {
		return err
	}
	if r.Limit < 1 {
		return usageError{fmt.Errorf("--limit %d: expected at least 1", r.Limit)}
	}
	if len(list) > r.Limit {
		list = list[:r.Limit]
	}
	return a.print(list, func(w io.Writer) error {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "RUN\tSTARTED\tTOOK\tSTATUS\tRELEASE\tFILES\tERROR")
		for _, r := range list {
			took := ""
			if !r.Finished.IsZero() {
				took = r.Finished.Sub(r.Started).Round(100 * time.Millisecond).String()
			}
			problem, _, _ := strings.Cut(r.Error, "\n")
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%d\t%s\n", r.ID, r.Started.Local().Format("2006-01-02 15:04:05"), took, r.Status, r.Release, len(r.Files), problem)
		}
		return t.Flush()
	})
}

type runsShowCmd struct {
	ID string `arg:"" optional:"" help:"Run; default: the newest that read files."`
}

// findRun returns the run with this id, or the newest that read files.
func findRun(data, id string) (*pipeline.Record, error) {
	if id != "" {
		r, err := pipeline.LoadRun(data, id)
		var none pipeline.ErrNoRun
		if errors.As(err, &none) {
			err = usageError{err}
		}
		return &r, err
	}
	list, err := pipeline.Runs(data)
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		if len(r.Files) > 0 {
			return &r, nil
		}
	}
	return nil, fmt.Errorf("no run has read a file yet")
}

func (r runsShowCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	record, err := findRun(cfg.Data, r.ID)
	if err != nil {
		return err
	}
	return a.print(record, func(w io.Writer) error { return printRun(w, record) })
}

func printRun(w io.Writer, r *pipeline.Record) error {
	fmt.Fprintf(w, "run %s: %s\n", r.ID, r.Status)
	if r.Error != "" {
		fmt.Fprintf(w, "  %s\n", strings.ReplaceAll(r.Error, "\n", "\n  "))
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nSOURCE\tFILE\tSTATUS\tFORMAT\tENCODING\tREAD\tACCEPTED\tQUARANTINED\tMAPPING")
	for _, f := range r.Files {
		var mapping []string
		for _, column := range slices.Sorted(maps.Keys(f.Report.Mapping)) {
			mapping = append(mapping, column+"←"+f.Report.Mapping[column].From())
		}
		var refused []string
		for _, reason := range slices.Sorted(maps.Keys(f.Report.Quarantined)) {
			refused = append(refused, fmt.Sprintf("%d %s", f.Report.Quarantined[reason], reason))
		}
		if len(refused) == 0 {
			refused = []string{"0"}
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s\n", f.Source, f.File, f.Status, f.Report.Format, f.Report.Encoding, f.Report.Read, f.Report.Accepted, strings.Join(refused, ", "), strings.Join(mapping, " "))
		if f.Error != "" {
			fmt.Fprintf(t, "\t%s\n", f.Error)
		}
	}
	fmt.Fprintln(t, "\nSTEP\tSTATUS\tROWS\tSECONDS")
	for _, s := range r.Steps {
		fmt.Fprintf(t, "%s\t%s\t%d\t%.2f\n", s.Name, s.Status, s.Rows, s.Seconds)
	}
	if len(r.Checks) > 0 {
		fmt.Fprintln(t, "\nCHECK\tOK\tROWS")
		for _, k := range r.Checks {
			fmt.Fprintf(t, "%s\t%v\t%d\n", k.EN, k.OK, k.Rows)
		}
	}
	return t.Flush()
}

type runsQuarantineCmd struct {
	ID    string `arg:"" optional:"" help:"Run; default: the newest that read files."`
	Limit int    `default:"50" help:"Rows per file."`
}

func (r runsQuarantineCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	record, err := findRun(cfg.Data, r.ID)
	if err != nil {
		return err
	}
	refused, err := pipeline.Quarantine(a.ctx, cfg, record, r.Limit)
	if err != nil {
		return err
	}
	return a.print(refused, func(w io.Writer) error {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "FILE\tROW\tREASON\tCOLUMN\tFOUND\tEXPECTED")
		for _, q := range refused {
			fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%q\t%s\n", q.File, q.RowNo, q.Reason, q.Column, q.Found, q.Expected)
		}
		return t.Flush()
	})
}

type runsReplayCmd struct {
	ID string `arg:"" optional:"" help:"Run; default: the newest that read files."`
}

func (r runsReplayCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	record, err := findRun(cfg.Data, r.ID)
	if err != nil {
		return err
	}
	n, err := pipeline.Forget(cfg, record)
	if err != nil {
		return err
	}
	a.report.Say("reading %d files with refused rows again", n)
	return a.runPipeline(a.ctx, pipeline.Plan{Config: cfg, Report: a.report})
}
