package pipeline

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gongqiu/internal/duck"
	"gongqiu/internal/version"
	"gongqiu/transforms/models"
)

// What rows say is found once: the coded rows of a delivery, of postings and of
// official tables alike, are kept as Parquet under a key of all that decides how
// they are read. A later run reads them back and codes new deliveries only.
// Numbers in them (of titles, employers, postings) are hashes, so that they
// mean the same in every file.

// codedColumns are the columns of a file of coded postings after row_no and
// in_scope, see models/staging/int_coded.sql.
var codedColumns = []string{
	"posting_key BIGINT", "day DATE", "posted_date DATE", "closed_date DATE",
	"title_id BIGINT", "occupation_code VARCHAR", "occupation_level INTEGER", "occupation_p DOUBLE", "industry_code VARCHAR", "chain_text VARCHAR", "skill_level INTEGER",
	"region_code VARCHAR", "province_code VARCHAR", "prefecture_code VARCHAR", "county_code VARCHAR", "city_id BIGINT",
	"employer_id BIGINT", "employer_key VARCHAR", "is_agency BOOLEAN", "is_intern BOOLEAN", "is_parttime BOOLEAN",
	"headcount INTEGER", "education INTEGER", "experience INTEGER",
	"pay_lo DOUBLE", "pay_hi DOUBLE", "pay_reason VARCHAR", "is_pay_wide BOOLEAN", "pay_open VARCHAR",
}

var rowDDL = `CREATE OR REPLACE TABLE int_row (event_id BIGINT, source_no SMALLINT, source_id VARCHAR, scope VARCHAR, is_simulated BOOLEAN, has_spells BOOLEAN, gap_days INTEGER, ` +
	strings.Join(codedColumns, ", ") + `)`

const (
	outsideDDL = `CREATE OR REPLACE TABLE int_outside (source_no SMALLINT, rows BIGINT)`
	codedDDL   = `CREATE OR REPLACE TABLE int_coded_file (file_index UBIGINT, base BIGINT, source_no SMALLINT)`
)

// codingKey names everything but the delivery itself that decides what a row
// of a scope means.
func (b *build) codingKey(ctx context.Context, scope string) (string, error) {
	coder, err := b.coder()
	if err != nil {
		return "", err
	}
	secret, err := employerKey(b.cfg)
	if err != nil {
		return "", err
	}
	settings, err := json.Marshal(b.cfg.Scope(scope))
	if err != nil {
		return "", err
	}
	h := sha256.New()
	put := putter(h)
	put(version.String(), coder.Version(), hex.EncodeToString(secret), string(settings))
	if err := hashTree(ctx, b.cfg.Reference, put); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:6]), nil
}

// codedPath is where the coded rows of a snapshot are, or will be.
func (b *build) codedPath(ctx context.Context, s staged) (string, error) {
	key, ok := b.codingKeys[s.source.Scope]
	if !ok {
		var err error
		if key, err = b.codingKey(ctx, s.source.Scope); err != nil {
			return "", err
		}
		b.codingKeys[s.source.Scope] = key
	}
	return filepath.Join(b.cfg.Data, "cache", "rows", s.source.ID, filepath.Base(s.report.Dir)+"-"+key+".parquet"), nil
}

// isCoded says whether the coded rows of a snapshot are kept.
func (b *build) isCoded(ctx context.Context, s staged) (bool, error) {
	path, err := b.codedPath(ctx, s)
	if err != nil {
		return false, err
	}
	_, err = os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// codedStep keeps the coded rows of new deliveries. Those of all are a view of
// their files: nobody needs all columns of all rows.
func (b *build) codedStep() models.Step {
	return models.Step{
		Name: "rows", Needs: []string{"int_coded", "int_source"}, Makes: []string{"int_row", "int_outside"}, DDL: []string{rowDDL, outsideDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			type part struct {
				base     int64
				sourceNo int
			}
			var parts []part
			var paths []string
			err := b.eachPosting(func(s staged, sourceNo int, base int64) error {
				path, err := b.keepCoded(ctx, db, s, base)
				if err != nil {
					return fmt.Errorf("%s: %w", s.snapshot.Name, err)
				}
				parts, paths = append(parts, part{base, sourceNo}), append(paths, duck.Quote(path))
				return nil
			})
			if err != nil {
				return err
			}
			err = fillTable(ctx, db, codedDDL, "int_coded_file", func(row func(...driver.Value) error) error {
				for i, p := range parts {
					if err := row(uint64(i), p.base, int16(p.sourceNo)); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
			var names []string
			for _, c := range codedColumns {
				name, _, _ := strings.Cut(c, " ")
				names = append(names, "r."+name)
			}
			rows := "FROM read_parquet([" + strings.Join(paths, ", ") + "]) r JOIN int_coded_file f USING (file_index) "
			queries := []string{
				"CREATE OR REPLACE VIEW int_row AS SELECT f.base + r.row_no AS event_id, s.source_no, s.source_id, s.scope, s.is_simulated, s.has_spells, s.gap_days, " + strings.Join(names, ", ") +
					" " + rows + "JOIN int_source s USING (source_no) WHERE r.in_scope",
				outsideDDL,
				"INSERT INTO int_outside SELECT source_no, count(*) " + rows + "WHERE NOT in_scope GROUP BY source_no ORDER BY source_no",
			}
			if len(paths) == 0 { // deliveries of official figures alone
				queries = []string{rowDDL, outsideDDL}
			}
			// Nobody reads these again, and they are large.
			for _, query := range append(queries, "DROP TABLE int_coded", "DROP TABLE stg_posting") {
				if _, err := db.ExecContext(ctx, query); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// eachPosting calls fn for every snapshot of postings with rows. Row n of it
// is event base + n.
func (b *build) eachPosting(fn func(s staged, sourceNo int, base int64) error) error {
	return b.eachSnapshot(func(s staged, sourceNo int, base int64) error {
		if s.source.Kind != "posting" {
			return nil
		}
		return fn(s, sourceNo, base)
	})
}

// keepCoded writes the coded rows of a snapshot unless they are kept already,
// and removes those that another program or other rules made of it.
func (b *build) keepCoded(ctx context.Context, db *sql.DB, s staged, base int64) (path string, err error) {
	if path, err = b.codedPath(ctx, s); err != nil {
		return "", err
	}
	if ok, err := b.isCoded(ctx, s); err != nil || ok {
		return path, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	table := "int_coded"
	if isOfficial(s.source.Kind) {
		table = "int_coded_official"
	}
	making := path + ".making"
	if _, err := db.ExecContext(ctx, fmt.Sprintf("COPY (SELECT event_id - %d AS row_no, * EXCLUDE (event_id) FROM %s WHERE event_id BETWEEN %d AND %d ORDER BY event_id) TO %s (FORMAT parquet)",
		base, table, base, base+maxRows-1, duck.Quote(making))); err != nil {
		return "", err
	}
	old, err := filepath.Glob(filepath.Join(filepath.Dir(path), filepath.Base(s.report.Dir)+"-*.parquet"))
	if err != nil {
		return "", err
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return "", err
		}
	}
	return path, os.Rename(making, path)
}
