package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"gongqiu/internal/duck"
	"gongqiu/transforms/chain"
	"gongqiu/transforms/models"
	"gongqiu/transforms/occupation"
	"gongqiu/transforms/posting"
)

const (
	codeDDL  = `CREATE OR REPLACE TABLE map_code (title VARCHAR, industry VARCHAR, title_id BIGINT, occupation_code VARCHAR, occupation_level INTEGER, occupation_p DOUBLE, reason VARCHAR)`
	titleDDL = `CREATE OR REPLACE TABLE map_title (scope VARCHAR, title VARCHAR, industry VARCHAR, level_text VARCHAR,
	title_id BIGINT, title_key VARCHAR, occupation_code VARCHAR, occupation_level INTEGER, occupation_p DOUBLE,
	industry_code VARCHAR, chain_key INTEGER, skill_level INTEGER, is_intern BOOLEAN, is_parttime BOOLEAN)`
	chainWeightDDL = `CREATE OR REPLACE TABLE int_chain_weight (scope VARCHAR, is_simulated BOOLEAN, chain_version VARCHAR, chain_key INTEGER, chain_id VARCHAR, share DOUBLE, alpha DOUBLE)`
)

// titlesStep codes what distinct titles say: the occupation with its
// candidates, the skill level, the industry and the chains.
func (b *build) titlesStep() models.Step {
	return models.Step{
		Name: "titles", Needs: []string{"stg_posting", "int_source", "int_scope_declared"},
		Makes: []string{"map_code", "map_title", "int_title_candidate", "int_chain_weight", "int_chain_version"},
		DDL:   []string{codeDDL, titleDDL},
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
			if err := b.placeTitlesInChains(ctx, db); err != nil {
				return err
			}
			_, err := db.ExecContext(ctx, "DROP TABLE distinct_title")
			return err
		},
	}
}

// codeTitles gives every distinct title and industry text its occupation. The
// answers are kept by the version of the coder, so that a title is coded once
// in its life.
func (b *build) codeTitles(ctx context.Context, db *sql.DB) error {
	coder, err := Coder(b.cfg)
	if err != nil {
		return err
	}
	cache := filepath.Join(b.cfg.Data, "cache", "titles-"+coder.Version()+".parquet")
	const cached = `CREATE OR REPLACE TABLE known_code (title VARCHAR, industry VARCHAR, code VARCHAR, level INTEGER, p DOUBLE, reason VARCHAR, candidates VARCHAR)`
	if _, err := db.ExecContext(ctx, cached); err != nil {
		return err
	}
	if _, err := os.Stat(cache); err == nil {
		if _, err := db.ExecContext(ctx, "INSERT INTO known_code SELECT * FROM read_parquet("+duck.Quote(cache)+")"); err != nil {
			return err
		}
	}
	fresh, err := readDistinct(ctx, db, `SELECT DISTINCT title, industry FROM distinct_title ANTI JOIN known_code USING (title, industry) ORDER BY ALL`)
	if err != nil {
		return err
	}
	task := b.report.Start("code titles", int64(len(fresh)))
	answers := make([]occupation.Answer, len(fresh))
	err = parallel(ctx, len(fresh), func(i int) {
		answers[i] = coder.Code(occupation.Query{Title: fresh[i][0], Industry: fresh[i][1]})
		task.Add(1)
	})
	if err != nil {
		return err
	}
	err = duck.Append(ctx, db, "known_code", func(row func(...driver.Value) error) error {
		for i, a := range answers {
			var list []string
			for _, c := range a.Candidates {
				list = append(list, fmt.Sprintf("%s %.6f", c.Code, c.P))
			}
			if err := row(fresh[i][0], fresh[i][1], text(a.Code), int32(a.Level), a.P, text(a.Reason), strings.Join(list, "|")); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(fresh) > 0 {
		if err := os.MkdirAll(filepath.Dir(cache), 0o755); err != nil {
			return err
		}
		tmp := cache + ".making"
		if _, err := db.ExecContext(ctx, "COPY (SELECT * FROM known_code ORDER BY title, industry) TO "+duck.Quote(tmp)+" (FORMAT parquet, COMPRESSION zstd)"); err != nil {
			return err
		}
		if err := os.Rename(tmp, cache); err != nil {
			return err
		}
	}
	// Probabilities are multiples of 2^-20: sums of them are exact in whatever
	// order threads take them.
	for _, statement := range []string{
		`CREATE OR REPLACE TABLE map_code AS
			SELECT title, industry, row_number() OVER (ORDER BY title, industry) - 1 AS title_id,
				code AS occupation_code, level AS occupation_level, round(p * 1048576) / 1048576 AS occupation_p, reason, candidates
			FROM known_code SEMI JOIN distinct_title USING (title, industry)`,
		`CREATE OR REPLACE TABLE int_title_candidate AS
			SELECT title_id, rank::INTEGER AS rank, split_part(c, ' ', 1) AS occ4, split_part(c, ' ', 2)::DOUBLE AS p
			FROM (SELECT title_id, unnest(string_split(candidates, '|')) AS c, generate_subscripts(string_split(candidates, '|'), 1) AS rank
				FROM map_code WHERE candidates <> '')`,
		`ALTER TABLE map_code DROP candidates`,
		`DROP TABLE known_code`,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	task.Done("%d new", len(fresh))
	return nil
}

// placeTitlesInChains finds industry, skill level and chain weights for each
// distinct combination of texts, under every version of the chain list that the
// scope counts by. Ads with the same industry, occupation and keywords share a
// chain key.
func (b *build) placeTitlesInChains(ctx context.Context, db *sql.DB) error {
	versions, err := b.countedVersions(ctx, db)
	if err != nil {
		return err
	}
	assigners := map[string][]*chain.Assigner{} // of a scope, one for each version
	for scope, list := range versions {
		for _, v := range list {
			a, err := chain.New(b.ref, v.ID)
			if err != nil {
				return err
			}
			assigners[scope] = append(assigners[scope], a)
		}
	}
	in, err := readDistinct(ctx, db, `
		SELECT DISTINCT s.scope, p.title, p.industry, p.skill_level, c.title_id::VARCHAR, coalesce(c.occupation_code, ''), c.occupation_level::VARCHAR, c.occupation_p::VARCHAR
		FROM distinct_title p JOIN int_source s USING (source_no) JOIN map_code c USING (title, industry) ORDER BY ALL`)
	if err != nil {
		return err
	}
	type placed struct {
		industry string
		keywords []chain.KeywordSet // by version
		key      string             // what the chain weights depend on
		title    string
		flags    posting.TitleFlags
		level    int
	}
	out := make([]placed, len(in))
	err = parallel(ctx, len(in), func(i int) {
		scope, title, industry, level := in[i][0], in[i][1], in[i][2], in[i][3]
		p := placed{title: posting.NormaliseTitle(title), flags: posting.Flags(title, ""), level: posting.SkillLevel(level, "", title).Level}
		for k, a := range assigners[scope] {
			if k == 0 {
				p.industry, _ = a.Industry(industry)
				p.key = scope + "\x00" + p.industry + "\x00" + in[i][5]
			}
			words := a.Keywords(title + " " + industry)
			p.keywords = append(p.keywords, words)
			p.key += "\x00" + string(words)
		}
		out[i] = p
	})
	if err != nil {
		return err
	}
	type combination struct {
		scope, industry, occupation string
		keywords                    []chain.KeywordSet
	}
	keys := map[string]int32{}
	var combinations []combination
	err = fillTable(ctx, db, titleDDL, "map_title", func(row func(...driver.Value) error) error {
		for i, p := range out {
			var key driver.Value
			if p.key != "" {
				k, ok := keys[p.key]
				if !ok {
					k = int32(len(combinations))
					keys[p.key] = k
					combinations = append(combinations, combination{in[i][0], p.industry, in[i][5], p.keywords})
				}
				key = k
			}
			v := in[i]
			if err := row(v[0], v[1], v[2], v[3], integer(v[4]), p.title, text(v[5]), int32(integer(v[6])), real(v[7]), text(p.industry), key, int32(p.level), p.flags.Intern, p.flags.PartTime); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return fillTable(ctx, db, chainWeightDDL, "int_chain_weight", func(row func(...driver.Value) error) error {
		for k, c := range combinations {
			for v, version := range versions[c.scope] {
				weights := assigners[c.scope][v].Weights(c.industry, c.occupation, c.keywords[v])
				rest := 1.0
				for i, w := range weights {
					// Multiples of 2^-20, as for probabilities: sums of people times
					// weights are then exact, in whatever order they are taken. What
					// rounding leaves goes to the last; of OTHER the share is α.
					share, alpha := exact(w.Share), exact(w.Alpha)
					if i == len(weights)-1 {
						alpha = rest
					}
					if w.ChainID == chain.Other {
						share = alpha
					}
					rest -= alpha
					if err := row(c.scope, b.simulated(c.scope), version.ID, int32(k), w.ChainID, share, alpha); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// exact rounds to a multiple of 2^-20.
func exact(x float64) float64 { return math.Round(x*(1<<20)) / (1 << 20) }
