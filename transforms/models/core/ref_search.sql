-- title: Search terms with the openings behind them
-- grain: one row per term
-- key: none
SELECT t.kind, t.code, t.label, t.alias, t.alias_kind, t.pinyin, t.initials, coalesce(d.headcount, 0)::DOUBLE AS headcount
FROM search_term t
LEFT JOIN (SELECT occupation_code AS code, sum(headcount) AS headcount FROM int_ad GROUP BY 1) d ON t.kind = 'occupation' AND d.code = t.code
