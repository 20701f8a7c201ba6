-- title: Posting rows that are read for the first time, with what their texts mean
-- grain: one row per accepted row of a delivery that is not coded yet
-- key: event_id
SELECT
	p.event_id, coalesce(g.in_scope, false) AS in_scope,
	CASE WHEN p.posting_id = '' THEN 0 ELSE (md5_number_lower(s.source_id || chr(31) || p.posting_id) >> 1)::BIGINT END AS posting_key,
	coalesce(p.seen_date, p.posted_date) AS day, p.posted_date, p.closed_date,
	t.title_id, t.occupation_code, t.occupation_level, t.occupation_p, t.industry_code, t.chain_text, t.skill_level,
	g.region_code, g.province_code, g.prefecture_code, g.county_code, coalesce(g.city_id, 0) AS city_id,
	e.employer_id, e.employer_key, coalesce(e.is_agency, false) AS is_agency,
	coalesce(t.is_intern OR a.is_intern, false) AS is_intern,
	coalesce(t.is_parttime OR a.is_parttime OR y.is_parttime, false) AS is_parttime,
	coalesce(a.headcount, 1) AS headcount, a.education, a.experience,
	y.pay_lo, y.pay_hi, y.pay_reason, coalesce(y.is_wide, false) AS is_pay_wide, y.pay_open
FROM stg_posting p
JOIN int_source s USING (source_no)
JOIN map_title t ON t.scope = s.scope AND t.title = p.title AND t.industry = p.industry AND t.level_text = p.skill_level
LEFT JOIN map_place g ON g.scope = s.scope AND g.place = p.place
LEFT JOIN map_employer e ON e.employer = p.employer
LEFT JOIN map_asked a ON a.education_text = p.education AND a.experience_text = p.experience AND a.headcount_text = p.headcount AND a.job_type = p.job_type
LEFT JOIN map_pay y ON y.scope = s.scope AND y.pay = p.pay AND y.pay_min = p.pay_min AND y.pay_max = p.pay_max AND y.pay_unit = p.pay_unit AND y.pay_months = p.pay_months
