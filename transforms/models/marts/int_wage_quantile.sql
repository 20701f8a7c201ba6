-- title: Percentiles of pay, and the CV of the median
-- grain: one row per cell that passes the gates of numbers
-- key: cell
WITH
-- The quantile at p is where the curve first reaches p of the weight: at_x up
-- to a breakpoint with its mass, right_of up to the next one. Right of that
-- place the expression only grows, so the minimum finds it. What is short of p
-- by less than a part in 10^12 has reached it, see int_wage_bound.
curve AS (
  SELECT c.cell, c.is_trimmed, c.x, c.mass, c.below, c.slope, t.total, (c.below + c.mass) * (1 + 1e-12) AS at_x, (c.below + c.mass + c.area) * (1 + 1e-12) AS right_of
  FROM int_wage_curve c JOIN (SELECT cell, is_trimmed, sum(mass + area) AS total FROM int_wage_curve GROUP BY ALL) t ON c.cell = t.cell AND c.is_trimmed = t.is_trimmed
),
wide AS MATERIALIZED (
  SELECT cell, is_trimmed, any_value(total) AS total,
    min(CASE WHEN 0.10 * total <= right_of THEN CASE WHEN 0.10 * total <= at_x THEN x ELSE x + (0.10 * total - below - mass) / nullif(slope, 0) END END) AS q10,
    min(CASE WHEN 0.25 * total <= right_of THEN CASE WHEN 0.25 * total <= at_x THEN x ELSE x + (0.25 * total - below - mass) / nullif(slope, 0) END END) AS q25,
    min(CASE WHEN 0.50 * total <= right_of THEN CASE WHEN 0.50 * total <= at_x THEN x ELSE x + (0.50 * total - below - mass) / nullif(slope, 0) END END) AS q50,
    min(CASE WHEN 0.75 * total <= right_of THEN CASE WHEN 0.75 * total <= at_x THEN x ELSE x + (0.75 * total - below - mass) / nullif(slope, 0) END END) AS q75,
    min(CASE WHEN 0.90 * total <= right_of THEN CASE WHEN 0.90 * total <= at_x THEN x ELSE x + (0.90 * total - below - mass) / nullif(slope, 0) END END) AS q90
  FROM curve GROUP BY ALL
),
mix AS (SELECT * FROM wide WHERE NOT is_trimmed),
-- Standard error of F at the median under resampling of employers: the limit
-- of the employer bootstrap. An employer moves it by the weight that he has
-- below the median less half his weight: the squares of this for those with one
-- ad in the cell, range by range, then for the others.
moved AS (
  SELECT m.cell, sum(r.squares * (CASE WHEN r.hi > r.lo THEN greatest(0, least(1, (m.q50 - r.lo) / (r.hi - r.lo))) WHEN r.lo < m.q50 THEN 1 WHEN r.lo = m.q50 THEN 0.5 ELSE 0 END - 0.5) ** 2) AS squares
  FROM int_wage_range r JOIN mix m ON r.cell = m.cell
  GROUP BY m.cell
  UNION ALL
  SELECT cell, sum(below ** 2)
  FROM (
    SELECT m.cell, o.employer_id,
      sum(o.weight * (CASE WHEN o.hi > o.lo THEN greatest(0, least(1, (m.q50 - o.lo) / (o.hi - o.lo))) WHEN o.lo < m.q50 THEN 1 WHEN o.lo = m.q50 THEN 0.5 ELSE 0 END - 0.5)) AS below
    FROM int_wage_offer o JOIN mix m ON o.cell = m.cell
    WHERE NOT o.is_alone
    GROUP BY m.cell, o.employer_id
  )
  GROUP BY cell
),
error AS (
  SELECT m.cell, least(0.49, sqrt(any_value(g.n_clusters / (g.n_clusters - 1)) * sum(m.squares)) / any_value(x.total)) AS se
  FROM moved m JOIN int_wage_gate g ON m.cell = g.cell JOIN mix x ON m.cell = x.cell
  GROUP BY m.cell
),
-- From the error of F to the error of the median along the curve itself.
woodruff AS (
  SELECT c.cell,
    min(CASE WHEN (0.5 - e.se) * total <= right_of THEN CASE WHEN (0.5 - e.se) * total <= at_x THEN x ELSE x + ((0.5 - e.se) * total - below - mass) / nullif(slope, 0) END END) AS low,
    min(CASE WHEN (0.5 + e.se) * total <= right_of THEN CASE WHEN (0.5 + e.se) * total <= at_x THEN x ELSE x + ((0.5 + e.se) * total - below - mass) / nullif(slope, 0) END END) AS high
  FROM curve c JOIN error e ON c.cell = e.cell
  WHERE NOT c.is_trimmed GROUP BY ALL
)
SELECT m.cell,
  coalesce(t.q10, m.q10) AS p10, m.q25 AS p25, m.q50 AS p50, m.q75 AS p75, coalesce(t.q90, m.q90) AS p90,
  b.* EXCLUDE (cell), (w.high - w.low) / (2 * m.q50) AS cv
FROM mix m
JOIN int_wage_bound b ON m.cell = b.cell
JOIN woodruff w ON m.cell = w.cell
LEFT JOIN (FROM wide WHERE is_trimmed) t ON m.cell = t.cell
