package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gongqiu/internal/duck"
	"gongqiu/release"
)

// parquet writes the rows of a table that meet the condition.
func (w *Writer) parquet(ctx context.Context, t release.Table, where, path string) error {
	_, err := w.db.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd)", selectSQL(t, plain, "out."+t.Name, where), duck.Quote(path)))
	return err
}

// csv writes the rows of a table for spreadsheets: with a byte order mark, which
// is put before the name of the first column, and with no cell that a
// spreadsheet would run as a formula.
func (w *Writer) csv(ctx context.Context, t release.Table, where, path string) error {
	columns := func(c release.Field) string {
		name := c.Name
		if name == t.Columns[0].Name {
			name = "\ufeff" + name
		}
		return spreadsheetSafe(c) + " AS " + duck.Ident(name)
	}
	_, err := w.db.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT csv, HEADER)", selectSQL(t, columns, "out."+t.Name, where), duck.Quote(path)))
	return err
}

// spreadsheetSafe puts an apostrophe before text that a spreadsheet would take
// for a formula. A function of one column alone is worked out once for each of
// the values in its dictionary.
func spreadsheetSafe(c release.Field) string {
	if c.Type != "VARCHAR" {
		return duck.Ident(c.Name)
	}
	return "regexp_replace(" + duck.Ident(c.Name) + `, '^[=+@\t\r-]', '''\0')`
}

// export writes a table, simulated and real rows in files of their own, into
// folders named like the formats: published, reference and meta tables to both,
// core tables to Parquet alone. A part without rows has no file, unless the
// whole table is empty.
func (w *Writer) export(ctx context.Context, t release.Table) error {
	halves := parts(t)
	counts := make([]int64, len(halves))
	var total int64
	for i, p := range halves {
		count := "SELECT count(*) FROM out." + t.Name
		if p.where != "" {
			count += " WHERE " + p.where
		}
		if err := w.db.QueryRowContext(ctx, count).Scan(&counts[i]); err != nil {
			return err
		}
		total += counts[i]
	}
	for i, p := range halves {
		if counts[i] == 0 && (i > 0 || total > 0) {
			continue
		}
		f := release.File{Table: t.Name, Rows: counts[i], ZH: t.ZH, EN: t.EN}
		if p.prefix != "" {
			f.ZH, f.EN = "〔模拟数据〕"+f.ZH, "[Simulated] "+f.EN
		}
		for _, format := range []struct {
			name  string
			write func(ctx context.Context, t release.Table, where, path string) error
		}{{"parquet", w.parquet}, {"csv", w.csv}} {
			if format.name == "csv" && t.Layer() == "core" {
				continue
			}
			path := format.name + "/" + p.prefix + t.Name + "." + format.name
			if err := format.write(ctx, t, p.where, filepath.Join(w.dir, filepath.FromSlash(path))); err != nil {
				return err
			}
			if err := w.finished(path, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// datapackage writes a Frictionless Data Package description of the CSV files.
func (w *Writer) datapackage() error {
	type field struct {
		Name        string `json:"name"`
		Type        string `json:"type"`
		Unit        string `json:"unit,omitempty"`
		Description string `json:"description"`
	}
	type schema struct {
		Fields        []field  `json:"fields"`
		MissingValues []string `json:"missingValues"`
		PrimaryKey    []string `json:"primaryKey,omitempty"`
	}
	type resource struct {
		Name        string `json:"name"`
		Path        string `json:"path"`
		Title       string `json:"title"`
		Description string `json:"description"`
		Encoding    string `json:"encoding"`
		Schema      schema `json:"schema"`
	}
	var resources []resource
	for _, t := range release.Dictionary() {
		s := schema{MissingValues: []string{""}, PrimaryKey: t.Key}
		for _, c := range t.Columns {
			s.Fields = append(s.Fields, field{c.Name, frictionlessType(c.Type), c.Unit, c.ZH + " / " + c.EN})
		}
		for _, p := range parts(t) {
			path := "csv/" + p.prefix + t.Name + ".csv"
			if f, ok := w.described[path]; ok {
				resources = append(resources, resource{strings.ReplaceAll(p.prefix+t.Name, "_", "-"), path, f.ZH, f.EN, "utf-8", s})
			}
		}
	}
	text, err := json.MarshalIndent(map[string]any{
		"name": "gongqiu-" + strings.ToLower(w.m.ID), "title": "供求 " + w.m.Edition, "version": w.m.ID,
		"profile": "tabular-data-package", "resources": resources,
	}, "", "  ")
	if err != nil {
		return err
	}
	w.note("datapackage.json", release.File{ZH: "CSV 文件说明（Frictionless Data Package）", EN: "Description of the CSV files (Frictionless Data Package)"})
	return os.WriteFile(filepath.Join(w.dir, "datapackage.json"), append(text, '\n'), 0o644)
}

func frictionlessType(duckdbType string) string {
	switch duckdbType {
	case "BOOLEAN":
		return "boolean"
	case "INTEGER", "BIGINT":
		return "integer"
	case "DOUBLE":
		return "number"
	case "DATE":
		return "date"
	}
	return "string"
}
