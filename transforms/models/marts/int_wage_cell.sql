-- title: Cells of the wage table with the reasons why they may not be published
-- grain: one row per region, occupation, skill level and quarter with priced ads
-- key: scope, quarter, region_code, occupation_code, skill_level
SELECT g.*, q.* EXCLUDE (cell),
  concat_ws('|',
    CASE WHEN g.n_ads < getvariable('wage_min_ads') THEN 'N_ADS' END,
    CASE WHEN g.n_employers < getvariable('wage_min_employers') THEN 'N_EMP' END,
    CASE WHEN g.top_share > getvariable('wage_max_top_share') THEN 'DOMINANT' END,
    CASE WHEN q.cv > getvariable('wage_max_cv') THEN 'CV' END) AS reasons
FROM int_wage_gate g
LEFT JOIN int_wage_quantile q USING (cell)
