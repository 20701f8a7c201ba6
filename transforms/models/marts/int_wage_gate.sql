-- title: Cells of the wage table with their counts
-- grain: one row per region, occupation, skill level and quarter with priced ads
-- key: scope, quarter, region_code, occupation_code, skill_level
WITH employer AS (
  SELECT scope, quarter, region_code, occupation_code, skill_level, employer_id,
    sum(n) AS n, sum(weight) AS weight, sum(n_wide) AS n_wide
  FROM int_wage_offer GROUP BY ALL
)
-- Ads of unknown employers weigh as one employer and count as none.
SELECT scope, quarter, region_code, occupation_code, skill_level,
  sum(n)::BIGINT AS n_ads, count(*) FILTER (WHERE employer_id >= 0) AS n_employers,
  max(weight) / sum(weight) AS top_share, sum(weight) AS weight, sum(n_wide) / sum(n) AS share_wide
FROM employer GROUP BY ALL
