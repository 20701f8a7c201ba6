package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"gongqiu/internal/config"
	"gongqiu/reference"
	"gongqiu/transforms/models"
)

var scopesDDL = []string{
	`CREATE OR REPLACE TABLE int_region (scope VARCHAR, region_code VARCHAR, region_name VARCHAR, short_name VARCHAR, parent_code VARCHAR, level INTEGER)`,
	`CREATE OR REPLACE TABLE int_chain (scope VARCHAR, chain_version VARCHAR, chain_id VARCHAR, chain_name VARCHAR, seq INTEGER)`,
	`CREATE OR REPLACE TABLE int_occupation (occupation_code VARCHAR, occupation_name VARCHAR, occupation_level INTEGER, parent_code VARCHAR, trades VARCHAR)`,
	`CREATE OR REPLACE TABLE int_scope_declared (scope VARCHAR, is_simulated BOOLEAN, name VARCHAR, name_en VARCHAR, region_code VARCHAR, chain_version VARCHAR)`,
}

// scopesStep writes down the scopes with their regions and chains, and the
// occupations.
func (b *build) scopesStep() models.Step {
	return models.Step{
		Name: "scopes", DDL: scopesDDL[3:], Makes: []string{"int_region", "int_chain", "int_occupation", "int_scope_declared"},
		Run: func(ctx context.Context, db *sql.DB) error {
			tables := []struct {
				name string
				fill func(row func(...driver.Value) error) error
			}{
				{"int_region", b.fillRegions}, {"int_chain", b.fillChains}, {"int_occupation", b.fillOccupations}, {"int_scope_declared", b.fillScopes},
			}
			for i, t := range tables {
				if err := fillTable(ctx, db, scopesDDL[i], t.name, t.fill); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// fillRegions lists the root of each scope and its children.
func (b *build) fillRegions(row func(...driver.Value) error) error {
	for _, s := range b.cfg.Scopes {
		root, ok := b.ref.Region(s.Region)
		if !ok {
			return fmt.Errorf("scope %s: region %s is not in admin_divisions.csv", s.ID, s.Region)
		}
		if err := row(s.ID, root.Code, root.Name, root.Short, nil, int32(root.Level)); err != nil {
			return err
		}
		for _, child := range b.ref.Regions {
			if child.Parent == root.Code {
				if err := row(s.ID, child.Code, child.Name, child.Short, root.Code, int32(child.Level)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (b *build) fillChains(row func(...driver.Value) error) error {
	for _, s := range b.cfg.Scopes {
		for _, c := range b.chains(s) {
			if err := row(s.ID, s.Chains, c.ID, c.Name, int32(c.Seq)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *build) fillOccupations(row func(...driver.Value) error) error {
	for _, o := range b.ref.Occupations {
		if err := row(o.Code, o.Name, int32(o.Level), text(o.Parent), text(joinBar(o.Trades))); err != nil {
			return err
		}
	}
	return nil
}

func (b *build) fillScopes(row func(...driver.Value) error) error {
	for _, s := range b.cfg.Scopes {
		if err := row(s.ID, b.simulated(s.ID), s.Name, s.NameEN, s.Region, text(s.Chains)); err != nil {
			return err
		}
	}
	return nil
}

// checkScopes refuses scopes whose region or chain list does not exist, before
// any work is done.
func (b *build) checkScopes() error {
	for _, s := range b.cfg.Scopes {
		if _, ok := b.ref.Region(s.Region); !ok {
			return &config.Error{Path: b.cfg.Path, Msg: fmt.Sprintf("scope %q: region %s is not in admin_divisions.csv", s.ID, s.Region)}
		}
		if s.Chains != "" && len(b.chains(s)) == 0 {
			return &config.Error{Path: b.cfg.Path, Msg: fmt.Sprintf("scope %q: chain list %q is not in chain_versions.csv", s.ID, s.Chains)}
		}
	}
	return nil
}

// chains returns the chains of the scope's version, in their order.
func (b *build) chains(s config.Scope) []reference.Chain {
	var list []reference.Chain
	for _, c := range b.ref.Chains {
		if c.Version == s.Chains {
			list = append(list, c)
		}
	}
	return list
}
