package demand

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"gongqiu/internal/duck"
	"gongqiu/transforms/method"
)

// market makes the tables that the step reads.
func market(t *testing.T, statements ...string) *sql.DB {
	t.Helper()
	db, err := duck.Open("", duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, s := range append([]string{
		`CREATE TABLE int_number_period (period SMALLINT, term SMALLINT, scope VARCHAR, month VARCHAR)`,
		`CREATE TABLE int_festival (scope VARCHAR, month VARCHAR, factor DOUBLE)`,
		`CREATE TABLE int_chain_member (chain SMALLINT, is_own BOOLEAN, chain_key INTEGER)`,
		`CREATE TABLE int_number_ad (period SMALLINT, term SMALLINT, area SMALLINT, unit SMALLINT, minor SMALLINT, chain_key INTEGER, employer BIGINT, headcount INTEGER, in_score BOOLEAN, occupation_p DOUBLE, is_skilled BOOLEAN)`,
	}, statements...) {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := Step(method.Default()).Run(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	return db
}

// lines are the values of a query's only column, one a line.
func lines(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	r, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var list []string
	for r.Next() {
		var line string
		if err := r.Scan(&line); err != nil {
			t.Fatal(err)
		}
		list = append(list, line)
	}
	return strings.Join(list, "\n")
}

// Worked out by hand: in the root, the unit group 2 has employer 7 with 4 people
// in 2 ads (weight 4/√2) and one who is not known with 4; the variance is
// (16+16)/64, the largest share 4/(4+4/√2).
func TestFiguresOfASmallMarket(t *testing.T) {
	db := market(t,
		`INSERT INTO int_number_period VALUES (1, 1, 'jx', '2026-07')`, `INSERT INTO int_festival VALUES ('jx', '2026-07', 2)`,
		`INSERT INTO int_chain_member VALUES (1, true, 1), (2, false, 1), (3, true, -1)`,
		`INSERT INTO int_number_ad VALUES
			(1, 1, 1, 2, 1, 1, 7, 3, true, 0.9, true), (1, 1, 1, 2, 1, 1, 7, 1, true, 0.7, false),
			(1, 1, 0, 2, 1, 1, -4, 4, true, 0.8, true), (1, 1, 1, 0, 1, -1, 8, 2, true, 0.6, NULL),
			(1, 1, 1, 2, 1, 1, 9, 99, false, 0.9, false), (1, 1, 0, 0, 0, -1, 9, 1, true, NULL, false)`)
	got := lines(t, db, `SELECT printf('%d,%d: %d ads, %d employers, %g, %g, %.4f, %.4f, %.4f, %.4f', area, class, n_ads, n_employers, headcount, headcount_adjusted, variance, top_share, coder_p, share_skilled)
		FROM int_shortage_figure ORDER BY area, class`)
	want := strings.Join([]string{
		"0,1: 4 ads, 2 employers, 10, 20, 0.3600, 0.4531, 0.7500, 0.5000",
		"0,2: 3 ads, 1 employers, 8, 16, 0.5000, 0.5858, 0.8000, 0.6667",
		"1,1: 3 ads, 2 employers, 6, 12, 0.5556, 0.5858, 0.7333, 0.3333",
		"1,2: 2 ads, 1 employers, 4, 8, 1.0000, 1.0000, 0.8000, 0.5000",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	got = lines(t, db, `SELECT concat_ws(',', chain, area, unit, n_employers) FROM int_employer_month ORDER BY chain, area, unit`)
	want = "0,0,0,3\n0,0,2,2\n0,1,0,3\n0,1,2,2\n1,0,0,2\n1,0,2,2\n1,1,0,2\n1,1,2,2\n3,0,0,2\n3,1,0,1"
	if got != want {
		t.Errorf("employers by month: got\n%s\nwant\n%s", got, want)
	}
	if got, want := lines(t, db, `SELECT concat_ws(',', chain, area, unit, n_employers) FROM int_employer_quarter WHERE chain = 2 ORDER BY area, unit`), "2,0,0,2\n2,0,2,2\n2,1,0,2\n2,1,2,2"; got != want {
		t.Errorf("employers by quarter: got\n%s\nwant\n%s", got, want)
	}
}

// The same by SQL, which writes out every pair of employer and cell.
const (
	sqlEmployers = `
		WITH own AS (SELECT chain_key, chain FROM int_chain_member WHERE %s),
		ad AS (SELECT a.%s AS time, o.chain, a.area, a.unit, a.employer FROM int_number_ad a JOIN own o USING (chain_key) WHERE a.employer > 0),
		placed AS (SELECT time, chain, unnest(CASE WHEN area > 0 THEN [0, area] ELSE [0] END) AS area, unit, employer FROM ad)
		SELECT time, chain, area, unnest(CASE WHEN unit > 0 THEN [0, unit] ELSE [0] END) AS unit, employer FROM placed`
	sqlFigures = `
		WITH factor AS (SELECT n.period, f.factor FROM int_number_period n JOIN int_festival f USING (scope, month)),
		ad AS (
			SELECT a.term, unnest(CASE WHEN a.area > 0 THEN [0, a.area] ELSE [0] END) AS area, a.unit, a.minor, a.employer, a.headcount, a.headcount * f.factor AS adjusted, a.occupation_p, a.is_skilled
			FROM int_number_ad a JOIN factor f USING (period) WHERE a.in_score AND a.minor > 0
		),
		placed AS (SELECT *, unnest(CASE WHEN unit > 0 THEN [unit, minor] ELSE [minor] END) AS class FROM ad),
		employer AS (
			SELECT term, area, class, employer, count(*) AS n, sum(headcount)::DOUBLE AS headcount, sum(adjusted) AS adjusted, sum(occupation_p) AS p, count(*) FILTER (is_skilled) AS skilled,
				round(sum(least(headcount, 100)) / sqrt(count(*)) * 1048576) / 1048576 AS weight
			FROM placed GROUP BY ALL
		)
		SELECT term, area, class, sum(n)::BIGINT, count(*) FILTER (employer > 0), sum(headcount), sum(adjusted), sum(headcount ** 2) / sum(headcount) ** 2, max(weight) / sum(weight), coalesce(sum(p), 0) / sum(n), sum(skilled) / sum(n)
		FROM employer GROUP BY term, area, class`
)

func TestCountsAreThoseOfSQL(t *testing.T) {
	for seed := range 3 {
		db := market(t,
			fmt.Sprintf("CREATE MACRO h(i, k) AS (hash(i * 64 + k) + %d * 7919) %% 1000003", seed),
			`INSERT INTO int_number_period SELECT i + 1, i // 3 + 1, CASE WHEN i < 6 THEN 'jx' ELSE 'qd' END, 'm' || i FROM range(12) r(i)`,
			`INSERT INTO int_festival SELECT scope, month, 1 + period / 64 FROM int_number_period`,
			// keys 1 to 9 in some chains of two lists, keys -1 and -2 in one
			`INSERT INTO int_chain_member SELECT c, c % 2 = 0, k FROM range(1, 9) r(c), range(1, 10) s(k) WHERE hash(c * 31 + k) % 3 = 0 UNION ALL SELECT 9, true, -1 UNION ALL SELECT 10, true, -2`,
			`INSERT INTO int_number_ad SELECT p, (p - 1) // 3 + 1, h(i, 1) % 4, CASE WHEN m = 0 OR h(i, 2) % 5 = 0 THEN 0 ELSE m * 10 + h(i, 3) % 3 END, m,
				CASE WHEN h(i, 4) % 6 = 0 THEN -1 - (p > 6)::INTEGER ELSE 1 + h(i, 5)::BIGINT % 9 END,
				CASE WHEN h(i, 6) % 7 = 0 THEN -i - 1 ELSE 1 + floor((h(i, 7) % 1000) ** 2 / 20000) END,
				1 + h(i, 8) % 150, h(i, 9) % 8 > 0, CASE WHEN h(i, 10) % 9 > 0 THEN (h(i, 11) % 1024) / 1024 END, CASE WHEN h(i, 12) % 3 > 0 THEN h(i, 13) % 2 = 0 END
				FROM (SELECT i, 1 + h(i, 14) % 12 AS p, h(i, 15) % 4 AS m FROM range(8000) r(i))`,
		)
		for table, want := range map[string]string{
			"int_employer_month":   "SELECT time, chain, area, unit, count(DISTINCT employer) FROM (" + fmt.Sprintf(strings.Replace(sqlEmployers, "FROM int_chain_member WHERE %s", "FROM int_chain_member WHERE is_own UNION ALL SELECT DISTINCT chain_key, 0 FROM int_number_ad", 1), "period") + ") GROUP BY ALL",
			"int_employer_quarter": "SELECT time, chain, area, unit, count(DISTINCT employer) FROM (" + fmt.Sprintf(sqlEmployers, "true", "term") + ") GROUP BY ALL",
			"int_shortage_figure":  sqlFigures,
		} {
			var n, differ int64
			if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
				t.Fatal(err)
			}
			query := fmt.Sprintf("SELECT (SELECT count(*) FROM ((FROM %[1]s) EXCEPT ALL (%[2]s))) + (SELECT count(*) FROM ((%[2]s) EXCEPT ALL (FROM %[1]s)))", table, want)
			if err := db.QueryRow(query).Scan(&differ); err != nil {
				t.Fatalf("%s: %v", table, err)
			}
			if n < 50 || differ != 0 {
				t.Errorf("seed %d, %s: %d rows, %d differ from those of SQL", seed, table, n, differ)
			}
		}
	}
}
