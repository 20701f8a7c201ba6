-- title: Chains and occupations: demand, share, location quotient, shared trades
-- grain: one row per chain version, chain (and OTHER), region (root, children), unit group and quarter
-- key: scope, chain_version, chain_id, region_code, occupation_code, quarter
-- Numbers are those of int_number_ad; from placed on, area 0 is the root.
WITH term AS (
  SELECT DISTINCT n.term, s.is_simulated, n.scope, n.quarter, s.region_code AS root
  FROM int_number_period n JOIN int_scope s ON n.scope = s.scope WHERE n.quarter <= s.last_quarter
),
chain AS (SELECT chain, list, chain_version, chain_id FROM int_number_chain WHERE chain_version IS NOT NULL),
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
  SELECT p.term, m.chain, p.area, p.unit,
    sum(p.headcount * m.share) AS headcount, sum(p.headcount * m.alpha) AS headcount_additive, sum(p.n)::BIGINT AS n_ads
  FROM placed p JOIN int_chain_member m ON p.chain_key = m.chain_key
  GROUP BY ALL
),
demanded AS (
  SELECT term, area, unit, sum(headcount) AS v_o FROM placed GROUP BY ALL
),
figure AS (
  SELECT s.*, c.list, c.chain_id <> 'OTHER' AS is_named, s.headcount / o.v_o AS share_of_occupation,
    (s.headcount / sum(s.headcount) OVER (PARTITION BY s.term, s.chain, s.area)) / (o.v_o / t.v) AS location_quotient
  FROM served s JOIN chain c ON s.chain = c.chain
  JOIN demanded o ON s.term = o.term AND s.area = o.area AND s.unit = o.unit
  JOIN (SELECT term, area, sum(v_o) AS v FROM demanded GROUP BY ALL) t ON s.term = t.term AND s.area = t.area
),
listed AS (
  SELECT *, is_named AND n_ads >= getvariable('chain_min_ads')
    AND (share_of_occupation >= getvariable('chain_share') OR location_quotient >= getvariable('chain_quotient')) AS in_catalogue
  FROM figure
),
shared AS (
  SELECT *, count(*) FILTER (WHERE in_catalogue) OVER (PARTITION BY term, area, unit, list) AS n_chains FROM listed
),
-- In the order of the key, which small numbers are sorted into sooner than texts.
sorted AS (
  SELECT l.*, coalesce(e.n_employers, 0) AS n_employers
  FROM shared l LEFT JOIN int_employer_quarter e ON l.term = e.term AND l.chain = e.chain AND l.area = e.area AND l.unit = e.unit
  ORDER BY (l.chain::BIGINT << 48) | (l.area::BIGINT << 32) | (l.unit::BIGINT << 16) | l.term
)
SELECT t.is_simulated, t.scope, c.chain_version, c.chain_id, coalesce(r.region_code, t.root) AS region_code, o.code AS occupation_code, t.quarter,
  round(l.headcount::DOUBLE, 8) AS headcount, round(l.headcount_additive::DOUBLE, 8) AS headcount_additive,
  round(l.share_of_occupation::DOUBLE, 9) AS share_of_occupation, round(l.location_quotient::DOUBLE, 9) AS location_quotient, l.in_catalogue, l.n_chains,
  l.n_ads, l.n_employers, '人' AS unit, 'A' AS obs_status, 'F' AS conf_status,
  getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM sorted l
JOIN term t ON l.term = t.term
JOIN chain c ON l.chain = c.chain
JOIN int_number_class o ON l.unit = o.class
LEFT JOIN int_number_area r ON l.area = r.area
