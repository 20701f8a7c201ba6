-- title: Ads by the numbers of what they are counted by
-- grain: one row per unique ad
-- key: none
-- Counts by month, region, occupation, chain and employer group small numbers
-- several times faster than codes; they are given here once for all of them.
-- area, unit and minor are 0 where nothing is known, chain_key is -1. An
-- employer who is not known has a number of its own below 0.
WITH employer AS (
  SELECT (row_number() OVER (ORDER BY employer_id))::INTEGER AS employer, employer_id FROM (SELECT DISTINCT employer_id FROM int_ad WHERE employer_id IS NOT NULL)
)
SELECT p.period, p.term, coalesce(r.area, 0)::SMALLINT AS area, coalesce(u.class, 0)::SMALLINT AS unit, coalesce(m.class, 0)::SMALLINT AS minor,
  coalesce(a.chain_key, -1) AS chain_key, coalesce(e.employer, -a.ad_id - 1)::BIGINT AS employer,
  a.headcount, a.n_events, a.n_spells, a.in_score, a.occupation_p, a.experience >= 2 OR a.skill_level >= 1 AS is_skilled
FROM int_ad a
JOIN int_number_period p ON a.scope = p.scope AND a.month = p.month AND a.quarter = p.quarter
LEFT JOIN int_number_area r ON a.region_code = r.region_code
LEFT JOIN int_number_class u ON a.occ4 = u.code
LEFT JOIN int_number_class m ON a.occ3 = m.code
LEFT JOIN employer e ON a.employer_id = e.employer_id
