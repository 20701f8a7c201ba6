-- title: Cells of the wage table with the reasons why they may not be published
-- grain: one row per region, occupation, skill level and quarter with priced ads
-- key: scope, quarter, region_code, occupation_code, skill_level
WITH term AS (
  SELECT DISTINCT n.term, n.scope, n.quarter, s.region_code AS root FROM int_number_period n JOIN int_scope s ON n.scope = s.scope
),
cell AS (SELECT DISTINCT cell, term, area, class, skill_level FROM int_wage_target)
SELECT q.scope, q.quarter, coalesce(r.region_code, q.root) AS region_code, coalesce(o.code, '') AS occupation_code, c.skill_level, f.*,
  concat_ws('|',
    CASE WHEN f.n_ads < getvariable('wage_min_ads') THEN 'N_ADS' END,
    CASE WHEN f.n_employers < getvariable('wage_min_employers') THEN 'N_EMP' END,
    CASE WHEN f.top_share > getvariable('wage_max_top_share') THEN 'DOMINANT' END,
    CASE WHEN f.cv > getvariable('wage_max_cv') THEN 'CV' END) AS reasons
FROM int_wage_figure f
JOIN cell c ON f.cell = c.cell
JOIN term q ON c.term = q.term
LEFT JOIN int_number_area r ON c.area = r.area
LEFT JOIN int_number_class o ON c.class = o.class
