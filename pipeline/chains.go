package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"math"
	"slices"
	"strings"

	"gongqiu/reference"
	"gongqiu/transforms/chain"
	"gongqiu/transforms/models"
)

const (
	chainKeyDDL    = `CREATE OR REPLACE TABLE int_chain_key (scope VARCHAR, chain_text VARCHAR, chain_key INTEGER)`
	chainWeightDDL = `CREATE OR REPLACE TABLE int_chain_weight (scope VARCHAR, is_simulated BOOLEAN, chain_version VARCHAR, chain_key INTEGER, chain_id VARCHAR, share DOUBLE, alpha DOUBLE)`
)

// assigners are the chain rules of each scope, one for each of its lists, see
// regionVersions.
func (b *build) assigners() (map[string][]*chain.Assigner, error) {
	known, of := map[string]*chain.Assigner{}, map[string][]*chain.Assigner{}
	for _, s := range b.cfg.Scopes {
		for _, v := range b.regionVersions(s) {
			if known[v.ID] == nil {
				a, err := chain.New(b.ref, v.ID)
				if err != nil {
					return nil, err
				}
				known[v.ID] = a
			}
			of[s.ID] = append(of[s.ID], known[v.ID])
		}
	}
	return of, nil
}

// chainText is all of an ad that its chains depend on: industry, occupation and
// the keywords under each list, which readChainText takes apart.
func chainText(lists []*chain.Assigner, industry, occupation, text string) string {
	parts := []string{industry, occupation}
	for _, a := range lists {
		parts = append(parts, string(a.Keywords(text)))
	}
	return strings.Join(parts, "|")
}

func readChainText(s string) (industry, occupation string, words []string) {
	parts := strings.Split(s, "|")
	return parts[0], parts[1], parts[2:]
}

// chainsStep numbers what rows say about their chains and weighs it under every
// list that the scope counts by. Ads with the same industry, occupation and
// keywords share a chain key.
func (b *build) chainsStep() models.Step {
	return models.Step{
		Name: "chains", Needs: []string{"int_row", "int_scope_declared"}, Makes: []string{"int_chain_key", "int_chain_weight", "int_chain_version"}, DDL: []string{chainKeyDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			assigners, err := b.assigners()
			if err != nil {
				return err
			}
			counted, err := b.countedVersions(ctx, db)
			if err != nil {
				return err
			}
			said, err := readDistinct(ctx, db, `SELECT DISTINCT scope, chain_text FROM int_row WHERE chain_text IS NOT NULL ORDER BY ALL`)
			if err != nil {
				return err
			}
			err = fillTable(ctx, db, chainKeyDDL, "int_chain_key", func(row func(...driver.Value) error) error {
				for k, v := range said {
					if err := row(v[0], v[1], int32(k)); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
			return fillTable(ctx, db, chainWeightDDL, "int_chain_weight", func(row func(...driver.Value) error) error {
				for _, s := range b.cfg.Scopes {
					for i, version := range b.regionVersions(s) {
						if !slices.ContainsFunc(counted[s.ID], func(c reference.ChainVersion) bool { return c.ID == version.ID }) {
							continue
						}
						for k, v := range said {
							if v[0] != s.ID {
								continue
							}
							industry, occupation, words := readChainText(v[1])
							weights := assigners[s.ID][i].Weights(industry, occupation, chain.KeywordSet(words[i]))
							if err := b.weightRows(s.ID, version.ID, int32(k), weights, row); err != nil {
								return err
							}
						}
					}
				}
				return nil
			})
		},
	}
}

// weightRows writes the weights of one key. They are multiples of 2^-20, as
// probabilities are: sums of people times weights are then exact, in whatever
// order they are taken. What rounding leaves goes to the last; of OTHER the
// share is α.
func (b *build) weightRows(scope, version string, key int32, weights []chain.Weight, row func(...driver.Value) error) error {
	rest := 1.0
	for i, w := range weights {
		share, alpha := exact(w.Share), exact(w.Alpha)
		if i == len(weights)-1 {
			alpha = rest
		}
		if w.ChainID == chain.Other {
			share = alpha
		}
		rest -= alpha
		if err := row(scope, b.simulated(scope), version, key, w.ChainID, share, alpha); err != nil {
			return err
		}
	}
	return nil
}

// exact rounds to a multiple of 2^-20.
func exact(x float64) float64 { return math.Round(x*(1<<20)) / (1 << 20) }
