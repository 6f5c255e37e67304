/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/records/records_store.h: who knows whom. */
#pragma once

#include <stdbool.h>

#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

/* *shared: I am, and they are or were, in one alliance; or they are me. */
enum err records_share(struct store_conn *db, const struct id *me,
                       const struct id *them, bool *shared);
