/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/account_keys.h: every account's key stands in the key log. */
#pragma once

#include <stdint.h>

#include "daemon/base/err.h"

struct signer;
struct store_conn;

/* At the start of the house: the keys of those who were here before there was
 * a key log, oldest account first. Does nothing when there are none. */
enum err account_keys_catch_up(struct store_conn *c, const struct signer *s,
                               int64_t now_ms);
