-- title: Job seekers, and openings where the source counts them
-- grain: one row per source, region, occupation, skill level and quarter
-- key: scope, source_id, region_code, occupation_code, skill_level, quarter
SELECT
	s.scope, s.is_simulated, s.source_id, r.region_code, coalesce(r.occupation_code, '') AS occupation_code, r.occupation_level,
	r.skill_level, r.quarter, sum(r.seekers) AS seekers, sum(r.vacancies) AS vacancies
FROM int_official r
JOIN int_source s USING (source_no)
WHERE s.kind = 'seeker' AND r.problem IS NULL
GROUP BY ALL
ORDER BY ALL
