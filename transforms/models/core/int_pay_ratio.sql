-- title: How much higher than its lower end the upper end of a stated range of pay is
-- grain: one row per sub-major group, and '' for all together
-- key: occ2
WITH said AS (
	SELECT substr(occupation_code, 1, 4) AS occ2, pay_hi / pay_lo AS ratio
	FROM int_row WHERE pay_open IS NULL AND pay_lo > 0 AND pay_hi >= pay_lo
)
SELECT occ2, median(ratio) AS ratio FROM said WHERE occ2 IS NOT NULL GROUP BY occ2
UNION ALL
SELECT '', coalesce(median(ratio), 1) FROM said
