-- title: Events and ads by source and month
-- grain: one row per source and month
-- key: source_id, month
SELECT s.is_simulated, s.scope, s.source_id, m.month, m.events, m.ads
FROM int_seen m JOIN int_source s USING (source_no)
