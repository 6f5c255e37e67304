/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/former.h: keys a person had before they lost everything.
 * Nothing of them is destroyed: others need the public part to read what was
 * written with it, and an old sheet may turn up. Like a slot, it is shown only
 * to whoever gives the old secret's auth key. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "daemon/accounts/slot.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

enum { FORMER_MOST = 16 /* keys of one account; no more ways back after */ };

/* In a transaction: the account's key and its slots of today become the former
 * ones of number *n. ERR_CONFLICT after FORMER_MOST. */
enum err former_keep(struct store_conn *c, const struct id *account,
                     int64_t now_ms, int64_t *n);

/* [{n, until_ms, public_key, slots: [{kind, scheme, salt, memory_kib, passes,
 * lanes}]}], oldest first, those that can still be opened; the caller owns it.
 * NULL and *err set when the store fails. */
json_t *former_list_json(struct store_conn *db, const struct id *account,
                         enum err *err);

/* Copied to the arena; ERR_NOT_FOUND when there is none. */
enum err former_find(struct store_conn *db, const struct id *account, int64_t n,
                     enum slot_kind kind, struct arena *a, struct slot *slot,
                     struct text *sealed_key);
