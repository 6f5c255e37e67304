/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/relay/relay.h: passes for the relay (TURN) that carries a call where
 * two networks cannot reach each other. The relay keeps no list of people: it
 * shares one secret with us, and a pass is a user name "UNTIL_S:RANDOM" with a
 * password that is its HMAC-SHA1 under that secret, in base64. The random part
 * is new each time, so that the relay learns no account and a dead call's
 * allocations never stand in the way of the next one. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"

struct config;

enum {
    RELAY_HOST_MOST = 253,
    RELAY_USER_MOST = 63,
    RELAY_PASSWORD_LETTERS = 28, /* base64 of 20 bytes */
    RELAY_RANDOM_BYTES = 15
};

#define RELAY_PASS_MS INT64_C(7200000) /* a pass is good for 2 hours */

struct relay_pass {
    char user[RELAY_USER_MOST + 1];
    char password[RELAY_PASSWORD_LETTERS + 1];
    int64_t until_ms; /* whole seconds */
};

/* Where a relay listens: "relay.example.org", "192.0.2.7:3479", "[::1]".
 * False when it is not of that form; then *out is undefined. */
struct relay_place {
    char host[RELAY_HOST_MOST + 3]; /* in brackets when it is IPv6 */
    int port;                       /* 3478 when none was named */
};
bool relay_place_parse(const char *text, struct relay_place *out);

/* The pass of this secret for this random part, good until until_ms (UTC).
 * False when the library refuses; then *out is undefined. */
bool relay_pass_make(struct text secret, const char *random, int64_t until_ms,
                     struct relay_pass *out);

/* Reads the settings and the secret, once, before threads and sandbox. No
 * relay in the settings is fine. False after logging why. */
bool relay_load(const struct config *c);
void relay_unload(void);
bool relay_is_set(void);

/* {"ice_servers": […], "until_ms": …}: a fresh pass, as browsers want it, good
 * for good_ms. The list is empty when there is no relay. Owned by the caller;
 * NULL when there is no room. */
json_t *relay_pass_json(int64_t now_ms, int64_t good_ms);
