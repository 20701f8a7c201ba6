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

const evidenceDDL = `CREATE OR REPLACE TABLE shortage_evidence (region INTEGER, class INTEGER, quarter INTEGER, indicator INTEGER, missing INTEGER,
	raw DOUBLE, value DOUBLE, n BIGINT, employers BIGINT, rank DOUBLE, weight DOUBLE)`

// writeEvidence writes out_shortage_evidence. Numbers alone pass through a
// scratch table, texts as their place in a list that SQL looks them up in: the
// table has a dozen texts in each of some hundred thousand rows.
func (m *market) writeEvidence(ctx context.Context, db *sql.DB, list []verdict, releaseID string) error {
	if _, err := db.ExecContext(ctx, evidenceDDL); err != nil {
		return err
	}
	defer db.ExecContext(ctx, "DROP TABLE IF EXISTS shortage_evidence") //nolint:errcheck // a scratch table of a disposable database
	var missing []string
	byName := make([]int, nIndicators)
	for k := range byName {
		byName[k] = k
	}
	slices.SortFunc(byName, func(a, b int) int { return cmp.Compare(indicatorName(a), indicatorName(b)) })
	err := duck.Append(ctx, db, "shortage_evidence", func(row func(...driver.Value) error) error {
		for _, v := range list {
			if v.used < 0 {
				continue
			}
			c := &m.cells[v.used]
			each, _ := weights(c.have, m.dimensionWeights())
			for _, k := range byName {
				why := slices.Index(missing, c.missing[k])
				if why < 0 {
					why = len(missing)
					missing = append(missing, c.missing[k])
				}
				var raw, value, cases, employers, rank, weight driver.Value
				if c.have[k] {
					n, of := m.behind(c, k)
					raw, value, cases, employers, rank, weight = c.raw[k], c.value[k], n, orNull(of, of > 0), c.f[k], each[k]
				}
				if err := row(int32(v.region), int32(v.class), int32(v.quarter), int32(k), int32(why), raw, value, cases, employers, rank, weight); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	pick := func(texts []string, column string) string {
		quoted := make([]string, len(texts))
		for i, s := range texts {
			quoted[i] = duck.Quote(s)
		}
		return "list_extract([" + strings.Join(quoted, ",") + "]::VARCHAR[], " + column + " + 1)"
	}
	var names, dimensions [nIndicators]string
	for k := range nIndicators {
		names[k], dimensions[k] = indicatorName(k), dimensionName[dimensionOf[k]]
	}
	_, err = db.ExecContext(ctx, fmt.Sprintf(`INSERT INTO out_shortage_evidence
		SELECT %t, %s, %s, %s, %s, %s, %s,
			raw, value, n, employers, 100::DOUBLE * rank, 3::DOUBLE * rank, weight, weight * (3::DOUBLE * rank - 1.5::DOUBLE),
			nullif(%s, ''), %s, CASE WHEN raw IS NULL THEN 'M' ELSE 'A' END, 'F', %s, %s
		FROM shortage_evidence`,
		m.simulated, duck.Quote(m.scope), pick(m.regions, "region"), pick(m.classes[:m.units], "class"), pick(m.quarters, "quarter"),
		pick(names[:], "indicator"), pick(dimensions[:], "indicator"), pick(missing, "missing"), pick(unitOf[:], "indicator"), duck.Quote(m.method.Version), duck.Quote(releaseID)))
	return err
}
