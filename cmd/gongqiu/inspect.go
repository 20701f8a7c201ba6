package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"gongqiu/pipeline"
	"gongqiu/sources"
	"gongqiu/sources/file"
)

type inspectCmd struct {
	File   string `arg:"" type:"existingfile" help:"A delivery: CSV, TSV, JSON, XLSX or Parquet, gzipped or not."`
	Kind   string `help:"posting, seeker, wage or training; found out if not given."`
	Source string `help:"Read it with the options of this source of the configuration."`
}

func (i inspectCmd) Run(a *app, c *commands) error {
	options := sources.Options{Kind: sources.Kind(i.Kind)}
	if i.Source != "" {
		cfg, err := c.load()
		if err != nil {
			return err
		}
		var ok bool
		if options, ok = pipeline.SourceOptions(cfg, i.Source); !ok {
			return usageError{fmt.Errorf("--source %s: no such source in %s", i.Source, c.Config)}
		}
	}
	if err := options.Check(); err != nil {
		return usageError{err}
	}
	found, err := file.Inspect(a.ctx, i.File, options)
	if err != nil {
		return err
	}
	return a.print(found, func(w io.Writer) error { return printInspection(w, found) })
}

func printInspection(w io.Writer, in *sources.Inspection) error {
	fmt.Fprintf(w, "%s: %s, %s, %s records, header %v\n", in.File, in.Format, in.Encoding, in.Kind, in.HasHeader)
	for _, note := range in.Notes {
		fmt.Fprintf(w, "note: %s\n", note)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nCOLUMN\tFROM\tCONFIDENCE\tBECAUSE")
	for _, column := range slices.Sorted(maps.Keys(in.Mapping)) {
		m := in.Mapping[column]
		from := fmt.Sprintf("%q (column %d)", m.Header, m.Position)
		if m.Position == 0 {
			from = "constant"
		}
		fmt.Fprintf(t, "%s\t%s\t%.2f\t%s\n", column, from, m.Confidence, m.Evidence)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(in.Unmapped) > 0 {
		fmt.Fprintf(w, "\nnot used: %s\n", strings.Join(in.Unmapped, ", "))
	}
	if len(in.Removed) > 0 {
		fmt.Fprintf(w, "personal data, never read: %s\n", strings.Join(in.Removed, ", "))
	}
	fmt.Fprintf(w, "\nof %d rows read: %d would be accepted, %d are blank, %d would be quarantined\n", in.SampledRows, in.Accepted, in.Blank, in.Bad())
	for i, row := range in.Rows {
		fmt.Fprintf(w, "\nrow %d\n", i+1)
		for _, column := range slices.Sorted(maps.Keys(row)) {
			fmt.Fprintf(w, "  %-14s %s\n", column, shorten(row[column], 80))
		}
	}
	if len(in.Quarantine) > 0 {
		fmt.Fprintln(t, "\nROW\tREASON\tCOLUMN\tFOUND\tEXPECTED")
		for _, q := range in.Quarantine {
			fmt.Fprintf(t, "%d\t%s\t%s\t%q\t%s\n", q.RowNo, q.Reason, q.Column, shorten(q.Found, 40), q.Expected)
		}
	}
	return t.Flush()
}

func shorten(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n-1]) + "…"
}
