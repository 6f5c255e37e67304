/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/former_grant.h: what was granted to a key somebody lost. It
 * opens nothing for the new one; it waits for an old sheet to turn up. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

/* In a transaction: all grants to the account move to its former key n. */
enum err former_grants_keep(struct store_conn *c, const struct id *account,
                            int64_t n);

/* [{conversation, epoch, granter, sealed}], of conversations the account still
 * belongs to; the caller owns it. NULL and *err set when the store fails. */
json_t *former_grants_json(struct store_conn *db, const struct id *account,
                           int64_t n, enum err *err);
