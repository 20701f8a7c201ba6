-- title: Chains and occupations: demand, share, location quotient, shared trades
-- grain: one row per chain version, chain (and OTHER), region (root, children), unit group and quarter
-- key: scope, chain_version, chain_id, region_code, occupation_code, quarter
-- Numbers are those of int_number_ad; from placed on, area 0 is the root.
WITH term AS (
  SELECT DISTINCT n.term, n.scope, n.quarter, s.region_code AS root
  FROM int_number_period n JOIN int_scope s ON n.scope = s.scope WHERE n.quarter <= s.last_quarter
),
weight AS MATERIALIZED (
  SELECT *, dense_rank() OVER (ORDER BY scope, chain_version, chain_id)::SMALLINT AS chain, CASE WHEN chain_id = 'OTHER' THEN alpha ELSE share END AS served
  FROM int_chain_weight WHERE share > 0 OR alpha > 0
),
chain AS (SELECT DISTINCT chain, chain_version, chain_id FROM weight),
weighted AS MATERIALIZED (
  SELECT t.term, w.chain_key, w.chain, w.alpha, w.served FROM weight w JOIN term t ON w.scope = t.scope
),
cell AS MATERIALIZED (
  SELECT term, area, unit, chain_key, count(*) AS n, sum(headcount)::BIGINT AS headcount
  FROM int_number_ad WHERE unit > 0 AND term IN (SELECT term FROM term) GROUP BY ALL
),
placed AS MATERIALIZED (
  SELECT term, 0::SMALLINT AS area, unit, chain_key, n, headcount FROM cell
  UNION ALL
  SELECT * FROM cell WHERE area > 0
),
served AS (
  SELECT p.term, w.chain, p.area, p.unit,
    sum(p.headcount * w.served) AS headcount, sum(p.headcount * w.alpha) AS headcount_additive, sum(p.n)::BIGINT AS n_ads
  FROM placed p JOIN weighted w ON p.term = w.term AND p.chain_key = w.chain_key
  GROUP BY ALL
),
-- Employers are counted, never added: one employer may stand in many cells.
fine AS MATERIALIZED (
  SELECT DISTINCT a.term, w.chain, a.area, a.unit, a.employer
  FROM int_number_ad a JOIN weighted w ON a.term = w.term AND a.chain_key = w.chain_key WHERE a.unit > 0 AND a.employer > 0
),
employers AS (
  SELECT term, chain, area, unit, count(*) AS n_employers FROM fine WHERE area > 0 GROUP BY ALL
  UNION ALL
  SELECT term, chain, 0, unit, count(*) FROM (SELECT DISTINCT term, chain, unit, employer FROM fine) GROUP BY ALL
),
demanded AS (
  SELECT term, area, unit, sum(headcount) AS v_o FROM placed GROUP BY ALL
),
figure AS (
  SELECT s.*, s.headcount / o.v_o AS share_of_occupation,
    (s.headcount / sum(s.headcount) OVER (PARTITION BY s.term, s.chain, s.area)) / (o.v_o / t.v) AS location_quotient
  FROM served s
  JOIN demanded o ON s.term = o.term AND s.area = o.area AND s.unit = o.unit
  JOIN (SELECT term, area, sum(v_o) AS v FROM demanded GROUP BY ALL) t ON s.term = t.term AND s.area = t.area
),
listed AS (
  SELECT f.*, p.scope, c.chain_version, c.chain_id, coalesce(r.region_code, p.root) AS region_code, o.code, p.quarter, coalesce(e.n_employers, 0) AS n_employers,
    c.chain_id <> 'OTHER' AND f.n_ads >= getvariable('chain_min_ads')
    AND (f.share_of_occupation >= getvariable('chain_share') OR f.location_quotient >= getvariable('chain_quotient')) AS in_catalogue
  FROM figure f
  JOIN term p ON f.term = p.term
  JOIN chain c ON f.chain = c.chain
  JOIN int_number_class o ON f.unit = o.class
  LEFT JOIN int_number_area r ON f.area = r.area
  LEFT JOIN employers e ON f.term = e.term AND f.chain = e.chain AND f.area = e.area AND f.unit = e.unit
)
SELECT c.is_simulated, l.scope, l.chain_version, l.chain_id, l.region_code, l.code AS occupation_code, l.quarter,
  round(l.headcount::DOUBLE, 8) AS headcount, round(l.headcount_additive::DOUBLE, 8) AS headcount_additive,
  round(l.share_of_occupation::DOUBLE, 9) AS share_of_occupation, round(l.location_quotient::DOUBLE, 9) AS location_quotient, l.in_catalogue,
  count(*) FILTER (WHERE l.in_catalogue) OVER (PARTITION BY l.term, l.area, l.unit, l.chain_version) AS n_chains,
  l.n_ads, l.n_employers, '人' AS unit, 'A' AS obs_status, 'F' AS conf_status,
  getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM listed l JOIN int_scope c ON l.scope = c.scope
