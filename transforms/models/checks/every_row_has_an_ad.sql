-- title: The ads of a scope hold each of its rows once
-- zh: 各范围内的记录都归入广告，不漏不重
-- grain: scope whose ads have more or fewer rows than it
-- key: none
SELECT scope, r.rows, coalesce(a.rows, 0) AS rows_of_ads
FROM (SELECT scope, count(*) AS rows FROM int_row GROUP BY scope) r
LEFT JOIN (SELECT scope, sum(n_rows) AS rows FROM int_span JOIN int_ad USING (ad_id) GROUP BY scope) a USING (scope)
WHERE a.rows IS DISTINCT FROM r.rows
