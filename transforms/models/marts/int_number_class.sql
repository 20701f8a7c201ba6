-- title: Unit and minor groups of ads as numbers
-- grain: one row per unit or minor group that has ads
-- key: class
-- 0 is left to ads that are not coded so deep, and to all occupations.
SELECT (row_number() OVER (ORDER BY code))::SMALLINT AS class, code
FROM (SELECT occ4 AS code FROM int_ad WHERE occ4 IS NOT NULL UNION SELECT occ3 FROM int_ad WHERE occ3 IS NOT NULL)
