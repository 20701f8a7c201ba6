package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"time"

	"gongqiu/internal/config"
	"gongqiu/reference"
)

const chainVersionDDL = `CREATE OR REPLACE TABLE int_chain_version (scope VARCHAR, chain_version VARCHAR, valid_from DATE, valid_to DATE)`

// regionVersions are the chain lists of a scope's region that have rules, the
// scope's own first. A bare list of names cannot be computed.
func (b *build) regionVersions(s config.Scope) []reference.ChainVersion {
	own, ok := b.ref.ChainVersion(s.Chains)
	if !ok {
		return nil
	}
	list := []reference.ChainVersion{own}
	for _, v := range b.ref.ChainVersions {
		if v.RegionCode == own.RegionCode && v.ID != own.ID && len(b.ref.RulesOf(v.ID)) > 0 {
			list = append(list, v)
		}
	}
	return list
}

// countedVersions are the chain lists that the demand of each scope is computed
// under: its own, and those of its region that were in force at some time in
// the scope's data.
func (b *build) countedVersions(ctx context.Context, db *sql.DB) (map[string][]reference.ChainVersion, error) {
	rows, err := readDistinct(ctx, db, `SELECT scope, coalesce(min(day), DATE '9999-12-31')::VARCHAR, coalesce(max(day), DATE '0001-01-01')::VARCHAR FROM int_row GROUP BY scope ORDER BY ALL`)
	if err != nil {
		return nil, err
	}
	counted := map[string][]reference.ChainVersion{}
	for _, r := range rows {
		scope, from, to := r[0], r[1], r[2]
		for i, v := range b.regionVersions(b.cfg.Scope(scope)) {
			if i == 0 || v.ValidFrom <= to && (v.ValidTo == "" || v.ValidTo >= from) {
				counted[scope] = append(counted[scope], v)
			}
		}
	}
	return counted, fillTable(ctx, db, chainVersionDDL, "int_chain_version", func(row func(...driver.Value) error) error {
		for _, s := range b.cfg.Scopes {
			for _, v := range counted[s.ID] {
				from, err := day(v.ValidFrom)
				if err != nil {
					return err
				}
				to, err := day(v.ValidTo)
				if err != nil {
					return err
				}
				if err := row(s.ID, v.ID, from, to); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// day reads a date of the classifications; an empty one is NULL.
func day(s string) (driver.Value, error) {
	if s == "" {
		return nil, nil
	}
	return time.Parse(time.DateOnly, s)
}
