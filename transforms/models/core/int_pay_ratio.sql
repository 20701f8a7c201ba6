-- title: How much higher than its lower end the upper end of a stated range of pay is
-- grain: one row per sub-major group, and '' for all together
-- key: occ2
SELECT coalesce(occ2, '') AS occ2, coalesce(median(ratio), 1) AS ratio
FROM (
	SELECT substr(occupation_code, 1, 4) AS occ2, pay_hi / pay_lo AS ratio
	FROM int_row WHERE pay_open IS NULL AND pay_lo > 0 AND pay_hi >= pay_lo
)
GROUP BY GROUPING SETS ((occ2), ())
HAVING occ2 IS NOT NULL OR grouping(occ2) = 1
