-- title: What could not be assessed has no score, no rank and a reason
-- zh: 证据不足者没有指数和名次，并写明原因
-- grain: cell
-- key: none
SELECT scope, region_code, occupation_code, quarter, class, score, rank, reason_codes
FROM out_shortage
WHERE class = 'unknown' AND (score IS NOT NULL OR rank IS NOT NULL OR coalesce(reason_codes, '') = '')
	OR class <> 'unknown' AND score IS NULL
