package shortage

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"gongqiu/internal/duck"
)

// out_shortage_evidence has a dozen texts in each of some hundred thousand rows.
// What is stored of it is numbers: the view looks texts up.
const (
	verdictDDL  = `CREATE OR REPLACE TABLE shortage_verdict (verdict INTEGER, is_simulated BOOLEAN, scope VARCHAR, region_code VARCHAR, occupation_code VARCHAR, quarter VARCHAR)`
	evidenceDDL = `CREATE OR REPLACE TABLE shortage_evidence (verdict INTEGER, indicator INTEGER, missing INTEGER,
	raw DOUBLE, value DOUBLE, n BIGINT, employers BIGINT, rank DOUBLE, weight DOUBLE)`
)

// evidence writes the evidence of several scopes, one after the other.
type evidence struct {
	verdicts int32    // written so far
	missing  []string // reasons met, by number
}

// create makes the tables anew.
func (e *evidence) create(ctx context.Context, db *sql.DB) error {
	for _, ddl := range []string{verdictDDL, evidenceDDL} {
		if _, err := db.ExecContext(ctx, ddl); err != nil {
			return err
		}
	}
	return nil
}

// write appends the evidence of one scope's verdicts, in their order.
func (e *evidence) write(ctx context.Context, db *sql.DB, m *market, list []verdict) error {
	byName := make([]int, nIndicators)
	for k := range byName {
		byName[k] = k
	}
	slices.SortFunc(byName, func(a, b int) int { return cmp.Compare(indicatorName(a), indicatorName(b)) })
	first := e.verdicts
	err := duck.Append(ctx, db, "shortage_evidence", func(row func(...driver.Value) error) error {
		at := first
		for _, v := range list {
			if v.used < 0 {
				continue
			}
			c := &m.cells[v.used]
			each, _ := weights(c.have, m.dimensionWeights())
			for _, k := range byName {
				why := slices.Index(e.missing, c.missing[k])
				if why < 0 {
					why = len(e.missing)
					e.missing = append(e.missing, c.missing[k])
				}
				var raw, value, cases, employers, rank, weight driver.Value
				if c.have[k] {
					n, of := m.behind(c, k)
					raw, value, cases, employers, rank, weight = c.raw[k], c.value[k], n, orNull(of, of > 0), c.f[k], each[k]
				}
				if err := row(at, int32(k), int32(why), raw, value, cases, employers, rank, weight); err != nil {
					return err
				}
			}
			at++
		}
		return nil
	})
	if err != nil {
		return err
	}
	return duck.Append(ctx, db, "shortage_verdict", func(row func(...driver.Value) error) error {
		for _, v := range list {
			if v.used < 0 {
				continue
			}
			if err := row(e.verdicts, m.simulated, m.scope, m.regions[v.region], m.classes[v.class], m.quarters[v.quarter]); err != nil {
				return err
			}
			e.verdicts++
		}
		return nil
	})
}

// publish makes the view.
func (e *evidence) publish(ctx context.Context, db *sql.DB, version, releaseID string) error {
	pick := func(texts []string, column string) string {
		quoted := make([]string, len(texts))
		for i, s := range texts {
			quoted[i] = duck.Quote(s)
		}
		return "list_extract([" + strings.Join(quoted, ",") + "]::VARCHAR[], e." + column + " + 1)"
	}
	var names, dimensions [nIndicators]string
	for k := range nIndicators {
		names[k], dimensions[k] = indicatorName(k), dimensionName[dimensionOf[k]]
	}
	_, err := db.ExecContext(ctx, fmt.Sprintf(`CREATE OR REPLACE VIEW out_shortage_evidence AS
		SELECT v.is_simulated, v.scope, v.region_code, v.occupation_code, v.quarter, %s AS indicator, %s AS dimension,
			e.raw AS value_raw, e.value, e.n, e.employers AS n_employers, 100::DOUBLE * e.rank AS percentile, 3::DOUBLE * e.rank AS points, e.weight, e.weight * (3::DOUBLE * e.rank - 1.5::DOUBLE) AS contribution,
			nullif(%s, '') AS missing_reason, %s AS unit, CASE WHEN e.raw IS NULL THEN 'M' ELSE 'A' END AS obs_status, 'F' AS conf_status, %s AS method_version, %s AS release_id
		FROM shortage_evidence e JOIN shortage_verdict v ON e.verdict = v.verdict`,
		pick(names[:], "indicator"), pick(dimensions[:], "indicator"), pick(e.missing, "missing"), pick(unitOf[:], "indicator"), duck.Quote(version), duck.Quote(releaseID)))
	return err
}
