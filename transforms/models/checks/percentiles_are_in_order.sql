-- title: Percentiles rise, and lie within their bounds
-- zh: 分位值依次递增，并在上下界之内
-- grain: cell
-- key: none
SELECT scope, region_code, occupation_code, skill_level, quarter, p10, p25, p50, p75, p90, p50_min, p50_max
FROM out_wage_posted
WHERE p10 > p25 OR p25 > p50 OR p50 > p75 OR p75 > p90
	OR p50 < p50_min - getvariable('wage_round') OR p50 > p50_max + getvariable('wage_round')
