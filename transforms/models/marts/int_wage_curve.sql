-- title: Distribution functions of pay in the cells that pass the gates of numbers
-- grain: one row per cell, curve (all ads; without outliers) and breakpoint
-- key: none
WITH
-- Outliers matter for P10 and P90 of small cells only: further than
-- wage_outlier_mad deviations from the cell's median, in logs of the middle.
centre AS (
  SELECT cell, median(y) AS med, 1.4826 * mad(y) AS spread
  FROM (SELECT cell, ln((lo + hi) / 2) AS y, unnest(range(n)) FROM int_wage_range WHERE is_small)
  GROUP BY ALL
),
offer AS (
  SELECT 2 * cell AS curve, lo, hi, weight FROM int_wage_range
  UNION ALL
  SELECT 2 * r.cell + 1, r.lo, r.hi, r.weight FROM int_wage_range r JOIN centre c ON r.cell = c.cell
  WHERE r.is_small AND (c.spread = 0 OR abs(ln((r.lo + r.hi) / 2) - c.med) <= getvariable('wage_outlier_mad') * c.spread)
),
-- An ad is uniform on [lo, hi]: its density begins at lo and ends at hi; a
-- single amount is a mass.
event AS (
  SELECT curve, lo AS x, CASE WHEN hi > lo THEN weight / (hi - lo) ELSE 0 END AS slope, CASE WHEN hi > lo THEN 0 ELSE weight END AS mass FROM offer
  UNION ALL
  SELECT curve, hi, -weight / (hi - lo), 0 FROM offer WHERE hi > lo
),
point AS (
  SELECT curve, x, sum(slope) AS slope, sum(mass) AS mass FROM event GROUP BY curve, x
),
segment AS (
  SELECT curve, x, mass, sum(slope) OVER along AS slope, coalesce(lead(x) OVER along - x, 0) AS width
  FROM point
  WINDOW along AS (PARTITION BY curve ORDER BY x)
)
-- below: weight left of x; mass: weight at x; area: weight up to the next breakpoint.
SELECT curve // 2 AS cell, curve % 2 = 1 AS is_trimmed, x, mass, width * slope AS area, slope,
  coalesce(sum(mass + width * slope) OVER (PARTITION BY curve ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS below
FROM segment
