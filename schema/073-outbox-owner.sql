-- 073-outbox-owner.sql - a claimed mail is found by who claimed it.
ALTER TABLE mail_outbox ADD KEY IF NOT EXISTS owner (owner);
