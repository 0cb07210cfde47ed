-- 097-chosen-password.sql - a password that others made is changed first.
--
-- "chosen": its owner chose it, here or where the registry's file comes from.
-- Whoever else makes an account or a password leaves it FALSE, and the guard
-- of every program then admits that account to /password alone.
ALTER TABLE account
	ADD COLUMN IF NOT EXISTS chosen BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE account a SET a.chosen = TRUE
	WHERE NOT EXISTS (SELECT 1 FROM officer_proposal p
	    JOIN officer_decision d ON d.proposal_id = p.id
	    AND d.decision = 'approved'
	    WHERE p.kind = 'account' AND p.subject = a.name)
	OR EXISTS (SELECT 1 FROM audit_log l WHERE l.actor = a.name
	    AND l.action = 'password.change' AND l.result = 'ok');
