-- title: Priced ads with their places in the wage table
-- grain: one row per priced ad
-- key: none
-- employer numbers employers from 0 in the order of their ids, -1 stands for
-- those not known: small numbers are what makes the sums over cells fast. Ends
-- are taken to 10 yuan, since published figures are to 100. Part-time,
-- day-paid and trainee pay are no monthly wages.
WITH employer AS (
  SELECT employer_id, (row_number() OVER (ORDER BY employer_id) - 1)::INTEGER AS employer
  FROM (SELECT DISTINCT employer_id FROM int_ad WHERE employer_id IS NOT NULL)
)
SELECT p.place, coalesce(e.employer, -1) AS employer,
  (10 * round(a.pay_lo / 10))::INTEGER AS lo, (10 * round(a.pay_hi / 10))::INTEGER AS hi,
  least(a.headcount, getvariable('wage_headcount_cap'))::INTEGER AS people, a.is_pay_wide AS is_wide
FROM int_ad a JOIN int_wage_place p ON a.scope = p.scope AND a.quarter = p.quarter AND a.skill_level = p.skill_level
  AND a.region_code IS NOT DISTINCT FROM p.child AND a.occ1 IS NOT DISTINCT FROM p.occ1 AND a.occ2 IS NOT DISTINCT FROM p.occ2
  AND a.occ3 IS NOT DISTINCT FROM p.occ3 AND a.occ4 IS NOT DISTINCT FROM p.occ4
LEFT JOIN employer e ON a.employer_id = e.employer_id
WHERE a.pay_lo IS NOT NULL AND a.pay_hi IS NOT NULL AND NOT a.is_parttime AND NOT a.is_intern
