-- title: Additive weights over chains and OTHER sum to one
-- zh: 各链与非重点链的可加权重合计为一
-- grain: chain key
-- key: none
SELECT scope, chain_version, chain_key, sum(alpha) AS total
FROM int_chain_weight GROUP BY ALL HAVING abs(sum(alpha) - 1) > 1e-9
