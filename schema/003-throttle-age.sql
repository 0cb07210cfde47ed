-- 003-throttle-age.sql - old failures can be found, and forgotten.
ALTER TABLE throttle ADD KEY IF NOT EXISTS last_failure (last_failure);
