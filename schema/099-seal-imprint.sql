-- 099-seal-imprint.sql - scans of a physical seal's imprint.  APPEND-ONLY.
--
-- Whoever applied for the seal brings it while nobody has agreed yet; those
-- who approve compare it.  The last one counts.
CREATE TABLE IF NOT EXISTS seal_imprint (
	seal_id		BIGINT UNSIGNED NOT NULL,
	n		INT UNSIGNED NOT NULL,
	png		MEDIUMBLOB NOT NULL,	-- put together anew (seal/imprint.h)
	sha256		BINARY(32) NOT NULL,	-- of png
	width		INT UNSIGNED NOT NULL,
	height		INT UNSIGNED NOT NULL,
	at		BIGINT NOT NULL,
	actor		VARCHAR(40) NOT NULL,
	PRIMARY KEY (seal_id, n)
) ENGINE=InnoDB;

CREATE OR REPLACE TRIGGER seal_imprint_open BEFORE INSERT ON seal_imprint
FOR EACH ROW
BEGIN
	IF NOT EXISTS (SELECT 1 FROM seal WHERE id = NEW.seal_id
	    AND state = 'applied' AND stage = 1) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'an imprint comes before the first approval';
	END IF;
END;
