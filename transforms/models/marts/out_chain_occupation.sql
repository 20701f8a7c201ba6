-- title: Chains and occupations: demand, share, location quotient, shared trades
-- grain: one row per chain version, chain (and OTHER), region (root, children), unit group and quarter
-- key: scope, chain_version, chain_id, region_code, occupation_code, quarter
WITH ad AS (
  SELECT a.scope, a.region_code AS child, coalesce(a.chain_key, -1) AS chain_key, a.occ4, a.quarter, a.employer_id,
    count(*) AS n, sum(a.headcount) AS headcount
  FROM int_ad a JOIN int_scope s ON a.scope = s.scope
  WHERE a.occ4 IS NOT NULL AND a.quarter <= s.last_quarter
  GROUP BY ALL
),
placed AS (
  SELECT a.scope, s.region_code, a.chain_key, a.occ4, a.quarter, a.employer_id, a.n, a.headcount FROM ad a JOIN int_scope s ON a.scope = s.scope
  UNION ALL
  SELECT scope, child, chain_key, occ4, quarter, employer_id, n, headcount FROM ad WHERE child IS NOT NULL
),
weight AS (
  SELECT scope, chain_version, chain_key, chain_id, alpha, CASE WHEN chain_id = 'OTHER' THEN alpha ELSE share END AS share
  FROM int_chain_weight WHERE share > 0 OR alpha > 0
),
served AS (
  SELECT p.scope, w.chain_version, w.chain_id, p.region_code, p.occ4, p.quarter,
    sum(p.headcount * w.share) AS headcount, sum(p.headcount * w.alpha) AS headcount_additive, sum(p.n)::BIGINT AS n_ads, count(DISTINCT p.employer_id) AS n_employers
  FROM placed p JOIN weight w ON p.scope = w.scope AND p.chain_key = w.chain_key
  GROUP BY ALL
),
occupation AS (
  SELECT scope, region_code, occ4, quarter, sum(headcount) AS v_o FROM placed GROUP BY ALL
),
figure AS (
  SELECT s.*, s.headcount / o.v_o AS share_of_occupation,
    (s.headcount / sum(s.headcount) OVER (PARTITION BY s.scope, s.chain_version, s.chain_id, s.region_code, s.quarter))
      / (o.v_o / t.v) AS location_quotient
  FROM served s
  JOIN occupation o ON s.scope = o.scope AND s.region_code = o.region_code AND s.occ4 = o.occ4 AND s.quarter = o.quarter
  JOIN (SELECT scope, region_code, quarter, sum(v_o) AS v FROM occupation GROUP BY ALL) t
    ON s.scope = t.scope AND s.region_code = t.region_code AND s.quarter = t.quarter
),
listed AS (
  SELECT *, chain_id <> 'OTHER' AND n_ads >= getvariable('chain_min_ads')
    AND (share_of_occupation >= getvariable('chain_share') OR location_quotient >= getvariable('chain_quotient')) AS in_catalogue
  FROM figure
)
SELECT c.is_simulated, l.scope, l.chain_version, l.chain_id, l.region_code, l.occ4 AS occupation_code, l.quarter,
  round(l.headcount::DOUBLE, 8) AS headcount, round(l.headcount_additive::DOUBLE, 8) AS headcount_additive,
  round(l.share_of_occupation::DOUBLE, 9) AS share_of_occupation, round(l.location_quotient::DOUBLE, 9) AS location_quotient, l.in_catalogue,
  count(*) FILTER (WHERE l.in_catalogue) OVER (PARTITION BY l.scope, l.chain_version, l.region_code, l.occ4, l.quarter) AS n_chains,
  l.n_ads, l.n_employers, '人' AS unit, 'A' AS obs_status, 'F' AS conf_status,
  getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM listed l JOIN int_scope c ON l.scope = c.scope
