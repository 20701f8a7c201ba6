-- title: Chains as numbers
-- grain: one row per scope, version of its list and chain (and OTHER)
-- key: chain
-- list numbers the versions. A scope without a list has OTHER alone.
WITH version AS (SELECT scope, chain_version FROM int_scope UNION SELECT scope, chain_version FROM int_chain_version)
SELECT (row_number() OVER (ORDER BY c.scope, c.chain_version, c.chain_id))::SMALLINT AS chain, (dense_rank() OVER (ORDER BY c.scope, c.chain_version))::SMALLINT AS list,
  c.scope, c.chain_version, c.chain_id, c.chain_version IS NOT DISTINCT FROM s.chain_version AS is_own
FROM (
  SELECT scope, chain_version, 'OTHER' AS chain_id FROM version
  UNION
  SELECT scope, chain_version, chain_id FROM int_chain_weight WHERE share > 0 OR alpha > 0
) c JOIN int_scope s ON c.scope = s.scope
