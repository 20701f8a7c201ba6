-- title: Priced ads at the level of the published cells
-- grain: one row per priced ad and view (regions: skill_level -1; levels: skill_level 0 to 8)
-- key: pay_id
WITH open_cell AS (
  SELECT scope, quarter, region_code, occupation_code, skill_level FROM out_wage_posted WHERE conf_status = 'F'
),
ad AS (
  SELECT a.scope, s.is_simulated, s.region_code AS root, a.quarter, a.region_code AS child, a.occ1, a.occ2, a.occ3, a.occ4, a.skill_level,
    a.employer_id, least(a.headcount, getvariable('wage_headcount_cap')) AS people,
    10 * round(a.pay_lo / 10) AS pay_lo, 10 * round(a.pay_hi / 10) AS pay_hi
  FROM int_ad a JOIN int_scope s ON a.scope = s.scope
  WHERE a.pay_lo IS NOT NULL AND a.pay_hi IS NOT NULL AND NOT a.is_parttime AND NOT a.is_intern
),
-- Regions: the child region where its unit group is published, else the root
-- and the deepest class that is published there.
regions AS (
  SELECT a.scope, a.is_simulated, a.quarter,
    CASE WHEN c.scope IS NOT NULL THEN a.child ELSE a.root END AS region_code,
    CASE WHEN c.scope IS NOT NULL OR o4.scope IS NOT NULL THEN a.occ4 WHEN o3.scope IS NOT NULL THEN a.occ3
      WHEN o2.scope IS NOT NULL THEN a.occ2 WHEN o1.scope IS NOT NULL THEN a.occ1 WHEN o0.scope IS NOT NULL THEN '' END AS occupation_code,
    -1 AS skill_level, a.employer_id, a.people, a.pay_lo, a.pay_hi
  FROM ad a
  LEFT JOIN open_cell c ON a.scope = c.scope AND a.quarter = c.quarter AND a.child = c.region_code AND a.occ4 = c.occupation_code AND c.skill_level = -1
  LEFT JOIN open_cell o4 ON a.scope = o4.scope AND a.quarter = o4.quarter AND a.root = o4.region_code AND a.occ4 = o4.occupation_code AND o4.skill_level = -1
  LEFT JOIN open_cell o3 ON a.scope = o3.scope AND a.quarter = o3.quarter AND a.root = o3.region_code AND a.occ3 = o3.occupation_code AND o3.skill_level = -1
  LEFT JOIN open_cell o2 ON a.scope = o2.scope AND a.quarter = o2.quarter AND a.root = o2.region_code AND a.occ2 = o2.occupation_code AND o2.skill_level = -1
  LEFT JOIN open_cell o1 ON a.scope = o1.scope AND a.quarter = o1.quarter AND a.root = o1.region_code AND a.occ1 = o1.occupation_code AND o1.skill_level = -1
  LEFT JOIN open_cell o0 ON a.scope = o0.scope AND a.quarter = o0.quarter AND a.root = o0.region_code AND o0.occupation_code = '' AND o0.skill_level = -1
),
levels AS (
  SELECT a.scope, a.is_simulated, a.quarter, a.root AS region_code, a.occ4 AS occupation_code, a.skill_level, a.employer_id, a.people, a.pay_lo, a.pay_hi
  FROM ad a JOIN open_cell c ON a.scope = c.scope AND a.quarter = c.quarter AND a.root = c.region_code AND a.occ4 = c.occupation_code AND a.skill_level = c.skill_level
),
-- Employers are numbered anew in each quarter, and in each cell of the levels,
-- so that rows join neither with core_ad nor with the other view.
numbered AS (
  SELECT *, CASE WHEN employer_id IS NOT NULL THEN 'R' || dense_rank() OVER (PARTITION BY scope, quarter ORDER BY employer_id) END AS employer_key
  FROM regions WHERE occupation_code IS NOT NULL
  UNION ALL
  SELECT *, CASE WHEN employer_id IS NOT NULL THEN 'L' || dense_rank() OVER (PARTITION BY scope, quarter, occupation_code, skill_level ORDER BY employer_id) END
  FROM levels
)
SELECT is_simulated, scope,
  row_number() OVER (ORDER BY scope, quarter, region_code, occupation_code, skill_level, pay_lo, pay_hi, people, employer_key) AS pay_id,
  region_code, occupation_code, skill_level, quarter, employer_key, people AS ad_weight, pay_lo, pay_hi,
  getvariable('release_id') AS release_id
FROM numbered
