-- 101-password-reset.sql - two officers reset a password that was lost.
--
-- A decision works once: "reset" is the proposal by which the password was
-- made last.  Who had it before is signed out, whoever that was.
ALTER TABLE officer_proposal MODIFY COLUMN
	kind		ENUM('account','lock','unlock','right','right-end',
			'type','password') NOT NULL;
ALTER TABLE notice MODIFY COLUMN
	kind		ENUM('issued','returned','rejected','todo','overdue',
			'opened','certificate','alarm','password') NOT NULL;
ALTER TABLE account ADD COLUMN IF NOT EXISTS
	reset		BIGINT UNSIGNED NOT NULL DEFAULT 0;

CREATE OR REPLACE TRIGGER account_reset_decided BEFORE UPDATE ON account
FOR EACH ROW FOLLOWS account_lock_decided
BEGIN
	IF USER() LIKE 'es\_admin@%' AND (NEW.password <> OLD.password
	    OR NEW.chosen <> OLD.chosen OR NEW.reset <> OLD.reset) AND
	    (NEW.chosen OR NEW.reset <= OLD.reset OR NOT EXISTS (SELECT 1
	    FROM officer_proposal p JOIN officer_decision d
	    ON d.proposal_id = p.id AND d.decision = 'approved'
	    WHERE p.id = NEW.reset AND p.kind = 'password'
	    AND p.account_id = OLD.id)) THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT =
		    'two officers reset a password';
	END IF;
END;

CREATE OR REPLACE TRIGGER account_reset_ends AFTER UPDATE ON account
FOR EACH ROW
BEGIN
	IF NEW.reset <> OLD.reset THEN
		DELETE FROM session WHERE account_id = NEW.id;
	END IF;
END;
