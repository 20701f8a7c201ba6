-- title: Percentiles of pay if everybody is paid the lower end, the upper end, the middle
-- grain: one row per cell that passes the gates of numbers
-- key: cell
-- A curve is one of the three in one cell, numbered 4 · cell + 0, 1, 2. The
-- percentile is the first amount up to which the share of the weight is reached;
-- what is short of it by less than a part in 10^12 has reached it: sums of weights
-- are no more exact than that, and the last digit must not choose the next amount.
WITH point AS (
  SELECT 4 * cell AS curve, lo AS x, sum(weight) AS weight FROM int_wage_range GROUP BY ALL
  UNION ALL
  SELECT 4 * cell + 1, hi, sum(weight) FROM int_wage_range GROUP BY ALL
  UNION ALL
  SELECT 4 * cell + 2, (lo + hi) / 2, sum(weight) FROM int_wage_range GROUP BY ALL
),
upto AS MATERIALIZED (
  SELECT curve, x, sum(weight) OVER (PARTITION BY curve ORDER BY x) * (1 + 1e-12) AS weight FROM point
),
quantile AS (
  SELECT u.curve,
    min(u.x) FILTER (WHERE u.weight >= 0.10 * t.total) AS q10,
    min(u.x) FILTER (WHERE u.weight >= 0.25 * t.total) AS q25,
    min(u.x) FILTER (WHERE u.weight >= 0.50 * t.total) AS q50,
    min(u.x) FILTER (WHERE u.weight >= 0.75 * t.total) AS q75,
    min(u.x) FILTER (WHERE u.weight >= 0.90 * t.total) AS q90
  FROM upto u JOIN (SELECT curve, max(weight) / (1 + 1e-12) AS total FROM upto GROUP BY ALL) t ON u.curve = t.curve
  GROUP BY u.curve
)
SELECT l.curve // 4 AS cell,
  l.q10 AS p10_min, h.q10 AS p10_max, l.q25 AS p25_min, h.q25 AS p25_max, l.q50 AS p50_min, h.q50 AS p50_max,
  l.q75 AS p75_min, h.q75 AS p75_max, l.q90 AS p90_min, h.q90 AS p90_max, m.q50 AS p50_mid
FROM quantile l JOIN quantile h ON h.curve = l.curve + 1 JOIN quantile m ON m.curve = l.curve + 2
WHERE l.curve % 4 = 0
