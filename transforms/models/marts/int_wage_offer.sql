-- title: Pay ranges in the cells of the wage table, with employer weights
-- grain: one row per cell, employer and pay range
-- key: none
WITH placed AS (
  -- Root: every class of the occupation tree and all occupations together;
  -- children: unit groups; root by skill level: unit groups.
  SELECT b.scope, b.quarter, s.region_code, unnest(['', b.occ1, b.occ2, b.occ3, b.occ4]) AS occupation_code, -1 AS skill_level,
    b.employer_id, b.lo, b.hi, b.n, b.people, b.n_wide
  FROM int_wage_base b JOIN int_scope s ON b.scope = s.scope
  UNION ALL
  SELECT scope, quarter, child, occ4, -1, employer_id, lo, hi, n, people, n_wide
  FROM int_wage_base WHERE child IS NOT NULL
  UNION ALL
  SELECT b.scope, b.quarter, s.region_code, b.occ4, b.skill_level, b.employer_id, b.lo, b.hi, b.n, b.people, b.n_wide
  FROM int_wage_base b JOIN int_scope s ON b.scope = s.scope
),
offer AS (
  SELECT scope, quarter, region_code, occupation_code, skill_level, employer_id, lo, hi,
    sum(n)::BIGINT AS n, sum(people)::BIGINT AS people, sum(n_wide)::BIGINT AS n_wide
  FROM placed WHERE occupation_code IS NOT NULL GROUP BY ALL
)
-- weight = people · (ads of the employer in the cell)^-½
SELECT *, people / sqrt(sum(n) OVER (PARTITION BY scope, quarter, region_code, occupation_code, skill_level, employer_id)) AS weight
FROM offer
