-- 070-checkpoints.sql - signed checkpoints of all chains of evidence.
--
-- What each chain ended with at one moment, signed by es-signd with a key
-- for nothing else and time-stamped (docs/FORMATS.md).  es-audit keeps copies
-- outside of the database.  APPEND-ONLY, and by es-signd alone.
CREATE TABLE IF NOT EXISTS audit_checkpoint (
	n		BIGINT UNSIGNED NOT NULL PRIMARY KEY, -- 1, 2 ...
	at		BIGINT NOT NULL,
	text		MEDIUMBLOB NOT NULL,
	cms		BLOB NOT NULL		-- detached, over text
) ENGINE=InnoDB;

-- Which requests' decisions are in a checkpoint already, and how many.
CREATE TABLE IF NOT EXISTS checkpoint_flow (
	request_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	events		INT UNSIGNED NOT NULL
) ENGINE=InnoDB;
