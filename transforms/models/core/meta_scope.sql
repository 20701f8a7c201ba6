-- title: Scopes of the release
-- grain: one row per scope
-- key: scope
SELECT
	s.is_simulated, s.scope, s.name, s.name_en, s.region_code, s.chain_version,
	any_value(c.programme) AS programme, coalesce(bool_and(c.is_verified), true) AS is_verified,
	max(u.data_until)::VARCHAR AS data_until
FROM int_scope_declared s
LEFT JOIN ref_chain c ON s.scope = c.scope AND s.chain_version = c.chain_version
LEFT JOIN (SELECT scope, max(data_until) AS data_until FROM int_source_extent GROUP BY scope) u ON s.scope = u.scope
GROUP BY s.is_simulated, s.scope, s.name, s.name_en, s.region_code, s.chain_version
