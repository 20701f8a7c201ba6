package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"gongqiu/dashboard"
	"gongqiu/internal/config"
	"gongqiu/pipeline"
)

type serveCmd struct {
	Address  string `help:"Where to listen; default: serve.address of the configuration."`
	Schedule bool   `help:"Also run the sources at their scheduled times."`
}

func (s serveCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	if s.Address != "" {
		cfg.Serve.Address = s.Address
	}
	return a.serve(cfg, s.Schedule)
}

// serve shows the current release until the context ends; with schedule it
// also runs what is due.
func (a *app) serve(cfg *config.Config, schedule bool) error {
	options := dashboard.Options{DataDir: cfg.Data, BasePath: cfg.Serve.BasePath}
	g, ctx := errgroup.WithContext(a.ctx)
	if schedule {
		scheduler, err := pipeline.NewScheduler(cfg, func(ctx context.Context, ids []string) (*pipeline.Record, error) {
			record, err := pipeline.Run(ctx, pipeline.Plan{Config: cfg, Report: a.report, Only: ids})
			if err != nil {
				a.report.Warn("scheduled run: %v", err)
			}
			return record, err
		})
		if err != nil {
			return err
		}
		options.Schedule = func() []dashboard.ScheduleEntry {
			var list []dashboard.ScheduleEntry
			for _, e := range scheduler.Entries() {
				list = append(list, dashboard.ScheduleEntry{Source: e.Source, Cron: e.Spec, Last: e.Last, Next: e.Next, Result: string(e.Status)})
			}
			return list
		}
		g.Go(func() error { return scheduler.Run(ctx) })
	}
	pages, err := dashboard.New(options)
	if err != nil {
		return err
	}
	defer pages.Close()
	listener, err := net.Listen("tcp", cfg.Serve.Address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; --address names another", cfg.Serve.Address, err)
	}
	server := &http.Server{Handler: pages.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	g.Go(func() error { return server.Serve(listener) })
	g.Go(func() error {
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		return errors.Join(server.Shutdown(last), ctx.Err())
	})
	fmt.Fprintf(a.stdout, "dashboard at http://%s%s/\n", listener.Addr(), cfg.Serve.BasePath)
	err = g.Wait()
	if errors.Is(err, context.Canceled) || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
