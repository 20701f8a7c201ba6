-- title: Months of ads, and their quarters, as numbers
-- grain: one row per scope and month that has ads
-- key: period
-- term numbers the quarters of scopes.
SELECT (row_number() OVER (ORDER BY scope, quarter, month))::SMALLINT AS period, (dense_rank() OVER (ORDER BY scope, quarter))::SMALLINT AS term, scope, month, quarter
FROM (SELECT DISTINCT scope, month, quarter FROM int_ad)
