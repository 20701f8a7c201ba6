-- title: Priced ads in the cells that pass the gates of numbers, with their weights
-- grain: one row per cell and priced ad
-- key: none
-- weight = people · (ads of the employer in the cell)^-½; is_alone: the employer
-- has no other ad in the cell.
SELECT t.cell, a.employer AS employer_id, a.lo, a.hi, coalesce(a.people * e.factor, a.people) AS weight, e.factor IS NULL AS is_alone
FROM int_wage_ad a
JOIN (SELECT place, cell FROM int_wage_target SEMI JOIN (SELECT cell FROM int_wage_gate WHERE passes) USING (cell)) t ON a.place = t.place
LEFT JOIN (SELECT cell, employer_id, 1 / sqrt(n) AS factor FROM int_wage_employer WHERE n > 1) e ON t.cell = e.cell AND a.employer = e.employer_id
