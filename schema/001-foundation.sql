-- 001-foundation.sql - people, requests, documents, seals, evidence.
--
-- Ids are names and never an order (a cluster steps auto-increment by its
-- size).  Times are UTC: DATETIME for people who look, BIGINT seconds where a
-- program computes.  Tables marked APPEND-ONLY grant no UPDATE and no DELETE
-- to any program (grants.sql).  Every statement can be run twice, so that an
-- interrupted migration is simply run again.

-- One row: what the whole campus shares.
CREATE TABLE IF NOT EXISTS campus (
	id		TINYINT UNSIGNED NOT NULL PRIMARY KEY,
	name_zh		VARCHAR(100) NOT NULL,
	name_en		VARCHAR(200) NOT NULL,
	school_code	VARCHAR(20) NOT NULL
) ENGINE=InnoDB;

-- An office that issues documents: 研究生院, 教务处.
CREATE TABLE IF NOT EXISTS office (
	code		VARCHAR(8) NOT NULL PRIMARY KEY,
	name_zh		VARCHAR(100) NOT NULL,
	name_en		VARCHAR(200) NOT NULL,
	contact		VARCHAR(200) NOT NULL DEFAULT ''
) ENGINE=InnoDB;

-- Students and staff, from the master record; es-import writes it.
CREATE TABLE IF NOT EXISTS person (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	number		VARCHAR(20) NOT NULL,		-- 学号 or staff number
	kind		ENUM('student','staff') NOT NULL,
	name_zh		VARCHAR(100) NOT NULL,
	name_en		VARCHAR(100) NOT NULL,		-- as in the passport
	gender		ENUM('','M','F') NOT NULL DEFAULT '',
	birth		DATE NULL,
	id_number	VARCHAR(20) NOT NULL DEFAULT '',	-- shown masked
	school_zh	VARCHAR(100) NOT NULL DEFAULT '',
	school_en	VARCHAR(200) NOT NULL DEFAULT '',
	major_zh	VARCHAR(100) NOT NULL DEFAULT '',
	major_en	VARCHAR(200) NOT NULL DEFAULT '',
	field_zh	VARCHAR(200) NOT NULL DEFAULT '',	-- 研究方向
	field_en	VARCHAR(200) NOT NULL DEFAULT '',
	level		ENUM('','bachelor','master','doctor') NOT NULL DEFAULT '',
	category	ENUM('','academic','professional') NOT NULL DEFAULT '',
	mode		ENUM('','full','part') NOT NULL DEFAULT '',
	length_years	TINYINT UNSIGNED NOT NULL DEFAULT 0,
	enrolled	DATE NULL,
	graduation	DATE NULL,			-- expected or real
	status		ENUM('registered','suspended','graduated','left')
			NOT NULL DEFAULT 'registered',
	hold_zh		VARCHAR(200) NOT NULL DEFAULT '',	-- reason; '': none
	hold_en		VARCHAR(200) NOT NULL DEFAULT '',
	supervisor_zh	VARCHAR(100) NOT NULL DEFAULT '',
	supervisor_en	VARCHAR(100) NOT NULL DEFAULT '',
	thesis_zh	VARCHAR(300) NOT NULL DEFAULT '',
	thesis_en	VARCHAR(400) NOT NULL DEFAULT '',
	defence		DATE NULL,
	degree_zh	VARCHAR(100) NOT NULL DEFAULT '',
	degree_en	VARCHAR(100) NOT NULL DEFAULT '',
	degree_date	DATE NULL,
	certificate_no	VARCHAR(40) NOT NULL DEFAULT '',
	credits_required SMALLINT UNSIGNED NOT NULL DEFAULT 0,	-- tenths
	UNIQUE KEY number (number)
) ENGINE=InnoDB;

-- One course of one person.  The primary key keeps a person's rows together,
-- in the order of the transcript.
CREATE TABLE IF NOT EXISTS course_grade (
	person_id	BIGINT UNSIGNED NOT NULL,
	ord		SMALLINT UNSIGNED NOT NULL,	-- order on the transcript
	year		SMALLINT UNSIGNED NOT NULL,	-- academic year begins
	term		TINYINT UNSIGNED NOT NULL,	-- 1 autumn 2 spring 3 summer
	code		VARCHAR(16) NOT NULL,
	title_zh	VARCHAR(120) NOT NULL,
	title_en	VARCHAR(200) NOT NULL,
	category	VARCHAR(24) NOT NULL,	-- key of the template's words
	nature		ENUM('compulsory','restricted','elective') NOT NULL,
	grp		ENUM('','degree','nondegree','activity','makeup') NOT NULL
			DEFAULT '',		-- graduate transcripts
	credits		SMALLINT UNSIGNED NOT NULL,	-- tenths
	hours		SMALLINT UNSIGNED NOT NULL DEFAULT 0,
	grade_kind	ENUM('percent','five','two') NOT NULL,
	grade		SMALLINT UNSIGNED NOT NULL,	-- tenths; five: 0-4, two: 0-1
	assessment	ENUM('exam','coursework') NOT NULL DEFAULT 'exam',
	remark		VARCHAR(24) NOT NULL DEFAULT '',	-- key: retake ...
	PRIMARY KEY (person_id, ord)
) ENGINE=InnoDB;

-- Who may sign in.
CREATE TABLE IF NOT EXISTS account (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	name		VARCHAR(20) NOT NULL,		-- student or staff number
	person_id	BIGINT UNSIGNED NOT NULL,
	role		ENUM('student','staff','keeper') NOT NULL,
	password	VARCHAR(200) NOT NULL,		-- crypt/password.h form
	disabled	BOOLEAN NOT NULL DEFAULT FALSE,
	UNIQUE KEY name (name),
	KEY person (person_id)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS session (
	token_sha256	BINARY(32) NOT NULL PRIMARY KEY,
	account_id	BIGINT UNSIGNED NOT NULL,
	csrf		BINARY(32) NOT NULL,
	created		BIGINT NOT NULL,
	seen		BIGINT NOT NULL,
	expires		BIGINT NOT NULL,
	KEY expires (expires)
) ENGINE=InnoDB;

-- Failures of a subject: 'a:ACCOUNT', 'ip:ADDRESS', 'v:ADDRESS'.
CREATE TABLE IF NOT EXISTS throttle (
	subject		VARCHAR(64) NOT NULL PRIMARY KEY,
	failures	INT UNSIGNED NOT NULL,
	last_failure	BIGINT NOT NULL,
	blocked_until	BIGINT NOT NULL
) ENGINE=InnoDB;

-- What can be asked for.  A new type is a row, a template and a policy.
CREATE TABLE IF NOT EXISTS document_type (
	id		VARCHAR(40) NOT NULL PRIMARY KEY,	-- transcript-graduate
	name_zh		VARCHAR(100) NOT NULL,
	name_en		VARCHAR(200) NOT NULL,
	office		VARCHAR(8) NOT NULL,
	seal_id		BIGINT UNSIGNED NOT NULL,
	levels		VARCHAR(60) NOT NULL,	-- of the person, comma-separated
	statuses	VARCHAR(80) NOT NULL,	-- of the person that may have it
	valid_days	INT UNSIGNED NOT NULL DEFAULT 0,	-- 0: no end
	disclosure	TINYINT UNSIGNED NOT NULL DEFAULT 2,	-- L1, L2, L3
	gpa_scale	VARCHAR(16) NOT NULL DEFAULT '',
	auto_approve	BOOLEAN NOT NULL DEFAULT FALSE,
	number_code	VARCHAR(8) NOT NULL,		-- in document numbers
	active		BOOLEAN NOT NULL DEFAULT TRUE,
	ord		SMALLINT NOT NULL DEFAULT 0
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS seal (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	number		VARCHAR(20) NOT NULL,
	name_zh		VARCHAR(100) NOT NULL,
	name_en		VARCHAR(200) NOT NULL,
	office		VARCHAR(8) NOT NULL,
	state		ENUM('active','suspended','cancelled') NOT NULL,
	definition	TEXT NOT NULL,			-- XML of seal/picture.h
	key_name	VARCHAR(60) NOT NULL,		-- of es-signd's keyring
	keeper_id	BIGINT UNSIGNED NOT NULL,	-- account
	deputy_id	BIGINT UNSIGNED NULL,
	UNIQUE KEY number (number)
) ENGINE=InnoDB;

-- Which document types a seal may be put on.
CREATE TABLE IF NOT EXISTS seal_policy (
	seal_id		BIGINT UNSIGNED NOT NULL,
	type_id		VARCHAR(40) NOT NULL,
	PRIMARY KEY (seal_id, type_id)
) ENGINE=InnoDB;

-- 自动用印授权: a keeper lets a program use the seal within bounds.
CREATE TABLE IF NOT EXISTS standing_authorisation (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	seal_id		BIGINT UNSIGNED NOT NULL,
	type_id		VARCHAR(40) NOT NULL,
	keeper_id	BIGINT UNSIGNED NOT NULL,
	valid_from	BIGINT NOT NULL,
	valid_until	BIGINT NOT NULL,		-- 0: open
	hour_from	TINYINT UNSIGNED NOT NULL DEFAULT 0,
	hour_until	TINYINT UNSIGNED NOT NULL DEFAULT 24,
	daily_quota	INT UNSIGNED NOT NULL,
	total_quota	INT UNSIGNED NOT NULL,
	revoked		BOOLEAN NOT NULL DEFAULT FALSE,
	used_total	INT UNSIGNED NOT NULL DEFAULT 0,
	used_today	INT UNSIGNED NOT NULL DEFAULT 0,
	used_day	INT NOT NULL DEFAULT 0,		-- campus day number
	KEY seal_type (seal_id, type_id)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS request (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	person_id	BIGINT UNSIGNED NOT NULL,
	crid		BINARY(16) NOT NULL,	-- the form's own number
	type_id		VARCHAR(40) NOT NULL,
	lang		VARCHAR(8) NOT NULL,
	purpose		VARCHAR(40) NOT NULL DEFAULT '',
	state		ENUM('awaiting','issued','failed') NOT NULL,
	number		VARCHAR(40) NOT NULL,	-- of the document
	code		CHAR(16) CHARACTER SET ascii NOT NULL,
	created		BIGINT NOT NULL,
	UNIQUE KEY once (person_id, crid),
	UNIQUE KEY number (number),
	UNIQUE KEY code (code)
) ENGINE=InnoDB;

-- The canonical record as it was when the person confirmed.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS snapshot (
	request_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	record		MEDIUMBLOB NOT NULL,
	sha256		BINARY(32) NOT NULL
) ENGINE=InnoDB;

-- APPEND-ONLY.
CREATE TABLE IF NOT EXISTS approval (
	request_id	BIGINT UNSIGNED NOT NULL,
	step		TINYINT UNSIGNED NOT NULL,
	decided_by	VARCHAR(40) NOT NULL,	-- account, or 'rule:auto'
	decision	ENUM('approved','rejected') NOT NULL,
	snapshot_sha256	BINARY(32) NOT NULL,	-- what was approved
	decided_at	BIGINT NOT NULL,
	PRIMARY KEY (request_id, step)
) ENGINE=InnoDB;

-- Document numbers: OFFICE-TYPE-YEAR-000001, counted in the transaction.
CREATE TABLE IF NOT EXISTS number_counter (
	prefix		VARCHAR(24) NOT NULL PRIMARY KEY,
	last		BIGINT UNSIGNED NOT NULL
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS seal_job (
	request_id	BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	state		ENUM('new','claimed','waiting','done','failed') NOT NULL,
	owner		BINARY(16) NULL,	-- claim token
	lease_until	BIGINT NOT NULL DEFAULT 0,
	attempts	INT UNSIGNED NOT NULL DEFAULT 0,
	retry_at	BIGINT NOT NULL DEFAULT 0,
	reason		VARCHAR(200) NOT NULL DEFAULT '',	-- a message key
	detail		VARCHAR(300) NOT NULL DEFAULT '',
	KEY due (state, retry_at)
) ENGINE=InnoDB;

-- The register of issued documents.
CREATE TABLE IF NOT EXISTS document (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	request_id	BIGINT UNSIGNED NOT NULL,
	number		VARCHAR(40) NOT NULL,
	code		CHAR(16) CHARACTER SET ascii NOT NULL,
	person_id	BIGINT UNSIGNED NOT NULL,
	type_id		VARCHAR(40) NOT NULL,
	lang		VARCHAR(8) NOT NULL,
	office		VARCHAR(8) NOT NULL,
	seal_id		BIGINT UNSIGNED NOT NULL,
	intent_seq	BIGINT UNSIGNED NOT NULL,	-- in seal_ledger
	state		ENUM('valid','superseded','suspended','revoked') NOT NULL
			DEFAULT 'valid',
	state_reason	VARCHAR(200) NOT NULL DEFAULT '',
	issued		BIGINT NOT NULL,
	valid_until	BIGINT NOT NULL DEFAULT 0,
	file_sha256	BINARY(32) NOT NULL,	-- of the sealed file
	body_sha256	BINARY(32) NOT NULL,	-- what the seal covers
	size		INT UNSIGNED NOT NULL,
	pages		SMALLINT UNSIGNED NOT NULL,
	UNIQUE KEY request (request_id),
	UNIQUE KEY number (number),
	UNIQUE KEY code (code),
	UNIQUE KEY intent (seal_id, intent_seq),
	KEY person (person_id, issued),
	KEY file (file_sha256),
	KEY body (body_sha256)
) ENGINE=InnoDB;

-- The sealed bytes, whole.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS document_file (
	document_id	BIGINT UNSIGNED NOT NULL,
	format		ENUM('pdf','ofd') NOT NULL,
	bytes		LONGBLOB NOT NULL,
	PRIMARY KEY (document_id, format)
) ENGINE=InnoDB;

-- Every use and refusal of a seal, one chain for each seal.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS seal_ledger (
	seal_id		BIGINT UNSIGNED NOT NULL,
	seq		BIGINT UNSIGNED NOT NULL,	-- from 1, without gap
	kind		ENUM('intent','sealed','void','refused') NOT NULL,
	at		BIGINT NOT NULL,
	request_id	BIGINT UNSIGNED NOT NULL,
	intent_seq	BIGINT UNSIGNED NOT NULL DEFAULT 0,	-- of an outcome
	digest		BINARY(32) NULL,	-- intent: body; sealed: file
	authorisation_id BIGINT UNSIGNED NOT NULL DEFAULT 0,
	key_name	VARCHAR(60) NOT NULL DEFAULT '',
	detail		VARCHAR(300) NOT NULL DEFAULT '',
	prev_hash	BINARY(32) NOT NULL,
	hash		BINARY(32) NOT NULL,
	PRIMARY KEY (seal_id, seq),
	KEY request (request_id)
) ENGINE=InnoDB;

-- Head of each chain: locked while an entry is appended.
CREATE TABLE IF NOT EXISTS seal_chain (
	seal_id		BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	seq		BIGINT UNSIGNED NOT NULL,
	hash		BINARY(32) NOT NULL
) ENGINE=InnoDB;

-- What happened, one chain for each program.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS audit_log (
	chain		VARCHAR(12) NOT NULL,
	seq		BIGINT UNSIGNED NOT NULL,
	at		BIGINT NOT NULL,
	actor		VARCHAR(40) NOT NULL,
	address		VARCHAR(45) NOT NULL DEFAULT '',
	action		VARCHAR(40) NOT NULL,
	object		VARCHAR(80) NOT NULL DEFAULT '',
	result		VARCHAR(20) NOT NULL,
	detail		VARCHAR(300) NOT NULL DEFAULT '',
	prev_hash	BINARY(32) NOT NULL,
	hash		BINARY(32) NOT NULL,
	PRIMARY KEY (chain, seq)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS audit_chain (
	chain		VARCHAR(12) NOT NULL PRIMARY KEY,
	seq		BIGINT UNSIGNED NOT NULL,
	hash		BINARY(32) NOT NULL
) ENGINE=InnoDB;

-- Look-ups of the public page, without content.  APPEND-ONLY.
CREATE TABLE IF NOT EXISTS verify_log (
	id		BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	at		BIGINT NOT NULL,
	way		ENUM('code','qr','file','factor') NOT NULL,
	document_id	BIGINT UNSIGNED NULL,
	file_sha256	BINARY(32) NULL,
	headline	VARCHAR(16) NOT NULL,
	address		VARCHAR(45) NOT NULL DEFAULT '',
	KEY document (document_id)
) ENGINE=InnoDB;
