/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/store/postgres_sql.h: our SQL in PostgreSQL's spelling. Pure. */
#pragma once

#include <stdbool.h>

/* A copy of sql with each ? outside quotes and comments as $1, $2, … The
 * caller frees it. NULL without memory. */
char *postgres_sql(const char *sql);

/* True when the statement only reads: it begins with SELECT. */
bool postgres_sql_reads(const char *sql);
