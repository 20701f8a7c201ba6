-- title: Priced ads, alike ones together
-- grain: one row per quarter, region, occupation, level, employer and pay range
-- key: none
SELECT scope, quarter, region_code AS child, occ1, occ2, occ3, occ4, skill_level, coalesce(employer_id, -1) AS employer_id,
  pay_lo AS lo, pay_hi AS hi, count(*) AS n,
  sum(least(headcount, getvariable('wage_headcount_cap')))::BIGINT AS people,
  count(*) FILTER (WHERE is_pay_wide) AS n_wide
FROM int_ad
-- Part-time, day-paid and trainee pay are no monthly wages.
WHERE pay_lo IS NOT NULL AND pay_hi IS NOT NULL AND NOT is_parttime AND NOT is_intern
GROUP BY ALL
