/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/audit_list.h: the audit log, one line an entry. People appear by
 * the first letters of their ids: the operator has no need of names. */
#pragma once

#include "daemon/base/err.h"

struct keeper;
struct store_conn;

/* To standard output, oldest first. An entry whose box cannot be opened (its
 * person was erased) says so. */
enum err audit_list_print(struct store_conn *db, struct keeper *k);
