package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"

	"gongqiu/internal/config"
	"gongqiu/internal/progress"
	"gongqiu/pipeline"
	"gongqiu/synth"
)

//go:embed demodata
var demodata embed.FS

type demoCmd struct {
	Dir     string `default:"data/demo" type:"path" help:"Where the demo lives."`
	Address string `help:"Where to listen; default 127.0.0.1:8080."`
	NoServe bool   `help:"Stop after the run."`
}

func (d demoCmd) Run(a *app) error {
	if err := a.prepareDemo(d.Dir); err != nil {
		return err
	}
	cfg, err := config.Load(filepath.Join(d.Dir, "gongqiu.yaml"))
	if err != nil {
		return usageError{err}
	}
	if err := a.runPipeline(a.ctx, pipeline.Plan{Config: cfg, Report: a.report}); err != nil {
		return err
	}
	if d.NoServe {
		return nil
	}
	if d.Address != "" {
		cfg.Serve.Address = d.Address
	}
	return a.serve(cfg, false)
}

// prepareDemo lays out configuration, bundled files and the simulated
// deliveries; what is there already is left alone.
func (a *app) prepareDemo(dir string) error {
	inbox := filepath.Join(dir, "inbox")
	if err := os.MkdirAll(inbox, 0o755); err != nil {
		return err
	}
	for from, to := range map[string]string{
		"gongqiu.yaml":           filepath.Join(dir, "gongqiu.yaml"),
		"51job-2023-2024.csv.gz": filepath.Join(inbox, "51job-2023-2024.csv.gz"),
		"official-wages.csv":     filepath.Join(inbox, "official-wages.csv"),
	} {
		if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		text, err := demodata.ReadFile("demodata/" + from)
		if err != nil {
			return err
		}
		if err := renameio.WriteFile(to, text, 0o644); err != nil {
			return err
		}
	}
	done := filepath.Join(inbox, ".simulated")
	if _, err := os.Stat(done); err == nil {
		return nil
	}
	plan := synth.Demo()
	task := a.report.Start("simulate", int64(plan.Ads))
	if _, err := synth.Write(a.ctx, plan, inbox, func(n int64) { task.Add(n) }); err != nil {
		return err
	}
	task.Done("%s ads; all figures of the scopes jiangxi and qingdao are simulated", progress.Count(int64(plan.Ads)))
	return renameio.WriteFile(done, []byte(fmt.Sprintf("seed %d\n", plan.Seed)), 0o644)
}
