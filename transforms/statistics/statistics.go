// Package statistics puts the Go steps of the statistics together, for the
// runner of the models.
package statistics

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gongqiu/internal/duck"
	"gongqiu/release"
	"gongqiu/transforms/demand"
	"gongqiu/transforms/duplicate"
	"gongqiu/transforms/forecast"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
	"gongqiu/transforms/shortage"
	"gongqiu/transforms/wage"
)

// Release is what the steps must know of the release in the making.
type Release struct {
	ID, Edition string
	Previous    shortage.Previous
	// Parts are the versions of what reads deliveries and codes titles; those
	// of the statistics themselves are added here.
	Parts []method.Part
}

// Steps are the Go steps between the core tables and the published ones.
func Steps(m *method.Method, r Release) []models.Step {
	parts := append(slices.Clone(r.Parts), ownParts()...)
	return []models.Step{
		methodStep(m, parts),
		forecast.FestivalStep(m),
		demand.Step(m),
		wage.CellStep(m),
		wage.SecondaryStep(m, r.Previous.File),
		shortage.Step(m, r.ID),
		shortage.PreviousStep(m, parts, r.Previous, r.ID, r.Edition),
		forecast.Step(m, r.ID),
	}
}

// ownParts are the versions of what groups ads, counts them and scores. The
// models that scores rest on are named by their text.
var ownParts = sync.OnceValue(func() []method.Part {
	counting, err := models.Fingerprint(func(layer, name string) bool {
		return layer == models.Staging || layer == models.Core && strings.HasPrefix(name, "int_") || layer == models.Marts && (strings.HasPrefix(name, "int_shortage_") || strings.HasPrefix(name, "int_number_"))
	})
	if err != nil {
		panic("transforms/models: " + err.Error()) // a test holds the headers of all models
	}
	return []method.Part{
		{Key: "version_duplicates", Version: duplicate.DefaultRule().Version + "-" + duplicate.Version, ZH: "去重规则与文本签名的版本", EN: "Version of the rules on duplicates and of the signatures of texts"},
		{Key: "version_models", Version: counting + "-" + demand.Version, ZH: "评分所依据的计数：SQL 模型（文本散列）与程序版本", EN: "Counts that scores rest on: SQL models (hash of their text) and version of the program"},
		{Key: method.PartScore, Version: shortage.Version, ZH: "评分程序版本", EN: "Version of the scoring program"},
	}
})

// Variables are what the SQL models of the statistics read by getvariable.
func Variables(m *method.Method, releaseID string) map[string]any {
	v := m.Variables()
	v["release_id"] = releaseID
	return v
}

// methodStep makes meta_method, one row per constant and per part of the program
// with a version.
func methodStep(m *method.Method, parts []method.Part) models.Step {
	return models.Step{
		Name: "method", Makes: []string{"meta_method"},
		Run: func(ctx context.Context, db *sql.DB) error {
			table, _ := release.TableByName("meta_method")
			if _, err := db.ExecContext(ctx, "CREATE OR REPLACE"+strings.TrimPrefix(table.CreateSQL(), "CREATE")); err != nil {
				return err
			}
			return duck.Append(ctx, db, "meta_method", func(row func(...driver.Value) error) error {
				if err := row("method_version", m.Version, "", "方法版本", "Version of the method"); err != nil {
					return err
				}
				for _, p := range parts {
					if err := row(p.Key, p.Version, "", p.ZH, p.EN); err != nil {
						return err
					}
				}
				for _, c := range m.Constants {
					if err := row(c.Key, strconv.FormatFloat(c.Value, 'f', -1, 64), c.Unit, c.ZH, c.EN); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}
