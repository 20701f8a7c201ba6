-- title: Priced ads at the level of the published cells
-- grain: one row per priced ad and view (regions: skill_level -1; levels: skill_level 0 to 8)
-- key: pay_id
-- as: view
SELECT s.is_simulated, s.scope, n.pay_id, g.region_code, g.occupation_code, g.skill_level, g.quarter,
  n.number AS employer_no, n.people AS ad_weight, n.lo AS pay_lo, n.hi AS pay_hi
FROM int_wage_shown n JOIN int_wage_cell g ON n.cell = g.cell JOIN int_scope s ON g.scope = s.scope
