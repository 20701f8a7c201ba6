-- title: Job seekers, and openings where the source counts them
-- grain: one row per source, region, occupation, skill level and quarter
-- key: scope, source_id, region_code, occupation_code, skill_level, quarter
SELECT
	s.scope, s.is_simulated, s.source_id, m.region_code, coalesce(m.occupation_code, '') AS occupation_code, m.occupation_level,
	m.skill_level, m.quarter, sum(p.seekers) AS seekers, sum(p.vacancies) AS vacancies
FROM stg_seeker p
JOIN int_source s USING (source_no)
JOIN map_official m ON m.scope = s.scope AND m.region = p.region AND m.occupation = p.occupation AND m.occupation_code_text = p.occupation_code AND m.level_text = p.skill_level AND m.period = p.period
WHERE m.problem IS NULL
GROUP BY ALL
