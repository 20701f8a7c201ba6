-- title: The parts of every change of a score add up to the change
-- zh: 指数变化的各部分相加等于变化
-- grain: cell
-- key: none
SELECT scope, region_code, occupation_code, quarter, score_change, change_real, change_revision, change_method, change_unseparated
FROM out_change
WHERE change_real IS NOT NULL
	AND abs(change_real + coalesce(change_revision, 0) + coalesce(change_method, 0) + coalesce(change_unseparated, 0) - score_change) > 1e-9
