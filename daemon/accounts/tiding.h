/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/tiding.h: what a person should hear about their account: a
 * new device, another pass phrase, a second step gone. Shown on the next page
 * of every device but the one that did it, until the person has seen it. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct keeper;
struct store_conn;

enum tiding {
    TIDING_DEVICE,
    TIDING_PASSPHRASE,
    TIDING_RECOVERY,
    TIDING_TOTP_ADDED,
    TIDING_TOTP_REMOVED,
    TIDING_PASSKEY_ADDED,
    TIDING_PASSKEY_REMOVED,
    TIDING_FACTOR_RESET, /* by the practice, on the person's word */
    TIDING_WRONG_SECOND, /* right first secret, then wrong second steps */
    TIDING_WAY_BACK      /* a link that gives the account a new key */
};

/* In a transaction. device NULL: not by one of the person's own. */
enum err tiding_add(struct store_conn *c, const struct id *account,
                    enum tiding what, const struct id *device, int64_t now_ms);

/* All up to and with until_ms have been seen. In a transaction. */
enum err tiding_seen(struct store_conn *c, const struct id *account,
                     int64_t until_ms);

/* [{kind, at_ms, device}], newest first, at most 20, without those that here
 * did; device is a name or null. The caller owns it; NULL and *err on failure.
 */
json_t *tiding_list_json(struct store_conn *db, struct keeper *k,
                         const struct id *account, const struct id *here,
                         struct arena *a, enum err *err);
