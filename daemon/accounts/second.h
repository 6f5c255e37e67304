/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/second.h: the second step of a sign-in: who has one, who
 * must have one, and the half sign-in that waits for it. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "daemon/accounts/slot.h"
#include "daemon/accounts/ticket.h"
#include "daemon/base/config.h"
#include "daemon/net/route.h"

/* What an account could show as its second step. */
struct second {
    bool totp;
    int64_t passkeys;
};

enum err second_find(struct store_conn *db, const struct id *account,
                     struct second *out);
static inline bool second_any(const struct second *s)
{
    return s->totp || s->passkeys > 0;
}

/* What the practice asks of people of this role. */
bool second_is_required(const struct config *c, enum role role);

/* A half sign-in: this account has shown this slot's secret. Good for
 * TICKET_MS, for one sign-in, and only while the slot is the same. */
void half_make(const struct id *account, const struct slot *slot,
               int64_t now_ms, uint8_t out[TICKET_BYTES]);
/* ERR_GONE when it is not, or no longer, one. */
enum err half_check(struct store_conn *db, struct text half, int64_t now_ms,
                    struct arena *a, struct id *account);

/* {second, half, challenge, credentials}: what is still to be shown. The
 * caller owns it; NULL and *err on failure. */
json_t *half_json(struct store_conn *db, const struct id *account,
                  const struct slot *slot, const struct second *s,
                  int64_t now_ms, enum err *err);

/* The whom of a challenge given out with this half. */
void half_about(struct text half, uint8_t about[TICKET_ABOUT]);
