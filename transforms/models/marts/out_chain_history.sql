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
	placed AS (
		SELECT term, 0::SMALLINT AS area, chain_key, sum(ads) AS ads, sum(headcount) AS headcount FROM cell GROUP BY ALL
		UNION ALL
		SELECT * FROM cell WHERE area > 0
	),
	figure AS (
		SELECT p.term, p.area, m.chain, sum(p.headcount * m.share) AS headcount, sum(p.headcount * m.alpha) AS headcount_additive, sum(p.ads)::BIGINT AS n_ads
		FROM placed p JOIN int_chain_member m ON p.chain_key = m.chain_key
		GROUP BY ALL
	)
SELECT t.is_simulated, t.scope, c.chain_version, c.chain_id, coalesce(r.region_code, t.root) AS region_code, t.quarter,
	-- A quarter belongs to the lists in force on its last day.
	coalesce(make_date(left(t.quarter, 4)::INTEGER, 3 * right(t.quarter, 1)::INTEGER, 1) + INTERVAL 1 MONTH - INTERVAL 1 DAY BETWEEN v.valid_from AND coalesce(v.valid_to, DATE '9999-12-31'), false) AS is_valid,
	round(f.headcount::DOUBLE, 8) AS headcount, round(f.headcount_additive::DOUBLE, 8) AS headcount_additive,
	round((f.headcount_additive / sum(f.headcount_additive) OVER (PARTITION BY c.list, f.area, f.term))::DOUBLE, 9) AS share_additive,
	f.n_ads, coalesce(e.n_employers, 0) AS n_employers, '人' AS unit, 'A' AS obs_status, 'F' AS conf_status,
	getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM figure f
JOIN term t ON f.term = t.term
JOIN int_number_chain c ON f.chain = c.chain
JOIN int_chain_version v ON c.scope = v.scope AND c.chain_version = v.chain_version
LEFT JOIN int_number_area r ON f.area = r.area
LEFT JOIN int_employer_quarter e ON f.term = e.term AND f.area = e.area AND f.chain = e.chain AND e.unit = 0
