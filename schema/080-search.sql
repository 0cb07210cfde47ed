-- 080-search.sql - a million documents are searched by any field.
--
-- Each way into the register is an index that begins with its field, goes on
-- in the order of the pages (issued, id: newest first, from where the page
-- before ended) and ends with what else may be asked for, so that a row that
-- does not fit is passed over inside the index.  One ALTER, old keys and new.
ALTER TABLE document
	DROP KEY IF EXISTS by_time,
	DROP KEY IF EXISTS by_office,
	DROP KEY IF EXISTS by_type,
	DROP KEY IF EXISTS by_state,
	DROP KEY IF EXISTS person,
	ADD KEY IF NOT EXISTS of_time
	    (issued, id, office, type_id, seal_id, state, person_id),
	ADD KEY IF NOT EXISTS of_office
	    (office, issued, id, type_id, seal_id, state, person_id),
	ADD KEY IF NOT EXISTS of_type
	    (type_id, issued, id, office, seal_id, state, person_id),
	ADD KEY IF NOT EXISTS of_seal
	    (seal_id, issued, id, office, type_id, state, person_id),
	ADD KEY IF NOT EXISTS of_type_seal
	    (type_id, seal_id, issued, id, office, state, person_id),
	ADD KEY IF NOT EXISTS of_state
	    (state, issued, id, office, type_id, seal_id, person_id),
	ADD KEY IF NOT EXISTS of_person
	    (person_id, issued, id, office, type_id, seal_id, state);
