package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"gongqiu/pipeline/publish"
	"gongqiu/release"
)

type releaseCmd struct {
	List   releaseListCmd   `cmd:"" help:"List the releases, newest first."`
	Verify releaseVerifyCmd `cmd:"" help:"Check every file of a release against its checksums."`
	Diff   releaseDiffCmd   `cmd:"" help:"Compare two releases."`
	Prune  releasePruneCmd  `cmd:"" help:"Remove old releases; the current one always stays."`
}

type releaseListCmd struct{}

func (releaseListCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	list, err := release.List(cfg.Data)
	if err != nil {
		return err
	}
	current, _ := release.Current(cfg.Data) //nolint:errcheck // without a current release none is marked
	return a.print(list, func(w io.Writer) error {
		if len(list) == 0 {
			_, err := fmt.Fprintln(w, release.ErrNone)
			return err
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "\tRELEASE\tEDITION\tDATA UNTIL\tSTATUS\tSIMULATED\tPUBLISHED\tFILES")
		for _, m := range list {
			mark := ""
			if m.ID == current {
				mark = "*"
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\n", mark, m.ID, m.Edition, m.DataUntil, m.Status, m.Simulated, m.PublishedAt.Local().Format("2006-01-02 15:04"), len(m.Files))
		}
		return t.Flush()
	})
}

type releaseVerifyCmd struct {
	ID string `arg:"" optional:"" help:"Release; default: the current one."`
}

func (r releaseVerifyCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	id, err := idOrCurrent(cfg.Data, r.ID)
	if err != nil {
		return err
	}
	problems, err := release.Verify(a.ctx, release.Dir(cfg.Data, id))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return fmt.Errorf("release %s is damaged:\n  %s", id, strings.Join(problems, "\n  "))
	}
	return a.print(map[string]any{"release": id, "ok": true}, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "release %s is intact\n", id)
		return err
	})
}

// idOrCurrent is the id of a release that exists: the one named, or the
// current one.
func idOrCurrent(data, id string) (string, error) {
	if id == "" {
		return release.Current(data)
	}
	if _, err := os.Stat(release.Dir(data, id)); err != nil || id != filepath.Base(id) {
		return "", usageError{fmt.Errorf("no release %s; `gongqiu release list` tells which there are", id)}
	}
	return id, nil
}

type releaseDiffCmd struct {
	From string `arg:"" help:"Earlier release."`
	To   string `arg:"" optional:"" help:"Later release; default: the current one."`
}

func (r releaseDiffCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	to, err := idOrCurrent(cfg.Data, r.To)
	if err != nil {
		return err
	}
	from, err := idOrCurrent(cfg.Data, r.From)
	if err != nil {
		return err
	}
	d, err := release.Compare(a.ctx, release.Dir(cfg.Data, from), release.Dir(cfg.Data, to))
	if err != nil {
		return err
	}
	return a.print(d, func(w io.Writer) error {
		_, err := io.WriteString(w, publish.Changes(d))
		return err
	})
}

type releasePruneCmd struct {
	Keep   int  `help:"How many of the newest to keep; default: publish.keep of the configuration."`
	DryRun bool `help:"Only say what would go."`
}

func (r releasePruneCmd) Run(a *app, c *commands) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	if r.Keep < 0 {
		return usageError{fmt.Errorf("--keep %d: expected at least 1", r.Keep)}
	}
	keep := r.Keep
	if keep == 0 {
		keep = cfg.Publish.Keep
	}
	current, err := release.Current(cfg.Data)
	if err != nil {
		return err
	}
	list, err := release.List(cfg.Data)
	if err != nil {
		return err
	}
	removed := []string{}
	for i, m := range list {
		if i < keep || m.ID == current {
			continue
		}
		if !r.DryRun {
			if err := os.RemoveAll(release.Dir(cfg.Data, m.ID)); err != nil {
				return err
			}
		}
		removed = append(removed, m.ID)
	}
	return a.print(map[string]any{"removed": removed, "dry_run": r.DryRun}, func(w io.Writer) error {
		for _, id := range removed {
			fmt.Fprintln(w, id)
		}
		_, err := fmt.Fprintf(w, "%d releases removed, %d kept\n", len(removed), len(list)-len(removed))
		return err
	})
}
