-- 004-certificates.sql - the certificates of our own CA and their states.
--
-- es-ca publish writes it from the authority's index; es-signd reads it
-- before it signs an OCSP answer and before it uses a key.  issuer is the
-- SHA-256 of the issuer's SubjectPublicKeyInfo.
CREATE TABLE IF NOT EXISTS certificate (
	issuer		BINARY(32) NOT NULL,
	serial		VARBINARY(64) NOT NULL,
	profile		VARCHAR(10) NOT NULL,
	key_name	VARCHAR(60) NOT NULL,
	subject		VARCHAR(300) NOT NULL,
	not_before	BIGINT NOT NULL,
	not_after	BIGINT NOT NULL,
	state		ENUM('good','revoked') NOT NULL,
	revoked_at	BIGINT NOT NULL DEFAULT 0,
	reason		TINYINT UNSIGNED NOT NULL DEFAULT 0,	-- CRLReason
	invalid_since	BIGINT NOT NULL DEFAULT 0,
	kept_since	BIGINT NOT NULL DEFAULT 0,	-- of the issuer's books
	PRIMARY KEY (issuer, serial)
) ENGINE=InnoDB;
