-- title: Priced ads with their places in the wage table
-- grain: one row per priced ad
-- key: none
-- employer counts from 0, -1 stands for those not known.
SELECT p.place, (greatest(a.employer, 0) - 1)::INTEGER AS employer, a.lo, a.hi,
  least(a.headcount, getvariable('wage_headcount_cap'))::INTEGER AS people, a.is_wide
FROM int_number_ad a JOIN int_wage_place p USING (term, area, class, skill_level)
WHERE a.lo IS NOT NULL AND a.hi IS NOT NULL AND a.is_monthly
