-- 040-share-links.sql - a holder passes a sealed document on by a link.
--
-- Token and access code stand here as they are: whoever may read this table
-- may read document_file, too, and a holder can look his own link up again.

CREATE TABLE IF NOT EXISTS share_link (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	token		BINARY(16) NOT NULL,	-- random; the address /s/TOKEN
	person_id	BIGINT UNSIGNED NOT NULL,	-- the holder
	crid		BINARY(16) NOT NULL,	-- the form's own number
	request_id	BIGINT UNSIGNED NOT NULL,
	note		VARCHAR(60) NOT NULL DEFAULT '',	-- for whom
	access_code	CHAR(6) CHARACTER SET ascii NOT NULL DEFAULT '',
	created		BIGINT NOT NULL,
	expires		BIGINT NOT NULL,
	max_views	INT UNSIGNED NOT NULL DEFAULT 0,	-- 0: no end
	views		INT UNSIGNED NOT NULL DEFAULT 0,
	failures	INT UNSIGNED NOT NULL DEFAULT 0,	-- wrong codes
	revoked		BIGINT NOT NULL DEFAULT 0,	-- when; 0: not
	UNIQUE KEY token (token),
	UNIQUE KEY once (person_id, crid),
	KEY request (request_id)
) ENGINE=InnoDB;

-- Who came by a link and what happened.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS share_view (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	share_id	BIGINT UNSIGNED NOT NULL,
	at		BIGINT NOT NULL,
	what		ENUM('downloaded','wrong-code') NOT NULL,
	address		VARCHAR(45) NOT NULL DEFAULT '',
	KEY share (share_id, id)
) ENGINE=InnoDB;
