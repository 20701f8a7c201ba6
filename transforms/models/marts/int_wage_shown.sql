-- title: Priced ads at the level of the published cells, in numbers
-- grain: one row per priced ad and view (regions and levels)
-- key: none
-- number counts employers anew in each room: in the view of regions a quarter,
-- in that of levels a cell, so that rows join neither with core_ad nor with the
-- other view; NULL where the employer is not known. Rooms of quarters are even.
-- pay_id numbers the rows in an order that tells nothing of them but their pay.
WITH open_cell AS (
  SELECT g.cell, s.region_code AS root, g.region_code, g.occupation_code, g.skill_level, dense_rank() OVER (ORDER BY g.scope, g.quarter) AS period
  FROM int_wage_cell g
  JOIN out_wage_posted o ON g.scope = o.scope AND g.quarter = o.quarter AND g.region_code = o.region_code AND g.occupation_code = o.occupation_code AND g.skill_level = o.skill_level
  JOIN int_scope s ON g.scope = s.scope
  WHERE o.conf_status = 'F'
),
-- Regions: the child region where its unit group is published, else the root
-- and the deepest class that is published there. Levels: unit groups of the
-- root.
shown AS (
  SELECT t.place, arg_max(t.cell, CASE WHEN c.region_code = c.root THEN length(c.occupation_code) ELSE 100 END) AS cell, 2 * any_value(c.period) AS room
  FROM int_wage_target t JOIN open_cell c ON t.cell = c.cell
  WHERE c.skill_level = -1 GROUP BY t.place
  UNION ALL
  SELECT t.place, t.cell, 2 * t.cell + 1 FROM int_wage_target t JOIN open_cell c ON t.cell = c.cell WHERE c.skill_level >= 0
),
-- Room and employer in one number, and so are the ends by which rows are
-- sorted: to group and to sort by few numbers costs half.
ad AS MATERIALIZED (
  SELECT s.cell, CASE WHEN a.employer >= 0 THEN s.room << 32 | a.employer END AS employer, a.people, a.lo, a.hi
  FROM int_wage_ad a JOIN shown s ON a.place = s.place
),
numbered AS (
  SELECT employer, (row_number() OVER (PARTITION BY employer >> 32 ORDER BY employer))::INTEGER AS number
  FROM (SELECT DISTINCT employer FROM ad WHERE employer IS NOT NULL)
)
SELECT row_number() OVER (ORDER BY a.cell::BIGINT << 32 | a.lo::BIGINT, a.hi::BIGINT << 32 | a.people, n.number) AS pay_id,
  a.cell, n.number, a.people, a.lo, a.hi
FROM ad a LEFT JOIN numbered n ON a.employer = n.employer
