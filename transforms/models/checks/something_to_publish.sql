-- title: Every scope with postings has demand to publish
-- zh: 每个有招聘数据的范围都有需求可发布
-- grain: scope
-- key: none
SELECT s.scope FROM int_scope s
WHERE s.last_quarter IS NOT NULL AND NOT EXISTS (SELECT 1 FROM out_demand d WHERE d.scope = s.scope)
