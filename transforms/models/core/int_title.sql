-- title: Distinct titles in use, with their occupation and its candidates
-- grain: one row per title and industry text
-- key: title_id
SELECT title_id, title, industry, title_key, occupation_code, occupation_level, occupation_p, reason, candidates
FROM known_title SEMI JOIN int_row USING (title_id)
