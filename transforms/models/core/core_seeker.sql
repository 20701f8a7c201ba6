-- title: Job seekers as published
-- grain: one row per source, region, occupation, skill level and quarter
-- key: scope, source_id, region_code, occupation_code, skill_level, quarter
-- as: view
SELECT is_simulated, scope, source_id, region_code, occupation_code, occupation_level, skill_level, quarter, seekers, vacancies
FROM int_seeker
