package shortage

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gongqiu/internal/duck"
	"gongqiu/release"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
)

// Previous is the release that a new one follows: its id and its DuckDB file.
// Both are empty for the first release.
type Previous struct{ ID, File string }

// Why the previous method cannot be run again, as published in split_codes.
const (
	otherCode  = "CODE"  // the program reads, counts or scores in another way
	otherCoder = "CODER" // the model that codes occupations is another one
)

var previousDDL = []string{
	`CREATE TABLE int_previous (scope VARCHAR, release_id VARCHAR, method_version VARCHAR, last_quarter VARCHAR, is_separable BOOLEAN, reason VARCHAR)`,
	`CREATE TABLE int_previous_shortage (scope VARCHAR, region_code VARCHAR, occupation_code VARCHAR, quarter VARCHAR, class VARCHAR, score DOUBLE, fallback VARCHAR, is_own BOOLEAN, ref_flag VARCHAR, vintage_status VARCHAR)`,
	rescoredDDL,
}

// PreviousStep sets the previous release beside this one, for out_change: what
// it published (int_previous_shortage), whether its method can be run again on
// the data of this run (int_previous), and the scores that come of it
// (int_rescored). It also makes out_revision. Without a previous release all
// are empty.
//
// From the same deliveries nothing was revised, and all of a change is method.
// Otherwise the method can be run again if every part of the program that decides a score
// has the version that it had, and if only constants differ that the scorer
// itself reads. Then the scorer runs a second time, with the old constants.
func PreviousStep(mt *method.Method, parts []method.Part, previous Previous, releaseID, edition string) models.Step {
	return models.Step{
		Name: "previous",
		Needs: []string{"int_ad", "known_title", "int_scope", "int_region", "int_occupation", "int_shortage_count", "int_shortage_register",
			"int_shortage_supply", "out_chain_occupation", "out_shortage", "out_shortage_evidence", "meta_file", "meta_decision"},
		Makes: []string{"int_previous", "int_previous_shortage", "int_rescored", "out_revision"},
		DDL:   previousDDL,
		Run: func(ctx context.Context, db *sql.DB) error {
			table, _ := release.TableByName("out_revision")
			for _, ddl := range append(slices.Clone(previousDDL), table.CreateSQL()) {
				if _, err := db.ExecContext(ctx, "CREATE OR REPLACE"+strings.TrimPrefix(ddl, "CREATE")); err != nil {
					return err
				}
			}
			if previous.ID == "" {
				return nil
			}
			if _, err := db.ExecContext(ctx, "ATTACH "+duck.Quote(previous.File)+" AS previous (READ_ONLY)"); err != nil {
				return fmt.Errorf("release %s: %w", previous.ID, err)
			}
			err := compare(ctx, db, mt, parts, previous.ID, releaseID, edition)
			if _, detach := db.ExecContext(context.WithoutCancel(ctx), "DETACH previous"); err == nil {
				err = detach
			}
			return err
		},
	}
}

func compare(ctx context.Context, db *sql.DB, mt *method.Method, parts []method.Part, previousID, releaseID, edition string) error {
	before := map[string]string{}
	rows, err := db.QueryContext(ctx, "SELECT key, text FROM previous.meta_method")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var value sql.NullString
		if err := rows.Scan(&key, &value); err != nil {
			return err
		}
		before[key] = value.String
	}
	if err := rows.Err(); err != nil {
		return err
	}
	again := runAgain(before, mt, parts)
	same, err := sameDeliveries(ctx, db)
	if err != nil {
		return err
	}
	if same {
		again = rerun{}
	}
	for _, statement := range []string{
		// A scope that was simulated and is not any more, or the other way
		// round, has no past here.
		`INSERT INTO int_previous
			SELECT scope, ` + duck.Quote(previousID) + `, ` + duck.Quote(before["method_version"]) + `, max(quarter), ` + strconv.FormatBool(len(again.reasons) == 0) + `, ` + duck.Quote(strings.Join(again.reasons, "|")) + `
			FROM previous.out_shortage p SEMI JOIN int_scope s ON p.scope = s.scope AND p.is_simulated = s.is_simulated GROUP BY scope`,
		`INSERT INTO int_previous_shortage
			SELECT p.scope, p.region_code, p.occupation_code, p.quarter, p.class, p.score, p.fallback,
				coalesce(p.fallback_region_code = p.region_code AND p.fallback_occupation_code = p.occupation_code, false), p.ref_flag, p.vintage_status
			FROM previous.out_shortage p SEMI JOIN int_previous USING (scope)`,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if len(again.reasons) > 0 {
		return carryRevisions(ctx, db, releaseID)
	}
	switch {
	case same:
		_, err = db.ExecContext(ctx, `INSERT INTO int_rescored SELECT scope, region_code, occupation_code, quarter, score, fallback, is_own FROM int_previous_shortage`)
	case len(again.constants) == 0:
		_, err = db.ExecContext(ctx, `INSERT INTO int_rescored SELECT scope, region_code, occupation_code, quarter, score, fallback,
			coalesce(fallback_region_code = region_code AND fallback_occupation_code = occupation_code, false) FROM out_shortage SEMI JOIN int_previous USING (scope)`)
	default:
		var scopes []string
		if scopes, err = readScopes(ctx, db); err == nil {
			err = rescore(ctx, db, scopes, mt.With(again.constants))
		}
	}
	if err != nil {
		return err
	}
	if err := measureRevisions(ctx, db, len(again.constants) == 0, mt.Version, previousID, releaseID, edition); err != nil {
		return err
	}
	return carryRevisions(ctx, db, releaseID)
}

// sameDeliveries says whether both releases were made from the same files, read
// by the same columns, and the same decisions. Then nothing was revised: the old
// method on the new data gives the old scores, whatever program ran it, and all
// that differs is method or taxonomy.
func sameDeliveries(ctx context.Context, db *sql.DB) (bool, error) {
	var there int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('meta_file', 'meta_decision')").Scan(&there); err != nil || there < 4 {
		return false, err
	}
	for _, list := range []string{"source_id, file, sha256, mapping FROM %smeta_file", "title, occupation_code, author, decided_on FROM %smeta_decision"} {
		now, before := "(SELECT "+fmt.Sprintf(list, "main.")+")", "(SELECT "+fmt.Sprintf(list, "previous.")+")"
		var differ int
		if err := db.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM ("+now+" EXCEPT ALL "+before+")) + (SELECT count(*) FROM ("+before+" EXCEPT ALL "+now+"))").Scan(&differ); err != nil || differ > 0 {
			return false, err
		}
	}
	return true, nil
}

// rerun says whether the previous method can be run again: the constants of the
// scorer that were other ones, or the reasons why not.
type rerun struct {
	constants map[string]float64
	reasons   []string
}

// scoreGroups are the groups of method.toml that the scorer reads.
var scoreGroups = []string{"gates", "indicators", "score"}

// countingConstants are read before the scorer runs, when ads and registrations
// are counted and the festival is taken out.
var countingConstants = []string{"high_skill_level", "wage_headcount_cap", "festival_before", "festival_after", "festival_min_months", "forecast_min_volume"}

func runAgain(before map[string]string, mt *method.Method, parts []method.Part) rerun {
	again := rerun{constants: map[string]float64{}}
	reasons := map[string]bool{}
	for _, p := range parts {
		switch {
		case before[p.Key] == p.Version:
		case p.Key == method.PartCoder:
			reasons[otherCoder] = true
		default:
			reasons[otherCode] = true
		}
	}
	for _, c := range mt.Constants {
		counting, scoring := slices.Contains(countingConstants, c.Key), slices.Contains(scoreGroups, c.Group)
		if !counting && !scoring {
			continue
		}
		value, err := strconv.ParseFloat(before[c.Key], 64)
		switch {
		case err != nil: // a constant that the previous method did not know
			reasons[otherCode] = true
		case value == c.Value:
		case counting:
			reasons[otherCode] = true
		default:
			again.constants[c.Key] = value
		}
	}
	again.reasons = slices.Sorted(maps.Keys(reasons))
	return again
}

// measureRevisions compares, by one method, what the two releases say of the
// quarters that both have: the score, and where no constant of the score
// changed the points of each indicator. Cells count that rest on their own data
// in both.
func measureRevisions(ctx context.Context, db *sql.DB, points bool, methodVersion, previousID, releaseID, edition string) error {
	const both = `int_rescored r
		JOIN int_previous_shortage p ON p.scope = r.scope AND p.region_code = r.region_code AND p.occupation_code = r.occupation_code AND p.quarter = r.quarter AND p.is_own AND r.is_own`
	items := `SELECT p.scope, p.quarter, 'S' AS item, p.vintage_status, r.score - p.score AS d FROM ` + both
	if points {
		items += ` UNION ALL SELECT p.scope, p.quarter, e.indicator, p.vintage_status, e.points - o.points FROM ` + both + `
			JOIN out_shortage_evidence e ON e.scope = r.scope AND e.region_code = r.region_code AND e.occupation_code = r.occupation_code AND e.quarter = r.quarter
			JOIN previous.out_shortage_evidence o ON o.scope = e.scope AND o.region_code = e.region_code AND o.occupation_code = e.occupation_code AND o.quarter = e.quarter AND o.indicator = e.indicator`
	}
	_, err := db.ExecContext(ctx, `INSERT INTO out_revision
		SELECT any_value(s.is_simulated), i.scope, i.quarter, i.item, `+duck.Quote(releaseID)+`, `+duck.Quote(edition)+`, `+duck.Quote(previousID)+`, any_value(i.vintage_status),
			count(*), round(avg(abs(i.d)), 9), round(avg(i.d), 9), round(max(abs(i.d)), 9), '分(0-3)', 'A', 'F', `+duck.Quote(methodVersion)+`, `+duck.Quote(releaseID)+`
		FROM (`+items+`) i JOIN int_scope s ON i.scope = s.scope
		WHERE i.d IS NOT NULL GROUP BY i.scope, i.quarter, i.item`)
	if err != nil {
		return err
	}
	// A release without new data revised nothing: it says nothing of how far
	// figures move when data come.
	_, err = db.ExecContext(ctx, `DELETE FROM out_revision WHERE scope IN (SELECT scope FROM out_revision GROUP BY scope HAVING max(max_abs_revision) = 0)`)
	return err
}

// carryRevisions takes over what earlier releases measured, for quarters of the
// last two years.
func carryRevisions(ctx context.Context, db *sql.DB, releaseID string) error {
	var there int
	err := db.QueryRowContext(ctx, "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'previous' AND table_name = 'out_revision'").Scan(&there)
	if err != nil || there == 0 {
		return err
	}
	_, err = db.ExecContext(ctx, `INSERT INTO out_revision BY NAME
		SELECT p.* REPLACE (`+duck.Quote(releaseID)+` AS release_id) FROM previous.out_revision p JOIN int_previous v ON p.scope = v.scope
		WHERE left(p.quarter, 4)::INTEGER >= left(v.last_quarter, 4)::INTEGER - 2`)
	return err
}
