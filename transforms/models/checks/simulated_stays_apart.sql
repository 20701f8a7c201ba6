-- title: Every row says truly whether its scope is simulated
-- zh: 每行的模拟标记与其范围一致
-- grain: table and scope
-- key: none
WITH said AS (
	SELECT 'out_demand' AS table_name, scope, is_simulated FROM out_demand GROUP BY ALL UNION ALL
	SELECT 'out_shortage', scope, is_simulated FROM out_shortage GROUP BY ALL UNION ALL
	SELECT 'out_shortage_evidence', scope, is_simulated FROM out_shortage_evidence GROUP BY ALL UNION ALL
	SELECT 'out_wage_posted', scope, is_simulated FROM out_wage_posted GROUP BY ALL UNION ALL
	SELECT 'out_wage_survey', scope, is_simulated FROM out_wage_survey GROUP BY ALL UNION ALL
	SELECT 'out_catalogue', scope, is_simulated FROM out_catalogue GROUP BY ALL UNION ALL
	SELECT 'out_change', scope, is_simulated FROM out_change GROUP BY ALL UNION ALL
	SELECT 'out_revision', scope, is_simulated FROM out_revision GROUP BY ALL UNION ALL
	SELECT 'out_preset', scope, is_simulated FROM out_preset GROUP BY ALL UNION ALL
	SELECT 'out_chain_history', scope, is_simulated FROM out_chain_history GROUP BY ALL UNION ALL
	SELECT 'out_forecast', scope, is_simulated FROM out_forecast GROUP BY ALL UNION ALL
	SELECT 'core_ad', scope, is_simulated FROM core_ad GROUP BY ALL UNION ALL
	SELECT 'core_pay', scope, is_simulated FROM core_pay GROUP BY ALL
)
SELECT t.table_name, t.scope, t.is_simulated FROM said t LEFT JOIN int_scope s USING (scope)
WHERE t.is_simulated IS DISTINCT FROM s.is_simulated
