-- title: Surveyed wages in yuan a month
-- grain: one row per source, region, occupation, skill level, year and document
-- key: scope, source_id, region_code, occupation_code, skill_level, stat_year, source_document
-- Where one document names an occupation twice under different job titles the
-- rows are averaged, which their own breakdown would allow nothing better for.
SELECT
	s.scope, s.is_simulated, s.source_id, r.region_code, coalesce(r.occupation_code, '') AS occupation_code, r.occupation_level,
	r.skill_level, r.stat_year,
	avg(r.p10) AS p10, avg(r.p25) AS p25, avg(r.p50) AS p50, avg(r.p75) AS p75, avg(r.p90) AS p90,
	sum(r.n_people)::BIGINT AS n_people, sum(r.n_firms)::BIGINT AS n_firms, r.source_document
FROM int_official r
JOIN int_source s USING (source_no)
WHERE s.kind = 'wage' AND r.problem IS NULL AND r.stat_year IS NOT NULL
GROUP BY ALL
