/*
 * store/stmts.h - all statement tables.  Included with STMT(name, params,
 * sql) defined, so it has no guard.
 */
#include "store/stmt_audit.def"
#include "store/stmt_auditor.def"
#include "store/stmt_bulk.def"
#include "store/stmt_flow.def"
#include "store/stmt_ca.def"
#include "store/stmt_import.def"
#include "store/stmt_issue.def"
#include "store/stmt_life.def"
#include "store/stmt_login.def"
#include "store/stmt_officer.def"
#include "store/stmt_register.def"
#include "store/stmt_notice.def"
#include "store/stmt_renew.def"
#include "store/stmt_role.def"
#include "store/stmt_seal.def"
#include "store/stmt_share.def"
#include "store/stmt_signd.def"
#include "store/stmt_verify.def"
#include "store/stmt_watch.def"
#include "store/stmt_type.def"
