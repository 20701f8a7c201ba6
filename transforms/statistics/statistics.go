// Package statistics puts the Go steps of the statistics together, for the
// runner of the models.
package statistics

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strconv"
	"strings"

	"gongqiu/internal/duck"
	"gongqiu/release"
	"gongqiu/transforms/forecast"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
	"gongqiu/transforms/shortage"
	"gongqiu/transforms/wage"
)

// Steps are the Go steps between the core tables and the published ones.
func Steps(m *method.Method, releaseID string) []models.Step {
	return []models.Step{
		methodStep(m),
		forecast.FestivalStep(m),
		wage.SecondaryStep(m),
		shortage.Step(m, releaseID),
		forecast.Step(m, releaseID),
	}
}

// Variables are what the SQL models of the statistics read by getvariable.
func Variables(m *method.Method, releaseID string) map[string]any {
	v := m.Variables()
	v["release_id"] = releaseID
	return v
}

// methodStep makes meta_method, one row per constant.
func methodStep(m *method.Method) models.Step {
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
