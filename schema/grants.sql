-- grants.sql - what each program's account may do; es-migrate applies it.
--
-- Least rights: a program reads the columns that its statements name where a
-- table has others that are worth stealing (password hashes, numbers of
-- identity cards); no account may update or delete an append-only table
-- (snapshot, approval, flow_event, flow_form, document_file,
-- document_archive, document_event, seal_ledger, seal_release, audit_log,
-- audit_checkpoint, audit_run and its rows, authorisation_end, verify_log,
-- verify_receipt, share_view, bulk_item, type_version, type_page),
-- only es_signd appends intents and refusals to the ledger, and es_seal
-- outcomes (view seal_outcome).

-- es-login: accounts and sessions.
GRANT SELECT, UPDATE (password, chosen) ON yinxin.account TO es_login@localhost;
GRANT SELECT (account_id, role, office, valid_from, valid_until) ON yinxin.account_role TO es_login@localhost;
GRANT SELECT (id, name_zh, name_en, status, email) ON yinxin.person TO es_login@localhost;
GRANT SELECT, INSERT, UPDATE (seen), DELETE ON yinxin.session TO es_login@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.throttle TO es_login@localhost;
GRANT INSERT ON yinxin.audit_log TO es_login@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_login@localhost;

-- es-request: a person's own records, requests and documents.
GRANT SELECT (id, name, person_id, role, disabled, chosen) ON yinxin.account TO es_request@localhost;
GRANT SELECT (account_id, role, office, valid_from, valid_until) ON yinxin.account_role TO es_request@localhost;
GRANT SELECT ON yinxin.campus TO es_request@localhost;
GRANT SELECT ON yinxin.office TO es_request@localhost;
GRANT SELECT ON yinxin.person TO es_request@localhost;
GRANT SELECT ON yinxin.course_grade TO es_request@localhost;
GRANT SELECT ON yinxin.document_type TO es_request@localhost;
GRANT SELECT ON yinxin.type_version TO es_request@localhost;
GRANT SELECT ON yinxin.type_page TO es_request@localhost;
GRANT SELECT ON yinxin.conclusion TO es_request@localhost;
GRANT SELECT ON yinxin.class_rank TO es_request@localhost;
GRANT SELECT ON yinxin.honour TO es_request@localhost;
GRANT SELECT ON yinxin.employment TO es_request@localhost;
GRANT SELECT ON yinxin.staff_title TO es_request@localhost;
GRANT SELECT ON yinxin.income_month TO es_request@localhost;
GRANT SELECT ON yinxin.project_member TO es_request@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.request_draft TO es_request@localhost;
GRANT SELECT ON yinxin.seal TO es_request@localhost;
GRANT SELECT, UPDATE (seen) ON yinxin.session TO es_request@localhost;
GRANT SELECT, INSERT, UPDATE (state, round, purpose, type_version) ON yinxin.request TO es_request@localhost;
GRANT SELECT, INSERT ON yinxin.flow_form TO es_request@localhost;
GRANT SELECT, INSERT, UPDATE (phase, round, events, hash, changed) ON yinxin.flow_instance TO es_request@localhost;
GRANT SELECT ON yinxin.flow_event TO es_request@localhost;
GRANT INSERT ON yinxin.flow_own_event TO es_request@localhost;
GRANT SELECT, INSERT, DELETE ON yinxin.flow_step TO es_request@localhost;
GRANT SELECT, INSERT, DELETE ON yinxin.flow_task TO es_request@localhost;
GRANT SELECT ON yinxin.absence TO es_request@localhost;
GRANT SELECT, INSERT ON yinxin.snapshot TO es_request@localhost;
GRANT SELECT, INSERT ON yinxin.approval TO es_request@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.number_counter TO es_request@localhost;
GRANT SELECT, INSERT ON yinxin.seal_job TO es_request@localhost;
GRANT SELECT ON yinxin.document TO es_request@localhost;
GRANT SELECT ON yinxin.document_file TO es_request@localhost;
GRANT SELECT (document_id, n, tail) ON yinxin.document_archive TO es_request@localhost;
GRANT SELECT, INSERT, UPDATE (views, failures, revoked) ON yinxin.share_link TO es_request@localhost;
GRANT SELECT, INSERT ON yinxin.share_view TO es_request@localhost;
GRANT SELECT, INSERT, UPDATE (state, last_person, owner, lease_until) ON yinxin.bulk_job TO es_request@localhost;
GRANT SELECT, INSERT ON yinxin.bulk_item TO es_request@localhost;
GRANT INSERT ON yinxin.audit_log TO es_request@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_request@localhost;

-- es-approve: decisions about requests; it appends them and changes none.
GRANT SELECT (id, name, person_id, role, disabled, chosen) ON yinxin.account TO es_approve@localhost;
GRANT SELECT (account_id, role, office, valid_from, valid_until) ON yinxin.account_role TO es_approve@localhost;
GRANT SELECT, INSERT, UPDATE (valid_until) ON yinxin.absence TO es_approve@localhost;
GRANT SELECT ON yinxin.office TO es_approve@localhost;
GRANT SELECT (id, number, kind, name_zh, name_en, school_zh, school_en, status) ON yinxin.person TO es_approve@localhost;
GRANT SELECT ON yinxin.document_type TO es_approve@localhost;
GRANT SELECT ON yinxin.type_version TO es_approve@localhost;
GRANT SELECT ON yinxin.type_page TO es_approve@localhost;
GRANT SELECT, UPDATE (seen) ON yinxin.session TO es_approve@localhost;
GRANT SELECT, UPDATE (state, round) ON yinxin.request TO es_approve@localhost;
GRANT SELECT ON yinxin.snapshot TO es_approve@localhost;
GRANT SELECT, UPDATE (phase, round, events, hash, changed) ON yinxin.flow_instance TO es_approve@localhost;
GRANT SELECT, INSERT ON yinxin.flow_event TO es_approve@localhost;
GRANT SELECT, INSERT, DELETE, UPDATE (next_at) ON yinxin.flow_step TO es_approve@localhost;
GRANT SELECT, INSERT, DELETE ON yinxin.flow_task TO es_approve@localhost;
GRANT INSERT ON yinxin.approval TO es_approve@localhost;
GRANT INSERT ON yinxin.seal_job TO es_approve@localhost;
GRANT INSERT ON yinxin.audit_log TO es_approve@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_approve@localhost;

-- es-seal: stamping of approved requests, and the keeper's pages.
GRANT SELECT (id, name, person_id, role, disabled, chosen) ON yinxin.account TO es_seal@localhost;
GRANT SELECT (account_id, role, office, valid_from, valid_until) ON yinxin.account_role TO es_seal@localhost;
GRANT SELECT ON yinxin.office TO es_seal@localhost;
GRANT SELECT (id, name_zh, name_en, status) ON yinxin.person TO es_seal@localhost;
GRANT SELECT ON yinxin.document_type TO es_seal@localhost;
GRANT SELECT ON yinxin.type_page TO es_seal@localhost;
GRANT SELECT ON yinxin.seal TO es_seal@localhost;
GRANT SELECT ON yinxin.seal_policy TO es_seal@localhost;
GRANT SELECT, INSERT ON yinxin.standing_authorisation TO es_seal@localhost;
GRANT SELECT, INSERT ON yinxin.authorisation_end TO es_seal@localhost;
GRANT SELECT, INSERT ON yinxin.seal_release TO es_seal@localhost;
-- Steps of a seal's life; the database changes the seal (050-seal-life.sql).
GRANT INSERT (number, name_zh, name_en, office, state, definition, key_name, keeper_id, deputy_id, class, purpose, replaces, valid_from, valid_until) ON yinxin.seal TO es_seal@localhost;
GRANT SELECT, INSERT ON yinxin.seal_event TO es_seal@localhost;
GRANT SELECT, INSERT ON yinxin.seal_proposal TO es_seal@localhost;
GRANT SELECT, INSERT ON yinxin.seal_imprint TO es_seal@localhost;
GRANT SELECT ON yinxin.certificate TO es_seal@localhost;
GRANT SELECT ON yinxin.flow_instance TO es_seal@localhost;
GRANT SELECT ON yinxin.flow_event TO es_seal@localhost;
GRANT SELECT, UPDATE (seen) ON yinxin.session TO es_seal@localhost;
GRANT SELECT, UPDATE (state) ON yinxin.request TO es_seal@localhost;
GRANT SELECT ON yinxin.snapshot TO es_seal@localhost;
GRANT SELECT, UPDATE (state, owner, lease_until, attempts, retry_at, reason, detail) ON yinxin.seal_job TO es_seal@localhost;
GRANT SELECT, INSERT ON yinxin.document TO es_seal@localhost;
GRANT SELECT, INSERT ON yinxin.document_file TO es_seal@localhost;
GRANT SELECT ON yinxin.seal_ledger TO es_seal@localhost;
GRANT INSERT ON yinxin.seal_outcome TO es_seal@localhost;
GRANT SELECT ON yinxin.verify_receipt TO es_seal@localhost;
GRANT SELECT (request_id, n, seal_id, intent_seq, body_sha256, file_sha256) ON yinxin.contract_signature TO es_seal@localhost;
GRANT SELECT (id, person_id, crid, type_id, title) ON yinxin.contract TO es_seal@localhost;
GRANT SELECT (contract_id, seal_id) ON yinxin.contract_place TO es_seal@localhost;
GRANT SELECT (request_id, seal_id) ON yinxin.contract_release TO es_seal@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.seal_chain TO es_seal@localhost;
GRANT SELECT, INSERT ON yinxin.audit_log TO es_seal@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_seal@localhost;

-- es-contract: files that people bring, frozen by requests of their own; it
-- appends what is to be signed, and never a signature.
GRANT SELECT (id, name, person_id, role, disabled, chosen) ON yinxin.account TO es_contract@localhost;
GRANT SELECT (account_id, role, office, valid_from, valid_until) ON yinxin.account_role TO es_contract@localhost;
GRANT SELECT, UPDATE (seen) ON yinxin.session TO es_contract@localhost;
GRANT SELECT (account_id, seen, kind, path, number, at), INSERT ON yinxin.notice TO es_contract@localhost;
GRANT SELECT ON yinxin.campus TO es_contract@localhost;
GRANT SELECT ON yinxin.office TO es_contract@localhost;
GRANT SELECT ON yinxin.person TO es_contract@localhost;
GRANT SELECT (person_id) ON yinxin.course_grade TO es_contract@localhost;
GRANT SELECT ON yinxin.document_type TO es_contract@localhost;
GRANT SELECT ON yinxin.type_version TO es_contract@localhost;
GRANT SELECT (person_id) ON yinxin.conclusion TO es_contract@localhost;
GRANT SELECT (person_id) ON yinxin.class_rank TO es_contract@localhost;
GRANT SELECT (person_id) ON yinxin.honour TO es_contract@localhost;
GRANT SELECT ON yinxin.employment TO es_contract@localhost;
GRANT SELECT (person_id) ON yinxin.staff_title TO es_contract@localhost;
GRANT SELECT (person_id) ON yinxin.income_month TO es_contract@localhost;
GRANT SELECT (person_id) ON yinxin.project_member TO es_contract@localhost;
GRANT SELECT ON yinxin.seal TO es_contract@localhost;
GRANT SELECT ON yinxin.seal_policy TO es_contract@localhost;
GRANT SELECT ON yinxin.seal_policy TO es_request@localhost;
GRANT SELECT ON yinxin.standing_authorisation TO es_contract@localhost;
GRANT SELECT ON yinxin.authorisation_end TO es_contract@localhost;
GRANT SELECT, INSERT, UPDATE (state, round, purpose, type_version) ON yinxin.request TO es_contract@localhost;
GRANT SELECT, INSERT ON yinxin.flow_form TO es_contract@localhost;
GRANT SELECT, INSERT, UPDATE (phase, round, events, hash, changed) ON yinxin.flow_instance TO es_contract@localhost;
GRANT SELECT ON yinxin.flow_event TO es_contract@localhost;
GRANT INSERT ON yinxin.flow_own_event TO es_contract@localhost;
GRANT SELECT, INSERT, DELETE ON yinxin.flow_step TO es_contract@localhost;
GRANT SELECT, INSERT, DELETE ON yinxin.flow_task TO es_contract@localhost;
GRANT SELECT ON yinxin.absence TO es_contract@localhost;
GRANT SELECT, INSERT ON yinxin.snapshot TO es_contract@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.number_counter TO es_contract@localhost;
GRANT SELECT, INSERT ON yinxin.document TO es_contract@localhost;
GRANT INSERT ON yinxin.document_file TO es_contract@localhost;
GRANT SELECT, INSERT, UPDATE (title, party, total, straddle, changed), DELETE ON yinxin.contract TO es_contract@localhost;
GRANT SELECT, INSERT, UPDATE (received, sha256, pages, boxes, touched), DELETE ON yinxin.contract_file TO es_contract@localhost;
GRANT SELECT, INSERT, DELETE ON yinxin.contract_chunk TO es_contract@localhost;
GRANT SELECT, INSERT, DELETE ON yinxin.contract_place TO es_contract@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.contract_wait TO es_contract@localhost;
GRANT SELECT, INSERT ON yinxin.contract_release TO es_contract@localhost;
GRANT SELECT, INSERT ON yinxin.contract_seal TO es_contract@localhost;
GRANT SELECT ON yinxin.contract_signature TO es_contract@localhost;
GRANT SELECT, INSERT ON yinxin.contract_signed TO es_contract@localhost;
GRANT INSERT ON yinxin.audit_log TO es_contract@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_contract@localhost;

-- es-register: the issued documents, their states, figures.
GRANT SELECT (id, name, person_id, role, disabled, chosen) ON yinxin.account TO es_register@localhost;
GRANT SELECT ON yinxin.account_role TO es_register@localhost;
GRANT SELECT, UPDATE (seen) ON yinxin.session TO es_register@localhost;
GRANT SELECT ON yinxin.office TO es_register@localhost;
GRANT SELECT (id, number, name_zh, name_en, name_key, status) ON yinxin.person TO es_register@localhost;
GRANT SELECT ON yinxin.document_type TO es_register@localhost;
GRANT SELECT (id, name_zh, name_en, office, class) ON yinxin.seal TO es_register@localhost;
GRANT SELECT (id, created) ON yinxin.request TO es_register@localhost;
GRANT SELECT, UPDATE (state, state_reason) ON yinxin.document TO es_register@localhost;
GRANT SELECT, INSERT ON yinxin.document_event TO es_register@localhost;
GRANT SELECT (at, headline) ON yinxin.verify_log TO es_register@localhost;
GRANT SELECT ON yinxin.document_figure TO es_register@localhost;
GRANT SELECT ON yinxin.verify_figure TO es_register@localhost;
GRANT INSERT ON yinxin.audit_log TO es_register@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_register@localhost;

-- es-verify: the public register; reads, and logs that it was asked.
GRANT SELECT ON yinxin.office TO es_verify@localhost;
GRANT SELECT (id, number, name_zh, name_en) ON yinxin.person TO es_verify@localhost;
GRANT SELECT (id, code, state) ON yinxin.request TO es_verify@localhost;
GRANT SELECT ON yinxin.document_type TO es_verify@localhost;
GRANT SELECT ON yinxin.seal TO es_verify@localhost;
GRANT SELECT ON yinxin.document TO es_verify@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.throttle TO es_verify@localhost;
GRANT INSERT ON yinxin.verify_log TO es_verify@localhost;
GRANT SELECT ON yinxin.campus TO es_verify@localhost;
GRANT SELECT, INSERT ON yinxin.verify_receipt TO es_verify@localhost;
GRANT SELECT (request_id, body_sha256, file_sha256) ON yinxin.contract_signature TO es_verify@localhost;
GRANT SELECT (request_id, kind) ON yinxin.seal_ledger TO es_verify@localhost;

-- es-signd: reads the evidence, appends to the ledger, counts quotas.
GRANT SELECT (id, number, kind, level, status, hold_zh) ON yinxin.person TO es_signd@localhost;
GRANT SELECT (id, name, person_id) ON yinxin.account TO es_signd@localhost;
GRANT SELECT (account_id, role, office, valid_from, valid_until) ON yinxin.account_role TO es_signd@localhost;
GRANT SELECT ON yinxin.absence TO es_signd@localhost;
GRANT SELECT ON yinxin.flow_instance TO es_signd@localhost;
GRANT SELECT ON yinxin.flow_event TO es_signd@localhost;
GRANT SELECT ON yinxin.authorisation_end TO es_signd@localhost;
GRANT SELECT ON yinxin.seal_release TO es_signd@localhost;
GRANT SELECT ON yinxin.request TO es_signd@localhost;
GRANT SELECT ON yinxin.snapshot TO es_signd@localhost;
GRANT SELECT ON yinxin.approval TO es_signd@localhost;
GRANT SELECT ON yinxin.seal_job TO es_signd@localhost;
GRANT SELECT ON yinxin.document TO es_signd@localhost;
GRANT SELECT ON yinxin.document_type TO es_signd@localhost;
GRANT SELECT ON yinxin.verify_receipt TO es_signd@localhost;
GRANT SELECT ON yinxin.seal TO es_signd@localhost;
GRANT SELECT ON yinxin.seal_policy TO es_signd@localhost;
GRANT SELECT (seal_id, seq, to_state) ON yinxin.seal_event TO es_signd@localhost;
GRANT SELECT, UPDATE (used_total, used_today, used_day) ON yinxin.standing_authorisation TO es_signd@localhost;
GRANT SELECT ON yinxin.contract_seal TO es_signd@localhost;
GRANT SELECT ON yinxin.contract_chunk TO es_signd@localhost;
GRANT SELECT ON yinxin.contract_release TO es_signd@localhost;
GRANT SELECT, INSERT ON yinxin.contract_signature TO es_signd@localhost;
GRANT SELECT, INSERT ON yinxin.seal_ledger TO es_signd@localhost;
GRANT INSERT ON yinxin.seal_outcome TO es_signd@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.seal_chain TO es_signd@localhost;

-- es-admin: configuration; no record of a person, no request.
GRANT SELECT (id, name, person_id, role, disabled, chosen), INSERT (name, person_id, role, password), UPDATE (disabled, password, chosen, reset) ON yinxin.account TO es_admin@localhost;
GRANT SELECT, INSERT (account_id, role, office, valid_from, valid_until, granted_by, approved_by), UPDATE (valid_until, ended_by) ON yinxin.account_role TO es_admin@localhost;
GRANT SELECT (id, number, kind, name_zh, name_en, status) ON yinxin.person TO es_admin@localhost;
GRANT SELECT ON yinxin.office TO es_admin@localhost;
GRANT SELECT, INSERT ON yinxin.officer_proposal TO es_admin@localhost;
GRANT SELECT, INSERT ON yinxin.officer_decision TO es_admin@localhost;
GRANT SELECT, INSERT ON yinxin.type_proposal TO es_admin@localhost;
GRANT SELECT, INSERT, DELETE ON yinxin.account_half TO es_admin@localhost;
GRANT SELECT, UPDATE (seen) ON yinxin.session TO es_admin@localhost;
GRANT SELECT (id, number, name_zh, name_en, office, class, state) ON yinxin.seal TO es_admin@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.document_type TO es_admin@localhost;
GRANT SELECT, INSERT ON yinxin.type_version TO es_admin@localhost;
GRANT SELECT, INSERT ON yinxin.type_page TO es_admin@localhost;
GRANT SELECT, INSERT, DELETE ON yinxin.type_draft TO es_admin@localhost;
GRANT SELECT ON yinxin.seal_policy TO es_admin@localhost;
GRANT SELECT, INSERT ON yinxin.audit_log TO es_admin@localhost;
GRANT SELECT ON yinxin.seal_ledger TO es_admin@localhost;
GRANT SELECT ON yinxin.seal_chain TO es_admin@localhost;
GRANT SELECT (request_id, seq, kind, at, actor, step, hash) ON yinxin.flow_event TO es_admin@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_admin@localhost;
-- es-renew: reads what was issued, appends what stands behind it.
GRANT SELECT (id, number, file_sha256) ON yinxin.document TO es_renew@localhost;
GRANT SELECT ON yinxin.document_file TO es_renew@localhost;
GRANT SELECT, INSERT ON yinxin.document_archive TO es_renew@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.archive_state TO es_renew@localhost;
GRANT INSERT ON yinxin.audit_log TO es_renew@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_renew@localhost;
GRANT SELECT (issuer, serial, state, revoked_at, reason, kept_since) ON yinxin.certificate TO es_signd@localhost;

-- es-audit: reads all evidence, writes what it found, and its own log.
GRANT SELECT, INSERT ON yinxin.audit_log TO es_audit@localhost;
GRANT SELECT ON yinxin.seal_ledger TO es_audit@localhost;
GRANT SELECT ON yinxin.seal_chain TO es_audit@localhost;
GRANT SELECT ON yinxin.flow_instance TO es_audit@localhost;
GRANT SELECT ON yinxin.flow_event TO es_audit@localhost;
GRANT SELECT ON yinxin.audit_checkpoint TO es_audit@localhost;
GRANT SELECT (id, number, name_zh, name_en, key_name, state, keeper_id, deputy_id) ON yinxin.seal TO es_audit@localhost;
GRANT SELECT (id, request_id, seal_id, intent_seq, file_sha256, body_sha256, issued, office, type_id) ON yinxin.document TO es_audit@localhost;
GRANT SELECT (id, created) ON yinxin.request TO es_audit@localhost;
GRANT SELECT ON yinxin.document_figure TO es_audit@localhost;
GRANT SELECT ON yinxin.verify_figure TO es_audit@localhost;
GRANT SELECT (at, headline) ON yinxin.verify_log TO es_audit@localhost;
GRANT SELECT ON yinxin.document_file TO es_audit@localhost;
GRANT SELECT (document_id, n, sha256, tail) ON yinxin.document_archive TO es_audit@localhost;
GRANT SELECT (id, body_sha256) ON yinxin.verify_receipt TO es_audit@localhost;
GRANT SELECT (request_id, n, seal_id, intent_seq, body_sha256, file_sha256) ON yinxin.contract_signature TO es_audit@localhost;
GRANT SELECT, INSERT ON yinxin.audit_run TO es_audit@localhost;
GRANT INSERT ON yinxin.audit_run_seal TO es_audit@localhost;
GRANT SELECT, INSERT ON yinxin.audit_run_key TO es_audit@localhost;
GRANT INSERT ON yinxin.audit_run_finding TO es_audit@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_audit@localhost;
-- es-signd writes the checkpoints, es-admin shows the days.
GRANT SELECT, INSERT ON yinxin.audit_checkpoint TO es_signd@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.checkpoint_flow TO es_signd@localhost;
GRANT SELECT ON yinxin.audit_chain TO es_signd@localhost;
GRANT SELECT ON yinxin.audit_checkpoint TO es_seal@localhost;
GRANT SELECT (document_id, n, sha256, tail) ON yinxin.document_archive TO es_seal@localhost;
GRANT SELECT ON yinxin.audit_run TO es_admin@localhost;
GRANT SELECT ON yinxin.audit_run_seal TO es_admin@localhost;
GRANT SELECT ON yinxin.audit_run_key TO es_admin@localhost;
GRANT SELECT ON yinxin.audit_run_finding TO es_admin@localhost;

-- Notices: written with what happened, counted on every page, read by es-login.
GRANT SELECT (account_id, seen), INSERT (account_id, at, kind, path) ON yinxin.notice TO es_admin@localhost;
GRANT SELECT (account_id, seen, kind, path, number, at), INSERT ON yinxin.notice TO es_approve@localhost;
GRANT SELECT (account_id, seen, kind, path, number, at), INSERT ON yinxin.notice TO es_audit@localhost;
GRANT SELECT, UPDATE (seen) ON yinxin.notice TO es_login@localhost;
GRANT SELECT (account_id, seen) ON yinxin.notice TO es_register@localhost;
GRANT SELECT (account_id, seen, kind, path, number, at), INSERT ON yinxin.notice TO es_request@localhost;
GRANT SELECT (account_id, seen, kind, path, number, at), INSERT ON yinxin.notice TO es_seal@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.notice_choice TO es_login@localhost;
GRANT SELECT (issuer, key_name, not_after, profile, state) ON yinxin.certificate TO es_audit@localhost;
GRANT SELECT (id, disabled) ON yinxin.account TO es_audit@localhost;
GRANT SELECT (account_id, role, valid_from, valid_until) ON yinxin.account_role TO es_audit@localhost;

-- es-mail: what waits in the outbox, and no record of anybody.
GRANT SELECT, UPDATE ON yinxin.mail_outbox TO es_mail@localhost;
GRANT SELECT ON yinxin.notice TO es_mail@localhost;
GRANT INSERT ON yinxin.audit_log TO es_mail@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_mail@localhost;

-- es-ca publish: the states of certificates.
GRANT SELECT, INSERT, UPDATE ON yinxin.certificate TO es_ca@localhost;
GRANT SELECT (id, number, name_zh, name_en, office, state, key_name, events, topic, topic_seq, keeper_id) ON yinxin.seal TO es_ca@localhost;
GRANT SELECT, INSERT ON yinxin.seal_event TO es_ca@localhost;
GRANT SELECT ON yinxin.seal_proposal TO es_ca@localhost;
GRANT SELECT (code, name_zh) ON yinxin.office TO es_ca@localhost;
GRANT INSERT ON yinxin.audit_log TO es_ca@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_ca@localhost;

-- es-import: the master record.
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.campus TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.office TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.person TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.course_grade TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.account TO es_import@localhost;
GRANT INSERT ON yinxin.account_role TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.conclusion TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.class_rank TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.honour TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.employment TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.staff_title TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.income_month TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON yinxin.project_member TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.document_type TO es_import@localhost;
GRANT SELECT, INSERT ON yinxin.type_version TO es_import@localhost;
GRANT SELECT, INSERT ON yinxin.type_page TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.seal TO es_import@localhost;
GRANT INSERT ON yinxin.seal_event TO es_import@localhost;
GRANT SELECT, INSERT, DELETE ON yinxin.seal_policy TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.standing_authorisation TO es_import@localhost;
GRANT CREATE TEMPORARY TABLES ON yinxin.* TO es_import@localhost;
GRANT INSERT ON yinxin.audit_log TO es_import@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_import@localhost;

-- es-archive: packages, checks, and what was approved to go; triggers of
-- 081-filing say what may be deleted.
GRANT SELECT (id, request_id, number, code, person_id, type_id, lang, office, seal_id, state, state_reason, issued, valid_until, file_sha256, body_sha256, size, pages) ON yinxin.document TO es_archive@localhost;
GRANT SELECT ON yinxin.document_type TO es_archive@localhost;
GRANT SELECT ON yinxin.office TO es_archive@localhost;
GRANT SELECT ON yinxin.campus TO es_archive@localhost;
GRANT SELECT ON yinxin.campus_zone TO es_archive@localhost;
GRANT SELECT (id, number, name_zh, name_en) ON yinxin.person TO es_archive@localhost;
GRANT SELECT (id, name) ON yinxin.account TO es_archive@localhost;
GRANT SELECT (id, person_id, crid, created, purpose, caller, type_version) ON yinxin.request TO es_archive@localhost;
GRANT SELECT (id, number, name_zh, name_en, definition, key_name) ON yinxin.seal TO es_archive@localhost;
GRANT SELECT, DELETE ON yinxin.snapshot TO es_archive@localhost;
GRANT SELECT ON yinxin.approval TO es_archive@localhost;
GRANT SELECT ON yinxin.flow_event TO es_archive@localhost;
GRANT SELECT ON yinxin.seal_release TO es_archive@localhost;
GRANT SELECT (id, person_id, crid) ON yinxin.contract TO es_archive@localhost;
GRANT SELECT (id, contract_id, role, name, sha256) ON yinxin.contract_file TO es_archive@localhost;
GRANT SELECT, DELETE ON yinxin.contract_chunk TO es_archive@localhost;
GRANT SELECT (request_id), DELETE ON yinxin.contract_seal TO es_archive@localhost;
GRANT SELECT (request_id, tail), UPDATE (tail) ON yinxin.contract_signature TO es_archive@localhost;
GRANT SELECT ON yinxin.seal_ledger TO es_archive@localhost;
GRANT SELECT ON yinxin.document_event TO es_archive@localhost;
GRANT SELECT, DELETE ON yinxin.document_file TO es_archive@localhost;
GRANT SELECT, DELETE ON yinxin.document_archive TO es_archive@localhost;
GRANT SELECT, INSERT, UPDATE (checked, passed, disposed) ON yinxin.filing TO es_archive@localhost;
GRANT SELECT, INSERT, DELETE ON yinxin.filing_bytes TO es_archive@localhost;
GRANT SELECT, INSERT ON yinxin.filing_check TO es_archive@localhost;
GRANT SELECT ON yinxin.retention_rule TO es_archive@localhost;
GRANT SELECT ON yinxin.archive_hold TO es_archive@localhost;
GRANT SELECT ON yinxin.disposal TO es_archive@localhost;
GRANT SELECT ON yinxin.disposal_item TO es_archive@localhost;
GRANT SELECT ON yinxin.disposal_decision TO es_archive@localhost;
GRANT SELECT, INSERT ON yinxin.disposal_record TO es_archive@localhost;
GRANT INSERT ON yinxin.audit_log TO es_archive@localhost;
GRANT SELECT, INSERT, UPDATE ON yinxin.audit_chain TO es_archive@localhost;

-- es-register: the archivist's pages; it opens no package.
GRANT SELECT ON yinxin.filing TO es_register@localhost;
GRANT SELECT ON yinxin.filing_check TO es_register@localhost;
GRANT SELECT, INSERT ON yinxin.retention_rule TO es_register@localhost;
GRANT SELECT, INSERT ON yinxin.archive_hold TO es_register@localhost;
GRANT SELECT, INSERT ON yinxin.disposal TO es_register@localhost;
GRANT SELECT, INSERT ON yinxin.disposal_item TO es_register@localhost;
GRANT SELECT, INSERT ON yinxin.disposal_decision TO es_register@localhost;
GRANT SELECT (document_id, disposal_id, at) ON yinxin.disposal_record TO es_register@localhost;
GRANT SELECT (document_id, at) ON yinxin.disposal_record TO es_verify@localhost;
GRANT SELECT (document_id) ON yinxin.disposal_record TO es_request@localhost;
GRANT SELECT (document_id, at) ON yinxin.disposal_record TO es_contract@localhost;
GRANT SELECT (document_id) ON yinxin.disposal_record TO es_seal@localhost;
GRANT SELECT (document_id) ON yinxin.disposal_record TO es_audit@localhost;
GRANT SELECT (document_id) ON yinxin.disposal_record TO es_renew@localhost;
