-- 010-archive.sql - what keeps issued documents provable for years.
--
-- document_file and the register's digests stay as they are for ever: an
-- extended file IS the first one with revisions behind it, and the register
-- knows it by those first bytes.  Only what stands behind them is kept here,
-- all of it in each row, so that one row beside the first file is the whole.
-- APPEND-ONLY: the last n is what is handed out.
CREATE TABLE IF NOT EXISTS document_archive (
	document_id	BIGINT UNSIGNED NOT NULL,
	n		SMALLINT UNSIGNED NOT NULL,	-- 1, 2 ...
	made		BIGINT NOT NULL,
	level		ENUM('B-B','B-T','B-LT','B-LTA') NOT NULL,
	until_at	BIGINT NOT NULL,	-- provable until then
	sha256		BINARY(32) NOT NULL,	-- of the whole file
	tail		MEDIUMBLOB NOT NULL,	-- behind document_file.bytes
	PRIMARY KEY (document_id, n)
) ENGINE=InnoDB;

-- When to look at a document again; es-renew alone writes it.
CREATE TABLE IF NOT EXISTS archive_state (
	document_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	level		ENUM('B-B','B-T','B-LT','B-LTA') NOT NULL,
	until_at	BIGINT NOT NULL DEFAULT 0,
	tries		INT UNSIGNED NOT NULL DEFAULT 0, -- since the last success
	retry_at	BIGINT NOT NULL DEFAULT 0,
	missing		VARCHAR(320) NOT NULL DEFAULT ''	-- why not higher
) ENGINE=InnoDB;
