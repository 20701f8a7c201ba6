-- title: Pay ranges in the cells that pass the gates of numbers
-- grain: one row per cell and pay range
-- key: none
-- squares: sum of the squared weights of ads whose employer has no other there.
SELECT r.*, g.n_ads >= getvariable('wage_tail_ads') AND g.n_ads < getvariable('wage_outlier_ads') AS is_small
FROM (
  SELECT cell, lo, hi, count(*) AS n, sum(weight) AS weight, coalesce(sum(weight * weight) FILTER (WHERE is_alone), 0) AS squares
  FROM int_wage_offer GROUP BY cell, lo, hi
) r
JOIN int_wage_gate g ON r.cell = g.cell
