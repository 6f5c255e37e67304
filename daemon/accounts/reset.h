/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/reset.h: an account gets a new key and new ways in, because
 * its person has lost all the old ones. */
#pragma once

#include <stdint.h>

#include "daemon/accounts/slot.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct signer;
struct store_conn;

/* Texts are bytes and borrowed. */
struct reset {
    struct id account;
    struct text public_key, sealed_key;
    struct slot passphrase, recovery;
    const struct signer *signer;
    int64_t now_ms;
    int64_t former; /* set: the number the old key goes by now */
};

/* In a transaction: keeps the old key as a former one, puts the new one and
 * its slots in place, writes it into the log of keys, and ends every login,
 * second step, known device and tiding. ERR_GONE when the account was closed.
 */
enum err reset_do(struct store_conn *c, struct reset *r);
