package main

import (
	"fmt"
	"io"

	"gongqiu/pipeline"
)

type checkCmd struct {
	Config  checkConfigCmd   `cmd:"" help:"Check gongqiu.yaml, the classifications in the data folder, and that the sources have files."`
	Models  checkModelsCmd   `cmd:"" help:"Check that every SQL model parses, binds and makes the columns of the data dictionary."`
	Release releaseVerifyCmd `cmd:"" help:"The same as release verify."`
}

type checkConfigCmd struct{}

func (checkConfigCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	found, err := pipeline.CheckConfig(cfg)
	if err != nil {
		return usageError{err}
	}
	return a.print(found, func(w io.Writer) error {
		for _, s := range found {
			fmt.Fprintf(w, "source %s: %d files\n", s.Source, s.Files)
		}
		_, err := fmt.Fprintf(w, "%s is in order\n", c.Config)
		return err
	})
}

type checkModelsCmd struct{}

func (checkModelsCmd) Run(a *app) error {
	n, err := pipeline.CheckModels(a.ctx)
	if err != nil {
		return err
	}
	return a.print(map[string]int{"models": n}, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%d models are in order\n", n)
		return err
	})
}
