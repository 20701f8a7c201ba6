-- title: Cells of the wage table that a place counts in
-- grain: one row per place and cell
-- key: place, cell
WITH target AS (
  -- Root: every class of the occupation tree and all occupations together;
  -- children: unit groups; root by skill level: unit groups.
  SELECT p.place, p.scope, p.quarter, s.region_code, unnest(['', p.occ1, p.occ2, p.occ3, p.occ4]) AS occupation_code, -1 AS skill_level
  FROM int_wage_place p JOIN int_scope s ON p.scope = s.scope
  UNION ALL
  SELECT place, scope, quarter, child, occ4, -1 FROM int_wage_place WHERE child IS NOT NULL
  UNION ALL
  SELECT p.place, p.scope, p.quarter, s.region_code, p.occ4, p.skill_level
  FROM int_wage_place p JOIN int_scope s ON p.scope = s.scope
)
SELECT place, scope, quarter, region_code, occupation_code, skill_level,
  dense_rank() OVER (ORDER BY scope, quarter, region_code, occupation_code, skill_level)::INTEGER AS cell
FROM target WHERE occupation_code IS NOT NULL
