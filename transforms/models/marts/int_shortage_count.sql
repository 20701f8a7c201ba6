-- title: Ads, employers and headcount behind the shortage score
-- grain: one row per region (root, children), unit or minor group and quarter with ads that count in the score
-- key: scope, region_code, occupation_code, quarter
-- Numbers are those of int_number_ad; from employer and total on, area 0 is the root.
WITH term AS (
  SELECT DISTINCT n.term, n.scope, n.quarter, s.region_code AS root
  FROM int_number_period n JOIN int_scope s ON n.scope = s.scope WHERE n.quarter <= s.last_quarter
),
factor AS (
  SELECT n.period, f.factor FROM int_number_period n JOIN int_festival f ON n.scope = f.scope AND n.month = f.month
),
ad AS MATERIALIZED (
  SELECT a.term, a.area, nullif(a.unit, 0) AS unit, a.minor, a.employer, count(*) AS n, sum(a.headcount)::BIGINT AS headcount, sum(a.headcount * f.factor) AS adjusted,
    sum(least(a.headcount, getvariable('wage_headcount_cap')))::BIGINT AS capped, sum(a.occupation_p) AS p, count(*) FILTER (WHERE a.is_skilled) AS n_skilled
  FROM int_number_ad a JOIN factor f ON a.period = f.period
  WHERE a.in_score AND a.minor > 0 AND a.term IN (SELECT term FROM term)
  GROUP BY ALL
),
-- An ad of an unknown employer is its own cluster and counts as no employer.
-- Ads of a unit group in a child region are one row an employer as they are.
-- Whole numbers are summed as real ones, which are as exact and take less room;
-- weights are multiples of 2^-20, so that their sums are exact, too: the last
-- digit of others depends on the order in which they are taken.
employer AS (
  SELECT term, area, unit AS class, employer, n::DOUBLE AS n, headcount::DOUBLE AS headcount, adjusted, round(capped / sqrt(n) * 1048576) / 1048576 AS weight
  FROM ad WHERE area > 0 AND unit IS NOT NULL
  UNION ALL
  SELECT term, area, class, employer, sum(n::DOUBLE), sum(headcount::DOUBLE), sum(adjusted), round(sum(capped::DOUBLE) / sqrt(sum(n::DOUBLE)) * 1048576) / 1048576
  FROM (
    SELECT * REPLACE (0::SMALLINT AS area), unit AS class FROM ad WHERE unit IS NOT NULL
    UNION ALL
    SELECT *, minor FROM ad WHERE area > 0
    UNION ALL
    SELECT * REPLACE (0::SMALLINT AS area), minor FROM ad
  )
  GROUP BY term, area, class, employer
),
-- variance is that of ln headcount when employers are resampled.
figure AS (
  SELECT term, area, class,
    sum(n)::BIGINT AS n_ads, count(*) FILTER (WHERE employer > 0) AS n_employers, sum(headcount) AS headcount, sum(adjusted) AS headcount_adjusted,
    sum(headcount ** 2) / sum(headcount) ** 2 AS variance, max(weight) / sum(weight) AS top_share
  FROM employer GROUP BY ALL
),
-- What is a mean over ads needs no employers.
cell AS MATERIALIZED (
  SELECT term, area, unit, minor, sum(n)::BIGINT AS n, sum(p) AS p, sum(n_skilled)::BIGINT AS n_skilled FROM ad GROUP BY ALL
),
total AS (
  SELECT term, area, class, coalesce(sum(p) / sum(n), 0) AS coder_p, sum(n_skilled) / sum(n) AS share_skilled
  FROM (
    SELECT *, unit AS class FROM cell WHERE area > 0 AND unit IS NOT NULL
    UNION ALL
    SELECT *, minor FROM cell WHERE area > 0
    UNION ALL
    SELECT * REPLACE (0::SMALLINT AS area), unit FROM cell WHERE unit IS NOT NULL
    UNION ALL
    SELECT * REPLACE (0::SMALLINT AS area), minor FROM cell
  )
  GROUP BY term, area, class
)
SELECT q.scope, coalesce(r.region_code, q.root) AS region_code, c.code AS occupation_code, q.quarter,
  f.n_ads, f.n_employers, f.headcount, f.headcount_adjusted, f.variance, f.top_share, t.coder_p, t.share_skilled
FROM figure f
JOIN total t ON f.term = t.term AND f.area = t.area AND f.class = t.class
JOIN term q ON f.term = q.term
JOIN int_number_class c ON f.class = c.class
LEFT JOIN int_number_area r ON f.area = r.area
