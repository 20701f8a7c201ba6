-- title: Priced ads at the level of the published cells
-- grain: one row per priced ad and view (regions: skill_level -1; levels: skill_level 0 to 8)
-- key: pay_id
WITH open_cell AS (
  SELECT g.cell, g.scope, s.is_simulated, s.region_code AS root, g.quarter, g.region_code, g.occupation_code, g.skill_level,
    dense_rank() OVER (ORDER BY g.scope, g.quarter) AS period
  FROM int_wage_gate g
  JOIN out_wage_posted o ON g.scope = o.scope AND g.quarter = o.quarter AND g.region_code = o.region_code AND g.occupation_code = o.occupation_code AND g.skill_level = o.skill_level
  JOIN int_scope s ON g.scope = s.scope
  WHERE o.conf_status = 'F'
),
-- Regions: the child region where its unit group is published, else the root
-- and the deepest class that is published there. Levels: unit groups of the
-- root. Employers are numbered anew in each quarter, and in each cell of the
-- levels, so that rows join neither with core_ad nor with the other view:
-- within says where.
shown AS (
  SELECT t.place, arg_max(t.cell, CASE WHEN c.region_code = c.root THEN length(c.occupation_code) ELSE 100 END) AS cell, -any_value(c.period) AS within
  FROM int_wage_target t JOIN open_cell c ON t.cell = c.cell
  WHERE c.skill_level = -1 GROUP BY t.place
  UNION ALL
  SELECT t.place, t.cell, t.cell FROM int_wage_target t JOIN open_cell c ON t.cell = c.cell WHERE c.skill_level >= 0
),
ad AS (
  SELECT s.cell, a.people, a.lo, a.hi, s.within,
    CASE WHEN a.employer >= 0 THEN dense_rank() OVER (PARTITION BY s.within ORDER BY nullif(a.employer, -1)) END AS number
  FROM int_wage_ad a JOIN shown s ON a.place = s.place
),
numbered AS (
  SELECT cell, people, lo, hi, CASE WHEN within < 0 THEN 'R' ELSE 'L' END || number AS employer_key,
    row_number() OVER (ORDER BY cell, lo, hi, people, number::VARCHAR) AS pay_id
  FROM ad
)
SELECT c.is_simulated, c.scope, n.pay_id, c.region_code, c.occupation_code, c.skill_level, c.quarter,
  n.employer_key, n.people AS ad_weight, n.lo AS pay_lo, n.hi AS pay_hi,
  getvariable('release_id') AS release_id
FROM numbered n JOIN open_cell c ON n.cell = c.cell
