-- title: Chains by quarter, under the scope's own list, equal their months of demand
-- zh: 按本范围链表的各链季度需求等于各月需求之和
-- grain: region, chain and quarter
-- key: none
WITH
	months AS (
		SELECT d.scope, d.chain_version, d.region_code, d.chain_id, d.quarter, sum(d.headcount) AS headcount, sum(d.headcount_additive) AS headcount_additive
		FROM out_demand d JOIN int_scope s ON d.scope = s.scope
		WHERE d.chain_id <> '' AND d.occupation_code = '' AND d.quarter <= s.last_quarter GROUP BY ALL
	)
SELECT h.scope, h.region_code, h.chain_id, h.quarter, h.headcount, m.headcount AS months
FROM out_chain_history h
JOIN int_scope s ON h.scope = s.scope AND h.chain_version = s.chain_version
LEFT JOIN months m ON h.scope = m.scope AND h.chain_version = m.chain_version AND h.region_code = m.region_code AND h.chain_id = m.chain_id AND h.quarter = m.quarter
WHERE m.headcount IS NULL OR abs(h.headcount - m.headcount) > 1e-6 * greatest(1, h.headcount) OR abs(h.headcount_additive - m.headcount_additive) > 1e-6 * greatest(1, h.headcount_additive)
