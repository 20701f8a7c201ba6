-- title: Sources with what became of their rows
-- grain: one row per source
-- key: source_id
SELECT
	s.is_simulated, s.scope, s.source_id, d.name, s.kind, d.licence, d.attribution, d.schedule,
	coalesce(sum(f.rows_read), 0)::BIGINT AS rows_read, coalesce(sum(f.rows_accepted), 0)::BIGINT AS rows_accepted,
	coalesce(sum(f.rows_quarantined), 0)::BIGINT AS rows_quarantined
FROM int_source s
JOIN source_declared d USING (source_id)
LEFT JOIN meta_file f USING (source_id)
GROUP BY ALL
