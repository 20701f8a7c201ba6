package main

import (
	"gongqiu/transforms/occupation"
)

// trainCmd is behind `make model`.
type trainCmd struct {
	Labels    string `type:"path" default:"transforms/occupation/labels" help:"Folder of label files."`
	Decisions string `type:"path" help:"File of reviewers' decisions to learn from as well."`
	Out       string `type:"path" default:"transforms/occupation/model.bin" help:"Model file to write."`
}

func (t trainCmd) Run(a *app) error {
	return occupation.Train(a.ctx, occupation.TrainOptions{Labels: t.Labels, Decisions: t.Decisions, Out: t.Out}, a.stderr)
}
