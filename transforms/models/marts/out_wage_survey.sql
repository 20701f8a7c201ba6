-- title: Surveyed wages (official), kept apart from posted pay
-- grain: one row per region, occupation, level, year and source document
-- key: scope, region_code, occupation_code, skill_level, stat_year, source_document
WITH survey AS (
  -- Two rows of one document for one cell: the one with more people speaks.
  SELECT * FROM int_wage_survey
  QUALIFY row_number() OVER (
    PARTITION BY scope, region_code, occupation_code, skill_level, stat_year, source_document
    ORDER BY n_people DESC NULLS LAST, source_id, p50, p25, p75) = 1
),
gated AS (
  -- Published tables of an office come without counts and are public already.
  -- Where counts are given, a cell needs survey_min_firms firms and survey_min_people people.
  SELECT *,
    concat_ws('|',
      CASE WHEN n_people < getvariable('survey_min_people') THEN 'N_ADS' END,
      CASE WHEN n_firms < getvariable('survey_min_firms') THEN 'N_EMP' END) AS reasons
  FROM survey
)
SELECT is_simulated, scope, region_code, occupation_code, occupation_level, skill_level, stat_year,
  CASE WHEN reasons = '' THEN p10 END AS p10,
  CASE WHEN reasons = '' THEN p25 END AS p25,
  CASE WHEN reasons = '' THEN p50 END AS p50,
  CASE WHEN reasons = '' THEN p75 END AS p75,
  CASE WHEN reasons = '' THEN p90 END AS p90,
  CASE WHEN reasons = '' THEN n_people END AS n_people,
  CASE WHEN reasons = '' THEN n_firms END AS n_firms,
  source_id, source_document, '元/月' AS unit,
  CASE WHEN reasons = '' THEN 'A' ELSE 'Q' END AS obs_status,
  CASE WHEN reasons = '' THEN 'F' ELSE 'C' END AS conf_status,
  reasons AS reason_codes,
  getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM gated
