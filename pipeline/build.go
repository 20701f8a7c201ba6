package pipeline

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"gongqiu/internal/config"
	"gongqiu/internal/duck"
	"gongqiu/internal/progress"
	"gongqiu/reference"
	"gongqiu/sources"
	"gongqiu/transforms/models"
	"gongqiu/transforms/occupation"
	"gongqiu/transforms/shortage"
)

// build turns staged files into tables of a new, disposable database.
type build struct {
	cfg       *config.Config
	ref       *reference.Set
	staged    []staged // in the order of their sources and files
	report    *progress.Reporter
	record    *Record
	keep      bool              // the build database stays after the run
	previous  shortage.Previous // the release that this one follows, if any
	variables map[string]any    // method constants, method_version and release_id

	codingKeys map[string]string                 // by scope, see codingKey
	coder      func() (*occupation.Coder, error) // loaded once
}

// newBuild prepares a build; steps run on it without deliveries are checks.
func newBuild(cfg *config.Config, ref *reference.Set) *build {
	return &build{cfg: cfg, ref: ref, codingKeys: map[string]string{}, coder: sync.OnceValues(func() (*occupation.Coder, error) { return Coder(cfg) })}
}

// staged is one snapshot with what came of it.
type staged struct {
	source   config.Source
	snapshot sources.Snapshot
	report   sources.Report
}

// threads is how many queries and readers may run at once.
func (b *build) threads() int { return cmp.Or(b.cfg.Limits.Threads, runtime.NumCPU()) }

// openBuild makes an empty build database: in memory, spilling to the work
// folder what its limit does not hold, or a file there if it is to be kept.
func openBuild(cfg *config.Config, keep bool) (*sql.DB, error) {
	work := workDir(cfg)
	if err := os.RemoveAll(work); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(work, 0o755); err != nil {
		return nil, err
	}
	var path string
	if keep {
		path = filepath.Join(work, "build.duckdb")
	}
	return duck.Open(path, duck.Options{Threads: cfg.Limits.Threads, MemoryMB: cfg.Limits.MemoryMB, TempDir: filepath.Join(work, "spill")})
}

// steps are the tables that Go makes of deliveries, in the order of the SQL
// models around them.
func (b *build) steps() []models.Step {
	return []models.Step{
		b.sourcesStep(), b.scopesStep(), b.loadStep(),
		b.titlesStep(), b.placesStep(), b.employersStep(), b.payStep(), b.askedStep(), b.codedStep(), b.chainsStep(), b.groupStep(),
		b.officialStep(), b.officialRowsStep(), b.referenceStep(), b.runStep(),
	}
}

const sourcesDDL = `CREATE OR REPLACE TABLE int_source (source_no SMALLINT, source_id VARCHAR, scope VARCHAR, is_simulated BOOLEAN, kind VARCHAR, has_spells BOOLEAN, gap_days INTEGER)`

func (b *build) sourcesStep() models.Step {
	return models.Step{Name: "sources", Makes: []string{"int_source"}, DDL: []string{sourcesDDL}, Run: func(ctx context.Context, db *sql.DB) error {
		return fillTable(ctx, db, sourcesDDL, "int_source", func(row func(...driver.Value) error) error {
			for i, s := range b.cfg.Sources {
				if err := row(int16(i), s.ID, s.Scope, b.simulated(s.Scope), s.Kind, s.Snapshots, int32(s.GapDays)); err != nil {
					return err
				}
			}
			return nil
		})
	}}
}

// simulated says whether any source of the scope is.
func (b *build) simulated(scope string) bool {
	for _, s := range b.cfg.Sources {
		if s.Scope == scope && s.Simulated {
			return true
		}
	}
	return false
}

// The staged columns that the build reads: of postings, whose descriptions stay
// in the staged files, and of official tables by kind.
var (
	postingText  = []string{"posting_id", "title", "employer", "place", "pay", "pay_min", "pay_max", "pay_unit", "pay_months", "education", "experience", "headcount", "industry", "skills", "job_type", "skill_level"}
	postingDates = []string{"posted_date", "closed_date", "seen_date"}
	officialText = map[string][]string{
		"seeker":   {"region", "occupation", "occupation_code", "skill_level", "period"},
		"wage":     {"region", "occupation", "occupation_code", "skill_level", "unit", "source_document"},
		"training": {"region", "occupation", "occupation_code", "skill_level", "period", "kind"},
	}
	officialNumbers = map[string][]string{
		"seeker":   {"seekers", "vacancies"},
		"wage":     {"stat_year", "p10", "p25", "p50", "p75", "p90", "n_people", "n_firms"},
		"training": {"people"},
	}
)

var stagedPostingDDL = `CREATE OR REPLACE TABLE stg_posting (event_id BIGINT, source_no SMALLINT, ` +
	strings.Join(postingText, " VARCHAR, ") + ` VARCHAR, ` + strings.Join(postingDates, " DATE, ") + ` DATE)`

// Official tables of all kinds are staged into one: a column that a kind does
// not have is NULL there, the period excepted, by which rows are joined.
const stagedOfficialDDL = `CREATE OR REPLACE TABLE stg_official (event_id BIGINT, source_no SMALLINT,
	region VARCHAR, occupation VARCHAR, occupation_code VARCHAR, skill_level VARCHAR, period VARCHAR DEFAULT '', kind VARCHAR, unit VARCHAR, source_document VARCHAR,
	seekers DOUBLE, vacancies DOUBLE, people DOUBLE, stat_year DOUBLE, p10 DOUBLE, p25 DOUBLE, p50 DOUBLE, p75 DOUBLE, p90 DOUBLE, n_people DOUBLE, n_firms DOUBLE)`

// isOfficial says whether deliveries of a kind are official tables: of seekers,
// wages or training.
func isOfficial(kind string) bool { return kind != "posting" }

// loadStep reads the staged files that are not coded yet into stg_ tables. Text
// that is missing is the empty string there, so that maps of distinct values
// join without care for nulls. event_id numbers the rows of all deliveries in a
// fixed order.
func (b *build) loadStep() models.Step {
	step := models.Step{Name: "load", Needs: []string{"int_source"}, Makes: []string{"stg_posting", "stg_official"}, DDL: []string{stagedPostingDDL, stagedOfficialDDL}}
	step.Run = func(ctx context.Context, db *sql.DB) error {
		for _, ddl := range step.DDL {
			if _, err := db.ExecContext(ctx, ddl); err != nil {
				return err
			}
		}
		return b.eachSnapshot(func(s staged, sourceNo int, base int64) error {
			if coded, err := b.isCoded(ctx, s); err != nil || coded {
				return err
			}
			if err := b.loadSnapshot(ctx, db, s, sourceNo, base); err != nil {
				return fmt.Errorf("%s: %w", s.snapshot.Name, err)
			}
			return nil
		})
	}
	return step
}

// eachSnapshot calls fn for every staged snapshot with rows, with the number of
// its source and the event id of its row 0.
func (b *build) eachSnapshot(fn func(s staged, sourceNo int, base int64) error) error {
	number := map[string]int{}
	for i, s := range b.cfg.Sources {
		number[s.ID] = i
	}
	for i, s := range b.staged {
		if s.report.Accepted > 0 {
			if err := fn(s, number[s.source.ID], int64(i)*maxRows); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxRows is more than any delivery has rows; row_no counts all lines of a
// file, those above the header too.
const maxRows = 1 << 32

func (b *build) loadSnapshot(ctx context.Context, db *sql.DB, s staged, sourceNo int, base int64) error {
	table, text, plain := "stg_posting", postingText, postingDates
	if kind := s.source.Kind; isOfficial(kind) {
		table, text, plain = "stg_official", officialText[kind], officialNumbers[kind]
	}
	columns := []string{fmt.Sprintf("%d + row_no AS event_id", base), fmt.Sprintf("%d AS source_no", sourceNo)}
	for _, c := range text {
		columns = append(columns, "coalesce("+c+", '') AS "+c)
	}
	columns = append(columns, plain...)
	parts := make([]string, len(s.report.Parts))
	for i, path := range s.report.Parts {
		parts[i] = duck.Quote(path)
	}
	_, err := db.ExecContext(ctx, fmt.Sprintf("INSERT INTO %s BY NAME SELECT %s FROM read_parquet([%s])",
		table, strings.Join(columns, ", "), strings.Join(parts, ", ")))
	return err
}

// fillTable makes a table anew and appends rows to it.
func fillTable(ctx context.Context, db *sql.DB, ddl, table string, fill func(row func(...driver.Value) error) error) error {
	if _, err := db.ExecContext(ctx, ddl); err != nil {
		return err
	}
	return duck.Append(ctx, db, table, fill)
}

// text is s, or nil for an SQL null if s is empty.
func text(s string) driver.Value {
	if s == "" {
		return nil
	}
	return s
}
