-- title: Weights of ads in chains as published
-- grain: one row per chain key and chain
-- key: scope, chain_version, chain_key, chain_id
-- as: view
SELECT is_simulated, scope, chain_version, chain_key, chain_id, share, alpha
FROM int_chain_weight
