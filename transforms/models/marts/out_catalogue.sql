-- title: Catalogue of shortage occupations (trades)
-- grain: one row per region, quarter, list (chain, '' all chains) and occupation classed severe, short or watch on unit-group data
-- key: scope, region_code, chain_id, occupation_code, quarter
WITH listed AS (
  -- A minor group's data says nothing of one of its occupations: such rows stay out.
  SELECT * FROM out_shortage WHERE class IN ('severe', 'short', 'watch') AND fallback IN ('unit_child', 'unit_root')
),
entry AS (
  SELECT l.*, '' AS chain_id, '' AS chain_name, coalesce(l.headcount, 0) AS chain_demand FROM listed l
  UNION ALL
  SELECT l.*, c.chain_id, n.chain_name, c.headcount
  FROM listed l
  JOIN int_scope s ON l.scope = s.scope
  JOIN out_chain_occupation c ON l.scope = c.scope AND c.chain_version = s.chain_version AND l.region_code = c.region_code
    AND l.occupation_code = c.occupation_code AND l.quarter = c.quarter AND c.in_catalogue
  JOIN int_chain n ON c.scope = n.scope AND c.chain_version = n.chain_version AND c.chain_id = n.chain_id
),
ranked AS (
  -- Class first; then, within a class, the whole list by score and a chain's by
  -- the demand that seekers do not meet: V of the chain · (1 − J/V)⁺.
  SELECT *, row_number() OVER (PARTITION BY scope, region_code, quarter, chain_id
    ORDER BY CASE class WHEN 'severe' THEN 1 WHEN 'short' THEN 2 ELSE 3 END, is_relative,
      CASE WHEN chain_id <> '' THEN -chain_demand * greatest(0, 1 - coalesce(1 / nullif(ratio, 0), 0)) END, score DESC, occupation_code) AS seq
  FROM entry
)
SELECT r.is_simulated, r.scope, r.region_code, r.quarter, s.chain_version, r.chain_id, r.chain_name, r.seq,
  r.occupation_code, o.occupation_name, o.trades, -1 AS skill_level,
  r.class, r.is_relative, r.stars, r.score, r.score_lo, r.score_hi, r.rank, r.rank_lo, r.rank_hi, r.ratio, r.ratio_lo, r.ratio_hi, r.gap_lo, r.gap_hi,
  w.p25, w.p50, w.p75,
  -- The 80 % interval of the median: 1.2816 times its CV on either side.
  getvariable('wage_round') * round(w.p50 * (1 - 1.2816 * w.cv) / getvariable('wage_round')) AS p50_lo80,
  getvariable('wage_round') * round(w.p50 * (1 + 1.2816 * w.cv) / getvariable('wage_round')) AS p50_hi80,
  r.n_chains, r.prev_rank, r.change, r.streak, r.driver, r.instrument_zh, r.instrument_en, r.grade,
  -- Places follow from costs, pass rates and seats, which the bureau holds.
  CASE WHEN r.driver = 'retention' THEN '—' ELSE '待定' END AS suggested_places,
  CASE WHEN r.driver = 'retention' THEN '—' WHEN r.class = 'severe' THEN '100%' WHEN r.class = 'short' THEN '90%' ELSE '80%' END AS subsidy_share,
  concat_ws('；', CASE WHEN r.is_relative THEN '相对紧缺' END, CASE WHEN r.region_code <> r.fallback_region_code THEN '采用' || g.short_name || '数据' END) AS note,
  r.n_ads, r.n_employers, r.unit, r.obs_status, r.conf_status, r.method_version, r.release_id
FROM ranked r
JOIN int_scope s ON r.scope = s.scope
LEFT JOIN int_occupation o ON r.occupation_code = o.occupation_code
LEFT JOIN int_region g ON r.scope = g.scope AND r.fallback_region_code = g.region_code
LEFT JOIN out_wage_posted w ON r.scope = w.scope AND r.region_code = w.region_code AND r.occupation_code = w.occupation_code
  AND r.quarter = w.quarter AND w.skill_level = -1
