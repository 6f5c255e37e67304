/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/policy.h: how a couple and their therapist hold secrets, as
 * far as the server may know: which sealed letter says so, and who agreed to
 * it as it stands. Private spaces wait for both. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

/* In a transaction: from now on the words are in this letter of the alliance,
 * written by the therapist. ERR_CONFLICT when there is no such letter of
 * theirs, or a newer one holds the words. */
enum err policy_put(struct store_conn *c, const struct id *alliance,
                    const struct id *therapist, const struct id *message);

struct policy_agreement {
    struct id alliance, account, message;
    int64_t revision; /* of the letter */
    int64_t at_ms;
};

/* In a transaction. ERR_CONFLICT unless it is about the words as they are. */
enum err policy_agree(struct store_conn *c, const struct policy_agreement *a);

/* Whether both clients are here and agreed to the words as they are. */
enum err policy_holds(struct store_conn *db, const struct id *alliance,
                      bool *holds);
