/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/grant.h: the secret of a conversation's epoch, sealed to
 * one member's identity key by a member. The server cannot read it; it only
 * sees to it that nobody takes it away from somebody else:
 *
 * - The first grant for an epoch and a member is kept.
 * - The same bytes from the same granter again change nothing.
 * - A member may replace the grant to themselves (to add what they learned
 *   about keys), and whoever gave a grant may replace it, as long as the
 *   member has not made it their own.
 * - Anything else is refused, and then none of the list is kept. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/base/json.h"

struct store_conn;

enum {
    GRANTS_MOST = 64, /* in one request */
    GRANT_EPOCH_MOST = 1000000,
    GRANT_SEALED_MOST = 8192 /* bytes */
};

struct grant {
    int64_t epoch;    /* from 1 */
    struct id member; /* all zero: whoever is being made just now */
    struct text sealed;
};

struct grants {
    struct grant *list; /* in the arena */
    size_t count;
};

enum grant_members {
    GRANT_TO_MEMBERS, /* "member" holds an id */
    GRANT_TO_NEWCOMER /* "member" is "": the account being made, or whoever
                         the call itself names */
};

/* Reads the field "grants" of a body: a list of {epoch, member, sealed},
 * least to GRANTS_MOST long. Trouble is noted in the reader. */
void grants_read(struct json_reader *r, enum grant_members members,
                 size_t least, struct grants *out);

/* In a transaction: keeps them by the rule above. ERR_CONFLICT when the rule
 * says no, ERR_NOT_FOUND when a member is not in the conversation's alliance.
 * newcomer replaces an all-zero member. *changed is whether anything is new. */
enum err grants_put(struct store_conn *c, const struct id *conversation,
                    const struct id *granter, const struct id *newcomer,
                    const struct grants *grants, int64_t now_ms, bool *changed);

/* [{epoch, member, granter, sealed}] to this member; the caller owns it. NULL
 * and *err set when the store fails. */
json_t *grants_json(struct store_conn *db, const struct id *conversation,
                    const struct id *member, enum err *err);

/* The newest epoch anybody was ever granted, also to a key they lost; 0: none.
 */
enum err grants_newest(struct store_conn *db, const struct id *conversation,
                       int64_t *epoch);

/* Whether somebody who has left the conversation's alliance holds this epoch.
 */
enum err grants_left_hold(struct store_conn *db, const struct id *conversation,
                          int64_t epoch, bool *held);
