package pipeline

import (
	"context"
	"database/sql"
	"fmt"

	"gongqiu/internal/duck"
	"gongqiu/transforms/models"
)

// The columns after event_id and source_no are those of a file of coded rows,
// see models/staging/int_coded_official.sql.
const officialRowDDL = `CREATE OR REPLACE TABLE int_official (event_id BIGINT, source_no SMALLINT,
	region_code VARCHAR, occupation_code VARCHAR, occupation_level INTEGER, skill_level INTEGER, quarter VARCHAR, problem VARCHAR,
	seekers DOUBLE, vacancies DOUBLE, training_kind VARCHAR, people DOUBLE,
	stat_year INTEGER, p10 DOUBLE, p25 DOUBLE, p50 DOUBLE, p75 DOUBLE, p90 DOUBLE, n_people DOUBLE, n_firms DOUBLE, source_document VARCHAR)`

// officialRowsStep keeps the coded rows of new official tables and gathers
// those of all, in the order of their deliveries.
func (b *build) officialRowsStep() models.Step {
	return models.Step{
		Name: "official_rows", Needs: []string{"int_coded_official"}, Makes: []string{"int_official"}, DDL: []string{officialRowDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			if _, err := db.ExecContext(ctx, officialRowDDL); err != nil {
				return err
			}
			return b.eachSnapshot(func(s staged, sourceNo int, base int64) error {
				if !isOfficial(s.source.Kind) {
					return nil
				}
				path, err := b.keepCoded(ctx, db, s, base)
				if err == nil {
					_, err = db.ExecContext(ctx, fmt.Sprintf("INSERT INTO int_official BY NAME SELECT %d + row_no AS event_id, %d AS source_no, * EXCLUDE (row_no) FROM read_parquet(%s)",
						base, sourceNo, duck.Quote(path)))
				}
				if err != nil {
					return fmt.Errorf("%s: %w", s.snapshot.Name, err)
				}
				return nil
			})
		},
	}
}
