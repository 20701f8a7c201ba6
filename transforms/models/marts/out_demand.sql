-- title: Demand by region, chain, occupation and month
-- grain: one row per region (root and children), chain ('' whole economy, each chain, OTHER), occupation (unit group, '' all) and month
-- key: scope, region_code, chain_id, occupation_code, month
-- Numbers are those of int_number_ad. area and unit: 0 for none; chain: 0 for
-- the whole economy.
WITH period AS (
  SELECT n.period, s.scope, s.is_simulated, s.region_code AS root, s.chain_version, n.month, n.quarter, f.factor
  FROM int_number_period n JOIN int_scope s ON n.scope = s.scope JOIN int_festival f ON n.scope = f.scope AND n.month = f.month
  WHERE n.month <= s.last_month
),
cell AS MATERIALIZED (
  SELECT period, area, unit AS occupation, chain_key, sum(n_events)::BIGINT AS events, count(*) AS ads, sum(n_spells)::BIGINT AS spells, sum(headcount)::BIGINT AS headcount
  FROM int_number_ad WHERE period IN (SELECT period FROM period) GROUP BY ALL
),
-- Weights of the scope's own chain list. An ad without weights, or whose
-- weights are of another list, belongs to no key chain.
listed AS (
  SELECT w.scope, w.chain_key, w.chain_id, w.alpha, CASE WHEN w.chain_id = 'OTHER' THEN w.alpha ELSE w.share END AS share
  FROM int_chain_weight w JOIN int_scope s ON w.scope = s.scope AND w.chain_version = s.chain_version
),
chain AS (
  SELECT (row_number() OVER (ORDER BY chain_id))::SMALLINT AS chain, chain_id FROM (SELECT chain_id FROM listed UNION SELECT 'OTHER')
  UNION ALL
  SELECT 0, ''
),
weight AS MATERIALIZED (
  SELECT p.period, w.chain_key, c.chain, w.alpha, w.share
  FROM listed w JOIN chain c ON w.chain_id = c.chain_id JOIN period p ON w.scope = p.scope
  WHERE w.share > 0 OR w.alpha > 0
  UNION ALL
  SELECT k.period, k.chain_key, c.chain, 1, 1
  FROM (SELECT DISTINCT period, scope, chain_key FROM cell JOIN period USING (period)) k ANTI JOIN listed w ON k.scope = w.scope AND k.chain_key = w.chain_key, chain c
  WHERE c.chain_id = 'OTHER'
),
whole AS (
  SELECT period, area, 0 AS chain, occupation, sum(events) AS events, sum(ads) AS ads, sum(spells) AS spells, sum(headcount) AS headcount,
    sum(events) AS events_additive, sum(ads) AS ads_additive, sum(spells) AS spells_additive, sum(headcount) AS headcount_additive, sum(ads) AS n_ads,
    grouping(area) AS is_root, grouping(occupation) AS is_all
  FROM cell GROUP BY GROUPING SETS ((period, area, occupation), (period, area), (period, occupation), (period))
),
chains AS (
  SELECT period, area, chain, occupation,
    sum(events * share) AS events, sum(ads * share) AS ads, sum(spells * share) AS spells, sum(headcount * share) AS headcount,
    sum(events * alpha) AS events_additive, sum(ads * alpha) AS ads_additive, sum(spells * alpha) AS spells_additive, sum(headcount * alpha) AS headcount_additive,
    sum(ads) AS n_ads, grouping(area) AS is_root, grouping(occupation) AS is_all
  FROM cell JOIN weight USING (period, chain_key)
  GROUP BY GROUPING SETS ((period, area, chain, occupation), (period, area, chain), (period, chain, occupation), (period, chain))
),
-- Employers are counted, never added: one employer may stand in many cells.
-- Each coarser list of employers is made from the finer one.
employer AS (
  SELECT period, area, unit AS occupation, chain_key, employer FROM int_number_ad WHERE employer > 0 AND period IN (SELECT period FROM period)
),
fine AS MATERIALIZED (
  SELECT DISTINCT period, 0::SMALLINT AS chain, area, occupation, employer FROM employer
  UNION ALL
  SELECT DISTINCT period, chain, area, occupation, employer FROM employer JOIN weight USING (period, chain_key)
),
by_occupation AS (SELECT DISTINCT period, chain, occupation, employer FROM fine),
by_region AS MATERIALIZED (SELECT DISTINCT period, chain, area, employer FROM fine),
by_month AS (SELECT DISTINCT period, chain, employer FROM by_region),
employers AS (
  SELECT period, area, chain, occupation, count(*) AS n_employers, 0 AS is_root, 0 AS is_all FROM fine GROUP BY ALL
  UNION ALL
  SELECT period, 0, chain, occupation, count(*), 1, 0 FROM by_occupation GROUP BY ALL
  UNION ALL
  SELECT period, area, chain, 0, count(*), 0, 1 FROM by_region GROUP BY ALL
  UNION ALL
  SELECT period, 0, chain, 0, count(*), 1, 1 FROM by_month GROUP BY ALL
),
figure AS (
  SELECT * REPLACE (coalesce(area, 0) AS area, coalesce(occupation, 0) AS occupation)
  FROM (SELECT * FROM whole UNION ALL BY NAME SELECT * FROM chains)
)
SELECT p.is_simulated, p.scope,
  CASE WHEN f.is_root = 1 THEN p.root ELSE r.region_code END AS region_code,
  p.chain_version, c.chain_id,
  coalesce(o.code, '') AS occupation_code,
  CASE WHEN f.is_all = 1 THEN 0 ELSE 4 END AS occupation_level,
  p.month, p.quarter,
  round(f.events)::BIGINT AS events, round(f.ads)::BIGINT AS ads, round(f.spells)::BIGINT AS spells, -- Rounded, since the last digits depend on the order in which threads add.
  round(f.headcount::DOUBLE, 10) AS headcount,
  round(f.events_additive::DOUBLE, 10) AS events_additive, round(f.ads_additive::DOUBLE, 10) AS ads_additive, round(f.spells_additive::DOUBLE, 10) AS spells_additive,
  round(f.headcount_additive::DOUBLE, 10) AS headcount_additive,
  round(f.headcount::DOUBLE * p.factor, 10) AS headcount_adjusted,
  f.n_ads, coalesce(e.n_employers, 0) AS n_employers,
  '人' AS unit, 'A' AS obs_status, 'F' AS conf_status,
  getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM figure f
JOIN period p ON f.period = p.period
JOIN chain c ON f.chain = c.chain
LEFT JOIN int_number_area r ON f.area = r.area
LEFT JOIN int_number_class o ON f.occupation = o.class
LEFT JOIN employers e ON f.period = e.period AND f.area = e.area AND f.chain = e.chain AND f.occupation = e.occupation AND f.is_root = e.is_root AND f.is_all = e.is_all
WHERE (f.is_root = 1 OR f.area > 0) AND (f.is_all = 1 OR f.occupation > 0)
