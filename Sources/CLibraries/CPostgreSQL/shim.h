#pragma once

#include <libpq-fe.h>

// Swift imports numeric and string macros only; these are character literals.
static const int diag_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int diag_sqlstate = PG_DIAG_SQLSTATE;
static const int diag_message = PG_DIAG_MESSAGE_PRIMARY;
static const int diag_detail = PG_DIAG_MESSAGE_DETAIL;
static const int diag_hint = PG_DIAG_MESSAGE_HINT;
static const int diag_context = PG_DIAG_CONTEXT;
static const int diag_table = PG_DIAG_TABLE_NAME;
static const int diag_constraint = PG_DIAG_CONSTRAINT_NAME;
