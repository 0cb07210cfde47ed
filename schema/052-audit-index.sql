-- 052-audit-index.sql - the audit log by time, person and object, so that an
-- auditor's page costs what it shows.
ALTER TABLE audit_log
	ADD KEY IF NOT EXISTS by_time (at, chain, seq),
	ADD KEY IF NOT EXISTS by_actor (actor, at, chain, seq),
	ADD KEY IF NOT EXISTS by_object (object, at, chain, seq);
