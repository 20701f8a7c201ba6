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
-- everybody is paid the lower end, the upper end, the middle.
event AS (
  SELECT cell, 'mix' AS kind, lo AS x, CASE WHEN hi > lo THEN w / (hi - lo) ELSE 0 END AS slope, CASE WHEN hi > lo THEN 0 ELSE w END AS mass FROM pair
  UNION ALL
  SELECT cell, 'mix', hi, -w / (hi - lo), 0 FROM pair WHERE hi > lo
  UNION ALL
  SELECT cell, 'trim', lo, CASE WHEN hi > lo THEN w / (hi - lo) ELSE 0 END, CASE WHEN hi > lo THEN 0 ELSE w END FROM trimmed
  UNION ALL
  SELECT cell, 'trim', hi, -w / (hi - lo), 0 FROM trimmed WHERE hi > lo
  UNION ALL
  SELECT cell, unnest(['lo', 'hi', 'mid']), unnest([lo, hi, (lo + hi) / 2]), 0, w FROM pair
),
point AS (
  SELECT cell, kind, x, sum(slope) AS slope, sum(mass) AS mass
  FROM event GROUP BY ALL
),
segment AS (
  SELECT * EXCLUDE (slope), sum(slope) OVER w AS slope, lead(x) OVER w - x AS width
  FROM point
  WINDOW w AS (PARTITION BY cell, kind ORDER BY x)
)
-- below: weight left of x; mass: weight at x; area: weight up to the next breakpoint.
SELECT cell, kind, x, mass,
  coalesce(width, 0) * slope AS area, slope,
  coalesce(sum(mass + coalesce(width, 0) * slope) OVER before, 0) AS below,
  sum(mass + coalesce(width, 0) * slope) OVER whole AS total
FROM segment
WINDOW before AS (PARTITION BY cell, kind ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
  whole AS (PARTITION BY cell, kind)
