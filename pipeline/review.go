package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongqiu/internal/config"
	"gongqiu/internal/duck"
	"gongqiu/transforms/models"
	"gongqiu/transforms/occupation"
)

// How much of the review queue and of the clusters a release shows by scope,
// and of how many employers a title must be to stand there; the whole queue
// stays with the bureau.
const (
	queueShown     = 200
	clustersShown  = 60
	employersShown = 3
)

// TitleDecisions is the append-only file of reviewers' decisions on titles.
func TitleDecisions(cfg *config.Config) string {
	return filepath.Join(decisionsDir(cfg), "titles.csv")
}

// Coder loads the occupation coder with the decisions made so far.
func Coder(cfg *config.Config) (*occupation.Coder, error) {
	decisions, err := occupation.ReadDecisions(TitleDecisions(cfg))
	if err != nil {
		return nil, err
	}
	return occupation.Load(occupation.WithDecisions(decisions))
}

func reviewFile(cfg *config.Config) string {
	return filepath.Join(cfg.Data, "review", "titles.parquet")
}

// countedTitles are the titles that could enter the queue or a cluster: those
// in doubt, and of the others the most advertised, against which a cluster's
// terms are held. Ranks are given to titles that may have them, since the texts
// that break ties cost most.
const countedTitles = `
	WITH counted AS (
		SELECT a.scope, a.title_id, sum(a.headcount)::DOUBLE AS headcount, count(*)::BIGINT AS ads, count(DISTINCT a.employer_id) AS employers
		FROM int_ad a GROUP BY ALL
	),
	titled AS (
		SELECT n.scope, c.title, c.industry, n.headcount, n.ads, n.employers, c.occupation_level < 4 OR c.occupation_p < 0.9 AS in_doubt
		FROM counted n JOIN known_title c USING (title_id)
		WHERE c.title <> ''
	),
	commonest AS (SELECT scope, list_last(max(headcount, 10000)) AS headcount FROM titled GROUP BY scope)
	SELECT t.* EXCLUDE (in_doubt)
	FROM titled t JOIN commonest m USING (scope)
	WHERE t.in_doubt OR t.headcount >= m.headcount
	QUALIFY t.in_doubt OR row_number() OVER (PARTITION BY t.scope ORDER BY t.headcount DESC, t.title, t.industry) <= 10000
	ORDER BY ALL`

// reviewStep writes what reviewers should look at: for the bureau every
// title in doubt with its weight, for the release the head of the queue, clusters of titles
// that may be new occupations, and the decisions made so far.
func (b *build) reviewStep() models.Step {
	return models.Step{
		Name: "review", Needs: []string{"int_ad", "known_title"}, Makes: []string{"meta_title_queue", "meta_title_cluster", "meta_decision"},
		Run: func(ctx context.Context, db *sql.DB) error {
			coder, err := b.coder()
			if err != nil {
				return err
			}
			path := reviewFile(b.cfg)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return err
			}
			if _, err := db.ExecContext(ctx, "COPY ("+countedTitles+") TO "+duck.Quote(path+".making")+" (FORMAT parquet)"); err != nil {
				return err
			}
			if err := os.Rename(path+".making", path); err != nil {
				return err
			}
			counts, err := readTitles(ctx, db, fmt.Sprintf("SELECT * FROM read_parquet(%s) WHERE employers >= %d", duck.Quote(path), employersShown))
			if err != nil {
				return err
			}
			decisions, err := occupation.ReadDecisions(TitleDecisions(b.cfg))
			if err != nil {
				return err
			}
			return fillAll(ctx, db, []filler{
				{"meta_title_queue", dictionaryDDL("meta_title_queue"), func(row func(...driver.Value) error) error { return b.fillQueue(coder, counts, row) }},
				{"meta_title_cluster", dictionaryDDL("meta_title_cluster"), func(row func(...driver.Value) error) error { return b.fillClusters(coder, counts, row) }},
				{"meta_decision", dictionaryDDL("meta_decision"), func(row func(...driver.Value) error) error {
					// names of persons stay with the bureau
					reviewer := map[string]string{}
					for _, d := range decisions {
						if reviewer[d.Author] == "" {
							reviewer[d.Author] = fmt.Sprintf("复核员 %d", len(reviewer)+1)
						}
						if err := row(d.Title, d.Code, reviewer[d.Author], d.Date, d.Reason); err != nil {
							return err
						}
					}
					return nil
				}},
			})
		},
	}
}

// readTitles reads counted titles by scope, in the order of the query; the file
// of them is sorted.
func readTitles(ctx context.Context, db *sql.DB, query string) (map[string][]occupation.TitleCount, error) {
	counts := map[string][]occupation.TitleCount{}
	err := duck.Scan(ctx, db, query, func(v []driver.Value) error {
		scope := v[0].(string)
		counts[scope] = append(counts[scope], occupation.TitleCount{Title: v[1].(string), Industry: v[2].(string), Headcount: v[3].(float64), Ads: int(v[4].(int64))})
		return nil
	})
	return counts, err
}

func (b *build) fillQueue(coder *occupation.Coder, counts map[string][]occupation.TitleCount, row func(...driver.Value) error) error {
	for _, s := range b.cfg.Scopes {
		for i, q := range coder.Queue(slices.Values(counts[s.ID]), queueShown) {
			var candidates, evidence []string
			for _, c := range q.Answer.Candidates {
				candidates = append(candidates, fmt.Sprintf("%s %s %.2f", c.Code, coder.Name(c.Code), c.P))
			}
			if len(q.Answer.Candidates) > 0 {
				for _, e := range q.Answer.Candidates[0].Evidence {
					if e.Source != "公开标注标题" && e.Source != "已编码标题" { // titles of single ads, which may name an employer
						evidence = append(evidence, e.String())
					}
				}
			}
			code, p := q.Answer.Code, q.Answer.P
			if code == "" {
				code, p = q.Answer.Best[1], q.Answer.BestP[1]
			}
			if err := row(b.simulated(s.ID), s.ID, int32(i+1), q.Cleaned, int64(q.Ads), q.Headcount, text(code), text(coder.Name(code)), p, strings.Join(candidates, "|"), strings.Join(evidence, "；"), text(q.Answer.Reason)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *build) fillClusters(coder *occupation.Coder, counts map[string][]occupation.TitleCount, row func(...driver.Value) error) error {
	for _, s := range b.cfg.Scopes {
		clusters, err := coder.Clusters(slices.Values(counts[s.ID]), clustersShown)
		if err != nil {
			return err
		}
		for i, c := range clusters {
			if err := row(b.simulated(s.ID), s.ID, int32(i+1), c.Term, int64(c.N), c.Headcount, strings.Join(c.Titles, "|"), text(c.Nearest), text(coder.Name(c.Nearest)), c.Lift, text(c.Announced)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Titles returns the distinct titles of the last build with their headcount,
// over all scopes.
func Titles(ctx context.Context, cfg *config.Config) (iter.Seq[occupation.TitleCount], error) {
	path := reviewFile(cfg)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("no titles to review yet, a run makes them: %w", err)
	}
	db, err := duck.Open("", duck.Options{})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	counts, err := readTitles(ctx, db, "SELECT * FROM read_parquet("+duck.Quote(path)+")")
	if err != nil {
		return nil, err
	}
	return func(yield func(occupation.TitleCount) bool) {
		for _, s := range cfg.Scopes {
			for _, t := range counts[s.ID] {
				if !yield(t) {
					return
				}
			}
		}
	}, nil
}
