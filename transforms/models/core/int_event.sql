-- title: Events: one ad seen at one source on one day
-- grain: one row per ad, source and day
-- key: event_id
SELECT
	min(r.event_id) AS event_id, m.ad_id, r.scope, r.source_id, r.day AS seen_date,
	strftime(r.day, '%Y-%m') AS month, min(m.spell_no)::INTEGER AS spell_no
FROM int_row r
JOIN map_event m USING (event_id)
GROUP BY m.ad_id, r.scope, r.source_id, r.day
