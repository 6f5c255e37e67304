/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/ticket.h: a few bytes we hand out and believe when they come
 * back within five minutes: half a sign-in, the challenge for a passkey.
 * Nothing is stored until one is spent; a MAC under a key of this process
 * makes them ours, so a restart ends them all. Any thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/err.h"

enum ticket_for {
    TICKET_HALF = 1, /* the first secret was right, the second step is due */
    TICKET_SECOND,   /* challenge: passkey as that second step */
    TICKET_SIGN_IN,  /* challenge: passkey alone */
    TICKET_REGISTER, /* challenge: a new passkey */
};

enum {
    TICKET_MS = 5 * 60 * 1000,
    TICKET_ABOUT = 48, /* bytes: whom it is for */
    TICKET_BYTES = 1 + 8 + 16 + TICKET_ABOUT + 32
};

void ticket_make(enum ticket_for use, const uint8_t about[TICKET_ABOUT],
                 int64_t now_ms, uint8_t out[TICKET_BYTES]);

/* ERR_GONE unless it is one of ours, for this use, younger than TICKET_MS and
 * not spent; then about is left alone. */
enum err ticket_check(enum ticket_for use, struct text ticket, int64_t now_ms,
                      uint8_t about[TICKET_ABOUT]);

/* Once per ticket: false when it was spent before, or when too many were spent
 * in the last minutes. Only what ticket_check took may be given. */
bool ticket_spend(struct text ticket, int64_t now_ms);
