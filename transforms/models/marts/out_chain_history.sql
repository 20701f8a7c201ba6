-- title: Demand of chains by quarter under every version of the chain list
-- grain: one row per chain version, chain (and OTHER), region (root, children) and quarter
-- key: scope, chain_version, chain_id, region_code, quarter
-- Numbers are those of int_number_ad; area 0 is the root in placed and figure.
WITH
	term AS (
		SELECT DISTINCT n.term, n.scope, n.quarter, s.is_simulated, s.region_code AS root
		FROM int_number_period n JOIN int_scope s ON n.scope = s.scope WHERE n.quarter <= s.last_quarter
	),
	cell AS MATERIALIZED (
		SELECT term, area, chain_key, count(*) AS ads, sum(headcount)::BIGINT AS headcount
		FROM int_number_ad WHERE term IN (SELECT term FROM term) GROUP BY ALL
	),
	-- An ad without weights under a version is in none of its chains.
	weight AS (
		SELECT scope, chain_version, chain_key, chain_id, alpha, CASE WHEN chain_id = 'OTHER' THEN alpha ELSE share END AS share
		FROM int_chain_weight WHERE share > 0 OR alpha > 0
		UNION ALL
		SELECT k.scope, v.chain_version, k.chain_key, 'OTHER', 1, 1
		FROM (SELECT DISTINCT t.scope, c.chain_key FROM cell c JOIN term t ON c.term = t.term) k JOIN int_chain_version v ON k.scope = v.scope
		ANTI JOIN int_chain_weight w ON k.scope = w.scope AND k.chain_key = w.chain_key AND v.chain_version = w.chain_version
	),
	-- chain: a chain of one version.
	chain AS MATERIALIZED (
		SELECT (row_number() OVER (ORDER BY scope, chain_version, chain_id))::SMALLINT AS chain, * FROM (SELECT DISTINCT scope, chain_version, chain_id FROM weight)
	),
	weighted AS MATERIALIZED (
		SELECT t.term, w.chain_key, c.chain, w.alpha, w.share
		FROM weight w JOIN chain c ON w.scope = c.scope AND w.chain_version = c.chain_version AND w.chain_id = c.chain_id JOIN term t ON w.scope = t.scope
	),
	placed AS (
		SELECT term, 0::SMALLINT AS area, chain_key, sum(ads) AS ads, sum(headcount) AS headcount FROM cell GROUP BY ALL
		UNION ALL
		SELECT * FROM cell WHERE area > 0
	),
	figure AS (
		SELECT p.term, p.area, w.chain, sum(p.headcount * w.share) AS headcount, sum(p.headcount * w.alpha) AS headcount_additive, sum(p.ads)::BIGINT AS n_ads
		FROM placed p JOIN weighted w ON p.term = w.term AND p.chain_key = w.chain_key
		GROUP BY ALL
	),
	-- Employers are counted, never added.
	employer AS MATERIALIZED (
		SELECT DISTINCT k.term, k.area, w.chain, k.employer
		FROM (SELECT DISTINCT term, area, chain_key, employer FROM int_number_ad WHERE employer > 0) k
		JOIN weighted w ON k.term = w.term AND k.chain_key = w.chain_key
	),
	employers AS (
		SELECT term, area, chain, count(*) AS n FROM employer WHERE area > 0 GROUP BY ALL
		UNION ALL
		SELECT term, 0, chain, count(*) FROM (SELECT DISTINCT term, chain, employer FROM employer) GROUP BY ALL
	)
SELECT t.is_simulated, t.scope, c.chain_version, c.chain_id, coalesce(r.region_code, t.root) AS region_code, t.quarter,
	-- A quarter belongs to the lists in force on its last day.
	coalesce(make_date(left(t.quarter, 4)::INTEGER, 3 * right(t.quarter, 1)::INTEGER, 1) + INTERVAL 1 MONTH - INTERVAL 1 DAY BETWEEN v.valid_from AND coalesce(v.valid_to, DATE '9999-12-31'), false) AS is_valid,
	round(f.headcount::DOUBLE, 8) AS headcount, round(f.headcount_additive::DOUBLE, 8) AS headcount_additive,
	round((f.headcount_additive / sum(f.headcount_additive) OVER (PARTITION BY t.scope, c.chain_version, f.area, f.term))::DOUBLE, 9) AS share_additive,
	f.n_ads, coalesce(e.n, 0) AS n_employers, '人' AS unit, 'A' AS obs_status, 'F' AS conf_status,
	getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM figure f
JOIN term t ON f.term = t.term
JOIN chain c ON f.chain = c.chain
JOIN int_chain_version v ON c.scope = v.scope AND c.chain_version = v.chain_version
LEFT JOIN int_number_area r ON f.area = r.area
LEFT JOIN employers e ON f.term = e.term AND f.area = e.area AND f.chain = e.chain
