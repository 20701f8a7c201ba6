-- title: Posted pay (what ads offer, not what is paid)
-- grain: one row per region, occupation, skill level and quarter with priced ads
-- key: scope, region_code, occupation_code, skill_level, quarter
WITH cell AS (
  SELECT c.*, concat_ws('|', nullif(c.reasons, ''), CASE WHEN x.scope IS NOT NULL THEN 'SECONDARY' END) AS why,
    c.n_ads >= getvariable('wage_tail_ads') AND c.n_employers >= getvariable('wage_tail_employers') AS has_tails
  FROM int_wage_cell c
  LEFT JOIN int_wage_secondary x USING (scope, quarter, region_code, occupation_code, skill_level)
),
figure AS (
  SELECT *, why = '' AS is_open,
    least(0.5, getvariable('wage_bound_z') * coalesce(cv, 0)) AS slack, -- sampling error of the bounds
    getvariable('wage_round') * round(p50 / getvariable('wage_round')) AS p50_round
  FROM cell
),
-- Levels 1 to 8 of a unit group: pool adjacent violators, in closed form:
-- the largest over starts j of the least over ends k of the mean from j to k.
step AS (
  SELECT scope, quarter, region_code, occupation_code, skill_level, p50, n_ads
  FROM figure WHERE is_open AND skill_level BETWEEN 1 AND 8
),
span AS (
  SELECT a.scope, a.quarter, a.region_code, a.occupation_code, a.skill_level AS j, b.skill_level AS k, sum(m.p50 * m.n_ads) / sum(m.n_ads) AS level_mean
  FROM step a
  JOIN step b ON a.scope = b.scope AND a.quarter = b.quarter AND a.region_code = b.region_code AND a.occupation_code = b.occupation_code AND a.skill_level <= b.skill_level
  JOIN step m ON a.scope = m.scope AND a.quarter = m.quarter AND a.region_code = m.region_code AND a.occupation_code = m.occupation_code
    AND m.skill_level BETWEEN a.skill_level AND b.skill_level
  GROUP BY ALL
),
least_mean AS (
  SELECT s.scope, s.quarter, s.region_code, s.occupation_code, s.skill_level, p.j, min(p.level_mean) AS level_mean
  FROM step s JOIN span p ON s.scope = p.scope AND s.quarter = p.quarter AND s.region_code = p.region_code AND s.occupation_code = p.occupation_code
    AND s.skill_level BETWEEN p.j AND p.k
  GROUP BY ALL
),
smooth AS (
  SELECT scope, quarter, region_code, occupation_code, skill_level, max(level_mean) AS p50_smooth
  FROM least_mean GROUP BY ALL
),
fall AS (
  SELECT scope, quarter, region_code, occupation_code, skill_level,
    p50 < lag(p50) OVER (PARTITION BY scope, quarter, region_code, occupation_code ORDER BY skill_level) AS is_nonmonotone
  FROM step
),
missing AS (
  SELECT t.cell, sum(p.n_missing) / sum(p.n) AS share_missing FROM int_wage_target t JOIN int_wage_place p ON t.place = p.place GROUP BY t.cell
)
SELECT s.is_simulated, f.scope, f.region_code, f.occupation_code,
  CASE WHEN f.occupation_code = '' THEN 0 ELSE length(f.occupation_code) - length(replace(f.occupation_code, '-', '')) + 1 END AS occupation_level,
  f.skill_level, f.quarter,
  CASE WHEN f.is_open AND f.has_tails THEN getvariable('wage_round') * round(f.p10 / getvariable('wage_round')) END AS p10,
  CASE WHEN f.is_open THEN getvariable('wage_round') * round(f.p25 / getvariable('wage_round')) END AS p25,
  CASE WHEN f.is_open THEN f.p50_round END AS p50,
  CASE WHEN f.is_open THEN getvariable('wage_round') * round(f.p75 / getvariable('wage_round')) END AS p75,
  CASE WHEN f.is_open AND f.has_tails THEN getvariable('wage_round') * round(f.p90 / getvariable('wage_round')) END AS p90,
  -- Bounds hold what the ranges leave open and the sampling error; they are
  -- rounded outwards, so that rounding never lets one fall inside.
  CASE WHEN f.is_open AND f.has_tails THEN getvariable('wage_round') * floor(f.p10_min * (1 - f.slack) / getvariable('wage_round')) END AS p10_min,
  CASE WHEN f.is_open AND f.has_tails THEN getvariable('wage_round') * ceil(f.p10_max * (1 + f.slack) / getvariable('wage_round')) END AS p10_max,
  CASE WHEN f.is_open THEN getvariable('wage_round') * floor(f.p25_min * (1 - f.slack) / getvariable('wage_round')) END AS p25_min,
  CASE WHEN f.is_open THEN getvariable('wage_round') * ceil(f.p25_max * (1 + f.slack) / getvariable('wage_round')) END AS p25_max,
  CASE WHEN f.is_open THEN getvariable('wage_round') * floor(f.p50_min * (1 - f.slack) / getvariable('wage_round')) END AS p50_min,
  CASE WHEN f.is_open THEN getvariable('wage_round') * ceil(f.p50_max * (1 + f.slack) / getvariable('wage_round')) END AS p50_max,
  CASE WHEN f.is_open THEN getvariable('wage_round') * floor(f.p75_min * (1 - f.slack) / getvariable('wage_round')) END AS p75_min,
  CASE WHEN f.is_open THEN getvariable('wage_round') * ceil(f.p75_max * (1 + f.slack) / getvariable('wage_round')) END AS p75_max,
  CASE WHEN f.is_open AND f.has_tails THEN getvariable('wage_round') * floor(f.p90_min * (1 - f.slack) / getvariable('wage_round')) END AS p90_min,
  CASE WHEN f.is_open AND f.has_tails THEN getvariable('wage_round') * ceil(f.p90_max * (1 + f.slack) / getvariable('wage_round')) END AS p90_max,
  CASE WHEN f.is_open THEN getvariable('wage_round') * round(m.p50_smooth / getvariable('wage_round')) END AS p50_smooth,
  -- A suppressed row says nothing about its size.
  CASE WHEN f.is_open THEN f.n_ads END AS n_ads,
  CASE WHEN f.is_open THEN f.n_employers END AS n_employers,
  CASE WHEN f.is_open THEN round(f.top_share, 4) END AS top_share,
  CASE WHEN f.is_open THEN round(f.cv, 4) END AS cv,
  CASE WHEN NOT f.is_open THEN 'withheld' WHEN f.cv > getvariable('wage_caution_cv') THEN 'caution'
    WHEN f.cv > getvariable('wage_fair_cv') THEN 'fair' ELSE 'reliable' END AS quality,
  CASE WHEN f.is_open THEN abs(f.p50_mid - f.p50) > getvariable('wage_range_sensitive') * f.p50 END AS is_range_sensitive,
  CASE WHEN f.is_open THEN coalesce(d.is_nonmonotone, false) END AS is_nonmonotone,
  CASE WHEN f.is_open THEN round(i.share_missing, 4) END AS share_missing,
  CASE WHEN f.is_open THEN round(f.share_wide, 4) END AS share_wide,
  '元/月' AS unit,
  CASE WHEN NOT f.is_open THEN 'Q' WHEN f.cv > getvariable('wage_caution_cv') THEN 'U' ELSE 'A' END AS obs_status,
  CASE WHEN f.is_open THEN 'F' WHEN f.reasons = '' THEN 'D' ELSE 'C' END AS conf_status,
  CASE WHEN NOT f.is_open THEN f.why
    WHEN NOT f.has_tails THEN concat_ws('|', CASE WHEN f.n_ads < getvariable('wage_tail_ads') THEN 'N_ADS' END, CASE WHEN f.n_employers < getvariable('wage_tail_employers') THEN 'N_EMP' END)
    ELSE '' END AS reason_codes,
  getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM figure f
JOIN int_scope s ON f.scope = s.scope
LEFT JOIN smooth m ON f.scope = m.scope AND f.quarter = m.quarter AND f.region_code = m.region_code AND f.occupation_code = m.occupation_code AND f.skill_level = m.skill_level
LEFT JOIN fall d ON f.scope = d.scope AND f.quarter = d.quarter AND f.region_code = d.region_code AND f.occupation_code = d.occupation_code AND f.skill_level = d.skill_level
LEFT JOIN missing i ON f.cell = i.cell
