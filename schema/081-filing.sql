-- 081-filing.sql - filing packages, their checks, retention and disposal.
--
-- A package is one TAR (docs/FORMATS.md) of everything that is known of an
-- issued document.  It is made once: the row, its bytes, the result of its
-- first check and the audit entry are one transaction.  APPEND-ONLY, but the
-- bytes may go by an approved disposal, see below.
CREATE TABLE IF NOT EXISTS filing (
	document_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	type_id		VARCHAR(40) NOT NULL,
	office		VARCHAR(8) NOT NULL,
	issued		BIGINT NOT NULL,
	ended		BIGINT NOT NULL,	-- validity; without one: issued
	filed		BIGINT NOT NULL,
	size		INT UNSIGNED NOT NULL,
	sha256		BINARY(32) NOT NULL,	-- of the package
	manifest_sha256	BINARY(32) NOT NULL,	-- what the time stamp is over
	checked		BIGINT NOT NULL,	-- the last check, and what it said
	passed		BOOLEAN NOT NULL,
	disposed	BIGINT NOT NULL DEFAULT 0,
	KEY by_filed (filed, document_id),
	KEY by_office (office, filed, document_id),
	KEY by_issued (type_id, disposed, issued, document_id),
	KEY by_ended (type_id, disposed, ended, document_id),
	KEY by_checked (disposed, checked, document_id),
	KEY by_result (passed, disposed, document_id)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS filing_bytes (
	document_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	bytes		LONGBLOB NOT NULL
) ENGINE=InnoDB;

-- 四性检测: every check, a line "code answer detail" each.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS filing_check (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	document_id	BIGINT UNSIGNED NOT NULL,
	at		BIGINT NOT NULL,
	occasion	ENUM('filing','transfer','schedule') NOT NULL,
	passed		BOOLEAN NOT NULL,
	results		TEXT NOT NULL,
	KEY document (document_id, id)
) ENGINE=InnoDB;

-- Terms of retention; the last of a type is in force.  years 0: permanent,
-- which is also what a type without a rule has.  Counted from 1 January after
-- the event.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS retention_rule (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	type_id		VARCHAR(40) NOT NULL,
	years		SMALLINT UNSIGNED NOT NULL,
	event		ENUM('issued','ended') NOT NULL,
	file_days	SMALLINT UNSIGNED NOT NULL,	-- filed so long after issue
	at		BIGINT NOT NULL,
	set_by		VARCHAR(40) NOT NULL,
	reason		VARCHAR(200) NOT NULL DEFAULT '',
	KEY type (type_id, id)
) ENGINE=InnoDB;
INSERT INTO retention_rule (type_id, years, event, file_days, at, set_by)
    SELECT t, y, e, 0, UNIX_TIMESTAMP(), 'migration' FROM
    (SELECT 'transcript-graduate' t, 0 y, 'issued' e
    UNION SELECT 'transcript-undergraduate', 0, 'issued'
    UNION SELECT 'degree', 0, 'issued' UNION SELECT 'graduation', 0, 'issued'
    UNION SELECT 'procurement-contract', 30, 'issued'
    UNION SELECT 'research-contract', 30, 'issued'
    UNION SELECT 'enrolment', 10, 'issued' UNION SELECT 'gpa', 10, 'issued'
    UNION SELECT 'rank', 10, 'issued' UNION SELECT 'honour', 10, 'issued'
    UNION SELECT 'leaving', 10, 'issued' UNION SELECT 'project', 10, 'issued'
    UNION SELECT 'title', 10, 'issued' UNION SELECT 'employment', 10, 'ended'
    UNION SELECT 'employment-visa', 10, 'ended'
    UNION SELECT 'income', 10, 'ended'
    UNION SELECT 'introduction', 10, 'ended') d
    WHERE NOT EXISTS (SELECT 1 FROM retention_rule r WHERE r.type_id = d.t);

-- 冻结: nothing of a document is disposed of while its last row is a hold.
-- APPEND-ONLY.
CREATE TABLE IF NOT EXISTS archive_hold (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	document_id	BIGINT UNSIGNED NOT NULL,
	at		BIGINT NOT NULL,
	act		ENUM('hold','release') NOT NULL,
	actor		VARCHAR(40) NOT NULL,
	reason		VARCHAR(200) NOT NULL,
	KEY document (document_id, id)
) ENGINE=InnoDB;

-- 销毁: a list is proposed by one archivist and approved by two others.
-- All APPEND-ONLY.
CREATE TABLE IF NOT EXISTS disposal (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	crid		BINARY(16) NOT NULL,	-- the form's own number
	at		BIGINT NOT NULL,
	proposed_by	VARCHAR(40) NOT NULL,
	person_id	BIGINT UNSIGNED NOT NULL,
	type_id		VARCHAR(40) NOT NULL,
	reason		VARCHAR(200) NOT NULL,
	UNIQUE KEY once (person_id, crid)
) ENGINE=InnoDB;
CREATE TABLE IF NOT EXISTS disposal_item (
	disposal_id	BIGINT UNSIGNED NOT NULL,
	document_id	BIGINT UNSIGNED NOT NULL,
	PRIMARY KEY (disposal_id, document_id),
	KEY document (document_id)
) ENGINE=InnoDB;
CREATE TABLE IF NOT EXISTS disposal_decision (
	disposal_id	BIGINT UNSIGNED NOT NULL,
	person_id	BIGINT UNSIGNED NOT NULL,
	actor		VARCHAR(40) NOT NULL,
	decision	ENUM('approved','rejected') NOT NULL,
	at		BIGINT NOT NULL,
	reason		VARCHAR(200) NOT NULL,
	PRIMARY KEY (disposal_id, person_id)
) ENGINE=InnoDB;
-- What remains of a disposed document beside its entry in the register.
CREATE TABLE IF NOT EXISTS disposal_record (
	document_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	disposal_id	BIGINT UNSIGNED NOT NULL,
	at		BIGINT NOT NULL,
	sha256		BINARY(32) NOT NULL,	-- of the package that is gone
	metadata	MEDIUMBLOB NOT NULL,	-- its metadata.xml
	KEY disposal (disposal_id, document_id)
) ENGINE=InnoDB;

CREATE OR REPLACE TRIGGER disposal_decision_apart BEFORE INSERT
ON disposal_decision FOR EACH ROW
BEGIN
	IF EXISTS (SELECT 1 FROM disposal WHERE id = NEW.disposal_id
	    AND person_id = NEW.person_id) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'nobody approves a disposal of their own';
	END IF;
END;

-- The wall behind the program: a record of disposal is only written for a
-- document that two people besides the proposer approved, none refused, whose
-- time has come and which is not on hold.
CREATE OR REPLACE TRIGGER disposal_record_due BEFORE INSERT
ON disposal_record FOR EACH ROW
BEGIN
	IF NOT EXISTS (SELECT 1 FROM disposal_item i
	    JOIN disposal d ON d.id = i.disposal_id
	    JOIN filing f ON f.document_id = i.document_id
	    JOIN retention_rule r ON r.id = (SELECT MAX(x.id)
	    FROM retention_rule x WHERE x.type_id = f.type_id)
	    WHERE i.disposal_id = NEW.disposal_id
	    AND i.document_id = NEW.document_id AND r.years > 0
	    AND YEAR('1970-01-01' + INTERVAL IF(r.event = 'issued', f.issued,
	    f.ended) + 28800 SECOND) + r.years
	    < YEAR(UTC_TIMESTAMP() + INTERVAL 28800 SECOND)) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'its time has not come';
	END IF;
	IF (SELECT COUNT(*) FROM disposal_decision d JOIN disposal p
	    ON p.id = d.disposal_id WHERE d.disposal_id = NEW.disposal_id
	    AND d.decision = 'approved' AND d.person_id <> p.person_id) < 2
	    OR EXISTS (SELECT 1 FROM disposal_decision d
	    WHERE d.disposal_id = NEW.disposal_id
	    AND d.decision = 'rejected') THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'a disposal needs two approvals and no refusal';
	END IF;
	IF 'hold' = (SELECT h.act FROM archive_hold h
	    WHERE h.document_id = NEW.document_id ORDER BY h.id DESC
	    LIMIT 1) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'it is on hold';
	END IF;
END;

-- Bytes go only where such a record stands, whoever deletes.
CREATE OR REPLACE TRIGGER document_file_kept BEFORE DELETE
ON document_file FOR EACH ROW
BEGIN
	IF NOT EXISTS (SELECT 1 FROM disposal_record
	    WHERE document_id = OLD.document_id) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'a file is only disposed of';
	END IF;
END;
CREATE OR REPLACE TRIGGER document_archive_kept BEFORE DELETE
ON document_archive FOR EACH ROW
BEGIN
	IF NOT EXISTS (SELECT 1 FROM disposal_record
	    WHERE document_id = OLD.document_id) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'a file is only disposed of';
	END IF;
END;
CREATE OR REPLACE TRIGGER filing_bytes_kept BEFORE DELETE
ON filing_bytes FOR EACH ROW
BEGIN
	IF NOT EXISTS (SELECT 1 FROM disposal_record
	    WHERE document_id = OLD.document_id) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'a package is only disposed of';
	END IF;
END;
CREATE OR REPLACE TRIGGER snapshot_kept BEFORE DELETE
ON snapshot FOR EACH ROW
BEGIN
	IF NOT EXISTS (SELECT 1 FROM document d JOIN disposal_record r
	    ON r.document_id = d.id WHERE d.request_id = OLD.request_id) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'a record is only disposed of';
	END IF;
END;
