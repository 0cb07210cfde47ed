-- 042-bulk.sql - one document for each of many people: a graduation.
--
-- A job is a cohort (what the filter finds) and how far it has come; an item
-- is what became of one person.  The form number of each request is made of
-- job and person, so whatever is done twice after a crash is done once.

CREATE TABLE IF NOT EXISTS bulk_job (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	crid		BINARY(16) NOT NULL,	-- the form's own number
	created		BIGINT NOT NULL,
	created_by	VARCHAR(40) NOT NULL,
	office		VARCHAR(8) NOT NULL,
	type_id		VARCHAR(40) NOT NULL,
	lang		VARCHAR(8) NOT NULL,
	level		VARCHAR(10) NOT NULL,	-- '': any, as the others
	status		VARCHAR(10) NOT NULL,
	school		VARCHAR(100) NOT NULL,
	graduation_from	DATE NULL,
	graduation_until DATE NULL,
	people		INT UNSIGNED NOT NULL,	-- found at the beginning
	state		ENUM('running','paused','stopped','done') NOT NULL,
	last_person	BIGINT UNSIGNED NOT NULL DEFAULT 0,
	owner		BINARY(16) NULL,
	lease_until	BIGINT NOT NULL DEFAULT 0,
	UNIQUE KEY once (created_by, crid),
	KEY due (state, lease_until),
	KEY office (office, id)
) ENGINE=InnoDB;

-- APPEND-ONLY.
CREATE TABLE IF NOT EXISTS bulk_item (
	job_id		BIGINT UNSIGNED NOT NULL,
	person_id	BIGINT UNSIGNED NOT NULL,
	request_id	BIGINT UNSIGNED NOT NULL DEFAULT 0,	-- 0: refused
	reason		VARCHAR(20) NOT NULL DEFAULT '',
	PRIMARY KEY (job_id, person_id),
	KEY request (request_id)
) ENGINE=InnoDB;
