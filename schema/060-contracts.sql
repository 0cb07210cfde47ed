-- 060-contracts.sql - finished files that people bring to be sealed.
--
-- A contract is written elsewhere; what comes in is a PDF, its annexes and
-- where the seals go.  It is frozen by a request (the same person_id and
-- crid) whose snapshot names the digests and the places: from then on the
-- rows here are only where the bytes lie, and approvals, seals and es-signd
-- believe the snapshot.

-- Types whose documents are such files; es-request makes none of them.
ALTER TABLE document_type ADD COLUMN IF NOT EXISTS
	files BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE IF NOT EXISTS contract (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	person_id	BIGINT UNSIGNED NOT NULL,
	crid		BINARY(16) NOT NULL,	-- also of its request
	type_id		VARCHAR(40) NOT NULL,
	title		VARCHAR(100) NOT NULL,
	party		VARCHAR(100) NOT NULL,	-- the other side
	total		VARCHAR(20) NOT NULL,	-- yuan; '': none
	straddle	ENUM('','right','left') NOT NULL DEFAULT '',
	created		BIGINT NOT NULL,
	changed		BIGINT NOT NULL,
	UNIQUE KEY once (person_id, crid),
	KEY person (person_id, changed)
) ENGINE=InnoDB;

-- sha256 is there when the file is whole and was found fit.
CREATE TABLE IF NOT EXISTS contract_file (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	contract_id	BIGINT UNSIGNED NOT NULL,
	person_id	BIGINT UNSIGNED NOT NULL,	-- who brings it
	crid		BINARY(16) NOT NULL,	-- of this upload
	role		ENUM('text','annex','signed') NOT NULL,
	name		VARCHAR(150) NOT NULL,
	size		BIGINT UNSIGNED NOT NULL,
	received	BIGINT UNSIGNED NOT NULL DEFAULT 0,
	sha256		BINARY(32) NULL,
	pages		INT UNSIGNED NOT NULL DEFAULT 0,
	boxes		MEDIUMBLOB NULL, -- w, h of each page, 1/1000 pt, 32 bits
	created		BIGINT NOT NULL,
	touched		BIGINT NOT NULL,
	UNIQUE KEY once (contract_id, crid),
	KEY person (person_id),
	KEY touched (touched)
) ENGINE=InnoDB;

-- Pieces of one size; the last one is what remains.
CREATE TABLE IF NOT EXISTS contract_chunk (
	file_id		BIGINT UNSIGNED NOT NULL,
	n		INT UNSIGNED NOT NULL,	-- from 0
	bytes		MEDIUMBLOB NOT NULL,
	PRIMARY KEY (file_id, n)
) ENGINE=InnoDB;

-- Where the seals go, in their order; the other side's field is the last.
CREATE TABLE IF NOT EXISTS contract_place (
	contract_id	BIGINT UNSIGNED NOT NULL,
	n		TINYINT UNSIGNED NOT NULL,	-- from 1
	seal_id		BIGINT UNSIGNED NOT NULL,	-- 0: the other side
	page		INT UNSIGNED NOT NULL,		-- from 1
	x		INT NOT NULL,	-- middle from the left, 1/100 mm
	y		INT NOT NULL,	-- and from the lower edge
	PRIMARY KEY (contract_id, n)
) ENGINE=InnoDB;

-- A keeper lets his seal be put on one frozen text.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS contract_release (
	request_id	BIGINT UNSIGNED NOT NULL,
	seal_id		BIGINT UNSIGNED NOT NULL,
	keeper_id	BIGINT UNSIGNED NOT NULL,	-- account
	keeper_person	BIGINT UNSIGNED NOT NULL,
	snapshot_sha256	BINARY(32) NOT NULL,	-- what they released
	at		BIGINT NOT NULL,
	PRIMARY KEY (request_id, seal_id)
) ENGINE=InnoDB;

-- A revision that waits for its signature: what stands behind the bytes
-- before it, with the hole.  es-signd is told this id.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS contract_seal (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	request_id	BIGINT UNSIGNED NOT NULL,
	n		TINYINT UNSIGNED NOT NULL,	-- of the snapshot
	seal_id		BIGINT UNSIGNED NOT NULL,
	file_id		BIGINT UNSIGNED NOT NULL,	-- the frozen text
	tail		MEDIUMBLOB NOT NULL,
	hole		INT UNSIGNED NOT NULL,	-- offset of '<' in the tail
	reserve		INT UNSIGNED NOT NULL,	-- bytes of DER
	made		BIGINT NOT NULL,
	KEY request (request_id, n)
) ENGINE=InnoDB;

-- The same with its signature: the file is the text and these tails in
-- their order.  es-signd alone writes it, with the ledger's outcome.
-- APPEND-ONLY.
CREATE TABLE IF NOT EXISTS contract_signature (
	request_id	BIGINT UNSIGNED NOT NULL,
	n		TINYINT UNSIGNED NOT NULL,
	row_id		BIGINT UNSIGNED NOT NULL,	-- of contract_seal
	seal_id		BIGINT UNSIGNED NOT NULL,
	intent_seq	BIGINT UNSIGNED NOT NULL,
	tail		MEDIUMBLOB NOT NULL,
	body_sha256	BINARY(32) NOT NULL,	-- what it covers
	file_sha256	BINARY(32) NOT NULL,	-- of the file so far
	file_size	BIGINT UNSIGNED NOT NULL,
	at		BIGINT NOT NULL,
	PRIMARY KEY (request_id, n),
	UNIQUE KEY intent (seal_id, intent_seq),
	KEY file (file_sha256),
	KEY body (body_sha256)
) ENGINE=InnoDB;

-- Why a frozen contract waits, and when it is looked at again.
CREATE TABLE IF NOT EXISTS contract_wait (
	request_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	retry_at	BIGINT NOT NULL,
	tries		INT UNSIGNED NOT NULL DEFAULT 0,
	reason		VARCHAR(200) NOT NULL,
	KEY retry_at (retry_at)
) ENGINE=InnoDB;

-- What the other side sent back, signed.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS contract_signed (
	file_id		BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	contract_id	BIGINT UNSIGNED NOT NULL,
	signers		VARCHAR(500) NOT NULL,	-- as the certificates say
	at		BIGINT NOT NULL,
	KEY contract (contract_id)
) ENGINE=InnoDB;
