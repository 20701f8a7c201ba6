-- title: Unique ads
-- grain: one row per unique ad
-- key: ad_id
-- What an ad says is what its first row says; pay, if that row has none, is
-- what the first row with pay says.
-- Rows are in the order of their key, in which core_ad is published.
WITH
	later AS ( -- pay of ads whose first row has none; the occupation is that row's, too
		SELECT s.ad_id, r.pay_lo, r.pay_hi, r.pay_open, r.is_pay_wide, r.occupation_code
		FROM int_span s JOIN int_row r ON r.event_id = s.priced_event
		WHERE s.priced_event <> s.first_event
	),
	said AS (
		SELECT s.*, r.* EXCLUDE (event_id, closed_date, pay_lo, pay_hi, pay_open, is_pay_wide),
			CASE WHEN p.ad_id IS NULL THEN r.pay_lo ELSE p.pay_lo END AS low,
			CASE WHEN p.ad_id IS NULL THEN r.pay_hi ELSE p.pay_hi END AS high,
			CASE WHEN s.priced_event IS NULL THEN NULL WHEN p.ad_id IS NULL THEN r.pay_open ELSE p.pay_open END AS pay_open,
			CASE WHEN s.priced_event IS NULL THEN false WHEN p.ad_id IS NULL THEN r.is_pay_wide ELSE p.is_pay_wide END AS is_pay_wide,
			substr(CASE WHEN p.ad_id IS NULL THEN r.occupation_code ELSE p.occupation_code END, 1, 4) AS priced_occ2,
			coalesce(s.first_posted, s.first_day) AS first_date
		FROM int_span s JOIN int_row r ON r.event_id = s.first_event
		LEFT JOIN later p ON p.ad_id = s.ad_id
	)
SELECT
	s.ad_id, s.scope, s.is_simulated, s.source_id, s.n_sources, s.title_id,
	s.occupation_code, s.occupation_level, s.occupation_p,
	s.region_code, s.province_code, s.prefecture_code, s.county_code, s.industry_code, k.chain_key,
	s.employer_id, s.employer_key, s.is_agency, s.is_intern, s.is_parttime, least(s.headcount, z.most_people)::INTEGER AS headcount,
	s.education, s.experience, s.skill_level,
	CASE WHEN s.pay_open = 'lo' THEN s.high / coalesce(q.ratio, o.ratio) ELSE s.low END AS pay_lo,
	CASE WHEN s.pay_open = 'hi' THEN s.low * coalesce(q.ratio, o.ratio) ELSE s.high END AS pay_hi,
	s.is_pay_wide,
	s.first_date, s.last_date, strftime(s.first_date, '%Y-%m') AS month, year(s.first_date) || 'Q' || quarter(s.first_date) AS quarter,
	s.n_events, s.n_spells, s.n_spells > 1 AS is_reposted, s.spell_days,
	s.closed_date IS NULL AND s.last_date > z.last_seen - s.gap_days AS is_open, s.has_spells,
	NOT s.is_agency AND NOT s.is_intern AND s.occupation_code IS NOT NULL AS in_score
FROM said s
JOIN int_source_extent z ON z.source_no = s.source_no
LEFT JOIN int_chain_key k ON k.scope = s.scope AND k.chain_text = s.chain_text
LEFT JOIN int_pay_ratio q ON q.occ2 = s.priced_occ2
JOIN int_pay_ratio o ON o.occ2 = ''
ORDER BY s.ad_id
