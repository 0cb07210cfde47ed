-- 030-types.sql - document types by definition, in versions; staff records.
--
-- A type is a definition and a page template for each language.  Versions are
-- APPEND-ONLY (type_version, type_page): a request names the version that it
-- was made with, and es-seal renders exactly that.  document_type holds what
-- statements look at of the version in force.

ALTER TABLE document_type
	ADD COLUMN IF NOT EXISTS version INT UNSIGNED NOT NULL DEFAULT 0,
	ADD COLUMN IF NOT EXISTS kinds VARCHAR(20) NOT NULL DEFAULT 'student',
	ADD COLUMN IF NOT EXISTS languages VARCHAR(20) NOT NULL
	    DEFAULT 'zh-CN,en',
	ADD COLUMN IF NOT EXISTS needs VARCHAR(120) NOT NULL DEFAULT '';

-- Departmental seals, and those for one purpose: procurement, research.
ALTER TABLE seal
	ADD COLUMN IF NOT EXISTS class VARCHAR(16) NOT NULL
	    DEFAULT 'department';

-- 0: of before there were versions; then the installed file is the template.
ALTER TABLE request
	ADD COLUMN IF NOT EXISTS type_version INT UNSIGNED NOT NULL DEFAULT 0;

-- APPEND-ONLY.
CREATE TABLE IF NOT EXISTS type_version (
	type_id		VARCHAR(40) NOT NULL,
	version		INT UNSIGNED NOT NULL,
	definition	MEDIUMBLOB NOT NULL,		-- XML of docs/TYPES.md
	sha256		BINARY(32) NOT NULL,	-- of definition and pages
	created		BIGINT NOT NULL,
	created_by	VARCHAR(40) NOT NULL,
	PRIMARY KEY (type_id, version)
) ENGINE=InnoDB;

-- APPEND-ONLY.
CREATE TABLE IF NOT EXISTS type_page (
	type_id		VARCHAR(40) NOT NULL,
	version		INT UNSIGNED NOT NULL,
	lang		VARCHAR(8) NOT NULL,
	template	MEDIUMBLOB NOT NULL,		-- XML of docs/TEMPLATES.md
	PRIMARY KEY (type_id, version, lang)
) ENGINE=InnoDB;

-- A form that was filled in and not confirmed yet: what its preview shows.
CREATE TABLE IF NOT EXISTS request_draft (
	person_id	BIGINT UNSIGNED NOT NULL,
	crid		BINARY(16) NOT NULL,
	type_id		VARCHAR(40) NOT NULL,
	version		INT UNSIGNED NOT NULL,
	lang		VARCHAR(8) NOT NULL,
	form		MEDIUMBLOB NOT NULL,	-- XML of type/form.h, by keys
	created		BIGINT NOT NULL,
	PRIMARY KEY (person_id, crid),
	KEY created (created)
) ENGINE=InnoDB;

-- How somebody's studies ended.
CREATE TABLE IF NOT EXISTS conclusion (
	person_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	kind		ENUM('graduation','completion','incomplete','withdrawal')
			NOT NULL,		-- 毕业 结业 肄业 退学
	concluded	DATE NOT NULL,
	diploma_no	VARCHAR(40) NOT NULL DEFAULT '',
	president_zh	VARCHAR(100) NOT NULL DEFAULT '',
	president_en	VARCHAR(100) NOT NULL DEFAULT '',
	left_on		DATE NULL
) ENGINE=InnoDB;

-- A student's place among others.
CREATE TABLE IF NOT EXISTS class_rank (
	person_id	BIGINT UNSIGNED NOT NULL,
	as_of		DATE NOT NULL,
	place		INT UNSIGNED NOT NULL,
	of_all		INT UNSIGNED NOT NULL,
	scope_zh	VARCHAR(200) NOT NULL,
	scope_en	VARCHAR(200) NOT NULL,
	basis_zh	VARCHAR(100) NOT NULL DEFAULT '',
	basis_en	VARCHAR(100) NOT NULL DEFAULT '',
	score		VARCHAR(12) NOT NULL DEFAULT '',
	PRIMARY KEY (person_id, as_of)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS honour (
	person_id	BIGINT UNSIGNED NOT NULL,
	number		VARCHAR(40) NOT NULL,
	title_zh	VARCHAR(200) NOT NULL,
	title_en	VARCHAR(200) NOT NULL,
	level		ENUM('national','provincial','university','school')
			NOT NULL,
	awarder_zh	VARCHAR(200) NOT NULL,
	awarder_en	VARCHAR(200) NOT NULL,
	awarded		DATE NOT NULL,
	PRIMARY KEY (person_id, number)
) ENGINE=InnoDB;

-- Staff: the post in force.
CREATE TABLE IF NOT EXISTS employment (
	person_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	department_zh	VARCHAR(100) NOT NULL,
	department_en	VARCHAR(200) NOT NULL,
	post_zh		VARCHAR(100) NOT NULL,
	post_en		VARCHAR(100) NOT NULL,
	duty_zh		VARCHAR(100) NOT NULL DEFAULT '',
	duty_en		VARCHAR(100) NOT NULL DEFAULT '',
	appointment	ENUM('permanent','contract','project','retired') NOT NULL,
	joined		DATE NOT NULL,
	ended		DATE NULL,
	contact		VARCHAR(100) NOT NULL DEFAULT ''
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS staff_title (
	person_id	BIGINT UNSIGNED NOT NULL,
	qualified	DATE NOT NULL,
	name_zh		VARCHAR(60) NOT NULL,
	name_en		VARCHAR(100) NOT NULL,
	series_zh	VARCHAR(60) NOT NULL,
	series_en	VARCHAR(100) NOT NULL,
	level		ENUM('senior','associate','middle','junior') NOT NULL,
	discipline_zh	VARCHAR(100) NOT NULL DEFAULT '',
	discipline_en	VARCHAR(100) NOT NULL DEFAULT '',
	appointed	DATE NULL,
	approval_no	VARCHAR(60) NOT NULL DEFAULT '',
	certificate_no	VARCHAR(40) NOT NULL DEFAULT '',
	PRIMARY KEY (person_id, qualified)
) ENGINE=InnoDB;

-- What was paid for a month, in fen.
CREATE TABLE IF NOT EXISTS income_month (
	person_id	BIGINT UNSIGNED NOT NULL,
	month		DATE NOT NULL,			-- its first day
	base		BIGINT UNSIGNED NOT NULL,
	performance	BIGINT UNSIGNED NOT NULL DEFAULT 0,
	allowance	BIGINT UNSIGNED NOT NULL DEFAULT 0,
	withheld	BIGINT UNSIGNED NOT NULL DEFAULT 0,
	PRIMARY KEY (person_id, month)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS project_member (
	person_id	BIGINT UNSIGNED NOT NULL,
	number		VARCHAR(40) NOT NULL,
	title_zh	VARCHAR(200) NOT NULL,
	title_en	VARCHAR(300) NOT NULL,
	kind		ENUM('public','commissioned','internal') NOT NULL,
	funder_zh	VARCHAR(200) NOT NULL,
	funder_en	VARCHAR(200) NOT NULL,
	role		ENUM('leader','member') NOT NULL,
	begins		DATE NOT NULL,
	ends		DATE NULL,
	amount		BIGINT UNSIGNED NOT NULL DEFAULT 0,	-- fen
	PRIMARY KEY (person_id, number)
) ENGINE=InnoDB;
