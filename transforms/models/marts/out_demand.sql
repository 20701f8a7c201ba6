-- title: Demand by region, chain, occupation and month
-- grain: one row per region (root and children), chain ('' whole economy, each chain, OTHER), occupation (unit group, '' all) and month
-- key: scope, region_code, chain_id, occupation_code, month
-- Numbers are those of int_number_ad: area 0 is the root, chain 0 the whole
-- economy, unit 0 all occupations.
WITH period AS (
  SELECT n.period, n.room, s.scope, s.is_simulated, s.region_code AS root, s.chain_version, n.month, n.quarter, f.factor
  FROM int_number_period n JOIN int_scope s ON n.scope = s.scope JOIN int_festival f ON n.scope = f.scope AND n.month = f.month
  WHERE n.month <= s.last_month
),
cell AS MATERIALIZED (
  SELECT period, area, unit, chain_key, sum(n_events)::BIGINT AS events, count(*) AS ads, sum(n_spells)::BIGINT AS spells, sum(headcount)::BIGINT AS headcount
  FROM int_number_ad WHERE period IN (SELECT period FROM period) GROUP BY ALL
),
whole AS (
  SELECT period, area, 0 AS chain, unit, sum(events) AS events, sum(ads) AS ads, sum(spells) AS spells, sum(headcount) AS headcount,
    sum(events) AS events_additive, sum(ads) AS ads_additive, sum(spells) AS spells_additive, sum(headcount) AS headcount_additive, sum(ads) AS n_ads
  FROM cell GROUP BY GROUPING SETS ((period, area, unit), (period, area), (period, unit), (period))
),
chains AS (
  SELECT period, area, chain, unit,
    sum(events * share) AS events, sum(ads * share) AS ads, sum(spells * share) AS spells, sum(headcount * share) AS headcount,
    sum(events * alpha) AS events_additive, sum(ads * alpha) AS ads_additive, sum(spells * alpha) AS spells_additive, sum(headcount * alpha) AS headcount_additive,
    sum(ads) AS n_ads
  FROM cell JOIN (SELECT chain_key, chain, share, alpha FROM int_chain_member WHERE is_own) m USING (chain_key)
  GROUP BY GROUPING SETS ((period, area, chain, unit), (period, area, chain), (period, chain, unit), (period, chain))
),
-- NULL is what was added over; what is not known makes no row of its own.
figure AS (
  SELECT * REPLACE (coalesce(area, 0)::SMALLINT AS area, coalesce(unit, 0)::SMALLINT AS unit)
  FROM (SELECT * FROM whole UNION ALL BY NAME SELECT * FROM chains)
  WHERE coalesce(area, 1) > 0 AND coalesce(unit, 1) > 0
),
-- In the order of the key, which small numbers are sorted into sooner than texts.
sorted AS (
  SELECT f.*, coalesce(e.n_employers, 0) AS n_employers, p.* EXCLUDE (period)
  FROM figure f JOIN period p ON f.period = p.period
  LEFT JOIN int_employer_month e ON f.period = e.period AND f.area = e.area AND f.chain = e.chain AND f.unit = e.unit
  ORDER BY (p.room::BIGINT << 56) | (f.area::BIGINT << 44) | (f.chain::BIGINT << 28) | (f.unit::BIGINT << 14) | f.period
)
SELECT f.is_simulated, f.scope, coalesce(r.region_code, f.root) AS region_code, f.chain_version,
  coalesce(c.chain_id, '') AS chain_id, coalesce(o.code, '') AS occupation_code, CASE WHEN f.unit = 0 THEN 0 ELSE 4 END AS occupation_level,
  f.month, f.quarter,
  round(f.events)::BIGINT AS events, round(f.ads)::BIGINT AS ads, round(f.spells)::BIGINT AS spells, -- Rounded, since the last digits depend on the order in which threads add.
  round(f.headcount::DOUBLE, 10) AS headcount,
  round(f.events_additive::DOUBLE, 10) AS events_additive, round(f.ads_additive::DOUBLE, 10) AS ads_additive, round(f.spells_additive::DOUBLE, 10) AS spells_additive,
  round(f.headcount_additive::DOUBLE, 10) AS headcount_additive,
  round(f.headcount::DOUBLE * f.factor, 10) AS headcount_adjusted,
  f.n_ads, f.n_employers,
  '人' AS unit, 'A' AS obs_status, 'F' AS conf_status,
  getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM sorted f
LEFT JOIN int_number_chain c ON f.chain = c.chain
LEFT JOIN int_number_area r ON f.area = r.area
LEFT JOIN int_number_class o ON f.unit = o.class
