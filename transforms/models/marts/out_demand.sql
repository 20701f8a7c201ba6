-- title: Demand by region, chain, occupation and month
-- grain: one row per region (root and children), chain ('' whole economy, each chain, OTHER), occupation (unit group, '' all) and month
-- key: scope, region_code, chain_id, occupation_code, month
WITH ad AS (
  SELECT a.scope, a.region_code AS child, coalesce(a.chain_key, -1) AS chain_key, a.occ4, a.month, a.employer_id,
    sum(a.n_events) AS events, count(*) AS ads, sum(a.n_spells) AS spells, sum(a.headcount) AS headcount
  FROM int_ad a JOIN int_scope s ON a.scope = s.scope
  WHERE a.month <= s.last_month
  GROUP BY ALL
),
-- Weights of the scope's own chain list. An ad without weights, or whose
-- weights are of another list, belongs to no key chain.
weight AS (
  SELECT w.scope, w.chain_key, w.chain_id, w.alpha,
    CASE WHEN w.chain_id = 'OTHER' THEN w.alpha ELSE w.share END AS share
  FROM int_chain_weight w JOIN int_scope s ON w.scope = s.scope AND w.chain_version = s.chain_version
  UNION ALL
  SELECT k.scope, k.chain_key, 'OTHER', 1, 1
  FROM (SELECT DISTINCT scope, chain_key FROM ad) k
  ANTI JOIN (SELECT w.scope, w.chain_key FROM int_chain_weight w
             JOIN int_scope s ON w.scope = s.scope AND w.chain_version = s.chain_version) h USING (scope, chain_key)
),
cell AS (
  SELECT scope, child, chain_key, occ4, month, sum(events) AS events, sum(ads) AS ads, sum(spells) AS spells, sum(headcount) AS headcount
  FROM ad GROUP BY ALL
),
whole AS (
  SELECT scope, child, '' AS chain_id, occ4, month, sum(events) AS events, sum(ads) AS ads, sum(spells) AS spells, sum(headcount) AS headcount,
    sum(events) AS events_additive, sum(ads) AS ads_additive, sum(spells) AS spells_additive, sum(headcount) AS headcount_additive, sum(ads) AS n_ads,
    grouping(child) AS is_root, grouping(occ4) AS is_all
  FROM cell GROUP BY GROUPING SETS ((scope, child, occ4, month), (scope, child, month), (scope, occ4, month), (scope, month))
),
chains AS (
  SELECT scope, child, chain_id, occ4, month,
    sum(events * share) AS events, sum(ads * share) AS ads, sum(spells * share) AS spells, sum(headcount * share) AS headcount,
    sum(events * alpha) AS events_additive, sum(ads * alpha) AS ads_additive, sum(spells * alpha) AS spells_additive, sum(headcount * alpha) AS headcount_additive,
    sum(ads) AS n_ads, grouping(child) AS is_root, grouping(occ4) AS is_all
  FROM cell JOIN weight USING (scope, chain_key)
  WHERE share > 0 OR alpha > 0
  GROUP BY GROUPING SETS ((scope, child, chain_id, occ4, month), (scope, child, chain_id, month), (scope, chain_id, occ4, month), (scope, chain_id, month))
),
-- Employers are counted, never added: one employer may stand in many cells.
-- Each coarser list of employers is made from the finer one.
fine AS (
  SELECT DISTINCT scope, '' AS chain_id, child, occ4, month, employer_id FROM ad WHERE employer_id IS NOT NULL
  UNION ALL
  SELECT DISTINCT scope, chain_id, child, occ4, month, employer_id FROM ad JOIN weight USING (scope, chain_key)
  WHERE employer_id IS NOT NULL AND (share > 0 OR alpha > 0)
),
by_occupation AS (SELECT DISTINCT scope, chain_id, occ4, month, employer_id FROM fine),
by_region AS (SELECT DISTINCT scope, chain_id, child, month, employer_id FROM fine),
by_month AS (SELECT DISTINCT scope, chain_id, month, employer_id FROM by_region),
employers AS (
  SELECT scope, child, chain_id, occ4, month, count(*) AS n_employers, 0 AS is_root, 0 AS is_all FROM fine GROUP BY ALL
  UNION ALL
  SELECT scope, NULL, chain_id, occ4, month, count(*), 1, 0 FROM by_occupation GROUP BY ALL
  UNION ALL
  SELECT scope, child, chain_id, NULL, month, count(*), 0, 1 FROM by_region GROUP BY ALL
  UNION ALL
  SELECT scope, NULL, chain_id, NULL, month, count(*), 1, 1 FROM by_month GROUP BY ALL
),
figure AS (
  SELECT * FROM whole UNION ALL BY NAME SELECT * FROM chains
)
SELECT s.is_simulated, f.scope,
  CASE WHEN f.is_root = 1 THEN s.region_code ELSE f.child END AS region_code,
  s.chain_version, f.chain_id,
  coalesce(f.occ4, '') AS occupation_code,
  CASE WHEN f.is_all = 1 THEN 0 ELSE 4 END AS occupation_level,
  f.month, substr(f.month, 1, 4) || 'Q' || ((substr(f.month, 6, 2)::INTEGER + 2) // 3) AS quarter,
  round(f.events)::BIGINT AS events, round(f.ads)::BIGINT AS ads, round(f.spells)::BIGINT AS spells, -- Rounded, since the last digits depend on the order in which threads add.
  round(f.headcount::DOUBLE, 10) AS headcount,
  round(f.events_additive::DOUBLE, 10) AS events_additive, round(f.ads_additive::DOUBLE, 10) AS ads_additive, round(f.spells_additive::DOUBLE, 10) AS spells_additive,
  round(f.headcount_additive::DOUBLE, 10) AS headcount_additive,
  round(f.headcount::DOUBLE * c.factor, 10) AS headcount_adjusted,
  f.n_ads, coalesce(e.n_employers, 0) AS n_employers,
  '人' AS unit, 'A' AS obs_status, 'F' AS conf_status,
  getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM figure f
JOIN int_scope s ON f.scope = s.scope
JOIN int_festival c ON f.scope = c.scope AND f.month = c.month
LEFT JOIN employers e ON f.scope = e.scope AND f.child IS NOT DISTINCT FROM e.child AND f.chain_id = e.chain_id
  AND f.occ4 IS NOT DISTINCT FROM e.occ4 AND f.month = e.month AND f.is_root = e.is_root AND f.is_all = e.is_all
WHERE (f.is_root = 1 OR f.child IS NOT NULL) AND (f.is_all = 1 OR f.occ4 IS NOT NULL)
