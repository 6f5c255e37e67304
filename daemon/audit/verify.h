/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/audit/verify.h: works a log out again from its entries and holds it
 * against every head that was ever signed, and against the one put aside with
 * the keys. Changes nothing; may run beside the house. */
#pragma once

#include <stdint.h>

#include "daemon/audit/tree.h"
#include "daemon/base/err.h"

struct signer;
struct store_conn;

/* One sentence about something that is wrong; lent for the call. */
typedef void (*verify_say)(const char *sentence, void *context);

enum { VERIFY_SAID_MOST = 20 }; /* sentences; what is above is only counted */

struct verify_result {
    int64_t entries, heads, wrong;
    struct merkle_hash root;
};

/* ERR_OK also when something is wrong: then out->wrong > 0. */
enum err tree_verify(struct store_conn *db, const struct signer *s, enum tree t,
                     verify_say say, void *context, struct verify_result *out);
