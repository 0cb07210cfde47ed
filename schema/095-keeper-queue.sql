-- 095-keeper-queue.sql - a keeper's contracts are found by the seal.
ALTER TABLE contract_place ADD KEY IF NOT EXISTS seal (seal_id);
