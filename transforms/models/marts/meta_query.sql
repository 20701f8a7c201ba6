-- title: SQL that recomputes the published figures from the release file
-- grain: one row per kind of figure; $names are parameters
-- key: name
SELECT name, table_name, sql, zh, en FROM (VALUES
('demand', 'out_demand', $$SELECT sum(a.n_events) AS events, count(*) AS ads, sum(a.n_spells) AS spells, sum(a.ad_headcount) AS headcount, count(DISTINCT a.employer_key) AS n_employers
FROM core_ad a JOIN meta_scope s ON a.scope = s.scope
WHERE a.scope = $scope AND a.month = $month
  AND ($region = s.region_code OR a.region_code = $region)
  AND ($occupation = '' OR (a.occupation_level = 4 AND a.occupation_code = $occupation))$$,
  '招聘需求（全部产业链）', 'Demand, whole economy'),
('demand_chain', 'out_demand', $$SELECT sum(a.ad_headcount * CASE WHEN w.chain_id = 'OTHER' THEN w.alpha ELSE w.share END) AS headcount, sum(a.ad_headcount * w.alpha) AS headcount_additive
FROM core_ad a JOIN meta_scope s ON a.scope = s.scope
JOIN core_chain_weight w ON a.scope = w.scope AND a.chain_key = w.chain_key AND w.chain_version = s.chain_version
WHERE a.scope = $scope AND a.month = $month AND w.chain_id = $chain
  AND ($region = s.region_code OR a.region_code = $region)
  AND ($occupation = '' OR (a.occupation_level = 4 AND a.occupation_code = $occupation))$$,
  '招聘需求（一条产业链，服务口径与可加口径）', 'Demand of one chain, serves and additive view'),
('chain_occupation', 'out_chain_occupation', $$SELECT sum(a.ad_headcount * w.share) AS headcount, sum(a.ad_headcount * w.share)
  / (SELECT sum(b.ad_headcount) FROM core_ad b WHERE b.scope = $scope AND b.quarter = $quarter AND b.occupation_level = 4 AND b.occupation_code = $occupation
     AND ($region = any_value(s.region_code) OR b.region_code = $region)) AS share_of_occupation
FROM core_ad a JOIN meta_scope s ON a.scope = s.scope
JOIN core_chain_weight w ON a.scope = w.scope AND a.chain_key = w.chain_key
WHERE a.scope = $scope AND a.quarter = $quarter AND w.chain_version = $version AND w.chain_id = $chain
  AND a.occupation_level = 4 AND a.occupation_code = $occupation AND ($region = s.region_code OR a.region_code = $region)$$,
  '一条链在一个职业需求中的比重', 'Share of a chain in an occupation''s demand'),
('shortage_score', 'out_shortage', $$SELECT 1.5 + sum(contribution) AS score
FROM out_shortage_evidence
WHERE scope = $scope AND region_code = $region AND occupation_code = $occupation AND quarter = $quarter$$,
  '紧缺指数 S 等于 1.5 加各指标贡献', 'The score is 1.5 plus the contributions'),
('shortage_counts', 'out_shortage', $$SELECT count(*) AS n_ads, count(DISTINCT a.employer_key) AS n_employers, sum(a.ad_headcount) AS headcount
FROM core_ad a JOIN meta_scope s ON a.scope = s.scope
WHERE a.scope = $scope AND a.quarter = $quarter AND a.in_score AND a.occupation_level >= 3
  AND ($region = s.region_code OR a.region_code = $region)
  AND (a.occupation_code = $occupation OR starts_with(a.occupation_code, $occupation || '-'))$$,
  '评分所用广告、企业、人数（地区、职业取 fallback 两列）', 'Ads, employers, headcount behind a score; region and occupation from the fallback columns'),
('shortage_ratio', 'out_shortage', $$SELECT sum(k.vacancies) AS vacancies, sum(k.seekers) AS seekers, sum(k.vacancies) / sum(k.seekers) AS ratio
FROM core_seeker k JOIN meta_scope s ON k.scope = s.scope
WHERE k.scope = $scope AND k.quarter = $quarter AND k.occupation_level = 4 AND k.occupation_code = $occupation
  AND (k.region_code = $region OR $region = s.region_code AND k.region_code <> s.region_code
    AND NOT EXISTS (FROM core_seeker r WHERE r.scope = k.scope AND r.source_id = k.source_id AND r.quarter = k.quarter AND r.occupation_code = k.occupation_code AND r.region_code = s.region_code))
  AND (k.skill_level = -1 OR NOT EXISTS (FROM core_seeker l WHERE l.scope = k.scope AND l.source_id = k.source_id AND l.quarter = k.quarter
    AND l.occupation_code = k.occupation_code AND l.region_code = k.region_code AND l.skill_level = -1))$$,
  '求人倍率（来源有需求人数时）', 'Openings-to-seekers ratio, where sources give openings'),
('shortage_change', 'out_change', $$SELECT change_real + coalesce(change_revision, 0) + coalesce(change_method, 0) + coalesce(change_unseparated, 0) AS score_change
FROM out_change WHERE scope = $scope AND region_code = $region AND occupation_code = $occupation AND quarter = $quarter$$,
  '指数与上次发布相比的变化等于各部分之和', 'The change of a score since the previous release is the sum of its parts'),
('shortage_preset', 'out_preset', $$SELECT sum(m.text::DOUBLE * d.points) / sum(m.text::DOUBLE) AS preset_score
FROM (SELECT dimension, avg(points) AS points FROM out_shortage_evidence
  WHERE scope = $scope AND region_code = $region AND occupation_code = $occupation AND quarter = $quarter AND points IS NOT NULL GROUP BY dimension) d
JOIN meta_method m ON m.key = 'preset_' || $preset || '_' || lower(d.dimension)$$,
  '一套权重下的指数：各维度平均得分按权重平均', 'Score under a preset: points averaged by dimension, then by the weights'),
('chain_history', 'out_chain_history', $$SELECT sum(a.ad_headcount * w.share) AS headcount, sum(a.ad_headcount * w.alpha) AS headcount_additive,
  sum(a.ad_headcount * w.alpha) / (SELECT sum(b.ad_headcount) FROM core_ad b WHERE b.scope = $scope AND b.quarter = $quarter
    AND ($region = any_value(s.region_code) OR b.region_code = $region)) AS share_additive
FROM core_ad a JOIN meta_scope s ON a.scope = s.scope
JOIN core_chain_weight w ON a.scope = w.scope AND a.chain_key = w.chain_key
WHERE a.scope = $scope AND a.quarter = $quarter AND w.chain_version = $version AND w.chain_id = $chain AND ($region = s.region_code OR a.region_code = $region)$$,
  '一条链在一季的需求和比重，按任一版链表（非重点链除外）', 'Demand and share of a chain in a quarter under any version of the list, other than OTHER'),
('wage_posted', 'out_wage_posted', $$WITH pay AS (
  SELECT p.pay_lo, p.pay_hi, p.ad_weight / sqrt(count(*) OVER (PARTITION BY p.employer_no)) AS w
  FROM core_pay p JOIN meta_scope s ON p.scope = s.scope
  WHERE p.scope = $scope AND p.quarter = $quarter AND ($region = s.region_code OR p.region_code = $region)
    AND ($occupation = '' OR p.occupation_code = $occupation OR starts_with(p.occupation_code, $occupation || '-'))
    AND CASE WHEN $skill_level = -1 THEN p.skill_level = -1 ELSE p.skill_level = $skill_level END
),
event AS (
  SELECT pay_lo AS x, CASE WHEN pay_hi > pay_lo THEN w / (pay_hi - pay_lo) ELSE 0 END AS slope, CASE WHEN pay_hi > pay_lo THEN 0 ELSE w END AS mass FROM pay
  UNION ALL SELECT pay_hi, -w / (pay_hi - pay_lo), 0 FROM pay WHERE pay_hi > pay_lo
),
point AS (SELECT x, sum(slope) AS slope, sum(mass) AS mass FROM event GROUP BY x),
segment AS (SELECT x, mass, sum(slope) OVER (ORDER BY x) AS slope, coalesce(lead(x) OVER (ORDER BY x) - x, 0) AS width FROM point),
curve AS (
  SELECT x, mass, slope, width * slope AS area, coalesce(sum(mass + width * slope) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS below,
    sum(mass + width * slope) OVER () AS total FROM segment
)
SELECT (SELECT count(*) FROM pay) AS n_ads,
  100 * round(min(CASE WHEN 0.25 * total <= below + mass + area THEN CASE WHEN 0.25 * total <= below + mass THEN x ELSE x + (0.25 * total - below - mass) / nullif(slope, 0) END END) / 100) AS p25,
  100 * round(min(CASE WHEN 0.50 * total <= below + mass + area THEN CASE WHEN 0.50 * total <= below + mass THEN x ELSE x + (0.50 * total - below - mass) / nullif(slope, 0) END END) / 100) AS p50,
  100 * round(min(CASE WHEN 0.75 * total <= below + mass + area THEN CASE WHEN 0.75 * total <= below + mass THEN x ELSE x + (0.75 * total - below - mass) / nullif(slope, 0) END END) / 100) AS p75
FROM curve$$,
  '招聘薪酬 P25、P50、P75（区间均匀混合）', 'Posted pay P25, P50, P75 by the uniform mixture'),
('wage_calibration', 'out_wage_calibration', $$WITH posted AS (
  SELECT occupation_code, exp(sum(n_ads * ln(p50)) / sum(n_ads)) AS p50 FROM out_wage_posted
  WHERE scope = $scope AND region_code = $region AND left(quarter, 4)::INTEGER = $year AND skill_level = -1 AND conf_status = 'F' AND left(occupation_code, 4) = $occupation GROUP BY 1
),
survey AS (
  SELECT occupation_code, exp(avg(ln(p50))) AS p50 FROM out_wage_survey
  WHERE scope = $scope AND region_code = $region AND stat_year = $year AND skill_level = -1 AND conf_status = 'F' AND p50 > 0 AND left(occupation_code, 4) = $occupation GROUP BY 1
),
pair AS (SELECT p.p50 AS posted, s.p50 AS survey, p.occupation_code = $occupation AS is_own FROM posted p JOIN survey s USING (occupation_code))
SELECT round(exp(avg(ln(survey / posted))), 4) AS factor, 100 * round(exp(avg(ln(posted))) / 100) AS posted_p50, 100 * round(exp(avg(ln(survey))) / 100) AS survey_p50
FROM pair WHERE is_own = (SELECT bool_or(is_own) FROM pair)$$,
  '校准系数与两个中位数', 'Calibration factor and its two medians'),
('catalogue', 'out_catalogue', $$SELECT occupation_code, class, score FROM out_shortage
WHERE scope = $scope AND region_code = $region AND quarter = $quarter AND class IN ('severe', 'short', 'watch') AND fallback IN ('unit_child', 'unit_root')$$,
  '目录（不分产业链）的职业', 'Occupations of the catalogue over all chains'),
('demand_change', 'out_demand', $$SELECT a.headcount_adjusted / b.headcount_adjusted - 1 AS change
FROM out_demand a JOIN out_demand b USING (scope, region_code, chain_id, occupation_code)
WHERE a.scope = $scope AND a.region_code = $region AND a.chain_id = $chain AND a.occupation_code = $occupation AND a.month = $month AND b.month = $month_before$$,
  '需求变化（去春节）', 'Change of demand, Spring Festival taken out')
) AS q(name, table_name, sql, zh, en)
