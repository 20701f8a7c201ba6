-- title: What each step of the way leaves, postings only
-- grain: one row per scope and step
-- key: scope, seq
WITH
	f AS (SELECT s.scope, s.is_simulated, sum(m.rows_read) AS read, sum(m.rows_accepted) AS accepted FROM meta_file m JOIN int_source s USING (source_id) WHERE s.kind = 'posting' GROUP BY ALL),
	r AS (SELECT scope, sum(rows) AS rows FROM int_source_extent GROUP BY scope),
	a AS (SELECT scope, count(*) AS ads, count(*) FILTER (occupation_level = 4) AS coded, count(*) FILTER (in_score AND occupation_level = 4) AS counted FROM int_ad GROUP BY scope)
SELECT f.is_simulated, f.scope, n.seq::INTEGER AS seq, n.step, coalesce(n.rows, 0)::BIGINT AS rows, n.zh, n.en
FROM f LEFT JOIN r USING (scope) LEFT JOIN a USING (scope),
LATERAL (VALUES
	(1, 'read', f.read, '读入', 'Read'),
	(2, 'accepted', f.accepted, '通过检查', 'Accepted'),
	(3, 'in_scope', r.rows, '在本范围内', 'In scope'),
	(4, 'unique', a.ads, '去重后的广告', 'Unique ads'),
	(5, 'coded', a.coded, '编到细类', 'Coded to unit level'),
	(6, 'counted', a.counted, '计入评分', 'Counted in scores')
) AS n(seq, step, rows, zh, en)
