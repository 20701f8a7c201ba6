-- title: Cells of the wage table with their counts
-- grain: one row per region, occupation, skill level and quarter with priced ads
-- key: cell
-- Ads of unknown employers weigh as one employer and count as none. An
-- employer's weight is his people · (his ads)^-½. passes: the gates of numbers.
WITH gate AS (
  SELECT cell, sum(n)::BIGINT AS n_ads, count(*) AS n_clusters, count(*) FILTER (WHERE employer_id >= 0) AS n_employers,
    max(people / sqrt(n)) / sum(people / sqrt(n)) AS top_share, sum(n_wide) / sum(n) AS share_wide
  FROM int_wage_employer GROUP BY cell
)
SELECT t.cell, t.scope, t.quarter, t.region_code, t.occupation_code, t.skill_level, g.* EXCLUDE (cell),
  g.n_ads >= getvariable('wage_min_ads') AND g.n_employers >= getvariable('wage_min_employers') AND g.top_share <= getvariable('wage_max_top_share') AS passes
FROM gate g JOIN (SELECT DISTINCT cell, scope, quarter, region_code, occupation_code, skill_level FROM int_wage_target) t ON g.cell = t.cell
