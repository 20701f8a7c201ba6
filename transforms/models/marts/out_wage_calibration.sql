-- title: Calibration of posted to surveyed pay, by sub-major group and year
-- grain: one row per region, sub-major group and survey year with at least one matched cell
-- key: scope, region_code, occupation_code, stat_year
WITH posted AS (
  SELECT scope, region_code, occupation_code, left(quarter, 4)::INTEGER AS stat_year,
    exp(sum(n_ads * ln(p50)) / sum(n_ads)) AS p50, sum(n_ads) AS n_ads, max(n_employers) AS n_employers,
    -- Quarters share their employers: their errors are taken to go together.
    sum(n_ads * cv) / sum(n_ads) AS cv
  FROM out_wage_posted WHERE conf_status = 'F' AND skill_level = -1 AND occupation_level >= 2
  GROUP BY ALL
),
survey AS (
  SELECT scope, region_code, occupation_code, stat_year, exp(avg(ln(p50))) AS p50
  FROM out_wage_survey WHERE conf_status = 'F' AND skill_level = -1 AND occupation_level >= 2 AND p50 > 0
  GROUP BY ALL
),
pair AS (
  SELECT p.scope, p.region_code, left(p.occupation_code, 4) AS occupation_code, p.stat_year, ln(s.p50 / p.p50) AS k,
    ln(s.p50) AS survey, ln(p.p50) AS posted, p.n_ads, p.n_employers, p.cv,
    -- A surveyed sub-major group speaks for itself; its unit groups only where it is missing.
    p.occupation_code = left(p.occupation_code, 4) AS is_own
  FROM posted p JOIN survey s USING (scope, region_code, occupation_code, stat_year)
),
chosen AS (
  SELECT * FROM pair QUALIFY is_own = bool_or(is_own) OVER (PARTITION BY scope, region_code, occupation_code, stat_year)
),
pooled AS (
  SELECT scope, region_code, occupation_code, stat_year, avg(k) AS k, avg(survey) AS survey, avg(posted) AS posted,
    -- Spread between pairs, and the error of the posted medians; the latter alone.
    sqrt((coalesce(var_samp(k), 0) + avg(cv * cv)) / count(*)) AS se, sqrt(avg(cv * cv) / count(*)) AS se_posted, sum(n_ads)::BIGINT AS n_ads, max(n_employers) AS n_employers
  FROM chosen GROUP BY ALL
)
SELECT s.is_simulated, p.scope, p.region_code, p.occupation_code, p.stat_year,
  round(exp(p.k), 4) AS factor, round(exp(p.k - 1.2816 * p.se), 4) AS factor_lo, round(exp(p.k + 1.2816 * p.se), 4) AS factor_hi,
  round(p.se, 4) AS factor_cv,
  getvariable('wage_round') * round(exp(p.posted) / getvariable('wage_round')) AS posted_p50,
  getvariable('wage_round') * round(exp(p.posted - 1.2816 * p.se_posted) / getvariable('wage_round')) AS p50_lo80,
  getvariable('wage_round') * round(exp(p.posted + 1.2816 * p.se_posted) / getvariable('wage_round')) AS p50_hi80,
  round(p.se_posted, 4) AS cv,
  getvariable('wage_round') * round(exp(p.survey) / getvariable('wage_round')) AS survey_p50,
  p.n_ads, p.n_employers, '' AS unit, 'E' AS obs_status, 'F' AS conf_status,
  getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM pooled p JOIN int_scope s ON p.scope = s.scope
