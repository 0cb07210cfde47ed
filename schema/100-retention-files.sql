-- 100-retention-files.sql - terms of the types whose files people bring.
--
-- They had none, which means permanent.  As their kind: contracts 30 years,
-- letters as other certificates 10.  A term that somebody set stays.
INSERT INTO retention_rule (type_id, years, event, file_days, at, set_by)
    SELECT t, y, 'issued', 0, UNIX_TIMESTAMP(), 'migration' FROM
    (SELECT 'file-procurement' t, 30 y UNION SELECT 'file-research', 30
    UNION SELECT 'file-letter', 10) d
    WHERE NOT EXISTS (SELECT 1 FROM retention_rule r WHERE r.type_id = d.t);
