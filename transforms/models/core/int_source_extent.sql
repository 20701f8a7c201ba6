-- title: How many rows a source has, until when, and how many people one ad may count for
-- grain: one row per source of postings
-- key: source_no
-- No ad counts for more people than the 99th percentile of its source, but
-- always up to 10. Those who only ask for such sums need not go through all rows.
SELECT scope, source_no, count(*) AS rows, max(day) AS last_seen, max(coalesce(day, posted_date)) AS data_until,
	greatest(10, quantile_disc(headcount, 0.99))::INTEGER AS most_people
FROM int_row GROUP BY scope, source_no
