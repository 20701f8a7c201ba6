-- title: Demand of chains by quarter under every version of the chain list
-- grain: one row per chain version, chain (and OTHER), region (root, children) and quarter
-- key: scope, chain_version, chain_id, region_code, quarter
WITH
	cell AS (
		SELECT a.scope, a.region_code AS child, coalesce(a.chain_key, -1) AS chain_key, a.quarter, count(*) AS ads, sum(a.headcount) AS headcount
		FROM int_ad a JOIN int_scope s ON a.scope = s.scope
		WHERE a.quarter <= s.last_quarter GROUP BY ALL
	),
	-- An ad without weights under a version is in none of its chains.
	weight AS (
		SELECT scope, chain_version, chain_key, chain_id, alpha, CASE WHEN chain_id = 'OTHER' THEN alpha ELSE share END AS share
		FROM int_chain_weight WHERE share > 0 OR alpha > 0
		UNION ALL
		SELECT k.scope, v.chain_version, k.chain_key, 'OTHER', 1, 1
		FROM (SELECT DISTINCT scope, chain_key FROM cell) k JOIN int_chain_version v ON k.scope = v.scope
		ANTI JOIN int_chain_weight w ON k.scope = w.scope AND k.chain_key = w.chain_key AND v.chain_version = w.chain_version
	),
	placed AS (
		SELECT c.scope, s.region_code, c.chain_key, c.quarter, sum(c.ads) AS ads, sum(c.headcount) AS headcount FROM cell c JOIN int_scope s ON c.scope = s.scope GROUP BY ALL
		UNION ALL
		SELECT scope, child, chain_key, quarter, ads, headcount FROM cell WHERE child IS NOT NULL
	),
	figure AS (
		SELECT p.scope, w.chain_version, w.chain_id, p.region_code, p.quarter, sum(p.headcount * w.share) AS headcount, sum(p.headcount * w.alpha) AS headcount_additive, sum(p.ads)::BIGINT AS n_ads
		FROM placed p JOIN weight w ON p.scope = w.scope AND p.chain_key = w.chain_key
		GROUP BY ALL
	),
	-- Employers are counted, never added.
	known AS (
		SELECT DISTINCT a.scope, coalesce(a.chain_key, -1) AS chain_key, a.region_code AS child, a.quarter, a.employer_id
		FROM int_ad a JOIN int_scope s ON a.scope = s.scope WHERE a.employer_id IS NOT NULL AND a.quarter <= s.last_quarter
	),
	employer AS (
		SELECT DISTINCT k.scope, w.chain_version, w.chain_id, k.child, k.quarter, k.employer_id
		FROM known k JOIN weight w ON k.scope = w.scope AND k.chain_key = w.chain_key
	),
	employers AS (
		SELECT scope, chain_version, chain_id, child AS region_code, quarter, count(*) AS n FROM employer WHERE child IS NOT NULL GROUP BY ALL
		UNION ALL
		SELECT e.scope, e.chain_version, e.chain_id, s.region_code, e.quarter, count(DISTINCT e.employer_id) FROM employer e JOIN int_scope s ON e.scope = s.scope GROUP BY ALL
	)
SELECT s.is_simulated, f.scope, f.chain_version, f.chain_id, f.region_code, f.quarter,
	-- A quarter belongs to the lists in force on its last day.
	coalesce(make_date(left(f.quarter, 4)::INTEGER, 3 * right(f.quarter, 1)::INTEGER, 1) + INTERVAL 1 MONTH - INTERVAL 1 DAY BETWEEN v.valid_from AND coalesce(v.valid_to, DATE '9999-12-31'), false) AS is_valid,
	round(f.headcount::DOUBLE, 8) AS headcount, round(f.headcount_additive::DOUBLE, 8) AS headcount_additive,
	round((f.headcount_additive / sum(f.headcount_additive) OVER (PARTITION BY f.scope, f.chain_version, f.region_code, f.quarter))::DOUBLE, 9) AS share_additive,
	f.n_ads, coalesce(e.n, 0) AS n_employers, '人' AS unit, 'A' AS obs_status, 'F' AS conf_status,
	getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM figure f
JOIN int_scope s ON f.scope = s.scope
JOIN int_chain_version v ON f.scope = v.scope AND f.chain_version = v.chain_version
LEFT JOIN employers e ON f.scope = e.scope AND f.chain_version = e.chain_version AND f.chain_id = e.chain_id AND f.region_code = e.region_code AND f.quarter = e.quarter
