package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gongqiu/internal/duck"
	"gongqiu/release"
)

// parquet writes each table, simulated and real rows in files of their own.
func (w *writer) parquet(ctx context.Context, _ *release.Manifest) error {
	return w.export(ctx, "parquet", func(release.Table) bool { return true }, func(t release.Table, where, path string) error {
		_, err := w.db.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd)", selectSQL(t, plain, "out."+t.Name, where), duck.Quote(path)))
		return err
	})
}

// csv writes the published, reference and meta tables for spreadsheets: with
// a byte order mark, and with no cell that a spreadsheet would run as a
// formula. One thread writes them: with more, blocks of rows were seen to
// change places.
func (w *writer) csv(ctx context.Context, _ *release.Manifest) (err error) {
	var threads int64
	if err := w.db.QueryRowContext(ctx, "SELECT current_setting('threads')").Scan(&threads); err != nil {
		return err
	}
	if _, err := w.db.ExecContext(ctx, "SET threads = 1"); err != nil {
		return err
	}
	defer func() {
		_, reset := w.db.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf("SET threads = %d", threads))
		err = errors.Join(err, reset)
	}()
	forSheets := func(t release.Table) bool { return t.Layer() != "core" }
	return w.export(ctx, "csv", forSheets, func(t release.Table, where, path string) error {
		body := path + ".body"
		if _, err := w.db.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT csv, HEADER)", selectSQL(t, spreadsheetSafe, "out."+t.Name, where), duck.Quote(body))); err != nil {
			return err
		}
		defer os.Remove(body)
		return withByteOrderMark(body, path)
	})
}

// spreadsheetSafe puts an apostrophe before text that a spreadsheet would take
// for a formula.
func spreadsheetSafe(c release.Field) string {
	if c.Type != "VARCHAR" {
		return plain(c)
	}
	name := duck.Ident(c.Name)
	return fmt.Sprintf(`CASE WHEN %[1]s[1] IN ('=', '+', '-', '@', chr(9), chr(13)) THEN '''' || %[1]s ELSE %[1]s END AS %[1]s`, name)
}

func withByteOrderMark(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err = io.WriteString(out, "\ufeff"); err == nil {
		_, err = io.Copy(out, in)
	}
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	return err
}

// export writes one file a table and part into a folder named like the format.
// A part without rows has no file, unless the whole table is empty.
func (w *writer) export(ctx context.Context, format string, wanted func(release.Table) bool, write func(t release.Table, where, path string) error) error {
	if err := os.MkdirAll(filepath.Join(w.dir, format), 0o755); err != nil {
		return err
	}
	return w.tables(func(t release.Table) error {
		if !wanted(t) {
			return nil
		}
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
			rows := counts[i]
			if rows == 0 && (i > 0 || total > 0) {
				continue
			}
			path := format + "/" + p.prefix + t.Name + "." + format
			if err := write(t, p.where, filepath.Join(w.dir, filepath.FromSlash(path))); err != nil {
				return err
			}
			f := release.File{Table: t.Name, Rows: rows, ZH: t.ZH, EN: t.EN}
			if p.prefix != "" {
				f.ZH, f.EN = "〔模拟数据〕"+f.ZH, "[Simulated] "+f.EN
			}
			w.described[path] = f
		}
		return nil
	})
}

// datapackage writes a Frictionless Data Package description of the CSV files.
func (w *writer) datapackage(_ context.Context, m *release.Manifest) error {
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
		"name": "gongqiu-" + strings.ToLower(m.ID), "title": "供求 " + m.Edition, "version": m.ID,
		"profile": "tabular-data-package", "resources": resources,
	}, "", "  ")
	if err != nil {
		return err
	}
	w.described["datapackage.json"] = release.File{ZH: "CSV 文件说明（Frictionless Data Package）", EN: "Description of the CSV files (Frictionless Data Package)"}
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
