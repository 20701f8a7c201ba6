-- title: Occupations of ads as numbers
-- grain: one row per code that ads have, and per class above such a code
-- key: class
-- major, sub_major, minor and unit are the numbers of the classes that a code
-- lies in, 0 below its own depth. 0 is left to ads without a code, and to all
-- occupations.
WITH code AS (SELECT DISTINCT occupation_code AS code FROM int_ad WHERE occupation_code IS NOT NULL),
numbered AS (
  SELECT (row_number() OVER (ORDER BY code))::SMALLINT AS class, code
  FROM (SELECT code FROM code UNION SELECT left(code, depth) FROM code, (VALUES (1), (4), (7)) AS d(depth) WHERE length(code) > depth)
)
SELECT n.class, n.code, a.class AS major, coalesce(b.class, 0)::SMALLINT AS sub_major, coalesce(c.class, 0)::SMALLINT AS minor,
  CASE WHEN length(n.code) > 7 THEN n.class ELSE 0 END::SMALLINT AS unit
FROM numbered n JOIN numbered a ON a.code = left(n.code, 1)
LEFT JOIN numbered b ON length(n.code) >= 4 AND b.code = left(n.code, 4)
LEFT JOIN numbered c ON length(n.code) >= 7 AND c.code = left(n.code, 7)
