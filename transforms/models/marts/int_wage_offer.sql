-- title: Pay ranges in the cells of the wage table, with employer weights
-- grain: one row per cell, employer and pay range
-- key: none
WITH offer AS (
  SELECT t.cell, b.employer_id, b.lo, b.hi, sum(b.n)::BIGINT AS n, sum(b.people)::BIGINT AS people, sum(b.n_wide)::BIGINT AS n_wide
  FROM int_wage_base b JOIN int_wage_target t ON b.place = t.place
  GROUP BY t.cell, b.employer_id, b.lo, b.hi
),
employer AS (
  SELECT cell, employer_id, 1 / sqrt(sum(n)) AS factor FROM offer GROUP BY cell, employer_id
)
-- weight = people · (ads of the employer in the cell)^-½
SELECT o.cell, o.employer_id, o.lo, o.hi, o.n, o.n_wide, o.people * e.factor AS weight
FROM offer o JOIN employer e ON o.cell = e.cell AND o.employer_id = e.employer_id
