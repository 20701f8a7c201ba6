-- title: Events and ads by source and month
-- grain: one row per source and month
-- key: source_id, month
SELECT a.is_simulated, e.scope, e.source_id, e.month, count(*) AS events, count(DISTINCT e.ad_id) AS ads
FROM int_event e JOIN int_ad a USING (ad_id)
WHERE e.month IS NOT NULL
GROUP BY ALL
