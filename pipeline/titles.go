package pipeline

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gongqiu/internal/duck"
	"gongqiu/transforms/models"
	"gongqiu/transforms/occupation"
	"gongqiu/transforms/posting"
)

const (
	// knownLayout changes with the columns of known_title, so that what an earlier
	// program kept is not read as if it had them.
	knownLayout = "2"
	knownDDL    = `CREATE OR REPLACE TABLE known_title (title VARCHAR, industry VARCHAR, title_id BIGINT, title_key VARCHAR, occupation_code VARCHAR, occupation_level INTEGER, occupation_p DOUBLE, reason VARCHAR, candidates VARCHAR)`
	titleDDL    = `CREATE OR REPLACE TABLE map_title (scope VARCHAR, title VARCHAR, industry VARCHAR, level_text VARCHAR,
	title_id BIGINT, occupation_code VARCHAR, occupation_level INTEGER, occupation_p DOUBLE,
	industry_code VARCHAR, chain_text VARCHAR, skill_level INTEGER, is_intern BOOLEAN, is_parttime BOOLEAN)`
)

// titlesStep codes what distinct titles say: the occupation with its
// candidates, the skill level, the industry and the words that speak for a
// chain.
func (b *build) titlesStep() models.Step {
	return models.Step{
		Name: "titles", Needs: []string{"stg_posting", "int_source"},
		Makes: []string{"known_title", "map_title"},
		DDL:   []string{knownDDL, titleDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			// Ten million ads have few hundred thousand titles: their rows are gone
			// through once.
			const distinct = `CREATE OR REPLACE TABLE distinct_title AS SELECT DISTINCT source_no, title, industry, skill_level FROM stg_posting`
			if _, err := db.ExecContext(ctx, distinct); err != nil {
				return err
			}
			if err := b.codeTitles(ctx, db); err != nil {
				return err
			}
			if err := b.readTexts(ctx, db); err != nil {
				return err
			}
			_, err := db.ExecContext(ctx, "DROP TABLE distinct_title")
			return err
		},
	}
}

// codeTitles gives every distinct title and industry text its occupation. The
// answers are kept by the version of the coder, so that a title is coded once
// in its life: each run that meets new ones adds a file. known_title holds all of
// them. Candidates are written "code p" and joined by bars.
func (b *build) codeTitles(ctx context.Context, db *sql.DB) error {
	coder, err := b.coder()
	if err != nil {
		return err
	}
	kept := filepath.Join(b.cfg.Data, "cache", "titles", coder.Version()+"-"+knownLayout)
	if err := os.MkdirAll(kept, 0o755); err != nil {
		return err
	}
	parts, err := fs.Glob(os.DirFS(kept), "*.parquet")
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, knownDDL); err != nil {
		return err
	}
	if len(parts) > 0 {
		quoted := make([]string, len(parts))
		for i, name := range parts {
			quoted[i] = duck.Quote(filepath.Join(kept, name))
		}
		if _, err := db.ExecContext(ctx, "INSERT INTO known_title SELECT * FROM read_parquet(["+strings.Join(quoted, ", ")+"])"); err != nil {
			return err
		}
	}
	fresh, err := readDistinct(ctx, db, `SELECT DISTINCT title, industry FROM distinct_title ANTI JOIN known_title USING (title, industry) ORDER BY ALL`)
	if err != nil || len(fresh) == 0 {
		return err
	}
	task := b.report.Start("code titles", int64(len(fresh)))
	answers := make([]occupation.Answer, len(fresh))
	keys := make([]string, len(fresh))
	err = parallel(ctx, len(fresh), func(i int) {
		answers[i] = coder.Code(occupation.Query{Title: fresh[i][0], Industry: fresh[i][1]})
		keys[i] = posting.NormaliseTitle(fresh[i][0])
		task.Add(1)
	})
	if err != nil {
		return err
	}
	err = fillTable(ctx, db, strings.Replace(knownDDL, "known_title", "new_title", 1), "new_title", func(row func(...driver.Value) error) error {
		for i, a := range answers {
			var list []string
			for _, c := range a.Candidates {
				list = append(list, fmt.Sprintf("%s %.6f", c.Code, c.P))
			}
			id := sha256.Sum256([]byte(fresh[i][0] + "\x00" + fresh[i][1]))
			// Probabilities are multiples of 2^-20: sums of them are exact in
			// whatever order threads take them.
			if err := row(fresh[i][0], fresh[i][1], number(id[:]), keys[i], text(a.Code), int32(a.Level), exact(a.P), text(a.Reason), strings.Join(list, "|")); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	path := filepath.Join(kept, fmt.Sprintf("%06d.parquet", len(parts)))
	for _, query := range []string{
		"INSERT INTO known_title FROM new_title",
		"COPY new_title TO " + duck.Quote(path+".making") + " (FORMAT parquet, COMPRESSION zstd)",
		"DROP TABLE new_title",
	} {
		if _, err := db.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	task.Done("%d new", len(fresh))
	return os.Rename(path+".making", path)
}

// readTexts finds industry, skill level and the words that speak for chains
// in each distinct combination of texts.
func (b *build) readTexts(ctx context.Context, db *sql.DB) error {
	assigners, err := b.assigners()
	if err != nil {
		return err
	}
	const query = `
		SELECT DISTINCT s.scope, p.title, p.industry, p.skill_level, c.title_id::VARCHAR, coalesce(c.occupation_code, ''), c.occupation_level::VARCHAR, c.occupation_p::VARCHAR
		FROM distinct_title p JOIN int_source s USING (source_no) JOIN known_title c USING (title, industry) ORDER BY ALL`
	return mapDistinct(ctx, db, query, titleDDL, "map_title", func(in []string) []driver.Value {
		scope, title, industry, level, code := in[0], in[1], in[2], in[3], in[5]
		var industryCode string
		var chains driver.Value
		if list := assigners[scope]; len(list) > 0 {
			industryCode, _ = list[0].Industry(industry)
			chains = chainText(list, industryCode, code, title+" "+industry)
		}
		flags := posting.Flags(title, "")
		return []driver.Value{scope, title, industry, level, integer(in[4]), text(code), int32(integer(in[6])), real(in[7]), text(industryCode), chains,
			int32(posting.SkillLevel(level, "", title).Level), flags.Intern, flags.PartTime}
	})
}
