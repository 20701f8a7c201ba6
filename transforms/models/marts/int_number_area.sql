-- title: Child regions of ads as numbers
-- grain: one row per child region that has ads
-- key: area
-- 0 is left to ads of which the root alone is known, and to the root.
SELECT (row_number() OVER (ORDER BY region_code))::SMALLINT AS area, region_code
FROM (SELECT DISTINCT region_code FROM int_ad WHERE region_code IS NOT NULL)
