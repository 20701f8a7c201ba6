-- title: People trained, graduated or certified, as published
-- grain: one row per source, region, occupation, skill level, quarter and kind
-- key: scope, source_id, region_code, occupation_code, skill_level, quarter, kind
-- as: view
SELECT is_simulated, scope, source_id, region_code, occupation_code, occupation_level, skill_level, quarter, kind, people::BIGINT AS n_people
FROM int_training
