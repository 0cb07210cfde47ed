-- 096-campus-zone.sql - in which zone a year ends.
--
-- Terms of retention are counted in years of the campus.  The zone is the one
-- of etc/time_zone_offset: es-migrate writes it here, and es-archive refuses
-- to work when its own configuration says another.
CREATE TABLE IF NOT EXISTS campus_zone (
	id		TINYINT UNSIGNED NOT NULL PRIMARY KEY,	-- 1
	utc_offset	INT NOT NULL			-- seconds east of UTC
) ENGINE=InnoDB;
INSERT IGNORE INTO campus_zone (id, utc_offset) VALUES (1, 28800);

CREATE OR REPLACE TRIGGER disposal_record_due BEFORE INSERT
ON disposal_record FOR EACH ROW
BEGIN
	DECLARE zone INT DEFAULT 28800;
	SELECT utc_offset INTO zone FROM campus_zone WHERE id = 1;
	IF NOT EXISTS (SELECT 1 FROM disposal_item i
	    JOIN disposal d ON d.id = i.disposal_id
	    JOIN filing f ON f.document_id = i.document_id
	    JOIN retention_rule r ON r.id = (SELECT MAX(x.id)
	    FROM retention_rule x WHERE x.type_id = f.type_id)
	    WHERE i.disposal_id = NEW.disposal_id
	    AND i.document_id = NEW.document_id AND r.years > 0
	    AND YEAR('1970-01-01' + INTERVAL IF(r.event = 'issued', f.issued,
	    f.ended) + zone SECOND) + r.years
	    < YEAR(UTC_TIMESTAMP() + INTERVAL zone SECOND)) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'its time has not come';
	END IF;
	IF (SELECT COUNT(*) FROM disposal_decision d JOIN disposal p
	    ON p.id = d.disposal_id WHERE d.disposal_id = NEW.disposal_id
	    AND d.decision = 'approved' AND d.person_id <> p.person_id) < 2
	    OR EXISTS (SELECT 1 FROM disposal_decision d
	    WHERE d.disposal_id = NEW.disposal_id
	    AND d.decision = 'rejected') THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'a disposal needs two approvals and no refusal';
	END IF;
	IF 'hold' = (SELECT h.act FROM archive_hold h
	    WHERE h.document_id = NEW.document_id ORDER BY h.id DESC
	    LIMIT 1) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'it is on hold';
	END IF;
END;
