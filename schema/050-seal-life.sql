-- 050-seal-life.sql - the life of a seal: every step with person and time.
--
-- Programs append steps (seal_event); the database judges them and changes
-- the seal itself, so no program's account may update a seal.  The steps that
-- there are stand here as in core/seal/life.c, which also says who may take
-- them; that different people take them is said twice, there and here.

ALTER TABLE seal
	MODIFY state ENUM('active','suspended','cancelled','applied',
	    'approved','production','filing','filed','lost','replaced',
	    'archived','rejected','voided') NOT NULL,
	ADD COLUMN IF NOT EXISTS topic ENUM('','new','change','cancel')
	    NOT NULL DEFAULT '',
	ADD COLUMN IF NOT EXISTS stage TINYINT UNSIGNED NOT NULL DEFAULT 0,
	-- The event that opened what is being decided.
	ADD COLUMN IF NOT EXISTS topic_seq INT UNSIGNED NOT NULL DEFAULT 0,
	ADD COLUMN IF NOT EXISTS events INT UNSIGNED NOT NULL DEFAULT 0,
	ADD COLUMN IF NOT EXISTS since BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN IF NOT EXISTS purpose VARCHAR(300) NOT NULL DEFAULT '',
	ADD COLUMN IF NOT EXISTS register_no VARCHAR(40) NOT NULL DEFAULT '',
	-- The seal whose place it takes once it is enabled; 0: none.
	ADD COLUMN IF NOT EXISTS replaces BIGINT UNSIGNED NOT NULL DEFAULT 0;

-- APPEND-ONLY.
CREATE TABLE IF NOT EXISTS seal_event (
	seal_id		BIGINT UNSIGNED NOT NULL,
	seq		INT UNSIGNED NOT NULL,		-- from 1, without gap
	act		VARCHAR(12) NOT NULL,
	from_state	VARCHAR(12) NOT NULL,
	to_state	VARCHAR(12) NOT NULL,
	topic		ENUM('','new','change','cancel') NOT NULL DEFAULT '',
	topic_seq	INT UNSIGNED NOT NULL DEFAULT 0,
	at		BIGINT NOT NULL,
	account_id	BIGINT UNSIGNED NOT NULL,	-- 0: a tool
	person_id	BIGINT UNSIGNED NOT NULL,
	actor		VARCHAR(20) NOT NULL,
	reason		VARCHAR(500) NOT NULL DEFAULT '',
	-- Number of the filing, name of the key.
	reference	VARCHAR(60) NOT NULL DEFAULT '',
	evidence	VARCHAR(300) NOT NULL DEFAULT '',
	PRIMARY KEY (seal_id, seq)
) ENGINE=InnoDB;

-- What an application, a change or a cancellation asks for.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS seal_proposal (
	seal_id		BIGINT UNSIGNED NOT NULL,
	seq		INT UNSIGNED NOT NULL,	-- of the event that opens it
	keeper_id	BIGINT UNSIGNED NOT NULL,
	deputy_id	BIGINT UNSIGNED NULL,
	types		VARCHAR(2000) NOT NULL DEFAULT '',	-- by commas
	ground		VARCHAR(24) NOT NULL DEFAULT '',	-- cancellation
	effective	BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (seal_id, seq)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS seal_step (
	act		VARCHAR(12) NOT NULL,
	from_state	VARCHAR(12) NOT NULL,
	to_state	VARCHAR(12) NOT NULL,
	PRIMARY KEY (act, from_state, to_state)
) ENGINE=InnoDB;
INSERT IGNORE INTO seal_step (act, from_state, to_state) VALUES
	('apply', '', 'applied'),
	('approve', 'active', 'active'),
	('approve', 'active', 'cancelled'),
	('approve', 'applied', 'approved'),
	('approve', 'lost', 'cancelled'),
	('approve', 'suspended', 'cancelled'),
	('approve', 'suspended', 'suspended'),
	('archive', 'cancelled', 'archived'),
	('archive', 'replaced', 'archived'),
	('cancel', 'active', 'active'),
	('cancel', 'lost', 'lost'),
	('cancel', 'suspended', 'suspended'),
	('change', 'active', 'active'),
	('change', 'suspended', 'suspended'),
	('enable', 'filed', 'active'),
	('endorse', 'active', 'active'),
	('endorse', 'applied', 'applied'),
	('endorse', 'lost', 'lost'),
	('endorse', 'suspended', 'suspended'),
	('file', 'filing', 'filed'),
	('lose', 'active', 'lost'),
	('lose', 'suspended', 'lost'),
	('made', 'production', 'filing'),
	('reject', 'active', 'active'),
	('reject', 'applied', 'rejected'),
	('reject', 'lost', 'lost'),
	('reject', 'suspended', 'suspended'),
	('replace', 'active', 'replaced'),
	('replace', 'lost', 'replaced'),
	('replace', 'suspended', 'replaced'),
	('resume', 'suspended', 'active'),
	('revoke', 'cancelled', 'cancelled'),
	('revoke', 'lost', 'lost'),
	('revoke', 'replaced', 'replaced'),
	('revoke', 'voided', 'voided'),
	('suspend', 'active', 'suspended'),
	('take', 'approved', 'production'),
	('void', 'approved', 'voided'),
	('void', 'production', 'voided');

-- Seals of before: taken over as they are.  Without the triggers, which would
-- change the table that is read.
DROP TRIGGER IF EXISTS seal_event_step;
DROP TRIGGER IF EXISTS seal_event_done;
INSERT INTO seal_event (seal_id, seq, act, from_state, to_state, at,
    account_id, person_id, actor)
    SELECT id, 1, 'adopt', '', state, UNIX_TIMESTAMP(), 0, 0, 'migration'
    FROM seal WHERE events = 0
    AND state IN ('active', 'suspended', 'cancelled');
UPDATE seal SET events = 1 WHERE events = 0
    AND state IN ('active', 'suspended', 'cancelled');

-- A seal that a program registers is an application and nothing more.  USER()
-- is who is connected: the operator's own accounts may repair things.
CREATE OR REPLACE TRIGGER seal_is_applied_for BEFORE INSERT ON seal
FOR EACH ROW
BEGIN
	IF USER() LIKE 'es\_seal@%' AND (NEW.state <> 'applied'
	    OR NEW.key_name <> '' OR NEW.register_no <> ''
	    OR NEW.topic <> '' OR NEW.events <> 0) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'a seal begins with an application';
	END IF;
END;

-- The step follows from the state of now, and different people take part.
-- An event whose number is taken fails as a duplicate: somebody was faster.
CREATE OR REPLACE TRIGGER seal_event_step BEFORE INSERT ON seal_event
FOR EACH ROW
BEGIN
	DECLARE s_state, s_topic VARCHAR(12);
	DECLARE s_events, s_topic_seq, s_stage INT UNSIGNED;
	DECLARE s_keeper, s_deputy BIGINT UNSIGNED;
	SELECT state, topic, stage, topic_seq, events, keeper_id, deputy_id
	    INTO s_state, s_topic, s_stage, s_topic_seq, s_events, s_keeper,
	    s_deputy FROM seal WHERE id = NEW.seal_id FOR UPDATE;
	IF s_events IS NULL OR NEW.seq > s_events + 1 THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'this event does not follow the one before it';
	END IF;
	IF NEW.act = 'adopt' THEN
		IF NEW.seq <> 1 OR USER() LIKE 'es\_seal@%'
		    OR USER() LIKE 'es\_ca@%' THEN
			SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
			    'only an operator takes a seal over as it is';
		END IF;
	ELSEIF NEW.seq = s_events + 1 THEN
		IF NOT EXISTS (SELECT 1 FROM seal_step t WHERE t.act = NEW.act
		    AND t.from_state = NEW.from_state
		    AND t.to_state = NEW.to_state)
		    OR NEW.from_state <> IF(s_events = 0, '', s_state)
		    OR (NEW.act IN ('endorse', 'approve', 'reject')
		    AND (s_topic = '' OR NEW.topic <> s_topic
		    OR NEW.topic_seq <> s_topic_seq))
		    OR (NEW.act = 'endorse' AND s_stage <> 1)
		    OR (NEW.act = 'approve' AND (s_stage <> 2
		    OR (s_topic = 'cancel') <> (NEW.to_state = 'cancelled')))
		    OR (NEW.act IN ('change', 'cancel') AND s_topic <> '') THEN
			SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
			    'that is no step of a seal in this state';
		END IF;
		IF (NEW.act IN ('made', 'revoke') AND USER() LIKE
		    'es\_seal@%') OR (NEW.act NOT IN ('made', 'revoke')
		    AND USER() LIKE 'es\_ca@%') THEN
			SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
			    'keys are made by the authority, all else by people';
		END IF;
		IF (NEW.act IN ('endorse', 'approve') AND EXISTS (SELECT 1
		    FROM seal_event e WHERE e.seal_id = NEW.seal_id
		    AND e.person_id = NEW.person_id
		    AND (e.seq = s_topic_seq OR (e.topic_seq = s_topic_seq
		    AND e.act = 'endorse'))))
		    OR (NEW.act = 'take' AND EXISTS (SELECT 1 FROM seal_event
		    e WHERE e.seal_id = NEW.seal_id AND e.act IN ('apply',
		    'endorse', 'approve') AND e.topic = 'new'
		    AND e.person_id = NEW.person_id))
		    OR (NEW.act IN ('file', 'enable') AND EXISTS (SELECT 1
		    FROM seal_event e WHERE e.seal_id = NEW.seal_id
		    AND e.act = 'take' AND e.person_id = NEW.person_id)) THEN
			SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
			    'a seal wants different people';
		END IF;
		IF NEW.act IN ('endorse', 'approve', 'take', 'file',
		    'enable', 'resume') AND EXISTS (SELECT 1 FROM account a
		    WHERE a.person_id = NEW.person_id
		    AND a.id IN (s_keeper, s_deputy)) THEN
			SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
			    'who keeps a seal neither makes nor approves it';
		END IF;
	END IF;
END;

-- And then the seal is so.
CREATE OR REPLACE TRIGGER seal_event_done AFTER INSERT ON seal_event
FOR EACH ROW
BEGIN
	UPDATE seal SET state = NEW.to_state, events = NEW.seq,
	    since = IF(NEW.to_state = NEW.from_state, since, NEW.at),
	    stage = CASE WHEN NEW.act IN ('apply', 'change', 'cancel') THEN 1
	        WHEN NEW.act = 'endorse' THEN 2
	        WHEN NEW.act IN ('approve', 'reject', 'replace') THEN 0
	        ELSE stage END,
	    topic = CASE WHEN NEW.act = 'apply' THEN 'new'
	        WHEN NEW.act IN ('change', 'cancel') THEN NEW.act
	        WHEN NEW.act IN ('approve', 'reject', 'replace') THEN ''
	        ELSE topic END,
	    topic_seq = IF(NEW.act IN ('apply', 'change', 'cancel'), NEW.seq,
	        topic_seq),
	    key_name = IF(NEW.act = 'made', NEW.reference, key_name),
	    register_no = IF(NEW.act = 'file', NEW.reference, register_no)
	    WHERE id = NEW.seal_id;
	IF NEW.act = 'approve' AND NEW.topic = 'change' THEN
		UPDATE seal s JOIN seal_proposal p ON p.seal_id = s.id
		    AND p.seq = NEW.topic_seq SET s.keeper_id = p.keeper_id,
		    s.deputy_id = p.deputy_id WHERE s.id = NEW.seal_id;
		DELETE y FROM seal_policy y JOIN seal_proposal p
		    ON p.seal_id = y.seal_id AND p.seq = NEW.topic_seq
		    WHERE y.seal_id = NEW.seal_id
		    AND NOT FIND_IN_SET(y.type_id, p.types);
		INSERT IGNORE INTO seal_policy (seal_id, type_id)
		    SELECT p.seal_id, t.id FROM seal_proposal p
		    JOIN document_type t ON FIND_IN_SET(t.id, p.types)
		    WHERE p.seal_id = NEW.seal_id AND p.seq = NEW.topic_seq;
		-- Who keeps it no more lets nothing be sealed with it.
		INSERT IGNORE INTO authorisation_end (authorisation_id, at,
		    ended_by) SELECT u.id, NEW.at, NEW.account_id
		    FROM standing_authorisation u JOIN seal s
		    ON s.id = u.seal_id WHERE s.id = NEW.seal_id
		    AND u.keeper_id <> s.keeper_id
		    AND u.keeper_id <> COALESCE(s.deputy_id, 0);
	END IF;
	IF NEW.act = 'enable' THEN
		INSERT IGNORE INTO seal_policy (seal_id, type_id)
		    SELECT p.seal_id, t.id FROM seal_proposal p
		    JOIN document_type t ON FIND_IN_SET(t.id, p.types)
		    WHERE p.seal_id = NEW.seal_id AND p.seq = 1;
		UPDATE document_type t JOIN seal s ON s.id = NEW.seal_id
		    AND s.replaces <> 0 AND t.seal_id = s.replaces
		    JOIN seal_proposal p ON p.seal_id = s.id AND p.seq = 1
		    SET t.seal_id = s.id WHERE FIND_IN_SET(t.id, p.types);
	END IF;
END;
