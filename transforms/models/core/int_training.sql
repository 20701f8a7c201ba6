-- title: People trained, graduated or certified
-- grain: one row per source, region, occupation, skill level, quarter and kind
-- key: scope, source_id, region_code, occupation_code, skill_level, quarter, kind
SELECT
	s.scope, s.is_simulated, s.source_id, m.region_code, coalesce(m.occupation_code, '') AS occupation_code, m.occupation_level,
	m.skill_level, m.quarter,
	CASE WHEN p.kind LIKE '%证%' OR p.kind LIKE '%评价%' OR p.kind LIKE '%鉴定%' THEN 'certificate'
	     WHEN p.kind LIKE '%毕业%' THEN 'graduate'
	     WHEN p.kind LIKE '%学徒%' THEN 'apprentice'
	     ELSE 'training' END AS kind,
	sum(p.people) AS people
FROM stg_training p
JOIN int_source s USING (source_no)
JOIN map_official m ON m.scope = s.scope AND m.region = p.region AND m.occupation = p.occupation AND m.occupation_code_text = p.occupation_code AND m.level_text = p.skill_level AND m.period = p.period
WHERE m.problem IS NULL AND p.people IS NOT NULL
GROUP BY ALL
