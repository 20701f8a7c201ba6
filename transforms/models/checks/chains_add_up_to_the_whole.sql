-- title: Additive demand over chains equals the demand of the whole economy
-- zh: 各链可加口径需求合计等于全部需求
-- grain: region, occupation and month
-- key: none
WITH
	chained AS (SELECT scope, region_code, occupation_code, month, sum(headcount_additive) AS headcount, sum(ads_additive) AS ads FROM out_demand WHERE chain_id <> '' GROUP BY ALL),
	whole AS (SELECT scope, region_code, occupation_code, month, headcount, ads FROM out_demand WHERE chain_id = '')
SELECT w.scope, w.region_code, w.occupation_code, w.month, w.headcount AS whole_headcount, c.headcount AS chains_headcount
FROM whole w JOIN chained c USING (scope, region_code, occupation_code, month)
WHERE abs(w.headcount - c.headcount) > 1e-6 * greatest(1, w.headcount) OR abs(w.ads - c.ads) > 1e-6 * greatest(1, w.ads)
