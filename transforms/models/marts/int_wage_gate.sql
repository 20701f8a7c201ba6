-- title: Cells of the wage table with their counts
-- grain: one row per region, occupation, skill level and quarter with priced ads
-- key: cell
WITH employer AS (
  SELECT cell, employer_id, sum(n) AS n, sum(weight) AS weight, sum(n_wide) AS n_wide
  FROM int_wage_offer GROUP BY cell, employer_id
),
-- Ads of unknown employers weigh as one employer and count as none.
gate AS (
  SELECT cell, sum(n)::BIGINT AS n_ads, count(*) FILTER (WHERE employer_id >= 0) AS n_employers,
    max(weight) / sum(weight) AS top_share, sum(n_wide) / sum(n) AS share_wide
  FROM employer GROUP BY cell
)
SELECT t.cell, t.scope, t.quarter, t.region_code, t.occupation_code, t.skill_level, g.* EXCLUDE (cell)
FROM gate g JOIN (SELECT DISTINCT cell, scope, quarter, region_code, occupation_code, skill_level FROM int_wage_target) t ON g.cell = t.cell
