-- title: Contributions of the indicators sum to the score less 1.5
-- zh: 各指标贡献合计等于指数减 1.5
-- grain: assessed cell
-- key: none
SELECT s.scope, s.region_code, s.occupation_code, s.quarter, s.score, sum(e.contribution) AS total
FROM out_shortage s JOIN out_shortage_evidence e USING (scope, region_code, occupation_code, quarter)
WHERE s.score IS NOT NULL
GROUP BY ALL HAVING abs(sum(e.contribution) - (s.score - 1.5)) > 1e-9
