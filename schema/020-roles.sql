-- 020-roles.sql - what an account may do, for which office, since when.
--
-- A row is a right with its term; ending it sets valid_until, and no row is
-- ever deleted, because es-signd asks whether somebody held a role *then*.
-- account.role stays what kind of person it is: student or staff.

CREATE TABLE IF NOT EXISTS account_role (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	account_id	BIGINT UNSIGNED NOT NULL,
	role		ENUM('handler','approver','head','keeper',
			'seal-manager','seal-maker','system-admin',
			'security-admin','auditor','archivist') NOT NULL,
	-- Of an office its code, of a head the unit as the master record has
	-- it; '': the whole campus.
	office		VARCHAR(100) NOT NULL DEFAULT '',
	valid_from	BIGINT NOT NULL,
	valid_until	BIGINT NOT NULL DEFAULT 0,	-- exclusive; 0: open
	granted_by	VARCHAR(40) NOT NULL,	-- who asked for it
	approved_by	VARCHAR(40) NOT NULL,	-- another one, who agreed
	ended_by	VARCHAR(40) NOT NULL DEFAULT '',
	KEY account (account_id, role),
	KEY role (role, office)
) ENGINE=InnoDB;

-- Three officers (三员): each holds one office of the three and nothing else,
-- as a person and not only as an account.  The program says so first
-- (auth_role_grant); this wall stands behind it, whoever writes.
CREATE OR REPLACE TRIGGER account_role_apart BEFORE INSERT ON account_role
FOR EACH ROW
BEGIN
	IF NEW.granted_by = NEW.approved_by THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'a right needs two people: one asks, another agrees';
	END IF;
	IF EXISTS (SELECT 1 FROM account n JOIN account a
	    ON a.person_id = n.person_id JOIN account_role r
	    ON r.account_id = a.id WHERE n.id = NEW.account_id
	    AND (r.valid_until = 0 OR r.valid_until > NEW.valid_from)
	    AND (NEW.valid_until = 0 OR r.valid_from < NEW.valid_until)
	    AND r.role <> NEW.role AND (r.role IN ('system-admin',
	    'security-admin', 'auditor') OR NEW.role IN ('system-admin',
	    'security-admin', 'auditor'))) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'an officer holds no second role';
	END IF;
END;

-- A term only ever gets shorter; nothing else of a right changes.
CREATE OR REPLACE TRIGGER account_role_end BEFORE UPDATE ON account_role
FOR EACH ROW
BEGIN
	IF NEW.account_id <> OLD.account_id OR NEW.role <> OLD.role
	    OR NEW.office <> OLD.office OR NEW.valid_from <> OLD.valid_from
	    OR NEW.valid_until = 0 OR (OLD.valid_until <> 0
	    AND NEW.valid_until > OLD.valid_until) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'a right may only end';
	END IF;
END;

INSERT INTO account_role (account_id, role, office, valid_from, granted_by,
    approved_by)
    SELECT a.id, 'keeper', '', 0, 'migration', 'keeper of before'
    FROM account a WHERE a.role = 'keeper' AND NOT EXISTS
    (SELECT 1 FROM account_role r WHERE r.account_id = a.id
    AND r.role = 'keeper');
UPDATE account SET role = 'staff' WHERE role = 'keeper';

-- The workflow that approves requests of a type (templates/flows/NAME.xml);
-- '': approved by rule at once.
ALTER TABLE document_type ADD COLUMN IF NOT EXISTS
	flow VARCHAR(40) NOT NULL DEFAULT '' AFTER auto_approve;
