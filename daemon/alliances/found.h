/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/found.h: founding an alliance: who may make which kind, and
 * of which there is only one.
 *
 * - a pair or a couple: a therapist.
 * - a pair about a couple (a private space): its therapist, with one of its
 *   clients, who is a member from the start, once both agreed to how secrets
 *   are held (policy.h). One for each client.
 * - self: anybody for themselves, one.
 * - notes: a therapist about an alliance of theirs, one for each. */
#pragma once

#include "daemon/alliances/alliances_store.h"
#include "daemon/alliances/event.h"
#include "daemon/alliances/grant.h"

struct founding {
    struct alliance alliance; /* id: afterwards that of the one there was */
    struct id client;         /* of a private space; all zero: none */
    struct grants grants;
    int64_t now_ms;
    const char *field, *wanted; /* set with ERR_BAD_INPUT */
    const char *text;           /* set with ERR_CONFLICT */
};

/* An event_run on a struct founding. Of a kind there is only one of, a second
 * asking changes nothing and is told the first one's id. ERR_DENIED when the
 * founder may not, ERR_NOT_FOUND when about is none of the founder's. */
enum err found_run(struct store_conn *c, struct event_batch *batch,
                   void *founding);
