-- title: Distribution functions of pay in the cells that pass the gates of numbers
-- grain: one row per cell, kind of curve and breakpoint
-- key: none
WITH pair AS (
  SELECT g.cell, o.lo, o.hi, sum(o.weight) AS w, sum(o.n)::BIGINT AS n,
    any_value(g.n_ads >= getvariable('wage_tail_ads') AND g.n_ads < getvariable('wage_outlier_ads')) AS is_small
  FROM int_wage_offer o JOIN int_wage_gate g ON o.cell = g.cell
  WHERE g.n_ads >= getvariable('wage_min_ads') AND g.n_employers >= getvariable('wage_min_employers')
    AND g.top_share <= getvariable('wage_max_top_share')
  GROUP BY g.cell, o.lo, o.hi
),
-- Outliers matter for P10 and P90 of small cells only: further than
-- wage_outlier_mad deviations from the cell's median, in logs of the middle.
centre AS (
  SELECT cell, median(y) AS med, 1.4826 * mad(y) AS spread
  FROM (SELECT cell, ln((lo + hi) / 2) AS y, unnest(range(n)) FROM pair WHERE is_small)
  GROUP BY ALL
),
trimmed AS (
  SELECT p.* FROM pair p JOIN centre c USING (cell)
  WHERE p.is_small AND (c.spread = 0 OR abs(ln((p.lo + p.hi) / 2) - c.med) <= getvariable('wage_outlier_mad') * c.spread)
),
-- An ad is uniform on [lo, hi]: its density begins at lo and ends at hi; a
-- single amount is a mass. mix: that; trim: without outliers; lo, hi, mid:
-- everybody is paid the lower end, the upper end, the middle. A curve is one
-- kind in one cell, numbered 8 · cell + kind.
event AS (
  SELECT 8 * cell AS curve, lo AS x, CASE WHEN hi > lo THEN w / (hi - lo) ELSE 0 END AS slope, CASE WHEN hi > lo THEN 0 ELSE w END AS mass FROM pair
  UNION ALL
  SELECT 8 * cell, hi, -w / (hi - lo), 0 FROM pair WHERE hi > lo
  UNION ALL
  SELECT 8 * cell + 1, lo, CASE WHEN hi > lo THEN w / (hi - lo) ELSE 0 END, CASE WHEN hi > lo THEN 0 ELSE w END FROM trimmed
  UNION ALL
  SELECT 8 * cell + 1, hi, -w / (hi - lo), 0 FROM trimmed WHERE hi > lo
),
point AS (
  SELECT curve, x, sum(slope) AS slope, sum(mass) AS mass
  FROM event GROUP BY curve, x
),
amount AS (
  SELECT 8 * cell + 2 AS curve, lo AS x, w FROM pair
  UNION ALL
  SELECT 8 * cell + 3, hi, w FROM pair
  UNION ALL
  SELECT 8 * cell + 4, (lo + hi) / 2, w FROM pair
),
segment AS MATERIALIZED (
  SELECT curve, x, mass, sum(slope) OVER along AS slope, coalesce(lead(x) OVER along - x, 0) AS width
  FROM point
  WINDOW along AS (PARTITION BY curve ORDER BY x)
  UNION ALL
  SELECT curve, x, sum(w), 0, 0 FROM amount GROUP BY curve, x
),
whole AS (
  SELECT curve, sum(mass + width * slope) AS total FROM segment GROUP BY curve
)
-- below: weight left of x; mass: weight at x; area: weight up to the next breakpoint.
SELECT s.curve // 8 AS cell, ['mix', 'trim', 'lo', 'hi', 'mid'][s.curve % 8 + 1] AS kind, s.x, s.mass,
  s.width * s.slope AS area, s.slope,
  coalesce(sum(s.mass + s.width * s.slope) OVER (PARTITION BY s.curve ORDER BY s.x ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS below,
  t.total
FROM segment s JOIN whole t ON s.curve = t.curve
