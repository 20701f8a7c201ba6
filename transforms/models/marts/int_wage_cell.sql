-- title: Cells of the wage table with the reasons why they may not be published
-- grain: one row per region, occupation, skill level and quarter with priced ads
-- key: scope, quarter, region_code, occupation_code, skill_level
SELECT t.scope, t.quarter, t.region_code, t.occupation_code, t.skill_level, f.*,
  concat_ws('|',
    CASE WHEN f.n_ads < getvariable('wage_min_ads') THEN 'N_ADS' END,
    CASE WHEN f.n_employers < getvariable('wage_min_employers') THEN 'N_EMP' END,
    CASE WHEN f.top_share > getvariable('wage_max_top_share') THEN 'DOMINANT' END,
    CASE WHEN f.cv > getvariable('wage_max_cv') THEN 'CV' END) AS reasons
FROM int_wage_figure f
JOIN (SELECT DISTINCT cell, scope, quarter, region_code, occupation_code, skill_level FROM int_wage_target) t ON f.cell = t.cell
