-- title: People newly qualified, by quarter
-- grain: one row per region (root, children), unit or minor group and quarter with training records
-- key: scope, region_code, occupation_code, quarter
WITH level AS (
  SELECT scope, source_id, region_code, occupation_code, occupation_level, quarter, kind,
    coalesce(sum(people) FILTER (WHERE skill_level = -1), sum(people) FILTER (WHERE skill_level >= 0)) AS people,
    sum(people * skill_level) FILTER (WHERE skill_level >= 1) AS level_sum, sum(people) FILTER (WHERE skill_level >= 1) AS level_people
  FROM int_training WHERE occupation_level >= 3 GROUP BY ALL
),
class AS (
  SELECT scope, source_id, region_code, occupation_code, quarter, kind, people, level_sum, level_people, true AS is_own FROM level
  UNION ALL
  SELECT scope, source_id, region_code, left(occupation_code, 7), quarter, kind, sum(people), sum(level_sum), sum(level_people), false
  FROM level WHERE occupation_level = 4 GROUP BY ALL
),
place AS (
  SELECT *, true AS is_own_place FROM class
  UNION ALL
  SELECT c.scope, c.source_id, s.region_code, c.occupation_code, c.quarter, c.kind, sum(c.people), sum(c.level_sum), sum(c.level_people), c.is_own, false
  FROM class c JOIN int_scope s ON c.scope = s.scope WHERE c.region_code <> s.region_code
  GROUP BY c.scope, c.source_id, s.region_code, c.occupation_code, c.quarter, c.kind, c.is_own
),
-- A source's own row for a class or the root stands before the sum of parts.
chosen AS (
  SELECT * FROM place
  QUALIFY row_number() OVER (PARTITION BY scope, source_id, region_code, occupation_code, quarter, kind ORDER BY is_own DESC, is_own_place DESC) = 1
),
kinds AS (
  SELECT scope, region_code, occupation_code, quarter,
    coalesce(sum(people) FILTER (WHERE kind = 'certificate'), 0) AS certificates, coalesce(sum(people) FILTER (WHERE kind = 'training'), 0) AS trained,
    coalesce(sum(people) FILTER (WHERE kind = 'graduate'), 0) AS graduates, sum(level_sum) / sum(level_people) AS mean_level
  FROM chosen GROUP BY ALL
)
-- Who is trained takes the certificate afterwards: of the two the larger
-- counts, so that nobody counts twice. Apprentices are not yet qualified.
SELECT scope, region_code, occupation_code, quarter,
  (greatest(certificates, trained) + graduates)::DOUBLE AS supply, certificates::DOUBLE AS certificates, mean_level::DOUBLE AS mean_level
FROM kinds
