-- title: Surveyed wages in yuan a month
-- grain: one row per source, region, occupation, skill level, year and document
-- key: scope, source_id, region_code, occupation_code, skill_level, stat_year, source_document
-- A row whose unit does not say 元 or 万元 a 月 or 年 has no figures. Where one
-- document names an occupation twice under different job titles the rows are
-- averaged, which their own breakdown would allow nothing better for.
WITH rows AS (
	SELECT p.*, s.scope, s.is_simulated, s.source_id,
		CASE WHEN unit LIKE '%元/月%' AND unit NOT LIKE '%万元/月%' THEN 1.0
		     WHEN unit LIKE '%万元%年%' THEN 10000.0 / 12
		     WHEN unit LIKE '%元%年%' THEN 1.0 / 12
		     WHEN unit LIKE '%万元%月%' THEN 10000.0
		     WHEN unit LIKE '%元%月%' THEN 1.0 END AS factor
	FROM stg_wage p JOIN int_source s USING (source_no)
)
SELECT
	r.scope, r.is_simulated, r.source_id, m.region_code, coalesce(m.occupation_code, '') AS occupation_code, m.occupation_level,
	m.skill_level, r.stat_year::INTEGER AS stat_year,
	avg(r.p10 * factor) AS p10, avg(r.p25 * factor) AS p25, avg(r.p50 * factor) AS p50, avg(r.p75 * factor) AS p75, avg(r.p90 * factor) AS p90,
	sum(r.n_people)::BIGINT AS n_people, sum(r.n_firms)::BIGINT AS n_firms, r.source_document
FROM rows r
JOIN map_official m ON m.scope = r.scope AND m.region = r.region AND m.occupation = r.occupation AND m.occupation_code_text = r.occupation_code AND m.level_text = r.skill_level AND m.period = ''
WHERE m.problem IS NULL AND r.stat_year IS NOT NULL
GROUP BY ALL
