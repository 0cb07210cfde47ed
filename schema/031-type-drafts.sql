-- 031-type-drafts.sql - what an administrator's console checked last.
CREATE TABLE IF NOT EXISTS type_draft (
	account_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	definition	MEDIUMBLOB NOT NULL,
	zh		MEDIUMBLOB NOT NULL,
	en		MEDIUMBLOB NOT NULL,
	created		BIGINT NOT NULL
) ENGINE=InnoDB;
