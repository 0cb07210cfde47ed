-- 013-receipts.sql - sealed receipts of the public verification.
--
-- Of every receipt that es-verify asked es-signd to seal: what it says, and
-- the digest of what its seal covers.  Nothing of the file that was checked
-- but its digest.  Whether it was sealed stands in the ledger: there the
-- request of a receipt is 2^62 + id.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS verify_receipt (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	number		VARCHAR(40) NOT NULL,
	code		CHAR(16) CHARACTER SET ascii NOT NULL,
	at		BIGINT NOT NULL,
	lang		VARCHAR(8) NOT NULL,
	file_sha256	BINARY(32) NOT NULL,	-- of what was checked
	file_size	BIGINT UNSIGNED NOT NULL,
	headline	VARCHAR(16) NOT NULL,
	report_sha256	BINARY(32) NOT NULL,	-- of the XML inside
	body_sha256	BINARY(32) NOT NULL,	-- what its seal covers
	size		INT UNSIGNED NOT NULL,	-- of the receipt
	pages		SMALLINT UNSIGNED NOT NULL,
	seal_page	SMALLINT UNSIGNED NOT NULL,	-- from 0
	seal_x		INT NOT NULL,		-- 1/1000 pt from top left
	seal_y		INT NOT NULL,
	seal_w		INT NOT NULL,
	seal_h		INT NOT NULL,
	UNIQUE KEY number (number),
	UNIQUE KEY code (code),
	UNIQUE KEY body (body_sha256)
) ENGINE=InnoDB;
