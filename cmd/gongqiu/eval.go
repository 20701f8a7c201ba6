package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"gongqiu/transforms/duplicate"
	"gongqiu/transforms/forecast"
	"gongqiu/transforms/method"
	"gongqiu/transforms/occupation"
)

type evalCmd struct {
	Occupation evalOccupationCmd `cmd:"" help:"Measure the occupation coder on labelled titles."`
	Duplicates evalDuplicatesCmd `cmd:"" help:"Measure the duplicate rule on labelled pairs of ads."`
	Forecast   evalForecastCmd   `cmd:"" help:"Back-test the demand forecast on monthly series."`
}

type evalOccupationCmd struct {
	Labels  string `required:"" type:"existingfile" help:"CSV with title, code and optional industry, description, alt; or job_name, expected_code."`
	Folds   int    `help:"Also train on the other folds of the labels, split by cleaned title."`
	Without bool   `help:"Train anew without every title that the labels hold in the same cleaned form."`
	Errors  string `type:"path" help:"CSV to write every miss to, with its evidence."`
}

func (e evalOccupationCmd) Run(a *app) error {
	o := occupation.EvaluateOptions{Labels: e.Labels, Folds: e.Folds, Without: e.Without, Errors: e.Errors}
	if a.report != nil {
		o.Progress = a.stderr
	}
	r, err := occupation.Evaluate(a.ctx, o)
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) error {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "LEVEL\tN\tTOP-1\tTOP-5\tTOP-1 OR ALTERNATIVE")
		for _, l := range []struct {
			name  string
			score occupation.LevelScore
		}{{"大类", r.Major}, {"中类", r.SubMajor}, {"小类", r.Minor}, {"细类", r.Unit}} {
			fmt.Fprintf(t, "%s\t%d\t%.1f %%\t%.1f %%\t%.1f %%\n", l.name, l.score.N, 100*l.score.Top1, 100*l.score.Top5, 100*l.score.Top1Alt)
		}
		fmt.Fprintln(t, "\nACCEPTED\tCOVERAGE\t大类\t中类\t小类\t细类")
		for _, l := range []struct{ name, level string }{{"to 细类", "unit"}, {"to 小类", "minor"}, {"to 中类", "sub_major"}, {"to 大类", "major"}} {
			s := r.AutoLevels[l.level]
			fmt.Fprintf(t, "%s\t%.1f %%\t%.1f %%\t%.1f %%\t%.1f %%\t%.1f %%\n", l.name, 100*s.Coverage, 100*s.Major, 100*s.SubMajor, 100*s.Minor, 100*s.Unit)
		}
		fmt.Fprintf(t, "\nmacro F1\t%.3f\nuncodable\t%.1f %%\nECE\t%.3f\ntitles/s\t%.0f\nload\t%.0f ms\nmemory\t%.0f MB\n", r.MacroF1, 100*r.Uncodable, r.ECE, r.PerSecond, r.LoadMS, r.RSSMB)
		if err := t.Flush(); err != nil {
			return err
		}
		fmt.Fprintln(w, "\nACCEPTED is without review and at least to that level; its accuracies take the primary code or a stated alternative. Curve, confusion and 大类 with --json.")
		return nil
	})
}

type evalDuplicatesCmd struct {
	Pairs string `required:"" type:"existingfile" help:"CSV of labelled pairs; docs/methodology.md names the columns."`
	Part  string `help:"Only this half of the set: tune or heldout."`
}

func (e evalDuplicatesCmd) Run(a *app) error {
	r, err := duplicate.EvalPairs(e.Pairs, e.Part)
	if err != nil {
		return err
	}
	return a.print(r, r.Write)
}

type evalForecastCmd struct {
	Series string `required:"" type:"existingfile" help:"CSV with series, month (YYYY-MM) and ads."`
}

func (e evalForecastCmd) Run(a *app) error {
	f, err := os.Open(e.Series)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := forecast.Evaluate(f, forecast.SettingsOf(method.Default()))
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) error {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintf(w, "%d series, %s to %s\n", r.Series, r.First, r.Last)
		fmt.Fprintln(t, "H\tVOLUME\tN\tORIGINS\tWAPE\tMASE1\tMASE12\tREL MAE\tREL MAE SEASONAL\tBIAS\tDIRECTION\tCOVER 80\tCOVER 95\tLATE 80\tLATE 95")
		for _, s := range r.Rows {
			fmt.Fprintf(t, "%d\t%s\t%d\t%d", s.Horizon, s.Volume, s.Forecasts, s.Origins)
			for _, v := range []forecast.Figure{s.WAPE, s.MASE1, s.MASE12, s.RelMAE, s.RelMAESeasonal, s.Bias, s.Direction, s.Coverage80, s.Coverage95, s.Late80, s.Late95} {
				text, err := json.Marshal(v)
				if err != nil {
					return err
				}
				fmt.Fprintf(t, "\t%.6s", text)
			}
			fmt.Fprintln(t)
		}
		return t.Flush()
	})
}
