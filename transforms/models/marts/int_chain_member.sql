-- title: Chains that ads are in, with their weights
-- grain: one row per chain and key of ads in it
-- key: chain, chain_key
-- An ad without weights under a list is in OTHER alone.
SELECT c.chain, c.is_own, w.chain_key, w.alpha, CASE WHEN w.chain_id = 'OTHER' THEN w.alpha ELSE w.share END AS share
FROM int_chain_weight w JOIN int_number_chain c ON w.scope = c.scope AND w.chain_version = c.chain_version AND w.chain_id = c.chain_id
WHERE w.share > 0 OR w.alpha > 0
UNION ALL
SELECT c.chain, c.is_own, k.chain_key, 1, 1
FROM (SELECT DISTINCT p.scope, a.chain_key FROM int_number_ad a JOIN int_number_period p ON a.period = p.period) k
JOIN int_number_chain c ON k.scope = c.scope AND c.chain_id = 'OTHER'
ANTI JOIN int_chain_weight w ON k.scope = w.scope AND k.chain_key = w.chain_key AND c.chain_version = w.chain_version
