-- 041-register.sql - what becomes of a document after it was issued.
--
-- document.state is the word of today; this is how it came about.  A
-- withdrawal needs two people: "revoke-asked" by one, "revoked" by another.
-- APPEND-ONLY.
CREATE TABLE IF NOT EXISTS document_event (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	document_id	BIGINT UNSIGNED NOT NULL,
	at		BIGINT NOT NULL,
	act		ENUM('suspended','resumed','superseded','revoke-asked',
			'revoke-dropped','revoked') NOT NULL,
	actor		VARCHAR(40) NOT NULL,	-- account
	reason		VARCHAR(200) NOT NULL,
	-- The newer document that takes this one's place.
	other_id	BIGINT UNSIGNED NOT NULL DEFAULT 0,
	KEY document (document_id, id)
) ENGINE=InnoDB;

-- The register is read newest first: all of it, an office's, a type's, those
-- of a state.  A person is looked for by name, in Latin letters of any case.
ALTER TABLE document ADD KEY IF NOT EXISTS by_time (issued);
ALTER TABLE document ADD KEY IF NOT EXISTS by_office (office, issued);
ALTER TABLE document ADD KEY IF NOT EXISTS by_type (type_id, issued);
ALTER TABLE document ADD KEY IF NOT EXISTS by_state (state, issued);
ALTER TABLE person ADD KEY IF NOT EXISTS name_zh (name_zh);
ALTER TABLE person ADD COLUMN IF NOT EXISTS
	name_key VARCHAR(100) AS (LOWER(name_en)) PERSISTENT;
ALTER TABLE person ADD KEY IF NOT EXISTS name_key (name_key);
ALTER TABLE verify_log ADD KEY IF NOT EXISTS by_time (at);
