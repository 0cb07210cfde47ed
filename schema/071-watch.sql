-- 071-watch.sql - what es-audit found, day by day.  APPEND-ONLY, all of it.

CREATE TABLE IF NOT EXISTS audit_run (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	at		BIGINT NOT NULL,
	ended		BIGINT NOT NULL,
	entries		BIGINT UNSIGNED NOT NULL,	-- of all chains
	checkpoint	BIGINT UNSIGNED NOT NULL,	-- that was made; 0: none
	findings	INT UNSIGNED NOT NULL,		-- 0: everything agrees
	KEY at (at)
) ENGINE=InnoDB;

-- The books of each seal, from its first day on.
CREATE TABLE IF NOT EXISTS audit_run_seal (
	run_id		BIGINT UNSIGNED NOT NULL,
	seal_id		BIGINT UNSIGNED NOT NULL,
	intents		BIGINT UNSIGNED NOT NULL,
	sealed		BIGINT UNSIGNED NOT NULL,
	voided		BIGINT UNSIGNED NOT NULL,
	open		BIGINT NOT NULL,
	refused		BIGINT UNSIGNED NOT NULL,
	documents	BIGINT UNSIGNED NOT NULL,
	files		BIGINT UNSIGNED NOT NULL,
	receipts	BIGINT UNSIGNED NOT NULL,
	archived	BIGINT UNSIGNED NOT NULL,
	PRIMARY KEY (run_id, seal_id)
) ENGINE=InnoDB;

-- Each key: how often es-signd counted its use, and what the ledger says,
-- read before ("a") and after ("b") the counter.
CREATE TABLE IF NOT EXISTS audit_run_key (
	run_id		BIGINT UNSIGNED NOT NULL,
	key_name	VARCHAR(60) NOT NULL,
	epoch		BINARY(16) NOT NULL,	-- of the counters; 0: none
	used		BIGINT UNSIGNED NOT NULL,
	intents_a	BIGINT UNSIGNED NOT NULL,
	sealed_a	BIGINT UNSIGNED NOT NULL,
	open_a		BIGINT UNSIGNED NOT NULL,
	intents_b	BIGINT UNSIGNED NOT NULL,
	sealed_b	BIGINT UNSIGNED NOT NULL,
	open_b		BIGINT UNSIGNED NOT NULL,
	PRIMARY KEY (run_id, key_name)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS audit_run_finding (
	run_id		BIGINT UNSIGNED NOT NULL,
	ord		INT UNSIGNED NOT NULL,
	what		VARCHAR(60) NOT NULL,	-- "edited", "document-no-file"
	chain		VARCHAR(32) NOT NULL DEFAULT '',
	entry		BIGINT UNSIGNED NOT NULL DEFAULT 0,
	seal_id		BIGINT UNSIGNED NOT NULL DEFAULT 0,
	request_id	BIGINT UNSIGNED NOT NULL DEFAULT 0,
	text		VARCHAR(300) NOT NULL,	-- as es-audit says it
	PRIMARY KEY (run_id, ord)
) ENGINE=InnoDB;
