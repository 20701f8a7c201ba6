-- title: People trained, graduated or certified
-- grain: one row per source, region, occupation, skill level, quarter and kind
-- key: scope, source_id, region_code, occupation_code, skill_level, quarter, kind
SELECT
	s.scope, s.is_simulated, s.source_id, r.region_code, coalesce(r.occupation_code, '') AS occupation_code, r.occupation_level,
	r.skill_level, r.quarter, r.training_kind AS kind, sum(r.people) AS people
FROM int_official r
JOIN int_source s USING (source_no)
WHERE s.kind = 'training' AND r.problem IS NULL AND r.people IS NOT NULL
GROUP BY ALL
ORDER BY ALL
