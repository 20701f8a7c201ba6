-- title: Rows of official tables that are read for the first time, with what they name
-- grain: one row per accepted row of a delivery of seekers, wages or training that is not coded yet
-- key: event_id
-- Figures that a kind of table does not have are NULL. Wages are in yuan a
-- month; a row whose unit does not say 元 or 万元 a 月 or 年 has none.
WITH rows AS (
	SELECT p.*, s.scope, s.kind AS delivery,
		CASE WHEN p.unit LIKE '%元/月%' AND p.unit NOT LIKE '%万元/月%' THEN 1.0
		     WHEN p.unit LIKE '%万元%年%' THEN 10000.0 / 12
		     WHEN p.unit LIKE '%元%年%' THEN 1.0 / 12
		     WHEN p.unit LIKE '%万元%月%' THEN 10000.0
		     WHEN p.unit LIKE '%元%月%' THEN 1.0 END AS factor
	FROM stg_official p JOIN int_source s USING (source_no)
)
SELECT
	r.event_id, m.region_code, m.occupation_code, m.occupation_level, m.skill_level, m.quarter, m.problem,
	r.seekers, r.vacancies,
	CASE WHEN r.delivery <> 'training' THEN NULL
	     WHEN r.kind LIKE '%证%' OR r.kind LIKE '%评价%' OR r.kind LIKE '%鉴定%' THEN 'certificate'
	     WHEN r.kind LIKE '%毕业%' THEN 'graduate'
	     WHEN r.kind LIKE '%学徒%' THEN 'apprentice'
	     ELSE 'training' END AS training_kind,
	r.people,
	r.stat_year::INTEGER AS stat_year, r.p10 * factor AS p10, r.p25 * factor AS p25, r.p50 * factor AS p50, r.p75 * factor AS p75, r.p90 * factor AS p90,
	r.n_people, r.n_firms, r.source_document
FROM rows r
JOIN map_official m ON m.scope = r.scope AND m.region = r.region AND m.occupation = r.occupation AND m.occupation_code_text = r.occupation_code AND m.level_text = r.skill_level AND m.period = r.period
