-- 090-password.sql - who changes a password ends all other sessions.
CREATE INDEX IF NOT EXISTS account ON session (account_id);
