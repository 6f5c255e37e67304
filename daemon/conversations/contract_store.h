/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/conversations/contract_store.h: the message contracts, each kept by
 * its therapist's own key. */
#pragma once

#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct arena;
struct store_conn;

struct contract_row {
    struct id account;
    struct text kept;
    int64_t changed_ms;
};

/* In a transaction. Replaces the one there was. */
enum err contract_put(struct store_conn *c, const struct contract_row *row);

/* The account's own, and those of everybody it shares an alliance with. The
 * row is lent for the call. */
typedef enum err (*contract_each)(const struct contract_row *row,
                                  void *context);
enum err contract_list(struct store_conn *db, struct arena *a,
                       const struct id *account, contract_each each,
                       void *context);
