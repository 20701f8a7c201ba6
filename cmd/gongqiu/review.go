package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"gongqiu/pipeline"
	"gongqiu/pipeline/publish"
	"gongqiu/transforms/occupation"
)

type reviewCmd struct {
	Titles reviewTitlesCmd `cmd:"" help:"Write the queue of titles that are worth a reviewer's time, as a workbook and as CSV."`
	Apply  reviewApplyCmd  `cmd:"" help:"Take the decisions from a filled-in queue; they win over the model from the next run on."`
}

type reviewTitlesCmd struct {
	Out   string `arg:"" type:"path" default:"title-review" help:"File name without ending."`
	Limit int    `default:"500" help:"How many titles."`
}

func (r reviewTitlesCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	coder, err := pipeline.Coder(cfg)
	if err != nil {
		return err
	}
	titles, err := pipeline.Titles(a.ctx, cfg)
	if err != nil {
		return err
	}
	header, rows := coder.QueueTable(coder.Queue(titles, r.Limit))
	for _, ending := range []string{".xlsx", ".csv"} {
		if err := publish.WriteSheet(r.Out+ending, header, rows); err != nil {
			return err
		}
	}
	return a.print(map[string]any{"titles": len(rows), "files": []string{r.Out + ".xlsx", r.Out + ".csv"}}, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%d titles in %s.xlsx and %[2]s.csv; write a code, 同意 or X into the column 决定编码\n", len(rows), r.Out)
		return err
	})
}

type reviewApplyCmd struct {
	File   string `arg:"" type:"existingfile" help:"The filled-in workbook or CSV."`
	Author string `required:"" help:"Who decided, where the file does not say."`
	Date   string `help:"When, YYYY-MM-DD; default: today."`
}

func (r reviewApplyCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	if r.Date == "" {
		r.Date = time.Now().In(pipeline.Shanghai).Format(time.DateOnly)
	}
	if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
		return usageError{fmt.Errorf("--date %s: expected YYYY-MM-DD", r.Date)}
	}
	coder, err := pipeline.Coder(cfg)
	if err != nil {
		return err
	}
	header, rows, err := publish.ReadSheet(r.File)
	if err != nil {
		return err
	}
	decisions, refused := coder.DecisionsFrom(header, rows, r.Author, r.Date)
	if len(refused) > 0 {
		return fmt.Errorf("%s: nothing was taken over, because of these rows:\n%w", r.File, errors.Join(refused...))
	}
	path := pipeline.TitleDecisions(cfg)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := occupation.AppendDecisions(path, decisions); err != nil {
		return err
	}
	return a.print(decisions, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%d decisions taken over; they count from the next run on\n", len(decisions))
		return err
	})
}
