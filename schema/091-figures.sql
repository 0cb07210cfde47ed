-- 091-figures.sql - what was issued and verified, counted as it happens.
--
-- A year in numbers must not read a million rows.  Triggers keep the counts in
-- the transaction that writes the row, whoever writes it, so that they cannot
-- differ from what they count.  Months are those of UTC: what lies between a
-- month of the campus and one of UTC, the reader looks up (svc/figures.c).
--
-- "slot" lets connections count side by side instead of waiting for each
-- other's commit at one row; the count is the sum of all slots.
CREATE TABLE IF NOT EXISTS document_figure (
	month	MEDIUMINT UNSIGNED NOT NULL,	-- 202611
	office	VARCHAR(8) NOT NULL,
	type_id	VARCHAR(40) NOT NULL,
	seal_id	BIGINT UNSIGNED NOT NULL,
	-- From request to issue: 0 10 s, 1 minute, 2 hour, 3 day, 4 more; -1 none.
	wait	TINYINT NOT NULL,
	slot	TINYINT UNSIGNED NOT NULL,
	n	BIGINT NOT NULL,
	PRIMARY KEY (month, office, type_id, seal_id, wait, slot)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS verify_figure (
	month		MEDIUMINT UNSIGNED NOT NULL,
	headline	VARCHAR(16) NOT NULL,
	slot		TINYINT UNSIGNED NOT NULL,
	n		BIGINT NOT NULL,
	PRIMARY KEY (month, headline, slot)
) ENGINE=InnoDB;

ALTER TABLE verify_log
	DROP KEY IF EXISTS by_time,
	ADD KEY IF NOT EXISTS of_time (at, headline);

-- Nothing is written between the counting and the triggers.
LOCK TABLES document WRITE, request READ, verify_log WRITE,
    document_figure WRITE, verify_figure WRITE;
DELETE FROM document_figure;
INSERT INTO document_figure SELECT EXTRACT(YEAR_MONTH FROM '1970-01-01' +
    INTERVAL document.issued SECOND) m, document.office, document.type_id,
    document.seal_id, INTERVAL(CAST(document.issued AS SIGNED) -
    request.created, 11, 61, 3601, 86401) w, 0, COUNT(*) FROM document
    LEFT JOIN request ON request.id = document.request_id
    GROUP BY m, document.office, document.type_id, document.seal_id, w;
DELETE FROM verify_figure;
INSERT INTO verify_figure SELECT EXTRACT(YEAR_MONTH FROM '1970-01-01' +
    INTERVAL at SECOND) m, headline, 0, COUNT(*) FROM verify_log
    GROUP BY m, headline;

CREATE OR REPLACE TRIGGER document_counted AFTER INSERT
ON document FOR EACH ROW
	INSERT INTO document_figure VALUES (EXTRACT(YEAR_MONTH FROM
	    '1970-01-01' + INTERVAL NEW.issued SECOND), NEW.office,
	    NEW.type_id, NEW.seal_id, INTERVAL(CAST(NEW.issued AS SIGNED) -
	    (SELECT created FROM request WHERE id = NEW.request_id), 11, 61,
	    3601, 86401), CONNECTION_ID() % 16, 1)
	    ON DUPLICATE KEY UPDATE n = n + 1;

CREATE OR REPLACE TRIGGER document_uncounted AFTER DELETE
ON document FOR EACH ROW
	INSERT INTO document_figure VALUES (EXTRACT(YEAR_MONTH FROM
	    '1970-01-01' + INTERVAL OLD.issued SECOND), OLD.office,
	    OLD.type_id, OLD.seal_id, INTERVAL(CAST(OLD.issued AS SIGNED) -
	    (SELECT created FROM request WHERE id = OLD.request_id), 11, 61,
	    3601, 86401), CONNECTION_ID() % 16, -1)
	    ON DUPLICATE KEY UPDATE n = n - 1;

-- States are not counted; what is, no program changes.
CREATE OR REPLACE TRIGGER document_recounted AFTER UPDATE
ON document FOR EACH ROW
BEGIN
	IF NEW.issued <> OLD.issued OR NEW.office <> OLD.office OR NEW.type_id
	    <> OLD.type_id OR NEW.seal_id <> OLD.seal_id OR NEW.request_id <>
	    OLD.request_id THEN
		INSERT INTO document_figure VALUES (EXTRACT(YEAR_MONTH FROM
		    '1970-01-01' + INTERVAL OLD.issued SECOND), OLD.office,
		    OLD.type_id, OLD.seal_id, INTERVAL(CAST(OLD.issued AS
		    SIGNED) - (SELECT created FROM request WHERE id =
		    OLD.request_id), 11, 61, 3601, 86401), CONNECTION_ID() %
		    16, -1) ON DUPLICATE KEY UPDATE n = n - 1;
		INSERT INTO document_figure VALUES (EXTRACT(YEAR_MONTH FROM
		    '1970-01-01' + INTERVAL NEW.issued SECOND), NEW.office,
		    NEW.type_id, NEW.seal_id, INTERVAL(CAST(NEW.issued AS
		    SIGNED) - (SELECT created FROM request WHERE id =
		    NEW.request_id), 11, 61, 3601, 86401), CONNECTION_ID() %
		    16, 1) ON DUPLICATE KEY UPDATE n = n + 1;
	END IF;
END;

CREATE OR REPLACE TRIGGER verify_counted AFTER INSERT
ON verify_log FOR EACH ROW
	INSERT INTO verify_figure VALUES (EXTRACT(YEAR_MONTH FROM
	    '1970-01-01' + INTERVAL NEW.at SECOND), NEW.headline,
	    CONNECTION_ID() % 16, 1) ON DUPLICATE KEY UPDATE n = n + 1;

CREATE OR REPLACE TRIGGER verify_uncounted AFTER DELETE
ON verify_log FOR EACH ROW
	INSERT INTO verify_figure VALUES (EXTRACT(YEAR_MONTH FROM
	    '1970-01-01' + INTERVAL OLD.at SECOND), OLD.headline,
	    CONNECTION_ID() % 16, -1) ON DUPLICATE KEY UPDATE n = n - 1;
UNLOCK TABLES;
