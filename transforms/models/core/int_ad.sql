-- title: Unique ads
-- grain: one row per unique ad
-- key: ad_id
-- What an ad says is what its first row says; pay, if that row has none, is
-- what the first row with pay says.
WITH
	span AS (
		SELECT
			m.ad_id, min(m.event_id) FILTER (m.is_first) AS first_event, min(r.day) AS first_day, min(r.posted_date) AS first_posted,
			max(coalesce(r.closed_date, r.day)) AS last_date,
			count(DISTINCT r.source_no) AS n_sources,
			max(m.spell_no) + 1 AS n_spells,
			max(coalesce(r.closed_date, r.day)) FILTER (m.spell_no = 0) - min(r.day) FILTER (m.spell_no = 0) AS spell_days,
			max(r.closed_date) AS closed_date,
			min(r.event_id) FILTER (r.pay_lo IS NOT NULL OR r.pay_hi IS NOT NULL) AS priced_event
		FROM int_row r JOIN map_event m USING (event_id)
		GROUP BY m.ad_id
	),
	events AS (SELECT ad_id, count(*) AS n_events FROM int_event GROUP BY ad_id),
	source_end AS (SELECT source_no, max(day) AS last_seen FROM int_row GROUP BY source_no),
	cap AS ( -- no ad counts for more people than the 99th percentile of its source, but always up to 10
		SELECT source_no, greatest(10, quantile_disc(headcount, 0.99)) AS most FROM int_row GROUP BY source_no
	),
	range_ratio AS ( -- how much wider than its lower end a stated range is, by sub-major group
		SELECT substr(occupation_code, 1, 4) AS occ2, median(pay_hi / pay_lo) AS ratio
		FROM int_row WHERE pay_open IS NULL AND pay_lo > 0 AND pay_hi >= pay_lo
		GROUP BY 1
	),
	overall AS (SELECT coalesce(median(pay_hi / pay_lo), 1) AS ratio FROM int_row WHERE pay_open IS NULL AND pay_lo > 0 AND pay_hi >= pay_lo),
	priced AS (
		SELECT event_id, is_pay_wide, pay_open,
			CASE WHEN pay_open = 'lo' THEN pay_hi / coalesce(q.ratio, o.ratio) ELSE pay_lo END AS pay_lo,
			CASE WHEN pay_open = 'hi' THEN pay_lo * coalesce(q.ratio, o.ratio) ELSE pay_hi END AS pay_hi
		FROM int_row r LEFT JOIN range_ratio q ON q.occ2 = substr(r.occupation_code, 1, 4) CROSS JOIN overall o
		WHERE r.event_id IN (SELECT priced_event FROM span)
	)
SELECT
	s.ad_id, r.scope, r.is_simulated, r.source_id, s.n_sources::INTEGER AS n_sources, r.title_id,
	r.occupation_code, r.occupation_level, r.occupation_p,
	CASE WHEN r.occupation_level >= 1 THEN substr(r.occupation_code, 1, 1) END AS occ1,
	CASE WHEN r.occupation_level >= 2 THEN substr(r.occupation_code, 1, 4) END AS occ2,
	CASE WHEN r.occupation_level >= 3 THEN substr(r.occupation_code, 1, 7) END AS occ3,
	CASE WHEN r.occupation_level >= 4 THEN r.occupation_code END AS occ4,
	r.region_code, r.province_code, r.prefecture_code, r.county_code, r.industry_code, k.chain_key,
	r.employer_id, r.employer_key, r.is_agency, r.is_intern, r.is_parttime, least(r.headcount, c.most)::INTEGER AS headcount,
	r.education, r.experience, r.skill_level,
	p.pay_lo, p.pay_hi, CASE WHEN p.event_id IS NULL THEN coalesce(r.pay_reason, 'none') END AS pay_reason,
	coalesce(p.is_pay_wide, false) AS is_pay_wide, p.pay_open,
	coalesce(s.first_posted, s.first_day) AS first_date, s.last_date,
	strftime(coalesce(s.first_posted, s.first_day), '%Y-%m') AS month,
	year(coalesce(s.first_posted, s.first_day)) || 'Q' || quarter(coalesce(s.first_posted, s.first_day)) AS quarter,
	e.n_events::INTEGER AS n_events, s.n_spells::INTEGER AS n_spells, s.n_spells > 1 AS is_reposted,
	s.spell_days::INTEGER AS spell_days,
	s.closed_date IS NULL AND s.last_date > z.last_seen - r.gap_days AS is_open, r.has_spells,
	NOT r.is_agency AND NOT r.is_intern AND r.occupation_code IS NOT NULL AS in_score
FROM span s
JOIN events e USING (ad_id)
JOIN int_row r ON r.event_id = s.first_event
JOIN source_end z ON z.source_no = r.source_no
JOIN cap c ON c.source_no = r.source_no
LEFT JOIN int_chain_key k ON k.scope = r.scope AND k.chain_text = r.chain_text
LEFT JOIN priced p ON p.event_id = s.priced_event
