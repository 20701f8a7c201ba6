-- title: Priced ads, alike ones together
-- grain: one row per place, employer and pay range
-- key: place, employer_id, lo, hi
-- Ends are taken to 10 yuan: published figures are to 100, and sums of alike
-- rows are what makes this fast. Part-time, day-paid and trainee pay are no
-- monthly wages.
SELECT p.place, coalesce(a.employer_id, -1) AS employer_id,
  10 * round(a.pay_lo / 10) AS lo, 10 * round(a.pay_hi / 10) AS hi, count(*) AS n,
  sum(least(a.headcount, getvariable('wage_headcount_cap')))::BIGINT AS people,
  count(*) FILTER (WHERE a.is_pay_wide) AS n_wide
FROM int_ad a JOIN int_wage_place p ON a.scope = p.scope AND a.quarter = p.quarter AND a.skill_level = p.skill_level
  AND a.region_code IS NOT DISTINCT FROM p.child AND a.occ1 IS NOT DISTINCT FROM p.occ1 AND a.occ2 IS NOT DISTINCT FROM p.occ2
  AND a.occ3 IS NOT DISTINCT FROM p.occ3 AND a.occ4 IS NOT DISTINCT FROM p.occ4
WHERE a.pay_lo IS NOT NULL AND a.pay_hi IS NOT NULL AND NOT a.is_parttime AND NOT a.is_intern
GROUP BY p.place, a.employer_id, lo, hi
