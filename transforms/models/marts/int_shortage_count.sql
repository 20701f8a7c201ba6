-- title: Ads, employers and headcount behind the shortage score
-- grain: one row per region (root, children), unit or minor group and quarter with ads that count in the score
-- key: scope, region_code, occupation_code, quarter
WITH term AS (
  SELECT DISTINCT n.term, n.scope, n.quarter, s.region_code AS root
  FROM int_number_period n JOIN int_scope s ON n.scope = s.scope WHERE n.quarter <= s.last_quarter
)
SELECT q.scope, coalesce(r.region_code, q.root) AS region_code, c.code AS occupation_code, q.quarter,
  f.n_ads, f.n_employers, f.headcount, f.headcount_adjusted, f.variance, f.top_share, f.coder_p, f.share_skilled
FROM int_shortage_figure f
JOIN term q ON f.term = q.term
JOIN int_number_class c ON f.class = c.class
LEFT JOIN int_number_area r ON f.area = r.area
