-- title: Ads, employers and headcount behind the shortage score
-- grain: one row per region (root, children), unit or minor group and quarter with ads that count in the score
-- key: scope, region_code, occupation_code, quarter
-- Regions, classes, quarters and employers are numbered before anything is
-- summed: area 0 is the root, minor and unit groups share their numbers.
WITH period AS (
  SELECT (row_number() OVER (ORDER BY s.scope, q.quarter))::SMALLINT AS period, q.quarter, s.scope, s.region_code AS root
  FROM int_scope s JOIN (SELECT DISTINCT scope, quarter FROM int_ad) q ON s.scope = q.scope
  WHERE q.quarter <= s.last_quarter
),
area AS (
  SELECT (row_number() OVER (ORDER BY region_code))::SMALLINT AS area, region_code FROM (SELECT DISTINCT region_code FROM int_ad WHERE region_code IS NOT NULL)
),
class AS (
  SELECT (row_number() OVER (ORDER BY code))::SMALLINT AS class, code
  FROM (SELECT occ4 AS code FROM int_ad WHERE occ4 IS NOT NULL UNION SELECT occ3 FROM int_ad WHERE occ3 IS NOT NULL)
),
-- An ad of an unknown employer is its own cluster and counts as no employer:
-- its number is below 0.
known AS (
  SELECT (row_number() OVER (ORDER BY employer_id))::INTEGER AS employer, employer_id FROM (SELECT DISTINCT employer_id FROM int_ad WHERE employer_id IS NOT NULL)
),
ad AS MATERIALIZED (
  SELECT p.period, coalesce(r.area, 0)::SMALLINT AS area, u.class AS unit_class, m.class AS minor_class, coalesce(k.employer, -a.ad_id - 1) AS employer,
    count(*) AS n, sum(a.headcount)::BIGINT AS headcount, sum(a.headcount * f.factor) AS adjusted,
    sum(least(a.headcount, getvariable('wage_headcount_cap')))::BIGINT AS capped, sum(a.occupation_p) AS p,
    count(*) FILTER (WHERE a.experience >= 2 OR a.skill_level >= 1) AS n_skilled
  FROM int_ad a
  JOIN period p ON a.scope = p.scope AND a.quarter = p.quarter
  JOIN int_festival f ON a.scope = f.scope AND a.month = f.month
  JOIN class m ON a.occ3 = m.code
  LEFT JOIN class u ON a.occ4 = u.code
  LEFT JOIN area r ON a.region_code = r.region_code
  LEFT JOIN known k ON a.employer_id = k.employer_id
  WHERE a.in_score AND a.occ3 IS NOT NULL
  GROUP BY ALL
),
-- Ads of a unit group in a child region are one row an employer as they are.
employer AS (
  SELECT period, area, unit_class AS class, employer, n, headcount, adjusted, capped / sqrt(n) AS weight, p, n_skilled
  FROM ad WHERE area > 0 AND unit_class IS NOT NULL
  UNION ALL
  SELECT period, area, class, employer, sum(n)::BIGINT, sum(headcount)::BIGINT, sum(adjusted), sum(capped) / sqrt(sum(n)), sum(p), sum(n_skilled)::BIGINT
  FROM (
    SELECT * REPLACE (0::SMALLINT AS area), unit_class AS class FROM ad WHERE unit_class IS NOT NULL
    UNION ALL
    SELECT *, minor_class FROM ad WHERE area > 0
    UNION ALL
    SELECT * REPLACE (0::SMALLINT AS area), minor_class FROM ad
  )
  GROUP BY period, area, class, employer
),
-- variance is that of ln headcount when employers are resampled.
figure AS (
  SELECT period, area, class,
    sum(n)::BIGINT AS n_ads, count(*) FILTER (WHERE employer > 0) AS n_employers, sum(headcount)::DOUBLE AS headcount, sum(adjusted)::DOUBLE AS headcount_adjusted,
    sum(headcount::DOUBLE ** 2) / sum(headcount)::DOUBLE ** 2 AS variance, max(weight) / sum(weight) AS top_share,
    coalesce(sum(p) / sum(n), 0) AS coder_p, sum(n_skilled) / sum(n) AS share_skilled
  FROM employer GROUP BY ALL
)
SELECT p.scope, coalesce(r.region_code, p.root) AS region_code, c.code AS occupation_code, p.quarter, f.* EXCLUDE (period, area, class)
FROM figure f JOIN period p ON f.period = p.period JOIN class c ON f.class = c.class LEFT JOIN area r ON f.area = r.area
