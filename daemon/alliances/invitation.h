/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/invitation.h: a single-use link into the house. Whoever
 * holds its token may make one account, with the role the link names, and
 * nothing else. We keep only the token's SHA-256. */
#pragma once

#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/net/route.h"

struct query;
struct store_conn;

enum {
    INVITATION_TOKEN_BYTES = 32,
    INVITATION_TOKEN_LETTERS = 43,
    INVITATION_HASH_BYTES = 32,
    INVITATION_DAYS_MOST = 30,
    INVITATION_WELCOME_MOST = 8192, /* bytes */
    INVITATION_HOUSE_HOURS = 24     /* of a link the daemon prints */
};

#define INVITATION_DAY_MS (INT64_C(24) * 60 * 60 * 1000)

enum invitation_state {
    INVITATION_OPEN,
    INVITATION_USED,
    INVITATION_REVOKED,
    INVITATION_EXPIRED
};

/* Texts are bytes and borrowed. */
struct invitation {
    struct id id;
    uint8_t token_hash[INVITATION_HASH_BYTES];
    enum role role;
    struct id alliance;  /* all zero: opens none */
    struct id inviter;   /* all zero: the house itself */
    struct text welcome; /* sealed; len 0 when there is none, or no more */
    int64_t created_ms, expires_ms;
    enum invitation_state state;
};

void invitation_hash(struct text token, uint8_t out[INVITATION_HASH_BYTES]);
const char *invitation_state_name(enum invitation_state s); /* "open" */

/* Of a row with used_ms, revoked_ms and expires_ms. */
enum invitation_state invitation_state_of(struct query *q, int64_t now_ms);

/* In a transaction. */
enum err invitation_add(struct store_conn *c, const struct invitation *i);

/* In a transaction: takes back every open one into the alliance. */
enum err invitation_revoke_all(struct store_conn *c, const struct id *alliance,
                               int64_t now_ms);

/* How many into the alliance are open. */
enum err invitation_count_open(struct store_conn *c, const struct id *alliance,
                               int64_t now_ms, int *count);

/* In a transaction: takes back every open link of the house itself. */
enum err invitation_revoke_house(struct store_conn *c, int64_t now_ms);

/* In a transaction. ERR_GONE when it was used already; taking back twice is
 * no error. Empties the welcome. */
enum err invitation_revoke(struct store_conn *c, const struct id *id,
                           int64_t now_ms);

/* In a transaction: uses it up. Of two at once exactly one gets ERR_OK, the
 * other ERR_GONE, as does everybody for one that is not open. */
enum err invitation_use(struct store_conn *c, const struct id *id,
                        int64_t now_ms);

/* Copied to the arena, with its state at now_ms. ERR_NOT_FOUND otherwise. */
enum err invitation_find(struct store_conn *db, const struct id *id,
                         int64_t now_ms, struct arena *a,
                         struct invitation *out);
enum err invitation_find_by_token(struct store_conn *db, struct text token,
                                  int64_t now_ms, struct arena *a,
                                  struct invitation *out);
