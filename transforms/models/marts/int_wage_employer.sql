-- title: Employers in the cells of the wage table
-- grain: one row per cell and employer
-- key: none
-- employer_id is the number that int_wage_ad gives; those not known are one, -1.
SELECT t.cell, a.employer AS employer_id, count(*)::INTEGER AS n, sum(a.people)::INTEGER AS people, (count(*) FILTER (WHERE a.is_wide))::INTEGER AS n_wide
FROM int_wage_ad a JOIN int_wage_target t ON a.place = t.place
GROUP BY t.cell, a.employer
