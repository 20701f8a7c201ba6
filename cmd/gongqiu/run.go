package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"gongqiu/internal/config"
	"gongqiu/internal/progress"
	"gongqiu/pipeline"
)

type runCmd struct {
	Only []string `help:"Fetch only these sources; the others count with what is kept of them."`
	Keep bool     `help:"Build in a file, work/build.duckdb in the data folder, and keep it after publishing, to look into."`
}

func (r runCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	for _, id := range r.Only {
		if !hasSource(cfg, id) {
			return usageError{fmt.Errorf("--only %s: no such source in %s", id, c.Config)}
		}
	}
	return a.runPipeline(a.ctx, pipeline.Plan{Config: cfg, Report: a.report, Only: r.Only, Keep: r.Keep})
}

func hasSource(cfg *config.Config, id string) bool {
	for _, s := range cfg.Sources {
		if s.ID == id {
			return true
		}
	}
	return false
}

// runPipeline does one run and prints its summary, also when it failed.
func (a *app) runPipeline(ctx context.Context, plan pipeline.Plan) error {
	record, err := pipeline.Run(ctx, plan)
	var bad *config.Error
	if errors.As(err, &bad) {
		err = usageError{err}
	}
	if record == nil {
		return err
	}
	printed := a.print(record, func(w io.Writer) error { return printSummary(w, record) })
	return errors.Join(err, printed)
}

func printSummary(w io.Writer, r *pipeline.Record) error {
	switch r.Status {
	case pipeline.Nothing:
		_, err := fmt.Fprintf(w, "nothing to do: release %s is made from these inputs\n", r.Release)
		return err
	case pipeline.Published:
		var read, accepted, refused int64
		for _, f := range r.Files {
			read, accepted, refused = read+f.Report.Read, accepted+f.Report.Accepted, refused+f.Report.Bad()
		}
		_, err := fmt.Fprintf(w, "published %s: %d files, %s rows read, %s accepted, %s quarantined, %d checks passed, %s\n",
			r.Release, len(r.Files), progress.Count(read), progress.Count(accepted), progress.Count(refused), len(r.Checks), r.Finished.Sub(r.Started).Round(100*time.Millisecond))
		return err
	}
	_, err := fmt.Fprintf(w, "run %s: %s\n", r.ID, r.Status)
	return err
}
