-- 002-ledger-outcomes.sql - the part of the ledger that es-seal may write.
--
-- Intents and refusals are es-signd's alone: es-seal appends outcomes through
-- this view, whose check refuses any other kind, so that a stolen es-seal
-- cannot write that a key was used, or make up a reason why it was not.
CREATE OR REPLACE VIEW seal_outcome AS
	SELECT seal_id, seq, kind, at, request_id, intent_seq, digest,
	    authorisation_id, key_name, detail, prev_hash, hash
	FROM seal_ledger WHERE kind IN ('sealed', 'void')
	WITH CASCADED CHECK OPTION;
