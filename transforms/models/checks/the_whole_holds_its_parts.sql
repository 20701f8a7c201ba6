-- title: The root region has at least the demand of its parts together
-- zh: 全域需求不少于各地合计
-- grain: scope, chain, occupation and month
-- key: none
WITH d AS (SELECT o.*, r.parent_code FROM out_demand o JOIN int_region r USING (scope, region_code))
SELECT scope, chain_id, occupation_code, month, sum(headcount) FILTER (parent_code IS NULL) AS whole, sum(headcount) FILTER (parent_code IS NOT NULL) AS parts
FROM d GROUP BY ALL
HAVING coalesce(parts, 0) > coalesce(whole, 0) + 1e-6
