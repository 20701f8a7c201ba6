-- title: Disclosure control, by rule
-- grain: one row per scope, table and rule
-- key: scope, table_name, rule
WITH row_reason AS (
  SELECT scope, 'out_wage_posted' AS table_name, unnest(string_split(reason_codes, '|')) AS rule, 'withheld' AS action FROM out_wage_posted WHERE obs_status = 'Q'
  UNION ALL
  SELECT scope, 'out_wage_posted', unnest(string_split(reason_codes, '|')) || '_TAIL', 'P10 and P90 withheld' FROM out_wage_posted WHERE obs_status <> 'Q' AND reason_codes <> ''
  UNION ALL
  SELECT scope, 'out_wage_survey', unnest(string_split(reason_codes, '|')), 'withheld' FROM out_wage_survey WHERE obs_status = 'Q'
  UNION ALL
  SELECT scope, 'out_shortage', unnest(string_split(reason_codes, '|')), 'not assessed' FROM out_shortage WHERE obs_status = 'O'
  UNION ALL
  SELECT scope, 'out_forecast', unnest(string_split(reason_codes, '|')), 'not published' FROM out_forecast WHERE reason_codes <> ''
)
SELECT scope, table_name, rule, any_value(action) AS action, count(*) AS rows FROM row_reason WHERE rule <> '' GROUP BY scope, table_name, rule
