-- 022-release.sql - standing authorisations that keepers give and end, and
-- seals released by hand where none covers a request.

-- Who asks through the programs: 'self' is a holder, for themselves.
ALTER TABLE request ADD COLUMN IF NOT EXISTS
	caller VARCHAR(20) NOT NULL DEFAULT 'self';
ALTER TABLE standing_authorisation
	ADD COLUMN IF NOT EXISTS caller VARCHAR(20) NOT NULL DEFAULT 'self',
	ADD COLUMN IF NOT EXISTS created BIGINT NOT NULL DEFAULT 0;

-- An authorisation that was taken back, at once and for good.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS authorisation_end (
	authorisation_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	at		BIGINT NOT NULL,
	ended_by	BIGINT UNSIGNED NOT NULL	-- account
) ENGINE=InnoDB;

-- A keeper lets one request be sealed that no authorisation covers.
-- APPEND-ONLY.
CREATE TABLE IF NOT EXISTS seal_release (
	request_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	seal_id		BIGINT UNSIGNED NOT NULL,
	keeper_id	BIGINT UNSIGNED NOT NULL,	-- account
	keeper_person	BIGINT UNSIGNED NOT NULL,
	snapshot_sha256	BINARY(32) NOT NULL,	-- what they released
	at		BIGINT NOT NULL,
	text		VARCHAR(500) NOT NULL DEFAULT ''
) ENGINE=InnoDB;

-- What was filled in, for a correction after a return.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS flow_form (
	request_id	BIGINT UNSIGNED NOT NULL,
	round		TINYINT UNSIGNED NOT NULL,
	form		MEDIUMBLOB NOT NULL,	-- keys of the type's form
	PRIMARY KEY (request_id, round)
) ENGINE=InnoDB;
