-- 098-seal-validity.sql - the period for which a seal was asked and approved.
--
-- UTC seconds; until is exclusive, 0 is open.  Set with the application and
-- never changed: a seal that shall last longer is a new one.  es-signd asks.
ALTER TABLE seal
	ADD COLUMN IF NOT EXISTS valid_from BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN IF NOT EXISTS valid_until BIGINT NOT NULL DEFAULT 0;
