-- 021-flow.sql - requests that people approve: what happened, what is open.
--
-- The truth about a request under review is its row of events, hash-linked
-- and never changed; flow_instance's phase, flow_step and flow_task are what
-- follows from them, kept so that an inbox is one look-up.  es-signd believes
-- the events alone.

-- A request now waits for people, too; a corrected one has another snapshot.
ALTER TABLE request MODIFY COLUMN state ENUM('awaiting','issued','failed',
	'review','held','returned','rejected','withdrawn') NOT NULL;
ALTER TABLE request ADD COLUMN IF NOT EXISTS
	round TINYINT UNSIGNED NOT NULL DEFAULT 1 AFTER purpose;
ALTER TABLE snapshot ADD COLUMN IF NOT EXISTS
	round TINYINT UNSIGNED NOT NULL DEFAULT 1 AFTER request_id;
ALTER TABLE snapshot DROP PRIMARY KEY, ADD PRIMARY KEY (request_id, round);

CREATE TABLE IF NOT EXISTS flow_instance (
	request_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	flow		VARCHAR(40) NOT NULL,
	definition	BINARY(32) NOT NULL,	-- SHA-256 of the flow's file
	applicant	BIGINT UNSIGNED NOT NULL,	-- account
	applicant_person BIGINT UNSIGNED NOT NULL,
	unit		VARCHAR(100) NOT NULL,	-- of the applicant, then
	office		VARCHAR(8) NOT NULL,	-- that issues the document
	-- From here on what follows from the events:
	phase		ENUM('review','held','returned','rejected',
			'withdrawn','approved') NOT NULL,
	round		TINYINT UNSIGNED NOT NULL,
	events		INT UNSIGNED NOT NULL,
	hash		BINARY(32) NOT NULL,	-- of the last event
	changed		BIGINT NOT NULL,
	KEY phase (phase, changed)
) ENGINE=InnoDB;

-- APPEND-ONLY.
CREATE TABLE IF NOT EXISTS flow_event (
	request_id	BIGINT UNSIGNED NOT NULL,
	seq		INT UNSIGNED NOT NULL,	-- from 1, without gap
	kind		ENUM('submit','approve','reject','return','withdraw',
			'hold','resume','delegate','add','remind','escalate')
			NOT NULL,
	at		BIGINT NOT NULL,
	actor		BIGINT UNSIGNED NOT NULL,	-- account; 0: the clock
	actor_person	BIGINT UNSIGNED NOT NULL,
	absent		BIGINT UNSIGNED NOT NULL,	-- the actor stood in
	absent_person	BIGINT UNSIGNED NOT NULL,
	step		SMALLINT NOT NULL,	-- of the definition; or -1
	slot		SMALLINT NOT NULL,
	subject		BIGINT UNSIGNED NOT NULL,
	subject_person	BIGINT UNSIGNED NOT NULL,
	digest		BINARY(32) NOT NULL,	-- of the snapshot it is about
	text		VARCHAR(500) NOT NULL,
	prev_hash	BINARY(32) NOT NULL,
	hash		BINARY(32) NOT NULL,
	PRIMARY KEY (request_id, seq),
	KEY actor (actor, at)
) ENGINE=InnoDB;

-- What an applicant does themselves: es-request writes through this view,
-- so that a stolen es-request approves nothing.
CREATE OR REPLACE VIEW flow_own_event AS
	SELECT request_id, seq, kind, at, actor, actor_person, absent,
	    absent_person, step, slot, subject, subject_person, digest, text,
	    prev_hash, hash
	FROM flow_event WHERE kind IN ('submit', 'withdraw')
	WITH CASCADED CHECK OPTION;

-- Steps that are open, and when the clock looks at them next.
CREATE TABLE IF NOT EXISTS flow_step (
	request_id	BIGINT UNSIGNED NOT NULL,
	step		SMALLINT NOT NULL,
	opened		BIGINT NOT NULL,
	due_at		BIGINT NOT NULL DEFAULT 0,	-- 0: no deadline
	next_at		BIGINT NOT NULL DEFAULT 0,	-- 0: never
	reminded	BOOLEAN NOT NULL DEFAULT FALSE,
	escalated	BOOLEAN NOT NULL DEFAULT FALSE,
	PRIMARY KEY (request_id, step),
	KEY next_at (next_at)
) ENGINE=InnoDB;

-- Who may decide now: one account, or whoever holds a role.
CREATE TABLE IF NOT EXISTS flow_task (
	request_id	BIGINT UNSIGNED NOT NULL,
	step		SMALLINT NOT NULL,
	slot		SMALLINT NOT NULL,
	alt		TINYINT NOT NULL,	-- 1: because of an escalation
	account_id	BIGINT UNSIGNED NOT NULL,	-- 0: by role
	role		VARCHAR(20) NOT NULL DEFAULT '',
	office		VARCHAR(100) NOT NULL DEFAULT '',
	PRIMARY KEY (request_id, step, slot, alt),
	KEY account (account_id),
	KEY role (role, office)
) ENGINE=InnoDB;

-- Somebody is away and somebody else stands in.  A term only gets shorter.
CREATE TABLE IF NOT EXISTS absence (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	account_id	BIGINT UNSIGNED NOT NULL,
	deputy_id	BIGINT UNSIGNED NOT NULL,
	valid_from	BIGINT NOT NULL,
	valid_until	BIGINT NOT NULL,		-- exclusive
	reason		VARCHAR(200) NOT NULL DEFAULT '',
	created		BIGINT NOT NULL,
	KEY account (account_id, valid_until),
	KEY deputy (deputy_id, valid_until)
) ENGINE=InnoDB;
CREATE OR REPLACE TRIGGER absence_end BEFORE UPDATE ON absence
FOR EACH ROW
BEGIN
	IF NEW.account_id <> OLD.account_id OR NEW.deputy_id <> OLD.deputy_id
	    OR NEW.valid_from <> OLD.valid_from
	    OR NEW.valid_until > OLD.valid_until THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'an absence may only end';
	END IF;
END;
