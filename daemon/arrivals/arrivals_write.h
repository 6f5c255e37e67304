/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/arrivals/arrivals_write.h: a client says how they come, or says it
 * anew, as the body of one write. A revision takes the place of the one
 * before it; the same one again is a retry and changes nothing. */
#pragma once

#include "daemon/alliances/event.h"
#include "daemon/arrivals/arrivals_store.h"

struct arrival_change {
    struct arrival row; /* complete; lent by the request */
    struct arena *arena;
    const char *text; /* with ERR_CONFLICT: why, for a person */
};

/* An event_run. */
enum err arrivals_write(struct store_conn *c, struct event_batch *batch,
                        void *change);
