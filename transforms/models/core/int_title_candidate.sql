-- title: Candidate occupations of titles with their probabilities
-- grain: one row per title and candidate
-- key: title_id, rank
SELECT title_id, rank::INTEGER AS rank, split_part(candidate, ' ', 1) AS occ4, split_part(candidate, ' ', 2)::DOUBLE AS p
FROM (
	SELECT title_id, unnest(string_split(candidates, '|')) AS candidate, generate_subscripts(string_split(candidates, '|'), 1) AS rank
	FROM int_title WHERE candidates <> ''
)
