/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/visits/gaps_store.h: the times a session was without a line, between
 * SQL and struct gap. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/gap.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

/* Of one session; more than this many are not kept. */
enum { GAPS_OF_VISIT_MAX = 600 };

/* Keeps what account's device says of a gap that by its own clock began at
 * said_ms. Told again it changes nothing; told again as longer it grows. */
enum err gaps_put(struct store_conn *c, const struct id *visit,
                  const struct id *account, int64_t said_ms,
                  const struct gap *gap);

/* All that anybody said of the session, at most GAPS_OF_VISIT_MAX. */
enum err gaps_list(struct store_conn *c, const struct id *visit,
                   struct gap out[GAPS_OF_VISIT_MAX], size_t *count);

/* Writes what they are in all. */
enum err gaps_set_lost(struct store_conn *c, const struct id *visit,
                       int64_t lost_ms);
