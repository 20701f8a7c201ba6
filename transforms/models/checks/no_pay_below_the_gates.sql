-- title: No posted pay is published below its gates
-- zh: 未达门槛的招聘薪酬一律不发布
-- grain: cell
-- key: none
SELECT scope, region_code, occupation_code, skill_level, quarter, n_ads, n_employers, top_share, cv
FROM out_wage_posted
WHERE (coalesce(p25, p50, p75, p25_min, p50_min, p75_min) IS NOT NULL AND (n_ads < getvariable('wage_min_ads') OR n_employers < getvariable('wage_min_employers') OR top_share > getvariable('wage_max_top_share') OR cv > getvariable('wage_max_cv')))
	OR (coalesce(p10, p90, p10_min, p90_min) IS NOT NULL AND (n_ads < getvariable('wage_tail_ads') OR n_employers < getvariable('wage_tail_employers')))
