package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongqiu/internal/config"
	"gongqiu/internal/progress"
	"gongqiu/pipeline/publish"
	"gongqiu/release"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
	"gongqiu/transforms/statistics"
)

// tables makes every table: first what deliveries say (staging and core), then,
// once the edition is known, what is published of it, which the writer of the
// release takes as it comes. A check that fails is ErrRefused. The writer, if
// there is one, must be closed.
func (b *build) tables(ctx context.Context, db *sql.DB) (*publish.Writer, release.Manifest, error) {
	m := method.Default()
	b.variables = m.Variables()
	b.variables["method_version"] = m.Version
	first := map[string]bool{}
	for _, s := range b.steps() {
		first[s.Name] = true
	}
	early := func(layer, name string) bool {
		return layer == models.Staging || layer == models.Core || layer == "" && first[name]
	}
	options := models.Options{Steps: b.allSteps(m, statistics.Release{}), Variables: b.variables, Workers: min(4, b.threads()), Progress: b.stepDone, Skip: func(layer, name string) bool { return !early(layer, name) }}
	if err := models.Run(ctx, db, options); err != nil {
		return nil, release.Manifest{}, err
	}
	manifest, err := b.manifest(ctx, db)
	if err != nil {
		return nil, manifest, err
	}
	manifest.MethodVersion = m.Version
	b.variables["release_id"] = manifest.ID
	parts, err := b.readingParts(ctx)
	if err != nil {
		return nil, manifest, err
	}
	w, err := publish.Begin(ctx, db, b.cfg.Data, manifest, b.threads())
	if err != nil {
		return nil, manifest, err
	}
	steps := b.allSteps(m, statistics.Release{ID: manifest.ID, Edition: manifest.Edition, Previous: b.previous, Parts: parts})
	options.Steps, options.Skip = append(steps, w.Steps("meta_check", "meta_release")...), early
	var checks []models.Result
	options.Check = func(r models.Result) { checks = append(checks, r) }
	if err := models.Run(ctx, db, options); err != nil {
		return w, manifest, err
	}
	if err := b.judge(ctx, db, checks); err != nil {
		return w, manifest, err
	}
	return w, manifest, fillTable(ctx, db, dictionaryDDL("meta_release"), "meta_release", func(row func(...driver.Value) error) error {
		for _, kv := range [][2]string{
			{"release_id", manifest.ID}, {"edition", manifest.Edition}, {"data_until", manifest.DataUntil}, {"status", manifest.Status},
			{"simulated", manifest.Simulated}, {"issuer", manifest.Issuer}, {"contact", manifest.Contact}, {"method_version", manifest.MethodVersion},
			{"program_version", manifest.ProgramVersion}, {"input_hash", manifest.InputHash}, {"next_release", manifest.NextRelease},
		} {
			if err := row(kv[0], text(kv[1])); err != nil {
				return err
			}
		}
		return nil
	})
}

// allSteps are the steps of deliveries and those of what is made of ads.
func (b *build) allSteps(m *method.Method, r statistics.Release) []models.Step {
	return slices.Concat(b.steps(), []models.Step{b.reviewStep()}, statistics.Steps(m, r))
}

func (b *build) stepDone(name string, rows int64, took time.Duration) {
	b.record.step(name, took, rows)
	made := ""
	if !strings.HasPrefix(name, publish.StepPrefix) { // these make files
		made = progress.Count(rows) + " rows"
	}
	b.report.Say("%-28s %-9s %s", name, took.Round(10*time.Millisecond), made)
}

// CheckModels holds every model and step against DuckDB without data.
func CheckModels(ctx context.Context) (int, error) {
	b := newBuild(&config.Config{}, nil)
	m := method.Default()
	variables := m.Variables()
	variables["method_version"], variables["release_id"] = m.Version, ""
	problems, err := models.Check(ctx, b.allSteps(m, statistics.Release{}), nil, variables)
	if err != nil {
		return 0, err
	}
	if len(problems) > 0 {
		var list []error
		for _, p := range problems {
			list = append(list, fmt.Errorf("%s: %s", p.Where, p.What))
		}
		return 0, errors.Join(list...)
	}
	list, err := models.Embedded()
	return len(list), err
}
