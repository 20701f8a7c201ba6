-- title: Months of ads, and their quarters, as numbers
-- grain: one row per scope and month that has ads
-- key: period
-- term numbers the quarters of scopes, room the scopes.
SELECT (row_number() OVER (ORDER BY scope, quarter, month))::SMALLINT AS period, (dense_rank() OVER (ORDER BY scope, quarter))::SMALLINT AS term,
  (dense_rank() OVER (ORDER BY scope))::SMALLINT AS room, scope, month, quarter
FROM (SELECT DISTINCT scope, month, quarter FROM int_ad)
