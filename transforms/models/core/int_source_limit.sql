-- title: Where the ads of a source end and how many people one may count for
-- grain: one row per source
-- key: source_no
-- No ad counts for more people than the 99th percentile of its source, but
-- always up to 10.
SELECT source_no, max(day) AS last_seen, greatest(10, quantile_disc(headcount, 0.99))::INTEGER AS most_people
FROM int_row GROUP BY source_no
