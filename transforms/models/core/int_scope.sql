-- title: Scopes with the last complete month and quarter of their data
-- grain: one row per scope
-- key: scope
-- A month is complete when some source of the scope was seen on or after the
-- 25th of it, or later.
WITH last AS (SELECT scope, max(data_until) AS day FROM int_source_extent GROUP BY scope),
complete AS (
	SELECT scope, day, CASE WHEN day(day) >= 25 THEN date_trunc('month', day) ELSE date_trunc('month', day) - INTERVAL 1 MONTH END AS month
	FROM last
)
SELECT
	d.scope, d.is_simulated, d.name, d.name_en, d.region_code, d.chain_version,
	strftime(c.month, '%Y-%m') AS last_month,
	CASE WHEN month(c.month) % 3 = 0 THEN year(c.month) || 'Q' || quarter(c.month)
	     ELSE year(c.month - INTERVAL 3 MONTH) || 'Q' || quarter(c.month - INTERVAL 3 MONTH) END AS last_quarter
FROM int_scope_declared d
LEFT JOIN complete c USING (scope)
