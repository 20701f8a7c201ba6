-- title: How deep titles could be coded
-- grain: one row per scope and depth
-- key: scope, occupation_level
SELECT
	is_simulated, scope, depth AS occupation_level, count(*) AS ads,
	count(*) / sum(count(*)) OVER (PARTITION BY scope) AS share, avg(occupation_p) AS occupation_p
FROM (SELECT *, coalesce(occupation_level, 0) AS depth FROM int_ad)
GROUP BY is_simulated, scope, depth
