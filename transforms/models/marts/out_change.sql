-- title: What moved each score since the previous release
-- grain: one row per region, unit group and quarter that this release assesses in a scope that the previous one had
-- key: scope, region_code, occupation_code, quarter
-- S(new) − S(old) in three parts that add up (int_previous, int_previous_shortage
-- and int_rescored hold what the step "previous" made):
--   the previous release had the quarter t:
--     real      S(old method, old data, t)  − S(old, old, t−1)
--     revision  S(old method, new data, t)  − S(old, old, t)
--     method    S(new method, new data, t)  − S(old method, new data, t)
--   it had not; b is its last quarter, or t−1:
--     real      S(old method, new data, t)  − S(old method, new data, b)
--     revision  S(old method, new data, b)  − S(old, old, b)
--     method    as above
-- Where the old method cannot be run again, revision and method stay together;
-- real is then taken from the old release, or for a new quarter from this one.
WITH
	here AS (
		SELECT s.*, p.release_id AS previous_release, p.method_version AS previous_method, p.is_separable, p.reason, s.quarter > p.last_quarter AS is_new_quarter,
			least(p.last_quarter, CASE WHEN right(s.quarter, 1) = '1' THEN (left(s.quarter, 4)::INTEGER - 1) || 'Q4' ELSE left(s.quarter, 5) || (right(s.quarter, 1)::INTEGER - 1) END) AS base_quarter
		FROM out_shortage s JOIN int_previous p ON s.scope = p.scope
	),
	beside AS (
		SELECT h.*, b.class AS base_class, b.score AS base_score, b.fallback AS base_fallback, b.ref_flag AS base_flag,
			l.class AS last_class, l.score AS last_score, l.ref_flag AS last_flag,
			r.score AS again, CASE WHEN h.is_separable THEN rb.score ELSE nb.score END AS again_base,
			CASE WHEN h.is_new_quarter THEN b.class ELSE l.class END AS from_class
		FROM here h
		LEFT JOIN int_previous_shortage b ON h.scope = b.scope AND h.region_code = b.region_code AND h.occupation_code = b.occupation_code AND h.base_quarter = b.quarter
		LEFT JOIN int_previous_shortage l ON h.scope = l.scope AND h.region_code = l.region_code AND h.occupation_code = l.occupation_code AND h.quarter = l.quarter
		LEFT JOIN int_rescored r ON h.scope = r.scope AND h.region_code = r.region_code AND h.occupation_code = r.occupation_code AND h.quarter = r.quarter
		LEFT JOIN int_rescored rb ON h.scope = rb.scope AND h.region_code = rb.region_code AND h.occupation_code = rb.occupation_code AND h.base_quarter = rb.quarter
		LEFT JOIN out_shortage nb ON h.scope = nb.scope AND h.region_code = nb.region_code AND h.occupation_code = nb.occupation_code AND h.base_quarter = nb.quarter
	),
	judged AS (
		SELECT *, CASE
				WHEN base_class IS NULL THEN 'NO_BASE'
				WHEN score IS NULL OR base_score IS NULL THEN 'UNASSESSED'
				WHEN ref_flag = 'xsec' OR base_flag = 'xsec' OR last_flag = 'xsec' THEN 'XSEC'
				WHEN is_separable AND again IS NULL OR last_score IS NULL AND again_base IS NULL THEN 'UNASSESSED'
			END AS barrier
		FROM beside
	),
	split AS (
		SELECT *,
			CASE WHEN barrier IS NULL OR barrier = 'UNASSESSED' THEN score - base_score END AS score_change,
			CASE WHEN barrier IS NOT NULL THEN NULL
				WHEN last_score IS NOT NULL THEN last_score - base_score
				WHEN is_separable THEN again - again_base
				ELSE score - again_base END AS change_real,
			CASE WHEN barrier IS NULL AND is_separable THEN CASE WHEN last_score IS NOT NULL THEN again - last_score ELSE again_base - base_score END END AS change_revision,
			CASE WHEN barrier IS NULL AND is_separable THEN score - again END AS change_method,
			CASE WHEN barrier IS NULL AND NOT is_separable THEN CASE WHEN last_score IS NOT NULL THEN score - last_score ELSE again_base - base_score END END AS change_unseparated
		FROM judged
	),
	-- The part that went furthest the way the class went. Of a quarter that was
	-- out before, the market has no part in the new verdict. Where the score as a
	-- whole did not go that way, the rules of entry decided.
	pushed AS (
		SELECT *, CASE class WHEN 'none' THEN 0 WHEN 'watch' THEN 1 WHEN 'short' THEN 2 WHEN 'severe' THEN 3 END
				- CASE from_class WHEN 'none' THEN 0 WHEN 'watch' THEN 1 WHEN 'short' THEN 2 WHEN 'severe' THEN 3 END AS steps
		FROM split
	),
	weighed AS (
		SELECT *, CASE WHEN is_new_quarter THEN sign(steps) * change_real ELSE 0 END AS by_real, coalesce(sign(steps) * change_revision, 0) AS by_revision,
			coalesce(sign(steps) * change_method, 0) AS by_method, coalesce(sign(steps) * change_unseparated, 0) AS by_both
		FROM pushed
	)
SELECT is_simulated, scope, region_code, occupation_code, quarter, class, score, base_quarter, base_class, base_score,
	score_change, change_real, change_revision, change_method, change_unseparated, last_class, last_score, from_class,
	CASE
		WHEN from_class IS NULL OR from_class = class THEN NULL
		WHEN steps IS NULL THEN 'evidence'
		WHEN barrier IS NOT NULL THEN 'unsplit'
		WHEN by_real + by_revision + by_method + by_both < 0.005 THEN 'rule'
		WHEN by_real >= greatest(by_revision, by_method, by_both) THEN 'real'
		WHEN by_revision >= greatest(by_method, by_both) THEN 'revision'
		WHEN by_method >= by_both THEN 'method'
		ELSE 'unseparated'
	END AS cause,
	fallback, base_fallback, vintage_status, previous_release, previous_method,
	concat_ws('|', barrier,
		CASE WHEN barrier IS NULL AND NOT is_separable THEN reason END,
		CASE WHEN barrier IS NULL AND left(quarter, 4) <> left(base_quarter, 4) THEN 'WINDOW' END,
		CASE WHEN barrier IS NULL AND fallback <> base_fallback THEN 'BASIS' END) AS split_codes,
	'分' AS unit,
	CASE WHEN barrier IS NOT NULL THEN 'O' WHEN NOT is_separable THEN 'B' WHEN left(quarter, 4) <> left(base_quarter, 4) OR fallback <> base_fallback THEN 'U' ELSE 'A' END AS obs_status,
	'F' AS conf_status, getvariable('method_version') AS method_version, getvariable('release_id') AS release_id
FROM weighed
