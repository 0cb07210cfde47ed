-- 094-archive-contracts.sql - packages of any size, and what goes with a
-- contract that is disposed of.
--
-- A package may be larger than one packet: it lies in pieces, of one size but
-- the last.  Those that were filed before are one piece, whatever their size.
ALTER TABLE filing_bytes
	ADD COLUMN IF NOT EXISTS n INT UNSIGNED NOT NULL DEFAULT 0
	    AFTER document_id,
	DROP PRIMARY KEY,
	ADD PRIMARY KEY (document_id, n);

-- Bytes of a contract go with its record of disposal, or while it is no
-- document yet; the digests of its signatures stay beside the ledger.
CREATE OR REPLACE TRIGGER contract_seal_kept BEFORE DELETE
ON contract_seal FOR EACH ROW
BEGIN
	IF NOT EXISTS (SELECT 1 FROM document d JOIN disposal_record r
	    ON r.document_id = d.id WHERE d.request_id = OLD.request_id) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'a revision is only disposed of';
	END IF;
END;
CREATE OR REPLACE TRIGGER contract_signature_kept BEFORE UPDATE
ON contract_signature FOR EACH ROW
BEGIN
	IF NEW.tail <> '' OR NOT EXISTS (SELECT 1 FROM document d
	    JOIN disposal_record r ON r.document_id = d.id
	    WHERE d.request_id = OLD.request_id) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'a signature is only disposed of';
	END IF;
END;
CREATE OR REPLACE TRIGGER contract_chunk_kept BEFORE DELETE
ON contract_chunk FOR EACH ROW
BEGIN
	IF EXISTS (SELECT 1 FROM contract_file f
	    JOIN contract c ON c.id = f.contract_id
	    JOIN request q ON q.person_id = c.person_id AND q.crid = c.crid
	    JOIN document d ON d.request_id = q.id
	    WHERE f.id = OLD.file_id AND f.sha256 IS NOT NULL
	    AND NOT EXISTS (SELECT 1 FROM disposal_record r
	    WHERE r.document_id = d.id)) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'an issued file is only disposed of';
	END IF;
END;
