-- title: Unique ads as published: no employer names, no pay, no text
-- grain: one row per unique ad
-- key: ad_id
-- as: view
SELECT
	is_simulated, scope, ad_id, source_id, n_sources, occupation_code, occupation_level, occupation_p,
	region_code, province_code, prefecture_code, county_code, industry_code, chain_key, employer_key,
	skill_level, education, experience, headcount AS ad_headcount, first_date, last_date, month, quarter,
	n_events, n_spells, is_agency, is_intern, is_parttime, in_score
FROM int_ad
