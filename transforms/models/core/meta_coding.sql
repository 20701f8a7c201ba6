-- title: How deep titles could be coded
-- grain: one row per scope and depth
-- key: scope, occupation_level
SELECT
	is_simulated, scope, coalesce(occupation_level, 0) AS occupation_level, count(*) AS ads,
	count(*) / sum(count(*)) OVER (PARTITION BY scope) AS share, avg(occupation_p) AS occupation_p
FROM int_ad
GROUP BY ALL
