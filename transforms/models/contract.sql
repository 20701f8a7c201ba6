-- The tables between core and marts, as README.md describes them. Core models
-- must yield at least these columns with these types; marts may read no others.
CREATE TABLE int_ad (ad_id BIGINT, scope VARCHAR, is_simulated BOOLEAN, source_id VARCHAR, n_sources INTEGER,
  title_id BIGINT, occupation_code VARCHAR, occupation_level INTEGER, occupation_p DOUBLE,
  region_code VARCHAR, province_code VARCHAR, prefecture_code VARCHAR, county_code VARCHAR,
  industry_code VARCHAR, chain_key INTEGER, employer_id BIGINT, employer_key VARCHAR,
  is_agency BOOLEAN, is_intern BOOLEAN, is_parttime BOOLEAN, headcount INTEGER, education INTEGER, experience INTEGER,
  skill_level INTEGER, pay_lo DOUBLE, pay_hi DOUBLE, is_pay_wide BOOLEAN,
  first_date DATE, last_date DATE, month VARCHAR, quarter VARCHAR, n_events INTEGER, n_spells INTEGER,
  is_reposted BOOLEAN, spell_days INTEGER, is_open BOOLEAN, has_spells BOOLEAN, in_score BOOLEAN);
CREATE TABLE known_title (title_id BIGINT, candidates VARCHAR);
CREATE TABLE int_seeker (scope VARCHAR, is_simulated BOOLEAN, source_id VARCHAR, region_code VARCHAR,
  occupation_code VARCHAR, occupation_level INTEGER, skill_level INTEGER, quarter VARCHAR, seekers DOUBLE, vacancies DOUBLE);
CREATE TABLE int_training (scope VARCHAR, is_simulated BOOLEAN, source_id VARCHAR, region_code VARCHAR,
  occupation_code VARCHAR, occupation_level INTEGER, skill_level INTEGER, quarter VARCHAR, kind VARCHAR, people DOUBLE);
CREATE TABLE int_wage_survey (scope VARCHAR, is_simulated BOOLEAN, source_id VARCHAR, region_code VARCHAR,
  occupation_code VARCHAR, occupation_level INTEGER, skill_level INTEGER, stat_year INTEGER,
  p10 DOUBLE, p25 DOUBLE, p50 DOUBLE, p75 DOUBLE, p90 DOUBLE, n_people BIGINT, n_firms BIGINT, source_document VARCHAR);
CREATE TABLE int_chain_weight (scope VARCHAR, is_simulated BOOLEAN, chain_version VARCHAR, chain_key INTEGER,
  chain_id VARCHAR, share DOUBLE, alpha DOUBLE);
CREATE TABLE int_chain (scope VARCHAR, chain_version VARCHAR, chain_id VARCHAR, chain_name VARCHAR, seq INTEGER);
CREATE TABLE int_chain_version (scope VARCHAR, chain_version VARCHAR, valid_from DATE, valid_to DATE);
CREATE TABLE int_scope (scope VARCHAR, is_simulated BOOLEAN, name VARCHAR, name_en VARCHAR, region_code VARCHAR,
  chain_version VARCHAR, last_month VARCHAR, last_quarter VARCHAR);
CREATE TABLE int_region (scope VARCHAR, region_code VARCHAR, region_name VARCHAR, short_name VARCHAR, parent_code VARCHAR, level INTEGER);
CREATE TABLE int_occupation (occupation_code VARCHAR, occupation_name VARCHAR, occupation_level INTEGER, parent_code VARCHAR, trades VARCHAR);
