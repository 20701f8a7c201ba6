-- title: Cells of the wage table that a place counts in
-- grain: one row per place and cell
-- key: place, cell
-- Numbers are those of int_number_ad; area 0 is the root, class 0 all
-- occupations, skill_level -1 all levels. Root: every class of the occupation
-- tree and all occupations together; children: unit groups; root by skill level:
-- unit groups.
WITH place AS (
  SELECT p.place, p.term, p.area, p.skill_level, c.major, nullif(c.sub_major, 0) AS sub_major, nullif(c.minor, 0) AS minor, nullif(c.unit, 0) AS unit
  FROM int_wage_place p LEFT JOIN int_number_class c ON p.class = c.class
),
target AS (
  SELECT place, term, 0::SMALLINT AS area, unnest([0::SMALLINT, major, sub_major, minor, unit]) AS class, -1 AS skill_level FROM place
  UNION ALL
  SELECT place, term, area, unit, -1 FROM place WHERE area > 0
  UNION ALL
  SELECT place, term, 0, unit, skill_level FROM place
)
SELECT place, term, area, class, skill_level, (dense_rank() OVER (ORDER BY term, area, class, skill_level))::INTEGER AS cell
FROM target WHERE class IS NOT NULL
