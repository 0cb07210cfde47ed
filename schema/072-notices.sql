-- 072-notices.sql - what people are told, inside the platform and by mail.
--
-- A notice is written in the transaction of the change that it tells of, and
-- the trigger puts the mail beside it, so neither is ever without the other.
-- A program says only whom and of what: the address is the master record's.

ALTER TABLE person ADD COLUMN IF NOT EXISTS
	email VARCHAR(254) NOT NULL DEFAULT '';

CREATE TABLE IF NOT EXISTS notice (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	account_id	BIGINT UNSIGNED NOT NULL,
	at		BIGINT NOT NULL,
	kind		ENUM('issued','returned','rejected','todo','overdue',
			'opened','certificate','alarm') NOT NULL,
	what_zh		VARCHAR(100) NOT NULL DEFAULT '',	-- of what
	what_en		VARCHAR(200) NOT NULL DEFAULT '',
	number		VARCHAR(40) NOT NULL DEFAULT '',
	path		VARCHAR(100) NOT NULL,	-- where to look
	seen		BIGINT NOT NULL DEFAULT 0,	-- when; 0: not yet
	KEY account (account_id, seen),
	KEY newest (account_id, id),
	KEY about (account_id, path)
) ENGINE=InnoDB;

-- Language of mails, and of what none is wanted; no row: the defaults.
CREATE TABLE IF NOT EXISTS notice_choice (
	account_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	lang		VARCHAR(8) NOT NULL,
	quiet		VARCHAR(120) NOT NULL	-- kinds, comma-separated
) ENGINE=InnoDB;

-- One mail for one notice.  "sent" is written after the server took it; what
-- a crash left as "sending" is sent again, under the same Message-ID.
CREATE TABLE IF NOT EXISTS mail_outbox (
	notice_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	address		VARCHAR(254) NOT NULL,		-- '' when it was sent
	lang		VARCHAR(8) NOT NULL,
	state		ENUM('waiting','sending','sent','failed') NOT NULL
			DEFAULT 'waiting',
	owner		BINARY(16) NULL,
	retry_at	BIGINT NOT NULL,	-- of "sending": its lease
	attempts	INT UNSIGNED NOT NULL DEFAULT 0,
	changed		BIGINT NOT NULL,
	said		VARCHAR(300) NOT NULL DEFAULT '',  -- by the server
	KEY due (state, retry_at)
) ENGINE=InnoDB;

CREATE OR REPLACE TRIGGER notice_mail AFTER INSERT ON notice
FOR EACH ROW
BEGIN
	INSERT INTO mail_outbox (notice_id, address, lang, retry_at, changed)
	    SELECT NEW.id, p.email, COALESCE(c.lang, 'zh-CN'), NEW.at, NEW.at
	    FROM account a JOIN person p ON p.id = a.person_id
	    LEFT JOIN notice_choice c ON c.account_id = a.id
	    WHERE a.id = NEW.account_id AND p.email <> '' AND NOT a.disabled
	    AND NOT FIND_IN_SET(NEW.kind, COALESCE(c.quiet, 'opened'));
END;
