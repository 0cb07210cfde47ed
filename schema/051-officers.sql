-- 051-officers.sql - what two officers decide: accounts, rights, types.
--
-- The system officer asks, the security officer agrees or refuses, and only
-- then something happens, in the transaction of the decision.  The program
-- says who may (core/auth/officer.c); what es-admin's account does without a
-- decision is refused here.

-- APPEND-ONLY.
CREATE TABLE IF NOT EXISTS officer_proposal (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	kind		ENUM('account','lock','unlock','right','right-end',
			'type') NOT NULL,
	account_id	BIGINT UNSIGNED NOT NULL DEFAULT 0,
	-- The account's name; of a new one the person's number; TYPE/VERSION.
	subject		VARCHAR(60) NOT NULL,
	role		VARCHAR(20) NOT NULL DEFAULT '',
	office		VARCHAR(100) NOT NULL DEFAULT '',
	right_id	BIGINT UNSIGNED NOT NULL DEFAULT 0,
	valid_from	BIGINT NOT NULL DEFAULT 0,
	valid_until	BIGINT NOT NULL DEFAULT 0,
	reason		VARCHAR(500) NOT NULL,
	at		BIGINT NOT NULL,
	asked_id	BIGINT UNSIGNED NOT NULL,
	asked_person	BIGINT UNSIGNED NOT NULL,
	asked_by	VARCHAR(20) NOT NULL,
	KEY subject (kind, subject),
	KEY account (account_id)
) ENGINE=InnoDB;

-- APPEND-ONLY.
CREATE TABLE IF NOT EXISTS officer_decision (
	proposal_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	decision	ENUM('approved','refused','withdrawn') NOT NULL,
	at		BIGINT NOT NULL,
	decided_id	BIGINT UNSIGNED NOT NULL,
	decided_person	BIGINT UNSIGNED NOT NULL,
	decided_by	VARCHAR(20) NOT NULL,
	reason		VARCHAR(500) NOT NULL DEFAULT ''
) ENGINE=InnoDB;

-- The files of a type that waits for its second officer.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS type_proposal (
	proposal_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	definition	MEDIUMBLOB NOT NULL,
	zh		MEDIUMBLOB NOT NULL,
	en		MEDIUMBLOB NOT NULL
) ENGINE=InnoDB;

-- Half of a new account's first password: the system officer's, until the
-- account is decided about.  The other half is the security officer's.
CREATE TABLE IF NOT EXISTS account_half (
	proposal_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	half		VARCHAR(20) NOT NULL
) ENGINE=InnoDB;

ALTER TABLE type_version
	ADD COLUMN IF NOT EXISTS approved_by VARCHAR(40) NOT NULL DEFAULT '';

CREATE OR REPLACE TRIGGER officer_proposal_asked
BEFORE INSERT ON officer_proposal FOR EACH ROW
BEGIN
	IF NOT EXISTS (SELECT 1 FROM account_role r JOIN account a
	    ON a.id = r.account_id WHERE r.account_id = NEW.asked_id
	    AND a.person_id = NEW.asked_person AND a.name = NEW.asked_by
	    AND r.role = 'system-admin' AND r.valid_from <= NEW.at
	    AND (r.valid_until = 0 OR r.valid_until > NEW.at)) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'the system officer asks for this';
	END IF;
	IF EXISTS (SELECT 1 FROM account a WHERE a.id = NEW.account_id
	    AND a.person_id = NEW.asked_person) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'nobody asks for a right of their own';
	END IF;
END;

CREATE OR REPLACE TRIGGER officer_decision_apart
BEFORE INSERT ON officer_decision FOR EACH ROW
BEGIN
	DECLARE asker, about BIGINT UNSIGNED;
	SELECT p.asked_person, COALESCE(a.person_id, 0) INTO asker, about
	    FROM officer_proposal p LEFT JOIN account a ON a.id = p.account_id
	    WHERE p.id = NEW.proposal_id;
	IF asker IS NULL OR (NEW.decision = 'withdrawn') <>
	    (asker = NEW.decided_person) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'two officers: one asks, another decides';
	END IF;
	IF NEW.decision <> 'withdrawn' AND about = NEW.decided_person THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'nobody decides about a right of their own';
	END IF;
	IF NEW.decision <> 'withdrawn' AND NOT EXISTS (SELECT 1
	    FROM account_role r JOIN account a ON a.id = r.account_id
	    WHERE r.account_id = NEW.decided_id
	    AND a.person_id = NEW.decided_person AND a.name = NEW.decided_by
	    AND r.role = 'security-admin' AND r.valid_from <= NEW.at
	    AND (r.valid_until = 0 OR r.valid_until > NEW.at)) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'the security officer decides this';
	END IF;
END;

-- USER() is who is connected: es-admin acts on decisions alone.
CREATE OR REPLACE TRIGGER account_decided BEFORE INSERT ON account
FOR EACH ROW
BEGIN
	IF USER() LIKE 'es\_admin@%' AND NOT EXISTS (SELECT 1
	    FROM officer_proposal p JOIN officer_decision d
	    ON d.proposal_id = p.id AND d.decision = 'approved'
	    WHERE p.kind = 'account' AND p.subject = NEW.name) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'two officers make an account';
	END IF;
END;

CREATE OR REPLACE TRIGGER account_lock_decided BEFORE UPDATE ON account
FOR EACH ROW
BEGIN
	IF USER() LIKE 'es\_admin@%' AND NEW.disabled <> OLD.disabled
	    AND COALESCE((SELECT p.kind FROM officer_proposal p
	    JOIN officer_decision d ON d.proposal_id = p.id
	    AND d.decision = 'approved' WHERE p.account_id = OLD.id
	    AND p.kind IN ('lock', 'unlock') ORDER BY d.at DESC, p.id DESC
	    LIMIT 1), '') <> IF(NEW.disabled, 'lock', 'unlock') THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'two officers lock and unlock an account';
	END IF;
END;

CREATE OR REPLACE TRIGGER account_role_decided BEFORE INSERT ON account_role
FOR EACH ROW FOLLOWS account_role_apart
BEGIN
	IF USER() LIKE 'es\_admin@%' AND NOT EXISTS (SELECT 1
	    FROM officer_proposal p JOIN officer_decision d
	    ON d.proposal_id = p.id AND d.decision = 'approved'
	    WHERE p.kind = 'right' AND p.account_id = NEW.account_id
	    AND p.role = NEW.role AND p.office = NEW.office
	    AND p.asked_by = NEW.granted_by
	    AND d.decided_by = NEW.approved_by) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'two officers give a right';
	END IF;
END;

CREATE OR REPLACE TRIGGER account_role_end_decided
BEFORE UPDATE ON account_role FOR EACH ROW FOLLOWS account_role_end
BEGIN
	IF USER() LIKE 'es\_admin@%' AND NOT EXISTS (SELECT 1
	    FROM officer_proposal p JOIN officer_decision d
	    ON d.proposal_id = p.id AND d.decision = 'approved'
	    WHERE p.kind = 'right-end' AND p.right_id = OLD.id) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'two officers end a right';
	END IF;
END;

CREATE OR REPLACE TRIGGER type_version_decided BEFORE INSERT ON type_version
FOR EACH ROW
BEGIN
	IF USER() LIKE 'es\_admin@%' AND NOT EXISTS (SELECT 1
	    FROM officer_proposal p JOIN officer_decision d
	    ON d.proposal_id = p.id AND d.decision = 'approved'
	    WHERE p.kind = 'type'
	    AND p.subject = CONCAT(NEW.type_id, '/', NEW.version)
	    AND p.asked_by = NEW.created_by
	    AND d.decided_by = NEW.approved_by) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'two officers publish a type';
	END IF;
END;
