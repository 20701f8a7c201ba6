-- title: Pay ranges in the cells of the wage table, with employer weights
-- grain: one row per cell, employer and pay range
-- key: none
-- A range that an employer offers in one place alone stands once in each cell
-- of that place; only the others are summed.
WITH repeated AS (
  SELECT employer_id, lo, hi FROM int_wage_base GROUP BY employer_id, lo, hi HAVING count(*) > 1
),
range_of AS MATERIALIZED (
  SELECT b.*, r.employer_id IS NOT NULL AS is_repeated
  FROM int_wage_base b LEFT JOIN repeated r ON b.employer_id = r.employer_id AND b.lo = r.lo AND b.hi = r.hi
),
offer AS MATERIALIZED (
  SELECT t.cell, b.employer_id, b.lo, b.hi, b.n::INTEGER AS n, b.people::INTEGER AS people, b.n_wide::INTEGER AS n_wide
  FROM range_of b JOIN int_wage_target t ON b.place = t.place
  WHERE NOT b.is_repeated
  UNION ALL
  SELECT t.cell, b.employer_id, b.lo, b.hi, sum(b.n)::INTEGER, sum(b.people)::INTEGER, sum(b.n_wide)::INTEGER
  FROM range_of b JOIN int_wage_target t ON b.place = t.place
  WHERE b.is_repeated
  GROUP BY t.cell, b.employer_id, b.lo, b.hi
),
employer AS (
  SELECT cell, employer_id, 1 / sqrt(sum(n)) AS factor FROM offer GROUP BY cell, employer_id
)
-- weight = people · (ads of the employer in the cell)^-½
SELECT o.cell, o.employer_id, o.lo, o.hi, o.n, o.n_wide, o.people * e.factor AS weight
FROM offer o JOIN employer e ON o.cell = e.cell AND o.employer_id = e.employer_id
