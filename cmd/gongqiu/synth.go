package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"gongqiu/internal/progress"
	"gongqiu/synth"
)

type synthCmd struct {
	Dir         string `arg:"" help:"Folder to write to; it must be new or empty."`
	Plan        string `default:"default" enum:"default,demo" help:"Plan to begin with: default (Jiangxi) or demo (Jiangxi and Qingdao)."`
	Seed        uint64 `help:"Another seed gives another market of the same kind."`
	Ads         int    `help:"Unique ads over all markets, 1 to 100 million."`
	Months      int    `help:"Window in months."`
	Last        string `help:"Last month, YYYY-MM."`
	Description int    `default:"-1" help:"Characters of an ad's text, about; 0 leaves the column out."`
	NoAdTruth   bool   `help:"Leave out the truth per ad, which is as large as the deliveries."`
}

func (s synthCmd) Run(a *app) error {
	plan := synth.Default()
	if s.Plan == "demo" {
		plan = synth.Demo()
	}
	if s.Seed != 0 {
		plan.Seed = s.Seed
	}
	if s.Ads != 0 {
		plan.Ads = s.Ads
	}
	if s.Months != 0 {
		plan.Months = s.Months
	}
	if s.Last != "" {
		plan.Last = s.Last
	}
	if s.Description >= 0 {
		plan.Description = s.Description
	}
	plan.AggregateTruth = s.NoAdTruth
	if entries, err := os.ReadDir(s.Dir); err == nil && len(entries) > 0 {
		return usageError{fmt.Errorf("%s is not empty", s.Dir)}
	}
	task := a.report.Start("synth", int64(plan.Ads))
	summary, err := synth.Write(a.ctx, plan, s.Dir, func(n int64) { task.Add(n) })
	if err != nil {
		return err
	}
	task.Done("%s ads", progress.Count(int64(plan.Ads)))
	return a.print(summary, func(w io.Writer) error {
		var b strings.Builder
		for _, f := range summary.Files {
			fmt.Fprintf(&b, "%12s rows  %s\n", progress.Count(f.Rows), f.Path)
		}
		b.WriteString("模拟数据，仅供演示与检验，不得引用。 Simulated data for demonstration and tests; do not cite.\n")
		_, err := io.WriteString(w, b.String())
		return err
	})
}
