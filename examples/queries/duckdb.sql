-- Recompute three published figures in the DuckDB shell (1.1 or later):
--
--   duckdb -readonly FILE.duckdb < examples/queries/duckdb.sql
--
-- Each statement gives one row: what was published, what comes out, and
-- whether they agree. meta_query holds such a query for every kind of figure.

-- 1. The median posted pay of the best-filled cell of the newest quarter: each
--    offer is spread evenly over its range, at 2,000 equally likely points (which
--    may put a median on the edge of rounding one step, 100 yuan, aside).
WITH cell AS (
	SELECT w.scope, w.region_code, w.occupation_code, w.quarter, w.p50, s.region_code = w.region_code AS is_root
	FROM out_wage_posted w JOIN meta_scope s USING (scope)
	WHERE w.p50 IS NOT NULL AND w.skill_level = -1 AND w.occupation_level = 4
	ORDER BY w.quarter DESC, w.n_ads DESC, w.occupation_code LIMIT 1
), offer AS (
	SELECT c.p50, p.pay_lo, p.pay_hi, p.ad_weight / sqrt(count(*) OVER (PARTITION BY p.employer_no)) AS weight
	FROM core_pay p JOIN cell c ON p.scope = c.scope AND p.quarter = c.quarter AND p.occupation_code = c.occupation_code AND (c.is_root OR p.region_code = c.region_code)
	WHERE p.skill_level = -1
), point AS (
	SELECT p50, pay_lo + (pay_hi - pay_lo) * (i - 0.5) / 2000 AS pay, weight FROM offer, range(1, 2001) AS r(i)
), ranked AS (
	SELECT p50, pay, sum(weight) OVER (ORDER BY pay) / sum(weight) OVER () AS share FROM point
)
SELECT 'median posted pay' AS figure, any_value(p50) AS published, 100 * round(min(pay) FILTER (share >= 0.5) / 100) AS recomputed, published = recomputed AS agrees FROM ranked;

-- 2. People wanted, all occupations and chains, by scope, in its last month.
WITH total AS (
	SELECT d.scope, d.month, d.headcount FROM out_demand d JOIN meta_scope s USING (scope, region_code)
	WHERE d.chain_id = '' AND d.occupation_code = ''
	QUALIFY row_number() OVER (PARTITION BY d.scope ORDER BY d.month DESC) = 1
)
SELECT 'people wanted, ' || t.scope || ', ' || t.month AS figure, t.headcount AS published, sum(a.ad_headcount) AS recomputed, published = recomputed AS agrees
FROM total t JOIN core_ad a USING (scope, month) GROUP BY t.scope, t.month, t.headcount ORDER BY t.scope;

-- 3. Shortage: every score is 1.5 plus the contributions of its evidence.
WITH sums AS (
	SELECT scope, region_code, occupation_code, quarter, sum(contribution) AS contributions FROM out_shortage_evidence GROUP BY ALL
)
SELECT 'scores' AS figure, count(*) AS published, count(*) FILTER (abs(s.score - 1.5 - contributions) < 1e-9) AS recomputed, published = recomputed AS agrees
FROM out_shortage s JOIN sums USING (scope, region_code, occupation_code, quarter) WHERE s.score IS NOT NULL;
