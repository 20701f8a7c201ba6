-- title: Ads by the numbers of what they are counted by
-- grain: one row per unique ad
-- key: none
-- Counts by month, region, occupation, chain and employer, and percentiles of
-- pay, group small numbers several times faster than codes; they are given here
-- once for all of them. area, class, unit and minor are 0 where nothing is
-- known, a chain key is below 0, of each scope another, and so is the employer, of
-- each ad another. Pay is to 10 yuan, since published figures are to 100; part-time,
-- day-paid and trainee pay are no monthly wages.
WITH employer AS (
  SELECT (row_number() OVER (ORDER BY employer_id))::INTEGER AS employer, employer_id FROM (SELECT DISTINCT employer_id FROM int_ad WHERE employer_id IS NOT NULL)
)
SELECT p.period, p.term, coalesce(r.area, 0)::SMALLINT AS area,
  coalesce(c.class, 0)::SMALLINT AS class, coalesce(c.unit, 0)::SMALLINT AS unit, coalesce(c.minor, 0)::SMALLINT AS minor,
  coalesce(a.chain_key, -p.room) AS chain_key, coalesce(e.employer, -a.ad_id - 1)::BIGINT AS employer,
  a.headcount, a.n_events, a.n_spells, a.in_score, a.occupation_p, a.experience >= 2 OR a.skill_level >= 1 AS is_skilled,
  a.skill_level::TINYINT AS skill_level, NOT a.is_parttime AND NOT a.is_intern AS is_monthly,
  (10 * round(a.pay_lo / 10))::INTEGER AS lo, (10 * round(a.pay_hi / 10))::INTEGER AS hi, a.is_pay_wide AS is_wide
FROM int_ad a
JOIN int_number_period p ON a.scope = p.scope AND a.month = p.month AND a.quarter = p.quarter
LEFT JOIN int_number_area r ON a.region_code = r.region_code
LEFT JOIN int_number_class c ON a.occupation_code = c.code
LEFT JOIN employer e ON a.employer_id = e.employer_id
