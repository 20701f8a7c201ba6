-- title: Places of priced ads in the wage table
-- grain: one row per quarter, region, occupation and skill level that priced ads have
-- key: place
SELECT (row_number() OVER (ORDER BY scope, quarter, child, occ1, occ2, occ3, occ4, skill_level))::INTEGER AS place, * FROM (
  SELECT DISTINCT scope, quarter, region_code AS child, occ1, occ2, occ3, occ4, skill_level
  FROM int_ad WHERE pay_lo IS NOT NULL AND pay_hi IS NOT NULL AND NOT is_parttime AND NOT is_intern
)
