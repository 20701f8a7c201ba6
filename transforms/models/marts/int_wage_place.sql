-- title: Places of ads in the wage table
-- grain: one row per quarter, region, occupation and skill level of ads with monthly pay or without any
-- key: place
-- Numbers are those of int_number_ad. Of n ads n_missing state no pay.
SELECT (row_number() OVER (ORDER BY term, area, class, skill_level))::INTEGER AS place, *
FROM (
  SELECT term, area, class, skill_level, count(*) AS n, count(*) FILTER (WHERE lo IS NULL) AS n_missing
  FROM int_number_ad WHERE is_monthly GROUP BY ALL
)
