-- title: Priced ads, alike ones together
-- grain: one row per place, employer and pay range
-- key: place, employer_id, lo, hi
-- employer_id is the number that int_wage_ad gives, -1 where it is not known.
SELECT place, employer AS employer_id, lo, hi, count(*)::INTEGER AS n, sum(people)::INTEGER AS people, (count(*) FILTER (WHERE is_wide))::INTEGER AS n_wide
FROM int_wage_ad
GROUP BY place, employer, lo, hi
