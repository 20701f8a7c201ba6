-- title: Chains and occupations: demand, share, location quotient, shared trades
-- grain: one row per chain version, chain (and OTHER), region (root, children), unit group and quarter
-- key: scope, chain_version, chain_id, region_code, occupation_code, quarter
-- Regions, occupations, quarters, chains and employers are numbered before
-- anything is summed: area 0 is the root, employer 0 one that is not known.
WITH period AS (
  SELECT (row_number() OVER (ORDER BY s.scope, q.quarter))::SMALLINT AS period, q.quarter, s.scope, s.region_code AS root
  FROM int_scope s JOIN (SELECT DISTINCT scope, quarter FROM int_ad) q ON s.scope = q.scope
  WHERE q.quarter <= s.last_quarter
),
area AS (
  SELECT (row_number() OVER (ORDER BY region_code))::SMALLINT AS area, region_code FROM (SELECT DISTINCT region_code FROM int_ad WHERE region_code IS NOT NULL)
),
occupation AS (
  SELECT (row_number() OVER (ORDER BY occ4))::SMALLINT AS occupation, occ4 FROM (SELECT DISTINCT occ4 FROM int_ad WHERE occ4 IS NOT NULL)
),
employer AS (
  SELECT (row_number() OVER (ORDER BY employer_id))::INTEGER AS employer, employer_id FROM (SELECT DISTINCT employer_id FROM int_ad WHERE employer_id IS NOT NULL)
),
weight AS MATERIALIZED (
  SELECT *, dense_rank() OVER (ORDER BY scope, chain_version, chain_id)::SMALLINT AS chain, CASE WHEN chain_id = 'OTHER' THEN alpha ELSE share END AS served
  FROM int_chain_weight WHERE share > 0 OR alpha > 0
),
chain AS (SELECT DISTINCT chain, chain_version, chain_id FROM weight),
weighted AS MATERIALIZED (
  SELECT p.period, w.chain_key, w.chain, w.alpha, w.served FROM weight w JOIN period p ON w.scope = p.scope
),
ad AS MATERIALIZED (
  SELECT p.period, coalesce(r.area, 0)::SMALLINT AS area, o.occupation, coalesce(a.chain_key, -1) AS chain_key, coalesce(e.employer, 0) AS employer,
    count(*) AS n, sum(a.headcount)::BIGINT AS headcount
  FROM int_ad a JOIN period p ON a.scope = p.scope AND a.quarter = p.quarter
  JOIN occupation o ON a.occ4 = o.occ4
  LEFT JOIN area r ON a.region_code = r.region_code
  LEFT JOIN employer e ON a.employer_id = e.employer_id
  GROUP BY ALL
),
cell AS MATERIALIZED (
  SELECT period, area, occupation, chain_key, sum(n)::BIGINT AS n, sum(headcount)::BIGINT AS headcount FROM ad GROUP BY ALL
),
placed AS MATERIALIZED (
  SELECT period, 0::SMALLINT AS area, occupation, chain_key, n, headcount FROM cell
  UNION ALL
  SELECT * FROM cell WHERE area > 0
),
served AS (
  SELECT p.period, w.chain, p.area, p.occupation,
    sum(p.headcount * w.served) AS headcount, sum(p.headcount * w.alpha) AS headcount_additive, sum(p.n)::BIGINT AS n_ads
  FROM placed p JOIN weighted w ON p.period = w.period AND p.chain_key = w.chain_key
  GROUP BY ALL
),
-- Employers are counted, never added: one employer may stand in many cells.
fine AS MATERIALIZED (
  SELECT DISTINCT a.period, w.chain, a.area, a.occupation, a.employer
  FROM ad a JOIN weighted w ON a.period = w.period AND a.chain_key = w.chain_key WHERE a.employer > 0
),
employers AS (
  SELECT period, chain, area, occupation, count(*) AS n_employers FROM fine WHERE area > 0 GROUP BY ALL
  UNION ALL
  SELECT period, chain, 0, occupation, count(*) FROM (SELECT DISTINCT period, chain, occupation, employer FROM fine) GROUP BY ALL
),
demanded AS (
  SELECT period, area, occupation, sum(headcount) AS v_o FROM placed GROUP BY ALL
),
figure AS (
  SELECT s.*, s.headcount / o.v_o AS share_of_occupation,
    (s.headcount / sum(s.headcount) OVER (PARTITION BY s.period, s.chain, s.area)) / (o.v_o / t.v) AS location_quotient
  FROM served s
  JOIN demanded o ON s.period = o.period AND s.area = o.area AND s.occupation = o.occupation
  JOIN (SELECT period, area, sum(v_o) AS v FROM demanded GROUP BY ALL) t ON s.period = t.period AND s.area = t.area
),
listed AS (
  SELECT f.*, p.scope, c.chain_version, c.chain_id, coalesce(r.region_code, p.root) AS region_code, o.occ4, p.quarter, coalesce(e.n_employers, 0) AS n_employers,
    c.chain_id <> 'OTHER' AND f.n_ads >= getvariable('chain_min_ads')
    AND (f.share_of_occupation >= getvariable('chain_share') OR f.location_quotient >= getvariable('chain_quotient')) AS in_catalogue
  FROM figure f
  JOIN period p ON f.period = p.period
  JOIN chain c ON f.chain = c.chain
  JOIN occupation o ON f.occupation = o.occupation
  LEFT JOIN area r ON f.area = r.area
  LEFT JOIN employers e ON f.period = e.period AND f.chain = e.chain AND f.area = e.area AND f.occupation = e.occupation
)
SELECT c.is_simulated, l.scope, l.chain_version, l.chain_id, l.region_code, l.occ4 AS occupation_code, l.quarter,
  round(l.headcount::DOUBLE, 8) AS headcount, round(l.headcount_additive::DOUBLE, 8) AS headcount_additive,
  round(l.share_of_occupation::DOUBLE, 9) AS share_of_occupation, round(l.location_quotient::DOUBLE, 9) AS location_quotient, l.in_catalogue,
  count(*) FILTER (WHERE l.in_catalogue) OVER (PARTITION BY l.period, l.area, l.occupation, l.chain_version) AS n_chains,
  l.n_ads, l.n_employers, '人' AS unit, 'A' AS obs_status, 'F' AS conf_status,
  getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM listed l JOIN int_scope c ON l.scope = c.scope
