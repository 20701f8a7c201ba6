-- title: Rows that do not count, by reason
-- grain: one row per source and reason
-- key: source_id, reason
-- Quarantined rows, and rows of official tables that name a region,
-- occupation, grade or period that we cannot place.
WITH
	unplaced AS (
		SELECT s.source_id, 'unplaced_' || split_part(r.problem, '|', 1) AS reason, count(*) AS rows
		FROM int_official r JOIN int_source s USING (source_no)
		WHERE r.problem IS NOT NULL
		GROUP BY ALL
	),
	outside AS (
		SELECT s.source_id, 'outside_scope' AS reason, sum(o.rows) AS rows
		FROM int_outside o JOIN int_source s USING (source_no)
		GROUP BY ALL
	),
	texts(reason, zh, en) AS (VALUES
		('outside_scope', '工作地点不在本范围', 'The place of work lies outside the scope'),
		('unplaced_region', '地区无法识别或不在本范围', 'Region unknown or outside the scope'),
		('unplaced_occupation', '职业名称或代码无法识别', 'Occupation name or code unknown'),
		('unplaced_skill_level', '技能等级无法识别', 'Skill level unknown'),
		('unplaced_period', '时期无法识别', 'Period unknown')
	),
	counted AS (
		SELECT source_id, reason, sum(rows) AS rows, any_value(zh) AS zh, any_value(en) AS en FROM staged_quarantine GROUP BY source_id, reason
		UNION ALL SELECT u.*, t.zh, t.en FROM (SELECT * FROM unplaced UNION ALL SELECT * FROM outside) u JOIN texts t USING (reason)
	)
SELECT s.scope, c.source_id, c.reason, c.rows::BIGINT AS rows, c.zh, c.en
FROM counted c JOIN int_source s USING (source_id)
