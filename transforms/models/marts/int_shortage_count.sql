-- title: Ads, employers and headcount behind the shortage score
-- grain: one row per region (root, children), unit or minor group and quarter with ads that count in the score
-- key: scope, region_code, occupation_code, quarter
WITH ad AS (
  SELECT a.scope, a.region_code AS child, a.occ4, a.occ3, a.quarter, coalesce(a.employer_id, -a.ad_id - 1) AS employer_id, a.employer_id IS NOT NULL AS is_known,
    count(*) AS n, sum(a.headcount) AS headcount, sum(a.headcount * f.factor) AS adjusted,
    sum(least(a.headcount, getvariable('wage_headcount_cap'))) AS capped, sum(a.occupation_p) AS p,
    count(*) FILTER (WHERE a.experience >= 2 OR a.skill_level >= 1) AS n_skilled
  FROM int_ad a JOIN int_scope s ON a.scope = s.scope
  JOIN int_festival f ON a.scope = f.scope AND a.month = f.month
  WHERE a.in_score AND a.occ3 IS NOT NULL AND a.quarter <= s.last_quarter
  GROUP BY ALL
),
placed AS (
  SELECT scope, child AS region_code, occ4 AS occupation_code, quarter, employer_id, is_known, n, headcount, adjusted, capped, p, n_skilled FROM ad WHERE child IS NOT NULL AND occ4 IS NOT NULL
  UNION ALL
  SELECT scope, child, occ3, quarter, employer_id, is_known, n, headcount, adjusted, capped, p, n_skilled FROM ad WHERE child IS NOT NULL
  UNION ALL
  SELECT a.scope, s.region_code, a.occ4, a.quarter, a.employer_id, a.is_known, a.n, a.headcount, a.adjusted, a.capped, a.p, a.n_skilled
  FROM ad a JOIN int_scope s ON a.scope = s.scope WHERE a.occ4 IS NOT NULL
  UNION ALL
  SELECT a.scope, s.region_code, a.occ3, a.quarter, a.employer_id, a.is_known, a.n, a.headcount, a.adjusted, a.capped, a.p, a.n_skilled
  FROM ad a JOIN int_scope s ON a.scope = s.scope
),
employer AS (
  SELECT scope, region_code, occupation_code, quarter, employer_id, any_value(is_known) AS is_known, sum(n) AS n, sum(headcount) AS headcount,
    sum(adjusted) AS adjusted, sum(capped) / sqrt(sum(n)) AS weight, sum(p) AS p, sum(n_skilled) AS n_skilled
  FROM placed GROUP BY ALL
)
-- An ad of an unknown employer is its own cluster and counts as no employer.
-- variance is that of ln headcount when employers are resampled.
SELECT scope, region_code, occupation_code, quarter,
  sum(n)::BIGINT AS n_ads, count(*) FILTER (WHERE is_known) AS n_employers, sum(headcount)::DOUBLE AS headcount, sum(adjusted)::DOUBLE AS headcount_adjusted,
  sum(headcount::DOUBLE ** 2) / sum(headcount)::DOUBLE ** 2 AS variance, max(weight) / sum(weight) AS top_share,
  coalesce(sum(p) / sum(n), 0) AS coder_p, sum(n_skilled) / sum(n) AS share_skilled
FROM employer GROUP BY ALL
