-- title: Every row in scope belongs to one ad
-- zh: 每条在范围内的记录恰属一条广告
-- grain: row without an ad
-- key: none
SELECT r.event_id, r.scope, count(m.ad_id) AS ads
FROM int_row r LEFT JOIN map_event m USING (event_id)
GROUP BY ALL HAVING count(m.ad_id) <> 1
