-- title: Registered openings V and seekers J, all levels and high skill
-- grain: one row per region (root, children), unit or minor group and quarter with registrations
-- key: scope, region_code, occupation_code, quarter
WITH level AS (
  -- A source gives all levels together (-1) or level by level; then they are added.
  SELECT scope, source_id, region_code, occupation_code, occupation_level, quarter,
    coalesce(sum(seekers) FILTER (WHERE skill_level = -1), sum(seekers) FILTER (WHERE skill_level >= 0)) AS seekers,
    coalesce(sum(vacancies) FILTER (WHERE skill_level = -1), sum(vacancies) FILTER (WHERE skill_level >= 0)) AS vacancies,
    sum(seekers) FILTER (WHERE skill_level >= getvariable('high_skill_level')) AS seekers_high,
    sum(vacancies) FILTER (WHERE skill_level >= getvariable('high_skill_level')) AS vacancies_high
  FROM int_seeker WHERE occupation_level >= 3 GROUP BY ALL
),
class AS (
  -- A minor group is what the source says of it, else the sum of its unit groups.
  SELECT scope, source_id, region_code, occupation_code, quarter, seekers, vacancies, seekers_high, vacancies_high, true AS is_own
  FROM level
  UNION ALL
  SELECT scope, source_id, region_code, left(occupation_code, 7), quarter, sum(seekers), sum(vacancies), sum(seekers_high), sum(vacancies_high), false
  FROM level WHERE occupation_level = 4 GROUP BY ALL
),
place AS (
  -- Likewise the root is its own row, else the sum of the children.
  SELECT c.scope, c.source_id, c.region_code, c.occupation_code, c.quarter, c.seekers, c.vacancies, c.seekers_high, c.vacancies_high, c.is_own, true AS is_own_place
  FROM class c
  UNION ALL
  SELECT c.scope, c.source_id, s.region_code, c.occupation_code, c.quarter, sum(c.seekers), sum(c.vacancies), sum(c.seekers_high), sum(c.vacancies_high), c.is_own, false
  FROM class c JOIN int_scope s ON c.scope = s.scope WHERE c.region_code <> s.region_code
  GROUP BY c.scope, c.source_id, s.region_code, c.occupation_code, c.quarter, c.is_own
),
chosen AS (
  SELECT * FROM place
  QUALIFY row_number() OVER (PARTITION BY scope, source_id, region_code, occupation_code, quarter ORDER BY is_own DESC, is_own_place DESC) = 1
)
SELECT c.scope, c.region_code, c.occupation_code, c.quarter, sum(c.seekers)::DOUBLE AS seekers, sum(c.vacancies)::DOUBLE AS vacancies,
  sum(c.seekers_high)::DOUBLE AS seekers_high, sum(c.vacancies_high)::DOUBLE AS vacancies_high
FROM chosen c JOIN int_scope s ON c.scope = s.scope
WHERE c.seekers IS NOT NULL AND c.quarter <= s.last_quarter
GROUP BY c.scope, c.region_code, c.occupation_code, c.quarter
