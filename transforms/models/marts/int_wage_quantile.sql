-- title: Percentiles of pay, and the CV of the median
-- grain: one row per cell that passes the gates of numbers
-- key: cell
WITH
-- The quantile at p is where the curve first reaches p of the weight: at_x up
-- to a breakpoint with its mass, right_of up to the next one. Right of that
-- place the expression only grows, so the minimum finds it. What is short of p
-- by less than a part in 10^12 has reached it: sums of weights are no more
-- exact than that, and the last digit must not choose the next amount.
curve AS (
  SELECT cell, kind, x, mass, below, slope, total, (below + mass) * (1 + 1e-12) AS at_x, (below + mass + area) * (1 + 1e-12) AS right_of
  FROM int_wage_curve
),
wide AS MATERIALIZED (
  SELECT cell, kind, any_value(total) AS total,
    min(CASE WHEN 0.10 * total <= right_of THEN CASE WHEN 0.10 * total <= at_x THEN x ELSE x + (0.10 * total - below - mass) / nullif(slope, 0) END END) AS q10,
    min(CASE WHEN 0.25 * total <= right_of THEN CASE WHEN 0.25 * total <= at_x THEN x ELSE x + (0.25 * total - below - mass) / nullif(slope, 0) END END) AS q25,
    min(CASE WHEN 0.50 * total <= right_of THEN CASE WHEN 0.50 * total <= at_x THEN x ELSE x + (0.50 * total - below - mass) / nullif(slope, 0) END END) AS q50,
    min(CASE WHEN 0.75 * total <= right_of THEN CASE WHEN 0.75 * total <= at_x THEN x ELSE x + (0.75 * total - below - mass) / nullif(slope, 0) END END) AS q75,
    min(CASE WHEN 0.90 * total <= right_of THEN CASE WHEN 0.90 * total <= at_x THEN x ELSE x + (0.90 * total - below - mass) / nullif(slope, 0) END END) AS q90
  FROM curve GROUP BY ALL
),
mix AS (SELECT * FROM wide WHERE kind = 'mix'),
-- Standard error of F at the median under resampling of employers: the limit
-- of the employer bootstrap. a = weight of the employer below the median.
employer AS (
  SELECT m.cell, o.employer_id,
    sum(o.weight) AS w,
    sum(o.weight * CASE WHEN o.hi > o.lo THEN greatest(0, least(1, (m.q50 - o.lo) / (o.hi - o.lo)))
      WHEN o.lo < m.q50 THEN 1 WHEN o.lo = m.q50 THEN 0.5 ELSE 0 END) AS a
  FROM int_wage_offer o JOIN mix m ON o.cell = m.cell
  GROUP BY m.cell, o.employer_id
),
error AS (
  SELECT cell,
    least(0.49, sqrt(count(*) / (count(*) - 1) * sum((a - 0.5 * w) ** 2)) / sum(w)) AS se
  FROM employer GROUP BY ALL
),
-- From the error of F to the error of the median along the curve itself.
woodruff AS (
  SELECT cell,
    min(CASE WHEN (0.5 - se) * total <= right_of THEN CASE WHEN (0.5 - se) * total <= at_x THEN x ELSE x + ((0.5 - se) * total - below - mass) / nullif(slope, 0) END END) AS low,
    min(CASE WHEN (0.5 + se) * total <= right_of THEN CASE WHEN (0.5 + se) * total <= at_x THEN x ELSE x + ((0.5 + se) * total - below - mass) / nullif(slope, 0) END END) AS high
  FROM curve JOIN error USING (cell)
  WHERE kind = 'mix' GROUP BY ALL
)
SELECT cell,
  coalesce(t.q10, m.q10) AS p10, m.q25 AS p25, m.q50 AS p50, m.q75 AS p75, coalesce(t.q90, m.q90) AS p90,
  l.q10 AS p10_min, h.q10 AS p10_max, l.q25 AS p25_min, h.q25 AS p25_max, l.q50 AS p50_min, h.q50 AS p50_max,
  l.q75 AS p75_min, h.q75 AS p75_max, l.q90 AS p90_min, h.q90 AS p90_max,
  d.q50 AS p50_mid, (w.high - w.low) / (2 * m.q50) AS cv
FROM mix m
JOIN (FROM wide WHERE kind = 'lo') l USING (cell)
JOIN (FROM wide WHERE kind = 'hi') h USING (cell)
JOIN (FROM wide WHERE kind = 'mid') d USING (cell)
JOIN woodruff w USING (cell)
LEFT JOIN (FROM wide WHERE kind = 'trim') t USING (cell)
